"""Expressions and templates of catalog files, parsed once into trees. Which of the two a field holds is said by its key.

An *expression* is bare: `quantity: max(0, values.iops - 3000)`. A *template* is data in which `${expression}` is computed:
`name: compute-to-${key.target}`; one that is a single `${...}` keeps the value's type, and `$${` is a literal `${`. A quoted text
within an expression is a template too. Python's own parser reads expressions, its evaluator never does.
"""

import ast
import re
import warnings
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from cloudgen.language.grammar import CONSTANTS, MASKS, MAX_DEPTH, ExpressionError, Reader
from cloudgen.language.tree import Fields, Items, Join, Literal, Node, Reference, TerraformCall
from cloudgen.problems import nearest

__all__ = ["TERRAFORM", "ExpressionError", "expression", "template"]

MAX_LENGTH = 10_000
# In a template a mapping with one of these keys alone is computed by Terraform.
TERRAFORM = (
    "base64encode", "block", "blocks", "flatten", "jsondecode", "jsonencode", "md5", "one", "sha256", "tolist", "tostring", "toset",
)  # fmt: skip

_QUOTED = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_SIMPLE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)")
_KEYWORD = re.compile(rf"{_QUOTED}|(#)|(\.\s*)({'|'.join(MASKS)})\b", re.DOTALL)
_OPENING = re.compile(r"\$?\$\{")
_BRACE = re.compile(rf"{_QUOTED}|([{{}}])", re.DOTALL)
_HINTS = (
    (re.compile(r"\$\{"), "this is an expression already: write it without ${ }"),
    (re.compile(r"&&"), "'&&' is written 'and'"),
    (re.compile(r"\|\|"), "'||' is written 'or'"),
    (re.compile(r"!(?!=)"), "'!' is written 'not'"),
    (re.compile(r"\?"), "a choice is written 'a if condition else b'"),
    (re.compile(r"[\w\]]\.\d"), "a place in a list is written [0]"),
    (re.compile(r"(?<![=!<>])=(?!=)"), "equality is written '=='"),
)


def expression(value: Any) -> Node:
    """The tree of an expression field; YAML's numbers, booleans and null are themselves, lists and mappings hold expressions."""
    return _expression(value, 0)


def template(value: Any) -> Node:
    """The tree of a template field: text, or a list or mapping with texts (and keys) that are templates."""
    return _template(value, 0)


def _expression(value: Any, depth: int) -> Node:
    _check_depth(depth)
    if isinstance(value, str):
        return _parsed(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str) or key.startswith("$"):
                raise ExpressionError(f"the key '{key}' of a mapping of expressions is not a name")
        return Fields(tuple((Literal(key), _expression(member, depth + 1)) for key, member in value.items()))
    if isinstance(value, Sequence):
        return Items(tuple(_expression(member, depth + 1) for member in value))
    return _plain(value)


def _template(value: Any, depth: int) -> Node:
    _check_depth(depth)
    if isinstance(value, str):
        return _parsed_template(value)
    if isinstance(value, Mapping):
        reserved = [key for key in value if isinstance(key, str) and re.match(r"\$(?!\$?\{)", key)]
        if reserved:
            return _terraform_call(value, reserved[0][1:], depth)
        return Fields(tuple((_template(key, depth + 1), _template(member, depth + 1)) for key, member in value.items()))
    if isinstance(value, Sequence):
        return Items(tuple(_template(member, depth + 1) for member in value))
    return _plain(value)


def _plain(value: Any) -> Node:
    """A number, a boolean or null of the file itself."""
    if value is not None and not isinstance(value, int | float | Decimal):
        raise ExpressionError(f"{value} is a {type(value).__name__}; a text needs quotes")
    if isinstance(value, float | Decimal) and not Decimal(value).is_finite():
        raise ExpressionError(f"{value} is not a number to compute with")
    return Literal(value)


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ExpressionError("nested too deeply")


def _terraform_call(value: Mapping[Any, Any], name: str, depth: int) -> Node:
    if name not in TERRAFORM:
        close = nearest(name, TERRAFORM)
        hint = f"did you mean '${close}'?" if close else f"known are {', '.join(f'${each}' for each in TERRAFORM)}"
        raise ExpressionError(f"unknown function '${name}'; {hint}")
    if len(value) > 1:
        raise ExpressionError(f"'${name}' must be the only key of its mapping")
    argument = _template(value[f"${name}"], depth + 1)
    if name in ("block", "blocks"):
        bodies = argument.members if isinstance(argument, Items) and name == "blocks" else (argument,)
        if not all(isinstance(body, Fields) for body in bodies):
            raise ExpressionError(f"'${name}' takes a {'list of mappings' if name == 'blocks' else 'mapping'}")
    return TerraformCall(name, argument)


@cache
def _parsed(text: str, start: int = 0) -> Node:
    """The tree of one expression, which begins at column `start` of its field's text."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"an expression has at most {MAX_LENGTH:,} characters", start)
    simple = _SIMPLE.fullmatch(text)
    if simple and simple[1] not in CONSTANTS and simple[1] not in MASKS and text.count(".") < MAX_DEPTH:
        return Reference(simple[1], tuple(simple[2].split(".")[1:]), start)
    source = text.lstrip()
    if not source:
        raise ExpressionError("an expression is missing", start)
    margin = start + len(text) - len(source)
    source = _masked(re.sub(r"\s", " ", source), margin)
    syntax = _syntax(source, margin)
    return Reader(source, margin, _parsed_template).node(syntax)


def _masked(source: str, margin: int) -> str:
    def replace(found: re.Match[str]) -> str:
        if found[1]:
            raise ExpressionError("an expression has no comments", margin + found.start())
        return found[0] if found[3] is None else found[2] + MASKS[found[3]]

    return _KEYWORD.sub(replace, source)


def _syntax(source: str, margin: int) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(source, mode="eval").body
    except SyntaxError as error:
        # Python gives no column where the text ends too early.
        column = min(error.offset - 1, len(source)) if error.offset else len(source)
        raise ExpressionError(_complaint(source, error.msg), margin + column) from None
    except (ValueError, MemoryError, RecursionError, OverflowError):
        raise ExpressionError("nested too deeply, or not text", margin) from None


def _complaint(source: str, message: str) -> str:
    bare = re.sub(_QUOTED, '""', source)
    hints = [hint for pattern, hint in _HINTS if pattern.search(bare)]
    return hints[0] if hints else f"not an expression: {message.split(' (')[0]}"


@cache
def _parsed_template(text: str, start: int = 0) -> Node:
    """The tree of a text with `${...}` in it, which begins at column `start` of its field's text."""
    if "${" not in text:
        return Literal(text)
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"a text with expressions has at most {MAX_LENGTH:,} characters", start)
    parts: list[Node] = []
    plain = ""
    position = 0
    while found := _OPENING.search(text, position):
        plain += text[position : found.start()]
        position = found.end()
        if found[0] == "$${":
            plain += "${"
            continue
        end = _closing(text, position, start)
        parts += [*([Literal(plain)] if plain else []), _parsed(text[position : end - 1], start + position)]
        plain, position = "", end
    plain += text[position:]
    if not parts:
        return Literal(plain)
    return parts[0] if len(parts) == 1 and not plain else Join((*parts, *([Literal(plain)] if plain else [])))


def _closing(text: str, position: int, start: int) -> int:
    """The position after the brace that closes the `${` before `position`."""
    depth = 1
    for found in _BRACE.finditer(text, position):
        if found[1]:
            depth += 1 if found[1] == "{" else -1
        if depth == 0:
            return found.end()
    raise ExpressionError("'${' is never closed", start + position - 2)
