"""Reading home: ids from the window, from the outboxes of those whom readers pull, or from SQL; then one query says which of them to show.

Windows may hold too much, since every post is checked when it is read; they never hold too little above their floor. So what somebody
blocks, mutes, unfollows or deletes is gone at once, whatever the store still has.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, select, union_all
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.among import among
from social.adapters.sql.latest import latest
from social.app.eligible import entries
from social.app.render.templates import pages
from social.app.services import Services
from social.domain.errors import Unavailable
from social.domain.feed import REPEAT, Source, cut, keep_seconds, merge, repeats
from social.ports.feed import FeedDown, Part
from social.telemetry import metrics

AHEAD = 4
FROM_OUTBOX = 20
MOST_OUTBOXES = 100
MANY_FOLLOWS = 2_000
MANY_SECONDS = 30
CELEBRITY_SECONDS = 1.0
ASK_SECONDS = 10
OUTBOX_SECONDS = 14 * 86_400
LAST = 2**63 - 1


@dataclass(frozen=True)
class Bounds:
    """A page: exclusive bounds; `rising` wants what is nearest above the lower one."""

    below: int | None = None
    above: int | None = None
    rising: bool = False
    limit: int = 20


async def page(services: Services, reader: Row[Any], bounds: Bounds) -> tuple[list[int], list[bytes]]:
    """A page of home, newest first: ids, and posts as JSON."""
    async with services.db.read() as connection:
        reading = _Reading(services, connection, reader)
        rows = await (reading.rise(bounds) if bounds.rising and bounds.above is not None else reading.descend(bounds))
        found = await pages(services, connection, rows, reader.id)
    metrics.FEED_READS.labels(reading.source).inc()
    # What is missing is built on connections of its own: many requests that each hold one and wait for another would wait for ever.
    with suppress(FeedDown, Unavailable):
        await reading.mend()
    return [row.id for row in rows], found


async def newest(services: Services, connection: AsyncConnection, reader: Row[Any], limit: int) -> list[Row[Any]]:
    """The newest entries, as rows."""
    return await _Reading(services, connection, reader).descend(Bounds(limit=limit))


class _Reading:
    """One request. `source` is where its ids came from: window, sql, or down."""

    def __init__(self, services: Services, connection: AsyncConnection, reader: Row[Any]) -> None:
        self._services = services
        self._connection = connection
        self._reader = reader
        self._keep: int | None = None
        self._boxless: list[int] = []
        self.source = "window"

    async def descend(self, bounds: Bounds) -> list[Row[Any]]:
        """The newest below a bound."""
        rows: list[Row[Any]] = []
        cursor, count, ended = bounds.below, bounds.limit + AHEAD, False
        while True:
            kept, enough = _kept(rows, bounds, ended=ended)
            if enough or ended:
                return kept
            source = await self._older(cursor, count)
            rows += await self._entries(source.ids)
            cursor, ended = source.reach, source.reach == 0
            count = min(2 * count, self._services.settings.feed_size)

    async def rise(self, bounds: Bounds) -> list[Row[Any]]:
        """The oldest above a bound."""
        rows: list[Row[Any]] = []
        cursor, above = bounds.above or 0, bounds.above or 0
        older: list[Row[Any]] | None = None
        while True:
            ids, ended = await self._newer(cursor, bounds.limit + AHEAD)
            rows = await self._entries([each for each in ids if bounds.below is None or each < bounds.below]) + rows
            if older is None and any(row.boost_of_id for row in rows):
                older = await self._previous(above)
            context = [*rows, *(older or ())]
            pairs = [(row.id, row.boost_of_id) for row in context]
            kept = [row for place, row in enumerate(rows) if not repeats(pairs, place, ended=True)]
            ended = ended or (bounds.below is not None and bool(ids) and ids[0] >= bounds.below)
            if ended or len(kept) >= bounds.limit:
                return kept[-bounds.limit :]
            cursor = ids[0]

    async def _previous(self, above: int) -> list[Row[Any]]:
        """The entries before a page, as many as a boost may repeat."""
        rows: list[Row[Any]] = []
        cursor, ended = above + 1, False
        while len(rows) < REPEAT and not ended:
            source = await self._older(cursor, REPEAT)
            rows += await self._entries(source.ids)
            cursor, ended = source.reach, source.reach == 0
        return rows

    async def _entries(self, ids: Sequence[int]) -> list[Row[Any]]:
        return await entries(self._connection, ids, self._reader.id, self._services.clock.now())

    async def _older(self, below: int | None, count: int) -> Source:
        """Ids below a bound, from the window as far as it goes."""
        part = await self._window(below, None, count)
        if part is None or (not part[0] and part[1] is not None):
            return await self._pull(below, count)
        return merge([cut(part[0], part[1], count), *await self._pulled(below)])

    async def _newer(self, above: int, count: int) -> tuple[list[int], bool]:
        """Ids above a bound, newest first, and whether these are all."""
        most = self._services.settings.feed_size * 2
        part = await self._window(None, above, most)
        if part is not None and (part[1] or 0) <= above + 1 and not await celebrities(self._services, self._connection, self._reader.id):
            return part[0], True
        ids = await self._query(None, above, count, rising=True)
        return ids[::-1], len(ids) < count

    async def _window(self, below: int | None, above: int | None, count: int) -> Part | None:
        """A part of the window."""
        services, reader = self._services, self._reader
        seconds = keep_seconds(
            None if reader.last_seen_at is None else services.clock.now() - reader.last_seen_at,
            services.settings.feed_active_days, services.settings.feed_weekly_days,
        )  # fmt: skip
        try:
            part = await services.feed.window(reader.id, below, above, count, seconds or None)
        except FeedDown:
            self.source = "down"
            return None
        if part is None:
            self._keep = services.settings.feed_weekly_days * 86_400 if seconds is None else seconds
        return part

    async def mend(self) -> None:
        """Have a missing window built by a worker, or do it, where a second pull would cost as much; fill outboxes that are missing."""
        services, reader = self._services, self._reader
        for author in self._boxless:
            await fill_outbox(services, author)
        many = reader.following_count > MANY_FOLLOWS
        if self._keep and await services.feed.claim(reader.id, MANY_SECONDS if many else ASK_SECONDS):
            await (build if many else ask)(services, reader.id, self._keep)

    async def _pull(self, below: int | None, count: int) -> Source:
        """Ids from SQL."""
        if self.source == "window":
            self.source = "sql"
        if self.source != "down" or self._reader.following_count <= MANY_FOLLOWS:
            return await pull(self._services, self._connection, self._reader.id, below, count)

        async def make() -> Source:
            return await pull(self._services, self._connection, self._reader.id, below, count)

        # Without a store this costs a quarter of a second each time.
        found: Source = await self._services.fresh.get(("pull", self._reader.id, below, count), MANY_SECONDS, make)
        return found

    async def _query(self, below: int | None, above: int | None, count: int, *, rising: bool) -> list[int]:
        return await _ids(self._services, self._connection, self._reader.id, below, above, count, rising=rising)

    async def _pulled(self, below: int | None) -> list[Source]:
        """What those whom one pulls have in their outboxes; where an outbox ends or is missing, SQL."""
        services = self._services
        authors = await celebrities(services, self._connection, self._reader.id)
        if not authors:
            return []
        try:
            boxes = await services.feed.outboxes(authors[:MOST_OUTBOXES], below, FROM_OUTBOX)
        except FeedDown:
            boxes = dict.fromkeys(authors[:MOST_OUTBOXES], ([], 0))
        self._boxless = [author for author in authors[:MOST_OUTBOXES] if author not in boxes]
        sources = {author: cut(ids, floor, FROM_OUTBOX) for author, (ids, floor) in boxes.items() if ids or floor is None}
        rest = [author for author in authors if author not in sources]
        if rest:
            ids = await _newest(services, self._connection, rest, below, FROM_OUTBOX)
            return [*sources.values(), cut(ids, None, FROM_OUTBOX)]
        return list(sources.values())


def _kept(rows: Sequence[Row[Any]], bounds: Bounds, *, ended: bool) -> tuple[list[Row[Any]], bool]:
    """The page as far as it can be told from these rows, and whether it is whole."""
    pairs = [(row.id, row.boost_of_id) for row in rows]
    kept: list[Row[Any]] = []
    for place, row in enumerate(rows):
        if bounds.above is not None and row.id <= bounds.above:
            return kept, True
        repeated = repeats(pairs, place, ended=ended)
        if repeated is None:
            return kept, False
        if not repeated:
            kept.append(row)
            if len(kept) == bounds.limit:
                return kept, True
    return kept, False


# --- from SQL -----------------------------------------------------------------------------------------------------------------------
async def pull(services: Services, connection: AsyncConnection, reader: int, below: int | None, count: int) -> Source:
    """Ids of whatever may belong into a home, newest first."""
    ids = await _ids(services, connection, reader, below, None, count, rising=False)
    return cut(ids, None, count)


async def _ids(
    services: Services, connection: AsyncConnection, reader: int, below: int | None, above: int | None, count: int, *, rising: bool
) -> list[int]:
    given = {"reader": reader, "below": LAST if below is None else below, "above": above or 0, "count": count}
    found: set[int] = set()
    for query in _followed(services.db.dialect, rising=rising):
        found.update((await connection.execute(query, given)).scalars())
    return sorted(found, reverse=not rising)[:count]


async def _newest(services: Services, connection: AsyncConnection, authors: Sequence[int], below: int | None, count: int) -> list[int]:
    given = {"authors": authors, "below": LAST if below is None else below, "above": 0, "count": count}
    return list((await connection.execute(_by_authors(services.db.dialect), given)).scalars())


# The shape of these queries is always the same, so they are put together once.
@cache
def _followed(dialect: str, *, rising: bool) -> tuple[Select[Any], Select[Any]]:
    """Posts of those whom a reader follows, and the reader's own; posts with tags that they follow."""
    s, f, places, tags = t.statuses.c, t.follows.c, t.status_tags.c, t.tag_follows.c
    reader = bindparam("reader", type_=BigInteger)
    followed = select(f.target_id).where(f.source_id == reader, f.state == "accepted")
    owners = select(union_all(followed, select(reader)).subquery())
    mine = select(tags.tag_id).where(tags.account_id == reader)
    return (
        latest(dialect, s.account_id, s.id, owners, s.deleted_at.is_(None), rising=rising),
        latest(dialect, places.tag_id, places.status_id, mine, rising=rising),
    )


@cache
def _by_authors(dialect: str) -> Select[Any]:
    s, a = t.statuses.c, t.accounts.c
    return latest(dialect, s.account_id, s.id, select(a.id).where(among(a.id, "authors")), s.deleted_at.is_(None))


# --- building -----------------------------------------------------------------------------------------------------------------------
async def ask(services: Services, reader: int, seconds: int) -> None:
    """Have the window built by a worker."""
    async with services.db.begin() as unit:
        await unit.emit("fanout", "home.missing", reader, {"account_id": str(reader), "seconds": seconds})


async def build(services: Services, reader: int, seconds: int) -> bool:
    """Fill a missing window from SQL; what is committed meanwhile is pushed into it."""
    token = await services.feed.begin("home", reader)
    if token is None:
        return False
    async with services.db.read() as connection:
        source = await pull(services, connection, reader, None, services.settings.feed_size)
    return await services.feed.build("home", reader, token, source.ids, complete=source.reach == 0, seconds=seconds)


async def fill_outbox(services: Services, author: int) -> bool:
    """Fill a missing outbox from SQL."""
    token = await services.feed.begin("outbox", author)
    if token is None:
        return False
    size = services.settings.outbox_size
    async with services.db.read() as connection:
        ids = await _newest(services, connection, [author], None, size)
    return await services.feed.build("outbox", author, token, ids, complete=len(ids) < size, seconds=OUTBOX_SECONDS)


# --- those whom readers pull --------------------------------------------------------------------------------------------------------
# Named one by one: an index finds what is there, but not what is missing.
_PULLED = select(t.accounts.c.id).where(t.accounts.c.spread.in_(("pull", "both")))
_PULLED_BY = (
    select(t.accounts.c.id)
    .join(t.follows, t.follows.c.target_id == t.accounts.c.id)
    .where(t.follows.c.source_id == bindparam("reader", type_=BigInteger), t.follows.c.state == "accepted")
    .where(among(t.accounts.c.id, "pulled"))
    .order_by(t.accounts.c.last_status_at.desc(), t.accounts.c.id)
)


async def celebrities(services: Services, connection: AsyncConnection, reader: int) -> Sequence[int]:
    """Whom of those that are not pushed somebody follows, the newest posters first; known for at most a second."""

    async def everybody() -> Sequence[int]:
        return (await connection.execute(_PULLED)).scalars().all()

    async def followed() -> Sequence[int]:
        return (await connection.execute(_PULLED_BY, {"reader": reader, "pulled": pulled})).scalars().all()

    pulled: Sequence[int] = await services.fresh.get("celebrities", CELEBRITY_SECONDS, everybody)
    if not pulled:
        return ()
    found: Sequence[int] = await services.fresh.get(("celebrities", reader), CELEBRITY_SECONDS, followed)
    return found


def forget_celebrities(services: Services, *readers: int) -> None:
    """Somebody is followed or not any more, or (without readers) is pulled now or not any more."""
    if not readers:
        services.fresh.forget("celebrities")
    for reader in readers:
        services.fresh.forget(("celebrities", reader))
