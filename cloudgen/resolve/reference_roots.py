"""What the references of grants, arguments and entries stand for: expressions of the root module."""

from collections.abc import Mapping, Sequence

from cloudgen.language.hclvalues import Expr, Value
from cloudgen.language.references import CatalogReferenceError, Root, Scope
from cloudgen.resolve.flow_groups import Pair
from cloudgen.resolve.naming import shorten
from cloudgen.resolve.topology import Link, Node, Topology


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
