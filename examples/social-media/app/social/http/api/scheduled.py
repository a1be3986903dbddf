"""Posts for later."""

from typing import Any

from social import tables as t
from social.app import scheduling
from social.app.timelines import page as rows_of
from social.http.paging import link, page
from social.http.routing import Call, Parameter, route, scope

PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))


@route("GET", "/api/v1/scheduled_statuses", scope("read:statuses"), takes=PAGING)
async def index(call: Call) -> list[dict[str, Any]]:
    """One's posts that wait."""
    wanted, waiting = page(call), scheduling.waiting(call.user.id)
    async with call.services.db.read() as connection:
        rows = await rows_of(connection, waiting, wanted.below, wanted.above, wanted.limit, lowest=wanted.above_first, by=t.scheduled.c.id)
        found = [await scheduling.show(call.services, connection, row) for row in rows]
    link(call, [row.id for row in rows], wanted)
    return found


@route("GET", "/api/v1/scheduled_statuses/{id}", scope("read:statuses"))
async def show(call: Call) -> dict[str, Any]:
    """One of them."""
    return await _shown(call)


async def _shown(call: Call) -> dict[str, Any]:
    async with call.services.db.read() as connection:
        row = await scheduling.planned(connection, call.user.id, call.path_id())
        return await scheduling.show(call.services, connection, row)


@route("PUT", "/api/v1/scheduled_statuses/{id}", scope("write:statuses"), takes=(Parameter("scheduled_at", required=True),))
async def update(call: Call) -> dict[str, Any]:
    """Publish it at another time."""
    later = call.params.text("scheduled_at")
    due_at = scheduling.parse_time(later) if later else None
    await scheduling.reschedule(call.services, call.user.id, call.path_id(), due_at)
    return await _shown(call)


@route("DELETE", "/api/v1/scheduled_statuses/{id}", scope("write:statuses"))
async def delete(call: Call) -> dict[str, Any]:
    """Call it off."""
    await scheduling.cancel(call.services, call.user.id, call.path_id())
    return {}
