"""The values of one environment: exactly what its tfvars hold, its backend, and what is billed with which usage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cloudgen.architecture import Environment
from cloudgen.language.references import roots_in
from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems
from cloudgen.resolve.inputs import Evaluator
from cloudgen.resolve.naming import shorten
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


def evaluate(
    loaded: LoadedSpec, catalog: Catalog, topology: Topology, wiring: Wiring, base: Base, months: int, problems: Problems
) -> Environment:
    """Inputs, figures and billed resources of an environment."""
    values = _stack_values(loaded, topology, base.name)
    evaluator = Evaluator(catalog, topology, base.settings, values, wiring, problems)
    inputs = {node.label: found for node in topology.nodes if (found := evaluator.inputs(node))}
    referred = _referred(topology)
    stack = {name: _stack_input(value, values) for name, value in topology.file.values.items() if _wanted(name, value, referred)}
    traffic = loaded.spec.environments.get(base.name).traffic or loaded.spec.traffic
    figures = Figures(topology, evaluator, base.calls, traffic.monthly_active_users, months)
    return Environment(
        name=base.name,
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


def _stack_values(loaded: LoadedSpec, topology: Topology, environment: str) -> dict[str, Any]:
    spec = loaded.spec
    project = topology.project
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


def _referred(topology: Topology) -> set[str]:
    """The stack values that modules and flows refer to in Terraform."""
    services = {node.service_name: node.service for node in topology.nodes}
    rules = {id(link.rule): link.rule for link in topology.links}
    parts = [service.model_dump(include={"arguments", "entries", "grants", "network", "public_url"}) for service in services.values()]
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
