"""The tree that an expression or a template is parsed into: frozen nodes, equal where they mean the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Union

# What a literal can be: null, true or false, a number or a text.
Scalar = None | bool | int | float | Decimal | str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is written out."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Reference:
    """`root.a.b[0]["c-d"]`: a root and a path of text keys, `("a", "b", "0", "c-d")`; `column` counts from 0 within its text."""

    root: str
    path: tuple[str, ...]
    column: int = field(default=0, compare=False)

    @property
    def dotted(self) -> str:
        """`root.a.b.0.c-d`, to be shown or used as a key."""
        return ".".join((self.root, *self.path))


@dataclass(frozen=True, slots=True)
class Index:
    """`value[key]` with a key that is computed."""

    value: "Node"
    key: "Node"


@dataclass(frozen=True, slots=True)
class Operation:
    """`a + b`, `a - b`, `a * b`, `a / b`, `a and b`, `a or b`, `not a`, and `-a` (the operator `-` with one operand)."""

    operator: str
    operands: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`first < second <= third`: each operator stands between two neighbours of `operands`."""

    operands: tuple["Node", ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """`then if test else otherwise`."""

    test: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class Lookup:
    """`lookup(value, {key: result, ...}, fallback)`: keys are literals, a result is computed where its row is chosen."""

    value: "Node"
    rows: tuple[tuple[Literal, "Node"], ...]
    fallback: "Node | None" = None


@dataclass(frozen=True, slots=True)
class Call:
    """`function(a, b)`."""

    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Text with computed parts: `"${a}-${b}"`."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    members: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping; keys may be computed too."""

    members: tuple[tuple["Node", "Node"], ...]


@dataclass(frozen=True, slots=True)
class TerraformCall:
    """`{$jsonencode: argument}`: what Terraform will compute, and `{$block: {...}}`, `{$blocks: [...]}`."""

    function: str
    argument: "Node"


Node = Union[
    Literal, Reference, Index, Operation, Comparison, Conditional, Lookup, Call, Join, Items, Fields, TerraformCall
]  # fmt: skip


def references(node: Node) -> Iterator[Reference]:
    """Every reference of a tree in the order of the text, those of indexes and of branches that may not be taken included."""
    if isinstance(node, Reference):
        yield node
        return
    for child in children(node):
        yield from references(child)


def is_constant(node: Node) -> bool:
    """Whether a tree refers to nothing."""
    return next(references(node), None) is None


def children(node: Node) -> Iterator[Node]:
    """The nodes right below a node, in the order of the text."""
    if isinstance(node, Conditional):
        yield from (node.then, node.test, node.otherwise)
        return
    for name in node.__slots__:
        yield from _nodes(getattr(node, name))


def _nodes(value: object) -> Iterator[Node]:
    """The nodes in a field of a node: itself, or the members of its tuples."""
    if isinstance(value, tuple):
        for member in value:
            yield from _nodes(member)
    elif isinstance(value, _KINDS):
        yield value


_KINDS = (Literal, Reference, Index, Operation, Comparison, Conditional, Lookup, Call, Join, Items, Fields, TerraformCall)
