"""Spec and catalog in, architecture of one cloud out: topology, layers, inputs and effects put together."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from cloudgen.architecture import (
    Architecture,
    Component,
    Database,
    DatabaseUser,
    Environment,
    Output,
)
from cloudgen.language.hclvalues import identifier
from cloudgen.language.references import CatalogReferenceError, roots_in
from cloudgen.language.references import resolve as resolve_value
from cloudgen.load.catalog import ENVIRONMENTS, Catalog, Provider
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem, Problems, ProblemsError
from cloudgen.resolve.checks import check_budget, check_names
from cloudgen.resolve.flow_effects import Builder
from cloudgen.resolve.flow_groups import Pair, pairs_of
from cloudgen.resolve.inputs import Evaluator
from cloudgen.resolve.modules import module_block
from cloudgen.resolve.monthly_calls import workload
from cloudgen.resolve.moves import moves
from cloudgen.resolve.naming import shorten
from cloudgen.resolve.reference_roots import Scopes
from cloudgen.resolve.settings import Layered, layer
from cloudgen.resolve.topology import Node, Topology, build
from cloudgen.resolve.traffic import Usage
from cloudgen.resolve.usage_figures import MONTHS, Figures
from cloudgen.resolve.wiring import Effects

PREFIX_LENGTH = 20


def resolve(loaded: LoadedSpec, catalog: Catalog, provider: str, months: int = MONTHS) -> tuple[Architecture, tuple[Problem, ...]]:
    """The architecture and the warnings; every problem of the spec on this cloud is raised at once. Usage is that of month `months`."""
    problems = Problems()
    topology = build(loaded, catalog, provider, problems)
    check_names(loaded, topology, problems)
    layered = {
        environment: {node.key: layer(loaded, node, environment, provider, problems) for node in topology.nodes()}
        for environment in ENVIRONMENTS
    }
    check_budget(loaded, topology, layered, problems)
    usage = {environment: workload(loaded, topology, environment, layered[environment], problems) for environment in ENVIRONMENTS}
    problems.raise_if_errors()
    try:
        architecture = _assemble(loaded, catalog, topology, layered, usage, months, problems)
    except CatalogReferenceError as error:
        raise ProblemsError((Problem("catalog", f"The catalog of {provider} is wrong: {error}.", blame="catalog"),)) from None
    problems.raise_if_errors()
    return architecture, tuple(problems.all)


def resolve_all(
    loaded: LoadedSpec, catalog: Catalog, providers: tuple[str, ...], months: int = MONTHS
) -> tuple[tuple[Architecture, ...], tuple[Problem, ...]]:
    """The architecture per cloud; the problems of all clouds are raised at once, each named once. Usage is that of month `months`."""
    architectures: list[Architecture] = []
    warnings: list[Problem] = []
    problems = Problems()
    for provider in providers:
        try:
            architecture, warned = resolve(loaded, catalog, provider, months)
        except ProblemsError as error:
            found: tuple[Problem, ...] = error.problems
        else:
            architectures.append(architecture)
            found = warned
        for problem in found:
            if problem not in warnings and problem not in problems.all:
                (warnings if problem.severity == "warning" else problems.all).append(problem)
    if problems.all:
        raise ProblemsError((*problems.all, *warnings))
    return tuple(architectures), tuple(warnings)


def _assemble(
    loaded: LoadedSpec,
    catalog: Catalog,
    topology: Topology,
    layered: Mapping[str, Mapping[str, Layered]],
    usage: Mapping[str, Usage],
    months: int,
    problems: Problems,
) -> Architecture:
    needs = _needs(topology)
    builder = Builder(topology, Scopes(topology, needs))
    pairs = pairs_of(topology)
    for node in topology.nodes():
        builder.implied(node)
    for pair in pairs:
        builder.connect(pair)
    effects = builder.effects
    environments = tuple(
        _environment(loaded, catalog, topology, layered[name], name, effects, needs, usage[name], months, problems) for name in ENVIRONMENTS
    )
    inputs = [environment.inputs for environment in environments]
    modules = tuple(module_block(loaded, topology, node, Scopes(topology, needs), effects, inputs) for node in topology.nodes())
    spec, file = loaded.spec, topology.file
    return Architecture(
        provider=cast(Provider, topology.provider),
        provider_title=file.title,
        project=spec.name,
        title=spec.title or spec.name,
        versions=file.versions.model_dump(),
        backend_type=file.backend["type"],
        components=tuple(_component(loaded, node) for node in topology.components.values()),
        modules=modules,
        connections=tuple(effects.connections),
        outputs=_outputs(topology, Scopes(topology, needs), pairs),
        moves=moves(topology, effects),
        databases=_databases(topology, pairs, layered["prod"]),
        wide=tuple(effects.wide),
        needs={name: tuple(values) for name, values in needs.items()},
        secrets=_secrets(topology, layered["prod"]),
        environments=environments,
        sequences={key: sequence.model_dump() for key, sequence in spec.sequences.items()},
    )


def _needs(topology: Topology) -> dict[str, list[str]]:
    united: dict[str, set[str]] = {}
    for node in topology.nodes():
        for name, values in node.service.needs.items():
            united.setdefault(name, set()).update(values)
    return {name: sorted(values) for name, values in sorted(united.items())}


def _stack_values(loaded: LoadedSpec, topology: Topology, environment: str) -> dict[str, Any]:
    spec = loaded.spec
    project = spec.was or spec.name
    override = spec.environments.get(environment)
    account = getattr(override, topology.provider, None) if override else None
    return {
        "project": project,
        "environment": environment,
        "prefix": shorten(f"{project}-{environment}", PREFIX_LENGTH),
        "region": getattr(spec.regions, topology.provider),
        "domain": spec.domain,
        "tags": dict(spec.tags),
        "budget": override.budget if override and override.budget is not None else spec.budget,
        "account": getattr(account, topology.file.account, None) if account else None,
    }


def _environment(
    loaded: LoadedSpec,
    catalog: Catalog,
    topology: Topology,
    layered: Mapping[str, Layered],
    environment: str,
    effects: Effects,
    needs: Mapping[str, Sequence[str]],
    usage: Usage,
    months: int,
    problems: Problems,
) -> Environment:
    values = _stack_values(loaded, topology, environment)
    keys = {(node, name): list(entries) for node, inputs in effects.entries.items() for name, entries in inputs.items()}
    places = {node.key: loaded.where("foundation" if node.kind.foundation else "components", node.key) for node in topology.nodes()}
    evaluator = Evaluator(catalog, topology, layered, values, keys, needs, problems, places)
    inputs = {node.label: found for node in topology.nodes() if (found := evaluator.inputs(node))}
    referred = _referred(topology)
    stack = {name: _stack_input(value, values) for name, value in topology.file.values.items() if _wanted(name, value, referred)}
    traffic = loaded.spec.environments.get(environment).traffic or loaded.spec.traffic
    figures = Figures(topology, evaluator, usage, traffic.monthly_active_users, months)
    return Environment(
        name=environment,
        region=values["region"],
        stack=stack,
        inputs=inputs,
        backend=_backend(topology, values),
        users=traffic.monthly_active_users,
        flows=figures.volumes(),
        figures=figures.all(),
        footprints=figures.footprints(),
        billed=figures.billed(),
    )


def _referred(topology: Topology) -> set[str]:
    """The stack values that modules and flows refer to in Terraform."""
    services = {node.service_name: node.service for node in topology.nodes()}
    rules = {id(link.rule): link.rule for link in topology.links}
    parts = [service.model_dump(include={"arguments", "entries", "grants", "network"}) for service in services.values()]
    parts += [rule.model_dump() for rule in rules.values()]
    return {path[0] for root, path in roots_in(parts) if root == "stack"}


def _wanted(name: str, value: Any, referred: set[str]) -> bool:
    """A stack value with `optional:` stands in the tfvars where something refers to it."""
    return not (isinstance(value, dict) and value["optional"]) or name in referred


def _stack_input(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        value = value["value"]
    if isinstance(value, str) and value.startswith("${stack.") and value.endswith("}"):
        return values[value[8:-1]]
    return value


def _backend(topology: Topology, values: Mapping[str, Any]) -> dict[str, Any]:
    def filled(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        for name in ("prefix", "project", "environment", "region"):
            value = value.replace(f"${{stack.{name}}}", str(values[name]))
        return value

    return {name: filled(value) for name, value in topology.file.backend["values"].items()}


def _outputs(topology: Topology, scopes: Scopes, pairs: Sequence[Pair]) -> tuple[Output, ...]:
    """What components publish, and what flows to them publish."""
    published = [(node, node.service.publish, scopes.of(node)) for node in topology.nodes()]
    published += [(pair.target, rule.publish, scopes.of_link(pair, link)) for pair in pairs for rule, link in pair.rules]
    outputs = {
        f"{node.label}_{name}": Output(f"{node.label}_{name}", resolve_value(output.value, scope), output.help, output.sensitive)
        for node, members, scope in published
        for name, output in members.items()
    }
    return tuple(outputs[name] for name in sorted(outputs))


def _databases(topology: Topology, pairs: Sequence[Pair], layered: Mapping[str, Layered]) -> tuple[Database, ...]:
    databases = []
    for node in topology.components.values():
        if node.service.database and node.folder:
            users = tuple(
                DatabaseUser(
                    pair.caller.id,
                    f"{identifier(pair.caller.id)}_user",
                    _access(pair),
                    "; ".join(f"{link.flow.from_} -> {link.flow.to}: {link.flow.action}" for link in pair.links),
                )
                for pair in pairs
                if pair.target is node and pair.caller
            )
            databases.append(Database(node.key, node.folder, str(layered[node.key].settings.get("database", "app")), users))
    return tuple(databases)


def _access(pair: Pair) -> str:
    actions = {link.flow.action for link in pair.links}
    return actions.pop() if len(actions) == 1 else "read-write"


def _secrets(topology: Topology, layered: Mapping[str, Layered]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (node.key, tuple(layered[node.key].settings["names"])) for node in topology.components.values() if node.kind_name == "secrets"
    )


def _component(loaded: LoadedSpec, node: Node) -> Component:
    title = loaded.spec.components[node.key].title or node.key
    return Component(
        node.key,
        title,
        node.kind_name,
        node.kind.title,
        node.kind.lane,
        node.service_name,
        node.service.title,
        node.service.docs,
    )
