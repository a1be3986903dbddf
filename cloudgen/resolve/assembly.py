"""The architecture of one cloud, put together from what the steps before have made."""

from collections.abc import Mapping, Sequence
from typing import cast

from cloudgen.architecture import Architecture, Component, Environment, ImageContract, Module, Output
from cloudgen.language.hclvalues import Expr, Value, references_in
from cloudgen.language.references import CatalogReferenceError
from cloudgen.language.references import resolve as resolve_value
from cloudgen.load.catalog import Catalog, Provider
from cloudgen.load.environments import main_environment
from cloudgen.load.specfile import LoadedSpec
from cloudgen.load.terraform_files import Variable, variables_of
from cloudgen.resolve.component_pairs import Pair
from cloudgen.resolve.environments import Base
from cloudgen.resolve.modules import module_block
from cloudgen.resolve.moves import moves
from cloudgen.resolve.operator_steps import operator_steps
from cloudgen.resolve.reference_roots import Scopes
from cloudgen.resolve.settings import Layered
from cloudgen.resolve.topology import Node, Topology
from cloudgen.resolve.unread import without_unread
from cloudgen.resolve.wiring import Wiring


def assemble(
    loaded: LoadedSpec,
    catalog: Catalog,
    topology: Topology,
    scopes: Scopes,
    wiring: Wiring,
    bases: Sequence[Base],
    environments: tuple[Environment, ...],
    images: tuple[ImageContract, ...],
) -> Architecture:
    """What every renderer reads."""
    spec, file = loaded.spec, topology.file
    inputs = [environment.inputs for environment in environments]
    variables = {node.key: _variables(catalog, topology, node) for node in topology.nodes}
    modules = tuple(module_block(loaded, topology, node, scopes, wiring, inputs, variables[node.key]) for node in topology.nodes)
    outputs = _outputs(topology, scopes, wiring.pairs)
    values = _values(modules, wiring, outputs)
    modules, environments = without_unread(modules, environments, values)
    main = main_environment(loaded.environments).name
    # What the main environment says holds for what is the same in all.
    settings = next(base.settings for base in bases if base.name == main)
    return Architecture(
        provider=cast(Provider, topology.provider),
        project=spec.name,
        cloud_project=topology.project,
        title=spec.title or spec.name,
        versions=file.versions.model_dump(),
        backend_type=file.backend.type,
        components=tuple(_component(topology, node) for node in topology.components.values()),
        modules=modules,
        connections=wiring.connections,
        outputs=outputs,
        moves=moves(topology, wiring),
        wide=wiring.broad,
        needs={name: tuple(values) for name, values in topology.needs.items()},
        secrets=_secrets(topology, settings),
        images=images,
        steps=operator_steps(topology.nodes),
        environments=environments,
        main_environment=main,
        sequences={key: sequence.model_dump() for key, sequence in spec.sequences.items()},
        checks=_checks(topology),
        references=frozenset(name for value in values for name in references_in(value)),
    )


def _variables(catalog: Catalog, topology: Topology, node: Node) -> Mapping[str, Variable]:
    return variables_of(catalog.template_folder(topology.provider, node.folder)) if node.folder else {}


def _checks(topology: Topology) -> tuple[str, ...]:
    """The `check` blocks that services and the rules of flows bring."""
    named = [node.service.checks for node in topology.nodes] + [link.rule.checks for link in topology.links]
    return tuple(sorted({name for names in named for name in names}))


def _values(modules: Sequence[Module], wiring: Wiring, outputs: Sequence[Output]) -> list[Value]:
    """Every value of the stack's modules, grants, rules and outputs."""
    values: list[Value] = [value for module in modules for value in module.arguments.values()]
    values += [value for module in modules for value in map(Expr, module.providers.values())]
    for connection in wiring.connections:
        values += connection.environment.values()
        for resource in connection.resources:
            values += [resource.arguments, resource.count, resource.for_each, *map(Expr, resource.depends_on)]
    values += [output.value for output in outputs]
    return values


def _outputs(topology: Topology, scopes: Scopes, pairs: Sequence[Pair]) -> tuple[Output, ...]:
    """What components publish, and what flows to them publish."""
    published = [(node, node.service.stack_outputs, scopes.of(node)) for node in topology.nodes]
    published += [(pair.target, rule.stack_outputs, scopes.of_link(pair, rule, link)) for pair in pairs for rule, link in pair.rules]
    outputs: dict[str, Output] = {}
    for node, members, scope in published:
        for name, form in members.items():
            label = f"{node.label}_{name}"
            output = Output(label, resolve_value(form.value, scope), form.help, form.sensitive)
            if outputs.setdefault(label, output) != output:
                raise CatalogReferenceError(f"two flows to {node.key} give the output {label} different values")
    return tuple(outputs[name] for name in sorted(outputs))


def _secrets(topology: Topology, settings: Mapping[str, Layered]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named = [(node, node.kind.secret_names) for node in topology.components.values()]
    return tuple((node.key, tuple(settings[node.key].settings[setting])) for node, setting in named if setting)


def _component(topology: Topology, node: Node) -> Component:
    return Component(
        key=node.key,
        title=node.title,
        kind=node.kind_name,
        kind_title=node.kind.title,
        lane=node.kind.lane,
        service=node.service_name,
        service_title=node.service.title,
        docs=node.service.docs,
        called_by_users=any(link.caller is None for link in topology.incoming.get(node.key, ())),
    )
