"""Lists: people whom one follows, put together under a title."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.relations import PRESENT
from social.app.services import Services
from social.domain.errors import Invalid, NotFound

POLICIES = ("followed", "list", "none")
MOST = 50


async def own(connection: AsyncConnection, owner: int) -> Sequence[Row[Any]]:
    """All lists of somebody."""
    return (await connection.execute(select(t.lists).where(t.lists.c.account_id == owner).order_by(t.lists.c.id))).all()


async def having(connection: AsyncConnection, owner: int, member: int) -> Sequence[Row[Any]]:
    """Lists of somebody that a member is on."""
    on = select(t.list_members.c.list_id).where(t.list_members.c.account_id == member)
    return (
        await connection.execute(select(t.lists).where(t.lists.c.account_id == owner, t.lists.c.id.in_(on)).order_by(t.lists.c.id))
    ).all()


async def find(connection: AsyncConnection, owner: int, list_id: int) -> Row[Any]:
    """A list of one's own."""
    row = (await connection.execute(select(t.lists).where(t.lists.c.id == list_id, t.lists.c.account_id == owner))).first()
    if row is None:
        raise NotFound
    return row


async def save(
    services: Services, owner: int, list_id: int | None, title: str | None, replies_policy: str | None, *, exclusive: bool | None
) -> Row[Any]:
    """Make a list, or change what is given of one."""
    given = {"title": title, "replies_policy": replies_policy, "exclusive": exclusive}
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if list_id is None or title is not None:
        _check_title(title)
    if replies_policy is not None and replies_policy not in POLICIES:
        raise Invalid(f"'{replies_policy[:40]}' is not a valid replies_policy")
    async with services.db.begin() as unit:
        if list_id is None:
            if len(await own(unit.connection, owner)) >= MOST:
                raise Invalid("Validation failed: You have reached the maximum amount of lists")
            list_id = services.ids.next()
            await unit.connection.execute(insert(t.lists).values(id=list_id, account_id=owner, created_at=services.clock.now(), **values))
        elif values:
            await unit.connection.execute(update(t.lists).where(t.lists.c.id == list_id, t.lists.c.account_id == owner).values(values))
        return await find(unit.connection, owner, list_id)


def _check_title(title: str | None) -> None:
    if title is None or not title.strip():
        raise Invalid("Validation failed: Title can't be blank")
    if len(title) > 200:
        raise Invalid("Validation failed: Title is too long (maximum is 200 characters)")


async def remove(services: Services, owner: int, list_id: int) -> None:
    """Forget a list."""
    async with services.db.begin() as unit:
        await find(unit.connection, owner, list_id)
        await unit.connection.execute(delete(t.lists).where(t.lists.c.id == list_id))


async def add(services: Services, owner: int, list_id: int, ids: Sequence[int]) -> None:
    """Put people whom one follows, or oneself, on a list: all of them or none."""
    async with services.db.begin() as unit:
        await find(unit.connection, owner, list_id)
        f = t.follows.c
        followed = select(f.target_id).where(f.source_id == owner, f.target_id.in_(ids), f.state == "accepted")
        if not set(ids) <= {owner, *(await unit.connection.execute(followed)).scalars()}:
            raise NotFound
        before = select(t.list_members.c.account_id).where(t.list_members.c.list_id == list_id, t.list_members.c.account_id.in_(ids))
        if set((await unit.connection.execute(before)).scalars()):
            raise Invalid("Validation failed: Account has already been taken")
        for each in sorted(set(ids)):
            await unit.connection.execute(services.db.insert_new(t.list_members).values(list_id=list_id, account_id=each))


async def take_off(services: Services, owner: int, list_id: int, ids: Sequence[int]) -> None:
    """Take people off a list."""
    async with services.db.begin() as unit:
        await find(unit.connection, owner, list_id)
        gone = delete(t.list_members).where(t.list_members.c.list_id == list_id, t.list_members.c.account_id.in_(ids))
        await unit.connection.execute(gone)


def members(list_id: int) -> Any:
    """Rows (id, other) of the people on a list, by account."""
    m = t.list_members.c
    found = select(m.account_id.label("id"), m.account_id.label("other")).join(t.accounts, t.accounts.c.id == m.account_id)
    return found.where(m.list_id == list_id, t.accounts.c.state.in_(PRESENT))
