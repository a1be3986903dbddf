"""The inputs of every module in one environment, exactly as they are in its tfvars."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cloudgen.language.evaluate import evaluate
from cloudgen.language.operands import plain
from cloudgen.language.references import CatalogReferenceError
from cloudgen.language.tree import Node as Tree
from cloudgen.load.catalog import Catalog
from cloudgen.load.messages import shown
from cloudgen.problems import Problems
from cloudgen.resolve.naming import cloud_name
from cloudgen.resolve.pins import wrong_pin
from cloudgen.resolve.settings import Layered, input_names
from cloudgen.resolve.topology import Node, Topology
from cloudgen.resolve.wiring import Wiring


@dataclass
class Evaluator:
    """Computes inputs once each, following references between them."""

    catalog: Catalog
    topology: Topology
    layered: Mapping[str, Layered]
    stack: Mapping[str, Any]
    wiring: Wiring
    problems: Problems
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)
    _rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    _busy: set[tuple[str, str]] = field(default_factory=set)

    def inputs(self, node: Node) -> dict[str, Any]:
        """Every input of a node, its name first."""
        values: dict[str, Any] = {}
        if node.named:
            values["name"] = self.name(node, node.id)
        return values | {name: self.input(node, name) for name in input_names(node.service)}

    def name(self, node: Node, *ids: str) -> str:
        """A name in the cloud by a node's rule."""
        rule = node.service.naming
        if rule is None:
            raise CatalogReferenceError(f"{node.service_name} has no naming rule")
        parts = (self.stack["project"], self.stack["environment"], *ids)
        return cloud_name(parts, rule.max, rule.separator, rule.unique == "global", rule.avoid)

    def input(self, node: Node, name: str) -> Any:
        """One input: pinned, from the size that was picked, or computed."""
        where = (node.key, name)
        if where in self._known:
            return self._known[where]
        if where in self._busy:
            raise CatalogReferenceError(f"the inputs {' and '.join(f'{k}.{n}' for k, n in sorted(self._busy))} need each other")
        self._busy.add(where)
        try:
            self._known[where] = self._evaluate(node, name)
        finally:
            self._busy.discard(where)
        return self._known[where]

    def _evaluate(self, node: Node, name: str) -> Any:
        pins = self.layered[node.key].pins
        if name in pins:
            return self._pinned(node, name, pins[name])
        if node.service.size and name in node.service.size.sets:
            return self.row(node).get(node.service.size.sets[name])
        return self._compute(node, node.service.inputs[name].value)

    def _compute(self, node: Node, tree: Tree) -> Any:
        return plain(evaluate(tree, lambda root, path: self.look_up(node, root, path)))

    def _pinned(self, node: Node, name: str, value: Any) -> Any:
        """The pin, which is a problem where the input can't be that: then the value without it."""
        size = node.service.size
        if size and name in size.sets:
            allowed = [row.get(size.sets[name]) for row in self.catalog.sizes(self.topology.provider, size.table)]
            if isinstance(value, bool) or value not in allowed:
                known = ", ".join(dict.fromkeys(str(each) for each in allowed))
                self._report(
                    "unknown-size", node, name, f"The catalog has no {size.table} size with '{name}' {value!r}.", f"Known: {known}."
                )
                return allowed[0]
            return value
        computed = self._compute(node, node.service.inputs[name].value)
        if rule := wrong_pin(node, name, value, computed, self.topology.file.region(self.stack["region"])):
            hint = "Remove the pin to have the input computed from the settings."
            self._report("wrong-pin", node, name, f"The pin '{name}' must be {rule}{shown(None, value)}.", hint)
            return computed
        return value

    def row(self, node: Node) -> dict[str, Any]:
        """The row of the size table that holds for a node."""
        if node.key not in self._rows:
            self._rows[node.key] = self._pick(node)
        return self._rows[node.key]

    def _pick(self, node: Node) -> dict[str, Any]:
        size = node.service.size
        assert size is not None  # noqa: S101 - callers ask only where there is one
        rows = self.catalog.sizes(self.topology.provider, size.table)
        pins = self.layered[node.key].pins
        pinned = {column: pins[name] for name, column in size.sets.items() if name in pins}
        for row in rows if pinned else []:
            if all(row.get(column) == value for column, value in pinned.items()):
                return row
        least = {column: self._compute(node, value) for column, value in size.at_least.items()}
        for row in rows:
            if all(row.get(column) is not None and row[column] >= value for column, value in least.items() if value is not None):
                return row
        asked = ", ".join(f"{column} {value:.15g}" for column, value in least.items() if value is not None)
        largest = rows[-1] if rows else {}
        self._report(
            "no-size",
            node,
            None,
            f"{node.service.title} has no size with {asked} in {self.stack['environment']}.",
            f"The largest is {largest.get('id')}: " + ", ".join(f"{column} {largest.get(column)}" for column in least) + ".",
        )
        return largest

    def _report(self, code: str, node: Node, pin: str | None, message: str, hint: str | None) -> None:
        self.problems.add(code, message, self.layered[node.key].places.get(pin or "", node.where), hint)

    def look_up(self, node: Node, root: str, path: tuple[str, ...]) -> Any:
        """What a reference of a node's values stands for."""
        if root == "settings":
            return self._setting(node, path[0])
        if root == "size":
            return self.row(node)[path[0]]
        if root == "input":
            return self.name(node, node.id) if path[0] == "name" and node.service.naming else self.input(node, path[0])
        if root == "stack":
            return self.stack[path[0]]
        if root == "needs":
            return list(self.topology.needs.get(path[0], ()))
        if root == "names":
            return {key: self.name(node, key) for key in self.wiring.entry_keys(node.key, path[0])}
        if root == "leads_to":
            return self.topology.kinds_behind(node.key, path[0])
        if root == "flows":
            return sum(1 for link in self.topology.incoming.get(node.key, ()) if link.flow.action == path[0])
        if root in ("callers", "targets"):
            return self._neighbours(node, root, path)
        if root in self.topology.foundation and path and path[0] == "input":
            return self.input(self.topology.foundation[root], path[1])
        raise CatalogReferenceError(f"'{'.'.join((root, *path))}' has no value before Terraform runs ({node.service_name})")

    def _setting(self, node: Node, name: str) -> Any:
        settings = self.layered[node.key].settings
        if name not in settings:
            raise CatalogReferenceError(f"a {node.kind_name} has no setting '{name}' ({node.service_name})")
        return settings[name]

    def _neighbours(self, node: Node, root: str, path: tuple[str, ...]) -> list[Any]:
        action, what, name = path
        links = self.topology.incoming.get(node.key, ()) if root == "callers" else self.topology.outgoing.get(node.key, ())
        others = [link.caller if root == "callers" else link.target for link in links if link.flow.action == action]
        values = []
        for other in others:
            if other is None:
                continue
            if what == "settings" and name in self.layered[other.key].settings:
                values.append(self.layered[other.key].settings[name])
            elif what == "input" and name in input_names(other.service):
                values.append(self.input(other, name))
        return values
