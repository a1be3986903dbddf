"""Where files are: open to everybody while everybody may see what shows them, else sealed, so that addresses must be signed.

Files of a new or changed post are placed in its own transaction. What hides or shows a post later only says so to a worker, which looks
at the post as it is then: messages may come late, twice and in any order, and nobody waits for the files to hide what is bad.
"""

import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.engine import Row

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.relations import PRESENT
from social.app.render.media import signed_seconds
from social.app.seeing import visible
from social.app.services import Services
from social.ports.blob import OPEN, SEALED

PAGE = 100
m, s, a = t.media.c, t.statuses.c, t.accounts.c


# --- by those who change posts ------------------------------------------------------------------------------------------------------
async def place(services: Services, unit: Unit, which: Any, *, shown: bool) -> bool:
    """Have the files of uploads open or sealed; whether any moved."""
    rows = (await unit.connection.execute(select(t.media).where(which).order_by(m.id).with_for_update())).all()
    return any([await _move(services, unit, t.media, row, ("key", "preview_key"), shown=shown) for row in rows])


async def misplaced(unit: Unit, holder: int, lost: Collection[int] = ()) -> None:
    """A post may be seen by others than before, or has lost uploads: their files may have to move."""
    await unit.emit("media", "media.misplaced", holder, {"status_id": str(holder), "lost": [str(each) for each in lost]})


async def person_changed(unit: Unit, account_id: int, after: int = 0) -> None:
    """Somebody is gone, or back: so are the files of their posts and their profile."""
    await unit.emit("media", "account.changed", account_id, {"account_id": str(account_id), "after": str(after)})


# --- by workers ---------------------------------------------------------------------------------------------------------------------
async def settle(services: Services, status_id: int, lost: Collection[int] = ()) -> None:
    """Put the files of a post where they belong now. What it has lost is sealed until another post has it."""
    async with services.db.begin() as unit:
        run = unit.connection.execute
        author = (await run(select(s.account_id).where(s.id == status_id).with_for_update())).scalar()
        shown = (await run(select(s.id).where(s.id == status_id, visible(None)))).first() is not None
        if lost:
            await place(services, unit, m.id.in_(lost) & m.status_id.is_(None), shown=False)
        if await place(services, unit, m.status_id == status_id, shown=shown) and author is not None:
            # Cached posts name the old files.
            await run(update(t.accounts).where(a.id == author).values(rev=a.rev + 1))


async def settle_person(services: Services, account_id: int, after: int) -> None:
    """The same for a page of somebody's posts; the pictures of their profile come first."""
    if not after:
        await _settle_profile(services, account_id)
    posts = select(m.status_id).where(m.account_id == account_id, m.status_id > after).distinct().order_by(m.status_id).limit(PAGE)
    async with services.db.read() as connection:
        found = (await connection.execute(posts)).scalars().all()
    for each in found:
        await settle(services, each)
    if len(found) == PAGE:
        async with services.db.begin() as unit:
            await person_changed(unit, account_id, found[-1])


async def _settle_profile(services: Services, account_id: int) -> None:
    async with services.db.begin() as unit:
        row = (await unit.connection.execute(select(t.accounts).where(a.id == account_id).with_for_update())).first()
        if row is not None and await _move(services, unit, t.accounts, row, ("avatar", "header"), shown=row.state in PRESENT):
            await unit.connection.execute(update(t.accounts).where(a.id == account_id).values(rev=a.rev + 1))


async def _move(services: Services, unit: Unit, table: Table, row: Row[Any], names: Sequence[str], *, shown: bool) -> bool:
    """Move the files of a row. The old ones go after the commit; sealed ones only when no signed address holds any more."""
    moves = {name: found for name in names if (found := await _copied(services, getattr(row, name), shown=shown))}
    if not moves:
        return False
    await unit.connection.execute(update(table).where(table.c.id == row.id).values({name: new for name, (_, new) in moves.items()}))
    delay = signed_seconds(services) * 1000 if shown else 0
    await unit.emit("media", "media.moved", row.id, {"keys": [old for old, _ in moves.values()]}, delay_ms=delay)
    return True


async def _copied(services: Services, key: str | None, *, shown: bool) -> tuple[str, str] | None:
    """Old key and new one, if the file isn't where it shall be. Who is being erased has rows whose files are gone."""
    before, after = (SEALED, OPEN) if shown else (OPEN, SEALED)
    if key is None or not key.startswith(before):
        return None
    new = f"{after}{secrets.token_hex(16)}.{key.rpartition('.')[2]}"
    with suppress(KeyError):
        await services.blob.copy(key, new)
        return key, new
    return None
