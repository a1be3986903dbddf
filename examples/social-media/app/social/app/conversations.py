"""Direct messages by thread, one row per participant."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.render.conversations import conversations
from social.app.seeing import hidden, visible
from social.app.services import Services
from social.domain.errors import NotFound
from social.domain.visibility import DIRECT


async def deliver(services: Services, unit: Unit, status: Row[Any]) -> list[int]:
    """Put a direct post into the conversation of everybody whom it concerns; the rows that changed. Again changes none."""
    named = await unit.connection.execute(select(t.mentions.c.account_id).where(t.mentions.c.status_id == status.id))
    people = sorted({status.account_id, *named.scalars()})
    changed = []
    for each in people:
        others = [other for other in people if other != each] or [each]
        if await _hides(services, unit, each, status.account_id):
            continue
        row = await _put(services, unit, each, others, status)
        if row is not None:
            changed.append(row)
    return changed


async def _hides(services: Services, unit: Unit, reader: int, author: int) -> bool:
    if reader == author:
        return False
    found = select(t.accounts.c.id).where(t.accounts.c.id == author, t.accounts.c.id.in_(hidden(reader, services.clock.now())))
    return (await unit.connection.execute(found)).first() is not None


async def _put(services: Services, unit: Unit, reader: int, others: Sequence[int], status: Row[Any]) -> int | None:
    """A new row, or a newer post in the row that is there. What was read or put away stays so until a newer post comes."""
    c, thread = t.conversations.c, status.conversation_id or status.id
    told = {"participant_ids": list(others), "last_status_id": status.id, "unread": reader != status.account_id, "hidden": False}
    row = {"id": services.ids.next(), "account_id": reader, "thread_id": thread, **told}
    if (await unit.connection.execute(services.db.insert_new(t.conversations).values(row))).rowcount:
        return int(row["id"])
    newer = update(t.conversations).where(c.account_id == reader, c.thread_id == thread, c.last_status_id < status.id)
    found: int | None = (await unit.connection.execute(newer.values(told).returning(c.id))).scalar()
    return found


async def show(services: Services, ids: Sequence[int]) -> None:
    """Conversations to those who listen just now."""
    if not ids:
        return
    async with services.db.read() as connection:
        rows = (await connection.execute(select(t.conversations).where(t.conversations.c.id.in_(ids)))).all()
        heard = await services.bus.heard([f"direct:{row.account_id}" for row in rows])
        for row in rows:
            if f"direct:{row.account_id}" not in heard:
                continue
            for entity in await conversations(services, connection, [row], row.account_id):
                data = orjson.dumps({"event": "conversation", "payload": orjson.dumps(entity).decode()})
                await services.bus.publish(f"direct:{row.account_id}", data)


async def repair(unit: Unit, status_id: int) -> None:
    """After the last post of a conversation went: the one before is the last, or the conversation is put away."""
    c, s = t.conversations.c, t.statuses.c
    for row in await unit.connection.execute(select(t.conversations).where(c.last_status_id == status_id)):
        earlier = select(s.id).where(s.conversation_id == row.thread_id, s.visibility == DIRECT, visible(row.account_id))
        last = (await unit.connection.execute(earlier.order_by(s.id.desc()).limit(1))).scalar()
        values = {"hidden": True, "unread": False} if last is None else {"last_status_id": last}
        await unit.connection.execute(update(t.conversations).where(c.id == row.id).values(values))


def kept(services: Services, reader: int) -> Any:
    """Conversations that somebody has: not put away, with a last post that they may see and by whom they want to hear."""
    c, s = t.conversations.c, t.statuses.c
    wanted = or_(s.account_id == reader, s.account_id.not_in(hidden(reader, services.clock.now())))
    found = select(t.conversations).join(t.statuses, s.id == c.last_status_id)
    return found.where(c.account_id == reader, c.hidden.is_(False), visible(reader), wanted)


async def mark_read(services: Services, reader: int, conversation_id: int) -> Row[Any]:
    """Note that somebody has read it."""
    async with services.db.begin() as unit:
        row = await _own(services, unit.connection, reader, conversation_id)
        await unit.connection.execute(update(t.conversations).where(t.conversations.c.id == row.id).values(unread=False))
        return await _own(services, unit.connection, reader, conversation_id)


async def put_away(services: Services, reader: int, conversation_id: int) -> None:
    """Out of the list, until somebody writes again."""
    async with services.db.begin() as unit:
        row = await _own(services, unit.connection, reader, conversation_id)
        await unit.connection.execute(update(t.conversations).where(t.conversations.c.id == row.id).values(hidden=True, unread=False))


async def _own(services: Services, connection: AsyncConnection, reader: int, conversation_id: int) -> Row[Any]:
    row = (await connection.execute(kept(services, reader).where(t.conversations.c.id == conversation_id))).first()
    if row is None:
        raise NotFound
    return row
