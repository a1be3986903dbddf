"""Search: people and tags from SQL, posts from the index. A hit is shown only if the rule of visibility lets the viewer see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.seeing import visible, wanted
from social.app.services import Services
from social.app.timelines import between
from social.domain.text import is_here, tag_key
from social.domain.visibility import PUBLIC
from social.ports.others import SearchDown

ROUND = 100
MOST_ROUNDS = 20
log = structlog.get_logger()


@dataclass(frozen=True)
class SearchWish:
    """What is looked for, and which part of what is found."""

    query: str
    limit: int = 20
    offset: int = 0
    below: int | None = None
    above: int | None = None
    following: bool = False
    account_id: int | None = None


async def people(services: Services, connection: AsyncConnection, wish: SearchWish, viewer: int | None) -> list[Row[Any]]:
    """By name or address: first the exact name, then those whom the viewer follows, then names that begin so, then the rest."""
    name = local_name(services, wish.query)
    if not name:
        return []
    a = t.accounts.c
    followed = exists(
        select(t.follows.c.id).where(t.follows.c.source_id == viewer, t.follows.c.target_id == a.id, t.follows.c.state == "accepted")
    )
    query = select(t.accounts).where(
        or_(a.username_key.contains(name, autoescape=True), a.display_name.icontains(wish.query.strip().lstrip("@"), autoescape=True)),
        a.state.in_(("active", "silenced")),
    )
    if viewer is not None:
        blocks = t.blocks.c
        query = query.where(~exists(select(blocks.id).where(blocks.source_id == a.id, blocks.target_id == viewer)))
    if wish.following:
        query = query.where(followed)
    query = between(query, a.id, wish.below, wish.above)
    rank = case((a.username_key == name, 0), (followed, 1), (a.username_key.startswith(name, autoescape=True), 2), else_=3)
    query = query.order_by(rank, a.followers_count.desc(), a.id).limit(wish.limit).offset(wish.offset)
    return list((await connection.execute(query)).all())


def local_name(services: Services, query: str) -> str:
    """The folded name in `name`, `@name`, `name@this.server` or the address of a page here; empty if it is of another server."""
    text = query.strip().removeprefix(f"{services.settings.base_url}/@").removeprefix("acct:").removeprefix("@")
    name, _, host = text.partition("@")
    return name.casefold() if is_here(host, services.settings.domain) else ""


async def tags(connection: AsyncConnection, wish: SearchWish) -> list[Row[Any]]:
    """Tags that begin so or have it in them; the exact one first, then the most used."""
    name = tag_key(wish.query)
    if not name or any(char.isspace() for char in wish.query.strip()):
        return []
    key = t.tags.c.key
    uses = select(func.count()).select_from(t.status_tags).where(t.status_tags.c.tag_id == t.tags.c.id).scalar_subquery()
    rank = case((key == name, 0), (key.startswith(name, autoescape=True), 1), else_=2)
    query = select(t.tags).where(key.contains(name, autoescape=True))
    query = between(query, t.tags.c.id, wish.below, wish.above)
    query = query.order_by(rank, uses.desc(), key).limit(wish.limit).offset(wish.offset)
    return list((await connection.execute(query)).all())


async def posts(services: Services, wish: SearchWish, viewer: int | None) -> tuple[list[Row[Any]], bool]:
    """Posts, newest first, and whether the index answered. Only people with a token search in posts."""
    if viewer is None:
        return [], True
    if wish.query.strip().startswith(f"{services.settings.base_url}/"):
        return await _by_address(services, wish, viewer), True
    found: list[Row[Any]] = []
    below, needed = wish.below, wish.offset + wish.limit
    for _ in range(MOST_ROUNDS):
        try:
            ids = await services.search.statuses(wish.query, below=below, above=wish.above, account_id=wish.account_id, limit=ROUND)
        except SearchDown:
            log.warning("search index doesn't answer")
            return [], False
        found += await _shown(services, ids, viewer)
        if len(found) >= needed or len(ids) < ROUND:
            break
        below = ids[-1]
    return found[wish.offset : needed], True


async def _shown(services: Services, ids: Sequence[int], viewer: int) -> list[Row[Any]]:
    """Those of the hits that the viewer may find, in order."""
    if not ids:
        return []
    query = select(t.statuses).where(t.statuses.c.id.in_(ids), visible(viewer), wanted(viewer, services.clock.now()), findable(viewer))
    async with services.db.read() as connection:
        rows = (await connection.execute(query)).all()
    return sorted(rows, key=lambda row: row.id, reverse=True)


def findable(viewer: int) -> ColumnElement[bool]:
    """Own posts, posts that mention the viewer or that they marked, and public posts of those who agreed to be found."""
    s = t.statuses.c
    agreed = exists(select(t.accounts.c.id).where(t.accounts.c.id == s.account_id, t.accounts.c.indexable.is_(True)))
    mentioned = exists(select(t.mentions.c.status_id).where(t.mentions.c.status_id == s.id, t.mentions.c.account_id == viewer))
    marked = [
        exists(select(table.c.id).where(table.c.status_id == s.id, table.c.account_id == viewer)) for table in (t.favourites, t.bookmarks)
    ]
    return or_(s.account_id == viewer, mentioned, *marked, and_(s.visibility == PUBLIC, agreed))


async def _by_address(services: Services, wish: SearchWish, viewer: int) -> list[Row[Any]]:
    """The one post of a page's address, if the viewer may see it at all."""
    number = wish.query.strip().rsplit("/", 1)[1]
    if not number.isascii() or not number.isdigit() or len(number) > 19:
        return []
    query = select(t.statuses).where(t.statuses.c.id == int(number), visible(viewer))
    async with services.db.read() as connection:
        return list((await connection.execute(query)).all())


async def refresh(services: Services, status_id: int) -> None:
    """Bring the index into line with a post as it is now, or is no more."""
    s = t.statuses.c
    async with services.db.read() as connection:
        row = (await connection.execute(select(t.statuses).where(s.id == status_id))).first()
        names = select(t.tags.c.key).join(t.status_tags, t.status_tags.c.tag_id == t.tags.c.id)
        keys = list((await connection.execute(names.where(t.status_tags.c.status_id == status_id))).scalars())
        described = select(t.media.c.description).where(t.media.c.status_id == status_id, t.media.c.description.is_not(None))
        pictures = list((await connection.execute(described)).scalars())
        options = (await connection.execute(select(t.polls.c.options).where(t.polls.c.status_id == status_id))).scalar()
    if row is None or row.deleted_at is not None or row.boost_of_id is not None or row.held == "remove":
        await services.search.remove([status_id])
        return
    body = "\n".join(part for part in (row.spoiler_text, row.text, *pictures, *(options or ())) if part)
    await services.search.index(status_id, body, row.account_id, keys, row.language)
