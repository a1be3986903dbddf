"""Posts for later: kept as they were asked for, and published by a message that comes due."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.polls import PollDraft
from social.app.posting import Draft, checked, into_own_home, leave_media, once, take_media, write
from social.app.render.common import time
from social.app.render.media import attachment
from social.app.seeing import find, visible
from social.app.services import Services
from social.domain.errors import Invalid, NotFound, Refused

SOONEST_MS = 300_000
DAY_MS = 86_400_000
MOST = 300
MOST_A_DAY = 25


def parse_time(text: str) -> int:
    """Milliseconds of an ISO 8601 time; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("Record invalid") from None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000)


def too_soon(services: Services, due_at: int) -> bool:
    """Whether a time is less than five minutes ahead."""
    return due_at <= services.clock.now() + SOONEST_MS


async def schedule(services: Services, account: Row[Any], user_id: int, draft: Draft, due_at: int, *, key: str | None = None) -> int:
    """Keep a post for later; what can't be published is refused now."""
    draft = checked(services, draft)
    scheduled_id = services.ids.next()
    async with services.db.begin() as unit:
        if key is not None:
            before = await once(services, unit, user_id, key, scheduled_id)
            if before is not None:
                return before
        if draft.reply_to_id is not None:
            await find(unit.connection, draft.reply_to_id, account.id)
        await _check_room(unit, user_id, due_at)
        row = {
            "id": scheduled_id, "user_id": user_id, "params": asdict(draft), "media_ids": list(draft.media_ids), "due_at": due_at,
            "created_at": services.clock.now(),
        }  # fmt: skip
        await unit.connection.execute(insert(t.scheduled).values(row))
        if draft.media_ids:
            await take_media(unit, account.id, draft.media_ids, scheduled_id)
        await _announce(services, unit, scheduled_id, due_at)
    return scheduled_id


async def _check_room(unit: Unit, user_id: int, due_at: int) -> None:
    """Not too many at all, nor for one day."""
    s = t.scheduled.c
    await unit.connection.execute(select(t.users.c.id).where(t.users.c.id == user_id).with_for_update())
    day = due_at - due_at % DAY_MS
    planned = select(func.count(), func.count().filter(s.due_at >= day, s.due_at < day + DAY_MS))
    total, same_day = (await unit.connection.execute(planned.where(s.user_id == user_id, s.done_at.is_(None)))).one()
    if total >= MOST:
        raise Invalid(f"Validation failed: You have exceeded the limit of {MOST} scheduled posts")
    if same_day >= MOST_A_DAY:
        raise Invalid(f"Validation failed: You have exceeded the limit of {MOST_A_DAY} scheduled posts for today")


async def _announce(services: Services, unit: Unit, scheduled_id: int, due_at: int) -> None:
    delay = due_at - services.clock.now()
    await unit.emit("notify", "scheduled.due", scheduled_id, {"scheduled_id": str(scheduled_id)}, delay_ms=delay)


def waiting(user_id: int) -> Any:
    """A person's posts for later."""
    return select(t.scheduled).where(t.scheduled.c.user_id == user_id, t.scheduled.c.done_at.is_(None))


async def planned(connection: AsyncConnection, user_id: int, scheduled_id: int, *, lock: bool = False) -> Row[Any]:
    """One of them."""
    wanted = waiting(user_id).where(t.scheduled.c.id == scheduled_id)
    row = (await connection.execute(wanted.with_for_update() if lock else wanted)).first()
    if row is None:
        raise NotFound
    return row


async def reschedule(services: Services, user_id: int, scheduled_id: int, due_at: int | None) -> None:
    """Another time; the message of the old one then finds that it is too early."""
    async with services.db.begin() as unit:
        await planned(unit.connection, user_id, scheduled_id, lock=True)
        if due_at is not None:
            if too_soon(services, due_at):
                raise Invalid("Validation failed: Scheduled at The scheduled date must be in the future")
            await unit.connection.execute(update(t.scheduled).where(t.scheduled.c.id == scheduled_id).values(due_at=due_at))
            await _announce(services, unit, scheduled_id, due_at)


async def cancel(services: Services, user_id: int, scheduled_id: int) -> None:
    """Publish it never."""
    async with services.db.begin() as unit:
        await planned(unit.connection, user_id, scheduled_id, lock=True)
        await leave_media(services, unit, scheduled_id)
        await unit.connection.execute(delete(t.scheduled).where(t.scheduled.c.id == scheduled_id))


async def publish_due(services: Services, scheduled_id: int) -> int | None:
    """Publish what is due, once: the post and the mark that it is done are one transaction. The post's id, or None."""
    status_id = services.ids.next()
    async with services.db.begin() as unit:
        due = select(t.scheduled).where(t.scheduled.c.id == scheduled_id, t.scheduled.c.done_at.is_(None))
        row = (await unit.connection.execute(due.with_for_update())).first()
        if row is None or row.due_at > services.clock.now():
            return None
        account = await _author(unit.connection, row.user_id)
        await unit.connection.execute(update(t.scheduled).where(t.scheduled.c.id == scheduled_id).values(done_at=services.clock.now()))
        if account is None:
            await leave_media(services, unit, scheduled_id)
            return None
        draft = await _draft(unit.connection, row.params, account.id)
        await write(services, unit, account, draft, status_id, held_by=scheduled_id)
    await into_own_home(services, account.id, status_id)
    return status_id


async def give_up(services: Services, scheduled_id: int) -> None:
    """What can no longer be published isn't tried again; its uploads are free."""
    async with services.db.begin() as unit:
        await leave_media(services, unit, scheduled_id)
        await unit.connection.execute(update(t.scheduled).where(t.scheduled.c.id == scheduled_id).values(done_at=services.clock.now()))


async def publish_or_give_up(services: Services, scheduled_id: int) -> int | None:
    """As `publish_due`; a refusal (an upload is gone, say) is final."""
    try:
        return await publish_due(services, scheduled_id)
    except Refused as refusal:
        if refusal.code >= 500:
            raise
        await give_up(services, scheduled_id)
        return None


async def _author(connection: AsyncConnection, user_id: int) -> Row[Any] | None:
    """Whose it is, if they may still write."""
    wanted = select(t.accounts).join(t.users, t.users.c.account_id == t.accounts.c.id)
    wanted = wanted.where(t.users.c.id == user_id, t.users.c.disabled_at.is_(None), t.accounts.c.state.in_(("active", "silenced")))
    return (await connection.execute(wanted)).first()


async def _draft(connection: AsyncConnection, params: Mapping[str, Any], account_id: int) -> Draft:
    """The draft as it was; what it answered may be gone by now, and the app, too."""
    poll = PollDraft(**{**params["poll"], "options": tuple(params["poll"]["options"])}) if params["poll"] else None
    parent = select(t.statuses.c.id).where(t.statuses.c.id == params["reply_to_id"], visible(account_id))
    app = select(t.apps.c.id).where(t.apps.c.id == params["app_id"])
    found = {
        "reply_to_id": (await connection.execute(parent)).scalar_one_or_none(),
        "app_id": (await connection.execute(app)).scalar_one_or_none(),
    }
    return Draft(**{**params, **found, "poll": poll, "media_ids": tuple(params["media_ids"])})


async def show(services: Services, connection: AsyncConnection, row: Row[Any]) -> dict[str, Any]:
    """A ScheduledStatus."""
    wanted = select(t.media).where(t.media.c.id.in_(row.media_ids), t.media.c.status_id == row.id)
    media = {each.id: attachment(services, each) for each in await connection.execute(wanted)}
    return {
        "id": str(row.id),
        "scheduled_at": time(row.due_at),
        "params": _params(row),
        "media_attachments": [media[each] for each in row.media_ids if each in media],
    }


def _params(row: Row[Any]) -> dict[str, Any]:
    """What was asked for, as Mastodon tells it."""
    params = row.params
    poll = params["poll"] and {**params["poll"], "expires_in": str(params["poll"]["expires_in"])}
    return {
        "text": params["text"],
        "poll": poll,
        "media_ids": [str(each) for each in row.media_ids] or None,
        "sensitive": params["sensitive"],
        "spoiler_text": params["spoiler_text"] or None,
        "visibility": params["visibility"],
        "language": params["language"],
        "in_reply_to_id": str(params["reply_to_id"]) if params["reply_to_id"] else None,
        "application_id": str(params["app_id"]) if params["app_id"] else None,
        "scheduled_at": None,
        "idempotency": None,
        "with_rate_limit": False,
    }
