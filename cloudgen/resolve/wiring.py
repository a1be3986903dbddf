"""What flows and components make in Terraform, collected: connections, entries of modules, waits, wide grants."""

from dataclasses import dataclass, field

from cloudgen.architecture import Connection, Resource, Wide
from cloudgen.language.hclvalues import Expr, Value
from cloudgen.language.references import CatalogReferenceError, Scope, resolve
from cloudgen.resolve.topology import Node


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
        """An entry of a map input of a module; a second one for the same key must be equal."""
        entries = self.entries.setdefault(node.key, {}).setdefault(name, {})
        if key in entries and entries[key] != value:
            raise CatalogReferenceError(f"two flows give {node.key}.{name}[{key}] different values")
        entries[key] = value

    def once(self, resource: Resource) -> Resource | None:
        """The resource, unless an equal one is made already."""
        print_ = fingerprint(resource)
        if print_ in self.equal:
            return None
        self.equal[print_] = resource.address
        if resource.address in self.made:
            raise CatalogReferenceError(f"two different resources are called {resource.address}: give the grants a label")
        self.made[resource.address] = resource
        return resource

    def wait(self, node: Node, addresses: list[str]) -> None:
        """A module waits for resources of the root."""
        self.waits.setdefault(node.key, []).extend(addresses)


def condition_count(when: str | None, scope: Scope) -> Expr | None:
    """`when: ${x}` as a resource's count: one or none."""
    if when is None:
        return None
    condition = resolve(when, scope)
    if not isinstance(condition, Expr):
        raise CatalogReferenceError(f"'when: {when}' isn't one reference")
    return Expr(f"{condition.text} ? 1 : 0")


def fingerprint(resource: Resource) -> str:
    """The same for resources that differ in their label only."""
    # Two equal statements of two pairs stand in two policies with names of their own, so only whole resources are compared.
    return repr((resource.type, dict(resource.arguments), resource.count, resource.for_each))
