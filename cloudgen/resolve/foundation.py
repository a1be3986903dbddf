"""The foundation pieces of a stack: what its components refer to, enter something into or are hosted by, and what the spec asks for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cloudgen.language.references import roots_in
from cloudgen.load.catalog import Catalog, Service
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem, ProblemsError
from cloudgen.resolve.topology import Node, Topology


def with_foundation(loaded: LoadedSpec, catalog: Catalog, topology: Topology) -> Topology:
    """The topology with the pieces that its components need, in the order of the provider's file."""
    kinds = {name: kind for name in topology.file.foundation if (kind := catalog.kind(name))}
    asked = [name for name, kind in kinds.items() if kind.asked_by and _says(loaded, kind.asked_by)]
    # What enters something into a piece that only the spec asks for can do without it.
    allowed = [name for name, kind in kinds.items() if name in asked or not kind.asked_by]
    wanted = _wanted(catalog, topology, allowed, [*topology.file.always, *asked])
    pieces = {name: _piece(loaded, catalog, topology, name) for name in kinds if name in wanted}
    return replace(topology, foundation=pieces)


def _wanted(catalog: Catalog, topology: Topology, allowed: list[str], first: list[str]) -> list[str]:
    """The names of the pieces that are needed, and of those that they need in turn."""
    wanted: list[str] = []
    pending: list[Any] = [_referring(node.service) for node in topology.components.values()]
    pending += [link.rule.model_dump() for link in topology.links]
    pending += [rule.arguments for rule in topology.file.network_rules] + [topology.file.statement or {}]
    pending.append({"entries": dict.fromkeys(first)})
    while pending:
        for name in _mentioned(pending.pop(), allowed):
            if name not in wanted:
                wanted.append(name)
                service = catalog.service(topology.provider, topology.file.foundation[name])
                if service is not None:
                    pending.append(_referring(service))
    return wanted


def _piece(loaded: LoadedSpec, catalog: Catalog, topology: Topology, name: str) -> Node:
    kind, service_name = catalog.kind(name), topology.file.foundation[name]
    service = catalog.service(topology.provider, service_name)
    if kind is None or service is None:
        message = f"The foundation's {name} on {topology.provider} is the service '{service_name}', which the catalog doesn't have."
        raise ProblemsError((Problem("catalog", message),))
    return Node(name, name, kind.title, loaded.where("foundation", name), name, kind, service_name, service)


def _says(loaded: LoadedSpec, key: str) -> bool:
    """Whether the spec has a value for a key, for all environments or for one."""
    environments = loaded.spec.environments
    parts = [loaded.spec, *(environments.get(name) for name in type(environments).model_fields)]
    return any(getattr(part, key) is not None for part in parts)


def _referring(service: Service) -> dict[str, Any]:
    return service.model_dump(include={"arguments", "entries", "grants", "network", "stack_outputs", "inputs", "host"})


def _mentioned(value: Any, foundation: list[str]) -> list[str]:
    names = {root for root, _ in roots_in(value)}
    if isinstance(value, Mapping):
        names |= set(value.get("entries") or {}) | {str(value.get("host"))}
    return [name for name in foundation if name in names]
