"""A queue in a table of the database: what is sent survives the process. One relay and a few workers; brokers carry more."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from social import tables as t
from social.adapters.sql.database import Database, Unit
from social.ports.queue import Ack, Dead, Delivery, Depth, Envelope, Outcome, Retry, backoff

m = t.queue_messages.c


class TableQueue:
    """Visibility timeouts, delays and dead letters by columns. Wakes waiting receivers of this process at once, others within a second."""

    def __init__(self, database: Database, attempts: int, visibility: float = 60, pause: Callable[[int], float] = backoff) -> None:
        self._db = database
        self._attempts = attempts
        self._pause = pause
        self._wake: dict[str, asyncio.Event] = {}
        self.visibility = visibility

    async def send(self, queue: str, envelope: Envelope, delay: float = 0) -> None:
        """Put a message."""
        row = {
            "id": self._db.ids.next(), "queue": queue, "envelope": asdict(envelope), "attempt": 0,
            "visible_at": self._db.now() + int(delay * 1000),
        }  # fmt: skip
        async with self._db.begin() as unit:
            await unit.connection.execute(insert(t.queue_messages).values(row))
        self._event(queue).set()

    async def receive(self, queue: str, limit: int, wait: float) -> list[Delivery]:
        """Messages that are visible, taken."""
        end = asyncio.get_running_loop().time() + wait
        while True:
            self._event(queue).clear()
            found = await self._take(queue, limit)
            left = end - asyncio.get_running_loop().time()
            if found or left <= 0:
                return found
            try:
                await asyncio.wait_for(self._event(queue).wait(), min(left, 1.0))
            except TimeoutError:
                continue

    async def _take(self, queue: str, limit: int) -> list[Delivery]:
        now = self._db.now()
        ready = (
            select(t.queue_messages)
            .where(m.queue == queue, m.dead_at.is_(None), m.visible_at <= now)
            .order_by(m.visible_at, m.id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            if (await connection.execute(ready.with_only_columns(m.id).limit(1))).first() is None:
                return []
        async with self._db.begin() as unit:
            rows = (await unit.connection.execute(ready.with_for_update(skip_locked=True))).all()
            taken = [await self._hold(unit, row, now) for row in rows]
        return [delivery for delivery in taken if delivery is not None]

    async def _hold(self, unit: Unit, row: Row[Any], now: int) -> Delivery | None:
        """Make a message somebody's; one that took all its receivers down is dead."""
        change = update(t.queue_messages).where(m.id == row.id)
        if row.attempt >= self._attempts:
            reason = f"{row.attempt} deliveries that nobody settled"
            await unit.connection.execute(change.values(dead_at=now, reason=reason, receipt=None))
            return None
        receipt, until = secrets.token_hex(16), now + int(self.visibility * 1000)
        await unit.connection.execute(change.values(receipt=receipt, attempt=row.attempt + 1, visible_at=until))
        return Delivery(row.queue, _envelope(row.envelope, row.attempt + 1), receipt)

    async def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Finish a delivery; one whose time was over belongs to somebody else by now."""
        mine = (m.queue == delivery.queue) & (m.receipt == delivery.receipt)
        attempt, now = delivery.envelope.attempt, self._db.now()
        change = update(t.queue_messages).where(mine)
        async with self._db.begin() as unit:
            if isinstance(outcome, Ack):
                await unit.connection.execute(delete(t.queue_messages).where(mine))
            elif isinstance(outcome, Dead) or attempt >= self._attempts:
                reason = outcome.reason if isinstance(outcome, Dead) else f"{attempt} attempts"
                await unit.connection.execute(change.values(dead_at=now, reason=reason, receipt=None))
            elif isinstance(outcome, Retry):
                delay = outcome.delay if outcome.delay is not None else self._pause(attempt)
                await unit.connection.execute(change.values(visible_at=now + int(delay * 1000), receipt=None))
        if isinstance(outcome, Retry):
            self._event(delivery.queue).set()

    async def extend(self, delivery: Delivery) -> bool:
        """Keep a message longer."""
        mine = (m.queue == delivery.queue) & (m.receipt == delivery.receipt)
        until = self._db.now() + int(self.visibility * 1000)
        async with self._db.begin() as unit:
            kept = await unit.connection.execute(update(t.queue_messages).where(mine).values(visible_at=until))
        return kept.rowcount > 0

    async def depth(self, queue: str) -> Depth:
        """How much waits."""
        now = self._db.now()
        rows = select(
            func.count().filter(m.dead_at.is_(None), m.visible_at <= now),
            func.count().filter(m.dead_at.is_(None), m.receipt.is_not(None), m.visible_at > now),
            func.count().filter(m.dead_at.is_not(None)),
            func.min(m.visible_at).filter(m.dead_at.is_(None)),
        ).where(m.queue == queue)
        async with self._db.read() as connection:
            waiting, flying, dead, oldest = (await connection.execute(rows)).one()
        return Depth(waiting, flying, dead, max(0, now - oldest) / 1000 if oldest else 0.0)

    async def dead(self, queue: str, limit: int) -> list[tuple[Envelope, str]]:
        """Dead letters, oldest first."""
        rows = select(t.queue_messages).where(m.queue == queue, m.dead_at.is_not(None)).order_by(m.dead_at, m.id).limit(limit)
        async with self._db.read() as connection:
            return [(_envelope(row.envelope, row.attempt), row.reason or "") for row in await connection.execute(rows)]

    async def redrive(self, queue: str) -> int:
        """Put all dead letters back."""
        back = update(t.queue_messages).where(m.queue == queue, m.dead_at.is_not(None))
        async with self._db.begin() as unit:
            moved = await unit.connection.execute(back.values(dead_at=None, attempt=0, reason=None, visible_at=self._db.now()))
        self._event(queue).set()
        return moved.rowcount

    async def close(self) -> None:
        """The database is closed by its owner."""

    def _event(self, queue: str) -> asyncio.Event:
        return self._wake.setdefault(queue, asyncio.Event())


def _envelope(data: Mapping[str, Any], attempt: int) -> Envelope:
    return Envelope(**{**data, "attempt": attempt})
