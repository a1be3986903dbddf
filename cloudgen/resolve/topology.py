"""Which components and foundation pieces a system has on a cloud, and which flows connect them; the same in every environment."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cloudgen.language.hclvalues import identifier
from cloudgen.load.catalog import Action, Kind, ProviderFile, Rule, Service
from cloudgen.load.fields import references_of
from cloudgen.load.spec import Flow
from cloudgen.problems import Where

USERS = "users"


@dataclass(frozen=True)
class Node:
    """A component or foundation piece with its kind and service.

    `id` is the key that names in the cloud are made of; `former` are the keys that it had before, newest first. One that is `existing` is
    there already: used, never made.
    """

    key: str
    id: str
    title: str
    where: Where
    kind_name: str
    kind: Kind
    service_name: str
    service: Service
    former: tuple[str, ...] = ()
    existing: bool = False

    @property
    def label(self) -> str:
        """The Terraform label of its module and variable."""
        return identifier(self.key)

    def stands_alone(self, name: str) -> bool:
        """Whether an input is a variable of the stack by itself and no attribute of the component's object."""
        return name in self.service.inputs and self.service.inputs[name].variable

    def variable(self, name: str) -> str:
        """What the root module calls an input."""
        return f"var.{self.label}_{name}" if self.stands_alone(name) else f"var.{self.label}.{name}"

    @property
    def built_in(self) -> bool:
        """Whether the cloud has the function built in, so that there is no module."""
        return self.service.module == "none"

    @cached_property
    def named(self) -> bool:
        """Whether it has a name of its own; with `names.x` in an input its rule is for the names of its entries."""
        return self.service.naming is not None and not any(each.root == "names" for each in references_of(self.service.inputs))

    @property
    def folder(self) -> str | None:
        """The module's folder, or None where there is no module."""
        return None if self.built_in else self.service.module or self.service_name

    @property
    def names(self) -> tuple[str, ...]:
        """What `accepts`, `uses`, `from` and `to` may call it: its kind, its kind's groups, its service."""
        return (self.kind_name, *self.kind.groups, self.service_name)


@dataclass(frozen=True)
class Link:
    """A flow between two nodes with the rule that answers it; `index` is its place in the spec, `keys` are its keys with defaults."""

    flow: Flow
    index: int
    where: Where
    action: Action
    caller: Node | None
    target: Node
    rule: Rule
    keys: Mapping[str, Any]

    @property
    def path(self) -> str | None:
        """The path pattern that the flow is for, or None where it is for everything."""
        found: str | None = self.keys.get("path")
        return found

    @property
    def caller_names(self) -> tuple[str, ...]:
        """What the caller may be called in `accepts` and `from`."""
        return self.caller.names if self.caller else (USERS,)


@dataclass(frozen=True)
class Topology:
    """What exists: components and foundation pieces by key, in the spec's order, and the flows between components.

    `project` is what names in the cloud begin with: the spec's name, or what it was when it was generated first.
    """

    provider: str
    file: ProviderFile
    project: str
    components: Mapping[str, Node]
    foundation: Mapping[str, Node] = field(default_factory=dict)
    links: tuple[Link, ...] = ()

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Foundation first, then components in the spec's order."""
        return (*self.foundation.values(), *self.components.values())

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Link, ...]]:
        """The flows to each component, by its key."""
        return _by_key((link.target.key, link) for link in self.links)

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Link, ...]]:
        """The flows from each component, by its key."""
        return _by_key((link.caller.key, link) for link in self.links if link.caller)

    @cached_property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """What all services need of the stack by kind of need (`apis`, `subnets`, ...), sorted."""
        united: dict[str, set[str]] = {}
        for node in self.nodes:
            for name, values in node.service.needs.items():
                united.setdefault(name, set()).update(values)
        return {name: tuple(sorted(values)) for name, values in sorted(united.items())}

    def ratio(self, link: Link) -> float:
        """Calls per call of the flow's source: the flow's own, equal parts for consumers that share messages, else 1."""
        if link.flow.ratio is not None:
            return link.flow.ratio
        if link.keys.get("copies") != "shared":
            return 1.0
        sharing = [each for each in self.incoming[link.target.key] if each.keys.get("copies") == "shared"]
        return 1 / len(sharing)

    def kinds_behind(self, key: str, action: str) -> list[str]:
        """The kinds of the targets of a component's flows with an action, in the spec's order."""
        return [link.target.kind_name for link in self.outgoing.get(key, ()) if link.flow.action == action]

    def values_of_key(self, key: str, action: str, name: str) -> list[Any]:
        """The values that a component's incoming flows with an action give to one of their keys, in the spec's order."""
        return [link.keys.get(name) for link in self.incoming.get(key, ()) if link.flow.action == action]

    def with_role(self, role: str) -> list[Node]:
        """Components whose kind has a role that entries and references address, such as `observability`."""
        return [node for node in self.components.values() if node.kind.role == role]


def _by_key(pairs: Iterable[tuple[str, Link]]) -> dict[str, tuple[Link, ...]]:
    found: dict[str, list[Link]] = {}
    for key, link in pairs:
        found.setdefault(key, []).append(link)
    return {key: tuple(links) for key, links in found.items()}


def find_rule(caller: Node | None, target: Node, action: str, keys: Mapping[str, Any]) -> Rule | None:
    """The rule that answers a flow: of the target for this caller, else of the caller for this target, else of the target for all."""
    callers, targets = set(caller.names if caller else (USERS,)), set(target.names)
    rules = [rule for rule in target.service.flows if rule.from_ is not None and callers & set(rule.from_)]
    rules += [rule for rule in caller.service.outgoing if rule.to is None or targets & set(rule.to)] if caller else []
    rules += [rule for rule in target.service.flows if rule.from_ is None]
    for rule in rules:
        if action in rule.actions and keys_match(rule.when_keys, keys):
            return rule
    return None


def keys_match(wanted: Mapping[str, Any], keys: Mapping[str, Any]) -> bool:
    """Whether a flow's keys are as wanted: equal to a value, or to a `{pattern: ...}` as a whole; a key left out is an empty text there."""
    for name, value in wanted.items():
        given = keys.get(name)
        if isinstance(value, Mapping):
            if not re.fullmatch(value["pattern"], "" if given is None else str(given)):
                return False
        elif given != value:
            return False
    return True
