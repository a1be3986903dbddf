"""What one component or one pair of components makes in Terraform, before equal resources are made one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cloudgen.architecture import Resource, Wide
from cloudgen.language.formula import source_of
from cloudgen.language.hclvalues import Expr, Value
from cloudgen.language.references import CatalogReferenceError, Scope, resolve
from cloudgen.language.tree import Node
from cloudgen.problems import Where


@dataclass(frozen=True)
class Effect:
    """A resource: `shared` is named where another pair has made it already, `waits_for` is made before the caller's module.

    `broad_because` says why a network rule admits more than its flow; a grant's reason is in its `Wide`.
    """

    resource: Resource
    shared: bool = False
    waits_for: bool = False
    broad_because: str | None = None


@dataclass(frozen=True)
class Entry:
    """A member of a map input of a component's module; `heading` and `where` say who asks for it."""

    node: str
    name: str
    key: str
    value: Value
    heading: str
    where: Where | None


@dataclass(frozen=True)
class Effects:
    """What belongs in one block of flows.tf, and what it makes elsewhere; `caller` and `target` are keys of components."""

    heading: str
    caller: str | None
    target: str | None
    where: Where | None
    always: bool
    notes: tuple[str, ...] = ()
    local: str | None = None
    environment: Mapping[str, Value] = field(default_factory=dict)
    target_environment: Mapping[str, Value] = field(default_factory=dict)
    own_environment: Mapping[str, Value] = field(default_factory=dict)
    resources: tuple[Effect, ...] = ()
    entries: tuple[Entry, ...] = ()
    inside: tuple[str, ...] = ()
    broad: tuple[Wide, ...] = ()


def condition_count(when: Node | None, scope: Scope) -> Expr | None:
    """`when: ${x}` as a resource's count: one or none; no count where it is true before Terraform runs."""
    if when is None:
        return None
    condition = resolve(when, scope)
    if condition is True:
        return None
    if not isinstance(condition, Expr):
        raise CatalogReferenceError(f"'when: {source_of(when)}' isn't one reference")
    return Expr(f"{condition.text} ? 1 : 0")


def fingerprint(resource: Resource) -> str:
    """The same for resources that differ in their label only; a policy of a pair has a name of its own, so it is never equal."""
    return repr((resource.type, dict(resource.arguments), resource.count, resource.for_each))
