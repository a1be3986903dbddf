"""The rule of visibility as SQL: what a viewer may see. `social.domain.visibility` says the same of one post; a test compares the two."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.domain.errors import NotFound
from social.domain.visibility import DIRECT, PRIVATE, PUBLIC, UNLISTED


def visible(viewer: int | None, statuses: Any = t.statuses) -> ColumnElement[bool]:
    """Posts that the viewer may see: not deleted, not held, not by somebody who blocks them, and meant for them."""
    s = statuses.c
    author = select(t.accounts.c.id).where(t.accounts.c.id == s.account_id, t.accounts.c.state.in_(("active", "silenced")))
    shown = and_(s.deleted_at.is_(None), s.held.is_(None), exists(author))
    if viewer is None:
        return and_(shown, s.visibility.in_((PUBLIC, UNLISTED)))
    own = and_(s.account_id == viewer, s.deleted_at.is_(None), or_(s.held.is_(None), s.held != "remove"))
    blocked = exists(select(t.blocks.c.id).where(t.blocks.c.source_id == s.account_id, t.blocks.c.target_id == viewer))
    follows = exists(
        select(t.follows.c.id).where(
            t.follows.c.source_id == viewer, t.follows.c.target_id == s.account_id, t.follows.c.state == "accepted"
        )
    )
    mentioned = exists(select(t.mentions.c.status_id).where(t.mentions.c.status_id == s.id, t.mentions.c.account_id == viewer))
    meant = or_(
        s.visibility.in_((PUBLIC, UNLISTED)), and_(s.visibility == PRIVATE, follows), and_(s.visibility.in_((PRIVATE, DIRECT)), mentioned)
    )
    return or_(own, and_(shown, meant, ~blocked))


def wanted(viewer: int | None, now: int, statuses: Any = t.statuses) -> ColumnElement[bool]:
    """Posts that the viewer doesn't hide: authors whom they block or mute are left out of timelines, of boosts as well."""
    if viewer is None:
        return ~false()
    s = statuses.c
    hidden = _hidden(viewer, now)
    original = statuses.alias() if hasattr(statuses, "alias") else t.statuses.alias()
    boosted = exists(select(original.c.id).where(original.c.id == s.boost_of_id, original.c.account_id.in_(hidden)))
    return and_(s.account_id.not_in(hidden), ~and_(s.boost_of_id.is_not(None), boosted))


def _hidden(viewer: int, now: int) -> Any:
    """Accounts that the viewer blocks or mutes, or that block the viewer."""
    return (
        select(t.blocks.c.target_id).where(t.blocks.c.source_id == viewer)
        .union(
            select(t.blocks.c.source_id).where(t.blocks.c.target_id == viewer),
            select(t.mutes.c.target_id).where(t.mutes.c.source_id == viewer, or_(t.mutes.c.expires_at.is_(None), t.mutes.c.expires_at > now)),
        )
    )  # fmt: skip


async def find(connection: AsyncConnection, status_id: int, viewer: int | None) -> Row[Any]:
    """A post that the viewer may see; NotFound for everything else, so that nobody learns what is hidden."""
    row = (await connection.execute(select(t.statuses).where(t.statuses.c.id == status_id, visible(viewer)))).first()
    if row is None:
        raise NotFound
    if (
        row.boost_of_id is not None
        and (await connection.execute(select(t.statuses.c.id).where(t.statuses.c.id == row.boost_of_id, visible(viewer)))).first() is None
    ):
        raise NotFound
    return row
