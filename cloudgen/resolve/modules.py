"""A node's module block: the attributes of its variable, its arguments and what it waits for."""

from collections.abc import Mapping, Sequence
from typing import Any

from cloudgen.architecture import Attribute, Module, StackVariable
from cloudgen.language.hclvalues import Call, Expr, Text, Value, type_of
from cloudgen.language.references import resolve_all
from cloudgen.load.specfile import LoadedSpec
from cloudgen.load.terraform_files import Variable
from cloudgen.resolve.reference_roots import Scopes
from cloudgen.resolve.settings import input_names
from cloudgen.resolve.topology import Node, Topology
from cloudgen.resolve.wiring import Wiring


def module_block(
    loaded: LoadedSpec,
    topology: Topology,
    node: Node,
    scopes: Scopes,
    wiring: Wiring,
    environments: Sequence[Mapping[str, Mapping[str, Any]]],
    variables: Mapping[str, Variable],
) -> Module:
    """The block of a node; `environments` are the inputs of each environment, by label, and `variables` those of its module."""
    names = (["name"] if node.named else []) + input_names(node.service)
    attributes = tuple(
        _attribute(node, name, [inputs[node.label][name] for inputs in environments], variables.get(name))
        for name in names
        if not node.stands_alone(name)
    )
    heading = f"{node.key}: {node.kind_name}, {node.service.title}"
    description = f"{node.title} ({node.kind_name}, {node.service.title})."
    return Module(
        key=node.key,
        id=node.id,
        label=node.label,
        kind=node.kind_name,
        service=node.service_name,
        folder=node.folder,
        heading=heading,
        description=description,
        foundation=node.kind.foundation,
        attributes=attributes,
        variables=tuple(_alone(node, name, variables.get(name)) for name in names if node.stands_alone(name)),
        arguments=_arguments(loaded, topology, node, scopes, wiring, names),
        providers=_providers(node, scopes),
        depends_on=tuple(dict.fromkeys(wiring.waits.get(node.key, ()))),
        former=node.former,
        stateful=node.kind.stateful and not node.existing,
        replace_on=node.service.replace_on,
        protects=node.service.protects,
        flow_inputs=wiring.flow_inputs.get(node.key, ()),
    )


def _attribute(node: Node, name: str, values: list[Any], variable: Variable | None) -> Attribute:
    """An attribute as its module's variable describes it; what no module takes, as the input says or the setting of its name."""
    default = variable.default if variable else None
    return Attribute(name, _attribute_type(node, name, values), _help(node, name, variable), default)


def _help(node: Node, name: str, variable: Variable | None) -> str:
    form, setting = node.service.inputs.get(name), node.kind.settings.get(name)
    return variable.description if variable else form.help if form and form.help else setting.help if setting else ""


def _alone(node: Node, name: str, variable: Variable | None) -> StackVariable:
    """An input that is a variable of the stack by itself."""
    label = node.variable(name).removeprefix("var.")
    return StackVariable(label, name, str(node.service.inputs[name].type), f"{node.title}: {_help(node, name, variable)}")


def _attribute_type(node: Node, name: str, values: list[Any]) -> str:
    form = node.service.inputs.get(name)
    return (form and form.type) or type_of(values) or "string"


def _arguments(
    loaded: LoadedSpec, topology: Topology, node: Node, scopes: Scopes, wiring: Wiring, names: Sequence[str]
) -> dict[str, Value]:
    arguments: dict[str, Value] = {}
    for name in names:
        if name not in node.service.inputs or node.service.inputs[name].to_module:
            arguments[name] = Expr(node.variable(name))
    naming = node.service.naming
    if naming and node.named and naming.unique == "global":
        separator = naming.separator
        parts: tuple[str | Expr, ...] = (
            Expr(f"var.{node.label}.name"),
            *([separator] if separator else []),
            Expr("local.suffix"),
        )
        arguments["name"] = Text(parts)
    scope = scopes.of(node)
    arguments |= resolve_all(node.service.arguments, scope)
    arguments |= wiring.entries.get(node.key, {})
    environment = _environment_of(loaded, node, wiring)
    if environment is not None:
        arguments["environment"] = environment
    if node.service.tagged:
        arguments |= _tags(topology, node)
    return arguments


def _providers(node: Node, scopes: Scopes) -> dict[str, str]:
    """The provider configurations that a module gets; one without a value is Terraform's default."""
    return {name: str(value) for name, value in resolve_all(node.service.providers, scopes.of(node)).items() if value is not None}


def _environment_of(loaded: LoadedSpec, node: Node, wiring: Wiring) -> Value:
    plain: dict[str, Value] = {} if node.kind.foundation else dict(loaded.spec.components[node.key].environment)
    if node.service.runs_code:
        plain = {**wiring.variables.get(node.key, {}), **plain}
    members: list[Value] = ([dict(sorted(plain.items()))] if plain else []) + list(wiring.locals.get(node.key, ()))
    if not members:
        return None
    return members[0] if len(members) == 1 else Call("merge", members, spread=True)


def _tags(topology: Topology, node: Node) -> dict[str, Value]:
    form = topology.file.tags
    own: Value = {form.component: node.id}
    return {form.argument: Call("merge", [Expr(form.base), own], spread=True) if form.base else own}
