"""Lists of people: followers, those who are followed, blocked, muted or endorsed, the directory, and whom two people share."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.relations import PRESENT
from social.app.seeing import hidden
from social.app.services import Services
from social.domain.text import is_here


def followers(services: Services, owner: Row[Any], viewer: int | None) -> Any:
    """Rows (id, other) of who follows somebody."""
    f = t.follows.c
    return _public(
        services, owner, viewer, _people(t.follows, f.source_id).where(f.target_id == owner.id, f.state == "accepted"), f.source_id
    )


def following(services: Services, owner: Row[Any], viewer: int | None) -> Any:
    """Rows (id, other) of whom somebody follows."""
    f = t.follows.c
    return _public(
        services, owner, viewer, _people(t.follows, f.target_id).where(f.source_id == owner.id, f.state == "accepted"), f.target_id
    )


def _public(services: Services, owner: Row[Any], viewer: int | None, found: Any, other: Any) -> Any:
    """Without whom the viewer hides; the owner sees all."""
    return found if viewer in (None, owner.id) else found.where(other.not_in(hidden(viewer, services.clock.now())))


async def shows_circles(connection: AsyncConnection, owner: Row[Any], viewer: int | None) -> bool:
    """Whether somebody shows the viewer whom they know."""
    if viewer == owner.id:
        return True
    if owner.hide_collections or owner.state not in PRESENT:
        return False
    if viewer is None:
        return True
    blocked = select(t.blocks.c.id).where(t.blocks.c.source_id == owner.id, t.blocks.c.target_id == viewer)
    return (await connection.execute(blocked)).first() is None


def requests(owner_id: int) -> Any:
    """Rows (id, other) of who asks to follow."""
    f = t.follows.c
    return _people(t.follows, f.source_id).where(f.target_id == owner_id, f.state == "requested")


def outward(table: Table, owner_id: int) -> Any:
    """Rows (id, other) of blocks or endorsements."""
    return _people(table, table.c.target_id).where(table.c.source_id == owner_id)


def muted(owner_id: int, now: int) -> Any:
    """Rows (id, other, expires_at) of mutes that last."""
    m = t.mutes.c
    return outward(t.mutes, owner_id).add_columns(m.expires_at).where(or_(m.expires_at.is_(None), m.expires_at > now))


def _people(table: Table, other: Any) -> Any:
    present = t.accounts.c.state.in_(PRESENT)
    return select(table.c.id, other.label("other")).join(t.accounts, t.accounts.c.id == other).where(present)


async def familiar(connection: AsyncConnection, viewer: int, ids: Sequence[int], most: int) -> dict[int, list[int]]:
    """By account, those whom the viewer follows and who follow it, as far as they show it."""
    near, far = t.follows.alias("near"), t.follows.alias("far")
    owner = t.accounts.alias("owner")
    found = (
        select(far.c.target_id, far.c.source_id)
        .join(near, near.c.target_id == far.c.source_id)
        .join(t.accounts, t.accounts.c.id == far.c.source_id)
        .join(owner, owner.c.id == far.c.target_id)
        .where(near.c.source_id == viewer, near.c.state == "accepted", far.c.state == "accepted", far.c.target_id.in_(ids))
        .where(t.accounts.c.state.in_(PRESENT), t.accounts.c.hide_collections.is_(False), owner.c.hide_collections.is_(False))
        .order_by(far.c.id.desc())
    )
    known: dict[int, list[int]] = {each: [] for each in ids}
    for row in await connection.execute(found):
        if len(known[row.target_id]) < most:
            known[row.target_id].append(row.source_id)
    return known


async def search(
    services: Services, connection: AsyncConnection, viewer: int, query: str, limit: int, offset: int, *, only_following: bool
) -> list[int]:
    """People whose name begins so or whose display name holds it: first the exact name, then those who are followed, then by followers."""
    a, f = t.accounts.c, t.follows.c
    name = query.strip().removeprefix("@")
    name, _, host = name.partition("@")
    if not name or not is_here(host, services.settings.domain):
        return []
    key = name.casefold()
    followed = select(f.target_id).where(f.source_id == viewer, f.state == "accepted")
    fits = or_(a.username_key.startswith(key, autoescape=True), func.lower(a.display_name).contains(key, autoescape=True))
    blockers = select(t.blocks.c.source_id).where(t.blocks.c.target_id == viewer)
    found = select(a.id).where(fits, a.state.in_(PRESENT), a.id.not_in(blockers))
    if only_following:
        found = found.where(a.id.in_(followed))
    ordered = found.order_by((a.username_key == key).desc(), a.id.in_(followed).desc(), a.followers_count.desc(), a.id)
    return list((await connection.execute(ordered.limit(limit).offset(offset))).scalars())


async def directory(services: Services, connection: AsyncConnection, viewer: int | None, order: str, limit: int, offset: int) -> list[int]:
    """People who want to be found: those who posted last first, or the newest."""
    a = t.accounts.c
    found = select(a.id).where(a.state == "active", a.discoverable.is_(True))
    if viewer is not None:
        found = found.where(a.id.not_in(hidden(viewer, services.clock.now())))
    first = a.created_at.desc() if order == "new" else func.coalesce(a.last_status_at, 0).desc()
    return list((await connection.execute(found.order_by(first, a.id.desc()).limit(limit).offset(offset))).scalars())
