"""Writing posts: one transaction for the post, what hangs on it, and the messages that tell others."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Row

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.render.common import account_url, tag_url
from social.app.seeing import find
from social.app.services import Services
from social.domain import text as texts
from social.domain.errors import Invalid, NotFound
from social.domain.visibility import VISIBILITIES
from social.ports.feed import FeedDown


@dataclass(frozen=True)
class Draft:
    """A post before it is one."""

    text: str
    visibility: str
    spoiler_text: str = ""
    sensitive: bool = False
    language: str | None = None
    reply_to_id: int | None = None
    media_ids: tuple[int, ...] = ()
    app_id: int | None = None
    poll: "PollDraft | None" = None
    held: str | None = None


@dataclass(frozen=True)
class PollDraft:
    """A poll before it is one."""

    options: tuple[str, ...]
    expires_in: int
    multiple: bool = False
    hide_totals: bool = False


async def publish(services: Services, account: Row[Any], draft: Draft, *, user_id: int | None = None, key: str | None = None) -> int:
    """Make a post; with an idempotency key the same one comes back."""
    _check(services, draft)
    status_id = services.ids.next()
    async with services.db.begin() as unit:
        if key is not None and user_id is not None:
            before = await _once(services, unit, user_id, key, status_id)
            if before is not None:
                return before
        await _write(services, unit, account, draft, status_id)
    await _into_own_home(services, account.id, status_id)
    return status_id


def _check(services: Services, draft: Draft) -> None:
    if draft.visibility not in VISIBILITIES:
        raise Invalid("Validation failed: Visibility is not included in the list")
    if not draft.text.strip() and not draft.media_ids:
        raise Invalid("Validation failed: Text can't be blank")
    if texts.length(draft.text) + len(draft.spoiler_text) > services.settings.status_length:
        raise Invalid(f"Validation failed: Text character limit of {services.settings.status_length} exceeded")


async def _once(services: Services, unit: Unit, user_id: int, key: str, status_id: int) -> int | None:
    """The post that this key made before, or None after noting the key."""
    row = {"user_id": user_id, "key": key[:200], "status_id": status_id, "created_at": services.clock.now()}
    made = await unit.connection.execute(services.db.insert_new(t.idempotency).values(row))
    if made.rowcount:
        return None
    found = select(t.idempotency.c.status_id).where(t.idempotency.c.user_id == user_id, t.idempotency.c.key == key[:200])
    before: int = (await unit.connection.execute(found)).scalar_one()
    return before


async def _write(services: Services, unit: Unit, account: Row[Any], draft: Draft, status_id: int) -> None:
    now, connection = services.clock.now(), unit.connection
    parent = await find(connection, draft.reply_to_id, account.id) if draft.reply_to_id else None
    people = await _people(unit, texts.mentioned(draft.text, services.settings.domain))
    tags = await tag_ids(services, unit, texts.tagged(draft.text))
    addresses = {row.username_key: account_url(services, row.username) for row in people}
    await connection.execute(
        insert(t.statuses).values(
            id=status_id, account_id=account.id, text=draft.text, spoiler_text=draft.spoiler_text, visibility=draft.visibility, held=draft.held,
            html=texts.html(draft.text, addresses, lambda name: tag_url(services, name.casefold())),
            sensitive=draft.sensitive or bool(draft.spoiler_text), language=draft.language, app_id=draft.app_id,
            reply_to_id=parent.id if parent else None, reply_to_account_id=parent.account_id if parent else None,
            conversation_id=(parent.conversation_id or parent.id) if parent else status_id,
            media_ids=list(draft.media_ids), created_at=now,
        )
    )  # fmt: skip
    for row in people:
        await connection.execute(services.db.insert_new(t.mentions).values(status_id=status_id, account_id=row.id))
    for tag_id in tags:
        await connection.execute(services.db.insert_new(t.status_tags).values(status_id=status_id, tag_id=tag_id))
    if draft.media_ids:
        await _take_media(unit, account.id, draft.media_ids, status_id)
    if draft.poll:
        await _write_poll(services, unit, account.id, draft.poll, status_id)
    if parent:
        await connection.execute(
            update(t.statuses).where(t.statuses.c.id == parent.id).values(replies_count=t.statuses.c.replies_count + 1)
        )
    counted = update(t.accounts).where(t.accounts.c.id == account.id)
    await connection.execute(counted.values(statuses_count=t.accounts.c.statuses_count + 1, last_status_at=now))
    await announce(unit, status_id, account.id)


async def announce(unit: Unit, status_id: int, account_id: int) -> None:
    """Tell the queues of a new post."""
    body = {"status_id": str(status_id), "account_id": str(account_id)}
    for queue, type_ in (
        ("fanout", "status.created"),
        ("notify", "status.created"),
        ("index", "status.created"),
        ("moderation", "status.created"),
    ):
        await unit.emit(queue, type_, status_id, body)


async def _people(unit: Unit, names: list[str]) -> list[Row[Any]]:
    if not names:
        return []
    found = select(t.accounts.c.id, t.accounts.c.username, t.accounts.c.username_key).where(t.accounts.c.username_key.in_(names))
    return list(await unit.connection.execute(found.where(t.accounts.c.state.in_(("active", "silenced")))))


async def tag_ids(services: Services, unit: Unit, names: list[str]) -> list[int]:
    """Ids of tags, made where they are new."""
    ids = []
    for name in names[:50]:
        row = {"id": services.ids.next(), "name": name[:120], "key": name.casefold()[:120], "created_at": services.clock.now()}
        await unit.connection.execute(services.db.insert_new(t.tags).values(row))
        ids.append((await unit.connection.execute(select(t.tags.c.id).where(t.tags.c.key == row["key"]))).scalar_one())
    return ids


async def _take_media(unit: Unit, account_id: int, ids: tuple[int, ...], status_id: int) -> None:
    """Uploads of the author that hang on nothing yet."""
    if len(ids) > 4:
        raise Invalid("Validation failed: Cannot attach more than 4 files")
    rows = list(
        await unit.connection.execute(select(t.media).where(t.media.c.id.in_(ids), t.media.c.account_id == account_id).with_for_update())
    )
    if len(rows) != len(set(ids)):
        raise NotFound
    if any(row.state == "failed" for row in rows):
        raise Invalid("Cannot attach files that failed to process. Remove them and try again")
    if any(row.state != "ready" for row in rows):
        raise Invalid("Cannot attach files that have not finished processing. Try again in a moment!")
    if len(rows) > 1 and any(row.type in ("video", "gifv", "audio") for row in rows):
        raise Invalid("Cannot attach a video to a post that already contains images")
    await unit.connection.execute(update(t.media).where(t.media.c.id.in_(ids)).values(status_id=status_id))


async def _write_poll(services: Services, unit: Unit, account_id: int, draft: PollDraft, status_id: int) -> None:
    now = services.clock.now()
    row = {
        "id": services.ids.next(), "status_id": status_id, "account_id": account_id, "options": list(draft.options),
        "votes": [0] * len(draft.options), "multiple": draft.multiple, "hide_totals": draft.hide_totals, "voters_count": 0,
        "expires_at": now + draft.expires_in * 1000, "created_at": now,
    }  # fmt: skip
    await unit.connection.execute(insert(t.polls).values(row))
    await unit.emit("notify", "poll.expired", str(row["id"]), {"poll_id": str(row["id"])}, delay_ms=draft.expires_in * 1000)


async def _into_own_home(services: Services, account_id: int, status_id: int) -> None:
    """Authors see their own post at once; the fan-out repeats this harmlessly."""
    try:
        await services.feed.push([account_id], status_id)
        await services.feed.post(account_id, status_id)
    except FeedDown:
        return


async def count_rows(unit: Unit, condition: Any) -> int:
    """How many posts fit."""
    return (await unit.connection.execute(select(func.count()).select_from(t.statuses).where(condition))).scalar_one()
