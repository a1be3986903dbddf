"""What staff see: people with their logins, reports, deeds and verdicts."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.render.accounts import account, role
from social.app.render.common import time
from social.app.render.statuses import statuses
from social.app.services import Services


async def people(services: Services, connection: AsyncConnection, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Admin::Account by id. Addresses of computers aren't kept, and nobody is invited: what would name those is null or absent."""
    if not ids:
        return {}
    users = {row.account_id: row for row in await connection.execute(select(t.users).where(t.users.c.account_id.in_(set(ids))))}
    rows = await connection.execute(select(t.accounts).where(t.accounts.c.id.in_(set(ids))))
    return {row.id: _person(services, row, users[row.id]) for row in rows if row.id in users}


def _person(services: Services, row: Row[Any], user: Row[Any]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "username": row.username,
        "domain": None,
        "created_at": time(row.created_at),
        "email": user.email,
        "ip": None,
        "ips": [],
        "locale": user.locale,
        "invite_request": None,
        "role": role(user.role),
        "confirmed": user.confirmed_at is not None,
        "approved": user.confirmed_at is not None,
        "disabled": user.disabled_at is not None,
        "silenced": row.limited,
        "suspended": row.state == "suspended",
        "sensitized": row.sensitized,
        "account": account(services, row),
    }


async def in_order(services: Services, connection: AsyncConnection, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Several people in the order of their ids."""
    found = await people(services, connection, ids)
    return [found[each] for each in ids if each in found]


async def reports(services: Services, connection: AsyncConnection, rows: Sequence[Row[Any]], reader: int) -> list[dict[str, Any]]:
    """Admin::Report in order, with posts that are still there, whoever may see them."""
    names = ("account_id", "target_id", "assigned_id", "resolved_by")
    found = await people(services, connection, {getattr(row, name) for row in rows for name in names if getattr(row, name)})
    wanted = {int(each) for row in rows for each in row.status_ids}
    query = select(t.statuses).where(t.statuses.c.id.in_(wanted), t.statuses.c.deleted_at.is_(None))
    posts = (await connection.execute(query)).all() if wanted else []
    shown = {each["id"]: each for each in await statuses(services, connection, posts, reader)}
    return [_report(services, row, found, shown) for row in rows]


def _report(services: Services, row: Row[Any], found: dict[int, Any], posts: dict[str, Any]) -> dict[str, Any]:
    texts = services.settings.rules
    return {
        "id": str(row.id),
        "action_taken": row.resolved_at is not None,
        "action_taken_at": time(row.resolved_at),
        "category": row.category,
        "comment": row.comment,
        "forwarded": row.forward,
        "created_at": time(row.created_at),
        "updated_at": time(row.updated_at or row.created_at),
        "account": found.get(row.account_id),
        "target_account": found.get(row.target_id),
        "assigned_account": found.get(row.assigned_id),
        "action_taken_by_account": found.get(row.resolved_by),
        "statuses": [posts[str(each)] for each in row.status_ids if str(each) in posts],
        # Rules may have changed since.
        "rules": [{"id": str(each), "text": texts[int(each) - 1], "hint": ""} for each in row.rule_ids if int(each) <= len(texts)],
    }


async def verdicts(services: Services, connection: AsyncConnection, rows: Sequence[Row[Any]], reader: int) -> list[dict[str, Any]]:
    """Verdicts in order with the posts that they are about; null for one that is gone."""
    wanted = {row.subject_id for row in rows}
    query = select(t.statuses).where(t.statuses.c.id.in_(wanted), t.statuses.c.deleted_at.is_(None))
    posts = (await connection.execute(query)).all() if wanted else []
    held = {row.id: row.held for row in posts}
    shown = {each["id"]: each for each in await statuses(services, connection, posts, reader)}
    return [
        {
            "id": str(row.id), "verdict": row.verdict, "reasons": row.reasons, "source": row.source, "score": row.score,
            "created_at": time(row.created_at), "reviewed_at": time(row.reviewed_at), "held": held.get(row.subject_id) is not None,
            "status_id": str(row.subject_id), "status": shown.get(str(row.subject_id)),
        }
        for row in rows
    ]  # fmt: skip


def action(row: Row[Any]) -> dict[str, Any]:
    """Something that was done to somebody, as they see it: by whom isn't told."""
    state = "none"
    if row.appealed_at is not None:
        state = "granted" if row.overturned_at else "rejected" if row.appeal_rejected_at else "pending"
    return {
        "id": str(row.id), "action": row.type, "text": row.text, "created_at": time(row.created_at),
        "appeal": {"text": row.appeal, "state": state, "created_at": time(row.appealed_at)} if row.appealed_at is not None else None,
    }  # fmt: skip
