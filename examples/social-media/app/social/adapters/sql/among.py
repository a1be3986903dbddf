"""Lists of ids as one parameter, so that a query has one text, and so one plan, for lists of any length."""

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Select, String, Table, TypeDecorator, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class _Ids(TypeDecorator[Collection[int]]):
    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        ids = list(value or ())
        return ids if dialect.name == "postgresql" else json.dumps(ids)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: Any = None) -> "_Among":  # noqa: ARG002 - SQLite would get `= 1` after it, and use no index
        return self


def among(column: ColumnElement[int], ids: Collection[int] | str) -> ColumnElement[bool]:
    """Whether a column is one of these ids; of a parameter's, if it is a name. Not to be negated."""
    given = bindparam(ids, type_=_Ids()) if isinstance(ids, str) else bindparam(None, ids, type_=_Ids())
    return _Among(column, given)


@cache
def by_id(table: Table) -> Select[Any]:
    """Rows of a table; the parameter is `ids`."""
    return select(table).where(among(table.c.id, "ids"))


@compiles(_Among, "postgresql")
def _array(element: _Among, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY({ids})"


@compiles(_Among, "sqlite")
def _json(element: _Among, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - both are text of the compiler
