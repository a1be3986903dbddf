"""Timelines."""

from typing import Any

from social.app.render.statuses import statuses
from social.app.timelines import pull_home
from social.http.paging import link, page
from social.http.routing import Call, Parameter, route, scope

PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))


@route("GET", "/api/v1/timelines/home", scope("read:statuses"), takes=PAGING)
async def home(call: Call) -> list[dict[str, Any]]:
    """Posts of whom one follows, and one's own."""
    wanted = page(call)
    async with call.services.db.read() as connection:
        rows = await pull_home(
            call.services, connection, call.account.id, wanted.below, wanted.above, wanted.limit, lowest=wanted.above_first
        )
        found = await statuses(call.services, connection, rows, call.account.id)
    link(call, [row.id for row in rows], wanted)
    return found
