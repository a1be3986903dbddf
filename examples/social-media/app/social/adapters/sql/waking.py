"""Commits of one process wake the relays of others, where there is PostgreSQL. It saves time only: relays look now and then anyway."""

import asyncio

import psycopg
from sqlalchemy import text

from social.adapters.sql.database import Database
from social.domain.errors import Unavailable

CHANNEL = "social_outbox"
QUIET = 0.05


async def tell(database: Database, stop: asyncio.Event) -> None:
    """Notify after commits, outside of their transactions and at most twenty times a second: notifying ones queue up for one lock."""
    if database.dialect != "postgresql":
        return
    while not stop.is_set():
        if await woken(database.wake, 1):
            database.wake.clear()
            try:
                async with database.begin() as unit:
                    await unit.connection.execute(text(f"NOTIFY {CHANNEL}"))
            except Unavailable:
                pass
            await asyncio.sleep(QUIET)


async def listen(database: Database, stop: asyncio.Event) -> None:
    """Be woken by others' commits. The connection is one of its own: through a transaction pooler nothing would arrive."""
    if database.dialect != "postgresql":
        return
    address = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while not stop.is_set():
        try:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                database.wake.set()
                while not stop.is_set():
                    async for _ in connection.notifies(timeout=1):
                        database.wake.set()
        except (psycopg.Error, OSError):
            await woken(stop, 1)


async def woken(event: asyncio.Event, seconds: float) -> bool:
    """Whether an event came within some seconds."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
