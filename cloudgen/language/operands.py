"""What values may be computed with, and how: exact numbers, texts, equality and order."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cloudgen.language.formula import scalar_text, text_of
from cloudgen.language.tree import Node

Number = int | Decimal


class EvaluationError(Exception):
    """An expression that can't be computed: a text where a number belongs, a table without the row."""


class MissingValueError(EvaluationError):
    """A value that is needed isn't there; the message says which, and `node` is where it was asked for, if anywhere."""

    def __init__(self, message: str, node: Node | None = None) -> None:
        super().__init__(message)
        self.node = node


def exact(value: Any) -> Any:
    """A float as the decimal number that it is written as; anything else as it is."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def plain(value: Any) -> Any:
    """A value with int and float instead of Decimal, in lists and mappings too."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    return value


def is_number(value: Any) -> bool:
    """Whether a value can be computed with; booleans can't."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def number(value: Any, node: Node) -> Number:
    """The value of a node as an exact number."""
    if not is_number(present(value, node)):
        raise EvaluationError(f"'{text_of(node)}' must be a number, not {shown(value)}")
    found: Number = exact(value)
    return found


def present(value: Any, node: Node) -> Any:
    """The value of a node that must have one."""
    if value is None:
        raise MissingValueError(f"'{text_of(node)}' has no value", node)
    return value


def shown(value: Any) -> str:
    """A value in a message."""
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 40 else f"'{value[:37]}...'"
    return scalar_text(value) if value is None or isinstance(value, bool) or is_number(value) else f"a {type(value).__name__}"


def divided(above: Number, below: Number) -> Number:
    """The quotient, an int where two ints leave no rest."""
    if isinstance(above, int) and isinstance(below, int) and below and above % below == 0:
        return above // below
    return Decimal(above) / below


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same; true isn't 1, and 0.1 is 0.1 however it is held."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(exact(left) == exact(right))


def ordered(left: Any, right: Any, nodes: tuple[Node, Node]) -> tuple[Any, Any]:
    """Two values that have an order: two numbers or two texts."""
    if isinstance(left, str) and isinstance(present(right, nodes[1]), str):
        return left, right
    return number(left, nodes[0]), number(right, nodes[1])


def contained(member: Any, container: Any, node: Node) -> bool:
    """Whether a list or a mapping's keys have a member, or a text a part."""
    if isinstance(present(container, node), str):
        return isinstance(member, str) and member in container
    if isinstance(container, list | tuple | Mapping):
        return any(equal(member, each) for each in container)
    raise EvaluationError(f"'{text_of(node)}' must be a list, not {shown(container)}")


def text_part(value: Any, node: Node) -> str:
    """A value as a part of a text."""
    if isinstance(present(value, node), str | bool) or is_number(value):
        return scalar_text(value)
    raise EvaluationError(f"'{text_of(node)}' is {shown(value)} and can't be part of a text")
