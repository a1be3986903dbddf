"""What one component, and all flows of one pair of components, make in Terraform: grants, network rules, variables, entries in modules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cloudgen.architecture import Wide
from cloudgen.language.hclvalues import Value, identifier, modules_in
from cloudgen.language.references import CatalogReferenceError, Scope, resolve, resolve_all
from cloudgen.language.tree import Node as Tree
from cloudgen.load.catalog import Entries, Grant, Rule
from cloudgen.problems import Where
from cloudgen.resolve.component_pairs import Owner, Pair
from cloudgen.resolve.effects import Effect, Effects, Entry, fingerprint
from cloudgen.resolve.grants import Made, grant_resource, granted_id, left_out, policies
from cloudgen.resolve.network_rules import network_effects
from cloudgen.resolve.reference_roots import Scopes
from cloudgen.resolve.topology import Link, Node, Topology


def component_effects(topology: Topology, scopes: Scopes, numbers: Mapping[str, int], node: Node) -> Effects:
    """What the platform needs for a component: its entries, its own grants and network rules."""
    scope = scopes.of(node)
    owner = Owner(node.label, (node.label,), node.id, node.label)
    made = list(policies(topology.file.statement, [(grant, scope) for grant in node.service.grants if grant.actions], owner))
    made += [grant_resource(grant, scope, owner, None) for grant in node.service.grants if grant.resource]
    rules = tuple(network_effects(topology.file.network_rules, node.service.network, scope, owner, numbers[node.id]))
    heading = f"{node.id}: what the platform needs"
    return Effects(
        heading=heading,
        caller=node.key,
        target=None,
        where=node.where,
        always=False,
        own_environment={name: value for name, value in resolve_all(node.service.environment, scope).items() if value is not None},
        resources=(*_waited(made, None if node.kind.foundation else node), *rules),
        entries=tuple(_owned(topology, node.service.entries, scope, (node, node), heading, node.where)),
        broad=(*(wide for _, each in made for wide in each), *_broad_network(rules)),
    )


def pair_effects(topology: Topology, scopes: Scopes, numbers: Mapping[str, int], pair: Pair) -> Effects:
    """The effects of all flows of a pair."""
    scoped = [(rule, link, scopes.of_link(pair, rule, link)) for rule, link in pair.rules]
    statements = [(_with_reason(grant, rule), scope) for rule, _, scope in scoped for grant in rule.grants if grant.actions]
    made = list(policies(topology.file.statement, statements, pair.owner))
    resources = _waited(made, pair.caller)
    for rule, link, scope in scoped:
        owner = pair.owner_of(link)
        separate = [grant for grant in rule.grants if not grant.actions and not left_out(grant, scope)]
        own = [grant_resource(grant, scope, owner, rule.broad_because) for grant in separate]
        resources += _waited(_further(made, own), pair.caller)
        made += own
        resources += network_effects(topology.file.network_rules, rule.network, scope, owner, numbers[owner.target_id])
    scoped = [(rule, link, _with_grants(scope, made)) for rule, link, scope in scoped]
    environment = {name: value for rule, link, scope in scoped for name, value in _variables(pair, rule, link, scope).items()}
    given = {name: value for rule, _, scope in scoped for name, value in resolve_all(rule.target_environment, scope).items()}
    inside = tuple(dict.fromkeys(place for rule, link, scope in scoped for place in _inside(topology, pair, rule, link, scope)))
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
        broad=(*_broad_grants(made), *_broad_network(resources), *_broad_rules(pair, resources, inside)),
    )


def _with_grants(scope: Scope, made: Sequence[Made]) -> Scope:
    """The same scope, in which `pair.grants` are the ids of what the pair's flows are granted."""
    known = scope.roots["pair"]
    first = {fingerprint(resource): resource for resource, _ in reversed(made)}
    ids = [granted_id(resource) for resource in reversed(first.values())]
    return scope.with_roots(pair=lambda path: ids if path == ("grants",) else known(path))


def _with_reason(grant: Grant, rule: Rule) -> Grant:
    return grant.model_copy(update={"broad_because": grant.broad_because or rule.broad_because})


def _further(made: Sequence[Made], own: Sequence[Made]) -> list[Made]:
    """Grants that the pair hasn't made for another of its paths."""
    known = {fingerprint(resource) for resource, _ in made}
    return [each for each in own if fingerprint(each[0]) not in known]


def _waited(made: list[Made], caller: Node | None) -> list[Effect]:
    """Grants, which the caller's module waits for unless they refer to it themselves."""
    found = []
    for resource, _ in made:
        own = caller and (caller.label in modules_in(resource.arguments) or f"module.{caller.label}" in resource.depends_on)
        found.append(Effect(resource, waits_for=caller is not None and not caller.built_in and not own))
    return found


def _broad_grants(made: Sequence[Made]) -> Iterator[Wide]:
    """Grants that say that they allow more; of equal ones the first is made, so that the others' reasons stand at its address."""
    addresses: dict[str, str] = {}
    for resource, broad in made:
        address = addresses.setdefault(fingerprint(resource), resource.address)
        yield from (replace(each, address=address) for each in broad)


def _broad_network(effects: Iterable[Effect]) -> Iterator[Wide]:
    """Network rules that say that they admit more."""
    for effect in effects:
        if effect.broad_because:
            yield Wide(effect.resource.address, "network rule", effect.broad_because)


def _broad_rules(pair: Pair, resources: Sequence[Effect], inside: tuple[str, ...]) -> Iterator[Wide]:
    """Rules that say that they allow more, and make no grant of their own: a network rule, or what a module makes."""
    places = [effect.resource.address for effect in resources] + [*inside, pair.label]
    for rule, _ in pair.rules:
        if rule.broad_because and not rule.grants:
            yield Wide(places[0], pair.heading, rule.broad_because)


def _entries(topology: Topology, pair: Pair, rule: Rule, link: Link, scope: Scope) -> Iterator[Entry]:
    """A flow's entries: in the modules of its two ends, and where the rule says."""
    for node, name, key, value in _ends(topology, pair, rule, link, scope):
        yield _entry(topology, node, name, key, value, pair.heading, link.where)
    yield from _owned(topology, rule.entries, scope, (pair.caller, pair.target), pair.heading, link.where)


def _ends(topology: Topology, pair: Pair, rule: Rule, link: Link, scope: Scope) -> Iterator[tuple[Node, str, str, Value]]:
    """A flow's entries in the modules of its ends by the other end, in the edge's routes by path. One without a value is left out."""
    found = [(pair.target, name, pair.caller_id, value) for name, value in rule.target.items()]
    if pair.caller:
        found += [(pair.caller, name, pair.target.id, value) for name, value in rule.caller.items()]
        edge = _routes_holder(topology, pair.caller)
        found += [(edge, name, link.path or "/*", value) for name, value in rule.routes.items()]
    resolved = ((node, name, key, resolve(value, scope)) for node, name, key, value in found)
    return (each for each in resolved if each[3] is not None)


def _members(inputs: Mapping[str, Tree], scope: Scope) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """The members of each input that entries go to."""
    for name, members in resolve_all(inputs, scope).items():
        if not isinstance(members, Mapping):
            raise CatalogReferenceError(f"the entries of '{name}' must be a mapping")
        yield name, members


def _owned(
    topology: Topology, entries: Entries, scope: Scope, ends: tuple[Node | None, Node], heading: str, where: Where | None
) -> Iterator[Entry]:
    """Entries with keys of their own in a foundation piece, in the components of a role, or in one of the two ends."""
    by_name = {"caller": [ends[0]] if ends[0] else [], "target": [ends[1]], "self": [ends[1]]}
    for owner, inputs in entries.items():
        nodes = by_name.get(owner) or [node for node in [topology.foundation.get(owner)] if node] or topology.with_role(owner)
        for node in nodes:
            for name, members in _members(inputs, scope):
                for key, value in members.items():
                    yield _entry(topology, node, name, key, value, heading, where)


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
    ends = [(node, name, key) for node, name, key, _ in _ends(topology, pair, rule, link, scope)]
    hosts = {node.service.host for node in (pair.caller, pair.target) if node and node.service.host}
    for host in sorted(hosts & rule.entries.keys()):
        ends += [(topology.foundation[host], name, key) for name, keys in _members(rule.entries[host], scope) for key in keys]
    return [f'module.{_holder(topology, node, name).label}, argument {name}["{key}"]' for node, name, key in ends]


def _variables(pair: Pair, rule: Rule, link: Link, scope: Scope) -> dict[str, Value]:
    """The environment variables that the flow gives to a caller with code."""
    if pair.caller is None or not pair.caller.service.runs_code:
        return {}
    prefix = identifier(link.flow.as_ or pair.target.id).upper()
    return {f"{prefix}_{suffix}": resolve(value, scope) for suffix, value in rule.environment.items()}


def _describe(link: Link) -> str:
    flow = link.flow
    details = [f"{flow.from_} -> {flow.to}: {flow.action}"]
    stated = [link.keys.get(name) for name in sorted(flow.keys, reverse=True)]
    details += [f"({', '.join(value) if isinstance(value, list) else value})" for value in stated if value is not None]
    return " ".join(details)
