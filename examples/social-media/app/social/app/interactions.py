"""Favourites, boosts, bookmarks, pins and muted conversations. Doing a thing twice is doing it once."""

from typing import Any

from sqlalchemy import Table, delete, func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.editing import withdraw
from social.app.posting import count, into_own_home, tell
from social.app.relations import NOT_ALLOWED
from social.app.seeing import find_original, hidden, visible
from social.app.services import Services
from social.app.timelines import page
from social.domain.errors import Forbidden, Invalid, NotFound
from social.domain.visibility import DIRECT, OPEN, PRIVATE, PUBLIC, UNLISTED

MOST_PINS = 5


async def _original(connection: AsyncConnection, status_id: int, viewer: int) -> int:
    """The id of a post that the viewer may see; of a boost, of what it boosts."""
    found: int = (await find_original(connection, status_id, viewer)).id
    return found


async def _check_block(connection: AsyncConnection, original: Row[Any], account_id: int) -> None:
    """Nobody makes much of posts by people whom they block."""
    b = t.blocks.c
    if (await connection.execute(select(b.id).where(b.source_id == account_id, b.target_id == original.account_id))).first() is not None:
        raise Forbidden(NOT_ALLOWED)


async def _mark(services: Services, unit: Unit, table: Table, account_id: int, status_id: int) -> bool:
    """Put a mark; whether it is new."""
    row = {"id": services.ids.next(), "account_id": account_id, "status_id": status_id, "created_at": services.clock.now()}
    return bool((await unit.connection.execute(services.db.insert_new(table).values(row))).rowcount)


async def _unmark(unit: Unit, table: Table, account_id: int, status_id: int) -> bool:
    """Take a mark away; whether there was one."""
    mine = delete(table).where(table.c.account_id == account_id, table.c.status_id == status_id)
    return bool((await unit.connection.execute(mine)).rowcount)


async def _marked(connection: AsyncConnection, table: Table, account_id: int, status_id: int) -> int:
    """The post whose mark goes. Marks on posts that have become hidden can be taken away, too."""
    boosted = select(t.statuses.c.boost_of_id).where(t.statuses.c.id == status_id)
    original: int = (await connection.execute(boosted)).scalar_one_or_none() or status_id
    mine = select(table.c.id).where(table.c.account_id == account_id, table.c.status_id == original)
    return original if (await connection.execute(mine)).first() else await _original(connection, status_id, account_id)


async def favourite(services: Services, account: Row[Any], status_id: int) -> int:
    """Favourite a post; its id."""
    async with services.db.begin() as unit:
        original = await find_original(unit.connection, status_id, account.id)
        await _check_block(unit.connection, original, account.id)
        if await _mark(services, unit, t.favourites, account.id, original.id):
            await count(unit, t.statuses.c.favourites_count, original.id, 1)
            await tell(unit, "status.favourited", ("notify",), original.id, account.id)
    found: int = original.id
    return found


async def unfavourite(services: Services, account: Row[Any], status_id: int) -> int:
    """Take a favourite back."""
    async with services.db.begin() as unit:
        original = await _marked(unit.connection, t.favourites, account.id, status_id)
        if await _unmark(unit, t.favourites, account.id, original):
            await count(unit, t.statuses.c.favourites_count, original, -1)
            await tell(unit, "status.unfavourited", ("notify",), original, account.id)
    return original


async def bookmark(services: Services, account: Row[Any], status_id: int) -> int:
    """Keep a post for oneself; nobody learns of it."""
    async with services.db.begin() as unit:
        original = await _original(unit.connection, status_id, account.id)
        await _mark(services, unit, t.bookmarks, account.id, original)
    return original


async def unbookmark(services: Services, account: Row[Any], status_id: int) -> int:
    """Keep it no longer."""
    async with services.db.begin() as unit:
        original = await _marked(unit.connection, t.bookmarks, account.id, status_id)
        await _unmark(unit, t.bookmarks, account.id, original)
    return original


async def pin(services: Services, account: Row[Any], status_id: int) -> int:
    """Show a post of one's own on one's page."""
    async with services.db.begin() as unit:
        row = (await unit.connection.execute(select(t.statuses).where(t.statuses.c.id == status_id, visible(account.id)))).first()
        if row is None:
            raise NotFound
        _check_pin(row, account.id)
        # Two pins at once would both find room for one.
        await unit.connection.execute(select(t.accounts.c.id).where(t.accounts.c.id == account.id).with_for_update())
        others = select(func.count()).where(t.pins.c.account_id == account.id, t.pins.c.status_id != row.id)
        if (await unit.connection.execute(others)).scalar_one() >= MOST_PINS:
            raise Invalid("Validation failed: You have already pinned the maximum number of posts")
        await _mark(services, unit, t.pins, account.id, row.id)
    return status_id


def _check_pin(row: Row[Any], account_id: int) -> None:
    for fails, text in (
        (row.boost_of_id is not None, "A boost cannot be pinned"),
        (row.account_id != account_id, "Someone else's post cannot be pinned"),
        (row.visibility == DIRECT, "Posts that are only visible to mentioned users cannot be pinned"),
    ):
        if fails:
            raise Invalid(f"Validation failed: {text}")


async def unpin(services: Services, account: Row[Any], status_id: int) -> int:
    """Show it no longer."""
    async with services.db.begin() as unit:
        original = await _original(unit.connection, status_id, account.id)
        await _unmark(unit, t.pins, account.id, original)
    return original


async def _conversation(connection: AsyncConnection, status_id: int, viewer: int) -> tuple[int, int]:
    """A post and the root of its conversation."""
    row = await find_original(connection, status_id, viewer)
    return row.id, row.conversation_id or row.id


async def mute(services: Services, account: Row[Any], status_id: int) -> int:
    """No more notifications of a conversation."""
    async with services.db.begin() as unit:
        original, conversation = await _conversation(unit.connection, status_id, account.id)
        await _mark(services, unit, t.status_mutes, account.id, conversation)
    return original


async def unmute(services: Services, account: Row[Any], status_id: int) -> int:
    """Notifications again."""
    async with services.db.begin() as unit:
        original, conversation = await _conversation(unit.connection, status_id, account.id)
        await _unmark(unit, t.status_mutes, account.id, conversation)
    return original


async def boost(services: Services, account: Row[Any], status_id: int, visibility: str, app_id: int | None = None) -> int:
    """Boost a post; the boost's id, also if it was there before. One's own posts for followers stay among followers."""
    boost_id = services.ids.next()
    async with services.db.begin() as unit:
        original = await find_original(unit.connection, status_id, account.id)
        await _check_block(unit.connection, original, account.id)
        row = {
            "id": boost_id, "account_id": account.id, "boost_of_id": original.id, "visibility": _audience(original, account.id, visibility),
            "app_id": app_id, "language": original.language, "created_at": services.clock.now(),
        }  # fmt: skip
        if not (await unit.connection.execute(services.db.insert_new(t.statuses).values(row))).rowcount:
            before: int = (
                await unit.connection.execute(_own_boost(account.id, original.id).with_only_columns(t.statuses.c.id))
            ).scalar_one()
            return before
        await count(unit, t.statuses.c.boosts_count, original.id, 1)
        await count(unit, t.accounts.c.statuses_count, account.id, 1)
        await tell(unit, "status.created", ("fanout", "notify"), boost_id, account.id)
    await into_own_home(services, account.id, boost_id)
    return boost_id


def _audience(original: Row[Any], account_id: int, visibility: str) -> str:
    """Who sees a boost: nobody who may not see the post."""
    if original.visibility == DIRECT or (original.visibility == PRIVATE and original.account_id != account_id) or original.held:
        raise Forbidden(NOT_ALLOWED)
    if visibility not in (PUBLIC, UNLISTED, PRIVATE):
        raise Invalid("Validation failed: Visibility is not included in the list")
    return visibility if original.visibility in OPEN else PRIVATE


def _own_boost(account_id: int, original_id: int) -> Any:
    s = t.statuses.c
    return select(t.statuses).where(s.account_id == account_id, s.boost_of_id == original_id, s.deleted_at.is_(None))


async def unboost(services: Services, account: Row[Any], status_id: int) -> int:
    """Take a boost back, named by itself or by what it boosts; the original's id."""
    async with services.db.begin() as unit:
        named = select(t.statuses.c.boost_of_id).where(t.statuses.c.id == status_id, t.statuses.c.account_id == account.id)
        original: int = (await unit.connection.execute(named)).scalar_one_or_none() or status_id
        # The original first, as its deletion does it.
        await unit.connection.execute(select(t.statuses.c.id).where(t.statuses.c.id == original).with_for_update())
        row = (await unit.connection.execute(_own_boost(account.id, original).with_for_update())).first()
        if row is None:
            return await _original(unit.connection, status_id, account.id)
        await withdraw(services, unit, row)
    return original


async def marked(
    connection: AsyncConnection, table: Table, account_id: int, below: int | None, above: int | None, limit: int, *, lowest: bool
) -> tuple[list[Row[Any]], list[int]]:
    """Posts that somebody marked and may still see, with the ids of the marks, which order the pages."""
    found = select(t.statuses, table.c.id.label("mark_id")).join(table, table.c.status_id == t.statuses.c.id)
    found = found.where(table.c.account_id == account_id, visible(account_id))
    rows = await page(connection, found, below, above, limit, lowest=lowest, by=table.c.id)
    return rows, [row.mark_id for row in rows]


async def markers(
    services: Services, connection: AsyncConnection, source: Any, viewer: int | None, below: int | None, above: int | None, limit: int, *,
    lowest: bool,
) -> tuple[list[int], list[int]]:  # fmt: skip
    """Accounts of `source` (a query of mark_id and account_id) that the viewer doesn't hide, with the ids of the marks."""
    marks = source.subquery()
    found = select(marks.c.mark_id, marks.c.account_id).join(t.accounts, t.accounts.c.id == marks.c.account_id)
    found = found.where(t.accounts.c.state.in_(("active", "silenced")))
    if viewer is not None:
        found = found.where(marks.c.account_id.not_in(hidden(viewer, services.clock.now())))
    rows = await page(connection, found, below, above, limit, lowest=lowest, by=marks.c.mark_id)
    return [row.account_id for row in rows], [row.mark_id for row in rows]


def favourites_of(status_id: int) -> Any:
    """Who favourited a post."""
    f = t.favourites.c
    return select(f.id.label("mark_id"), f.account_id).where(f.status_id == status_id)


def boosts_of(status_id: int) -> Any:
    """Who boosted a post for everybody to see."""
    s = t.statuses.c
    wanted = (s.boost_of_id == status_id, s.deleted_at.is_(None), s.visibility.in_(OPEN))
    return select(s.id.label("mark_id"), s.account_id).where(*wanted)
