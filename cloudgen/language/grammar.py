"""The grammar: which of Python's syntax nodes belong to the language, and the node of ours that each becomes."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from keyword import kwlist
from typing import Any

from cloudgen.language.formula import scalar_text
from cloudgen.language.tree import Call, Comparison, Conditional, Fields, Index, Items, Literal, Lookup, Node, Operation, Reference
from cloudgen.problems import nearest

MAX_DEPTH = 60
MAX_DIGITS = 40

# Functions by name, with the least and the greatest number of values that a call takes.
FUNCTIONS: Mapping[str, tuple[int, int | None]] = {
    "min": (1, None),
    "max": (1, None),
    "sum": (1, None),
    "ceil": (1, 1),
    "count": (1, 1),
    "default": (2, None),
    "ratio": (2, 2),
    "lookup": (2, 3),
    "number": (1, 1),
    "lower": (1, 1),
    "split": (3, 3),
}
CONSTANTS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
# Python's keywords after a dot are names here. For its parser each becomes a name of equal length, so that columns stay right.
MASKS: Mapping[str, str] = {word: chr(0x1401 + number) * len(word) for number, word in enumerate(kwlist)}
_WORDS = {mask: word for word, mask in MASKS.items()}
_OPERATORS: Mapping[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.USub: "-", ast.And: "and", ast.Or: "or", ast.Not: "not",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re.compile(r"(?=[\d.]*\d)[\d_]*(\.\d*)?([eE][+-]?\d{1,2})?")


class ExpressionError(ValueError):
    """A text that isn't an expression or a template: what is wrong, and at which column of the text, from 0."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class Reader:
    """Turns Python's syntax tree of one text into ours; `template` parses a text literal, `margin` is added to columns."""

    def __init__(self, source: str, margin: int, template: Callable[[str, int], Node]) -> None:
        self.template = template
        self._source = source
        self._bytes = None if source.isascii() else source.encode()
        self._margin = margin

    def node(self, syntax: ast.expr, depth: int = 0) -> Node:
        """Our node for one of Python's; every kind has a reader of its own."""
        reader = _READERS.get(type(syntax))
        if reader is None:
            raise self.error(syntax, f"'{self.shown(syntax)}' is not part of the language")
        if depth > MAX_DEPTH:
            raise self.error(syntax, "nested too deeply")
        return reader(self, syntax, depth + 1)

    def nodes(self, members: Sequence[ast.expr], depth: int) -> tuple[Node, ...]:
        """Several nodes."""
        return tuple(self.node(member, depth) for member in members)

    def error(self, syntax: ast.expr, message: str) -> ExpressionError:
        """The error at the beginning of a part."""
        return ExpressionError(message, self.column(syntax))

    def column(self, syntax: ast.expr) -> int:
        """Where a part begins in the field's text."""
        return self._margin + self._characters(syntax.col_offset)

    def text(self, syntax: ast.expr) -> str:
        """The source of a part."""
        return self._source[self._characters(syntax.col_offset) : self._characters(syntax.end_col_offset or 0)]

    def shown(self, syntax: ast.expr) -> str:
        """The source of a part, shortened for a message."""
        text = "".join(_WORDS.get(part, part) for part in re.split(r"(\W)", self.text(syntax)))
        return text if len(text) <= 40 else f"{text[:37]}..."

    def name(self, syntax: ast.expr, found: str) -> str:
        """A name of a reference."""
        name = _WORDS.get(found, found)
        if not _NAME.fullmatch(name):
            raise self.error(syntax, f"'{name}' is not a name: names have letters, digits and underscores")
        return name

    def _characters(self, offset: int) -> int:
        return offset if self._bytes is None else len(self._bytes[:offset].decode())


def _constant(reader: Reader, syntax: ast.Constant, _depth: int) -> Node:
    value = syntax.value
    if value is None or isinstance(value, bool):
        raise reader.error(syntax, f"Python's {value} is written {'null' if value is None else str(value).lower()}")
    if isinstance(value, str):
        return _text(reader, syntax, value)
    found = _NUMBER.fullmatch(reader.text(syntax))
    if found is None or not isinstance(value, int | float):
        raise reader.error(syntax, f"'{reader.shown(syntax)}' is neither a number nor a text")
    digits = found[0].replace("_", "")
    if len(digits) > MAX_DIGITS:
        raise reader.error(syntax, f"a number has at most {MAX_DIGITS} digits")
    return Literal(value if isinstance(value, int) else Decimal(digits))


def _text(reader: Reader, syntax: ast.Constant, value: str) -> Node:
    if reader.text(syntax)[:1] not in ("'", '"'):
        raise reader.error(syntax, "a text begins with a quote")
    return reader.template(value, reader.column(syntax) + 1)


def _reference(reader: Reader, syntax: ast.Name, _depth: int) -> Node:
    if syntax.id in CONSTANTS:
        return Literal(CONSTANTS[syntax.id])
    return Reference(reader.name(syntax, syntax.id), (), reader.column(syntax))


def _attribute(reader: Reader, syntax: ast.Attribute, depth: int) -> Node:
    return _part(reader, syntax, reader.node(syntax.value, depth), Literal(reader.name(syntax, syntax.attr)))


def _subscript(reader: Reader, syntax: ast.Subscript, depth: int) -> Node:
    return _part(reader, syntax, reader.node(syntax.value, depth), reader.node(syntax.slice, depth))


def _part(reader: Reader, syntax: ast.expr, value: Node, key: Node) -> Node:
    """A literal key lengthens a reference's path; any other is computed."""
    if not isinstance(value, Reference | Index):
        raise reader.error(syntax, f"'{reader.shown(syntax)}': only a reference has parts")
    if isinstance(key, Literal) and (not isinstance(key.value, str | int) or isinstance(key.value, bool)):
        raise reader.error(syntax, f"'{reader.shown(syntax)}': a key is a text or a whole number")
    if isinstance(value, Reference) and isinstance(key, Literal):
        return Reference(value.root, (*value.path, str(key.value)), value.column)
    return Index(value, key)


def _operation(reader: Reader, syntax: ast.BinOp | ast.UnaryOp, depth: int) -> Node:
    operator = _OPERATORS.get(type(syntax.op))
    if operator is None:
        raise reader.error(syntax, f"'{reader.shown(syntax)}': the operators are + - * / and the sign -")
    operands = [syntax.left, syntax.right] if isinstance(syntax, ast.BinOp) else [syntax.operand]
    return Operation(operator, reader.nodes(operands, depth))


def _choice(reader: Reader, syntax: ast.BoolOp, depth: int) -> Node:
    return Operation(_OPERATORS[type(syntax.op)], reader.nodes(syntax.values, depth))


def _comparison(reader: Reader, syntax: ast.Compare, depth: int) -> Node:
    operators = [_OPERATORS.get(type(operator)) for operator in syntax.ops]
    if None in operators:
        raise reader.error(syntax, "'is' is written '=='")
    return Comparison(reader.nodes([syntax.left, *syntax.comparators], depth), tuple(str(each) for each in operators))


def _conditional(reader: Reader, syntax: ast.IfExp, depth: int) -> Node:
    return Conditional(*reader.nodes([syntax.test, syntax.body, syntax.orelse], depth))


def _items(reader: Reader, syntax: ast.List, depth: int) -> Node:
    return Items(reader.nodes(syntax.elts, depth))


def _fields(reader: Reader, syntax: ast.Dict, depth: int) -> Node:
    members: list[tuple[Node, Node]] = []
    for key, value in zip(syntax.keys, syntax.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            raise reader.error(key or syntax, "a key of a mapping is a text")
        members.append((Literal(key.value), reader.node(value, depth)))
    return Fields(tuple(members))


def _call(reader: Reader, syntax: ast.Call, depth: int) -> Node:
    name = syntax.func.id if isinstance(syntax.func, ast.Name) else reader.shown(syntax.func)
    if name not in FUNCTIONS:
        close = nearest(name, FUNCTIONS)
        hint = f"did you mean '{close}'?" if close else f"known are {', '.join(sorted(FUNCTIONS))}"
        raise reader.error(syntax, f"unknown function '{name}'; {hint}")
    if syntax.keywords or any(isinstance(argument, ast.Starred) for argument in syntax.args):
        raise reader.error(syntax, f"a call of {name} takes plain values only")
    least, most = FUNCTIONS[name]
    if len(syntax.args) < least or (most is not None and len(syntax.args) > most):
        raise reader.error(syntax, f"a call of {name} takes {_count(least, most)}")
    return _lookup(reader, syntax, depth) if name == "lookup" else Call(name, reader.nodes(syntax.args, depth))


def _count(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least} value{'s' if least > 1 else ''}"
    return f"{least} or {most} values" if most > least else f"{least} value{'s' if least > 1 else ''}"


def _lookup(reader: Reader, syntax: ast.Call, depth: int) -> Node:
    table = syntax.args[1]
    if not isinstance(table, ast.Dict) or not table.keys:
        raise reader.error(table, "the second value of lookup is a table: {key: result, ...}")
    rows: list[tuple[Literal, Node]] = []
    seen: set[str] = set()
    for key, result in zip(table.keys, table.values, strict=True):
        found = reader.node(key, depth) if key else None
        if not isinstance(found, Literal):
            raise reader.error(key or table, "a key of a table is a text, a number, true, false or null")
        text = scalar_text(found.value)
        if text in seen:
            raise reader.error(key or table, f"the table has '{text}' twice")
        seen.add(text)
        rows.append((found, reader.node(result, depth)))
    fallback = reader.node(syntax.args[2], depth) if len(syntax.args) == 3 else None
    return Lookup(reader.node(syntax.args[0], depth), tuple(rows), fallback)


_READERS: Mapping[type[ast.AST], Callable[[Reader, Any, int], Node]] = {
    ast.Constant: _constant,
    ast.Name: _reference,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.BinOp: _operation,
    ast.UnaryOp: _operation,
    ast.BoolOp: _choice,
    ast.Compare: _comparison,
    ast.IfExp: _conditional,
    ast.List: _items,
    ast.Dict: _fields,
    ast.Call: _call,
}
