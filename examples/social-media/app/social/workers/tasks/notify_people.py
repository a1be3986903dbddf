"""Whom people concern: those who are followed or asked, and staff."""

from sqlalchemy import select

from social import tables as t
from social.app import notifying
from social.app.notifying import Notice
from social.app.services import Services
from social.domain.permissions import PERMISSIONS
from social.ports.queue import Ack, Envelope, Outcome
from social.workers.registry import handles


@handles("notify", "followed")
async def followed(envelope: Envelope, services: Services) -> Outcome:
    """A new follower."""
    return await _follow(envelope, services, "accepted", "follow")


@handles("notify", "follow.requested")
async def requested(envelope: Envelope, services: Services) -> Outcome:
    """Somebody asks to follow."""
    return await _follow(envelope, services, "requested", "follow_request")


async def _follow(envelope: Envelope, services: Services, state: str, type_: str) -> Outcome:
    """Told if it still is so."""
    number, f = int(envelope.body["follow_id"]), t.follows.c
    async with services.db.begin() as unit:
        row = (await unit.connection.execute(select(t.follows).where(f.id == number, f.state == state))).first()
        if row is None:
            return Ack()
        told = await notifying.tell(services, unit, [row.target_id], Notice(type_, row.source_id, f"{type_}:{number}"))
    await notifying.show(services, told)
    return Ack()


@handles("notify", "account.created")
async def signed_up(envelope: Envelope, services: Services) -> Outcome:
    """Staff who look after people hear of new ones."""
    number = int(envelope.body["account_id"])
    return await _staff(services, "view_accounts", Notice("admin.sign_up", number, f"admin.sign_up:{number}"))


@handles("notify", "report.created")
async def reported(envelope: Envelope, services: Services) -> Outcome:
    """Staff who look after reports hear of new ones."""
    number = int(envelope.body["report_id"])
    async with services.db.read() as connection:
        row = (await connection.execute(select(t.reports).where(t.reports.c.id == number))).first()
    if row is None:
        return Ack()
    return await _staff(services, "view_reports", Notice("admin.report", row.account_id, f"admin.report:{number}", report_id=number))


async def _staff(services: Services, permission: str, notice: Notice) -> Outcome:
    roles = [role for role, allowed in PERMISSIONS.items() if permission in allowed]
    async with services.db.begin() as unit:
        there = (await unit.connection.execute(select(t.accounts.c.id).where(t.accounts.c.id == notice.by))).first()
        if there is None:
            return Ack()
        staff = select(t.users.c.account_id).where(t.users.c.role.in_(roles), t.users.c.disabled_at.is_(None))
        told = await notifying.tell(services, unit, set((await unit.connection.execute(staff)).scalars()), notice)
    await notifying.show(services, told)
    return Ack()
