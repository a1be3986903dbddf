"""What components and flows make in Terraform, put together: connections, entries of modules, variables, waits and broad grants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cloudgen.architecture import Connection, Resource, Wide
from cloudgen.language.hclvalues import Expr, Value
from cloudgen.language.references import CatalogReferenceError
from cloudgen.problems import Problems
from cloudgen.resolve.component_pairs import Pair, pairs_of
from cloudgen.resolve.effects import Effects, Entry, fingerprint
from cloudgen.resolve.flow_effects import component_effects, pair_effects
from cloudgen.resolve.network_rules import rule_numbers
from cloudgen.resolve.reference_roots import Scopes
from cloudgen.resolve.topology import Topology


@dataclass(frozen=True)
class Wiring:
    """The same for every environment: `entries` by component, input and key; `waits` are addresses by component.

    `flow_inputs` are the inputs of each component's module that flows make entries in.
    """

    pairs: tuple[Pair, ...]
    connections: tuple[Connection, ...]
    entries: Mapping[str, Mapping[str, Mapping[str, Value]]]
    flow_inputs: Mapping[str, tuple[str, ...]]
    locals: Mapping[str, tuple[Expr, ...]]
    variables: Mapping[str, Mapping[str, Value]]
    waits: Mapping[str, tuple[str, ...]]
    broad: tuple[Wide, ...]

    @property
    def resources(self) -> list[Resource]:
        """Every grant and network rule of the stack."""
        return [resource for connection in self.connections for resource in connection.resources]

    def entry_keys(self, node: str, name: str) -> list[str]:
        """The keys of the entries of a module's input."""
        return list(self.entries.get(node, {}).get(name, ()))


def wire(topology: Topology, scopes: Scopes, problems: Problems) -> Wiring:
    """The effects of every component and every pair, each resource made once."""
    pairs = tuple(pairs_of(topology))
    numbers = rule_numbers(node.id for node in topology.nodes)
    effects = [component_effects(topology, scopes, numbers, node) for node in topology.nodes]
    effects += [pair_effects(topology, scopes, numbers, pair) for pair in pairs]
    connections, addresses = _connections(effects)
    return Wiring(
        pairs=pairs,
        connections=connections,
        entries=_entries((entry for each in effects for entry in each.entries), problems),
        flow_inputs=_flow_inputs(effects),
        locals=_locals(effects),
        variables=_variables(effects, problems),
        waits=_waits(effects, addresses),
        broad=tuple(dict.fromkeys(wide for each in effects for wide in each.broad)),
    )


def _connections(effects: Iterable[Effects]) -> tuple[tuple[Connection, ...], dict[str, str]]:
    """The connections with each resource where it is made first, and the address that stands for each fingerprint."""
    addresses: dict[str, str] = {}
    made: set[str] = set()
    connections = []
    for each in effects:
        kept, shared = [], []
        for effect in each.resources:
            key = fingerprint(effect.resource)
            if key in addresses:
                shared += [addresses[key]] * effect.shared
                continue
            address = effect.resource.address
            if address in made:
                raise CatalogReferenceError(f"two different resources are called {address}: give the grants a label")
            addresses[key] = address
            made.add(address)
            kept.append(effect.resource)
        own = {resource.address for resource in kept}
        shared = [address for address in dict.fromkeys(shared) if address not in own]
        if each.always or kept:
            wide = tuple(dict.fromkeys(broad.address for broad in each.broad))
            made_here = (tuple(kept), tuple(shared), each.inside, wide)
            connections.append(Connection(each.heading, each.notes, each.local, each.environment, *made_here))
    return tuple(connections), addresses


def _entries(entries: Iterable[Entry], problems: Problems) -> dict[str, dict[str, dict[str, Value]]]:
    """Entries by component, input and key; equal ones are one, different ones for the same key are a problem at their flow."""
    found: dict[str, dict[str, dict[str, Value]]] = {}
    first: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        place = (entry.node, entry.name, entry.key)
        before = first.setdefault(place, entry)
        if before.value != entry.value:
            line = f" in line {before.where.line}" if before.where else ""
            message = f"'{entry.heading}' and '{before.heading}'{line} give {entry.node}.{entry.name}[{entry.key}] different values."
            problems.add("entry-clash", message, entry.where or before.where, "The two can't be combined on this cloud: leave one out.")
            continue
        found.setdefault(entry.node, {}).setdefault(entry.name, {})[entry.key] = entry.value
    return found


def _flow_inputs(effects: Iterable[Effects]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entry in (entry for each in effects if each.target for entry in each.entries):
        found.setdefault(entry.node, {})[entry.name] = None
    return {node: tuple(names) for node, names in found.items()}


def _locals(effects: Iterable[Effects]) -> dict[str, tuple[Expr, ...]]:
    found: dict[str, list[Expr]] = {}
    for each in effects:
        if each.local and each.caller:
            found.setdefault(each.caller, []).append(Expr(f"local.{each.local}"))
    return {key: tuple(values) for key, values in found.items()}


def _variables(effects: Sequence[Effects], problems: Problems) -> dict[str, dict[str, Value]]:
    """Variables that components have by themselves, and those that flows give to their targets; one that has no value is left out."""
    found: dict[str, dict[str, Value]] = {str(each.caller): dict(each.own_environment) for each in effects if each.own_environment}
    for each in effects:
        for name, value in each.target_environment.items():
            own = found.setdefault(str(each.target), {})
            if own.setdefault(name, value) != value:
                message = f"'{each.heading}' gives {each.target} another value of {name} than the flows before it."
                problems.add("variable-clash", message, each.where, "Leave one of the flows out.")
    return found


def _waits(effects: Iterable[Effects], addresses: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The grants that a component's module waits for: all but those that refer to the module itself."""
    found: dict[str, dict[str, None]] = {}
    for each in effects:
        for effect in each.resources:
            if effect.waits_for and each.caller:
                found.setdefault(each.caller, {})[addresses[fingerprint(effect.resource)]] = None
    return {key: tuple(values) for key, values in found.items()}
