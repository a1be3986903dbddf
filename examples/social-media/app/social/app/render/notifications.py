"""Notices."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.app.render.accounts import accounts
from social.app.render.common import time
from social.app.render.statuses import statuses
from social.app.services import Services


async def notifications(services: Services, connection: AsyncConnection, rows: Sequence[Row[Any]], reader: int) -> list[dict[str, Any]]:
    """In order. The caller has checked that the reader may see the posts in them."""
    people = await accounts(services, connection, {row.from_id for row in rows})
    posts = await _posts(services, connection, {row.status_id for row in rows if row.status_id}, reader)
    reports = await _reports(services, connection, {row.report_id for row in rows if row.report_id})
    found = []
    for row in rows:
        if row.from_id not in people or (row.status_id and row.status_id not in posts):
            continue
        entity = {"id": str(row.id), "type": row.type, "created_at": time(row.created_at), "account": people[row.from_id]}
        if row.status_id:
            entity["status"] = posts[row.status_id]
        if row.report_id in reports:
            entity["report"] = reports[row.report_id]
        found.append(entity)
    return found


async def _posts(services: Services, connection: AsyncConnection, ids: set[int], reader: int) -> dict[int, dict[str, Any]]:
    if not ids:
        return {}
    rows = (await connection.execute(select(t.statuses).where(t.statuses.c.id.in_(ids)))).all()
    return {int(each["id"]): each for each in await statuses(services, connection, rows, reader)}


async def _reports(services: Services, connection: AsyncConnection, ids: set[int]) -> dict[int, dict[str, Any]]:
    if not ids:
        return {}
    rows = (await connection.execute(select(t.reports).where(t.reports.c.id.in_(ids)))).all()
    targets = await accounts(services, connection, {row.target_id for row in rows})
    return {row.id: report(row, targets[row.target_id]) for row in rows}


def report(row: Row[Any], target: dict[str, Any]) -> dict[str, Any]:
    """A report, as whoever wrote it sees it."""
    return {
        "id": str(row.id),
        "action_taken": row.resolved_at is not None,
        "action_taken_at": time(row.resolved_at),
        "category": row.category,
        "comment": row.comment,
        "forwarded": row.forward,
        "created_at": time(row.created_at),
        "status_ids": [str(each) for each in row.status_ids],
        "rule_ids": [str(each) for each in row.rule_ids],
        "target_account": target,
    }
