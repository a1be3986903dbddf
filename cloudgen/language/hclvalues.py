"""Values of the Terraform that will be written: literals, expressions and text that mixes both.

Expressions are only ever built here and in `references.py`, from identifiers and catalog text, never from what a user wrote:
a user's text stays a `str` and is quoted when it is rendered.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Union


@dataclass(frozen=True, slots=True)
class Expr:
    """An HCL expression, written as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A string with expressions in it."""

    parts: tuple["str | Expr", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function call: with one argument, or with every member of a list as an argument of its own."""

    function: str
    argument: "Value"
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """Nested blocks instead of an attribute."""

    bodies: tuple[Mapping[str, "Value"], ...]


class Multiline(dict[str, "Value"]):
    """A mapping that always takes a line per member."""


Value = Union[None, bool, int, float, str, Expr, Text, Call, Blocks, Sequence["Value"], Mapping[str, "Value"]]


def index(expression: str, key: str) -> Expr:
    """`expression["key"]`; keys are component ids, which hold no quotes."""
    return Expr(f'{expression}["{key}"]')


_MODULE = re.compile(r"\bmodule\.([A-Za-z0-9_-]+)")


def expressions_in(value: Value) -> Iterator[Expr]:
    """Every expression of a value, however deep."""
    if isinstance(value, Expr):
        yield value
    elif isinstance(value, Text):
        yield from (part for part in value.parts if isinstance(part, Expr))
    elif isinstance(value, Call):
        yield from expressions_in(value.argument)
    elif isinstance(value, Blocks):
        for body in value.bodies:
            yield from expressions_in(body)
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from expressions_in(member)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for member in value:
            yield from expressions_in(member)


def modules_in(value: Value) -> set[str]:
    """The labels of the modules that a value refers to."""
    return {label for expression in expressions_in(value) for label in _MODULE.findall(expression.text)}


_ROOT = re.compile(r"\b(?:local|var|data\.[a-z0-9_]+)\.[A-Za-z0-9_-]+")


def references_in(value: Value) -> set[str]:
    """The locals, variables and data sources that a value refers to: `local.tags`, `var.domain`, `data.aws_partition.current`."""
    return {name for expression in expressions_in(value) for name in _ROOT.findall(expression.text)}


def identifier(key: str) -> str:
    """A component's key as a Terraform identifier."""
    return key.replace("-", "_")


def type_of(values: Sequence[object]) -> str | None:
    """The Terraform type that fits all values, or None where only nulls are known."""
    kinds = {_type(value) for value in values if value is not None} - {None}
    if not kinds:
        return None
    if len(kinds) > 1:
        kinds -= {"list(any)", "map(any)"}
    return next(iter(sorted(str(kind) for kind in kinds)))


def _type(value: object) -> str | None:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, Mapping):
        return _collection("map", list(value.values()))
    if isinstance(value, Sequence):
        return _collection("list", list(value))
    return None


def _collection(outer: str, members: list[object]) -> str:
    if members and all(isinstance(member, Mapping) for member in members):
        keys = sorted({key for member in members for key in member})  # type: ignore[attr-defined]
        fields = {key: type_of([member.get(key) for member in members]) for key in keys}  # type: ignore[attr-defined]
        return f"{outer}(object({{ {', '.join(f'{key} = {kind}' for key, kind in fields.items())} }}))"
    return f"{outer}({type_of(members) or 'any'})" if members else f"{outer}(any)"
