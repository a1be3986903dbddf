"""Flows grouped by their two ends: what all flows from one component to another make, they make together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cloudgen.language.hclvalues import identifier
from cloudgen.load.catalog import Rule
from cloudgen.resolve.topology import USERS, Link, Node, Topology, find_rule


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
        return self.caller.id if self.caller else USERS

    @property
    def heading(self) -> str:
        """The pair in the spec's words."""
        return f"{self.caller_id} -> {self.target.id}"

    @property
    def label(self) -> str:
        """The label of what the pair makes."""
        return f"{self.caller.label if self.caller else USERS}_to_{self.target.label}"

    @property
    def owner(self) -> Owner:
        """Whose resources the pair's are."""
        parties = (*((self.caller.label,) if self.caller else ()), self.target.label)
        return Owner(self.label, parties, self.target.id, self.target.label)

    def owner_of(self, link: Link) -> Owner:
        """Whose resources one flow's are.

        The label names the path, but for the pair's first one, which further paths leave as it is; and the action where one path has
        several.
        """
        parts = [self.label]
        if link.path and link.path != next(each.path for each in self.links if each.path):
            parts.append(path_slug(link.path))
        beside = {each.flow.action for rule, each in self.rules if each.path == link.path and any(grant.resource for grant in rule.grants)}
        if len(beside) > 1:
            parts.append(identifier(link.flow.action))
        return replace(self.owner, label="_".join(parts))

    def paths(self, rule: Rule) -> list[str]:
        """The paths of all flows that a rule answers, in the spec's order."""
        return list(dict.fromkeys(link.path or "/*" for each, link in self.rules if each is rule))

    @property
    def access(self) -> str | None:
        """What all flows of the pair together do with the target's data."""
        accesses = {link.action.access for link in self.links if link.action.access}
        return accesses.pop() if len(accesses) == 1 else "read-write" if accesses else None

    @property
    def actions(self) -> list[str]:
        """The actions of all flows of the pair, sorted; reading and writing by two of them is read-write."""
        return sorted({*([self.access] if self.access else []), *(link.flow.action for link in self.links if not link.action.access)})

    def prefixes(self, access: str) -> list[str] | None:
        """The prefixes of names that the pair's flows only read (`read`), or write (`write`); None where one of them is for all names."""
        by_path: dict[str | None, set[str]] = {}
        for link in self.links:
            if link.action.access:
                by_path.setdefault(link.path, set()).add(link.action.access)
        found = [path_prefix(path) for path, accesses in by_path.items() if (accesses == {"read"}) == (access == "read")]
        return found if all(found) else None


def path_prefix(path: str | None) -> str:
    """A path as a prefix of names: `/uploads/*` is `uploads/`, no path is empty."""
    return (path or "").removeprefix("/").removesuffix("*")


def path_slug(path: str) -> str:
    """A path as a part of a Terraform label: `/api/v1/*` is `api_v1`, `/*` is `all`."""
    plain = "".join(char if char.isalnum() else "-" for char in path.lower()).strip("-")
    return identifier("-".join(part for part in plain.split("-") if part)) or "all"


def pairs_of(topology: Topology) -> list[Pair]:
    """Links grouped by their two ends, in the spec's order; reading and writing the same path apart is read-write together."""
    groups: dict[tuple[str, str], list[Link]] = {}
    for link in topology.links:
        groups.setdefault((link.caller.key if link.caller else "", link.target.key), []).append(link)
    return [Pair(links[0].caller, links[0].target, tuple(links), _rules(links)) for links in groups.values()]


def _rules(links: Sequence[Link]) -> tuple[tuple[Rule, Link], ...]:
    """Each link with its rule; of those that access the same data, one."""
    accesses = Counter(link.path for link in links if link.action.access)
    merged: set[str | None] = set()
    plain: list[tuple[Rule, Link]] = []
    data: list[tuple[Rule, Link]] = []
    for link in links:
        if not link.action.access:
            plain.append((link.rule, link))
        elif accesses[link.path] == 1:
            data.append((link.rule, link))
        elif link.path not in merged:
            merged.add(link.path)
            data.append(_together([each for each in links if each.action.access and each.path == link.path]))
    return (*plain, *data)


def _together(links: Sequence[Link]) -> tuple[Rule, Link]:
    first = links[0]
    action = first.flow.action if len({link.flow.action for link in links}) == 1 else "read-write"
    keys = {**first.keys, "secrets": [name for link in links for name in link.keys.get("secrets") or ()]}
    rule = find_rule(first.caller, first.target, action, keys) or first.rule
    return rule, replace(first, rule=rule, keys=keys)
