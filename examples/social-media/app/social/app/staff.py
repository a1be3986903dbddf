"""What staff do to people, and how people appeal. Everybody acts only on those below them, and every deed is in the audit log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, delete, false, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app import auditing, oauth, reporting
from social.app.placing import person_changed
from social.app.services import Services
from social.app.timelines import page as rows_of
from social.domain.errors import Forbidden, Invalid, NotFound
from social.domain.permissions import outranks

TYPES = ("none", "sensitive", "disable", "silence", "suspend")
STATUSES = ("active", "pending", "disabled", "silenced", "suspended")
TEXT = 2_000
a, u = t.accounts.c, t.users.c


@dataclass(frozen=True)
class Wanted:
    """Whom staff look for."""

    status: str | None = None
    remote: bool = False
    staff: bool = False
    username: str | None = None
    display_name: str | None = None
    email: str | None = None
    nobody: bool = False


def matching(wanted: Wanted) -> Any:
    """Accounts with their users that fit."""
    query = select(t.accounts).join(t.users, u.account_id == a.id).where(a.state != "erasing")
    if wanted.remote or wanted.nobody:
        query = query.where(false())
    if wanted.status is not None:
        query = query.where(
            {
                "active": a.state.in_(("active", "silenced")) & u.disabled_at.is_(None) & u.confirmed_at.is_not(None),
                "pending": u.confirmed_at.is_(None),
                "disabled": u.disabled_at.is_not(None),
                "silenced": a.limited,
                "suspended": a.state == "suspended",
            }[wanted.status]
        )
    if wanted.staff:
        query = query.where(u.role != "user")
    for column, text in ((a.username_key, wanted.username), (u.email_key, wanted.email)):
        if text:
            query = query.where(column.startswith(text.casefold(), autoescape=True))
    if wanted.display_name:
        query = query.where(a.display_name.icontains(wanted.display_name, autoescape=True))
    return query


async def page(
    connection: AsyncConnection, wanted: Wanted, below: int | None, above: int | None, limit: int, *, lowest: bool
) -> list[Row[Any]]:
    """People who fit, newest first."""
    return await rows_of(connection, matching(wanted), below, above, limit, lowest=lowest, by=a.id)


@dataclass(frozen=True)
class Moderator:
    """Who acts."""

    account_id: int
    role: str


@dataclass(frozen=True)
class Person:
    """On whom somebody acts."""

    account: Row[Any]
    user: Row[Any]


async def person(connection: AsyncConnection, account_id: int) -> Person:
    """Somebody with their login."""
    account = (await connection.execute(select(t.accounts).where(a.id == account_id, a.state != "erasing"))).first()
    user = (await connection.execute(select(t.users).where(u.account_id == account_id))).first()
    if account is None or user is None:
        raise NotFound
    return Person(account, user)


async def _below(unit: Unit, moderator: Moderator, account_id: int) -> Person:
    """Somebody on whom this moderator may act."""
    found = await person(unit.connection, account_id)
    if not outranks(moderator.role, found.user.role):
        raise Forbidden("This action is not allowed: it needs a higher role than that of the person")
    return found


async def give_role(services: Services, username: str, role: str) -> str:
    """Make somebody staff, or no longer, as the operator; the role until now."""
    wanted = select(t.users).join(t.accounts, u.account_id == a.id).where(a.username_key == username.casefold(), a.state != "erasing")
    async with services.db.begin() as unit:
        user = (await unit.connection.execute(wanted.with_for_update())).first()
        if user is None:
            raise NotFound
        if user.role != role:
            await unit.connection.execute(update(t.users).where(u.id == user.id).values(role=role))
            target = auditing.subject(services, "account", user.account_id)
            await auditing.record(unit, auditing.OPERATOR, "account.role", target, {"before": user.role, "role": role})
    return str(user.role)


async def act(services: Services, moderator: Moderator, account_id: int, type_: str | None, text: str, report_id: int | None) -> None:
    """Warn, mark, disable, limit or suspend somebody; a report that led to it is resolved by it."""
    if type_ not in TYPES:
        raise Invalid("Validation failed: Type is not included in the list" if type_ else "Validation failed: Type can't be blank")
    if len(text) > TEXT:
        raise Invalid(f"Validation failed: Text is too long (maximum is {TEXT} characters)")
    async with services.db.begin() as unit:
        found = await _below(unit, moderator, account_id)
        if report_id is not None:
            await _resolve(services, unit, moderator, account_id, report_id)
        await _do(services, unit, found, type_)
        row = {
            "id": services.ids.next(), "moderator_id": moderator.account_id, "target_id": account_id, "type": type_, "text": text,
            "report_id": report_id, "created_at": services.clock.now(),
        }  # fmt: skip
        await unit.connection.execute(insert(t.actions).values(row))
        await _noted(services, unit, moderator, f"account.{type_}", account_id)
    await _shut_out(services, found, type_)


async def _resolve(services: Services, unit: Unit, moderator: Moderator, account_id: int, report_id: int) -> None:
    found = await reporting.find(unit.connection, report_id)
    if found.target_id != account_id:
        raise NotFound
    done = update(t.reports).where(t.reports.c.id == report_id, t.reports.c.resolved_at.is_(None))
    await unit.connection.execute(done.values(**reporting.resolved_by(services, moderator.account_id)))
    await reporting.noted(services, unit, moderator.account_id, "resolve", report_id)


async def _do(services: Services, unit: Unit, found: Person, type_: str) -> None:
    of_account: dict[str, dict[str, Any]] = {
        "sensitive": {"sensitized": True},
        "suspend": {"state": "suspended"},
        # Who is suspended stays so, and is limited afterwards.
        "silence": {"limited": True, "state": case((a.state == "active", "silenced"), else_=a.state)},
    }
    if type_ in of_account:
        # The new revision makes cached posts of the account old.
        await unit.connection.execute(update(t.accounts).where(a.id == found.account.id).values(**of_account[type_], rev=a.rev + 1))
    if type_ == "suspend":
        await person_changed(unit, found.account.id)
    if type_ == "disable":
        await unit.connection.execute(update(t.users).where(u.id == found.user.id).values(disabled_at=services.clock.now()))


async def _shut_out(services: Services, found: Person, type_: str) -> None:
    """End the tokens and streams of somebody; that the account is refused anyway, the check of every call sees to."""
    if type_ == "suspend":
        await oauth.revoke_where(services, t.tokens.c.user_id == found.user.id)
    if type_ in ("suspend", "disable"):
        await services.bus.publish("control", f"suspended:{found.account.id}".encode())


_UNDO: Mapping[str, tuple[str, dict[str, Any]]] = {
    "suspend": ("unsuspend", {"state": case((a.limited, "silenced"), else_="active")}),
    "silence": ("unsilence", {"state": case((a.state == "silenced", "active"), else_=a.state), "limited": False}),
    "sensitive": ("unsensitive", {"sensitized": False}),
    "disable": ("enable", {"disabled_at": None}),
}
_IS: Mapping[str, Callable[[Person], bool]] = {
    "suspend": lambda found: found.account.state == "suspended",
    "silence": lambda found: found.account.limited,
    "sensitive": lambda found: found.account.sensitized,
    "disable": lambda found: found.user.disabled_at is not None,
}


async def undo(services: Services, moderator: Moderator, account_id: int, type_: str) -> None:
    """Take back what was done to somebody; nothing happens where it wasn't."""
    async with services.db.begin() as unit:
        await _undo(services, unit, moderator, await _below(unit, moderator, account_id), type_)


async def _undo(services: Services, unit: Unit, moderator: Moderator, found: Person, type_: str) -> None:
    if not _IS[type_](found):
        return
    name, values = _UNDO[type_]
    if type_ == "disable":
        await unit.connection.execute(update(t.users).where(u.id == found.user.id).values(**values))
    else:
        await unit.connection.execute(update(t.accounts).where(a.id == found.account.id).values(**values, rev=a.rev + 1))
    if type_ == "suspend":
        await person_changed(unit, found.account.id)
    await _noted(services, unit, moderator, f"account.{name}", found.account.id)


async def approve(services: Services, moderator: Moderator, account_id: int) -> None:
    """Let somebody in whose address isn't confirmed."""
    async with services.db.begin() as unit:
        found = await _pending(unit, moderator, account_id)
        await unit.connection.execute(update(t.users).where(u.id == found.user.id).values(confirmed_at=services.clock.now()))
        await _noted(services, unit, moderator, "account.approve", account_id)


async def reject(services: Services, moderator: Moderator, account_id: int) -> None:
    """Turn somebody away whose address isn't confirmed: the account, which could never do anything, goes."""
    async with services.db.begin() as unit:
        await _pending(unit, moderator, account_id)
        await _noted(services, unit, moderator, "account.reject", account_id)
        await unit.connection.execute(delete(t.accounts).where(a.id == account_id))


async def _pending(unit: Unit, moderator: Moderator, account_id: int) -> Person:
    found = await _below(unit, moderator, account_id)
    if found.user.confirmed_at is not None or found.account.statuses_count:
        raise Forbidden("This action is not allowed: the person is not waiting")
    return found


async def _noted(services: Services, unit: Unit, moderator: Moderator, action: str, account_id: int) -> None:
    actor, target = auditing.subject(services, "account", moderator.account_id), auditing.subject(services, "account", account_id)
    await auditing.record(unit, actor, action, target)


# --- appeals ------------------------------------------------------------------------------------------------------------------------
async def actions_on(connection: AsyncConnection, account_id: int) -> list[Row[Any]]:
    """What was done to somebody, newest first."""
    query = select(t.actions).where(t.actions.c.target_id == account_id).order_by(t.actions.c.id.desc()).limit(100)
    return list(await connection.execute(query))


async def appeal(services: Services, account_id: int, action_id: int, text: str) -> Row[Any]:
    """Ask for a second look at something that was done to oneself; once."""
    if not text.strip() or len(text) > TEXT:
        raise Invalid(
            "Validation failed: Text can't be blank"
            if not text.strip()
            else f"Validation failed: Text is too long (maximum is {TEXT} characters)"
        )
    c = t.actions.c
    async with services.db.begin() as unit:
        row = (
            await unit.connection.execute(select(t.actions).where(c.id == action_id, c.target_id == account_id).with_for_update())
        ).first()
        if row is None:
            raise NotFound
        if row.appealed_at is not None:
            raise Invalid("Validation failed: An appeal has been made already")
        await unit.connection.execute(update(t.actions).where(c.id == action_id).values(appeal=text, appealed_at=services.clock.now()))
        return (await unit.connection.execute(select(t.actions).where(c.id == action_id))).one()


async def appeals(connection: AsyncConnection, below: int | None, above: int | None, limit: int, *, lowest: bool) -> list[Row[Any]]:
    """Appeals that nobody has decided, newest first."""
    c = t.actions.c
    query = select(t.actions).where(c.appealed_at.is_not(None), c.overturned_at.is_(None), c.appeal_rejected_at.is_(None))
    return await rows_of(connection, query, below, above, limit, lowest=lowest, by=c.id)


async def decide(services: Services, moderator: Moderator, action_id: int, *, granted: bool) -> Row[Any]:
    """Grant an appeal, which takes the deed back, or reject it."""
    c, now = t.actions.c, services.clock.now()
    async with services.db.begin() as unit:
        row = (await unit.connection.execute(select(t.actions).where(c.id == action_id).with_for_update())).first()
        if row is None or row.appealed_at is None:
            raise NotFound
        if row.overturned_at is not None or row.appeal_rejected_at is not None:
            raise Invalid("The appeal has been decided already")
        found = await _below(unit, moderator, row.target_id)
        column = "overturned_at" if granted else "appeal_rejected_at"
        await unit.connection.execute(update(t.actions).where(c.id == action_id).values({column: now}))
        await _noted(services, unit, moderator, "appeal.grant" if granted else "appeal.reject", row.target_id)
        if granted and row.type in _UNDO:
            await _undo(services, unit, moderator, found, row.type)
        return (await unit.connection.execute(select(t.actions).where(c.id == action_id))).one()
