"""Values of billing rules: `${values.x}`, `${usage.x}`, `${hours}`, `${region}` and `${each.x}`, computed with Decimals."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cloudgen.cost.price.model import Billed
from cloudgen.language.computed import Lookup, MissingValueError, compute


class Unknown:
    """A value that is known only after apply."""


UNKNOWN = Unknown()


class NotKnownYetError(MissingValueError):
    """A value that Terraform computes on apply: whether a line exists may depend on it, so it never counts as absent."""


class Scope:
    """What a rule's references mean for one resource."""

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

    def within(self, member: Any) -> "Scope":
        """The same scope with `each`."""
        return Scope(self._resource, self._hours, self._defaults, member)

    def strict(self, value: Any) -> Any:
        """The value; MissingValueError names a reference that has none."""
        return compute(exact(value), self._lookup(required=True))

    def lenient(self, value: Any) -> Any:
        """The value; a reference without one is None. NotKnownYetError passes through."""
        try:
            return compute(exact(value), self._lookup(required=False))
        except NotKnownYetError:
            raise
        except MissingValueError:
            return None

    def _lookup(self, required: bool) -> Lookup:
        def look_up(root: str, path: tuple[str, ...]) -> Any:
            if root == "usage":
                value = self._usage.get(".".join(path), self._defaults.get(".".join(path)))
            else:
                value = walk(self._roots.get(root), path)
            if value is UNKNOWN:
                raise NotKnownYetError(f"'{'.'.join(path)}' is known only after apply")
            if value is None and required:
                kind = "usage" if root == "usage" else "value"
                raise MissingValueError(f"no {kind} '{'.'.join(path) or root}'")
            return exact(value)

        return look_up


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


def exact(value: Any) -> Any:
    """Floats as Decimals of their shortest text, in nested values too."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {key: exact(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [exact(member) for member in value]
    return value
