"""What the references of grants, arguments and entries stand for: expressions of the root module."""

from collections.abc import Mapping, Sequence
from typing import Any

from cloudgen.language.hclvalues import Expr, Value
from cloudgen.language.references import CatalogReferenceError, Root, Scope, resolve
from cloudgen.load.catalog import Rule
from cloudgen.resolve.component_pairs import Pair, path_prefix
from cloudgen.resolve.naming import fitted_key, shorten
from cloudgen.resolve.public_address import public_url
from cloudgen.resolve.topology import Link, Node, Topology


class Scopes:
    """Scopes for references outside of inputs: every root is an expression of the root module."""

    def __init__(self, topology: Topology, needs: Mapping[str, Sequence[str]]) -> None:
        self._topology = topology
        shared: dict[str, Root] = {name: self._module(node) for name, node in topology.foundation.items()}
        for node in reversed(list(topology.components.values())):
            if node.kind.role:
                shared[node.kind.role] = self._module(node)
        shared["stack"] = self._stack
        shared["each"] = lambda path: Expr(".".join(("each", *path)))
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
            **self._own(node),
            "caller": self._module(node),
            "public": lambda path: self._public(node, path),
            "leads_to": lambda path: self._topology.kinds_behind(node.key, path[0]),
            "key": lambda _path: node.id,
            "named": lambda path: _named(node, {"self": node.id}, path),
            "pair": lambda _path: shorten(node.id, 40),
        }
        return Scope(roots)

    def of_link(self, pair: Pair, rule: Rule, link: Link) -> Scope:
        """The scope of one flow, answered by a rule."""
        ids = {"caller": pair.caller_id, "target": pair.target.id, "self": pair.target.id}
        flow = _flow(link)
        # A key that the flow leaves out, such as a timeout, is the target's own input of that name where it has one.
        own = {name: Expr(pair.target.variable(name)) for name in link.keys if name in pair.target.service.inputs}
        roots: dict[str, Root] = {
            **self._shared,
            **self._own(pair.target),
            "target": self._module(pair.target),
            "public": lambda path: self._public(pair.target, path),
            "key": lambda path: ids[path[0]],
            "named": lambda path: _named(pair.target, ids, path),
            "flow": lambda path: own.get(path[0]) if flow[path[0]] is None else flow[path[0]],
            "pair": lambda path: _pair(pair, rule, path),
            "incoming": lambda path: self._topology.values_of_key(pair.target.key, *path),
        }
        if pair.caller:
            roots["caller"] = self._module(pair.caller)
            if pair.caller.service.host:
                roots["host"] = self._module(self._topology.foundation[pair.caller.service.host])
        return Scope(roots)

    def _public(self, node: Node, path: tuple[str, ...]) -> Value:
        """`public.url`: the address at which people reach a component, that of its edge before its own."""
        if path != ("url",):
            raise CatalogReferenceError(f"'public' has a 'url' and no '{'.'.join(path)}'")
        found = public_url(self._topology, node)
        if found is None:
            return None
        owner, template = found
        own = self._module(owner)
        return resolve(template, Scope({**self._shared, **self._own(owner), "target": own, "key": lambda _path: owner.id}))

    def _own(self, node: Node) -> dict[str, Root]:
        roots: dict[str, Root] = {"self": self._module(node), "input": lambda path: _input(node, path)}
        if node.service.host:
            roots["host"] = self._module(self._topology.foundation[node.service.host])
        return roots

    def _module(self, node: Node) -> Root:
        """A component's inputs and the outputs of its module, or of its host's where it has none."""

        def look_up(path: tuple[str, ...]) -> Value:
            if path and path[0] == "input":
                return _input(node, path[1:])
            if path == ("id_",):
                return node.id
            if node.built_in and node.service.host is None:
                raise CatalogReferenceError(f"{node.key} has no module and no host, so it has no output '{'.'.join(path)}'")
            holder = self._topology.foundation[str(node.service.host)] if node.built_in else node
            return Expr(".".join(("module", holder.label, *path)))

        return look_up


def _input(node: Node, path: tuple[str, ...]) -> Expr:
    """An input of a node as an expression of the root module."""
    return Expr(".".join((node.variable(path[0]), *path[1:])))


def _named(node: Node, ids: Mapping[str, str], path: tuple[str, ...]) -> str:
    """`named.self` and `named.caller`: a key that is a name by itself, by the rule of the service that uses it so."""
    rules = node.service.key_names
    rule = {"self": rules.self_, "caller": rules.caller}[path[0]]
    return fitted_key(ids[path[0]], rule.pattern if rule else None)


def _flow(link: Link) -> dict[str, Any]:
    """A flow's keys, and its path as a prefix of names."""
    return {"action": link.flow.action, "prefix": path_prefix(link.path), **link.keys, "secrets": sorted(link.keys.get("secrets") or ())}


def _pair(pair: Pair, rule: Rule, path: tuple[str, ...]) -> Value:
    """A value of the pair: `name` as a part of names in the cloud, `paths` of the flows that the rule answers, `access` and
    `actions` of all its flows.

    `prefixes.read` and `prefixes.write` are null where one of these flows is for all names.
    """
    if path == ("paths",):
        return pair.paths(rule)
    if path == ("access",):
        return pair.access
    if path == ("actions",):
        return list(pair.actions)
    if path[0] == "prefixes":
        return pair.prefixes(path[1])
    return shorten(f"{pair.caller_id}-to-{pair.target.id}", 40)
