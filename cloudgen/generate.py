"""Spec in, artifacts out: load, resolve per cloud, render. Nothing here touches the output folder."""

from dataclasses import dataclass
from functools import partial

from cloudgen.architecture import Architecture
from cloudgen.artifacts import Artifact
from cloudgen.catalog import Catalog
from cloudgen.figures import MONTHS
from cloudgen.problems import Problem, Problems, ProblemsError
from cloudgen.renderers import terraform
from cloudgen.resolve import resolve
from cloudgen.specfile import LoadedSpec


@dataclass(frozen=True)
class Generated:
    """What one run makes for the clouds that were asked for."""

    architectures: tuple[Architecture, ...]
    artifacts: tuple[Artifact, ...]
    warnings: tuple[Problem, ...]


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


def generate(loaded: LoadedSpec, catalog: Catalog, providers: tuple[str, ...]) -> Generated:
    """Everything to write for the clouds that were asked for."""
    architectures, warnings = resolve_all(loaded, catalog, providers)
    artifacts: list[Artifact] = []
    for architecture in architectures:
        artifacts += terraform.render(architecture, partial(catalog.template_folder, architecture.provider))
    return Generated(architectures, tuple(artifacts), warnings)
