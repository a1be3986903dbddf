"""Relationships: what somebody is to others."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.services import Services


async def relationships(services: Services, connection: AsyncConnection, viewer: int, ids: Sequence[int]) -> list[dict[str, Any]]:
    """In the order of the ids, each once; those that are not there are left out."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    there = set((await connection.execute(select(t.accounts.c.id).where(t.accounts.c.id.in_(wanted)))).scalars())
    found = await _facts(services, connection, viewer, wanted)
    return [_relationship(each, found) for each in wanted if each in there]


async def relationship(services: Services, connection: AsyncConnection, viewer: int, account_id: int) -> dict[str, Any]:
    """To one account that is there."""
    [found] = await relationships(services, connection, viewer, [account_id])
    return found


Facts = dict[str, dict[int, Row[Any]]]


async def _facts(services: Services, connection: AsyncConnection, viewer: int, ids: Sequence[int]) -> Facts:
    """Rows by kind and by the other account."""

    async def outward(table: Table) -> dict[int, Row[Any]]:
        rows = await connection.execute(select(table).where(table.c.source_id == viewer, table.c.target_id.in_(ids)))
        return {row.target_id: row for row in rows}

    async def inward(table: Table) -> dict[int, Row[Any]]:
        rows = await connection.execute(select(table).where(table.c.target_id == viewer, table.c.source_id.in_(ids)))
        return {row.source_id: row for row in rows}

    m = t.mutes.c
    lasting = select(t.mutes).where(
        m.source_id == viewer, m.target_id.in_(ids), or_(m.expires_at.is_(None), m.expires_at > services.clock.now())
    )
    return {
        "follow": await outward(t.follows),
        "followed_by": await inward(t.follows),
        "block": await outward(t.blocks),
        "blocked_by": await inward(t.blocks),
        "mute": {row.target_id: row for row in await connection.execute(lasting)},
        "endorsement": await outward(t.endorsements),
        "note": await outward(t.account_notes),
    }


def _relationship(number: int, facts: Facts) -> dict[str, Any]:
    there, back, mute, note = (facts[kind].get(number) for kind in ("follow", "followed_by", "mute", "note"))
    following = there is not None and there.state == "accepted"
    return {
        "id": str(number),
        "following": following,
        "showing_reblogs": there is not None and there.show_boosts,
        "notifying": there is not None and there.notify,
        "languages": there.languages if there is not None else None,
        "followed_by": back is not None and back.state == "accepted",
        "blocking": number in facts["block"],
        "blocked_by": number in facts["blocked_by"],
        "muting": mute is not None,
        "muting_notifications": mute is not None and mute.notifications,
        "requested": there is not None and not following,
        "requested_by": back is not None and back.state == "requested",
        "domain_blocking": False,
        "endorsed": number in facts["endorsement"],
        "note": note.comment if note is not None else "",
    }
