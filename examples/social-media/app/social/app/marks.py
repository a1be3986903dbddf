"""What a viewer did with posts: as columns of a query about `statuses` and `original`, which it may boost, and as a query of its own."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, exists, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.among import among

NAMES = ("favourited", "reblogged", "bookmarked", "muted")


async def marks(connection: AsyncConnection, ids: Collection[int], viewer: int | None) -> dict[int, Row[Any]]:
    """By post; a boost has those of what it boosts. Nobody has none."""
    if viewer is None or not ids:
        return {}
    return {row.id: row for row in await connection.execute(_query(), {"viewer": viewer, "ids": ids})}


@cache
def _query() -> Any:
    s, original = t.statuses.c, t.statuses.alias("original")
    there = t.statuses.outerjoin(original, original.c.id == s.boost_of_id)
    viewer = bindparam("viewer", type_=BigInteger)
    return select(s.id, s.boost_of_id.is_not(None).label("boosts"), *columns(viewer, original)).select_from(there).where(among(s.id, "ids"))


def columns(viewer: Any, original: Any) -> list[Any]:
    """Besides the marks: whether the post `asks` something, and whether the viewer has filters."""
    s = t.statuses.c
    target = func.coalesce(s.boost_of_id, s.id)

    def marked(table: Any) -> Any:
        marks = table.alias()
        return exists(select(marks.c.id).where(marks.c.account_id == viewer, marks.c.status_id == target))

    own, mutes, polls, filters = t.statuses.alias(), t.status_mutes.alias(), t.polls.alias(), t.filters.alias()
    thread = func.coalesce(original.c.conversation_id, s.conversation_id)
    boosted = exists(select(own.c.id).where(own.c.account_id == viewer, own.c.boost_of_id == target, own.c.deleted_at.is_(None)))
    muted = exists(select(mutes.c.id).where(mutes.c.account_id == viewer, mutes.c.status_id == thread))
    pinned = and_(or_(s.account_id == viewer, original.c.account_id == viewer), marked(t.pins))
    return [
        marked(t.favourites).label("favourited"), boosted.label("reblogged"), marked(t.bookmarks).label("bookmarked"),
        muted.label("muted"), pinned.label("pinned"), exists(select(polls.c.id).where(polls.c.status_id == target)).label("asks"),
        exists(select(filters.c.id).where(filters.c.account_id == viewer)).label("filtering"),
    ]  # fmt: skip
