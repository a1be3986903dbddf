"""Spec and catalog in, architectures and their estimates out; nothing is rendered."""

from collections.abc import Sequence
from pathlib import Path

from cloudgen.architecture import Architecture
from cloudgen.catalog import ENVIRONMENTS, PROVIDERS, Catalog
from cloudgen.cost.book import load_book
from cloudgen.cost.engine import Terms
from cloudgen.cost.estimate import Estimate, estimate
from cloudgen.cost.ownprices import from_file, from_spec, joined, unknown_names
from cloudgen.cost.rules import Rules
from cloudgen.cost.tariff import Overrides, Tariff
from cloudgen.figures import MONTHS
from cloudgen.problems import Problem, Problems, ProblemsError
from cloudgen.resolve import resolve
from cloudgen.specfile import LoadedSpec


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


def estimates(
    loaded: LoadedSpec,
    architecture: Architecture,
    environments: Sequence[str] = ENVIRONMENTS,
    own: Overrides | None = None,
    terms: Terms | None = None,
) -> list[Estimate]:
    """The bill of the named environments, by the spec's own prices unless others are given."""
    own = own if own is not None else own_prices(loaded)
    terms = terms or Terms(commitment=own.commitment)
    rules, tariff = Rules(architecture.provider), Tariff(load_book(architecture.provider), own)
    chosen = [environment for environment in architecture.environments if environment.name in environments]
    return [estimate(architecture, environment, rules, tariff, terms) for environment in chosen]


def own_prices(loaded: LoadedSpec | None, file: Path | None = None) -> Overrides:
    """The spec's own prices, then those of a file; a name that no price of any cloud has is a problem."""
    own = from_spec(loaded.spec.prices if loaded else None)
    if file:
        own = joined(own, from_file(file))
    wrong = unknown_names(own, {cloud: load_book(cloud) for cloud in PROVIDERS}) if own != Overrides() else []
    if wrong:
        where = loaded.where("prices") if loaded and not file else None
        raise ProblemsError(tuple(Problem("unknown-price", f"{text}.", where, "See: cloudgen prices list") for text in wrong))
    return own
