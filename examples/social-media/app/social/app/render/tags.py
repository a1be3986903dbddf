"""Tags, with how much they were used in the last week."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.render.common import tag_url
from social.app.services import Services
from social.domain.visibility import PUBLIC

DAY = 86_400_000
DAYS = 7


async def tags(services: Services, connection: AsyncConnection, rows: Sequence[Row[Any]], viewer: int | None) -> list[dict[str, Any]]:
    """Several rows of the table of tags, in order; `following` is there for people only."""
    ids = [row.id for row in rows]
    uses = await _uses(services, connection, ids)
    followed: set[int] = set()
    if viewer is not None and ids:
        query = select(t.tag_follows.c.tag_id).where(t.tag_follows.c.account_id == viewer, t.tag_follows.c.tag_id.in_(ids))
        followed = set((await connection.execute(query)).scalars())
    today = services.clock.now() // DAY
    found = []
    for row in rows:
        days = range(today, today - DAYS, -1)
        history = [(day, *uses.get((row.id, day), (0, 0))) for day in days]
        entity: dict[str, Any] = {
            "name": row.key,
            "url": tag_url(services, row.key),
            "history": [{"day": str(day * DAY // 1000), "uses": str(number), "accounts": str(people)} for day, number, people in history],
        }
        if viewer is not None:
            entity["following"] = row.id in followed
        found.append(entity)
    return found


async def _uses(services: Services, connection: AsyncConnection, ids: Sequence[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Public posts, and people who wrote them, by tag and day."""
    if not ids:
        return {}
    s = t.statuses.c
    day = s.created_at // DAY
    query = (
        select(t.status_tags.c.tag_id, day.label("day"), func.count().label("uses"), func.count(s.account_id.distinct()).label("people"))
        .join(t.statuses, s.id == t.status_tags.c.status_id)
        .where(t.status_tags.c.tag_id.in_(ids), s.visibility == PUBLIC, s.deleted_at.is_(None), s.held.is_(None))
        .where(s.created_at >= (services.clock.now() // DAY - DAYS + 1) * DAY)
        .group_by(t.status_tags.c.tag_id, day)
    )
    return {(row.tag_id, row.day): (row.uses, row.people) for row in await connection.execute(query)}
