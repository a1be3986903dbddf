"""Moderation of what was published: words, known pictures and a classifier; people decide about what was flagged or held.

A held post is seen by its author only. A post that is to be removed goes the way of every deletion.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app import auditing
from social.app.editing import discard, withdraw
from social.app.placing import misplaced
from social.app.posting import count_post, hold, tell
from social.app.services import Services
from social.app.timelines import page as rows_of
from social.app.verdicts import by_words, note
from social.domain import rules
from social.domain.errors import Forbidden, Invalid, NotFound
from social.domain.permissions import outranks
from social.ports.others import ModerationDown, Verdict

SECONDS = 10.0
NEAR = 6
_ORDER = ("allow", "flag", "hold", "remove")
# Reasons to hold a post that are no opinion of it: the first classifier that has one settles them.
PENDING = ("premoderation", "outage")
# The source of a verdict where there is no classifier.
NO_CLASSIFIER = "nobody"
v = t.verdicts.c


# --- after it was published ---------------------------------------------------------------------------------------------------------
async def judge(services: Services, status_id: int, *, last: bool) -> bool:
    """Ask everybody about a post and do what they say. False: somebody couldn't be asked, and it should be tried again."""
    async with services.db.read() as connection:
        row = (await connection.execute(select(t.statuses).where(t.statuses.c.id == status_id))).first()
        if row is None or row.deleted_at is not None or row.boost_of_id is not None:
            return True
        media = (await connection.execute(select(t.media).where(t.media.c.id.in_(row.media_ids)).order_by(t.media.c.id))).all()
        known: Sequence[Row[Any]] = (await connection.execute(select(t.blocked_hashes))).all() if media else []
    verdicts = [by_words(services, f"{row.spoiler_text}\n{row.text}"), *(_known(each, known) for each in media)]
    down = False
    try:
        verdicts += await _asked(services, row, media)
    except ModerationDown:
        down = True
        closed = not services.settings.moderation_fail_open
        if closed or last:
            verdicts.append(Verdict("hold" if closed else "flag", ("the moderation service did not answer",), "outage"))
    await _apply(services, row, verdicts)
    return not down or last


def _known(media: Row[Any], known: Sequence[Row[Any]]) -> Verdict:
    """What the list of known pictures says: the very file is removed, what looks like it is held."""
    for each in known:
        if each.kind == "sha256" and each.hash == media.sha256:
            return Verdict("remove", (each.reason,), "hashes")
        if each.kind == "dhash" and media.dhash and rules.distance(each.hash, media.dhash) <= NEAR:
            return Verdict("hold", (each.reason,), "hashes")
    return Verdict("allow", source="hashes")


async def _asked(services: Services, row: Row[Any], media: Sequence[Row[Any]]) -> list[Verdict]:
    """What the classifier says of words and pictures."""
    found = []
    words = f"{row.spoiler_text}\n{row.text}".strip()
    if words:
        found.append(await _answer(services.moderator.text(words, row.language)))
    for each in media:
        key = each.key if each.type == "image" else each.preview_key
        if key is None:
            continue
        try:
            data = await services.blob.get(key)
        except KeyError:
            # It is being moved, and will be found under its new key.
            raise ModerationDown("a file is not where it was") from None
        kind = each.content_type if each.type == "image" else "image/jpeg"
        found.append(await _answer(services.moderator.image(data, kind, each.dhash, each.sha256 or "")))
    return found


async def _answer(asked: Awaitable[Verdict]) -> Verdict:
    """A verdict in time. What is none counts as silence: nobody is published or removed by garbage."""
    try:
        found = await asyncio.wait_for(asked, SECONDS)
    except TimeoutError:
        raise ModerationDown("no answer in time") from None
    if not isinstance(found, Verdict) or found.verdict not in _ORDER or not all(isinstance(each, str) for each in found.reasons):
        raise ModerationDown("no verdict")
    return found


async def _apply(services: Services, row: Row[Any], verdicts: list[Verdict]) -> None:
    """Keep the verdicts and do what the hardest wants, unless the post has changed since: then it is judged again anyway."""
    worst = max(verdicts, key=lambda each: _ORDER.index(each.verdict))
    async with services.db.begin() as unit:
        now = (await unit.connection.execute(select(t.statuses).where(t.statuses.c.id == row.id).with_for_update())).first()
        if now is None or now.deleted_at is not None or now.rev != row.rev:
            return
        fresh = [await note(services, unit, row.id, row.rev, each) for each in verdicts]
        if worst.verdict == "remove":
            await _remove(services, unit, now)
        elif worst.verdict == "hold" and now.held is None and any(fresh):
            # Without a fresh verdict this is an old message about a post that people have released.
            await hold(unit, now)
        elif (
            worst.verdict in ("allow", "flag")
            and now.held == "hold"
            and any(each.source not in ("words", "hashes", "outage", NO_CLASSIFIER) for each in verdicts)
        ):
            await _settle_pending(services, unit, now)


async def _remove(services: Services, unit: Unit, row: Row[Any]) -> None:
    await unit.connection.execute(update(t.statuses).where(t.statuses.c.id == row.id).values(held="remove"))
    await withdraw(services, unit, row)
    await discard(unit, row.media_ids)


async def _release(unit: Unit, row: Row[Any]) -> None:
    await unit.connection.execute(update(t.statuses).where(t.statuses.c.id == row.id).values(held=None))
    await count_post(unit, row.account_id, row.visibility, row.reply_to_id, 1)
    await misplaced(unit, row.id)
    await tell(unit, "status.created", ("fanout", "notify", "index"), row.id, row.account_id)


async def _settle_pending(services: Services, unit: Unit, row: Row[Any]) -> None:
    """Release a post that only waited for somebody to say something."""
    open_ = (v.subject == "status") & (v.subject_id == row.id) & (v.verdict == "hold") & v.reviewed_at.is_(None)
    sources = set((await unit.connection.execute(select(v.source).where(open_))).scalars())
    if sources <= set(PENDING):
        await unit.connection.execute(update(t.verdicts).where(open_).values(reviewed_at=services.clock.now()))
        await _release(unit, row)


# --- what people decide -------------------------------------------------------------------------------------------------------------
async def waiting(
    connection: AsyncConnection, below: int | None, above: int | None, limit: int, *, lowest: bool, reviewed: bool
) -> list[Row[Any]]:
    """Verdicts that nobody has looked at yet, or those that somebody has; newest first."""
    query = select(t.verdicts).where(v.reviewed_at.is_not(None) if reviewed else v.reviewed_at.is_(None))
    return await rows_of(connection, query, below, above, limit, lowest=lowest, by=v.id)


async def review(services: Services, verdict_id: int, account: Row[Any], user: Row[Any], decision: str) -> Row[Any]:
    """Allow or remove the post of a verdict; all its open verdicts are settled by that."""
    async with services.db.begin() as unit:
        row = (await unit.connection.execute(select(t.verdicts).where(v.id == verdict_id).with_for_update())).first()
        if row is None:
            raise NotFound
        post = (await unit.connection.execute(select(t.statuses).where(t.statuses.c.id == row.subject_id).with_for_update())).first()
        if post is None or post.deleted_at is not None:
            raise Invalid("The post is gone already")
        if decision == "remove":
            await _may_act_on(unit.connection, user.role, post.account_id)
            await _remove(services, unit, post)
        elif post.held is not None:
            await _release(unit, post)
        same = (v.subject == row.subject) & (v.subject_id == row.subject_id) & v.reviewed_at.is_(None)
        await unit.connection.execute(update(t.verdicts).where(same).values(reviewed_at=services.clock.now(), reviewed_by=account.id))
        actor, target = auditing.subject(services, "account", account.id), auditing.subject(services, "status", post.id)
        await auditing.record(unit, actor, f"moderation.{decision}", target, {"source": row.source, "verdict": row.verdict})
        return (await unit.connection.execute(select(t.verdicts).where(v.id == verdict_id))).one()


async def _may_act_on(connection: AsyncConnection, role: str, account_id: int) -> None:
    theirs = (await connection.execute(select(t.users.c.role).where(t.users.c.account_id == account_id))).scalar_one_or_none()
    if theirs is not None and not outranks(role, theirs):
        raise Forbidden("This action is not allowed: it needs a higher role than that of the person")


# --- known pictures -----------------------------------------------------------------------------------------------------------------
async def block_hash(services: Services, account: Row[Any], kind: str, text: str, reason: str) -> Row[Any]:
    """Add a picture's hash to the list."""
    length = {"sha256": 64, "dhash": 16}.get(kind)
    if length is None:
        raise Invalid("Validation failed: Kind is not included in the list")
    if len(text) != length or set(text) - set("0123456789abcdef"):
        raise Invalid("Validation failed: Hash is invalid")
    h = t.blocked_hashes.c
    row = {"id": services.ids.next(), "kind": kind, "hash": text, "reason": reason[:500], "created_at": services.clock.now()}
    async with services.db.begin() as unit:
        if not (await unit.connection.execute(services.db.insert_new(t.blocked_hashes).values(row))).rowcount:
            raise Invalid("Validation failed: Hash has already been taken")
        await auditing.record(unit, auditing.subject(services, "account", account.id), "hash.block", f"hash:{row['id']}", {"kind": kind})
        return (await unit.connection.execute(select(t.blocked_hashes).where(h.id == row["id"]))).one()


async def unblock_hash(services: Services, account: Row[Any], hash_id: int) -> None:
    """Take a hash off the list."""
    async with services.db.begin() as unit:
        gone = await unit.connection.execute(t.blocked_hashes.delete().where(t.blocked_hashes.c.id == hash_id))
        if not gone.rowcount:
            raise NotFound
        await auditing.record(unit, auditing.subject(services, "account", account.id), "hash.unblock", f"hash:{hash_id}")
