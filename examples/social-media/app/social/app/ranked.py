"""The ranked feed: candidates from home and from what friends favour, put in order once and kept, so that pages don't shift."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.eligible import entries, is_for_home
from social.app.home import newest
from social.app.oauth import digest
from social.app.render.templates import pages
from social.app.services import Services
from social.domain.errors import Invalid
from social.domain.ids import at, millis
from social.domain.ranking import Candidate, rank
from social.domain.visibility import PUBLIC

CANDIDATES = 400
FROM_FRIENDS = 100
KEPT_MS = 600_000
LATELY_MS = 30 * 86_400_000
FRESH_MS = 3 * 86_400_000


@dataclass(frozen=True)
class Shown:
    """A page: posts as JSON, and where the next one begins; None at the end."""

    posts: list[bytes]
    snapshot: str
    following: int | None


async def start(services: Services, reader: Row[Any]) -> str:
    """Rank anew and keep the order for ten minutes; its token."""
    now = services.clock.now()
    async with services.db.read() as connection:
        found = rank(await _candidates(services, connection, reader, now), now)
    token = secrets.token_urlsafe(18)
    row = {
        "id": services.ids.next(), "account_id": reader.id, "token_hash": digest(token), "items": [asdict(each) for each in found],
        "expires_at": now + KEPT_MS,
    }  # fmt: skip
    async with services.db.begin() as unit:
        await unit.connection.execute(delete(t.rankings).where(t.rankings.c.expires_at <= now))
        await unit.connection.execute(insert(t.rankings).values(row))
    return token


async def show(services: Services, reader: Row[Any], snapshot: str, offset: int, limit: int, *, explain: bool) -> Shown:
    """A page of what was ranked. What is gone or hidden since is left out, and the page filled up from further down."""
    async with services.db.read() as connection:
        items = await _items(services, connection, reader, snapshot)
        rows: list[Row[Any]] = []
        while offset < len(items) and len(rows) < limit:
            part = items[offset : offset + limit - len(rows)]
            rows += await _still(services, connection, reader, part)
            offset += len(part)
        posts = await pages(services, connection, rows, reader.id)
    if explain:
        why = {each["id"]: each for each in items}
        posts = [
            post[:-1] + b',"explanation":' + orjson.dumps(_explanation(why[row.id])) + b"}" for row, post in zip(rows, posts, strict=True)
        ]
    return Shown(posts, snapshot, offset if offset < len(items) else None)


def _explanation(item: dict[str, Any]) -> dict[str, float]:
    return {name: item[name] for name in ("score", "recency", "affinity", "engagement", "diversity")}


async def _items(services: Services, connection: AsyncConnection, reader: Row[Any], snapshot: str) -> list[dict[str, Any]]:
    r = t.rankings.c
    kept = select(r["items"]).where(r.token_hash == digest(snapshot), r.account_id == reader.id, r.expires_at > services.clock.now())
    items: list[dict[str, Any]] | None = (await connection.execute(kept)).scalar_one_or_none()
    if items is None:
        raise Invalid("The snapshot is over; begin again without one")
    return items


async def _still(services: Services, connection: AsyncConnection, reader: Row[Any], part: Sequence[dict[str, Any]]) -> list[Row[Any]]:
    """Those that the reader may still see and wants, in their order."""
    ids = [each["id"] for each in part]
    rows = {row.id: row for row in await entries(connection, ids, reader.id, services.clock.now(), anyway=True)}
    found = [(rows.get(each["id"]), each["followed"]) for each in part]
    return [row for row, followed in found if row is not None and (is_for_home(row) or (not followed and _fits(row)))]


def _fits(row: Row[Any]) -> bool:
    """What home leaves out because of whom it is about doesn't come in by friends either."""
    return bool(row.known and not row.avoided)


async def _candidates(services: Services, connection: AsyncConnection, reader: Row[Any], now: int) -> list[Candidate]:
    """Posts of others: the newest of home, and what people whom one follows favoured in the last days."""
    home = [row for row in await newest(services, connection, reader, CANDIDATES) if not row.own]
    known = {row.id for row in home}
    ids = [each for each in await _favoured(connection, reader.id, now) if each not in known]
    others = await entries(connection, ids, reader.id, now, anyway=True)
    friends = [row for row in others if not row.own and _fits(row) and not is_for_home(row)]
    closeness = await _affinity(connection, reader.id, now)
    return [_candidate(row, closeness, known) for row in (*home, *friends) if row.boost_of_id not in known]


def _candidate(row: Row[Any], closeness: Counter[int], known: set[int]) -> Candidate:
    """A boost counts for what it boosts."""
    values: Any = row._mapping
    part = "original_" if row.boost_of_id else ""
    return Candidate(
        row.id, row.account_id, millis(row.id), values[f"{part}favourites_count"], values[f"{part}boosts_count"],
        values[f"{part}replies_count"], closeness[row.account_id], row.id in known,
    )  # fmt: skip


async def _favoured(connection: AsyncConnection, reader: int, now: int) -> list[int]:
    """Public posts that most of those whom one follows favoured."""
    f, v, s = t.follows.c, t.favourites.c, t.statuses.c
    found = (
        select(s.id)
        .join(t.favourites, v.status_id == s.id)
        .join(t.follows, f.target_id == v.account_id)
        .where(f.source_id == reader, f.state == "accepted", s.visibility == PUBLIC, s.deleted_at.is_(None), s.id >= at(now - FRESH_MS))
        .group_by(s.id)
        .order_by(func.count().desc(), s.id.desc())
        .limit(FROM_FRIENDS)
    )
    return list((await connection.execute(found)).scalars())


async def _affinity(connection: AsyncConnection, reader: int, now: int) -> Counter[int]:
    """Favourites and answers of the last month, by author."""
    v, s = t.favourites.c, t.statuses.c
    liked = select(s.account_id, func.count()).join(t.favourites, v.status_id == s.id)
    liked = liked.where(v.account_id == reader, v.created_at >= now - LATELY_MS).group_by(s.account_id)
    answered = select(s.reply_to_account_id, func.count()).where(s.account_id == reader, s.reply_to_account_id.is_not(None))
    answered = answered.where(s.id >= at(now - LATELY_MS)).group_by(s.reply_to_account_id)
    found: Counter[int] = Counter()
    for query in (liked, answered):
        for author, number in await connection.execute(query):
            found[author] += number
    return found
