"""Timelines in SQL, in pages by id: all but home."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.seeing import visible, wanted
from social.app.services import Services
from social.domain.errors import NotFound
from social.domain.text import tag_key
from social.domain.visibility import PUBLIC


def between(found: Any, column: Any, below: int | None, above: int | None) -> Any:
    """A query within exclusive bounds of a column."""
    if below is not None:
        found = found.where(column < below)
    return found if above is None else found.where(column > above)


async def page(
    connection: AsyncConnection, found: Any, below: int | None, above: int | None, limit: int, *, lowest: bool,
    by: Any = t.statuses.c.id,
) -> list[Row[Any]]:  # fmt: skip
    """Rows of a query between exclusive bounds of a column, newest first; `lowest` takes those nearest above the lower bound."""
    found = between(found, by, below, above)
    rows = (await connection.execute(found.order_by(by.asc() if lowest else by.desc()).limit(limit))).all()
    return list(rows[::-1] if lowest else rows)


@dataclass(frozen=True)
class Sieve:
    """What a public timeline leaves out. No other server is known here, so that `remote` leaves nothing."""

    local: bool = False
    remote: bool = False
    only_media: bool = False


def public_posts(services: Services, viewer: int | None, sieve: Sieve) -> Any:
    """Public posts of everybody: no boosts, no replies to others, nobody whom moderators have limited."""
    s = t.statuses.c
    own_thread = or_(s.reply_to_id.is_(None), s.reply_to_account_id == s.account_id)
    return _open(services, viewer, sieve).where(s.boost_of_id.is_(None), own_thread)


def tagged_posts(
    services: Services, viewer: int | None, sieve: Sieve, some: Collection[str], every: Collection[str], none: Collection[str]
) -> Any:
    """Public posts with some of the tags, all of others, and none of the last."""
    found = _open(services, viewer, sieve).where(_tagged(some))
    for name in every:
        found = found.where(_tagged([name]))
    return found.where(~_tagged(none)) if none else found


def _open(services: Services, viewer: int | None, sieve: Sieve) -> Any:
    s, author = t.statuses.c, t.accounts.alias()
    unlimited = exists(select(author.c.id).where(author.c.id == s.account_id, author.c.state == "active"))
    found = select(t.statuses).where(s.visibility == PUBLIC, visible(viewer), wanted(viewer, services.clock.now()), unlimited)
    if sieve.only_media:
        found = found.where(_with_media())
    return found.where(s.id < 0) if sieve.remote and not sieve.local else found


def _tagged(names: Collection[str]) -> Any:
    """Posts with any of the tags."""
    keys = {tag_key(name) for name in names}
    places, tags = t.status_tags.alias(), t.tags.alias()
    return exists(
        select(places.c.status_id)
        .join(tags, tags.c.id == places.c.tag_id)
        .where(places.c.status_id == t.statuses.c.id, tags.c.key.in_(keys))
    )


def _with_media() -> Any:
    media = t.media.alias()
    return exists(select(media.c.id).where(media.c.status_id == t.statuses.c.id))


async def list_posts(services: Services, connection: AsyncConnection, owner: int, list_id: int) -> Any:
    """Posts of the people on a list of one's own; its policy says which of their replies."""
    kept = (await connection.execute(select(t.lists).where(t.lists.c.id == list_id, t.lists.c.account_id == owner))).first()
    if kept is None:
        raise NotFound
    s, f = t.statuses.c, t.follows.alias().c
    members = select(t.list_members.c.account_id).where(t.list_members.c.list_id == list_id)
    followed = select(f.target_id).where(f.source_id == owner, f.state == "accepted")
    silent = select(f.target_id).where(f.source_id == owner, f.show_boosts.is_(False))
    answered = [s.reply_to_id.is_(None), s.reply_to_account_id == s.account_id, s.reply_to_account_id == owner]
    if kept.replies_policy == "list":
        answered.append(s.reply_to_account_id.in_(members))
    elif kept.replies_policy == "followed":
        answered.append(s.reply_to_account_id.in_(followed))
    found = select(t.statuses).where(s.account_id.in_(members), visible(owner), wanted(owner, services.clock.now()), or_(*answered))
    return found.where(or_(s.boost_of_id.is_(None), s.account_id.not_in(silent)))


async def account_posts(
    connection: AsyncConnection, owner: int, viewer: int | None, below: int | None, above: int | None, limit: int, *, lowest: bool,
    pinned: bool = False, only_media: bool = False, exclude_replies: bool = False, exclude_reblogs: bool = False, tagged: str | None = None,
) -> tuple[list[Row[Any]], Sequence[int]]:  # fmt: skip
    """What somebody posted, as far as the viewer may see it, and the ids that its pages go by: pins have their own."""
    s = t.statuses.c
    found = select(t.statuses).where(s.account_id == owner, visible(viewer))
    if only_media:
        found = found.where(_with_media())
    if exclude_replies:
        found = found.where(or_(s.reply_to_id.is_(None), s.reply_to_account_id == s.account_id))
    found = found.where(s.boost_of_id.is_(None) if exclude_reblogs else _reachable(viewer))
    if tagged:
        found = found.where(_tagged([tagged]))
    if pinned:
        key = t.pins.c.id.label("pin_id")
        found = found.join(t.pins, and_(t.pins.c.status_id == s.id, t.pins.c.account_id == owner)).add_columns(key)
        rows = await page(connection, found, below, above, limit, lowest=lowest, by=t.pins.c.id)
        return rows, [row.pin_id for row in rows]
    rows = await page(connection, found, below, above, limit, lowest=lowest)
    return rows, [row.id for row in rows]


def _reachable(viewer: int | None) -> Any:
    """Not boosts of somebody whom the viewer blocks."""
    if viewer is None:
        return t.statuses.c.id >= 0
    original, blocks = t.statuses.alias(), t.blocks.alias()
    blocked = select(blocks.c.target_id).where(blocks.c.source_id == viewer)
    return ~exists(select(original.c.id).where(original.c.id == t.statuses.c.boost_of_id, original.c.account_id.in_(blocked)))
