"""The functions that an expression can call."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import ceil
from typing import Any

from cloudgen.language.evaluation import Evaluation
from cloudgen.language.formula import text_of
from cloudgen.language.operands import EvaluationError, MissingValueError, Number, divided, number, present, shown, text_part
from cloudgen.language.tree import Node


def _sum(evaluation: Evaluation, *nodes: Node) -> Number:
    return sum(evaluation.numbers(nodes))


def _extreme(pick: Callable[[list[Number]], Number]) -> Callable[..., Number]:
    def function(evaluation: Evaluation, *nodes: Node) -> Number:
        numbers = evaluation.numbers(nodes)
        if not numbers:
            raise EvaluationError("min and max need at least one number")
        return pick(numbers)

    return function


def _ceil(evaluation: Evaluation, node: Node) -> int:
    return ceil(evaluation.number(node))


def _count(evaluation: Evaluation, node: Node) -> int:
    """How many members a list or a mapping has."""
    value = present(evaluation.known(node), node)
    if not isinstance(value, list | tuple | Mapping):
        raise EvaluationError(f"'{text_of(node)}' must be a list, not {shown(value)}")
    return len(value)


def _default(evaluation: Evaluation, *nodes: Node) -> Any:
    """The first of the values that is there."""
    for node in nodes:
        try:
            value = evaluation.value(node)
        except MissingValueError:
            continue
        if value is not None:
            return value
    raise MissingValueError(f"none of {', '.join(text_of(node) for node in nodes)} has a value")


def _ratio(evaluation: Evaluation, above: Node, below: Node) -> Number:
    """A quotient, and 0 where there is nothing to divide by."""
    left, right = evaluation.number(above), evaluation.number(below)
    return divided(left, right) if right else 0


def _to_number(evaluation: Evaluation, node: Node) -> Number:
    """The number that a text holds."""
    value = present(evaluation.known(node), node)
    if not isinstance(value, str):
        return number(value, node)
    try:
        return Decimal(value)
    except ArithmeticError:
        raise MissingValueError(f"'{text_of(node)}' is not a number: {shown(value)}") from None


def _lower(evaluation: Evaluation, node: Node) -> str:
    return text_part(evaluation.known(node), node).lower()


def _split(evaluation: Evaluation, text: Node, separator: Node, place: Node) -> str:
    """One of the parts of a text, by its place from 0, or from -1 backwards."""
    between = text_part(evaluation.known(separator), separator)
    if not between:
        raise EvaluationError("split needs a separator")
    parts = text_part(evaluation.known(text), text).split(between)
    index = evaluation.number(place)
    if index != int(index) or not -len(parts) <= index < len(parts):
        raise MissingValueError(f"'{text_of(text)}' has no part {index}")
    return parts[int(index)]


# By name; a function gets the nodes of its arguments, so that it computes what it needs.
CALLS: Mapping[str, Callable[..., Any]] = {
    "min": _extreme(min), "max": _extreme(max), "sum": _sum, "ceil": _ceil, "count": _count, "default": _default, "ratio": _ratio,
    "number": _to_number, "lower": _lower, "split": _split,
}  # fmt: skip
