"""Whom posts concern: those who are mentioned, answered, boosted, favourited, or who asked to be told."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app import conversations, notifying
from social.app.notifying import Notice
from social.app.services import Services
from social.domain.visibility import DIRECT
from social.ports.queue import Ack, Envelope, Outcome
from social.workers.registry import handles


@handles("notify", "status.created")
async def created(envelope: Envelope, services: Services) -> Outcome:
    """A new post: who is mentioned and who writes with whom hear of it; of a boost its author does."""
    talks: list[int] = []
    async with services.db.begin() as unit:
        row = await _post(unit.connection, int(envelope.body["status_id"]))
        if row is None:
            return Ack()
        if row.boost_of_id is not None:
            told = await _boosted(services, unit, row)
        else:
            told = await _mentioned(services, unit, row)
            await unit.emit("notify", "status.subscribed", row.id, {"status_id": str(row.id), "after": "0"})
            if row.visibility == DIRECT:
                talks = await conversations.deliver(services, unit, row)
    await notifying.show(services, told)
    await conversations.show(services, talks)
    return Ack()


@handles("notify", "status.edited")
async def edited(envelope: Envelope, services: Services) -> Outcome:
    """An edit: those who boosted the post, and those who are mentioned now. Late messages tell the latest edit, once."""
    talks: list[int] = []
    async with services.db.begin() as unit:
        row = await _post(unit.connection, int(envelope.body["status_id"]))
        if row is None:
            return Ack()
        s = t.statuses.c
        boosters = (await unit.connection.execute(select(s.account_id).where(s.boost_of_id == row.id, s.deleted_at.is_(None)))).scalars()
        told = await _mentioned(services, unit, row)
        told += await notifying.tell(services, unit, set(boosters), _about("update", row, f"update:{row.id}:{row.rev}"))
        if row.visibility == DIRECT:
            talks = await conversations.deliver(services, unit, row)
    await notifying.show(services, told)
    await conversations.show(services, talks)
    return Ack()


@handles("notify", "status.deleted")
async def deleted(envelope: Envelope, services: Services) -> Outcome:
    """What was told about a post goes with it; a boost's notice with the boost. A held post's stay, hidden, put away or not."""
    number, s = int(envelope.body["status_id"]), t.statuses.c
    async with services.db.begin() as unit:
        if await _post(unit.connection, number) is not None:
            return Ack()
        held = select(s.id).where(s.id == number, s.deleted_at.is_(None))
        if (await unit.connection.execute(held)).first() is None:
            await unit.connection.execute(t.notifications.delete().where(t.notifications.c.status_id == number))
            await notifying.withdraw(unit, f"reblog:{number}")
        await conversations.repair(unit, number)
    return Ack()


@handles("notify", "status.favourited")
async def favourited(envelope: Envelope, services: Services) -> Outcome:
    """A favourite that still stands."""
    number, by = int(envelope.body["status_id"]), int(envelope.body["account_id"])
    async with services.db.begin() as unit:
        row = await _post(unit.connection, number)
        if row is None or not await _favours(unit.connection, number, by):
            return Ack()
        told = await notifying.tell(services, unit, [row.account_id], _about("favourite", row, f"favourite:{number}:{by}", by))
    await notifying.show(services, told)
    return Ack()


@handles("notify", "status.unfavourited")
async def unfavourited(envelope: Envelope, services: Services) -> Outcome:
    """A favourite that was taken back; not if it is there again."""
    number, by = int(envelope.body["status_id"]), int(envelope.body["account_id"])
    async with services.db.begin() as unit:
        if not await _favours(unit.connection, number, by):
            await notifying.withdraw(unit, f"favourite:{number}:{by}")
    return Ack()


@handles("notify", "status.subscribed")
async def subscribed(envelope: Envelope, services: Services) -> Outcome:
    """Followers who asked to be told of every post, a page per message; replies to others don't count."""
    after = int(envelope.body["after"])
    async with services.db.begin() as unit:
        row = await _post(unit.connection, int(envelope.body["status_id"]))
        if row is None or row.visibility == DIRECT or row.reply_to_account_id not in (None, row.account_id):
            return Ack()
        f, m = t.follows.c, t.mentions.c
        named = select(m.account_id).where(m.status_id == row.id)
        asked = select(f.source_id).where(f.target_id == row.account_id, f.state == "accepted", f.notify.is_(True), f.source_id > after)
        size = services.settings.fanout_page
        page = list((await unit.connection.execute(asked.order_by(f.source_id).limit(size))).scalars())
        already = set((await unit.connection.execute(named)).scalars())
        told = await notifying.tell(services, unit, set(page) - already, _about("status", row, f"status:{row.id}"))
        if len(page) == size:
            await unit.emit("notify", "status.subscribed", row.id, {"status_id": str(row.id), "after": str(page[-1])})
    await notifying.show(services, told)
    return Ack()


@handles("notify", "poll.expired")
async def poll_expired(envelope: Envelope, services: Services) -> Outcome:
    """The end of a poll: its author and everybody who voted."""
    number = int(envelope.body["poll_id"])
    async with services.db.begin() as unit:
        poll = (await unit.connection.execute(select(t.polls).where(t.polls.c.id == number))).first()
        row = await _post(unit.connection, poll.status_id) if poll is not None and poll.status_id else None
        # An edit may have moved the end; it sent a message of its own.
        if poll is None or row is None or poll.expires_at is None or poll.expires_at > services.clock.now():
            return Ack()
        voters = (await unit.connection.execute(select(t.poll_votes.c.account_id).where(t.poll_votes.c.poll_id == number))).scalars()
        told = await notifying.tell(services, unit, {row.account_id, *voters}, _about("poll", row, f"poll:{number}"))
        ended = t.polls.update().where(t.polls.c.id == number, t.polls.c.notified_at.is_(None))
        await unit.connection.execute(ended.values(notified_at=services.clock.now()))
    await notifying.show(services, told)
    return Ack()


async def _boosted(services: Services, unit: Unit, row: Row[Any]) -> list[int]:
    original = await _post(unit.connection, row.boost_of_id)
    if original is None:
        return []
    notice = _about("reblog", original, f"reblog:{row.id}", row.account_id)
    return await notifying.tell(services, unit, [original.account_id], notice)


async def _mentioned(services: Services, unit: Unit, row: Row[Any]) -> list[int]:
    people = (await unit.connection.execute(select(t.mentions.c.account_id).where(t.mentions.c.status_id == row.id))).scalars()
    return await notifying.tell(services, unit, set(people), _about("mention", row, f"mention:{row.id}"))


def _about(type_: str, row: Row[Any], cause: str, by: int | None = None) -> Notice:
    return Notice(type_, by or row.account_id, cause, status_id=row.id, thread_id=row.conversation_id or row.id)


async def _favours(connection: AsyncConnection, status_id: int, account_id: int) -> bool:
    f = t.favourites.c
    return (await connection.execute(select(f.id).where(f.status_id == status_id, f.account_id == account_id))).first() is not None


async def _post(connection: AsyncConnection, status_id: int) -> Row[Any] | None:
    """A post that is there for others: one that a moderator holds tells nobody until it is let go."""
    s = t.statuses.c
    return (await connection.execute(select(t.statuses).where(s.id == status_id, s.deleted_at.is_(None), s.held.is_(None)))).first()
