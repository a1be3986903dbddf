"""What may follow each root of a reference: for every part of its path a noun and the names that there are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cloudgen.load.catalog import Kind, Service
from cloudgen.resolve.catalog_checks.library import Library, own_inputs

Steps = list[tuple[str, Iterable[str] | None]]
"""A noun and the allowed names per part of a path; None allows any. What comes after the last part is Terraform's."""


@dataclass(frozen=True)
class Place:
    """What a reference is looked up in: the service, its kind, and the services that can be at the ends of the flow."""

    library: Library
    kind_name: str
    kind: Kind | None
    service_name: str | None = None
    service: Service | None = None
    callers: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    flow_keys: frozenset[str] = field(default_factory=frozenset)


def steps(place: Place, root: str, path: tuple[str, ...]) -> Steps | None:
    """What may follow a root here; None where nothing is called so."""
    if root in ROOTS:
        return ROOTS[root](place, path)
    holders = place.library.holders(root)
    return None if holders is None else _module(place.library, holders, path)


def _module(library: Library, services: Iterable[str], path: tuple[str, ...]) -> Steps:
    """Outputs, or inputs after `input`, that every one of some services has."""
    offers = [library.offer(name) for name in services]
    if path[:1] == ("input",):
        return [("part", ("input",)), ("input", _common(offer.inputs for offer in offers))]
    if path in ((), ("id_",)):
        return []
    return [("output", _common(offer.outputs for offer in offers))]


def _common(names: Iterable[frozenset[str]]) -> Iterable[str] | None:
    sets = list(names)
    return sorted(frozenset.intersection(*sets)) if sets else None


def _settings(place: Place, _path: tuple[str, ...]) -> Steps:
    return [("setting", place.kind.settings if place.kind else None)]


def _size(place: Place, _path: tuple[str, ...]) -> Steps:
    size = place.service.size if place.service else None
    if size is None:
        return [("column", ())]
    columns = place.library.columns(size.table)
    # A table that isn't there is a mistake of `table`, not of every column.
    return [("column", None if columns is None else sorted(columns))]


def _input(place: Place, _path: tuple[str, ...]) -> Steps:
    return [("input", sorted(own_inputs(place.service)) if place.service else ())]


def _self(place: Place, path: tuple[str, ...]) -> Steps:
    return _module(place.library, [str(place.service_name)], path)


def _host(place: Place, path: tuple[str, ...]) -> Steps:
    services = [each for name in (place.service_name, *place.callers) if name and (each := place.library.service(name))]
    hosts = {place.library.file.foundation[each.host] for each in services if each.host in place.library.file.foundation}
    return _module(place.library, sorted(hosts), path)


def _map_inputs(place: Place, _path: tuple[str, ...]) -> Steps:
    variables = place.library.variables(str(place.service_name)) if place.service else None
    return [("map input", None if variables is None else [name for name, each in variables.items() if each.is_map])]


def _entries(place: Place, path: tuple[str, ...]) -> Steps:
    """`entries.<input>` of the own module, `entries.<piece>.<input>` of a foundation piece's."""
    piece = place.library.file.foundation.get(path[0]) if path else None
    if piece is None:
        return _map_inputs(place, path)
    variables = place.library.variables(piece) or {}
    return [("owner", path[:1]), ("map input", [name for name, each in variables.items() if each.is_map])]


def _incoming(place: Place, _path: tuple[str, ...]) -> Steps:
    return [("action", sorted(place.library.actions)), ("key of flows", sorted(place.library.flow_keys))]


def _needs(place: Place, _path: tuple[str, ...]) -> Steps:
    return [("list of needs", place.library.file.needs)]


def _action(place: Place, _path: tuple[str, ...]) -> Steps:
    return [("action", sorted(place.library.actions))]


def _traffic(place: Place, path: tuple[str, ...]) -> Steps:
    if path[:1] == ("by",):
        return [("action", ("by",)), ("caller", sorted({*place.library.callers, *place.library.catalog.services(place.library.provider)}))]
    return [("action", ["all", "users", "by", *sorted(place.library.actions)])]


def _out(place: Place, _path: tuple[str, ...]) -> Steps:
    return [("part", ("calls", "gb")), ("action", ["all", *sorted(place.library.actions)])]


def _usage(place: Place, _path: tuple[str, ...]) -> Steps:
    own = {*(place.kind.usage if place.kind else ()), *(place.service.usage if place.service else ())}
    return [("usage figure", sorted(own))]


def _all(place: Place, path: tuple[str, ...]) -> Steps:
    known = {name for kind in place.library.kinds.values() for name in kind.usage}
    return [("usage figure", sorted(known if path[:1] and path[0] in known else place.library.figures))]


def _neighbours(end: str) -> Callable[[Place, tuple[str, ...]], Steps]:
    """`callers.<action>.settings.x`: of at least one component that may be the caller, or the target, of the action."""

    def look_up(place: Place, path: tuple[str, ...]) -> Steps:
        library = place.library
        found: Steps = [("action", sorted(library.actions)), ("part", ("input", "settings", "usage"))]
        if len(path) == 3 and path[0] in library.actions and path[1] in ("input", "settings", "usage"):
            offers = [library.offer(name) for name in neighbours(library, place.kind_name, end, path[0])]
            attribute = "inputs" if path[1] == "input" else path[1]
            found.append((path[1].removesuffix("s"), sorted({name for offer in offers for name in getattr(offer, attribute)})))
        return found

    return look_up


def neighbours(library: Library, kind_name: str, end: str, action: str) -> list[str]:
    """The services that may be at the other end of a flow with an action from a kind (`targets`) or to it (`callers`)."""
    own = library.kinds.get(kind_name)
    names = {kind_name, *(own.groups if own else ())}
    if end == "callers":
        called = set(own.accepts.get(action, ()) if own else ())
        using = {name for name, kind in library.kinds.items() if names & set(kind.uses.get(action, ()))}
        return library.candidates(called | using)
    accepting = {name for name, kind in library.kinds.items() if names & set(kind.accepts.get(action, ()))}
    return library.candidates(accepting | set(own.uses.get(action, ()) if own else ()))


def _stack_values(_place: Place, _path: tuple[str, ...]) -> Steps:
    return [("stack value", STACK_VALUES)]


STACK_VALUES = (
    "account", "budget", "class", "dns_zone", "domain", "domain_aliases", "domain_ready", "environment", "prefix", "project", "region",
    "tags",
)  # fmt: skip


def _words(noun: str, *names: str) -> Callable[[Place, tuple[str, ...]], Steps]:
    return lambda _place, _path: [(noun, names)]


def _pair(_place: Place, path: tuple[str, ...]) -> Steps:
    ends: Steps = [("part", ("read", "write"))] if path[:1] == ("prefixes",) else []
    return [("value of a pair", ("name", "paths", "access", "actions", "prefixes", "grants")), *ends]


def _nothing(_place: Place, _path: tuple[str, ...]) -> Steps:
    return []


# The roots that mean the same wherever they are allowed. `stack` differs: see `fields`.
ROOTS: Mapping[str, Callable[[Place, tuple[str, ...]], Steps]] = {
    "all": _all,
    "caller": lambda place, path: _module(place.library, place.callers, path),
    "callers": _neighbours("callers"),
    "calls": _traffic,
    "component": _words("part", "key", "label"),
    "days": _nothing,
    "each": _words("part", "key", "value"),
    "entries": _entries,
    "flow": lambda place, _path: [("key of flows", ["action", "prefix", *sorted(place.library.flow_keys)])],
    "flows": _action,
    "gb": _traffic,
    "host": _host,
    "hours": _nothing,
    "incoming": _incoming,
    "input": _input,
    "key": _words("end", "self", "caller", "target"),
    "leads_to": _action,
    "month": _nothing,
    "named": _words("end", "self", "caller"),
    "names": _map_inputs,
    "needs": _needs,
    "out": _out,
    "pair": _pair,
    "policy": _nothing,
    "public": _words("part", "url"),
    "rule": lambda _place, _path: [("key of a network rule", None)],
    "self": _self,
    "settings": _settings,
    "size": _size,
    "stack": lambda place, _path: [("stack value", place.library.file.stack)],
    "stack values": _stack_values,
    "target": lambda place, path: _module(place.library, place.targets, path),
    "targets": _neighbours("targets"),
    "usage": _usage,
    "users": _nothing,
    "work": _nothing,
}
# Roots that may be without a path, and such that have none.
BARE = frozenset({"host", "target", "self", "caller"})
ALONE = frozenset(root for root, each in ROOTS.items() if each is _nothing)
