"""Tags that people follow or show on their profile."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, delete, func, literal, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.posting import tag_ids
from social.app.seeing import visible
from social.app.services import Services
from social.domain.errors import Invalid, NotFound
from social.domain.text import is_tag, tag_key
from social.domain.visibility import OPEN

MOST_FEATURED = 10
MOST_FOLLOWED = 1_000
UNUSED = 0
WEEK_MS = 7 * 86_400_000


def clean(name: str) -> str:
    """The name without its sign; Invalid if nobody could write it."""
    found = name.strip().removeprefix("#")
    if not is_tag(found):
        raise Invalid("Validation failed: Tag is not a valid hashtag")
    return found


async def find(connection: AsyncConnection, name: str) -> Row[Any]:
    """A tag by name. One that nobody has used yet is there as well, without a row; NotFound for what can't be a tag."""
    if not is_tag(name.removeprefix("#")):
        raise NotFound
    key = tag_key(name)
    known: Any = select(t.tags).where(t.tags.c.key == key)
    row: Row[Any] | None = (await connection.execute(known)).first()
    if row is not None:
        return row
    unused: Any = select(literal(UNUSED).label("id"), literal(key).label("name"), literal(key).label("key"))
    made: Row[Any] = (await connection.execute(unused)).one()
    return made


async def follow(services: Services, account_id: int, name: str) -> Row[Any]:
    """Follow a tag; one that nobody has used yet is made."""
    return await _add(services, t.tag_follows, account_id, name, MOST_FOLLOWED)


async def feature(services: Services, account_id: int, name: str) -> Row[Any]:
    """Show a tag on one's profile."""
    return await _add(services, t.featured_tags, account_id, name, MOST_FEATURED)


async def _add(services: Services, table: Table, account_id: int, name: str, most: int) -> Row[Any]:
    async with services.db.begin() as unit:
        [tag_id] = await tag_ids(services, unit, [clean(name)])
        mine = select(func.count()).select_from(table).where(table.c.account_id == account_id, table.c.tag_id != tag_id)
        if (await unit.connection.execute(mine)).scalar_one() >= most:
            raise Invalid(f"Validation failed: You have already reached the maximum number of {most} hashtags")
        row = {"id": services.ids.next(), "account_id": account_id, "tag_id": tag_id, "created_at": services.clock.now()}
        made = await unit.connection.execute(services.db.insert_new(table).values(row))
        if made.rowcount and table is t.tag_follows:
            await unit.emit("fanout", "tag.followed", account_id, {"account_id": str(account_id), "tag_id": str(tag_id)})
        return (await unit.connection.execute(select(t.tags).where(t.tags.c.id == tag_id))).one()


async def unfollow(services: Services, account_id: int, name: str) -> Row[Any]:
    """No longer follow a tag."""
    async with services.db.begin() as unit:
        row = await find(unit.connection, name)
        f = t.tag_follows.c
        ended = await unit.connection.execute(delete(t.tag_follows).where(f.account_id == account_id, f.tag_id == row.id))
        if ended.rowcount:
            await _tell(unit, account_id, row.id)
        return row


async def _tell(unit: Unit, account_id: int, tag_id: int) -> None:
    """Home hears that somebody begins or ends to follow a tag; which of the two it looks up."""
    await unit.emit("fanout", "tag.followed", account_id, {"account_id": str(account_id), "tag_id": str(tag_id)})


async def unfeature(services: Services, account_id: int, featured_id: int) -> None:
    """No longer show a tag."""
    f = t.featured_tags.c
    async with services.db.begin() as unit:
        if not (await unit.connection.execute(delete(t.featured_tags).where(f.id == featured_id, f.account_id == account_id))).rowcount:
            raise NotFound


def followed(account_id: int) -> Any:
    """Rows of tags with the id of their follow."""
    f = t.tag_follows.c
    return select(t.tags, f.id.label("follow_id")).join(t.tag_follows, f.tag_id == t.tags.c.id).where(f.account_id == account_id)


async def featured(connection: AsyncConnection, account_id: int) -> Sequence[Row[Any]]:
    """Tags of a profile with their use: rows (id, name, key, uses, last)."""
    f = t.featured_tags.c
    rows = select(f.id, t.tags.c.id.label("tag_id"), t.tags.c.name, t.tags.c.key).join(t.tags, t.tags.c.id == f.tag_id)
    uses = _uses(account_id).subquery()
    found = rows.add_columns(uses.c.uses, uses.c.last).outerjoin(uses, uses.c.tag_id == f.tag_id).where(f.account_id == account_id)
    return (await connection.execute(found.order_by(uses.c.uses.is_(None), uses.c.uses.desc(), f.id))).all()


def _uses(account_id: int) -> Any:
    """How often somebody used tags where everybody can read it."""
    s, p = t.statuses.c, t.status_tags.c
    found = select(p.tag_id, func.count().label("uses"), func.max(s.created_at).label("last")).join(t.statuses, s.id == p.status_id)
    return found.where(s.account_id == account_id, visible(None), s.visibility.in_(OPEN)).group_by(p.tag_id)


async def own_most_used(connection: AsyncConnection, account_id: int, limit: int) -> Sequence[Row[Any]]:
    """Tags that somebody uses and doesn't show yet."""
    uses = _uses(account_id).subquery()
    shown = select(t.featured_tags.c.tag_id).where(t.featured_tags.c.account_id == account_id)
    found = select(t.tags).join(uses, uses.c.tag_id == t.tags.c.id).where(t.tags.c.id.not_in(shown))
    return (await connection.execute(found.order_by(uses.c.uses.desc(), t.tags.c.id.desc()).limit(limit))).all()


async def trending(services: Services, connection: AsyncConnection, limit: int, offset: int) -> Sequence[Row[Any]]:
    """Tags of the last week by the people who used them."""
    s, p, authors = t.statuses.c, t.status_tags.c, t.accounts.alias()
    people = func.count(s.account_id.distinct())
    found = (
        select(t.tags).join(t.status_tags, p.tag_id == t.tags.c.id).join(t.statuses, s.id == p.status_id)
        .join(authors, authors.c.id == s.account_id).where(authors.c.state == "active")
        .where(s.visibility == "public", visible(None), s.created_at > services.clock.now() - WEEK_MS)
        .group_by(*t.tags.c).order_by(people.desc(), func.count().desc(), t.tags.c.id.desc())
    )  # fmt: skip
    return (await connection.execute(found.limit(limit).offset(offset))).all()
