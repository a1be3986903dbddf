"""From people to gigabytes: monthly figures of every component, and the resources that are billed for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cloudgen.architecture import BilledResource, FlowVolume, Footprint, UsageFigure
from cloudgen.language.evaluate import evaluate
from cloudgen.language.formula import text_of
from cloudgen.language.operands import EvaluationError, plain
from cloudgen.language.references import CatalogReferenceError
from cloudgen.language.tree import Node as Tree
from cloudgen.load.catalog import Figure
from cloudgen.resolve.inputs import Evaluator
from cloudgen.resolve.topology import Link, Node, Topology
from cloudgen.resolve.traffic import DAYS_PER_MONTH, Usage

HOURS_PER_MONTH = 730
MONTHS = 12
# A module whose service says nothing of what is billed, as one of a user's own may: its cost is unknown, not zero.
UNDECLARED = "module"


@dataclass
class Figures:
    """Figures of one environment, computed when something asks for them."""

    topology: Topology
    evaluator: Evaluator
    usage: Usage
    users: float
    months: int
    _known: dict[tuple[str, str], UsageFigure] = field(default_factory=dict)
    _busy: set[tuple[str, str]] = field(default_factory=set)

    def all(self) -> dict[str, dict[str, UsageFigure]]:
        """Every figure of every component, by key and name."""
        return {node.key: {name: self.figure(node, name) for name in forms(node)} for node in self.topology.nodes}

    def billed(self) -> tuple[BilledResource, ...]:
        """Every billed resource, with the address that it has in the stack."""
        found: list[BilledResource] = []
        for node in self.topology.nodes:
            if node.service.billed is None and node.folder:
                found.append(BilledResource(node.label, f"module.{node.label}", UNDECLARED, {}, {}))
            for form in node.service.billed or ():
                number = 1 if form.count is None else int(self._compute(node, form.count) or 0)
                if number:
                    values = {name: self._compute(node, value) for name, value in form.values.items()}
                    usage = {name: _shared(self._compute(node, value), number) for name, value in form.usage.items()}
                    address = f"{node.label}.{form.charge}" if form.charge else f"module.{node.label}.{form.resource}"
                    names = [address] if form.count is None else [f"{address}[{index}]" for index in range(number)]
                    found += [BilledResource(node.label, name, form.rule, values, usage) for name in names]
        return tuple(found)

    def footprints(self) -> dict[str, Footprint]:
        """What every component gets, by key; a measure of the service comes before its kind's, and null takes it away."""
        return {node.key: self._footprint(node) for node in self.topology.nodes}

    def _footprint(self, node: Node) -> Footprint:
        forms: dict[str, Tree | None] = {}
        for part in (node.kind.footprint, node.service.footprint):
            forms |= {name: getattr(part, name) for name in type(part).model_fields if name in part.model_fields_set}
        measures = {name: float(self._compute(node, form)) for name, form in forms.items() if form is not None}
        size = node.service.size
        picked = self.evaluator.row(node).get("id") if size and "id" in size.sets.values() else None
        return Footprint(picked, measures)

    def figure(self, node: Node, name: str) -> UsageFigure:
        """One figure: set by hand, or computed from calls, settings and other figures."""
        where = (node.key, name)
        if where not in self._known:
            if where in self._busy:
                raise CatalogReferenceError(f"the usage figures {' and '.join(f'{k}.{n}' for k, n in sorted(self._busy))} need each other")
            self._busy.add(where)
            try:
                self._known[where] = self._derive(node, name, forms(node)[name])
            finally:
                self._busy.discard(where)
        return self._known[where]

    def volumes(self) -> tuple[FlowVolume, ...]:
        """Calls and gigabytes of every flow."""
        return tuple(self._volume(link) for link in self.topology.links)

    def _derive(self, node: Node, name: str, form: Figure) -> UsageFigure:
        by_hand = self.evaluator.layered[node.key].usage.get(name)
        if by_hand is not None:
            return UsageFigure(name, float(by_hand), form.unit, form.help, True, "set by hand", ())
        parts: dict[str, Any] = {}

        def look_up(root: str, path: tuple[str, ...]) -> Any:
            value = self._look_up(node, root, path)
            parts[".".join((root, *path))] = value
            return value

        try:
            # Sums of what cancels out leave a rest of the twelfth digit.
            value = round(float(evaluate(form.value, look_up) or 0), 9) + 0.0
        except CatalogReferenceError:
            raise
        except EvaluationError as error:
            raise CatalogReferenceError(f"the usage figure {node.service_name}.{name}: {error}") from None
        return UsageFigure(name, value, form.unit, form.help, False, text_of(form.value), tuple(parts.items()))

    def _compute(self, node: Node, tree: Tree) -> Any:
        return plain(evaluate(tree, lambda root, path: self._look_up(node, root, path)))

    def _look_up(self, node: Node, root: str, path: tuple[str, ...]) -> Any:
        if root in ("calls", "gb"):
            return self._traffic(self._incoming(node, path), path[0], root)
        if root == "out":
            return self._traffic(self.topology.outgoing.get(node.key, ()), path[1], path[0])
        if root == "usage":
            if path[0] not in forms(node):
                raise CatalogReferenceError(f"{node.service_name} has no usage figure '{path[0]}'")
            return self.figure(node, path[0]).value
        if root == "all":
            others = [other for other in self.topology.nodes if other is not node and path[0] in forms(other)]
            return sum(self.figure(other, path[0]).value for other in others)
        if root == "work":
            return self.usage.calls.get(node.key, 0.0)
        if root in ("callers", "targets") and path[1] == "usage":
            return self._neighbours(node, root, path[0], path[2])
        if root == "entries":
            return self.evaluator.wiring.entry_keys(node.key, path[0])
        plain = {"month": self.months, "users": self.users, "hours": HOURS_PER_MONTH, "days": DAYS_PER_MONTH}
        return plain[root] if root in plain else self.evaluator.look_up(node, root, path)

    def _incoming(self, node: Node, path: tuple[str, ...]) -> Sequence[Link]:
        """All flows to a component; for `calls.by.firewall` those of callers that the name is for."""
        links = self.topology.incoming.get(node.key, ())
        return [link for link in links if path[1] in link.caller_names] if path[0] == "by" else links

    def _traffic(self, links: Sequence[Link], action: str, what: str) -> float:
        """Calls or gigabytes of an action, `all` or `by` for every one, `users` for people's; read-write is both, by share."""
        total = 0.0
        if action == "users":
            links, action = [link for link in links if link.caller is None], "all"
        for link in links:
            calls = self.usage.flows.get(link.index, 0.0)
            writes = self.usage.writes.get(link.index, 0.0)
            shares = {"read": calls - writes, "write": writes} if link.action.access == "read-write" else {link.flow.action: calls}
            wanted = calls if action in ("all", "by") else shares.get(action, 0.0)
            total += wanted * (self._payload(link) / 1e6 if what == "gb" else 1)
        return total

    def _payload(self, link: Link) -> float:
        """Kilobytes per call: the flow's own; a route without one passes on what came in; else the kind's."""
        if link.flow.payload_kb is not None:
            return link.flow.payload_kb
        incoming = self.topology.incoming.get(link.caller.key, ()) if link.caller and link.action.passes_on else ()
        calls = sum(self.usage.flows.get(before.index, 0.0) for before in incoming)
        if not calls:
            return link.target.kind.payload_kb
        return sum(self.usage.flows.get(before.index, 0.0) * self._payload(before) for before in incoming) / calls

    def _neighbours(self, node: Node, root: str, action: str, name: str) -> list[float]:
        links = self.topology.incoming if root == "callers" else self.topology.outgoing
        found = [link.caller if root == "callers" else link.target for link in links.get(node.key, ()) if link.flow.action == action]
        return [self.figure(other, name).value for other in found if other is not None and name in forms(other)]

    def _volume(self, link: Link) -> FlowVolume:
        flow, calls = link.flow, self.usage.flows.get(link.index, 0.0)
        if flow.per_user_day is not None:
            text = f"{self.users:,.0f} users x {flow.per_user_day:g} a day x {DAYS_PER_MONTH:.2f} days"
        elif flow.per_day is not None:
            text = f"{flow.per_day:g} a day x {DAYS_PER_MONTH:.2f} days"
        else:
            source = flow.to if link.action.reverse else flow.from_
            ratio = self.topology.ratio(link)
            text = f"{ratio:g} x {calls / ratio if ratio else 0:,.0f} of {source}"
        return FlowVolume(flow.from_, flow.to, flow.action, calls, calls * self._payload(link) / 1e6, text)


def forms(node: Node) -> Mapping[str, Figure]:
    """The figures that a component has: its kind's, and those of its service, which come before."""
    return {**node.kind.usage, **node.service.usage} if node.service.usage else node.kind.usage


def _shared(value: Any, number: int) -> Any:
    """A figure in equal parts over the instances of a resource."""
    return value / number if isinstance(value, int | float) and not isinstance(value, bool) else value
