"""Flows grouped by their two ends: what all flows from one component to another make, they make together."""

from dataclasses import dataclass

from cloudgen.load.catalog import Rule
from cloudgen.resolve.topology import Link, Node, Topology, find_rule

DATA_ACTIONS = ("read", "write", "read-write")


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


def pairs_of(topology: Topology) -> list[Pair]:
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
            rule = find_rule(
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
