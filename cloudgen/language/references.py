"""References in catalog values: `${target.arn}` and the like, as Terraform expressions."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cloudgen.language.hclvalues import Blocks, Call, Expr, Text, Value, index

REFERENCE = re.compile(r"\$\{([^{}]+)\}")
_FORM = re.compile(r"([a-z_-]+)((?:\.[A-Za-z0-9_-]+)*)(?:\[([a-z0-9.-]+)\])?((?:\.[A-Za-z0-9_]+)*)\Z")
FUNCTIONS = (
    "jsonencode",
    "jsondecode",
    "toset",
    "tolist",
    "tostring",
    "flatten",
    "one",
    "base64encode",
    "md5",
    "sha256",
)
Root = Callable[[tuple[str, ...]], Value]


class CatalogReferenceError(Exception):
    """A catalog value refers to what isn't there; the message says which."""


@dataclass(frozen=True)
class Scope:
    """What the roots of references stand for, and which component ids index maps."""

    roots: Mapping[str, Root]
    ids: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def with_roots(self, **roots: Root) -> "Scope":
        """The same scope with more roots."""
        return Scope({**self.roots, **roots}, self.ids, self.lists)


def parse(reference: str) -> tuple[str, tuple[str, ...], str | None, str]:
    """Split `root.a.b[key].c` into root, (a, b), key and the rest `.c`."""
    found = _FORM.match(reference.strip())
    if not found:
        raise CatalogReferenceError(f"'${{{reference}}}' is no reference")
    root, path, key, rest = found.groups()
    return root, tuple(path.split(".")[1:]), key, rest


def resolve(value: Any, scope: Scope) -> Value:
    """A catalog value with its references resolved to literals and expressions."""
    if isinstance(value, str):
        return _text(value, scope)
    if isinstance(value, Mapping):
        return _mapping(value, scope)
    if isinstance(value, Sequence):
        return [resolve(member, scope) for member in value]
    return value  # type: ignore[no-any-return]


def _mapping(value: Mapping[str, Any], scope: Scope) -> Value:
    if len(value) == 1:
        [(key, inner)] = value.items()
        if key in FUNCTIONS:
            return Call(key, resolve(inner, scope))
        if key == "block":
            return Blocks((_object(inner, scope),))
        if key == "blocks":
            return Blocks(tuple(_object(each, scope) for each in inner))
    return _object(value, scope)


def _object(value: Mapping[str, Any], scope: Scope) -> dict[str, Value]:
    return {_key(key, scope): resolve(member, scope) for key, member in value.items()}


def _key(key: str, scope: Scope) -> str:
    if "${" not in key:
        return key
    resolved = _text(key, scope)
    if not isinstance(resolved, str):
        raise CatalogReferenceError(f"the key '{key}' isn't known before Terraform runs")
    return resolved


def _text(text: str, scope: Scope) -> Value:
    whole = REFERENCE.fullmatch(text)
    if whole:
        return _one(whole.group(1), scope)
    parts: list[str | Expr] = []
    position = 0
    for found in REFERENCE.finditer(text):
        parts.append(text[position : found.start()])
        parts.extend(_parts(_one(found.group(1), scope), found.group(0)))
        position = found.end()
    parts.append(text[position:])
    merged = _merge(parts)
    if all(isinstance(part, str) for part in merged):
        return "".join(str(part) for part in merged)
    return Text(merged)


def _parts(value: Value, reference: str) -> list[str | Expr]:
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str | int | float):
        return [str(value)]
    if isinstance(value, Expr):
        return [value]
    if isinstance(value, Text):
        return list(value.parts)
    raise CatalogReferenceError(f"'{reference}' can't stand within a text")


def _merge(parts: list[str | Expr]) -> tuple[str | Expr, ...]:
    merged: list[str | Expr] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return tuple(merged)


def _one(reference: str, scope: Scope) -> Value:
    root, path, key, rest = parse(reference)
    if root not in scope.roots:
        raise CatalogReferenceError(f"'${{{reference}}}': nothing is called '{root}' here; known are {', '.join(sorted(scope.roots))}")
    value = scope.roots[root](path)
    if key is None:
        return value
    if not isinstance(value, Expr):
        raise CatalogReferenceError(f"'${{{reference}}}': only an output can be indexed")
    if key == "each.key":
        return Expr(f"{value.text}[each.key]{rest}")
    if key in scope.lists:
        return [Expr(index(value.text, member).text + rest) for member in scope.lists[key]]
    for name, component in scope.ids.items():
        if key == name or key.startswith(f"{name}-"):
            return Expr(index(value.text, component + key[len(name) :]).text + rest)
    raise CatalogReferenceError(f"'${{{reference}}}': [{key}] is neither self, caller nor target")


def roots_in(value: Any) -> set[tuple[str, tuple[str, ...]]]:
    """Every root with its path that a catalog value refers to."""
    if isinstance(value, str):
        return {parse(found.group(1))[:2] for found in REFERENCE.finditer(value)}
    if isinstance(value, Mapping):
        return {root for pair in value.items() for part in pair for root in roots_in(part)}
    if isinstance(value, Sequence):
        return {root for member in value for root in roots_in(member)}
    return set()
