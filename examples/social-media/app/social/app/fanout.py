"""Writing feeds: posts into the windows of those who read, into outboxes, and to those who listen. Doing any of it twice does no harm."""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from time import monotonic
from typing import Any

import orjson
from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.among import among
from social.app.eligible import readers
from social.app.home import forget_celebrities
from social.app.render.templates import pages, pages_of_each
from social.app.services import Services
from social.app.timelines import list_posts
from social.domain.feed import BOTH, PULL, PUSH, REPEAT, delivery
from social.domain.visibility import DIRECT, PUBLIC
from social.ports.bus import Message
from social.ports.feed import FeedDown

BATCH = 2_000
MOST_SECONDS = 2.0
PIECE = 1_000
s, f = t.statuses.c, t.follows.c


async def find(connection: AsyncConnection, status_id: int) -> Row[Any] | None:
    """A post with how its author is delivered; also one that is deleted."""
    a = t.accounts.c
    found = select(t.statuses, a.spread, a.followers_count, a.state).join(t.accounts, a.id == s.account_id)
    return (await connection.execute(found.where(s.id == status_id))).first()


# --- into windows -------------------------------------------------------------------------------------------------------------------
async def spread(services: Services, status_id: int, cursor: int) -> int | None:
    """Push a post to the next page of its readers; the cursor of the page after it, None at the end.

    Posts that moderators hold are pushed as well: reading leaves them out for as long as they are held.
    """
    async with services.db.read() as connection:
        post = await find(connection, status_id)
    if post is None or post.deleted_at is not None:
        return None
    if not cursor:
        await services.feed.push([post.account_id], status_id)
        await services.feed.post(post.account_id, status_id)
        await balance(services, post.account_id)
    async with services.db.read() as connection:
        post = await find(connection, status_id)
        if post is None:
            return None
        found, ended = await _recipients(services, connection, post, cursor)
    return await _push(services, found, status_id, ended=ended)


async def _push(services: Services, found: list[int], status_id: int, *, ended: bool) -> int | None:
    """In batches, until the time is up."""
    until = monotonic() + MOST_SECONDS
    for start in range(0, len(found), BATCH):
        await services.feed.push(found[start : start + BATCH], status_id)
        if monotonic() > until and start + BATCH < len(found):
            return found[start + BATCH - 1]
    return None if ended else found[-1]


async def _recipients(services: Services, connection: AsyncConnection, post: Row[Any], cursor: int) -> tuple[list[int], bool]:
    """A page of those into whose windows a post belongs, in the order of their ids, and whether it is the last."""
    most = services.settings.fanout_page
    queries = [] if post.spread == PULL else [_followers(post, cursor).limit(most)]
    if post.visibility == PUBLIC and post.boost_of_id is None:
        tags = select(t.status_tags.c.tag_id).where(t.status_tags.c.status_id == post.id)
        g = t.tag_follows.c
        queries.append(select(g.account_id).where(g.tag_id.in_(tags), g.account_id > cursor).distinct().order_by(g.account_id).limit(most))
    parts = [(await connection.execute(query)).scalars().all() for query in queries]
    # Beyond the end of a page that is full nobody knows what comes.
    end = min((part[-1] for part in parts if len(part) >= most), default=None)
    found = sorted({each for part in parts for each in part if end is None or each <= end})
    return found, end is None


def _followers(post: Row[Any], cursor: int) -> Any:
    found = select(f.source_id).where(f.target_id == post.account_id, f.state == "accepted", f.source_id > cursor)
    if post.boost_of_id is not None:
        found = found.where(f.show_boosts.is_(True))
    if post.visibility == DIRECT:
        mentioned = select(t.mentions.c.account_id).where(t.mentions.c.status_id == post.id)
        found = found.where(f.source_id.in_(mentioned))
    return found.order_by(f.source_id)


# --- who is pushed ------------------------------------------------------------------------------------------------------------------
async def balance(services: Services, account_id: int) -> str:
    """Move an author between pushing and pulling, where their followers became too many or few enough; what holds now."""
    settings, a = services.settings, t.accounts.c
    async with services.db.read() as connection:
        row = (await connection.execute(select(a.spread, a.followers_count).where(a.id == account_id))).first()
    if row is None:
        return PUSH
    wanted = delivery(row.spread, row.followers_count, settings.follower_threshold, settings.follower_threshold_low)
    if wanted == row.spread:
        return wanted
    async with services.db.begin() as unit:
        job = services.ids.next()
        moved = update(t.accounts).where(a.id == account_id, a.spread == row.spread).values(spread=wanted, spread_job=job)
        if (await unit.connection.execute(moved)).rowcount and wanted == BOTH:
            await unit.emit("fanout", "author.returns", account_id, {"account_id": str(account_id), "job": str(job)})
    forget_celebrities(services)
    return wanted


async def give_back(services: Services, account_id: int, job: int, cursor: int) -> int | None:
    """Bring the windows of a page of followers up to date with an author who is pushed again; at the end the author is pulled no more."""
    async with services.db.read() as connection:
        page = select(f.source_id).where(f.target_id == account_id, f.state == "accepted", f.source_id > cursor)
        found = list((await connection.execute(page.order_by(f.source_id).limit(services.settings.fanout_page))).scalars())
    until = monotonic() + MOST_SECONDS
    for reader in found:
        await match(services, reader, account_id)
        if monotonic() > until and reader != found[-1]:
            return int(reader)
    if len(found) >= services.settings.fanout_page:
        return int(found[-1])
    a = t.accounts.c
    async with services.db.begin() as unit:
        done = update(t.accounts).where(a.id == account_id, a.spread == BOTH, a.spread_job == job)
        await unit.connection.execute(done.values(spread=PUSH))
    forget_celebrities(services)
    return None


# --- when relations change ----------------------------------------------------------------------------------------------------------
async def match(services: Services, reader: int, author: int) -> None:
    """Make a window hold what the reader now gets of an author: their posts if they are followed, else none of them but by tag.

    One at a time for each pair: of two that look at the relation and then write, the later one could write what is no longer true.
    """
    if await services.feed.floor(reader) is None:
        return
    async with services.db.begin() as unit:
        await unit.alone(f"feed:{reader}:{author}")
        floor = await services.feed.floor(reader)
        if floor is None:
            return
        ids = await _since(services, unit.connection, s.account_id == author, floor)
        if await _follows(unit.connection, reader, author):
            await services.feed.add(reader, ids)
        else:
            await services.feed.remove(reader, sorted(set(ids) - await _by_tag(unit.connection, reader, ids)))


async def match_tag(services: Services, reader: int, tag_id: int) -> None:
    """Make a window hold the posts with a tag that is followed; of one that isn't any more, reading leaves them out."""
    floor = await services.feed.floor(reader)
    if floor is None:
        return
    async with services.db.read() as connection:
        followed = select(t.tag_follows.c.id).where(t.tag_follows.c.account_id == reader, t.tag_follows.c.tag_id == tag_id)
        if (await connection.execute(followed)).first() is None:
            return
        tagged = exists(select(t.status_tags.c.tag_id).where(t.status_tags.c.status_id == s.id, t.status_tags.c.tag_id == tag_id))
        ids = await _since(services, connection, and_(s.visibility == PUBLIC, tagged), floor)
    await services.feed.add(reader, ids)


async def _since(services: Services, connection: AsyncConnection, which: Any, floor: int) -> Sequence[int]:
    """The newest ids from a floor upwards, as many as a window holds."""
    found = select(s.id).where(which, s.id >= floor, s.deleted_at.is_(None)).order_by(s.id.desc()).limit(services.settings.feed_size)
    return (await connection.execute(found)).scalars().all()


async def _follows(connection: AsyncConnection, reader: int, author: int) -> bool:
    """Whether posts of an author shall be in the window. Mutes that end by themselves are left to reading: nobody tells of their end."""
    if reader == author:
        return True
    b, m = t.blocks.c, t.mutes.c
    hidden = or_(
        exists(
            select(b.id).where(or_(and_(b.source_id == reader, b.target_id == author), and_(b.source_id == author, b.target_id == reader)))
        ),
        exists(select(m.id).where(m.source_id == reader, m.target_id == author, m.expires_at.is_(None))),
    )
    found = select(f.id).where(f.source_id == reader, f.target_id == author, f.state == "accepted", ~hidden)
    return (await connection.execute(found)).first() is not None


async def _by_tag(connection: AsyncConnection, reader: int, ids: Sequence[int]) -> set[int]:
    places, follows = t.status_tags.c, t.tag_follows.c
    found = select(places.status_id).join(t.tag_follows, follows.tag_id == places.tag_id)
    return set((await connection.execute(found.where(places.status_id.in_(ids), follows.account_id == reader))).scalars())


# --- to those who listen ------------------------------------------------------------------------------------------------------------
async def tell(services: Services, status_id: int, event: str) -> int:
    """Publish a post (`update`, `status.update`) on every channel that has a listener who may have it; on how many."""
    told = 0
    async with services.db.read() as connection:
        post = await find(connection, status_id)
        if post is None or post.deleted_at is not None or post.held is not None:
            return 0
        channels, written = await services.bus.heard(await _open_channels(connection, post)), _writer(event, status_id)
        for owner, list_id in await _lists(services, connection, post):
            rows = await readers(connection, status_id, [owner], services.clock.now(), anyway=True)
            query = await list_posts(services, connection, owner, list_id)
            if rows and (await connection.execute(query.where(s.id == status_id))).first():
                [body] = await pages(services, connection, rows, owner)
                await services.bus.publish(f"list:{list_id}", written(body))
                told += 1
        if channels:
            everybody = await readers(connection, status_id, [post.account_id], services.clock.now())
            for body in await pages(services, connection, everybody, None):
                await services.bus.publish_all([Message(channel, written(body)) for channel in channels])
                told += len(channels)
        homes = await _homes(services, connection, post, event)
        found = zip(homes, await pages_of_each(services, connection, homes), strict=True)
        await services.bus.publish_all([Message(f"user:{row.viewer}", written(body)) for row, body in found])
    return told + len(homes)


async def untell(services: Services, status_id: int) -> None:
    """Publish that a post is gone, on every channel that may have had it; not if moderators have let it go on meanwhile."""
    async with services.db.read() as connection:
        post = await find(connection, status_id)
        if post is None or (post.deleted_at is None and post.held is None):
            return
        channels = await services.bus.heard(await _open_channels(connection, post))
        channels |= {f"list:{list_id}" for _, list_id in await _lists(services, connection, post)}
        channels |= {f"user:{each}" for each in await _candidates(services, connection, post)}
    data = orjson.dumps({"event": "delete", "post": status_id, "payload": str(status_id)})
    await services.bus.publish_all([Message(channel, data) for channel in channels])


def _writer(event: str, status_id: int) -> Callable[[bytes], bytes]:
    """Posts as events; many readers get the same bytes, which are written once."""
    return cache(lambda body: orjson.dumps({"event": event, "post": status_id, "payload": body.decode()}))


async def _open_channels(connection: AsyncConnection, post: Row[Any]) -> set[str]:
    """Public channels: what the public timelines have, at the same moment."""
    if post.visibility != PUBLIC or post.boost_of_id is not None or post.state != "active":
        return set()
    tags = select(t.tags.c.key).join(t.status_tags, t.status_tags.c.tag_id == t.tags.c.id).where(t.status_tags.c.status_id == post.id)
    found = {f"tag:{key}" for key in (await connection.execute(tags)).scalars()}
    if post.reply_to_id is None or post.reply_to_account_id == post.account_id:
        found |= {"public", "public:local", *(["public:media"] if post.media_ids else [])}
    return found


async def _lists(services: Services, connection: AsyncConnection, post: Row[Any]) -> list[tuple[int, int]]:
    """Lists (owner, list) with the author on them that somebody listens to."""
    heard = _numbers(await services.bus.listening("list:"))
    found = []
    for piece in _pieces(heard):
        m, li = t.list_members.c, t.lists.c
        query = (
            select(li.account_id, li.id)
            .join(t.list_members, m.list_id == li.id)
            .where(m.account_id == post.account_id, among(li.id, piece))
        )
        found += [(row.account_id, row.id) for row in await connection.execute(query)]
    return found


async def _candidates(services: Services, connection: AsyncConnection, post: Row[Any]) -> set[int]:
    """Those who listen to their home and may have the post in it."""
    heard = _numbers(await services.bus.listening("user:"))
    found = {post.account_id} & heard
    tags = select(t.status_tags.c.tag_id).where(t.status_tags.c.status_id == post.id)
    for piece in _pieces(heard):
        followers = select(f.source_id).where(f.target_id == post.account_id, f.state == "accepted", among(f.source_id, piece))
        tagged = select(t.tag_follows.c.account_id).where(t.tag_follows.c.tag_id.in_(tags), among(t.tag_follows.c.account_id, piece))
        found |= set((await connection.execute(followers)).scalars()) | set((await connection.execute(tagged)).scalars())
    return found


async def _homes(services: Services, connection: AsyncConnection, post: Row[Any], event: str) -> list[Row[Any]]:
    """Those who listen and for whose home the post is; of boosts, not those who have the post in front of them anyway."""
    found: list[Row[Any]] = []
    for piece in _pieces(await _candidates(services, connection, post)):
        found += await readers(connection, post.id, piece, services.clock.now())
    if post.boost_of_id is None or event != "update":
        return found
    others = select(s.id).where(or_(s.id == post.boost_of_id, s.boost_of_id == post.boost_of_id), s.id < post.id, s.deleted_at.is_(None))
    before = set((await connection.execute(others.order_by(s.id.desc()).limit(200))).scalars())
    return [row for row in found if not await _seen(services, row.viewer, post.id, before)]


async def _seen(services: Services, viewer: int, below: int, ids: set[int]) -> bool:
    try:
        part = await services.feed.window(viewer, below, None, REPEAT)
    except FeedDown:
        return False
    return part is not None and not ids.isdisjoint(part[0])


def _numbers(channels: Collection[str]) -> set[int]:
    found = {channel.rpartition(":")[2] for channel in channels}
    return {int(each) for each in found if each.isdigit()}


def _pieces(values: Collection[int]) -> list[list[int]]:
    whole = sorted(values)
    return [whole[start : start + PIECE] for start in range(0, len(whole), PIECE)]
