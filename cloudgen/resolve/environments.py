"""The values of one environment: exactly what its tfvars hold, its backend, and what is billed with which usage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cloudgen.architecture import Environment
from cloudgen.language.evaluate import evaluate as evaluate_tree
from cloudgen.language.tree import Node
from cloudgen.load.catalog import Catalog, StackInput
from cloudgen.load.fields import references_of
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems
from cloudgen.resolve.inputs import Evaluator
from cloudgen.resolve.naming import avoiding, shorten
from cloudgen.resolve.settings import Layered
from cloudgen.resolve.topology import Topology
from cloudgen.resolve.traffic import Usage
from cloudgen.resolve.usage_figures import Figures
from cloudgen.resolve.wiring import Wiring

PREFIX_LENGTH = 20


@dataclass(frozen=True)
class Base:
    """What an environment's values are computed from: settings by component, and monthly calls."""

    name: str
    settings: Mapping[str, Layered]
    calls: Usage


def evaluator_of(loaded: LoadedSpec, catalog: Catalog, topology: Topology, wiring: Wiring, base: Base, problems: Problems) -> Evaluator:
    """What computes the inputs of an environment, each once."""
    return Evaluator(catalog, topology, base.settings, stack_values(loaded, topology, base.name), wiring, problems)


def evaluate(loaded: LoadedSpec, topology: Topology, base: Base, evaluator: Evaluator, months: int) -> Environment:
    """Inputs, figures and billed resources of an environment."""
    values = evaluator.stack
    inputs, variables = _inputs(topology, evaluator)
    referred = _referred(topology)
    stack = {name: _filled(form.value, values) for name, form in topology.file.values.items() if _wanted(name, form, referred)}
    users = loaded.environment(base.name).users
    figures = Figures(topology, evaluator, base.calls, users, months)
    return Environment(
        name=base.name,
        class_=values["class"],
        region=values["region"],
        stack=stack,
        inputs=inputs,
        variables=variables,
        backend={name: _filled(value, values) for name, value in topology.file.backend.values.items()},
        users=users,
        existing=tuple(node.key for node in topology.nodes if node.existing),
        flows=figures.volumes(),
        figures=figures.all(),
        footprints=figures.footprints(),
        billed=figures.billed(),
    )


def _inputs(topology: Topology, evaluator: Evaluator) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """The components' objects by label, and what stands beside them by its variable's name, as far as it has a value."""
    objects: dict[str, dict[str, Any]] = {}
    alone: dict[str, Any] = {}
    for node in topology.nodes:
        for name, value in evaluator.inputs(node).items():
            if node.stands_alone(name):
                alone |= {node.variable(name).removeprefix("var."): value} if value is not None else {}
            else:
                objects.setdefault(node.label, {})[name] = value
    return objects, alone


def stack_values(loaded: LoadedSpec, topology: Topology, environment: str) -> dict[str, Any]:
    """What `stack` stands for in the values of an environment."""
    project = topology.project
    stated = loaded.environment(environment)
    return {
        "project": project,
        "environment": environment,
        "class": stated.class_,
        "prefix": shorten(avoiding(f"{project}-{environment}", topology.file.prefix_avoid), PREFIX_LENGTH),
        "region": stated.region(topology.provider)[0],
        "domain": stated.domain[0],
        "domain_aliases": list(stated.domains[0][1:]),
        "domain_ready": stated.domain_ready,
        "dns_zone": stated.dns_zone(topology.provider),
        "tags": dict(stated.tags),
        "budget": stated.budget[0],
        "account": stated.account(topology.provider, topology.file.account),
    }


def _referred(topology: Topology) -> set[str]:
    """The stack values that modules and flows refer to in Terraform."""
    services = [node.service for node in topology.nodes]
    rules = {id(link.rule): link.rule for link in topology.links}
    parts = [[each.arguments, each.entries, each.grants, each.network, each.public_url] for each in services]
    return {reference.path[0] for reference in references_of([*parts, *rules.values()]) if reference.root == "stack"}


def _wanted(name: str, form: StackInput, referred: set[str]) -> bool:
    """An optional stack value is in the tfvars where something refers to it."""
    return not form.optional or name in referred


def _filled(template: Node, values: Mapping[str, Any]) -> Any:
    """A template of the provider's file, which may refer to `stack` alone."""
    return evaluate_tree(template, lambda root, path: values[path[0]] if root == "stack" else None)
