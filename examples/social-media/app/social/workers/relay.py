"""From the outbox to the queues, in the order of the outbox. A crash between sending and deleting sends twice; handlers bear that."""

import asyncio

import structlog
from sqlalchemy import delete, select

from social import tables as t
from social.app.services import Services
from social.domain.errors import Unavailable
from social.ports.queue import Envelope

BATCH = 200
log = structlog.get_logger()


async def relay_once(services: Services) -> int:
    """Send what is due; how much."""
    due = select(t.outbox).where(t.outbox.c.due_at <= services.clock.now()).order_by(t.outbox.c.id).limit(BATCH)
    async with services.db.read() as connection:
        if (await connection.execute(due.with_only_columns(t.outbox.c.id).limit(1))).first() is None:
            return 0
    rows = []
    async with services.db.read() as connection:
        rows = list(await connection.execute(due))
    for row in rows:
        await services.queue.send(row.queue, Envelope(row.type, str(row.id), row.key, row.body, trace=row.trace))
    async with services.db.begin() as unit:
        await unit.connection.execute(delete(t.outbox).where(t.outbox.c.id.in_([row.id for row in rows])))
    return len(rows)


async def relay(services: Services, stop: asyncio.Event, every: float = 0.25) -> None:
    """Until told to stop; commits of this process wake it at once."""
    while not stop.is_set():
        services.db.wake.clear()
        try:
            sent = await relay_once(services)
        except Unavailable:
            log.warning("relay waits for the database")
            sent = 0
        if not sent:
            try:
                await asyncio.wait_for(services.db.wake.wait(), every)
            except TimeoutError:
                continue
