"""The audit log, for admins."""

from typing import Any

from sqlalchemy import select

from social import tables as t
from social.app import auditing
from social.app.render.common import time
from social.app.timelines import page as rows_of
from social.http.paging import link, page
from social.http.routing import Call, Parameter, route, staff

_TAKES = (
    Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"),
    Parameter("account_id", help="Rows about one account."), Parameter("actor_id", help="Rows of what one account did."),
    Parameter("action"),
)  # fmt: skip


@route("GET", "/api/x/v1/audit", staff("admin:read", "view_audit"), takes=_TAKES)
async def index(call: Call) -> list[dict[str, Any]]:
    """What staff did and what was erased, newest first."""
    wanted, a = page(call, usual=40, most=200), t.audit.c
    query = select(t.audit)
    for name, column in (("account_id", a.target), ("actor_id", a.actor)):
        number = call.params.id(name)
        if number is not None:
            query = query.where(column == auditing.subject(call.services, "account", number))
    action = call.params.text("action", most=60)
    if action:
        query = query.where(a.action == action)
    async with call.services.db.read() as connection:
        rows = await rows_of(connection, query, wanted.below, wanted.above, wanted.limit, lowest=wanted.above_first, by=a.id)
    known = await auditing.staff(call.services)
    link(call, [row.id for row in rows], wanted)
    return [_entry(row, known) for row in rows]


def _entry(row: Any, known: dict[str, int]) -> dict[str, Any]:
    actor = known.get(row.actor)
    return {
        "id": str(row.id),
        "created_at": time(row.created_at),
        "actor": row.actor,
        "actor_account_id": str(actor) if actor else None,
        "action": row.action,
        "target": row.target,
        "details": row.details,
        "previous": row.previous,
        "hash": row.hash,
    }
