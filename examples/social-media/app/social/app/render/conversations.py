"""Conversations."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.render.accounts import accounts
from social.app.render.statuses import statuses
from social.app.services import Services


async def conversations(services: Services, connection: AsyncConnection, rows: Sequence[Row[Any]], reader: int) -> list[dict[str, Any]]:
    """In order. The caller has checked that the reader may see the last posts."""
    people = await accounts(services, connection, {each for row in rows for each in row.participant_ids})
    ids = [row.last_status_id for row in rows]
    posts = (await connection.execute(select(t.statuses).where(t.statuses.c.id.in_(ids)))).all() if ids else []
    last = {int(each["id"]): each for each in await statuses(services, connection, posts, reader)}
    return [
        {
            "id": str(row.id),
            "unread": row.unread,
            "accounts": [people[each] for each in row.participant_ids if each in people],
            "last_status": last.get(row.last_status_id),
        }
        for row in rows
    ]
