"""The rule of visibility as SQL: what a viewer may see. `social.domain.visibility` says the same of one post; a test compares the two."""

from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, exists, false, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.domain.errors import NotFound
from social.domain.visibility import DIRECT, OPEN, PRIVATE


def visible(viewer: Any, statuses: Any = t.statuses) -> ColumnElement[bool]:
    """Posts that the viewer may see, and boosts of such posts. The viewer is an id, None, or an expression of SQL."""
    original = _beside(t.statuses, statuses)
    boosted = exists(select(original.c.id).where(original.c.id == statuses.c.boost_of_id, _seen(viewer, original)))
    return and_(_seen(viewer, statuses), or_(statuses.c.boost_of_id.is_(None), boosted))


def _seen(viewer: Any, statuses: Any) -> ColumnElement[bool]:
    """Not deleted, not held, not by somebody who is gone or who blocks the viewer, and meant for the viewer.

    Other tables come under names of their own, so that a query may join the same ones.
    """
    s, authors = statuses.c, _beside(t.accounts, statuses)
    author = exists(select(authors.c.id).where(authors.c.id == s.account_id, authors.c.state.in_(("active", "silenced"))))
    shown = and_(s.deleted_at.is_(None), s.held.is_(None), author)
    if viewer is None:
        return and_(shown, s.visibility.in_(OPEN))
    blocks, follows, mentions = (_beside(table, statuses) for table in (t.blocks, t.follows, t.mentions))
    own = and_(s.account_id == viewer, s.deleted_at.is_(None), or_(s.held.is_(None), s.held != "remove"))
    blocked = exists(select(blocks.c.id).where(blocks.c.source_id == s.account_id, blocks.c.target_id == viewer))
    followed = exists(
        select(follows.c.id).where(follows.c.source_id == viewer, follows.c.target_id == s.account_id, follows.c.state == "accepted")
    )
    mentioned = exists(select(mentions.c.status_id).where(mentions.c.status_id == s.id, mentions.c.account_id == viewer))
    meant = or_(
        s.visibility.in_(OPEN), and_(s.visibility == PRIVATE, followed), and_(s.visibility.in_((PRIVATE, DIRECT)), mentioned)
    )  # fmt: skip
    return or_(own, and_(shown, meant, ~blocked))


def wanted(viewer: Any, now: Any, statuses: Any = t.statuses) -> ColumnElement[bool]:
    """Posts that the viewer doesn't hide: authors whom they block or mute are left out of timelines, of boosts as well."""
    if viewer is None:
        return ~false()
    s, original, unwanted = statuses.c, _beside(t.statuses, statuses), hidden(viewer, now)
    boosted = exists(select(original.c.id).where(original.c.id == s.boost_of_id, original.c.account_id.in_(unwanted)))
    return and_(s.account_id.not_in(unwanted), ~and_(s.boost_of_id.is_not(None), boosted))


def hidden(viewer: Any, now: Any) -> Any:
    """Accounts that the viewer blocks or mutes, or that block the viewer."""
    blocks, blocking, mutes = _beside(t.blocks), _beside(t.blocks, t.blocks), _beside(t.mutes)
    return select(blocks.c.target_id).where(blocks.c.source_id == viewer).union(
        select(blocking.c.source_id).where(blocking.c.target_id == viewer),
        select(mutes.c.target_id).where(mutes.c.source_id == viewer, _lasting(mutes, now)),
    )  # fmt: skip


def avoids(viewer: Any, other: Any, now: Any) -> ColumnElement[bool]:
    """Whether the viewer blocks or mutes somebody: two looks into an index, where `hidden` would be put together for each row."""
    blocks, mutes = t.blocks.alias(), t.mutes.alias()
    blocked = exists(select(blocks.c.id).where(blocks.c.source_id == viewer, blocks.c.target_id == other))
    return or_(blocked, exists(select(mutes.c.id).where(mutes.c.source_id == viewer, mutes.c.target_id == other, _lasting(mutes, now))))


def _lasting(mutes: Any, now: Any) -> ColumnElement[bool]:
    return or_(mutes.c.expires_at.is_(None), mutes.c.expires_at > now)


@lru_cache(256)
def _beside(table: Any, another: Any = None) -> Any:  # noqa: ARG001 - a key
    """A table under a name of its own, another one beside each table. Kept: making the columns of an alias takes longer than a query."""
    return table.alias()


async def find(connection: AsyncConnection, status_id: int, viewer: int | None) -> Row[Any]:
    """A post that the viewer may see; NotFound for everything else, so that nobody learns what is hidden."""
    row = (await connection.execute(_find(anybody=viewer is None), {"id": status_id, "viewer": viewer})).first()
    if row is None:
        raise NotFound
    return row


@cache
def _find(*, anybody: bool) -> Any:
    viewer = None if anybody else bindparam("viewer", type_=BigInteger)
    return select(t.statuses).where(t.statuses.c.id == bindparam("id", type_=BigInteger), visible(viewer))


async def find_original(connection: AsyncConnection, status_id: int, viewer: int | None) -> Row[Any]:
    """As `find`; of a boost, what it boosts."""
    row = await find(connection, status_id, viewer)
    return row if row.boost_of_id is None else await find(connection, row.boost_of_id, viewer)
