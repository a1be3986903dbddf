"""What one component, and all flows of one pair of components, make in Terraform: grants, network rules, variables, entries in modules."""

from collections.abc import Iterator, Mapping
from typing import Any

from cloudgen.architecture import Wide
from cloudgen.language.hclvalues import Value, identifier, modules_in
from cloudgen.language.references import CatalogReferenceError, Scope, resolve
from cloudgen.load.catalog import Grant, Rule
from cloudgen.problems import Where
from cloudgen.resolve.component_pairs import Owner, Pair
from cloudgen.resolve.effects import Effect, Effects, Entry
from cloudgen.resolve.grants import Made, grant_resource, policies
from cloudgen.resolve.network_rules import network_effects
from cloudgen.resolve.reference_roots import Scopes
from cloudgen.resolve.topology import Link, Node, Topology

Owned = Mapping[str, Mapping[str, Mapping[str, Any]]]


def component_effects(topology: Topology, scopes: Scopes, numbers: Mapping[str, int], node: Node) -> Effects:
    """What the platform needs for a component: its entries, its own grants and network rules."""
    scope = scopes.of(node)
    owner = Owner(node.label, (node.label,), node.id, node.label)
    form = topology.file.statement or {}
    made = list(policies(form, [(grant, scope) for grant in node.service.grants if grant.actions], owner))
    made += [grant_resource(grant, scope, owner, None) for grant in node.service.grants if grant.resource]
    rules = network_effects(topology.file.network_rules, node.service.network, scope, owner, numbers[node.id])
    heading = f"{node.id}: what the platform needs"
    return Effects(
        heading=heading,
        caller=node.key,
        target=None,
        where=node.where,
        always=False,
        resources=(*_waited(made, None if node.kind.foundation else node), *rules),
        entries=tuple(_owned(topology, node.service.entries, scope, (node, node), heading, node.where)),
        broad=tuple(wide for _, each in made for wide in each),
    )


def pair_effects(topology: Topology, scopes: Scopes, numbers: Mapping[str, int], pair: Pair) -> Effects:
    """The effects of all flows of a pair."""
    scoped = [(rule, link, scopes.of_link(pair, rule, link)) for rule, link in pair.rules]
    statements = [(_with_reason(grant, rule), scope) for rule, _, scope in scoped for grant in rule.grants if grant.actions]
    made = list(policies(topology.file.statement or {}, statements, pair.owner))
    resources = _waited(made, pair.caller)
    for rule, link, scope in scoped:
        owner = pair.owner_of(link)
        own = [grant_resource(grant, scope, owner, rule.broad_because) for grant in rule.grants if not grant.actions]
        made += own
        resources += _waited(own, pair.caller)
        resources += network_effects(topology.file.network_rules, rule.network, scope, owner, numbers[owner.target_id])
    environment = {name: value for rule, link, scope in scoped for name, value in _variables(pair, rule, link, scope).items()}
    given = {name: resolve(value, scope) for rule, _, scope in scoped for name, value in rule.target_environment.items()}
    inside = tuple(dict.fromkeys(place for each in scoped for place in _inside(topology, pair, *each)))
    return Effects(
        heading=pair.heading,
        caller=pair.caller.key if pair.caller else None,
        target=pair.target.key,
        where=pair.links[0].where,
        always=True,
        notes=tuple(_describe(link) for link in pair.links),
        local=pair.label if environment else None,
        environment=environment,
        target_environment={name: value for name, value in given.items() if value is not None},
        resources=tuple(resources),
        entries=tuple(entry for each in scoped for entry in _entries(topology, pair, *each)),
        inside=inside,
        broad=(*(wide for _, each in made for wide in each), *_broad_rules(pair, inside)),
    )


def _with_reason(grant: Grant, rule: Rule) -> Grant:
    return grant.model_copy(update={"broad_because": grant.broad_because or rule.broad_because})


def _waited(made: list[Made], caller: Node | None) -> list[Effect]:
    """Grants, which the caller's module waits for unless they refer to it themselves."""
    found = []
    for resource, _ in made:
        own = caller and (caller.label in modules_in(resource.arguments) or f"module.{caller.label}" in resource.depends_on)
        found.append(Effect(resource, waits_for=caller is not None and not caller.built_in and not own))
    return found


def _broad_rules(pair: Pair, inside: tuple[str, ...]) -> Iterator[Wide]:
    """Rules that say that they allow more, and make no grant of their own."""
    for rule, _ in pair.rules:
        if rule.broad_because and not rule.grants:
            yield Wide(next(iter(inside), pair.label), pair.heading, rule.broad_because)


def _entries(topology: Topology, pair: Pair, rule: Rule, link: Link, scope: Scope) -> Iterator[Entry]:
    """A flow's entries: in the modules of its ends by the other end, in the routes of the edge by path, and where the rule says."""
    if pair.caller:
        for name, value in rule.caller.items():
            yield _entry(topology, pair.caller, name, pair.target.id, resolve(value, scope), pair.heading, link.where)
        for name, value in rule.routes.items():
            edge = _routes_holder(topology, pair.caller)
            yield _entry(topology, edge, name, link.path or "/*", resolve(value, scope), pair.heading, link.where)
    for name, value in rule.target.items():
        yield _entry(topology, pair.target, name, pair.caller_id, resolve(value, scope), pair.heading, link.where)
    yield from _owned(topology, rule.entries, scope, (pair.caller, pair.target), pair.heading, link.where)


def _owned(
    topology: Topology, entries: Owned, scope: Scope, ends: tuple[Node | None, Node], heading: str, where: Where | None
) -> Iterator[Entry]:
    """Entries with keys of their own in a foundation piece, in the components of a role, or in one of the two ends."""
    by_name = {"caller": [ends[0]] if ends[0] else [], "target": [ends[1]], "self": [ends[1]]}
    for owner, inputs in entries.items():
        nodes = by_name.get(owner) or [node for node in [topology.foundation.get(owner)] if node] or topology.with_role(owner)
        for node in nodes:
            for name, members in inputs.items():
                for key, value in members.items():
                    yield _entry(topology, node, name, _entry_key(key, scope), resolve(value, scope), heading, where)


def _entry(topology: Topology, node: Node, name: str, key: str, value: Value, heading: str, where: Where | None) -> Entry:
    """An entry of a component's module, or of its host's where it has none."""
    return Entry(_holder(topology, node, name).key, name, key, value, heading, where)


def _holder(topology: Topology, node: Node, name: str) -> Node:
    if not node.built_in:
        return node
    if node.service.host is None:
        raise CatalogReferenceError(f"{node.service_name} has no module and no host, so nothing takes its entry '{name}'")
    return topology.foundation[node.service.host]


def _routes_holder(topology: Topology, edge: Node) -> Node:
    """What takes the routes of an edge: its host, which it may share with others, or its own module."""
    return topology.foundation[edge.service.host] if edge.service.host else edge


def _inside(topology: Topology, pair: Pair, rule: Rule, link: Link, scope: Scope) -> list[str]:
    """The entries that make the rest of a flow in the modules of its two ends and of their hosts."""
    ends = [(pair.target, name, pair.caller_id) for name in rule.target]
    if pair.caller:
        ends += [(pair.caller, name, pair.target.id) for name in rule.caller]
        ends += [(_routes_holder(topology, pair.caller), name, link.path or "/*") for name in rule.routes]
    hosts = {node.service.host for node in (pair.caller, pair.target) if node and node.service.host}
    for host in sorted(hosts & rule.entries.keys()):
        members = [(name, key) for name, keys in rule.entries[host].items() for key in keys]
        ends += [(topology.foundation[host], name, _entry_key(key, scope)) for name, key in members]
    return [f'module.{_holder(topology, node, name).label}.{name}["{key}"]' for node, name, key in ends]


def _variables(pair: Pair, rule: Rule, link: Link, scope: Scope) -> dict[str, Value]:
    """The environment variables that the flow gives to a caller with code."""
    if pair.caller is None or not pair.caller.service.runs_code:
        return {}
    prefix = identifier(link.flow.as_ or pair.target.id).upper()
    return {f"{prefix}_{suffix}": resolve(value, scope) for suffix, value in rule.environment.items()}


def _entry_key(key: str, scope: Scope) -> str:
    if "${" in key:
        return str(resolve(key, scope))
    for name, component in scope.ids.items():
        if key == name or key.startswith(f"{name}-"):
            return component + key[len(name) :]
    raise CatalogReferenceError(f"the entry '{key}' begins with neither self, caller nor target")


def _describe(link: Link) -> str:
    flow = link.flow
    details = [f"{flow.from_} -> {flow.to}: {flow.action}"]
    details += [f"({', '.join(value) if isinstance(value, list) else value})" for _, value in sorted(flow.keys.items(), reverse=True)]
    return " ".join(details)
