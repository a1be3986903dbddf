"""The two kinds of computed fields in catalog files, as types of their models: expressions and templates, parsed when a file is read."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, get_args

from pydantic import BaseModel, PlainSerializer, PlainValidator

from cloudgen.language.expressions import expression, template
from cloudgen.language.formula import source_of, text_of
from cloudgen.language.tree import Node, Reference, references


def _optional(parse: Callable[[Any], Node]) -> Callable[[Any], Node | None]:
    """The same for a field that may be left out, or null, which takes an inherited one away."""
    return lambda value: None if value is None else parse(value)


def _written(node: Node | None) -> str | None:
    return None if node is None else text_of(node, "*")


# A bare expression: `settings.replicas + 1`.
Expression = Annotated[Node, PlainValidator(expression), PlainSerializer(_written)]
OptionalExpression = Annotated[Node | None, PlainValidator(_optional(expression)), PlainSerializer(_written)]
# Data in which `${...}` is computed.
Template = Annotated[Node, PlainValidator(template), PlainSerializer(source_of)]
OptionalTemplate = Annotated[Node | None, PlainValidator(_optional(template)), PlainSerializer(lambda node: node and source_of(node))]
NODES = get_args(Node)


def references_of(value: Any) -> Iterator[Reference]:
    """Every reference of the trees in a value: a tree, a model, or mappings and sequences of them."""
    if isinstance(value, NODES):
        yield from references(value)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from references_of(getattr(value, name))
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from references_of(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from references_of(member)
