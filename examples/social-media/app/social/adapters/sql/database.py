"""One engine for SQLite and PostgreSQL: read connections, write transactions, and the outbox that is committed with them."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, Table, delete, event, func, insert, literal, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidatePoolError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from social import tables as t
from social.domain.errors import Unavailable
from social.domain.ids import IdMaker

BUSY_MS = 5_000
STILL_SECONDS = 1.0


class Unit:
    """One transaction: rows and messages that become true together."""

    def __init__(self, connection: AsyncConnection, database: "Database") -> None:
        self.connection = connection
        self._database = database
        self.messages = 0

    async def emit(self, queue: str, type_: str, key: str | int, body: Mapping[str, Any] | None = None, *, delay_ms: int = 0) -> None:
        """Put a message into the outbox; the relay sends it after the commit."""
        values = {
            "id": self._database.ids.next(), "queue": queue, "type": type_, "key": str(key), "body": dict(body or {}),
            "trace": self._database.trace(), "due_at": self._database.now() + delay_ms,
        }  # fmt: skip
        await self.connection.execute(insert(t.outbox).values(values))
        self.messages += 1

    async def alone(self, name: str) -> None:
        """Wait until no other transaction holds this name, and hold it to the end. SQLite has one writer anyway."""
        if self._database.dialect == "postgresql":
            await self.connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})

    def next_id(self, after: int = 0) -> int:
        """A new id above another one, whatever the clocks of other processes say."""
        return max(self._database.ids.next(), after + 1)

    def now(self) -> int:
        """The present."""
        return self._database.now()


class Database:
    """Transactions and reads. A failure to reach the server is Unavailable, which the API answers with 503."""

    def __init__(self, engine: AsyncEngine, ids: IdMaker, now: Callable[[], int]) -> None:
        self.engine = engine
        # PostgreSQL sees each query as of now anyway, in a transaction or not; without one two round trips are saved.
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT") if engine.dialect.name == "postgresql" else engine
        self._immediate = engine.execution_options(immediate=True)
        self.ids = ids
        self.now = now
        self.trace: Callable[[], str | None] = lambda: None
        self.wake = asyncio.Event()
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        self._claiming = asyncio.Lock()

    @property
    def dialect(self) -> str:
        """Sqlite or postgresql."""
        return self.engine.dialect.name

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for queries."""
        try:
            async with self._reading.connect() as connection:
                yield connection
        except (OperationalError, OSError) as error:
            raise Unavailable("The database does not answer", headers={"Retry-After": "5"}) from error

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Unit]:
        """A write transaction: committed at the end, rolled back by an exception. SQLite has one writer at a time."""
        if self._writer is None:
            async with self._transaction() as unit:
                yield unit
        else:
            async with self._writer, self._transaction() as unit:
                yield unit
        if unit.messages:
            self.wake.set()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Unit]:
        try:
            async with self._immediate.begin() as connection:
                yield Unit(connection, self)
        except IntegrityError:
            raise
        except (OperationalError, OSError) as error:
            raise Unavailable("The database does not answer", headers={"Retry-After": "5"}) from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise Unavailable("The database does not answer", headers={"Retry-After": "5"}) from error
            raise

    @asynccontextmanager
    async def claim(self, wanted: Select[Any], table: Table) -> AsyncIterator[tuple[list[Row[Any]], set[int]]]:
        """Rows that nobody else gets meanwhile, and a set for the ids of those that are done, which are deleted at the end."""
        done: set[int] = set()
        if self._writer is None:
            async with self.begin() as unit:
                rows = list((await unit.connection.execute(wanted.with_for_update(skip_locked=True))).all())
                yield rows, done
                await _remove(unit, table, done)
            return
        # SQLite's writers are this process; a transaction that stays open would keep them all waiting.
        async with self._claiming:
            async with self.read() as connection:
                rows = list((await connection.execute(wanted)).all())
            yield rows, done
            if done:
                async with self.begin() as unit:
                    await _remove(unit, table, done)

    def insert_new(self, table: Table) -> Any:
        """INSERT … ON CONFLICT DO NOTHING: `rowcount` says whether the row is new."""
        made = sqlite.insert(table) if self.dialect == "sqlite" else postgresql.insert(table)
        # Without the option the count of an INSERT is the driver's guess, -1 on PostgreSQL.
        return made.on_conflict_do_nothing().execution_options(preserve_rowcount=True)

    def upsert(self, table: Table, keys: list[str], values: Mapping[str, Any], changed: Mapping[str, Any]) -> Any:
        """INSERT … ON CONFLICT (keys) DO UPDATE SET changed."""
        made = sqlite.insert(table) if self.dialect == "sqlite" else postgresql.insert(table)
        return made.values(**values).on_conflict_do_update(index_elements=keys, set_=dict(changed))

    def greatest(self, *values: ColumnElement[Any] | int) -> ColumnElement[Any]:
        """The largest of several values."""
        plain = [literal(value) if isinstance(value, int) else value for value in values]
        return func.max(*plain) if self.dialect == "sqlite" else func.greatest(*plain)

    async def scrub(self) -> None:
        """Write out what SQLite's log still holds of erased rows; PostgreSQL's vacuum does that by itself."""
        if self.dialect == "sqlite":
            async with self.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

    async def close(self) -> None:
        """Let go of connections."""
        await self.engine.dispose()


async def _remove(unit: Unit, table: Table, ids: set[int]) -> None:
    if ids:
        await unit.connection.execute(delete(table).where(table.c.id.in_(ids)))


def connect(
    url: str | None, data_dir: Path, ids: IdMaker, now: Callable[[], int], *, pool: int = 10, prepare: int | None = None
) -> Database:
    """The database of the settings: PostgreSQL by its address, else SQLite in the data folder.

    `prepare`: executions after which PostgreSQL prepares a query; never by default, since that doesn't survive a transaction pooler.
    """
    if url:
        address = "postgresql+psycopg://" + url.split("://", 1)[1]
        engine = create_async_engine(
            address,
            pool_size=pool,
            max_overflow=pool,
            hide_parameters=True,
            json_serializer=_json,
            connect_args={**_CONNECT, "prepare_threshold": prepare},
        )
        _watch(engine.sync_engine)
    else:
        data_dir.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{data_dir / 'social.db'}", hide_parameters=True, json_serializer=_json, pool_size=8, max_overflow=8
        )
        event.listen(engine.sync_engine, "connect", _prepare)
        event.listen(engine.sync_engine, "begin", _begin)
    return Database(engine, ids, now)


_CONNECT: dict[str, Any] = {"connect_timeout": 5}


def _watch(engine: Engine) -> None:
    """Ask a connection that lay still whether it holds; asking each time, as `pool_pre_ping` does, doubles the round trips of a request."""

    @event.listens_for(engine, "checkin")
    def _put_back(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if monotonic() - record.info.get("since", inf) < STILL_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare(connection: Any, _record: Any) -> None:
    # The driver would begin transactions by itself, and late; _begin does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for line in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
        "synchronous=NORMAL",
        "temp_store=MEMORY",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {line}")
    cursor.close()


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("immediate") else "BEGIN")
