"""Erasing a person: hidden at once, gone after the grace, store by store, with a receipt for each in the audit log.

Every step can be repeated: a store that is down is tried again, those that are done are not. The rows of the person go last, since the
other steps read from them what to erase.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from sqlalchemy import delete, or_, select, update
from sqlalchemy.engine import Row

from social import tables as t
from social.adapters.sql.database import Unit
from social.app import auditing, passwords
from social.app.editing import withdraw
from social.app.oauth import revoke_where
from social.app.placing import person_changed
from social.app.relations import end_follow
from social.app.services import Services
from social.domain.errors import Forbidden, Unauthenticated
from social.domain.visibility import DIRECT

DAY_MS = 86_400_000
FRESH_MS = 600_000
PAGE = 200
# Posts that others answered become empty places in their threads; they belong to nobody then.
NOBODY = 1
log = structlog.get_logger()
s = t.statuses.c
e = t.erasures.c


# --- the wish -----------------------------------------------------------------------------------------------------------------------
async def wish(services: Services, user: Row[Any], account: Row[Any], token_id: int, password: str | None) -> int:
    """Hide the person at once, and erase them after the grace; when that is. A password or a fresh login proves who asks."""
    await _prove(services, user, account, token_id, password)
    now = services.clock.now()
    due = now + int(services.settings.erase_grace_days * DAY_MS)
    who = auditing.subject(services, "account", account.id)
    row = {
        "id": services.ids.next(), "account_id": account.id, "subject_hash": who.partition(":")[2], "state_before": account.state,
        "receipts": {}, "due_at": due, "created_at": now,
    }  # fmt: skip
    async with services.db.begin() as unit:
        if (await unit.connection.execute(services.db.insert_new(t.erasures).values(row))).rowcount:
            await unit.connection.execute(update(t.accounts).where(t.accounts.c.id == account.id).values(state="erasing"))
            await unit.connection.execute(delete(t.grants).where(t.grants.c.user_id == user.id, t.grants.c.used_at.is_(None)))
            await person_changed(unit, account.id)
            await unit.emit("erase", "account.due", account.id, {"account_id": str(account.id)}, delay_ms=due - now)
            await auditing.record(unit, who, "erasure.wished", who)
    await revoke_where(services, t.tokens.c.user_id == user.id)
    return due


async def _prove(services: Services, user: Row[Any], account: Row[Any], token_id: int, password: str | None) -> None:
    if password is not None:
        found = await passwords.person(services, account.username, password)
        if found is None or found.id != user.id:
            raise Forbidden("The password is wrong")
        return
    async with services.db.read() as connection:
        made: int = (await connection.execute(select(t.tokens.c.created_at).where(t.tokens.c.id == token_id))).scalar_one()
    if made < services.clock.now() - FRESH_MS:
        raise Unauthenticated("Send the password, or log in again within ten minutes before")


# --- the deed -----------------------------------------------------------------------------------------------------------------------
async def erase(services: Services, account_id: int) -> list[str]:
    """Every step that has no receipt yet; the names of those that failed. The last two wait for all others."""
    row = await _started(services, account_id)
    if row is None:
        return []
    who = f"account:{row.subject_hash}"
    failed: list[str] = []
    for name, step in STEPS.items():
        if name in row.receipts or (failed and name in LAST):
            continue
        try:
            erased = await step(services, account_id)
        except Exception:
            log.exception("erasure step failed", step=name)
            failed.append(name)
            continue
        await _receipt(services, account_id, who, name, erased)
    if not failed:
        async with services.db.begin() as unit:
            await unit.connection.execute(delete(t.erasures).where(e.account_id == account_id))
            await auditing.record(unit, auditing.SYSTEM, "erasure.completed", who)
    return failed


async def _started(services: Services, account_id: int) -> Row[Any] | None:
    """The wish, if its time has come and it wasn't taken back. From here on there is no way back."""
    now = services.clock.now()
    async with services.db.begin() as unit:
        row = (await unit.connection.execute(select(t.erasures).where(e.account_id == account_id).with_for_update())).first()
        if row is None or row.due_at > now:
            return None
        if row.started_at is None:
            await unit.connection.execute(update(t.erasures).where(e.id == row.id).values(started_at=now))
    return row


async def _receipt(services: Services, account_id: int, who: str, step: str, erased: int) -> None:
    async with services.db.begin() as unit:
        receipts = (await unit.connection.execute(select(e.receipts).where(e.account_id == account_id).with_for_update())).scalar()
        if receipts is not None and step not in receipts:
            changed = {**receipts, step: {"at": services.clock.now(), "erased": erased}}
            await unit.connection.execute(update(t.erasures).where(e.account_id == account_id).values(receipts=changed))
            await auditing.record(unit, auditing.SYSTEM, "erasure.step", who, {"step": step, "erased": erased})


async def _tokens(services: Services, account_id: int) -> int:
    """Tokens of a login that was under way."""
    users = select(t.users.c.id).where(t.users.c.account_id == account_id)
    return await revoke_where(services, t.tokens.c.user_id.in_(users))


async def _feeds(services: Services, account_id: int) -> int:
    return await services.feed.erase(account_id)


async def _bodies(services: Services, account_id: int) -> int:
    """Cached posts of theirs, and those that name them."""
    named = select(t.mentions.c.status_id).where(t.mentions.c.account_id == account_id)
    query = select(s.id, s.rev).where(or_(s.account_id == account_id, s.id.in_(named)))
    async with services.db.read() as connection:
        rows = (await connection.execute(query)).all()
    for row in rows:
        await services.feed.forget([row.id])
    return len(rows)


async def _search(services: Services, account_id: int) -> int:
    return await services.search.erase(account_id)


async def _files(services: Services, account_id: int) -> int:
    """Uploads, pictures of the profile, exports."""
    m, users = t.media.c, select(t.users.c.id).where(t.users.c.account_id == account_id)
    queries = (
        select(m.key, m.preview_key, m.upload_key, m.thumbnail_key).where(m.account_id == account_id),
        select(t.accounts.c.avatar, t.accounts.c.header).where(t.accounts.c.id == account_id),
        select(t.exports.c.key).where(t.exports.c.user_id.in_(users)),
    )
    keys: list[str] = []
    async with services.db.read() as connection:
        for query in queries:
            keys += [key for row in await connection.execute(query) for key in row if key]
    return await services.blob.delete(keys)


async def _graph(services: Services, account_id: int) -> int:
    return await services.graph.erase(account_id)


async def _push(services: Services, account_id: int) -> int:
    async with services.db.begin() as unit:
        return (await unit.connection.execute(delete(t.push_subscriptions).where(t.push_subscriptions.c.account_id == account_id))).rowcount


async def _marks(services: Services, account_id: int) -> int:
    """Favourites and votes, with what they counted."""
    return await _paged(services, lambda unit: _some_favourites(unit, account_id)) + await _paged(
        services, lambda unit: _some_votes(unit, account_id)
    )


async def _some_favourites(unit: Unit, account_id: int) -> int:
    f = t.favourites.c
    rows = (await unit.connection.execute(select(f.id, f.status_id).where(f.account_id == account_id).limit(PAGE))).all()
    await unit.connection.execute(delete(t.favourites).where(f.id.in_([row.id for row in rows])))
    counted = update(t.statuses).where(s.id.in_([row.status_id for row in rows]))
    await unit.connection.execute(counted.values(favourites_count=s.favourites_count - 1))
    return len(rows)


async def _some_votes(unit: Unit, account_id: int) -> int:
    """All votes in one poll: a poll counts its voters, too."""
    v, p = t.poll_votes.c, t.polls.c
    poll_id = (await unit.connection.execute(select(v.poll_id).where(v.account_id == account_id).limit(1))).scalar()
    if poll_id is None:
        return 0
    poll = (await unit.connection.execute(select(t.polls).where(p.id == poll_id).with_for_update())).one()
    mine = (v.poll_id == poll_id) & (v.account_id == account_id)
    chosen = (await unit.connection.execute(select(v.choice).where(mine))).scalars().all()
    votes = [number - (place in chosen) for place, number in enumerate(poll.votes)]
    await unit.connection.execute(delete(t.poll_votes).where(mine))
    await unit.connection.execute(update(t.polls).where(p.id == poll_id).values(votes=votes, voters_count=poll.voters_count - bool(chosen)))
    return len(chosen)


async def _follows(services: Services, account_id: int) -> int:
    """In both directions, with the counters of the others."""
    return await _paged(services, lambda unit: _some_follows(unit, account_id))


async def _some_follows(unit: Unit, account_id: int) -> int:
    f = t.follows.c
    query = select(f.source_id, f.target_id).where(or_(f.source_id == account_id, f.target_id == account_id)).order_by(f.id).limit(PAGE)
    rows = (await unit.connection.execute(query)).all()
    for row in rows:
        await end_follow(unit, row.source_id, row.target_id)
    return len(rows)


async def _conversations(services: Services, account_id: int) -> int:
    """Others' conversations go on without them; those that had nobody else end."""
    c, named = t.conversations.c, select(t.mentions.c.status_id).where(t.mentions.c.account_id == account_id)
    threads = select(s.conversation_id).where(or_(s.account_id == account_id, s.id.in_(named)), s.visibility == DIRECT)
    async with services.db.begin() as unit:
        rows = (await unit.connection.execute(select(t.conversations).where(c.thread_id.in_(threads), c.account_id != account_id))).all()
        for row in rows:
            await _leave(unit, row, account_id)
    return len(rows)


async def _leave(unit: Unit, row: Row[Any], account_id: int) -> None:
    """Take somebody out of another one's conversation."""
    c, m = t.conversations.c, t.mentions.c
    told = select(m.status_id).where(m.account_id == row.account_id)
    query = select(s.id).where(
        s.conversation_id == row.thread_id, s.visibility == DIRECT, s.deleted_at.is_(None), s.account_id != account_id,
        or_(s.account_id == row.account_id, s.id.in_(told)),
    )  # fmt: skip
    last = (await unit.connection.execute(query.order_by(s.id.desc()).limit(1))).scalar()
    if last is None:
        await unit.connection.execute(delete(t.conversations).where(c.id == row.id))
        return
    others = [each for each in row.participant_ids if str(each) != str(account_id)]
    await unit.connection.execute(update(t.conversations).where(c.id == row.id).values(participant_ids=others, last_status_id=last))


async def _posts(services: Services, account_id: int) -> int:
    """Each is taken from everybody as by its author, then its row goes; the newest first, so that own answers go before their parents."""
    async with services.db.begin() as unit:
        nobody = {"id": NOBODY, "username": "erased people", "username_key": "erased people", "state": "suspended", "created_at": 0}
        await unit.connection.execute(services.db.insert_new(t.accounts).values(nobody))
    return await _paged(services, lambda unit: _some_posts(services, unit, account_id))


async def _some_posts(services: Services, unit: Unit, account_id: int) -> int:
    query = select(t.statuses).where(s.account_id == account_id).order_by(s.id.desc()).limit(PAGE // 4)
    rows = (await unit.connection.execute(query.with_for_update())).all()
    for row in rows:
        if row.deleted_at is None:
            await withdraw(services, unit, row)
        await _drop(services, unit, row)
    return len(rows)


async def _drop(services: Services, unit: Unit, row: Row[Any]) -> None:
    """Remove a withdrawn post; where others answered it, an empty place stays."""
    run = unit.connection.execute
    await run(delete(t.notifications).where(t.notifications.c.status_id == row.id))
    await run(delete(t.verdicts).where(t.verdicts.c.subject_id == row.id))
    await run(delete(t.statuses).where(s.boost_of_id == row.id))
    await run(update(t.statuses).where(s.reply_to_id == row.id).values(reply_to_account_id=None))
    if (await run(select(s.id).where(s.reply_to_id == row.id).limit(1))).first() is None:
        await run(delete(t.statuses).where(s.id == row.id))
        return
    for table in (t.status_edits, t.mentions, t.status_tags, t.polls, t.favourites, t.bookmarks, t.pins, t.filter_statuses):
        await run(delete(table).where(table.c.status_id == row.id))
    empty: dict[str, Any] = {
        "account_id": NOBODY, "text": "", "html": "", "spoiler_text": "", "language": None, "app_id": None, "media_ids": [], "card": None,
        "reply_to_account_id": None, "deleted_at": row.deleted_at or services.clock.now(), "favourites_count": 0, "boosts_count": 0,
    }  # fmt: skip
    await run(update(t.statuses).where(s.id == row.id).values(empty))


async def _person(services: Services, account_id: int) -> int:
    """The rows of the person: what hangs on the account goes with it by its foreign key."""
    async with services.db.begin() as unit:
        run = unit.connection.execute
        names = (
            await run(
                select(t.accounts.c.username_key, t.users.c.email_key, t.users.c.id)
                .join(t.users, t.users.c.account_id == t.accounts.c.id, isouter=True)
                .where(t.accounts.c.id == account_id)
            )
        ).first()
        for kind, what in zip(("login", "login", "user"), names or (), strict=False):
            if what:
                await run(delete(t.login_failures).where(t.login_failures.c.key == passwords.counter(kind, what)))
        for column in (t.actions.c.moderator_id, t.reports.c.assigned_id, t.reports.c.resolved_by, t.verdicts.c.reviewed_by):
            await run(update(column.table).where(column == account_id).values({column.name: None}))
        gone = await run(delete(t.accounts).where(t.accounts.c.id == account_id))
        await _unused_tags(unit)
        return gone.rowcount


async def _unused_tags(unit: Unit) -> None:
    """Words that only the person had used as tags."""
    used = [select(table.c.tag_id) for table in (t.status_tags, t.tag_follows, t.featured_tags)]
    unused = [t.tags.c.id.not_in(query) for query in used]
    # Locked and looked at again: a post that takes one up at this moment keeps it.
    ids = (await unit.connection.execute(select(t.tags.c.id).where(*unused).order_by(t.tags.c.id).with_for_update())).scalars().all()
    for start in range(0, len(ids), 500):
        await unit.connection.execute(delete(t.tags).where(t.tags.c.id.in_(ids[start : start + 500]), *unused))


async def _database(services: Services, _account_id: int) -> int:
    await services.db.scrub()
    return 0


async def _paged(services: Services, page: Callable[[Unit], Awaitable[int]]) -> int:
    """A transaction per page, until nothing is left."""
    total = 0
    while True:
        async with services.db.begin() as unit:
            done = await page(unit)
        total += done
        if not done:
            return total


Step = Callable[[Services, int], Awaitable[int]]
STEPS: dict[str, Step] = {
    "tokens": _tokens, "feeds": _feeds, "bodies": _bodies, "search": _search, "files": _files, "graph": _graph, "push": _push,
    "marks": _marks, "follows": _follows, "conversations": _conversations, "posts": _posts, "person": _person, "database": _database,
}  # fmt: skip
LAST = ("person", "database")
