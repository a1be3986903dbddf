"""What the references of billing rules mean for one resource: `values.x`, `usage.x`, `hours`, `region` and `each.x`."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cloudgen.cost.price.model import Billed
from cloudgen.language.evaluate import evaluate
from cloudgen.language.operands import MissingValueError, exact, present
from cloudgen.language.tree import Node, Reference


class Unknown:
    """A value that is known only after apply."""


UNKNOWN = Unknown()


class NotKnownYetError(MissingValueError):
    """A value that Terraform computes on apply: whether a line exists may depend on it, so it never counts as absent."""


class BillingScope:
    """The values of one resource, and its usage with the rule's defaults."""

    def __init__(self, resource: Billed, hours: Decimal, defaults: Mapping[str, Any], each: Any = None) -> None:
        self._roots: dict[str, Any] = {
            "values": resource.values,
            "hours": hours,
            "region": resource.region,
            "each": each,
        }
        self._usage = flat(resource.usage)
        self._defaults = defaults
        self._resource, self._hours = resource, hours
        self.region = resource.region

    def within(self, member: Any) -> "BillingScope":
        """The same scope with `each`."""
        return BillingScope(self._resource, self._hours, self._defaults, member)

    def strict(self, tree: Node) -> Any:
        """The value; MissingValueError names what has none."""
        try:
            return present(evaluate(tree, self._look_up), tree)
        except MissingValueError as error:
            node = error.node
            if not isinstance(node, Reference):
                raise
            kind = "usage" if node.root == "usage" else "value"
            raise MissingValueError(f"no {kind} '{'.'.join(node.path) or node.root}'", node) from None

    def lenient(self, tree: Node) -> Any:
        """The value, None where something that it needs is absent. NotKnownYetError passes through."""
        try:
            return evaluate(tree, self._look_up)
        except NotKnownYetError:
            raise
        except MissingValueError:
            return None

    def _look_up(self, root: str, path: tuple[str, ...]) -> Any:
        if root == "usage":
            value = self._usage.get(".".join(path), self._defaults.get(".".join(path)))
        else:
            value = walk(self._roots.get(root), path)
        if value is UNKNOWN:
            raise NotKnownYetError(f"'{'.'.join(path)}' is known only after apply")
        return exact(value)


def walk(value: Any, path: Sequence[str]) -> Any:
    """A nested value by keys and list indices; None where the way ends, UNKNOWN where it meets an unknown."""
    for key in path:
        if value is UNKNOWN:
            return UNKNOWN
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, Sequence) and not isinstance(value, str) and key.isdigit():
            value = value[int(key)] if int(key) < len(value) else None
        else:
            return None
    return value


def flat(usage: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested usage with dotted keys."""
    found: dict[str, Any] = {}
    for key, value in usage.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found
