"""Telling people what concerns them: once per cause, and not about whom they block or mute."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.relations import PRESENT
from social.app.render.notifications import notifications
from social.app.seeing import visible
from social.app.services import Services
from social.domain.errors import NotFound

TYPES = (
    "mention", "status", "reblog", "follow", "follow_request", "favourite", "poll", "update", "admin.sign_up", "admin.report",
)  # fmt: skip
PIECE = 500
FORGOTTEN_MS = 7 * 86_400_000


@dataclass(frozen=True)
class Notice:
    """What is told, of whom, and what it is about. The same `cause` is told once to a person."""

    type: str
    by: int
    cause: str
    status_id: int | None = None
    thread_id: int | None = None
    report_id: int | None = None


async def tell(services: Services, unit: Unit, people: Collection[int], notice: Notice) -> list[int]:
    """Write a notice for those who may and want to hear it; the ids of what is new. `show` them after the commit."""
    made: list[int] = []
    ordered = sorted(set(people))
    for start in range(0, len(ordered), PIECE):
        hearing = await _hearing(services, unit.connection, ordered[start : start + PIECE], notice)
        if hearing:
            made += await _write(services, unit, hearing, notice)
    for each in made:
        await unit.emit("notify", "push", each, {"notification_id": str(each)})
    return made


async def _hearing(services: Services, connection: AsyncConnection, people: Sequence[int], notice: Notice) -> list[int]:
    """Those of the people to whom the notice goes. Somebody whom moderators limited is heard by their followers only."""
    a, by, f = t.accounts.c, t.accounts.alias(), t.follows.alias().c
    limited = exists(select(by.c.id).where(by.c.id == notice.by, by.c.state != "active"))
    follows = exists(select(f.id).where(f.source_id == a.id, f.target_id == notice.by, f.state == "accepted"))
    found = select(a.id).where(a.id.in_(people), a.state.in_(PRESENT), _unhidden(services, a.id, notice.by), or_(~limited, follows))
    if notice.thread_id is not None:
        m = t.status_mutes.alias().c
        found = found.where(~exists(select(m.id).where(m.account_id == a.id, m.status_id == notice.thread_id)))
    if notice.type != "poll":
        found = found.where(a.id != notice.by)
    return list((await connection.execute(found.order_by(a.id))).scalars())


def _unhidden(services: Services, reader: Any, by: Any) -> Any:
    """No block in either direction, and no mute that covers notices."""
    b, m = t.blocks.alias().c, t.mutes.alias().c
    blocked = exists(
        select(b.id).where(or_(and_(b.source_id == reader, b.target_id == by), and_(b.source_id == by, b.target_id == reader)))
    )
    lasting = or_(m.expires_at.is_(None), m.expires_at > services.clock.now())
    muted = exists(select(m.id).where(m.source_id == reader, m.target_id == by, m.notifications.is_(True), lasting))
    return and_(~blocked, ~muted)


async def _write(services: Services, unit: Unit, people: Sequence[int], notice: Notice) -> list[int]:
    now = services.clock.now()
    rows = [
        {
            "id": services.ids.next(), "account_id": each, "from_id": notice.by, "type": notice.type, "status_id": notice.status_id,
            "report_id": notice.report_id, "cause": notice.cause, "dismissed": False, "created_at": now,
        }
        for each in people
    ]  # fmt: skip
    made = services.db.insert_new(t.notifications).values(rows).returning(t.notifications.c.id)
    return sorted((await unit.connection.execute(made)).scalars())


async def show(services: Services, ids: Sequence[int]) -> None:
    """Notices to those who listen just now."""
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE]
        async with services.db.read() as connection:
            rows = (await connection.execute(select(t.notifications).where(t.notifications.c.id.in_(piece)))).all()
            heard = await services.bus.heard([name for row in rows for name in _channels(row.account_id)])
            for row in rows:
                listened = [name for name in _channels(row.account_id) if name in heard]
                if not listened:
                    continue
                shown = (await connection.execute(kept(services, row.account_id).where(t.notifications.c.id == row.id))).all()
                for entity in await notifications(services, connection, shown, row.account_id):
                    data = orjson.dumps({"event": "notification", "payload": orjson.dumps(entity).decode()})
                    for name in listened:
                        await services.bus.publish(name, data)


def _channels(account_id: int) -> tuple[str, str]:
    return f"user:{account_id}", f"notifications:{account_id}"


async def withdraw(unit: Unit, cause: str) -> None:
    """Take back what is no longer so."""
    await unit.connection.execute(delete(t.notifications).where(t.notifications.c.cause == cause))


def kept(services: Services, reader: int, types: Collection[str] = (), without: Collection[str] = (), by: int | None = None) -> Any:
    """Notices that somebody still has: not dismissed, of people whom they want to hear, about posts that they may see."""
    n, a = t.notifications.c, t.accounts.alias().c
    present = exists(select(a.id).where(a.id == n.from_id, a.state.in_(PRESENT)))
    posts = t.statuses.alias()
    seen = exists(select(posts.c.id).where(posts.c.id == n.status_id, visible(reader, posts)))
    found = select(t.notifications).where(
        n.account_id == reader, n.dismissed.is_(False), present, _unhidden(services, reader, n.from_id), or_(n.status_id.is_(None), seen)
    )
    if types:
        found = found.where(n.type.in_([each for each in types if each in TYPES]))
    if without:
        found = found.where(n.type.not_in(without))
    return found if by is None else found.where(n.from_id == by)


async def find(services: Services, connection: AsyncConnection, reader: int, notification_id: int) -> Row[Any]:
    """One of somebody's notices."""
    row = (await connection.execute(kept(services, reader).where(t.notifications.c.id == notification_id))).first()
    if row is None:
        raise NotFound
    return row


async def dismiss(services: Services, reader: int, notification_id: int | None = None) -> None:
    """Put one notice away, or all. The rows stay for a week, and while their post is held, so that no message brings them back."""
    n, s = t.notifications.c, t.statuses.c
    async with services.db.begin() as unit:
        if notification_id is not None:
            await find(services, unit.connection, reader, notification_id)
        held = exists(select(s.id).where(s.id == n.status_id, s.held.is_not(None), s.deleted_at.is_(None)))
        old = and_(n.created_at < services.clock.now() - FORGOTTEN_MS, ~held)
        await unit.connection.execute(delete(t.notifications).where(n.account_id == reader, n.dismissed.is_(True), old))
        mine = update(t.notifications).where(n.account_id == reader)
        await unit.connection.execute((mine if notification_id is None else mine.where(n.id == notification_id)).values(dismissed=True))


async def unread(connection: AsyncConnection, reader: int, found: Any, most: int) -> int:
    """How many notices are newer than the reader's marker, counted up to a limit."""
    m = t.markers.c
    marker = (await connection.execute(select(m.last_read_id).where(m.account_id == reader, m.timeline == "notifications"))).scalar() or 0
    newer = found.with_only_columns(t.notifications.c.id).where(t.notifications.c.id > marker).limit(most)
    return len((await connection.execute(newer)).all())
