"""Spec and catalog in, the architecture of one cloud out: build the topology, wire it, evaluate each environment, assemble."""

from collections.abc import Mapping
from types import MappingProxyType

from cloudgen.architecture import Architecture
from cloudgen.language.operands import EvaluationError
from cloudgen.load.catalog import Catalog, ProviderFile
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem, Problems, ProblemsError
from cloudgen.resolve.ascending import ascending
from cloudgen.resolve.assembly import assemble
from cloudgen.resolve.checks import check_budget, check_flow_limits, check_names
from cloudgen.resolve.components import components_of
from cloudgen.resolve.conditions import check_conditions
from cloudgen.resolve.environments import Base, evaluate, evaluator_of
from cloudgen.resolve.foundation import with_foundation
from cloudgen.resolve.identity import Remembered, project_id
from cloudgen.resolve.image_contracts import image_contracts
from cloudgen.resolve.links import links_of
from cloudgen.resolve.monthly_calls import monthly_calls
from cloudgen.resolve.reference_roots import Scopes
from cloudgen.resolve.settings import layer
from cloudgen.resolve.topology import Topology
from cloudgen.resolve.usage_figures import MONTHS
from cloudgen.resolve.variable_rules import check_variable_names, check_variable_sizes
from cloudgen.resolve.wiring import wire

CLASS_LOCAL = "local.class"


def resolve(
    loaded: LoadedSpec, catalog: Catalog, provider: str, months: int = MONTHS, remembered: Remembered | None = None
) -> tuple[Architecture, tuple[Problem, ...]]:
    """The architecture and the warnings; every problem of the spec on this cloud is raised at once. Usage is that of month `months`.

    `remembered` is what this cloud was generated from before: names in the cloud stay what they are there.
    Each step goes on with what the one before understood: a component or flow with a problem is left out.
    """
    problems = Problems(loaded.problems)
    topology = build(loaded, catalog, provider, remembered, problems)
    check_names(loaded, catalog, topology, problems)
    check_variable_names(loaded, topology, problems)
    bases = [base(loaded, topology, each.name, problems) for each in loaded.environments]
    settings = {each.name: each.settings for each in bases}
    check_budget(loaded, topology, settings, problems)
    check_flow_limits(topology, settings, problems)
    try:
        scopes = Scopes(topology, topology.needs)
        wiring = wire(topology, scopes, problems)
        check_variable_sizes(loaded, topology, wiring, problems)
        evaluators = [evaluator_of(loaded, catalog, topology, wiring, each, problems) for each in bases]
        environments = tuple(evaluate(loaded, topology, *each, months) for each in zip(bases, evaluators, strict=True))
        check_conditions(loaded, topology, wiring, zip(bases, evaluators, strict=True), problems)
        images = image_contracts(loaded, topology, wiring, dict(zip(settings, evaluators, strict=True)))
        architecture = assemble(loaded, catalog, topology, scopes, wiring, bases, environments, images)
    except EvaluationError as error:
        problems.raise_if_errors()  # only a valid spec shows that the catalog is wrong
        raise ProblemsError((Problem("catalog", f"The catalog of {provider} is wrong: {error}.", blame="catalog"),)) from None
    problems.raise_if_errors()
    return architecture, tuple(problems.all)


def build(loaded: LoadedSpec, catalog: Catalog, provider: str, remembered: Remembered | None, problems: Problems) -> Topology:
    """What exists on a cloud; problems are collected, never raised."""
    components = components_of(loaded, catalog, provider, remembered, problems)
    links = links_of(loaded, catalog, components, problems)
    project = project_id(loaded, remembered)
    topology = Topology(provider, _cloud(loaded, catalog, provider), project, components, links=links)
    return with_foundation(loaded, catalog, topology, problems)


def _cloud(loaded: LoadedSpec, catalog: Catalog, provider: str) -> ProviderFile:
    """What holds for the cloud; where an environment's name isn't its class, the root module looks the class up."""
    file = catalog.provider(provider)
    if all(environment.name == environment.class_ for environment in loaded.environments):
        return file
    return file.model_copy(update={"stack": {**file.stack, "class": CLASS_LOCAL}})


def base(loaded: LoadedSpec, topology: Topology, environment: str, problems: Problems) -> Base:
    """Settings and monthly calls of every component in one environment."""
    layered = ((node, layer(loaded, node, environment, topology.file, topology.provider, problems)) for node in topology.nodes)
    settings = {node.key: ascending(node, values, environment, problems) for node, values in layered}
    return Base(environment, settings, monthly_calls(loaded, topology, environment, settings, problems))


def resolve_all(
    loaded: LoadedSpec,
    catalog: Catalog,
    providers: tuple[str, ...],
    months: int = MONTHS,
    remembered: Mapping[str, Remembered] = MappingProxyType({}),
) -> tuple[tuple[Architecture, ...], tuple[Problem, ...]]:
    """The architecture per cloud; the problems of all clouds are raised at once, each named once. Usage is that of month `months`."""
    architectures: list[Architecture] = []
    problems = Problems()
    if catalog.overlays:
        # The built-in catalog has been checked; only folders of one's own pay for it.
        from cloudgen.resolve.catalog_checks.files import named_problems

        if wrong := named_problems(loaded.spec, catalog, providers):
            raise ProblemsError((*loaded.problems, *wrong))
    for provider in providers:
        try:
            architecture, warnings = resolve(loaded, catalog, provider, months, remembered.get(provider))
            architectures.append(architecture)
            problems.extend(warnings)
        except ProblemsError as error:
            problems.extend(error.problems)
    problems.raise_if_errors()
    return tuple(architectures), tuple(problems.all)
