"""Keyword filters: what somebody doesn't want to read, and which of it a post holds. Hiding is the client's part, as Mastodon has it."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.among import among
from social.adapters.sql.database import Unit
from social.app.seeing import find as find_status
from social.app.services import Services
from social.domain.errors import Invalid, NotFound

CONTEXTS = ("home", "notifications", "public", "thread", "account")
ACTIONS = ("warn", "hide")
MOST_FILTERS = 200
MOST_PARTS = 500
_BREAK = re.compile(r"<br[^>]*>|</p>")
_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class FilterWish:
    """What a filter shall be; None leaves what it was. `seconds` of 0 means for good."""

    title: str | None = None
    contexts: tuple[str, ...] | None = None
    action: str | None = None
    seconds: int | None = None


@dataclass(frozen=True)
class KeywordWish:
    """A keyword that shall be added, changed (`id`) or removed."""

    keyword: str | None = None
    whole_word: bool | None = None
    id: int | None = None
    remove: bool = False


@dataclass(frozen=True)
class Kept:
    """A filter with its parts."""

    row: Row[Any]
    keywords: Sequence[Row[Any]]
    statuses: Sequence[Row[Any]]


async def own(connection: AsyncConnection, account_id: int, only: Any = None) -> list[Kept]:
    """Filters of somebody, in the order in which they were made."""
    mine = t.filters.c.account_id == account_id
    return await _kept(connection, mine if only is None else and_(mine, only))


async def _kept(connection: AsyncConnection, which: Any) -> list[Kept]:
    rows = (await connection.execute(select(t.filters).where(which).order_by(t.filters.c.id))).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    words, posts = t.filter_keywords.c, t.filter_statuses.c
    keywords = (await connection.execute(select(t.filter_keywords).where(words.filter_id.in_(ids)).order_by(words.id))).all()
    statuses = (await connection.execute(select(t.filter_statuses).where(posts.filter_id.in_(ids)).order_by(posts.id))).all()
    parts: defaultdict[int, tuple[list[Row[Any]], list[Row[Any]]]] = defaultdict(lambda: ([], []))
    for place, found in enumerate((keywords, statuses)):
        for each in found:
            parts[each.filter_id][place].append(each)
    return [Kept(row, *parts[row.id]) for row in rows]


async def find(connection: AsyncConnection, account_id: int, filter_id: int) -> Kept:
    """A filter of one's own."""
    found = await own(connection, account_id, t.filters.c.id == filter_id)
    if not found:
        raise NotFound
    return found[0]


async def save(services: Services, account_id: int, filter_id: int | None, wish: FilterWish, keywords: Collection[KeywordWish]) -> Kept:
    """Make a filter or change one, with its keywords."""
    async with _changing(services, account_id) as unit:
        return await _put(services, unit, account_id, filter_id, wish, keywords)


@asynccontextmanager
async def _changing(services: Services, account_id: int) -> AsyncIterator[Unit]:
    """A transaction after which the person's clients are told to fetch filters anew."""
    async with services.db.begin() as unit:
        yield unit
    await services.bus.publish(f"user:{account_id}", b'{"event":"filters_changed"}')


async def _put(
    services: Services, unit: Unit, account_id: int, filter_id: int | None, wish: FilterWish, keywords: Collection[KeywordWish]
) -> Kept:
    values = _columns(services, wish)
    if filter_id is None:
        if not values.get("title") or not values.get("contexts"):
            raise Invalid(f"Validation failed: {'Context' if values.get('title') else 'Title'} can't be blank")
        await _room(unit, t.filters, t.filters.c.account_id == account_id, MOST_FILTERS)
        filter_id = services.ids.next()
        row = {"id": filter_id, "account_id": account_id, "action": "warn", "created_at": services.clock.now(), **values}
        await unit.connection.execute(insert(t.filters).values(row))
    else:
        await find(unit.connection, account_id, filter_id)
        if values:
            await unit.connection.execute(update(t.filters).where(t.filters.c.id == filter_id).values(values))
    for each in keywords:
        await _put_keyword(services, unit, filter_id, each)
    return await find(unit.connection, account_id, filter_id)


def _columns(services: Services, wish: FilterWish) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if wish.title is not None:
        if not wish.title.strip() or len(wish.title) > 200:
            raise Invalid("Validation failed: Title can't be blank and has at most 200 characters")
        found["title"] = wish.title
    if wish.contexts is not None:
        if not wish.contexts or not set(wish.contexts) <= set(CONTEXTS):
            raise Invalid("Validation failed: Context None or invalid context supplied")
        found["contexts"] = list(dict.fromkeys(wish.contexts))
    if wish.action is not None:
        if wish.action not in ACTIONS:
            raise Invalid("Validation failed: Filter action is not included in the list")
        found["action"] = wish.action
    if wish.seconds is not None:
        found["expires_at"] = services.clock.now() + wish.seconds * 1000 if wish.seconds else None
    return found


async def _put_keyword(services: Services, unit: Unit, filter_id: int, wish: KeywordWish) -> int:
    k = t.filter_keywords.c
    if wish.keyword is not None and not (wish.keyword.strip() and len(wish.keyword) <= 200):
        raise Invalid("Validation failed: Keyword can't be blank and has at most 200 characters")
    if wish.id is None:
        if wish.keyword is None:
            raise Invalid("Validation failed: Keyword can't be blank")
        await _room(unit, t.filter_keywords, k.filter_id == filter_id, MOST_PARTS)
        made = services.ids.next()
        row = {"id": made, "filter_id": filter_id, "keyword": wish.keyword, "whole_word": wish.whole_word is not False}
        await unit.connection.execute(insert(t.filter_keywords).values(row))
        return made
    mine = (k.id == wish.id) & (k.filter_id == filter_id)
    if wish.remove:
        await unit.connection.execute(delete(t.filter_keywords).where(mine))
        return wish.id
    given = {"keyword": wish.keyword, "whole_word": wish.whole_word}
    values = {name: value for name, value in given.items() if value is not None}
    changed = update(t.filter_keywords).where(mine).values(values or {"filter_id": filter_id})
    if not (await unit.connection.execute(changed)).rowcount:
        raise NotFound
    return wish.id


async def _room(unit: Unit, table: Any, mine: Any, most: int) -> None:
    if (await unit.connection.execute(select(func.count()).select_from(table).where(mine))).scalar_one() >= most:
        raise Invalid(f"Validation failed: There can be no more than {most}")


async def remove(services: Services, account_id: int, filter_id: int) -> None:
    """Forget a filter."""
    async with _changing(services, account_id) as unit:
        await find(unit.connection, account_id, filter_id)
        await unit.connection.execute(delete(t.filters).where(t.filters.c.id == filter_id))


async def part(connection: AsyncConnection, table: Any, account_id: int, part_id: int) -> Row[Any]:
    """A keyword or a post of one's own filters."""
    joined = select(table).join(t.filters, t.filters.c.id == table.c.filter_id)
    row = (await connection.execute(joined.where(table.c.id == part_id, t.filters.c.account_id == account_id))).first()
    if row is None:
        raise NotFound
    return row


async def add_keyword(services: Services, account_id: int, filter_id: int, wish: KeywordWish) -> Row[Any]:
    """One more keyword."""
    async with _changing(services, account_id) as unit:
        await find(unit.connection, account_id, filter_id)
        made = await _put_keyword(services, unit, filter_id, wish)
        return await part(unit.connection, t.filter_keywords, account_id, made)


async def change_keyword(services: Services, account_id: int, wish: KeywordWish) -> Row[Any]:
    """Another keyword in its place."""
    async with _changing(services, account_id) as unit:
        before = await part(unit.connection, t.filter_keywords, account_id, wish.id or 0)
        await _put_keyword(services, unit, before.filter_id, wish)
        return await part(unit.connection, t.filter_keywords, account_id, before.id)


async def add_status(services: Services, account_id: int, filter_id: int, status_id: int) -> Row[Any]:
    """One post that shall be filtered."""
    async with _changing(services, account_id) as unit:
        kept = await find(unit.connection, account_id, filter_id)
        await find_status(unit.connection, status_id, account_id)
        for each in kept.statuses:
            if each.status_id == status_id:
                return each
        await _room(unit, t.filter_statuses, t.filter_statuses.c.filter_id == filter_id, MOST_PARTS)
        row = {"id": services.ids.next(), "filter_id": filter_id, "status_id": status_id}
        await unit.connection.execute(insert(t.filter_statuses).values(row))
        return await part(unit.connection, t.filter_statuses, account_id, row["id"])


async def remove_part(services: Services, table: Any, account_id: int, part_id: int) -> None:
    """A keyword or a post less."""
    async with _changing(services, account_id) as unit:
        row = await part(unit.connection, table, account_id, part_id)
        await unit.connection.execute(delete(table).where(table.c.id == row.id))


# --- which of it a post holds -------------------------------------------------------------------------------------------------------
async def active(services: Services, connection: AsyncConnection, account_id: int) -> list[Kept]:
    """Filters that are not over."""
    return (await active_of_each(services, connection, [account_id])).get(account_id, [])


async def active_of_each(services: Services, connection: AsyncConnection, people: Collection[int]) -> dict[int, list[Kept]]:
    """The same for many; who has none is not in it."""
    if not people:
        return {}
    f = t.filters.c
    found: defaultdict[int, list[Kept]] = defaultdict(list)
    for kept in await _kept(
        connection, and_(among(f.account_id, people), or_(f.expires_at.is_(None), f.expires_at > services.clock.now()))
    ):
        found[kept.row.account_id].append(kept)
    return found


def matches(filters: Sequence[Kept], body: Mapping[str, Any]) -> list[tuple[Kept, list[str], list[str]]]:
    """Filters that a rendered post meets, with the keywords and the posts that did it; of a boost, those of what it boosts as well."""
    if not filters:
        return []
    shown = body.get("reblog") or body
    text, numbers = words(shown), {int(body["id"]), int(shown["id"])}
    found = []
    for kept in filters:
        keywords = [each.keyword for each in kept.keywords if _pattern(each.keyword, each.whole_word).search(text)]
        posts = [str(each.status_id) for each in kept.statuses if each.status_id in numbers]
        if keywords or posts:
            found.append((kept, keywords, posts))
    return found


def words(body: Mapping[str, Any]) -> str:
    """What one reads of a post: its text without markup, its warning, its options and what is said of its pictures."""
    plain = unescape(_MARKUP.sub("", _BREAK.sub("\n", body["content"])))
    options = [option["title"] for option in (body.get("poll") or {}).get("options", [])]
    pictures = [media["description"] for media in body["media_attachments"] if media.get("description")]
    return "\n".join([body["spoiler_text"], plain, *options, *pictures])


@lru_cache(maxsize=4_096)
def _pattern(keyword: str, whole_word: bool) -> re.Pattern[str]:
    """Whole words end where a letter would go on; the keyword itself is plain text."""
    plain = re.escape(keyword.strip())
    if whole_word:
        first, last = keyword.strip()[:1], keyword.strip()[-1:]
        plain = ("\\b" if re.match(r"\w", first) else "") + plain + ("\\b" if re.match(r"\w", last) else "")
    return re.compile(plain, re.IGNORECASE)
