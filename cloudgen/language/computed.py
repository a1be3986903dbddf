"""Computed catalog values: a literal, a reference, or one of the operations below, nested. Numbers may be int, float or Decimal."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import ceil, prod
from typing import Any

from cloudgen.language.references import REFERENCE, CatalogReferenceError, parse

Lookup = Callable[[str, tuple[str, ...]], Any]


class MissingValueError(Exception):
    """A strict lookup found nothing; the message says what is missing."""


def compute(value: Any, lookup: Lookup) -> Any:
    """The plain value that a catalog expression has; `lookup` answers references."""
    if isinstance(value, str):
        return _text(value, lookup)
    if isinstance(value, Mapping):
        if len(value) == 1:
            [(name, arguments)] = value.items()
            if name in _OPERATIONS:
                return _OPERATIONS[name](arguments, lookup)
        return {key: compute(member, lookup) for key, member in value.items()}
    if isinstance(value, Sequence):
        return [compute(member, lookup) for member in value]
    return value


def _text(text: str, lookup: Lookup) -> Any:
    whole = REFERENCE.fullmatch(text)
    if whole:
        return _answer(whole.group(1), lookup)
    return REFERENCE.sub(lambda found: str(_answer(found.group(1), lookup)), text)


def _answer(reference: str, lookup: Lookup) -> Any:
    root, path, _key, _rest = parse(reference)
    return lookup(root, path)


def _numbers(arguments: Any, lookup: Lookup) -> list[float]:
    numbers: list[float] = []
    for argument in arguments:
        value = compute(argument, lookup)
        numbers.extend(value if isinstance(value, list) else [value])
    return _alike([number for number in numbers if number is not None])


def _alike(numbers: list[Any]) -> list[Any]:
    """Floats as Decimals where one of the numbers is a Decimal: Python refuses to mix the two."""
    if any(isinstance(number, Decimal) for number in numbers):
        return [Decimal(repr(number)) if isinstance(number, float) else number for number in numbers]
    return numbers


def _product(arguments: Any, lookup: Lookup) -> Any:
    result = prod(_numbers(arguments, lookup))
    return _exact(round(result, 9)) if isinstance(result, float) else result


def _quotient(arguments: Any, lookup: Lookup) -> Any:
    above, below = _alike([compute(argument, lookup) for argument in arguments])
    return above / below if below else 0


def _default(arguments: Any, lookup: Lookup) -> Any:
    for argument in arguments:
        try:
            value = compute(argument, lookup)
        except MissingValueError:
            continue
        if value is not None:
            return value
    raise MissingValueError("none of the alternatives has a value")


def _number(argument: Any, lookup: Lookup) -> Decimal:
    value = compute(argument, lookup)
    try:
        return Decimal(str(value))
    except ArithmeticError:
        raise MissingValueError(f"'{value}' is no number") from None


def _split(arguments: Any, lookup: Lookup) -> str:
    text, separator, index = (compute(argument, lookup) for argument in arguments)
    parts: list[str] = str(text).split(separator)
    if not -len(parts) <= index < len(parts):
        raise MissingValueError(f"'{text}' has no part {index}")
    return str(parts[index])


def _exact(number: float) -> float:
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _extreme(pick: Callable[[list[float]], float]) -> Callable[[Any, Lookup], Any]:
    def operation(arguments: Any, lookup: Lookup) -> Any:
        numbers = _numbers(arguments, lookup)
        if not numbers:
            raise CatalogReferenceError("min and max need at least one number")
        return _exact(pick(numbers))

    return operation


def _more_than(arguments: Any, lookup: Lookup) -> bool:
    left, right = (compute(argument, lookup) for argument in arguments)
    return left is not None and right is not None and bool(left > right)


def _map(arguments: Any, lookup: Lookup) -> Any:
    value, table = arguments
    key = compute(value, lookup)
    text = (
        {True: "true", False: "false", None: "null"}.get(key, str(key))
        if not isinstance(key, int | float) or isinstance(key, bool)
        else str(key)
    )
    candidates = {("true" if k is True else "false" if k is False else str(k)): v for k, v in table.items()}
    if text in candidates:
        return compute(candidates[text], lookup)
    if "default" in candidates:
        return compute(candidates["default"], lookup)
    raise CatalogReferenceError(f"map has no row for '{text}'")


_OPERATIONS: dict[str, Callable[[Any, Lookup], Any]] = {
    "sum": lambda arguments, lookup: _exact(sum(_numbers(arguments, lookup))),
    "product": _product,
    "quotient": _quotient,
    "min": _extreme(min),
    "max": _extreme(max),
    "ceil": lambda argument, lookup: ceil(compute(argument, lookup)),
    "more_than": _more_than,
    "map": _map,
    "default": _default,
    "count": lambda argument, lookup: len(compute(argument, lookup) or ()),
    "number": _number,
    "lower": lambda argument, lookup: str(compute(argument, lookup)).lower(),
    "split": _split,
}
