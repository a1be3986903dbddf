"""The foundation pieces of a stack: what its components refer to, enter something into or are hosted by, and what the spec asks for."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial

from cloudgen.load.catalog import Catalog, Service
from cloudgen.load.fields import references_of
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem, Problems, ProblemsError
from cloudgen.resolve.existing import as_existing
from cloudgen.resolve.topology import Node, Topology


def with_foundation(loaded: LoadedSpec, catalog: Catalog, topology: Topology, problems: Problems) -> Topology:
    """The topology with the pieces that its components need, in the order of the provider's file."""
    kinds = {name: kind for name in topology.file.foundation if (kind := catalog.kind(name))}
    asked = [name for name, kind in kinds.items() if kind.asked_by and _says(loaded, kind.asked_by)]
    # What enters something into a piece that only the spec asks for can do without it.
    allowed = [name for name, kind in kinds.items() if name in asked or not kind.asked_by]
    piece = cache(partial(_piece, loaded, catalog, topology, problems))
    wanted = _wanted(topology, piece, allowed, [*topology.file.always, *asked])
    return replace(topology, foundation={name: piece(name) for name in kinds if name in wanted})


def _wanted(topology: Topology, piece: Callable[[str], Node], allowed: list[str], first: list[str]) -> list[str]:
    """The names of the pieces that are needed, and of those that they need in turn."""
    wanted: list[str] = []
    pending: list[set[str]] = [_mentioned(node.service) for node in topology.components.values()]
    pending += [{*_roots(link.rule), *link.rule.entries} for link in topology.links]
    pending += [_roots([rule.arguments for rule in topology.file.network_rules]), _roots(topology.file.statement), set(first)]
    while pending:
        for name in _in_order(pending.pop(), allowed):
            if name not in wanted:
                wanted.append(name)
                pending.append(_mentioned(piece(name).service))
    return wanted


def _piece(loaded: LoadedSpec, catalog: Catalog, topology: Topology, problems: Problems, name: str) -> Node:
    kind, service_name = catalog.kind(name), topology.file.foundation[name]
    service = catalog.service(topology.provider, service_name)
    if kind is None or service is None:
        message = f"The foundation's {name} on {topology.provider} is the service '{service_name}', which the catalog doesn't have."
        raise ProblemsError((Problem("catalog", message),))
    stated, existing = loaded.spec.foundation.get(name), None
    if stated is not None and topology.provider in stated.existing:
        where = loaded.where("foundation", name, "existing", topology.provider)
        existing = as_existing(service_name, service, kind, where, problems)
    where = loaded.where("foundation", name)
    return Node(name, name, kind.title, where, name, kind, service_name, existing or service, existing=existing is not None)


def _says(loaded: LoadedSpec, key: str) -> bool:
    """Whether the spec has a value for a key, for all environments or for one."""
    return any(getattr(part, key) is not None for part in (loaded.spec, *loaded.spec.environments.values()))


def _mentioned(service: Service) -> set[str]:
    """What a service refers to, enters something into or is hosted by."""
    parts = (service.arguments, service.entries, service.grants, service.network, service.stack_outputs)
    return {*_roots([*parts, service.inputs, service.environment]), *service.entries, str(service.host)}


def _roots(value: object) -> set[str]:
    return {reference.root for reference in references_of(value)}


def _in_order(names: Iterable[str], allowed: list[str]) -> list[str]:
    found = set(names)
    return [name for name in allowed if name in found]
