"""Polls: what they may be, votes, and their end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.render.polls import poll
from social.app.seeing import find
from social.app.services import Services
from social.domain.errors import Invalid, NotFound

MOST_OPTIONS = 4
MOST_LETTERS = 50
SHORTEST = 300
LONGEST = 2_629_746  # seconds of a month, on the average


@dataclass(frozen=True)
class PollDraft:
    """A poll before it is one."""

    options: tuple[str, ...]
    expires_in: int | None
    multiple: bool = False
    hide_totals: bool = False


def check_poll(draft: PollDraft) -> None:
    """Everything that is wrong with a poll, in one text."""
    wrong = [text for fails, text in _rules(draft) if fails]
    if wrong:
        raise Invalid(f"Validation failed: {', '.join(wrong)}")


def _rules(draft: PollDraft) -> list[tuple[bool, str]]:
    options, seconds = draft.options, draft.expires_in
    return [
        (len(options) < 2, "Choices must have more than one item"),
        (len(options) > MOST_OPTIONS, f"Choices can't contain more than {MOST_OPTIONS} items"),
        (any(len(option) > MOST_LETTERS for option in options), f"Choices cannot be longer than {MOST_LETTERS} characters each"),
        (len(set(options)) < len(options), "Choices contain duplicate items"),
        (seconds is None, "Deadline can't be blank"),
        (seconds is not None and seconds > LONGEST, "Deadline is too far into the future"),
        (seconds is not None and seconds < SHORTEST, "Deadline is too soon"),
    ]


async def write_poll(services: Services, unit: Unit, account_id: int, draft: PollDraft, status_id: int) -> None:
    """The poll of a post, and the message of its end."""
    now = services.clock.now()
    row = {"id": services.ids.next(), "status_id": status_id, "account_id": account_id, "created_at": now}
    await unit.connection.execute(insert(t.polls).values({**row, **_fresh(now, draft)}))
    await _announce_end(unit, row["id"], draft)


async def rewrite_poll(services: Services, unit: Unit, before: Row[Any], draft: PollDraft) -> bool:
    """Change a poll; other options are another question, whose votes begin anew. Whether the options changed."""
    other: bool = list(draft.options) != before.options or draft.multiple != before.multiple
    values = _fresh(services.clock.now(), draft)
    if other:
        await unit.connection.execute(delete(t.poll_votes).where(t.poll_votes.c.poll_id == before.id))
    else:
        del values["votes"], values["voters_count"]
    await unit.connection.execute(update(t.polls).where(t.polls.c.id == before.id).values(values))
    await _announce_end(unit, before.id, draft)
    return other


def _fresh(now: int, draft: PollDraft) -> dict[str, Any]:
    """Columns of a poll that nobody voted in."""
    return {
        "options": list(draft.options), "votes": [0] * len(draft.options), "voters_count": 0, "multiple": draft.multiple,
        "hide_totals": draft.hide_totals, "expires_at": now + (draft.expires_in or SHORTEST) * 1000, "notified_at": None,
    }  # fmt: skip


async def _announce_end(unit: Unit, poll_id: int, draft: PollDraft) -> None:
    await unit.emit("notify", "poll.expired", poll_id, {"poll_id": str(poll_id)}, delay_ms=(draft.expires_in or SHORTEST) * 1000)


async def find_poll(connection: AsyncConnection, poll_id: int, viewer: int | None, *, lock: bool = False) -> Row[Any]:
    """A poll whose post the viewer may see."""
    wanted = select(t.polls).where(t.polls.c.id == poll_id)
    row = (await connection.execute(wanted.with_for_update() if lock else wanted)).first()
    if row is None or row.status_id is None:
        raise NotFound
    await find(connection, row.status_id, viewer)
    return row


async def show(services: Services, connection: AsyncConnection, row: Row[Any], viewer: int | None) -> dict[str, Any]:
    """A poll with the viewer's votes."""
    return poll(services, row, await _choices(connection, row.id, viewer) if viewer is not None else [], viewer)


async def _choices(connection: AsyncConnection, poll_id: int, voter: int) -> Sequence[int]:
    """What somebody chose, in their order."""
    own = select(t.poll_votes.c.choice).where(t.poll_votes.c.poll_id == poll_id, t.poll_votes.c.account_id == voter)
    return (await connection.execute(own.order_by(t.poll_votes.c.id))).scalars().all()


async def vote(services: Services, account: Row[Any], poll_id: int, choices: Collection[int]) -> None:
    """Vote: once, or once for each option where several may be chosen. Votes and counts change together."""
    async with services.db.begin() as unit:
        row = await find_poll(unit.connection, poll_id, account.id, lock=True)
        before = await _choices(unit.connection, poll_id, account.id)
        _check_vote(services, row, account.id, before, choices)
        votes = list(row.votes)
        for choice in dict.fromkeys(choices):
            votes[choice] += 1
            made = {"id": services.ids.next(), "poll_id": poll_id, "account_id": account.id, "choice": choice}
            await unit.connection.execute(insert(t.poll_votes).values(made))
        counted = update(t.polls).where(t.polls.c.id == poll_id)
        await unit.connection.execute(counted.values(votes=votes, voters_count=row.voters_count + (not before)))


def _check_vote(services: Services, row: Row[Any], voter: int, before: Collection[int], choices: Collection[int]) -> None:
    wanted = set(choices)
    again = bool(wanted & set(before)) if row.multiple else bool(before) or len(wanted) > 1
    for fails, text in (
        (row.expires_at is not None and row.expires_at <= services.clock.now(), "The poll has already ended"),
        (row.account_id == voter, "You cannot vote in your own polls"),
        (not wanted or not all(0 <= choice < len(row.options) for choice in wanted), "The chosen vote option does not exist"),
        (again, "You have already voted on this poll"),
    ):
        if fails:
            raise Invalid(f"Validation failed: {text}")
