"""Spec in, artifacts out: load, resolve per cloud, render. Nothing here touches the output folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from cloudgen.architecture import Architecture
from cloudgen.cost.price.estimate import estimates
from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem
from cloudgen.render import costs, repository, terraform
from cloudgen.render.artifacts import Artifact
from cloudgen.resolve.identity import Remembered
from cloudgen.resolve.pipeline import resolve_all


@dataclass(frozen=True)
class Generated:
    """What one run makes for the clouds that were asked for."""

    architectures: tuple[Architecture, ...]
    artifacts: tuple[Artifact, ...]
    warnings: tuple[Problem, ...]


def generate(
    loaded: LoadedSpec, catalog: Catalog, providers: tuple[str, ...], remembered: Mapping[str, Remembered] = MappingProxyType({})
) -> Generated:
    """Everything to write for the clouds that were asked for; `remembered` is what each was generated from before."""
    architectures, warnings = resolve_all(loaded, catalog, providers, remembered=remembered)
    artifacts = repository.render()
    for architecture in architectures:
        artifacts += costs.render(architecture, estimates(loaded, architecture))
        artifacts += terraform.render(architecture, partial(catalog.template_folder, architecture.provider))
    return Generated(architectures, tuple(artifacts), warnings)
