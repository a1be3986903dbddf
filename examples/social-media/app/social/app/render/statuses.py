"""Posts: what all see of them, and what the viewer's own marks add."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.among import among, by_id
from social.app.marks import NAMES, marks
from social.app.render.accounts import account, account_rows
from social.app.render.common import account_url, status_url, tag_url, time
from social.app.render.filters import mark
from social.app.render.media import attachment
from social.app.render.polls import poll
from social.app.services import Services

_NAMED = (
    select(t.mentions.c.status_id, t.accounts.c.id, t.accounts.c.username)
    .join(t.accounts, t.accounts.c.id == t.mentions.c.account_id)
    .where(among(t.mentions.c.status_id, "ids"))
    .order_by(t.accounts.c.id)
)
_TAGGED = (
    select(t.status_tags.c.status_id, t.tags.c.name, t.tags.c.key)
    .join(t.tags, t.tags.c.id == t.status_tags.c.tag_id)
    .where(among(t.status_tags.c.status_id, "ids"))
    .order_by(t.tags.c.id)
)
_PARENTS = select(t.statuses.c.id).where(among(t.statuses.c.id, "ids"), t.statuses.c.deleted_at.is_(None))
_POLLS = select(t.polls).where(among(t.polls.c.status_id, "ids"))


async def statuses(services: Services, connection: AsyncConnection, rows: Sequence[Row[Any]], viewer: int | None) -> list[dict[str, Any]]:
    """Posts with their boosts, in order. The caller has checked that the viewer may see them."""
    boosted = await _rows(connection, {row.boost_of_id for row in rows if row.boost_of_id})
    every = {row.id: row for row in (*rows, *boosted.values())}
    made = await bodies(services, connection, list(every.values()))
    marked = await marks(connection, every.keys(), viewer)
    asking = [each for each in every if each not in marked or marked[each].asks]
    asked = await polls(services, connection, asking, viewer)
    found = []
    for row in rows:
        body = _with_marks(made[row.id], asked.get(row.id), marked.get(row.id), viewer)
        original = boosted.get(row.boost_of_id) if row.boost_of_id else None
        if row.boost_of_id:
            if original is None or original.deleted_at is not None:
                continue
            body["reblog"] = _with_marks(made[original.id], asked.get(original.id), marked.get(original.id), viewer)
        found.append(body)
    if any(row.filtering for row in marked.values()):
        await mark(services, connection, found, viewer)
    return found


async def status(services: Services, connection: AsyncConnection, row: Row[Any], viewer: int | None) -> dict[str, Any]:
    """One post."""
    [found] = await statuses(services, connection, [row], viewer)
    return found


async def _rows(connection: AsyncConnection, ids: Iterable[int]) -> dict[int, Row[Any]]:
    wanted = set(ids)
    return {row.id: row for row in await connection.execute(by_id(t.statuses), {"ids": wanted})} if wanted else {}


async def bodies(services: Services, connection: AsyncConnection, rows: Sequence[Row[Any]]) -> dict[int, dict[str, Any]]:
    """What everybody sees of posts, without boosts and polls."""
    ids = {row.id for row in rows}
    if not ids:
        return {}
    mentions: dict[int, list[Any]] = {}
    for each in await connection.execute(_NAMED, {"ids": ids}):
        url = account_url(services, each.username)
        mentions.setdefault(each.status_id, []).append({"id": str(each.id), "username": each.username, "url": url, "acct": each.username})
    tags: dict[int, list[Any]] = {}
    for each in await connection.execute(_TAGGED, {"ids": ids}):
        tags.setdefault(each.status_id, []).append({"name": each.key, "url": tag_url(services, each.key)})
    people = await account_rows(connection, {row.account_id for row in rows})
    authors = {each: account(services, row) for each, row in people.items()}
    media = await _media(services, connection, {each for row in rows for each in row.media_ids})
    apps = await _apps(connection, {row.app_id for row in rows if row.app_id})
    found = {
        row.id: _body(services, row, authors[row.account_id], mentions.get(row.id, []), tags.get(row.id, []), media, apps.get(row.app_id))
        for row in rows
    }
    parents = await _parents(connection, {row.reply_to_id for row in rows if row.reply_to_id})
    for row in rows:
        # The thread stays together around a post that is gone, which nobody can open.
        if row.reply_to_id in parents:
            found[row.id]["in_reply_to_id"] = str(row.reply_to_id)
        # Staff may say that all posts of somebody are sensitive.
        found[row.id]["sensitive"] = row.sensitive or people[row.account_id].sensitized
    return found


def _body(
    services: Services, row: Row[Any], author: dict[str, Any], mentions: list[Any], tags: list[Any], media: dict[int, Any], app: Any
) -> dict[str, Any]:
    url = status_url(services, author["username"], row.id)
    return {
        "id": str(row.id),
        "created_at": time(row.created_at),
        "in_reply_to_id": None,
        "in_reply_to_account_id": str(row.reply_to_account_id) if row.reply_to_account_id else None,
        "sensitive": row.sensitive,
        "spoiler_text": row.spoiler_text,
        "visibility": row.visibility,
        "language": row.language,
        "uri": url,
        "url": url,
        "replies_count": row.replies_count,
        "reblogs_count": row.boosts_count,
        "favourites_count": row.favourites_count,
        "edited_at": time(row.edited_at),
        "content": row.html,
        "reblog": None,
        "application": app,
        "account": author,
        "media_attachments": [media[each] for each in row.media_ids if each in media],
        "mentions": mentions,
        "tags": tags,
        "emojis": [],
        "card": row.card,
        "poll": None,
    }


async def _parents(connection: AsyncConnection, ids: set[int]) -> set[int]:
    """Those that are there."""
    return set((await connection.execute(_PARENTS, {"ids": ids})).scalars()) if ids else set()


async def _media(services: Services, connection: AsyncConnection, ids: set[int]) -> dict[int, Any]:
    rows = await connection.execute(by_id(t.media), {"ids": ids}) if ids else ()
    return {row.id: attachment(services, row) for row in rows}


async def _apps(connection: AsyncConnection, ids: set[int]) -> dict[int, Any]:
    rows = await connection.execute(by_id(t.apps), {"ids": ids}) if ids else ()
    return {row.id: {"name": row.name, "website": row.website} for row in rows}


def _with_marks(body: dict[str, Any], poll: dict[str, Any] | None, own: Row[Any] | None, viewer: int | None) -> dict[str, Any]:
    found = {**body, "poll": poll}
    if own is not None:
        found |= {name: bool(getattr(own, name)) for name in NAMES}
        if int(body["account"]["id"]) == viewer:
            found["pinned"] = bool(own.pinned) and not own.boosts
        found["filtered"] = []
    return found


async def polls(services: Services, connection: AsyncConnection, ids: Sequence[int], viewer: int | None) -> dict[int, Any]:
    """Polls by post, with what the viewer voted."""
    if not ids:
        return {}
    rows = list(await connection.execute(_POLLS, {"ids": ids}))
    votes: dict[int, list[int]] = {}
    if rows and viewer is not None:
        own = select(t.poll_votes).where(t.poll_votes.c.account_id == viewer, among(t.poll_votes.c.poll_id, [row.id for row in rows]))
        for vote in await connection.execute(own.order_by(t.poll_votes.c.id)):
            votes.setdefault(vote.poll_id, []).append(vote.choice)
    return {row.status_id: poll(services, row, votes.get(row.id, []), viewer) for row in rows}
