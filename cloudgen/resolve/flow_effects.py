"""What flows and components make in Terraform: grants, network rules, variables, entries in modules."""

from collections.abc import Mapping
from typing import Any

from cloudgen.architecture import Connection, Resource, Wide
from cloudgen.language.hclvalues import Expr, Value, identifier
from cloudgen.language.references import CatalogReferenceError, Scope, resolve
from cloudgen.load.catalog import Grant, Rule
from cloudgen.resolve.flow_groups import Owner, Pair
from cloudgen.resolve.grants import Grants
from cloudgen.resolve.network_rules import Networking
from cloudgen.resolve.reference_roots import Scopes
from cloudgen.resolve.topology import Link, Node, Topology
from cloudgen.resolve.wiring import Effects


class Builder:
    """Makes the effects of every component and every pair, once each."""

    def __init__(self, topology: Topology, scopes: Scopes) -> None:
        self._topology = topology
        self._scopes = scopes
        self.effects = Effects()
        self._grants = Grants(topology, self.effects)
        self._networking = Networking(topology, self.effects)

    def implied(self, node: Node) -> None:
        """What the platform needs for a component: its entries, its own grants and network rules."""
        scope = self._scopes.of(node)
        self._enter_all(node.service.entries, scope)
        owner = Owner(node.label, (node.label,), node.id, node.label)
        resources, addresses = self._grants.resources(node.service.grants, scope, owner, None)
        rules, shared = self._networking.resources(node.service.network, scope, owner)
        if node.service.grant_first:
            self.effects.wait(node, addresses)
        if resources or rules:
            heading = f"{node.id}: what the platform needs"
            self.effects.connections.append(Connection(heading, (), None, {}, (*resources, *rules), tuple(shared)))

    def connect(self, pair: Pair) -> None:
        """The effects of all flows of a pair."""
        resources: list[Resource] = []
        environment: dict[str, Value] = {}
        shared: list[str] = []
        statements: list[Grant] = []
        for rule, link in pair.rules:
            scope = self._scopes.of_link(pair, link)
            statements += [_with_reason(grant, rule) for grant in rule.grants if grant.actions]
            resources += self._granted(pair, rule, scope)
            rules, also = self._networking.resources(rule.network, scope, pair.owner)
            resources += rules
            shared += also
            self._enter_ends(pair, rule, scope)
            self._enter_all(rule.entries, scope)
            environment |= _variables(pair, rule, link, scope)
        resources = [*self._policy(pair, statements), *resources]
        local = pair.label if environment else None
        if local and pair.caller:
            self.effects.environments.setdefault(pair.caller.key, []).append(Expr(f"local.{local}"))
        notes = tuple(_describe(link) for link in pair.links)
        heading = f"{pair.caller_id} -> {pair.target.id}"
        inside = tuple(dict.fromkeys(place for rule, _ in pair.rules for place in _inside(pair, rule)))
        self.effects.connections.append(Connection(heading, notes, local, environment, tuple(resources), tuple(shared), inside))

    def _granted(self, pair: Pair, rule: Rule, scope: Scope) -> list[Resource]:
        grants = [grant for grant in rule.grants if not grant.actions]
        made, addresses = self._grants.resources(grants, scope, pair.owner, rule.wider)
        if rule.wider and not rule.grants:
            place = next(iter(_inside(pair, rule)), pair.label)
            self.effects.wide.append(Wide(place, f"{pair.caller_id} -> {pair.target.id}", rule.wider))
        if rule.grant_first and pair.caller:
            self.effects.wait(pair.caller, addresses)
        return made

    def _policy(self, pair: Pair, statements: list[Grant]) -> list[Resource]:
        scope = self._scopes.of_link(pair, pair.rules[0][1])
        made = self._grants.policy(statements, scope, pair.owner)
        if pair.caller and any(rule.grant_first for rule, _ in pair.rules):
            self.effects.wait(pair.caller, [resource.address for resource in made])
        return made

    def _enter_ends(self, pair: Pair, rule: Rule, scope: Scope) -> None:
        if pair.caller:
            for name, value in rule.caller.items():
                self.effects.enter(pair.caller, name, pair.target.id, resolve(value, scope))
        for name, value in rule.target.items():
            self.effects.enter(pair.target, name, pair.caller_id, resolve(value, scope))

    def _enter_all(self, entries: Mapping[str, Mapping[str, Mapping[str, Any]]], scope: Scope) -> None:
        for piece, inputs in entries.items():
            holders = [self._topology.foundation[piece]] if piece in self._topology.foundation else []
            if piece == "observability":
                holders = self._topology.observers()
            for holder in holders:
                for name, members in inputs.items():
                    for key, value in members.items():
                        self.effects.enter(holder, name, _entry_key(key, scope), resolve(value, scope))


def _with_reason(grant: Grant, rule: Rule) -> Grant:
    return grant.model_copy(update={"wider": grant.wider or rule.wider})


def _inside(pair: Pair, rule: Rule) -> list[str]:
    """The entries that make the rest of a flow in the modules of its two ends."""
    made = [f'module.{pair.target.label}.{name}["{pair.caller_id}"]' for name in rule.target]
    if pair.caller:
        made += [f'module.{pair.caller.label}.{name}["{pair.target.id}"]' for name in rule.caller]
    return made


def _variables(pair: Pair, rule: Rule, link: Link, scope: Scope) -> dict[str, Value]:
    """The environment variables that the flow gives to a caller with code."""
    if pair.caller is None or pair.caller.kind.lane != "compute":
        return {}
    prefix = identifier(link.flow.as_ or pair.target.id).upper()
    return {f"{prefix}_{suffix}": resolve(value, scope) for suffix, value in rule.environment.items()}


def _entry_key(key: str, scope: Scope) -> str:
    for name, component in scope.ids.items():
        if key == name or key.startswith(f"{name}-"):
            return component + key[len(name) :]
    raise CatalogReferenceError(f"the entry '{key}' begins with neither self, caller nor target")


def _describe(link: Link) -> str:
    flow = link.flow
    details = [f"{flow.from_} -> {flow.to}: {flow.action}"]
    if flow.secrets:
        details.append(f"({', '.join(flow.secrets)})")
    if flow.path:
        details.append(f"({flow.path})")
    return " ".join(details)
