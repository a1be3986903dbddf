"""From one database into another, dialects apart: how a network moves from SQLite to PostgreSQL, and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Database, Unit, connect
from social.adapters.sql.migrate import upgrade

CHUNK = 500


class NotEmpty(Exception):
    """Something is there already."""


def target(url: str, source: Database) -> Database:
    """The database of an address."""
    kind, _, rest = url.partition("://")
    if kind in ("postgresql", "postgres"):
        return connect(url, Path(), source.ids, source.now)
    if kind == "sqlite" and rest.startswith("/") and rest.endswith("/social.db"):
        return connect(None, Path(rest[1:]).parent, source.ids, source.now)
    raise ValueError("--to wants postgresql://… or sqlite:///folder/social.db")


async def copy(source: Database, into: Database) -> dict[str, int]:
    """Every row of every table, in one transaction; how many of each. Posts are announced to the search index anew, which is not copied."""
    try:
        await upgrade(into)
        async with _snapshot(source) as reading, into.begin() as unit:
            for table in t.metadata.sorted_tables:
                if (await unit.connection.execute(select(func.count()).select_from(table))).scalar_one():
                    raise NotEmpty(f"The table {table.name} of the target has rows; nothing was copied.")
            copied = {table.name: await _copy(reading, unit, table) for table in t.metadata.sorted_tables}
            await _announce(reading, unit)
    finally:
        await into.close()
    return {name: number for name, number in copied.items() if number}


@asynccontextmanager
async def _snapshot(source: Database) -> AsyncIterator[AsyncConnection]:
    """One transaction for all reads: tables fit each other even if somebody writes after all."""
    level = {"isolation_level": "REPEATABLE READ"} if source.dialect == "postgresql" else {}
    async with source.engine.execution_options(**level).connect() as connection, connection.begin():
        yield connection


async def _copy(reading: AsyncConnection, unit: Unit, table: Table) -> int:
    number = 0
    async with reading.stream(select(table)) as rows:
        async for chunk in rows.mappings().partitions(CHUNK):
            await unit.connection.execute(insert(table), [dict(row) for row in chunk])
            number += len(chunk)
    return number


async def _announce(reading: AsyncConnection, unit: Unit) -> None:
    posts = select(t.statuses.c.id, t.statuses.c.account_id).where(t.statuses.c.deleted_at.is_(None)).order_by(t.statuses.c.id)
    async with reading.stream(posts) as rows:
        async for row in rows:
            await unit.emit("index", "status.created", row.id, {"status_id": str(row.id), "account_id": str(row.account_id)})
