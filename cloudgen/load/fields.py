"""The two kinds of computed fields in catalog files, as types of their models: expressions and templates, parsed when a file is read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from cloudgen.language.expressions import expression, template
from cloudgen.language.formula import source_of, text_of
from cloudgen.language.tree import Node, Reference, references


@dataclass(frozen=True)
class _Parsed:
    """How a field is parsed, and how its tree is written back. Pydantic needs no schema of trees, which would take longer to build than
    all others together.
    """

    parse: Callable[[Any], Node]
    write: Callable[[Node], Any]
    optional: bool = False

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(lambda node: None if node is None else self.write(node))
        return core_schema.no_info_plain_validator_function(self._read, serialization=written)

    def __get_pydantic_json_schema__(self, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Any value may be written: a text, a number, a list or mapping of them."""
        return {}

    def _read(self, value: Any) -> Node | None:
        """The tree; null in an optional field takes an inherited one away."""
        return None if self.optional and value is None else self.parse(value)


def _written(node: Node) -> str:
    return text_of(node, "*")


# A bare expression: `settings.replicas + 1`.
Expression = Annotated[Node, _Parsed(expression, _written)]
OptionalExpression = Annotated[Node | None, _Parsed(expression, _written, optional=True)]
# Data in which `${...}` is computed.
Template = Annotated[Node, _Parsed(template, source_of)]
OptionalTemplate = Annotated[Node | None, _Parsed(template, source_of, optional=True)]
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
