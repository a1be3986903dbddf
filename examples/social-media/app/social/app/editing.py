"""Changing and deleting posts. What was said before stays in the history; what is deleted is gone for everybody at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.placing import place
from social.app.polls import PollDraft, check_poll, rewrite_poll, write_poll
from social.app.posting import (
    MOST_MEDIA,
    TOLD,
    Read,
    check_text,
    count,
    count_post,
    hang,
    headed,
    hold,
    leave_media,
    read,
    take_media,
    tell,
)
from social.app.render.accounts import accounts
from social.app.render.common import time
from social.app.render.media import attachment
from social.app.seeing import visible
from social.app.services import Services
from social.app.verdicts import note, ruled_again
from social.domain.errors import Invalid, NotFound
from social.domain.visibility import OPEN


@dataclass(frozen=True)
class MediaChange:
    """New words or another focus of an upload; None keeps what is."""

    media_id: int
    description: str | None = None
    focus: list[float] | None = None


@dataclass(frozen=True)
class Change:
    """What a post shall be from now on. None keeps language and sensitivity; no poll takes the poll away."""

    text: str
    spoiler_text: str = ""
    sensitive: bool | None = None
    language: str | None = None
    media_ids: tuple[int, ...] = ()
    media: tuple[MediaChange, ...] = ()
    poll: PollDraft | None = None


async def own(connection: AsyncConnection, status_id: int, account_id: int, *, lock: bool = False) -> Row[Any]:
    """A post of one's own, no boost."""
    s = t.statuses.c
    wanted = select(t.statuses).where(s.id == status_id, s.account_id == account_id, s.boost_of_id.is_(None), visible(account_id))
    row = (await connection.execute(wanted.with_for_update(of=t.statuses) if lock else wanted)).first()
    if row is None:
        raise NotFound
    return row


async def edit(services: Services, account: Row[Any], status_id: int, change: Change) -> None:
    """Change a post, if anything is different: keep what was, count the revision, tell the others."""
    words, warning = headed(change.text, change.spoiler_text)
    check_text(services, words, warning, change.media_ids)
    if change.poll:
        check_poll(change.poll)
    if len(change.media_ids) > (0 if change.poll else MOST_MEDIA):
        raise Invalid("Validation failed: Cannot attach more than 4 files")
    async with services.db.begin() as unit:
        before = await own(unit.connection, status_id, account.id, lock=True)
        poll = (await unit.connection.execute(select(t.polls).where(t.polls.c.status_id == status_id).with_for_update())).first()
        snapshot = _snapshot(services, before, poll)
        values = {
            "text": words, "spoiler_text": warning, "language": change.language or before.language,
            "sensitive": (before.sensitive if change.sensitive is None else change.sensitive) or bool(warning),
            "media_ids": list(dict.fromkeys(change.media_ids)),
        }  # fmt: skip
        different = any(getattr(before, name) != value for name, value in values.items())
        different |= await _edit_media(services, unit, account.id, before, change)
        different |= await _edit_poll(services, unit, before, poll, change.poll)
        if not different:
            return
        said = await _edit_words(services, unit, before, words)
        values |= {"html": said.html, "rev": before.rev + 1, "edited_at": services.clock.now()}
        await unit.connection.execute(insert(t.status_edits).values(snapshot))
        await unit.connection.execute(update(t.statuses).where(t.statuses.c.id == status_id).values(values))
        verdict = ruled_again(services, "\n".join((warning, words, *(change.poll.options if change.poll else ()))))
        await note(services, unit, status_id, before.rev + 1, verdict)
        if verdict.verdict == "hold" and before.held is None:
            await hold(unit, before)
        shown = before.held is None and verdict.verdict != "hold"
        await tell(unit, "status.edited", TOLD if shown else ("moderation",), status_id, account.id)


def _snapshot(services: Services, row: Row[Any], poll: Row[Any] | None) -> dict[str, Any]:
    """A row of the history: the post as it is before the edit."""
    return {
        "id": services.ids.next(), "status_id": row.id, "text": row.text, "html": row.html, "spoiler_text": row.spoiler_text,
        "sensitive": row.sensitive, "media_ids": row.media_ids, "poll_options": poll.options if poll else None,
        "created_at": row.edited_at or row.created_at,
    }  # fmt: skip


async def _edit_words(services: Services, unit: Unit, before: Row[Any], words: str) -> Read:
    """People and tags of the new text. Who is no longer mentioned no longer sees what was meant for those mentioned."""
    said = await read(services, unit, words)
    if words != before.text:
        for table in (t.mentions, t.status_tags):
            await unit.connection.execute(delete(table).where(table.c.status_id == before.id))
        await hang(services, unit, said, before.id)
    return said


async def _edit_media(services: Services, unit: Unit, account_id: int, before: Row[Any], change: Change) -> bool:
    """Uploads that stay, come and go, with their words; whether those words changed."""
    if change.media_ids:
        await take_media(unit, account_id, change.media_ids, before.id, held_by=before.id)
        shown = before.visibility in OPEN and before.held is None
        await place(services, unit, t.media.c.id.in_(change.media_ids), shown=shown)
    await leave_media(services, unit, before.id, keep=change.media_ids)
    different = False
    for each in change.media:
        values: dict[str, Any] = {"description": each.description, "focus": each.focus}
        kept = {name: value for name, value in values.items() if value is not None}
        attached = t.media.c.id == each.media_id, t.media.c.status_id == before.id
        if kept:
            different |= bool((await unit.connection.execute(update(t.media).where(*attached).values(kept))).rowcount)
    return different


async def _edit_poll(services: Services, unit: Unit, before: Row[Any], poll: Row[Any] | None, draft: PollDraft | None) -> bool:
    """Another poll, a new one or none; whether the question changed."""
    if draft is None:
        gone = await unit.connection.execute(delete(t.polls).where(t.polls.c.status_id == before.id))
        return bool(gone.rowcount)
    if poll is None:
        await write_poll(services, unit, before.account_id, draft, before.id)
        return True
    return await rewrite_poll(services, unit, poll, draft)


async def history(services: Services, connection: AsyncConnection, row: Row[Any]) -> list[dict[str, Any]]:
    """Every version of a post, oldest first; the last is what is shown now."""
    e = t.status_edits.c
    edits: Sequence[Any] = (await connection.execute(select(t.status_edits).where(e.status_id == row.id).order_by(e.id))).all()
    poll = (await connection.execute(select(t.polls.c.options).where(t.polls.c.status_id == row.id))).scalar_one_or_none()
    author = (await accounts(services, connection, [row.account_id]))[row.account_id]
    ids = {each for version in (*edits, row) for each in version.media_ids}
    # An upload that has left the post may be on another by now, which not everybody may see.
    shown = select(t.media).where(t.media.c.id.in_(ids), t.media.c.status_id == row.id)
    files = {each.id: attachment(services, each) for each in await connection.execute(shown)} if ids else {}
    found = [_version(each, each.created_at, each.poll_options, author, files) for each in edits]
    return [*found, _version(row, row.edited_at or row.created_at, poll, author, files)]


def _version(row: Any, when: int, options: list[str] | None, author: dict[str, Any], files: dict[int, Any]) -> dict[str, Any]:
    """A StatusEdit."""
    found = {
        "content": row.html, "spoiler_text": row.spoiler_text, "sensitive": row.sensitive, "created_at": time(when), "account": author,
        "media_attachments": [files[each] for each in row.media_ids if each in files], "emojis": [],
    }  # fmt: skip
    return found if options is None else {**found, "poll": {"options": [{"title": title} for title in options]}}


async def remove(services: Services, account: Row[Any], status_id: int, *, with_media: bool = False) -> None:
    """Delete a post of one's own. Its uploads can be attached again, unless they shall go as well."""
    s = t.statuses.c
    mine = select(t.statuses).where(s.id == status_id, s.account_id == account.id, visible(account.id))
    async with services.db.begin() as unit:
        row = (await unit.connection.execute(mine.with_for_update(of=t.statuses))).first()
        if row is None:
            raise NotFound
        await withdraw(services, unit, row)
        if with_media:
            await discard(unit, row.media_ids)


async def discard(unit: Unit, media_ids: Sequence[int]) -> None:
    """Let uploads that no post has any more go at once."""
    free = update(t.media).where(t.media.c.id.in_(media_ids), t.media.c.status_id.is_(None))
    await unit.connection.execute(free.values(created_at=0))
    for each in media_ids:
        await unit.emit("media", "media.unused", each, {"media_id": str(each)})


async def withdraw(services: Services, unit: Unit, row: Row[Any]) -> None:
    """Take a post away from everybody, with its boosts and what counted it; `row` is locked and not deleted yet."""
    now, s, run = services.clock.now(), t.statuses.c, unit.connection.execute
    await run(update(t.statuses).where(s.id == row.id).values(deleted_at=now))
    boosters = select(s.account_id).where(s.boost_of_id == row.id, s.deleted_at.is_(None))
    # Locked in one order, so that two deletions never wait for each other.
    locked = select(t.accounts.c.id).where(t.accounts.c.id.in_(boosters)).order_by(t.accounts.c.id).with_for_update()
    if (await run(locked)).first():
        counted = update(t.accounts).where(t.accounts.c.id.in_(boosters))
        await run(counted.values(statuses_count=t.accounts.c.statuses_count - 1))
        await run(update(t.statuses).where(s.boost_of_id == row.id, s.deleted_at.is_(None)).values(deleted_at=now))
    await run(delete(t.pins).where(t.pins.c.status_id == row.id))
    await leave_media(services, unit, row.id)
    if row.boost_of_id:
        await count(unit, s.boosts_count, row.boost_of_id, -1)
    if row.held is None:
        await count_post(unit, row.account_id, row.visibility, row.reply_to_id, -1)
    await tell(unit, "status.deleted", ("fanout", "notify", "index"), row.id, row.account_id)
