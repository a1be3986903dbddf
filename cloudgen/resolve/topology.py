"""Which kinds, services and foundation pieces a system has on a cloud, and which flows are legal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cloudgen.language.hclvalues import identifier
from cloudgen.language.references import roots_in
from cloudgen.load.catalog import ENVIRONMENTS, Catalog, Kind, ProviderFile, Rule, Service, Unsupported
from cloudgen.load.spec import Flow
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems, nearest

USERS = "users"


@dataclass(frozen=True)
class Node:
    """A component or foundation piece with its kind and service."""

    key: str
    id: str
    kind_name: str
    kind: Kind
    service_name: str
    service: Service

    @property
    def label(self) -> str:
        """The Terraform label of its module and variable."""
        return identifier(self.key)

    @property
    def built_in(self) -> bool:
        """Whether the cloud has the function built in, so that there is no module."""
        return self.service.module == "none"

    @property
    def named(self) -> bool:
        """Whether it has a name of its own; with `names.x` in an input its rule is for the names of its entries."""
        return self.service.naming is not None and not any(root == "names" for root, _ in roots_in(self.service.inputs))

    @property
    def folder(self) -> str | None:
        """The module's folder, or None where there is no module."""
        return None if self.built_in else self.service.module or self.service_name


@dataclass(frozen=True)
class Link:
    """A flow between two nodes with the rule that answers it; `index` is its place in the spec."""

    flow: Flow
    index: int
    caller: Node | None
    target: Node
    rule: Rule


@dataclass
class Topology:
    """What exists, the same in every environment."""

    provider: str
    file: ProviderFile
    components: dict[str, Node] = field(default_factory=dict)
    foundation: dict[str, Node] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)

    def nodes(self) -> Iterable[Node]:
        """Foundation first, then components in the spec's order."""
        return [*self.foundation.values(), *self.components.values()]

    def observers(self) -> list[Node]:
        """Components that alarms are entered into."""
        return [node for node in self.components.values() if node.kind_name == "observability"]


def build(loaded: LoadedSpec, catalog: Catalog, provider: str, problems: Problems) -> Topology:
    """The topology on a cloud; problems are collected, never raised."""
    topology = Topology(provider, catalog.provider(provider))
    for key in loaded.spec.components:
        node = _component(loaded, catalog, provider, key, problems)
        if node:
            topology.components[key] = node
    for index, flow in enumerate(loaded.spec.flows):
        link = _link(loaded, topology, index, flow, problems)
        if link:
            topology.links.append(link)
    _check_firewalls(loaded, topology, problems)
    _add_foundation(loaded, catalog, topology)
    return topology


def _component(loaded: LoadedSpec, catalog: Catalog, provider: str, key: str, problems: Problems) -> Node | None:
    component = loaded.spec.components[key]
    kind = catalog.kind(component.kind)
    if kind is None or kind.foundation:
        names = [name for name in catalog.kinds() if (found := catalog.kind(name)) and not found.foundation]
        where = loaded.where("components", key, "kind")
        problems.add("unknown-kind", f"'{component.kind}' is no kind.", where, nearest_hint(component.kind, names))
        return None
    name = _service_name(loaded, catalog, provider, key, kind, problems)
    service = catalog.service(provider, name) if name else None
    if name is None or service is None:
        return None
    _check_lifecycle(loaded, key, service, problems)
    return Node(key, component.was or key, component.kind, kind, name, service)


def _service_name(loaded: LoadedSpec, catalog: Catalog, provider: str, key: str, kind: Kind, problems: Problems) -> str | None:
    component = loaded.spec.components[key]
    where = loaded.where("components", key, "service")
    default = kind.services.get(provider)  # type: ignore[call-overload]
    chosen = component.service
    if isinstance(chosen, dict):
        chosen = chosen.get(provider)
    if chosen is None:
        if isinstance(default, Unsupported) or default is None:
            reason = default.unsupported if default else "the catalog has no service for it"
            problems.add("unsupported", f"{key} ({component.kind}) can't be had on {provider}: {reason}", where)
            return None
        return str(default)
    service = catalog.service(provider, chosen)
    if service is None:
        elsewhere = [other for other in ("aws", "azure", "gcp") if catalog.service(other, chosen)]
        if elsewhere and isinstance(component.service, str) and isinstance(default, str):
            return default
        candidates = [name for name in catalog.services(provider) if _serves(catalog, provider, name, component.kind)]
        problems.add(
            "unknown-service",
            f"{provider} has no service '{chosen}' in the catalog.",
            where,
            nearest_hint(chosen, candidates),
        )
        return None
    if service.kind != component.kind:
        problems.add("wrong-service", f"'{chosen}' is a {service.kind}, and {key} is a {component.kind}.", where)
        return None
    return chosen


def _serves(catalog: Catalog, provider: str, name: str, kind: str) -> bool:
    service = catalog.service(provider, name)
    return service is not None and service.kind == kind


def nearest_hint(name: str, allowed: Iterable[str]) -> str:
    """What is allowed, with the nearest first."""
    names = list(allowed)
    close = nearest(name, names)
    start = f"Did you mean '{close}'? " if close else ""
    return f"{start}Allowed: {', '.join(names)}." if names else f"{start}Nothing is allowed here."


def _check_lifecycle(loaded: LoadedSpec, key: str, service: Service, problems: Problems) -> None:
    lifecycle = service.lifecycle
    where = loaded.where("components", key, "service")
    since = f" ({lifecycle.date})" if lifecycle.date else ""
    hint = f"Use '{lifecycle.successor}' instead." if lifecycle.successor else None
    note = f" {lifecycle.note}" if lifecycle.note else ""
    if lifecycle.status in ("closed", "retired"):
        problems.add("service-closed", f"{service.title} is {lifecycle.status}{since}.{note}", where, hint)
    elif lifecycle.status == "closing":
        problems.warn("service-closing", f"{service.title} is closing{since}.{note}", where, hint)


def _link(loaded: LoadedSpec, topology: Topology, index: int, flow: Flow, problems: Problems) -> Link | None:
    caller = topology.components.get(flow.from_)
    target = topology.components.get(flow.to)
    if target is None or (caller is None and flow.from_ != USERS):
        return None
    role = caller.kind_name if caller else USERS
    where = loaded.where("flows", index, "action")
    answered = target.kind.answers
    if flow.action not in answered:
        problems.add(
            "illegal-flow",
            f"A {target.kind_name} ({flow.to}) doesn't answer '{flow.action}'.",
            where,
            nearest_hint(flow.action, [action for action, who in answered.items() if role in who]),
        )
        return None
    if role not in answered[flow.action]:
        who = ", ".join(answered[flow.action])
        problems.add(
            "illegal-flow",
            f"{'Users' if role == USERS else f'A {role} ({flow.from_})'} can't {flow.action} a {target.kind_name} ({flow.to}).",
            loaded.where("flows", index, "from"),
            f"Who can: {who}.",
        )
        return None
    rule = find_rule(target.service, flow.action, role, caller.service_name if caller else USERS)
    if rule is None or rule.unsupported:
        reason = rule.unsupported if rule else "the catalog has no rule for it"
        problems.add("unsupported", f"{target.service.title} can't take '{flow.action}' from {flow.from_}: {reason}", where)
        return None
    return Link(flow, index, caller, target, rule)


def find_rule(service: Service, action: str, kind: str, service_name: str) -> Rule | None:
    """The first rule for an action and its caller."""
    for rule in service.flows:
        if action in rule.actions and (rule.from_ is None or kind in rule.from_ or service_name in rule.from_):
            return rule
    return None


def _check_firewalls(loaded: LoadedSpec, topology: Topology, problems: Problems) -> None:
    routed = {flow.from_ for flow in loaded.spec.flows if flow.action == "route"}
    for key, node in topology.components.items():
        if node.kind_name == "firewall" and key not in routed:
            problems.add(
                "idle-firewall",
                f"The firewall '{key}' stands in front of nothing.",
                loaded.where("components", key),
                "Add a flow from it with the action 'route'.",
            )


def _add_foundation(loaded: LoadedSpec, catalog: Catalog, topology: Topology) -> None:
    """Pull in what components refer to or enter something into, what that refers to in turn, and what the spec asks for."""
    kinds = {name: kind for name in topology.file.foundation if (kind := catalog.kind(name))}
    asked = [name for name, kind in kinds.items() if kind.asked_by and _says(loaded, kind.asked_by)]
    # What enters something into a piece that only the spec asks for can do without it.
    allowed = [name for name, kind in kinds.items() if name in asked or not kind.asked_by]
    wanted: list[str] = []
    pending: list[Any] = [_referring(node.service) for node in topology.components.values()]
    pending += [rule.model_dump() for link in topology.links for rule in [link.rule]]
    pending += [rule.arguments for rule in topology.file.network_rules] + [topology.file.statement or {}]
    pending.append({"entries": dict.fromkeys([*topology.file.always, *asked])})
    while pending:
        for name in _mentioned(pending.pop(), allowed):
            if name not in wanted:
                wanted.append(name)
                service = catalog.service(topology.provider, topology.file.foundation[name])
                if service is not None:
                    pending.append(_referring(service))
    for name in [name for name in kinds if name in wanted]:
        service_name = topology.file.foundation[name]
        service = catalog.service(topology.provider, service_name)
        if service:
            topology.foundation[name] = Node(name, name, name, kinds[name], service_name, service)


def _says(loaded: LoadedSpec, key: str) -> bool:
    """Whether the spec has a value for a key, for all environments or for one."""
    parts = [loaded.spec, *(loaded.spec.environments.get(name) for name in ENVIRONMENTS)]
    return any(getattr(part, key) is not None for part in parts)


def _referring(service: Service) -> dict[str, Any]:
    parts = service.model_dump(include={"arguments", "entries", "grants", "network", "publish", "inputs"})
    return parts


def _mentioned(value: Any, foundation: list[str]) -> list[str]:
    names = {root for root, _ in roots_in(value)}
    if isinstance(value, dict):
        names |= set(value.get("entries") or {})
    return [name for name in foundation if name in names]
