"""The newest rows of many owners together: a short index scan per owner on PostgreSQL, one sorted scan on SQLite, which has no LATERAL."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Select, select, true

from social.adapters.sql.database import Database


def latest(
    database: Database, owner: Column[int], key: Column[int], owners: Select[Any], conditions: list[ColumnElement[bool]], limit: int, *,
    rising: bool = False,
) -> Select[Any]:  # fmt: skip
    """Ids in `key` of rows whose `owner` is among `owners`, newest first (or lowest first), as many as `limit`."""
    order = key.asc() if rising else key.desc()
    if database.dialect != "postgresql":
        return select(key.label("id")).where(owner.in_(owners), *conditions).order_by(order).limit(limit)
    who = owners.subquery("owners")
    each = select(key.label("id")).where(owner == who.c[0], *conditions).order_by(order).limit(limit).lateral("each")
    return select(each.c.id).select_from(who.join(each, true())).order_by(each.c.id.asc() if rising else each.c.id.desc()).limit(limit)
