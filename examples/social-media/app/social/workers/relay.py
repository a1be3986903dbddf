"""From the outbox to the queues. A crash between sending and deleting sends twice; handlers bear that.

Several relays share the outbox: what one holds, the others skip. One relay keeps the outbox's order within each queue; of several, each
keeps it within what it holds.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import Row, select

from social import tables as t
from social.app.services import Services
from social.domain.errors import Unavailable
from social.ports.queue import Envelope

BATCH = 200
log = structlog.get_logger()


async def relay_once(services: Services) -> int:
    """Send what is due; how much. If a queue can't take it, the rest is sent all the same, and Unavailable comes at the end."""
    due = select(t.outbox).where(t.outbox.c.due_at <= services.clock.now()).order_by(t.outbox.c.id).limit(BATCH)
    async with services.db.read() as connection:
        if (await connection.execute(due.with_only_columns(t.outbox.c.id).limit(1))).first() is None:
            return 0
    async with services.db.claim(due, t.outbox) as (rows, done):
        queues = dict.fromkeys(row.queue for row in rows)
        sending = (_send(services, [row for row in rows if row.queue == queue], done) for queue in queues)
        failures = [result for result in await asyncio.gather(*sending, return_exceptions=True) if result is not None]
    if failures:
        raise failures[0]
    return len(done)


async def _send(services: Services, rows: Sequence[Row[Any]], done: set[int]) -> None:
    for row in rows:
        await services.queue.send(row.queue, Envelope(row.type, str(row.id), row.key, row.body, trace=row.trace))
        done.add(row.id)


async def relay(services: Services, stop: asyncio.Event, every: float = 0.25) -> None:
    """Until told to stop. Commits of this process wake it at once, others' by `listen`; what becomes due is found `every` so often."""
    while not stop.is_set():
        services.db.wake.clear()
        try:
            sent = await relay_once(services)
        except Unavailable:
            log.warning("relay waits for the database or the broker")
            await asyncio.sleep(1)
            continue
        except Exception:
            log.exception("relay failed; what it had is sent again")
            await asyncio.sleep(1)
            continue
        if not sent:
            try:
                await asyncio.wait_for(services.db.wake.wait(), every)
            except TimeoutError:
                continue
