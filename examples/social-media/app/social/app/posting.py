"""Writing posts: one transaction for the post, what hangs on it, and the messages that tell others."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, delete, insert, select, update
from sqlalchemy.engine import Row

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.media import expect_use
from social.app.placing import misplaced, place
from social.app.polls import PollDraft, check_poll, write_poll
from social.app.render.common import account_url, tag_links
from social.app.seeing import find_original
from social.app.services import Services
from social.app.verdicts import note, ruled_again
from social.domain import text as texts
from social.domain.errors import Invalid
from social.domain.visibility import DIRECT, OPEN, VISIBILITIES
from social.ports.feed import FeedDown
from social.ports.others import Verdict

KEY_MS = 3_600_000
KEYS_AT_A_TIME = 20
MOST_MEDIA = 4
TOLD = ("fanout", "notify", "index", "moderation")


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
    poll: PollDraft | None = None
    held: str | None = None


@dataclass(frozen=True)
class Read:
    """What a text says besides its words: its HTML, the people it mentions, its tags."""

    html: str
    account_ids: tuple[int, ...]
    tag_ids: tuple[int, ...]


async def publish(services: Services, account: Row[Any], draft: Draft, *, user_id: int | None = None, key: str | None = None) -> int:
    """Make a post; with an idempotency key the same one comes back."""
    draft = checked(services, draft)
    status_id = services.ids.next()
    async with services.db.begin() as unit:
        if key is not None and user_id is not None:
            before = await once(services, unit, user_id, key, status_id)
            if before is not None:
                return before
        await write(services, unit, account, draft, status_id)
    await into_own_home(services, account.id, status_id)
    return status_id


def checked(services: Services, draft: Draft) -> Draft:
    """The draft as it will be published; Invalid says why it can't be."""
    if draft.visibility not in VISIBILITIES:
        raise Invalid("Validation failed: Visibility is not included in the list")
    words, warning = headed(draft.text, draft.spoiler_text)
    check_text(services, words, warning, draft.media_ids)
    if draft.poll:
        check_poll(draft.poll)
    if len(draft.media_ids) > (0 if draft.poll else MOST_MEDIA):
        raise Invalid("Validation failed: Cannot attach more than 4 files")
    return replace(draft, text=words, spoiler_text=warning, media_ids=tuple(dict.fromkeys(draft.media_ids)))


def headed(words: str, warning: str) -> tuple[str, str]:
    """Text and warning; a warning without a text is the text."""
    return (words, warning) if words.strip() else (warning, "")


def check_text(services: Services, words: str, warning: str, media_ids: Collection[int]) -> None:
    """Something must be said or shown, and not too much."""
    if not words.strip() and not media_ids:
        raise Invalid("Validation failed: Text can't be blank")
    if texts.length(words) + len(warning) > services.settings.status_length:
        raise Invalid(f"Validation failed: Text character limit of {services.settings.status_length} exceeded")


async def once(services: Services, unit: Unit, user_id: int, key: str, status_id: int) -> int | None:
    """The post that this key made within the hour, or None after noting the key."""
    # Keys may be of any length.
    digest, now = hashlib.sha256(key.encode()).hexdigest(), services.clock.now()
    mine = (t.idempotency.c.user_id == user_id) & (t.idempotency.c.key == digest)
    await unit.connection.execute(delete(t.idempotency).where(mine, t.idempotency.c.created_at <= now - KEY_MS))
    row = {"user_id": user_id, "key": digest, "status_id": status_id, "created_at": now}
    made = await unit.connection.execute(services.db.insert_new(t.idempotency).values(row))
    if made.rowcount:
        await _forget_keys(unit, now - KEY_MS)
        return None
    before: int = (await unit.connection.execute(select(t.idempotency.c.status_id).where(mine))).scalar_one()
    return before


async def _forget_keys(unit: Unit, before: int) -> None:
    """Each key that is noted takes some old ones away, whoever's they are, but never waits for somebody who does the same."""
    i = t.idempotency.c
    old = select(i.user_id, i.key).where(i.created_at <= before).order_by(i.created_at).limit(KEYS_AT_A_TIME)
    for row in (await unit.connection.execute(old.with_for_update(skip_locked=True))).all():
        await unit.connection.execute(delete(t.idempotency).where(i.user_id == row.user_id, i.key == row.key))


async def write(services: Services, unit: Unit, account: Row[Any], draft: Draft, status_id: int, *, held_by: int | None = None) -> None:
    """The post with everything that hangs on it; `draft` is `checked`, and a plan `held_by` may have its uploads."""
    now, connection = services.clock.now(), unit.connection
    draft, verdict = _ruled(services, draft)
    parent = await find_original(connection, draft.reply_to_id, account.id) if draft.reply_to_id is not None else None
    said = await read(services, unit, draft.text)
    row = {
        "id": status_id, "account_id": account.id, "text": draft.text, "html": said.html, "spoiler_text": draft.spoiler_text,
        "visibility": draft.visibility, "held": draft.held, "sensitive": draft.sensitive or bool(draft.spoiler_text),
        "language": draft.language, "app_id": draft.app_id, "media_ids": list(draft.media_ids), "created_at": now,
        "reply_to_id": parent.id if parent else None, "reply_to_account_id": parent.account_id if parent else None,
        "conversation_id": (parent.conversation_id or parent.id) if parent else status_id,
    }  # fmt: skip
    await connection.execute(insert(t.statuses).values(row))
    await hang(services, unit, said, status_id)
    if draft.media_ids:
        await take_media(unit, account.id, draft.media_ids, status_id, held_by=held_by)
        await place(services, unit, t.media.c.id.in_(draft.media_ids), shown=draft.visibility in OPEN and draft.held is None)
    if draft.poll:
        await write_poll(services, unit, account.id, draft.poll, status_id)
    if draft.held is None:
        await count_post(unit, account.id, draft.visibility, parent.id if parent else None, 1)
    await unit.connection.execute(update(t.accounts).where(t.accounts.c.id == account.id).values(last_status_at=now))
    await note(services, unit, status_id, 1, verdict)
    # A held post is told to nobody but those who judge it.
    await tell(unit, "status.created", TOLD if draft.held is None else ("moderation",), status_id, account.id)


def _ruled(services: Services, draft: Draft) -> tuple[Draft, Verdict]:
    """The draft, held if a rule wants that, and the verdict. Nothing is asked that could take time."""
    options = draft.poll.options if draft.poll else ()
    verdict = ruled_again(services, "\n".join((draft.spoiler_text, draft.text, *options)))
    return (replace(draft, held="hold") if verdict.verdict == "hold" else draft), verdict


async def read(services: Services, unit: Unit, words: str) -> Read:
    """The HTML of a text, and the people and tags in it."""
    people = await _people(unit, texts.mentioned(words, services.settings.domain))
    tags = await tag_ids(services, unit, texts.tagged(words))
    addresses = {row.username_key: account_url(services, row.username) for row in people}
    html = texts.html(words, addresses, tag_links(services), domain=services.settings.domain)
    return Read(html, tuple(row.id for row in people), tuple(tags))


async def hang(services: Services, unit: Unit, said: Read, status_id: int) -> None:
    """Note the people and tags of a post."""
    for account_id in said.account_ids:
        await unit.connection.execute(services.db.insert_new(t.mentions).values(status_id=status_id, account_id=account_id))
    for tag_id in said.tag_ids:
        await unit.connection.execute(services.db.insert_new(t.status_tags).values(status_id=status_id, tag_id=tag_id))


async def tell(unit: Unit, type_: str, queues: Collection[str], status_id: int, account_id: int) -> None:
    """The same message to several queues: the post, and who did something with it."""
    for queue in queues:
        await unit.emit(queue, type_, status_id, {"status_id": str(status_id), "account_id": str(account_id)})


async def _people(unit: Unit, names: list[str]) -> list[Row[Any]]:
    if not names:
        return []
    found = select(t.accounts.c.id, t.accounts.c.username, t.accounts.c.username_key).where(t.accounts.c.username_key.in_(names))
    return list(await unit.connection.execute(found.where(t.accounts.c.state.in_(("active", "silenced")))))


async def tag_ids(services: Services, unit: Unit, names: list[str]) -> list[int]:
    """Ids of tags, made where they are new; in one order for everybody, so that two posts never wait for each other."""
    ids = []
    for name in sorted(names[:50], key=texts.tag_key):
        row = {"id": services.ids.next(), "name": name[: texts.TAG_LENGTH], "key": texts.tag_key(name), "created_at": services.clock.now()}
        await unit.connection.execute(services.db.insert_new(t.tags).values(row))
        ids.append((await unit.connection.execute(select(t.tags.c.id).where(t.tags.c.key == row["key"]))).scalar_one())
    return ids


async def take_media(unit: Unit, account_id: int, ids: Collection[int], holder: int, *, held_by: int | None = None) -> None:
    """Hang uploads of the author on a post. They hang on nothing yet, or on the post or plan `held_by`."""
    free = t.media.c.status_id.is_(None) if held_by is None else t.media.c.status_id.is_(None) | (t.media.c.status_id == held_by)
    mine = select(t.media).where(t.media.c.id.in_(ids), t.media.c.account_id == account_id, free)
    rows = list(await unit.connection.execute(mine.order_by(t.media.c.id).with_for_update()))
    if len(rows) != len(set(ids)):
        missing = sorted(set(ids) - {row.id for row in rows})
        raise Invalid(f"Media {', '.join(map(str, missing))} not found or already attached to another post")
    if any(row.state == "failed" for row in rows):
        raise Invalid("Cannot attach files that failed to process. Remove them and try again")
    if any(row.state != "ready" for row in rows):
        raise Invalid("Cannot attach files that have not finished processing. Try again in a moment!")
    if len(rows) > 1 and any(row.type in ("video", "gifv", "audio") for row in rows):
        raise Invalid("Cannot attach a video to a post that already contains images")
    await unit.connection.execute(update(t.media).where(t.media.c.id.in_(ids)).values(status_id=holder))


async def leave_media(services: Services, unit: Unit, holder: int, keep: Collection[int] = ()) -> None:
    """Take uploads off a post or plan. They can be attached again; if nobody does it, they go after the time that uploads have."""
    gone = (t.media.c.status_id == holder, t.media.c.id.not_in(keep))
    ids = (await unit.connection.execute(select(t.media.c.id).where(*gone))).scalars().all()
    await unit.connection.execute(update(t.media).where(t.media.c.id.in_(ids)).values(status_id=None, created_at=services.clock.now()))
    await expect_use(services, unit, ids)
    if ids:
        await misplaced(unit, holder, ids)


async def count(unit: Unit, column: Column[int], row_id: int, by: int) -> None:
    """Move a counter, in the transaction of what it counts."""
    table = column.table
    await unit.connection.execute(update(table).where(table.c.id == row_id).values({column: column + by}))


async def count_post(unit: Unit, account_id: int, visibility: str, reply_to_id: int | None, by: int) -> None:
    """Count a post for its parent and its author, for as long as others may see it; a held one would be told of by the numbers."""
    if reply_to_id and visibility in OPEN:
        await count(unit, t.statuses.c.replies_count, reply_to_id, by)
    if visibility != DIRECT:
        await count(unit, t.accounts.c.statuses_count, account_id, by)


async def into_own_home(services: Services, account_id: int, status_id: int) -> None:
    """Authors see their own post at once; the fan-out repeats this harmlessly."""
    try:
        await services.feed.push([account_id], status_id)
        await services.feed.post(account_id, status_id)
    except FeedDown:
        return


async def hold(unit: Unit, row: Row[Any]) -> None:
    """Take a post from everybody but its author."""
    await unit.connection.execute(update(t.statuses).where(t.statuses.c.id == row.id).values(held="hold"))
    await count_post(unit, row.account_id, row.visibility, row.reply_to_id, -1)
    await misplaced(unit, row.id)
    await tell(unit, "status.deleted", ("fanout", "notify", "index"), row.id, row.account_id)
