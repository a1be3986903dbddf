"""Reports: somebody tells the staff about somebody."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app import auditing
from social.app.seeing import visible
from social.app.services import Services
from social.app.timelines import page as rows_of
from social.domain.errors import Invalid, NotFound

CATEGORIES = ("spam", "legal", "violation", "other")
COMMENT = 1_000
MOST_STATUSES = 100
r = t.reports.c


@dataclass(frozen=True)
class Complaint:
    """A report before it is one."""

    target_id: int
    status_ids: tuple[int, ...] = ()
    comment: str = ""
    category: str | None = None
    rule_ids: tuple[int, ...] = ()
    forward: bool = False


async def report(services: Services, account_id: int, complaint: Complaint) -> Row[Any]:
    """Write a report; staff are told."""
    category = _checked(services, complaint)
    async with services.db.begin() as unit:
        await _about(unit.connection, account_id, complaint)
        row = {
            "id": services.ids.next(), "account_id": account_id, "target_id": complaint.target_id, "comment": complaint.comment,
            "category": category,
            "status_ids": [str(each) for each in complaint.status_ids], "rule_ids": [str(each) for each in complaint.rule_ids],
            "forward": complaint.forward, "created_at": services.clock.now(),
        }  # fmt: skip
        await unit.connection.execute(insert(t.reports).values(row))
        await unit.emit("notify", "report.created", str(row["id"]), {"report_id": str(row["id"])})
        return (await unit.connection.execute(select(t.reports).where(r.id == row["id"]))).one()


def _checked(services: Services, complaint: Complaint) -> str:
    if len(complaint.comment) > COMMENT:
        raise Invalid(f"Validation failed: Comment is too long (maximum is {COMMENT} characters)")
    if len(complaint.status_ids) > MOST_STATUSES:
        raise Invalid(f"Validation failed: Statuses are limited to {MOST_STATUSES}")
    category = complaint.category or ("violation" if complaint.rule_ids else "other")
    return checked_category(services, category, complaint.rule_ids)


def checked_category(services: Services, category: str, rule_ids: tuple[int, ...]) -> str:
    """A category that is one; rules belong to violations."""
    if category not in CATEGORIES:
        raise Invalid("Validation failed: Category is not included in the list")
    if rule_ids and category != "violation":
        raise Invalid("Validation failed: Rules must be blank unless the category is violation")
    if any(not 1 <= each <= len(services.settings.rules) for each in rule_ids):
        raise Invalid("Validation failed: Rules is invalid")
    return category


async def _about(connection: AsyncConnection, account_id: int, complaint: Complaint) -> None:
    """The person must be there, and the posts must be theirs and seen by who reports them."""
    a, s = t.accounts.c, t.statuses.c
    if (await connection.execute(select(a.id).where(a.id == complaint.target_id, a.state != "erasing"))).first() is None:
        raise NotFound
    wanted = set(complaint.status_ids)
    if wanted:
        query = select(s.id).where(s.id.in_(wanted), s.account_id == complaint.target_id, visible(account_id))
        if set((await connection.execute(query)).scalars()) != wanted:
            raise NotFound


# --- what staff do with it ----------------------------------------------------------------------------------------------------------
async def page(
    connection: AsyncConnection, below: int | None, above: int | None, limit: int, *, lowest: bool, resolved: bool | None,
    account_id: int | None = None, target_id: int | None = None,
) -> list[Row[Any]]:  # fmt: skip
    """Reports, newest first; with `resolved` None all of them."""
    query = select(t.reports)
    for column, value in ((r.account_id, account_id), (r.target_id, target_id)):
        if value is not None:
            query = query.where(column == value)
    if resolved is not None:
        query = query.where(r.resolved_at.is_not(None) if resolved else r.resolved_at.is_(None))
    return await rows_of(connection, query, below, above, limit, lowest=lowest, by=r.id)


async def find(connection: AsyncConnection, report_id: int) -> Row[Any]:
    """A report."""
    row = (await connection.execute(select(t.reports).where(r.id == report_id))).first()
    if row is None:
        raise NotFound
    return row


async def change(services: Services, report_id: int, moderator_id: int, action: str, values: dict[str, Any]) -> Row[Any]:
    """Change a report, which the audit log notes."""
    async with services.db.begin() as unit:
        await find(unit.connection, report_id)
        await unit.connection.execute(update(t.reports).where(r.id == report_id).values(**values, updated_at=services.clock.now()))
        await noted(services, unit, moderator_id, action, report_id)
        return await find(unit.connection, report_id)


async def noted(services: Services, unit: Unit, moderator_id: int, action: str, report_id: int) -> None:
    """What somebody did with a report."""
    await auditing.record(unit, auditing.subject(services, "account", moderator_id), f"report.{action}", f"report:{report_id}")


def resolved_by(services: Services, moderator_id: int) -> dict[str, Any]:
    """Columns of a report that is done."""
    return {"resolved_at": services.clock.now(), "resolved_by": moderator_id}
