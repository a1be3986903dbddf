"""Templates of the catalog as values of the Terraform that is written: `${target.arn}` and the like as HCL expressions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cloudgen.language.evaluate import evaluate
from cloudgen.language.hclvalues import Blocks, Call, Expr, Text, Value, index
from cloudgen.language.operands import EvaluationError
from cloudgen.language.tree import Node

Root = Callable[[tuple[str, ...]], Value]


class CatalogReferenceError(EvaluationError):
    """A catalog value refers to what isn't there; the message says which."""


@dataclass(frozen=True)
class Scope:
    """What the roots of references stand for."""

    roots: Mapping[str, Root]

    def with_roots(self, **roots: Root) -> "Scope":
        """The same scope with more roots."""
        return Scope({**self.roots, **roots})

    def look_up(self, root: str, path: tuple[str, ...]) -> Value:
        """What a reference stands for."""
        if root not in self.roots:
            reference = ".".join((root, *path))
            raise CatalogReferenceError(f"'{reference}': nothing is called '{root}' here; known are {', '.join(sorted(self.roots))}")
        return self.roots[root](path)


class _Terraform:
    """What can be done with values that only Terraform knows."""

    def is_symbol(self, value: Any) -> bool:
        """Whether a value is an expression, or is made of some."""
        return isinstance(value, Expr | Text | Call | Blocks)

    def index(self, value: Any, key: Any) -> Value:
        """`value["key"]`; a list of keys gives a list of such expressions."""
        if not isinstance(value, Expr):
            raise CatalogReferenceError("only an output can be indexed by what isn't known before Terraform runs")
        if isinstance(key, list | tuple):
            return [self.index(value, member) for member in key]
        if isinstance(key, Expr):
            return Expr(f"{value.text}[{key.text}]")
        return index(value.text, key) if isinstance(key, str) else Expr(f"{value.text}[{key}]")

    def join(self, parts: Sequence[Any]) -> Text:
        """A text with expressions in it; neighbouring texts become one."""
        merged: list[str | Expr] = []
        for part in (inner for each in parts for inner in (each.parts if isinstance(each, Text) else [each])):
            if not isinstance(part, str | Expr):
                raise CatalogReferenceError(f"a {type(part).__name__} can't be part of a text")
            if isinstance(part, str) and merged and isinstance(merged[-1], str):
                merged[-1] += part
            elif part != "":
                merged.append(part)
        return Text(tuple(merged))

    def call(self, function: str, argument: Any) -> Value:
        """A function of Terraform, or nested blocks."""
        if function == "block":
            return Blocks((argument,))
        return Blocks(tuple(argument)) if function == "blocks" else Call(function, argument)


def resolve(template: Node, scope: Scope) -> Value:
    """A template with its references resolved to literals and expressions."""
    value: Value = evaluate(template, scope.look_up, _Terraform())
    return value


def resolve_all(templates: Mapping[str, Node], scope: Scope) -> dict[str, Value]:
    """Templates by name, each resolved."""
    return {name: resolve(template, scope) for name, template in templates.items()}
