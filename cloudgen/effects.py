"""Step 4 of resolving: what flows and components make in Terraform: grants, network rules, variables, entries in modules."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cloudgen.architecture import Connection, Resource, Wide
from cloudgen.catalog import Grant, NetworkRule, Rule
from cloudgen.hclvalues import Call, Expr, Value, identifier
from cloudgen.naming import shorten
from cloudgen.references import CatalogReferenceError, Root, Scope, resolve
from cloudgen.topology import Link, Node, Topology

_PRIORITIES = 3900
DATA_ACTIONS = ("read", "write", "read-write")


@dataclass
class Effects:
    """What has been collected over all pairs."""

    connections: list[Connection] = field(default_factory=list)
    entries: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)
    environments: dict[str, list[Expr]] = field(default_factory=dict)
    waits: dict[str, list[str]] = field(default_factory=dict)
    wide: list[Wide] = field(default_factory=list)
    made: dict[str, Resource] = field(default_factory=dict)
    equal: dict[str, str] = field(default_factory=dict)

    def enter(self, node: Node, name: str, key: str, value: Value) -> None:
        """An entry of a map input of a module; two values for one key become a list of neither: the later must be equal."""
        entries = self.entries.setdefault(node.key, {}).setdefault(name, {})
        if key in entries and entries[key] != value:
            raise CatalogReferenceError(f"two flows give {node.key}.{name}[{key}] different values")
        entries[key] = value


@dataclass(frozen=True)
class Owner:
    """Whose resources are made: the label they carry, and the labels of the components in it."""

    label: str
    parties: tuple[str, ...]
    target_id: str
    target_label: str


@dataclass(frozen=True)
class Pair:
    """All flows from one component to another, with the rules that hold for them together."""

    caller: Node | None
    target: Node
    links: tuple[Link, ...]
    rules: tuple[tuple[Rule, Link], ...]

    @property
    def caller_id(self) -> str:
        """The caller's id, `users` where there is none."""
        return self.caller.id if self.caller else "users"

    @property
    def caller_label(self) -> str:
        """The caller as part of a Terraform label."""
        return self.caller.label if self.caller else "users"

    @property
    def label(self) -> str:
        """The label of what the pair makes."""
        return f"{self.caller_label}_to_{self.target.label}"

    @property
    def owner(self) -> Owner:
        """Whose resources the pair's are."""
        parties = (*((self.caller.label,) if self.caller else ()), self.target.label)
        return Owner(self.label, parties, self.target.id, self.target.label)


class Scopes:
    """Scopes for references outside of inputs: every root is an expression of the root module."""

    def __init__(self, topology: Topology, needs: Mapping[str, Sequence[str]]) -> None:
        self._topology = topology
        shared: dict[str, Root] = {name: _module(node) for name, node in topology.foundation.items()}
        for node in topology.observers()[:1]:
            shared["observability"] = _module(node)
        shared["stack"] = self._stack
        shared["needs"] = lambda path: list(needs.get(path[0], ()))
        self._shared = shared

    def _stack(self, path: tuple[str, ...]) -> Value:
        try:
            return Expr(".".join((self._topology.file.stack[path[0]], *path[1:])))
        except KeyError:
            raise CatalogReferenceError(f"providers/{self._topology.provider}.yaml has no stack value '{path[0]}'") from None

    def of(self, node: Node) -> Scope:
        """The scope of a component by itself."""
        roots: dict[str, Root] = {
            **self._shared,
            "self": _module(node),
            "caller": _module(node),
            "input": lambda path: Expr(f"var.{node.label}.{'.'.join(path)}"),
            "key": lambda _path: node.id,
            "pair": lambda _path: shorten(node.id, 40),
        }
        return Scope(roots, {"self": node.id, "caller": node.id})

    def of_link(self, pair: Pair, link: Link) -> Scope:
        """The scope of one flow."""
        ids = {"caller": pair.caller_id, "target": pair.target.id, "self": pair.target.id}
        path = link.flow.path or _path(pair)
        flow = {"path": path, "prefix": path.strip("/*"), "secrets": list(link.flow.secrets), "action": link.flow.action}
        roots: dict[str, Root] = {
            **self._shared,
            "target": _module(pair.target),
            "self": _module(pair.target),
            "input": lambda path: Expr(f"var.{pair.target.label}.{'.'.join(path)}"),
            "key": lambda path: ids[path[0]],
            "flow": lambda path: flow[path[0]],
            "pair": lambda _path: shorten(f"{pair.caller_id}-to-{pair.target.id}", 40),
        }
        if pair.caller:
            roots["caller"] = _module(pair.caller)
        return Scope(roots, ids, {"flow.secrets": list(link.flow.secrets)})


def _path(pair: Pair) -> str:
    return f"/{pair.target.id}/*" if pair.target.kind_name == "object-store" else "/*"


def _module(node: Node) -> Root:
    def look_up(path: tuple[str, ...]) -> Value:
        if path and path[0] == "input":
            return Expr(f"var.{node.label}.{'.'.join(path[1:])}")
        if path == ("id_",):
            return node.id
        if node.built_in:
            raise CatalogReferenceError(f"{node.key} has no module, so it has no output '{'.'.join(path)}'")
        return Expr(".".join(("module", node.label, *path)))

    return look_up


def pairs_of(topology: Topology, find: Any) -> list[Pair]:
    """Links grouped by their two ends, in the spec's order; reading and writing apart is read-write together."""
    groups: dict[tuple[str, str], list[Link]] = {}
    for link in topology.links:
        groups.setdefault((link.caller.key if link.caller else "", link.target.key), []).append(link)
    pairs = []
    for links in groups.values():
        caller, target = links[0].caller, links[0].target
        data = [link for link in links if link.flow.action in DATA_ACTIONS]
        rules = [(link.rule, link) for link in links if link not in data]
        if data:
            action = data[0].flow.action if len({link.flow.action for link in data}) == 1 else "read-write"
            rule = find(
                target.service,
                action,
                caller.kind_name if caller else "users",
                caller.service_name if caller else "users",
            )
            rules.append((rule or data[0].rule, _merged(data)))
        pairs.append(Pair(caller, target, tuple(links), tuple(rules)))
    return pairs


def _merged(data: list[Link]) -> Link:
    secrets = sorted({name for link in data for name in link.flow.secrets})
    flow = data[0].flow.model_copy(update={"secrets": tuple(secrets)})
    return Link(flow, data[0].index, data[0].caller, data[0].target, data[0].rule)


class Builder:
    """Makes the effects of every pair, once each."""

    def __init__(self, topology: Topology, scopes: Scopes) -> None:
        self._topology = topology
        self._scopes = scopes
        self.effects = Effects()

    def implied(self, node: Node) -> None:
        """What the platform needs for a component: its entries, its own grants and network rules."""
        scope = self._scopes.of(node)
        self._enter_all(node.service.entries, scope)
        owner = Owner(node.label, (node.label,), node.id, node.label)
        resources, first = self._grants(node.service.grants, scope, owner, None)
        rules, shared = self._network(node.service.network, scope, owner)
        if node.service.grant_first:
            self.effects.waits.setdefault(node.key, []).extend(first)
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
            made, first = self._grants([g for g in rule.grants if not g.actions], scope, pair.owner, rule.wider)
            resources += made
            statements += [self._narrow(g, rule) for g in rule.grants if g.actions]
            rules, also = self._network(rule.network, scope, pair.owner)
            resources += rules
            shared += also
            if rule.grant_first and pair.caller:
                self.effects.waits.setdefault(pair.caller.key, []).extend(first)
            self._enter_ends(pair, rule, scope)
            self._enter_all(rule.entries, scope)
            if pair.caller and "environment" in _compute_inputs(pair.caller):
                prefix = identifier(link.flow.as_ or pair.target.id).upper()
                environment |= {f"{prefix}_{suffix}": resolve(value, scope) for suffix, value in rule.environment.items()}
        policy = self._policy(pair, statements)
        resources = [*policy, *resources]
        local = pair.label if environment else None
        if local and pair.caller:
            self.effects.environments.setdefault(pair.caller.key, []).append(Expr(f"local.{local}"))
        notes = tuple(_describe(link) for link in pair.links)
        heading = f"{pair.caller_id} -> {pair.target.id}"
        self.effects.connections.append(Connection(heading, notes, local, environment, tuple(resources), tuple(shared)))

    def _narrow(self, grant: Grant, rule: Rule) -> Grant:
        return grant.model_copy(update={"wider": grant.wider or rule.wider})

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

    def _policy(self, pair: Pair, statements: list[Grant]) -> list[Resource]:
        """AWS: the statements of a pair as one policy of the caller's role."""
        form = self._topology.file.statement
        if not statements or not form:
            return []
        link = pair.rules[0][1]
        scope = self._scopes.of_link(pair, link)
        resource = self._statements(statements, scope, pair.label, pair.owner.parties)
        self.effects.made[resource.address] = resource
        for rule, _ in pair.rules:
            if rule.grant_first and pair.caller:
                self.effects.waits.setdefault(pair.caller.key, []).append(resource.address)
        return [resource]

    def _statements(self, grants: Sequence[Grant], scope: Scope, label: str, parties: tuple[str, ...]) -> Resource:
        form = self._topology.file.statement or {}
        members: list[Value] = []
        for grant in grants:
            statement: dict[str, Value] = {
                "Effect": "Allow",
                "Action": sorted(grant.actions or []),
                "Resource": resolve(grant.resources, scope),
            }
            if grant.condition:
                statement["Condition"] = resolve(grant.condition, scope)
            if statement not in members:
                members.append(statement)
                self._note(grant, f"{form['resource']}.{label}")
        policy = Call("jsonencode", {"Version": "2012-10-17", "Statement": members})
        role = grants[0].role
        arguments = {**form["arguments"], **({"role": role} if role else {})}
        resolved = resolve(arguments, scope.with_roots(policy=lambda _path: policy))
        assert isinstance(resolved, Mapping)  # noqa: S101 - a mapping resolves to one
        skips = tuple((check, grant.wider or "") for grant in grants for check in grant.skips)
        return Resource(form["resource"], label, resolved, parties=parties, skips=skips)

    def _note(self, grant: Grant, address: str) -> None:
        if grant.wider:
            shown = ", ".join(grant.actions or []) or grant.resource or ""
            self.effects.wide.append(Wide(address, shown, grant.wider))

    def _grants(self, grants: Sequence[Grant], scope: Scope, owner: Owner, wider: str | None) -> tuple[list[Resource], list[str]]:
        made: list[Resource] = []
        first: list[str] = []
        grouped: dict[tuple[str | None, str | None], list[Grant]] = {}
        for grant in grants:
            if grant.actions:
                grouped.setdefault((grant.label, grant.role), []).append(grant)
        for (suffix, _), members in grouped.items():
            label = f"{owner.label}_{identifier(suffix)}" if suffix else owner.label
            made.append(self._statements(members, scope, label, owner.parties))
        for grant in grants:
            if grant.resource:
                made.append(self._resource(grant, scope, owner, wider))
        unique = [kept for resource in made if (kept := self._once(resource))]
        first += [self.effects.equal.get(_fingerprint(resource), resource.address) for resource in made]
        return unique, first

    def _resource(self, grant: Grant, scope: Scope, owner: Owner, wider: str | None) -> Resource:
        name = f"{owner.label}_{identifier(grant.label)}" if grant.label else owner.label
        resolved = resolve(grant.arguments, scope)
        assert isinstance(resolved, Mapping)  # noqa: S101 - a mapping resolves to one
        resource = Resource(
            str(grant.resource),
            name,
            resolved,
            _count(grant.when, scope),
            resolve(grant.for_each, scope),
            tuple(_address(each, scope) for each in grant.depends_on),
            owner.parties,
        )
        reason = grant.wider or wider
        if reason:
            role = resolved.get("role") or resolved.get("role_definition_name") or grant.resource
            self.effects.wide.append(Wide(resource.address, str(getattr(role, "text", role)), reason))
        return resource

    def _once(self, resource: Resource) -> Resource | None:
        """The resource, unless an equal one is made already; a label that is taken gets a number."""
        print_ = _fingerprint(resource)
        if print_ in self.effects.equal:
            return None
        self.effects.equal[print_] = resource.address
        if resource.address in self.effects.made:
            raise CatalogReferenceError(f"two different resources are called {resource.address}: give the grants a label")
        self.effects.made[resource.address] = resource
        return resource

    def _network(self, values: Any, scope: Scope, owner: Owner) -> tuple[list[Resource], list[str]]:
        made: list[Resource] = []
        shared: list[str] = []
        for network in [values] if isinstance(values, Mapping) else values or []:
            for form in self._topology.file.network_rules:
                if form.for_ is None or form.for_ in network:
                    resource = self._rule(form, network, scope, owner)
                    kept = self._once(resource)
                    if kept:
                        made.append(kept)
                    elif form.per != "pair":
                        shared.append(resource.address)
        return made, shared

    def _rule(self, form: NetworkRule, network: Mapping[str, Any], scope: Scope, owner: Owner) -> Resource:
        values = {key: resolve(value, scope) for key, value in network.items() if key not in ("label", "when")}
        index = self._index(owner.target_id)
        inner = scope.with_roots(rule=lambda path: index if path == ("index",) else _rule_value(values, path))
        name = f"to_{owner.target_label}" if form.per == "target" else owner.label
        parties = (owner.target_label,) if form.per == "target" else owner.parties
        for suffix in (form.label, network.get("label")):
            name += f"_{identifier(str(suffix))}" if suffix else ""
        arguments = resolve(form.arguments, inner)
        assert isinstance(arguments, Mapping)  # noqa: S101 - a mapping resolves to one
        arguments = {key: value for key, value in arguments.items() if value is not None}
        return Resource(form.resource, name, arguments, _count(form.when or network.get("when"), inner), parties=parties)

    def _index(self, target_id: str) -> int:
        """A number from 100 to 3999 that the target keeps when others come and go; hashes that meet move to the next."""
        taken: dict[str, int] = {}
        for name in sorted({node.id for node in self._topology.nodes()}):
            number = int(hashlib.sha256(name.encode()).hexdigest(), 16) % _PRIORITIES
            while number in taken.values():
                number = (number + 1) % _PRIORITIES
            taken[name] = number
            if name == target_id:
                break
        return 100 + taken[target_id]


def _address(reference: str, scope: Scope) -> str:
    resolved = resolve(reference, scope)
    if not isinstance(resolved, Expr):
        raise CatalogReferenceError(f"'depends_on: {reference}' is no address")
    return resolved.text


def _entry_key(key: str, scope: Scope) -> str:
    for name, component in scope.ids.items():
        if key == name or key.startswith(f"{name}-"):
            return component + key[len(name) :]
    raise CatalogReferenceError(f"the entry '{key}' begins with neither self, caller nor target")


def _rule_value(values: Mapping[str, Value], path: tuple[str, ...]) -> Value:
    return values.get(path[0])


def _count(when: str | None, scope: Scope) -> Expr | None:
    if when is None:
        return None
    condition = resolve(when, scope)
    if not isinstance(condition, Expr):
        raise CatalogReferenceError(f"'when: {when}' isn't one reference")
    return Expr(f"{condition.text} ? 1 : 0")


def _fingerprint(resource: Resource) -> str:
    # Two equal statements of two pairs stand in two policies with names of their own, so only whole resources are compared.
    return repr((resource.type, dict(resource.arguments), resource.count, resource.for_each))


def _compute_inputs(node: Node) -> tuple[str, ...]:
    return ("environment",) if node.kind.lane == "compute" else ()


def _describe(link: Link) -> str:
    flow = link.flow
    details = [f"{flow.from_} -> {flow.to}: {flow.action}"]
    if flow.secrets:
        details.append(f"({', '.join(flow.secrets)})")
    if flow.path:
        details.append(f"({flow.path})")
    return " ".join(details)
