"""Trees as text: an expression as people write it, and scalars as they read within a text."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cloudgen.language.tree import (
    Call,
    Comparison,
    Conditional,
    Fields,
    Index,
    Items,
    Join,
    Literal,
    Lookup,
    Node,
    Operation,
    Reference,
    Scalar,
    TerraformCall,
)  # fmt: skip

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# How strongly a node's operator binds; what binds weaker than its surroundings is put in parentheses.
_CONDITIONAL, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _ATOM = range(9)
_STRENGTHS = {"or": _OR, "and": _AND, "not": _NOT, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def scalar_text(value: Scalar) -> str:
    """A scalar as it reads within a text: `true`, `null`, `0.25`; numbers without an exponent or closing zeros."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        if not value or not value.is_finite() or abs(value.adjusted()) > 100:
            return "0" if value == 0 else str(value)
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def text_of(node: Node, times: str = "x") -> str:
    """The formula as people write it, `calls.read x 2`; with `*` for `times` it is an expression that can be parsed again."""
    return _WRITERS[type(node)](node, times)


def source_of(node: Node) -> Any:
    """A template as it is written in its file: a text, a value, or a mapping or list of them."""
    if isinstance(node, Fields):
        return {source_of(key): source_of(member) for key, member in node.members}
    if isinstance(node, Items):
        return [source_of(member) for member in node.members]
    if isinstance(node, TerraformCall):
        return {f"${node.function}": source_of(node.argument)}
    if isinstance(node, Literal):
        return _escaped(node.value) if isinstance(node.value, str) else node.value
    return _joined(node, "*") if isinstance(node, Join) else f"${{{text_of(node, '*')}}}"


def _strength(node: Node) -> int:
    if isinstance(node, Operation):
        return _SIGN if len(node.operands) == 1 and node.operator == "-" else _STRENGTHS[node.operator]
    if isinstance(node, Comparison):
        return _COMPARISON
    if isinstance(node, Conditional):
        return _CONDITIONAL
    if isinstance(node, Literal) and not isinstance(node.value, str | bool | None) and node.value < 0:
        return _SIGN
    return _ATOM


def _bound(node: Node, least: int, times: str) -> str:
    """The text of an operand, in parentheses where it binds weaker than `least`."""
    text = text_of(node, times)
    return text if _strength(node) >= least else f"({text})"


def _literal(node: Literal, _times: str) -> str:
    return _quoted(_escaped(node.value)) if isinstance(node.value, str) else scalar_text(node.value)


def _escaped(text: str) -> str:
    """Text in a template: what would open an expression is escaped."""
    return text.replace("${", "$${")


def _quoted(text: str) -> str:
    """A text literal; double quotes where none is within."""
    escaped = "".join(_escape(character) for character in text)
    if '"' not in escaped:
        return f'"{escaped}"'
    return f"'{escaped}'" if "'" not in escaped else '"' + escaped.replace('"', '\\"') + '"'


def _escape(character: str) -> str:
    if character == "\\":
        return "\\\\"
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def _reference(node: Reference, _times: str) -> str:
    return node.root + "".join(f".{key}" if _NAME.fullmatch(key) else _subscript(key) for key in node.path)


def _subscript(key: str) -> str:
    return f"[{key}]" if re.fullmatch(r"0|[1-9]\d{0,18}", key) else f"[{_quoted(_escaped(key))}]"


def _index(node: Index, times: str) -> str:
    return f"{_bound(node.value, _ATOM, times)}[{text_of(node.key, times)}]"


def _operation(node: Operation, times: str) -> str:
    strength = _strength(node)
    if node.operator == "not":
        return f"not {_bound(node.operands[0], strength, times)}"
    if strength == _SIGN:
        return f"-{_bound(node.operands[0], strength, times)}"
    # A second operand as strong as the operator itself would be read the other way round: a - (b - c).
    first, *others = node.operands
    operator = times if node.operator == "*" else node.operator
    inner = strength + 1
    left = _bound(first, inner if node.operator in ("and", "or") else strength, times)
    return f" {operator} ".join([left, *(_bound(other, inner, times) for other in others)])


def _comparison(node: Comparison, times: str) -> str:
    first, *others = (_bound(operand, _SUM, times) for operand in node.operands)
    return first + "".join(f" {operator} {other}" for operator, other in zip(node.operators, others, strict=True))


def _conditional(node: Conditional, times: str) -> str:
    then, test = (_bound(part, _OR, times) for part in (node.then, node.test))
    return f"{then} if {test} else {text_of(node.otherwise, times)}"


def _lookup(node: Lookup, times: str) -> str:
    rows = ", ".join(f"{text_of(key, times)}: {text_of(result, times)}" for key, result in node.rows)
    fallback = "" if node.fallback is None else f", {text_of(node.fallback, times)}"
    return f"lookup({text_of(node.value, times)}, {{{rows}}}{fallback})"


def _call(node: Call, times: str) -> str:
    return f"{node.function}({', '.join(text_of(argument, times) for argument in node.arguments)})"


def _join(node: Join, times: str) -> str:
    return _quoted(_joined(node, times))


def _joined(node: Join, times: str) -> str:
    text = plain = ""
    for part in node.parts:
        if isinstance(part, Literal) and isinstance(part.value, str):
            plain += part.value
            continue
        # Dollar signs right before an expression would make a literal `${` of it.
        kept = plain.rstrip("$")
        dollars = f"${{'{plain[len(kept) :]}'}}" if kept != plain else ""
        text += f"{_escaped(kept)}{dollars}${{{text_of(part, times)}}}"
        plain = ""
    return text + _escaped(plain)


def _items(node: Items, times: str) -> str:
    return f"[{', '.join(text_of(member, times) for member in node.members)}]"


def _fields(node: Fields, times: str) -> str:
    return f"{{{', '.join(f'{text_of(key, times)}: {text_of(member, times)}' for key, member in node.members)}}}"


def _terraform_call(node: TerraformCall, times: str) -> str:
    return f"{{${node.function}: {text_of(node.argument, times)}}}"


_WRITERS: Mapping[type[Node], Callable[[Any, str], str]] = {
    Literal: _literal,
    Reference: _reference,
    Index: _index,
    Operation: _operation,
    Comparison: _comparison,
    Conditional: _conditional,
    Lookup: _lookup,
    Call: _call,
    Join: _join,
    Items: _items,
    Fields: _fields,
    TerraformCall: _terraform_call,
}
