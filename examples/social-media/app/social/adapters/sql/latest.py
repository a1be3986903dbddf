"""The newest rows of many owners together: a short index scan per owner on PostgreSQL, one sorted scan on SQLite, which has no LATERAL."""

from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Integer, Select, bindparam, select, true


def latest(
    dialect: str, owner: Column[int], key: Column[int], owners: Select[Any], *conditions: ColumnElement[bool], rising: bool = False
) -> Select[Any]:
    """Ids in `key` of rows whose `owner` is among `owners`, newest first (or lowest first).

    Parameters: `below` and `above`, both exclusive, and `count`.
    """
    order, count = key.asc() if rising else key.desc(), bindparam("count", type_=Integer)
    between = (key < bindparam("below", type_=BigInteger), key > bindparam("above", type_=BigInteger))
    if dialect != "postgresql":
        return select(key.label("id")).where(owner.in_(owners), *between, *conditions).order_by(order).limit(count)
    who = owners.subquery("owners")
    each = select(key.label("id")).where(owner == who.c[0], *between, *conditions).order_by(order).limit(count).lateral("each")
    return select(each.c.id).select_from(who.join(each, true())).order_by(each.c.id.asc() if rising else each.c.id.desc()).limit(count)
