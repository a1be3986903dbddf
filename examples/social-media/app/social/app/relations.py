"""Who follows, blocks and mutes whom. The tables are the truth; feeds, notices and the graph hear of it by messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_, delete, func, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.services import Services
from social.domain.errors import Forbidden, Invalid, NotFound

NOT_ALLOWED = "This action is not allowed"
PRESENT = ("active", "silenced")


@dataclass(frozen=True)
class FollowWish:
    """How somebody wants to follow; None leaves an earlier choice."""

    reblogs: bool | None = None
    notify: bool | None = None
    languages: tuple[str, ...] | None = None

    def columns(self) -> dict[str, Any]:
        """What was chosen, as columns."""
        found: dict[str, Any] = {}
        if self.reblogs is not None:
            found["show_boosts"] = self.reblogs
        if self.notify is not None:
            found["notify"] = self.notify
        if self.languages is not None:
            found["languages"] = list(self.languages) or None
        return found


async def person(connection: AsyncConnection, account_id: int) -> Row[Any]:
    """An account that is there; a suspended one counts, since people may block or forget it."""
    row = (await connection.execute(select(t.accounts).where(t.accounts.c.id == account_id, t.accounts.c.state != "erasing"))).first()
    if row is None:
        raise NotFound
    return row


async def _alone(unit: Unit, one: int, other: int) -> None:
    """What happens between two people happens one after the other, or a follow could slip past a block."""
    await unit.alone(f"relation {min(one, other)} {max(one, other)}")


async def follow(services: Services, source: Row[Any], target_id: int, wish: FollowWish) -> None:
    """Follow, ask to, or change how one follows."""
    async with services.db.begin() as unit:
        await _alone(unit, source.id, target_id)
        target = await person(unit.connection, target_id)
        if target.state not in PRESENT:
            raise NotFound
        if source.id == target_id or await blocked_between(unit.connection, source.id, target_id):
            raise Forbidden(NOT_ALLOWED)
        await _check_number(services, unit, source.id, target_id)
        # People whom moderators have limited must ask everybody.
        asks = target.locked or source.state == "silenced"
        row = {
            "id": services.ids.next(), "source_id": source.id, "target_id": target_id, "state": "requested" if asks else "accepted",
            "created_at": services.clock.now(), "show_boosts": True, "notify": False, "languages": None, **wish.columns(),
        }  # fmt: skip
        made = await unit.connection.execute(services.db.insert_new(t.follows).values(row))
        if made.rowcount:
            await _began(unit, row["id"], source.id, target_id, accepted=not asks)
            return
        if wish.columns():
            await _change(unit, source.id, target_id, wish)
        if not asks:
            await _grant(unit, source.id, target_id)


async def _check_number(services: Services, unit: Unit, source_id: int, target_id: int) -> None:
    """Nobody follows more accounts than the setting says; changing how one follows is no new follow."""
    # Two follows at once would both find room for one.
    await unit.alone(f"follows {source_id}")
    number = select(func.count()).select_from(t.follows).where(t.follows.c.source_id == source_id, t.follows.c.target_id != target_id)
    if (await unit.connection.execute(number)).scalar_one() >= services.settings.max_follows:
        raise Invalid(f"Validation failed: You cannot follow more than {services.settings.max_follows} people")


async def _change(unit: Unit, source_id: int, target_id: int, wish: FollowWish) -> None:
    await unit.connection.execute(update(t.follows).where(_pair(t.follows, source_id, target_id)).values(wish.columns()))
    if await _follows(unit.connection, source_id, target_id):
        await _tell(unit, "followed", source_id, target_id)


async def _began(unit: Unit, follow_id: int, source_id: int, target_id: int, *, accepted: bool) -> None:
    """Count a new follow and tell everybody."""
    body = {"follow_id": str(follow_id), **_ids(source_id, target_id)}
    await unit.emit("notify", "followed" if accepted else "follow.requested", source_id, body)
    if accepted:
        await _count(unit, source_id, target_id, 1)
        await _tell(unit, "followed", source_id, target_id)
        await _mirror(unit, source_id, target_id)


async def unfollow(services: Services, source_id: int, target_id: int) -> None:
    """Stop following, or take a request back."""
    async with services.db.begin() as unit:
        await _alone(unit, source_id, target_id)
        await person(unit.connection, target_id)
        await end_follow(unit, source_id, target_id)


async def end_follow(unit: Unit, source_id: int, target_id: int) -> bool:
    """End a follow or a request, with the places in lists and the endorsement that needed it; whether there was one."""
    gone = delete(t.follows).where(_pair(t.follows, source_id, target_id)).returning(t.follows.c.id, t.follows.c.state)
    ended = (await unit.connection.execute(gone)).first()
    if ended is None:
        return False
    await _unsay(unit, target_id, f"follow:{ended.id}", f"follow_request:{ended.id}")
    own = select(t.lists.c.id).where(t.lists.c.account_id == source_id)
    await unit.connection.execute(delete(t.list_members).where(t.list_members.c.account_id == target_id, t.list_members.c.list_id.in_(own)))
    await unit.connection.execute(delete(t.endorsements).where(_pair(t.endorsements, source_id, target_id)))
    if ended.state == "accepted":
        await _count(unit, source_id, target_id, -1)
        await _tell(unit, "unfollowed", source_id, target_id)
        await _mirror(unit, source_id, target_id)
    return True


async def authorize(services: Services, target_id: int, source_id: int) -> None:
    """Let somebody follow who asked."""
    async with services.db.begin() as unit:
        await _alone(unit, source_id, target_id)
        if not await _grant(unit, source_id, target_id):
            raise NotFound


async def _grant(unit: Unit, source_id: int, target_id: int) -> bool:
    """Make a request a follow; whether there was one."""
    asked = update(t.follows).where(_pair(t.follows, source_id, target_id), t.follows.c.state == "requested").values(state="accepted")
    row = (await unit.connection.execute(asked.returning(t.follows.c.id))).first()
    if row is None:
        return False
    await _unsay(unit, target_id, f"follow_request:{row.id}")
    await _began(unit, row.id, source_id, target_id, accepted=True)
    return True


async def open_up(unit: Unit, account_id: int) -> None:
    """An account is unlocked: those who asked to follow it needn't have. A message for each, as there may be many."""
    f = t.follows.c
    asking = select(f.source_id).where(f.target_id == account_id, f.state == "requested")
    for source_id in (await unit.connection.execute(asking)).scalars().all():
        await unit.emit("notify", "follow.unlocked", source_id, _ids(source_id, account_id))


async def let_in(services: Services, source_id: int, target_id: int) -> None:
    """Accept a request to an account that is unlocked. People whom moderators have limited must ask everybody."""
    async with services.db.begin() as unit:
        await _alone(unit, source_id, target_id)
        a = t.accounts.c
        free = or_(and_(a.id == source_id, a.state == "active"), and_(a.id == target_id, a.locked.is_(False)))
        if len((await unit.connection.execute(select(a.id).where(free))).all()) == 2:
            await _grant(unit, source_id, target_id)


async def reject(services: Services, target_id: int, source_id: int) -> None:
    """Turn a request down."""
    async with services.db.begin() as unit:
        await _alone(unit, source_id, target_id)
        asked = delete(t.follows).where(_pair(t.follows, source_id, target_id), t.follows.c.state == "requested")
        row = (await unit.connection.execute(asked.returning(t.follows.c.id))).first()
        if row is None:
            raise NotFound
        await _unsay(unit, target_id, f"follow_request:{row.id}")


async def remove_follower(services: Services, target_id: int, source_id: int) -> None:
    """Send a follower away."""
    async with services.db.begin() as unit:
        await _alone(unit, source_id, target_id)
        await person(unit.connection, source_id)
        await end_follow(unit, source_id, target_id)


async def block(services: Services, source_id: int, target_id: int) -> None:
    """Block: follows end both ways, and what the blocked one told is forgotten."""
    async with services.db.begin() as unit:
        await _alone(unit, source_id, target_id)
        await _other(unit, source_id, target_id)
        row = {"id": services.ids.next(), "source_id": source_id, "target_id": target_id, "created_at": services.clock.now()}
        made = await unit.connection.execute(services.db.insert_new(t.blocks).values(row))
        await end_follow(unit, source_id, target_id)
        await end_follow(unit, target_id, source_id)
        told = t.notifications.c
        await unit.connection.execute(delete(t.notifications).where(told.account_id == source_id, told.from_id == target_id))
        if made.rowcount:
            await _tell(unit, "blocked", source_id, target_id)


async def unblock(services: Services, source_id: int, target_id: int) -> None:
    """End a block; the follows that it ended stay ended."""
    await _drop(services, t.blocks, source_id, target_id, "unblocked")


async def mute(services: Services, source_id: int, target_id: int, *, notifications: bool, seconds: int) -> None:
    """Mute, for a while or (0) until further notice; again with other choices changes them."""
    now = services.clock.now()
    async with services.db.begin() as unit:
        await _other(unit, source_id, target_id)
        chosen = {"notifications": notifications, "expires_at": now + seconds * 1000 if seconds else None}
        row = {"id": services.ids.next(), "source_id": source_id, "target_id": target_id, "created_at": now, **chosen}
        await unit.connection.execute(services.db.upsert(t.mutes, ["source_id", "target_id"], row, chosen))
        await _tell(unit, "muted", source_id, target_id)


async def unmute(services: Services, source_id: int, target_id: int) -> None:
    """End a mute."""
    await _drop(services, t.mutes, source_id, target_id, "unmuted")


async def _drop(services: Services, table: Table, source_id: int, target_id: int, message: str) -> None:
    async with services.db.begin() as unit:
        await person(unit.connection, target_id)
        if (await unit.connection.execute(delete(table).where(_pair(table, source_id, target_id)))).rowcount:
            await _tell(unit, message, source_id, target_id)


async def write_note(services: Services, source_id: int, target_id: int, comment: str) -> None:
    """A private remark about somebody; an empty one goes away."""
    async with services.db.begin() as unit:
        await person(unit.connection, target_id)
        if not comment.strip():
            await unit.connection.execute(delete(t.account_notes).where(_pair(t.account_notes, source_id, target_id)))
            return
        row = {
            "id": services.ids.next(),
            "source_id": source_id,
            "target_id": target_id,
            "comment": comment,
            "created_at": services.clock.now(),
        }
        await unit.connection.execute(services.db.upsert(t.account_notes, ["source_id", "target_id"], row, {"comment": comment}))


async def endorse(services: Services, source_id: int, target_id: int) -> None:
    """Show somebody whom one follows on one's profile."""
    async with services.db.begin() as unit:
        await person(unit.connection, target_id)
        if not await _follows(unit.connection, source_id, target_id):
            raise Invalid("Validation failed: You must be already following the person you want to endorse")
        row = {"id": services.ids.next(), "source_id": source_id, "target_id": target_id, "created_at": services.clock.now()}
        await unit.connection.execute(services.db.insert_new(t.endorsements).values(row))


async def end_endorsement(services: Services, source_id: int, target_id: int) -> None:
    """No longer show somebody."""
    async with services.db.begin() as unit:
        await person(unit.connection, target_id)
        await unit.connection.execute(delete(t.endorsements).where(_pair(t.endorsements, source_id, target_id)))


async def dismiss_suggestion(services: Services, source_id: int, target_id: int) -> None:
    """Never suggest somebody again."""
    async with services.db.begin() as unit:
        await person(unit.connection, target_id)
        row = {"id": services.ids.next(), "source_id": source_id, "target_id": target_id, "created_at": services.clock.now()}
        await unit.connection.execute(services.db.insert_new(t.dismissed_suggestions).values(row))


async def blocked_between(connection: AsyncConnection, one: int, other: int) -> bool:
    """Whether either blocks the other."""
    found = select(t.blocks.c.id).where(or_(_pair(t.blocks, one, other), _pair(t.blocks, other, one)))
    return (await connection.execute(found)).first() is not None


async def _follows(connection: AsyncConnection, source_id: int, target_id: int) -> bool:
    followed = select(t.follows.c.id).where(_pair(t.follows, source_id, target_id), t.follows.c.state == "accepted")
    return (await connection.execute(followed)).first() is not None


async def suggested(connection: AsyncConnection, account_id: int, limit: int, ranked: Sequence[int]) -> list[int]:
    """Those of the ranked accounts who want to be found and whom the viewer has not turned away."""
    if not ranked:
        return []
    known = [
        select(table.c.target_id).where(table.c.source_id == account_id)
        for table in (t.follows, t.blocks, t.mutes, t.dismissed_suggestions)
    ]
    known.append(select(t.blocks.c.source_id).where(t.blocks.c.target_id == account_id))
    a = t.accounts.c
    found = select(a.id).where(a.id.in_(ranked), a.id != account_id, a.state == "active", a.discoverable.is_(True))
    for each in known:
        found = found.where(a.id.not_in(each))
    left = set((await connection.execute(found)).scalars())
    return [each for each in ranked if each in left][:limit]


async def _other(unit: Unit, source_id: int, target_id: int) -> None:
    await person(unit.connection, target_id)
    if source_id == target_id:
        raise Forbidden(NOT_ALLOWED)


async def _count(unit: Unit, source_id: int, target_id: int, change: int) -> None:
    """Keep the counters of both: always in the order of ids, so that two people who follow each other at once don't wait for each other."""
    a = t.accounts.c
    for account_id in sorted((source_id, target_id)):
        column = a.following_count if account_id == source_id else a.followers_count
        await unit.connection.execute(update(t.accounts).where(a.id == account_id).values({column.name: column + change}))


async def _unsay(unit: Unit, account_id: int, *causes: str) -> None:
    """Take back what an account was told of a follow that is no more."""
    n = t.notifications.c
    await unit.connection.execute(delete(t.notifications).where(n.account_id == account_id, n.cause.in_(causes)))


async def _tell(unit: Unit, type_: str, source_id: int, target_id: int) -> None:
    await unit.emit("fanout", type_, source_id, _ids(source_id, target_id))


async def _mirror(unit: Unit, source_id: int, target_id: int) -> None:
    """The graph store hears of it later: while it is down, following works as ever."""
    await unit.emit("notify", "graph.changed", source_id, _ids(source_id, target_id))


def _ids(source_id: int, target_id: int) -> dict[str, str]:
    return {"source_id": str(source_id), "target_id": str(target_id)}


def _pair(table: Table, source_id: int, target_id: int) -> Any:
    return and_(table.c.source_id == source_id, table.c.target_id == target_id)
