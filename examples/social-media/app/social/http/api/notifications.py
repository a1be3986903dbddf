"""What people are told."""

from typing import Any

from social import tables as t
from social.app import notifying
from social.app.render.notifications import notifications
from social.app.timelines import page as rows_of
from social.http.paging import link, page
from social.http.routing import Call, Parameter, route, scope

Entity = dict[str, Any]
PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))
_WHICH = (Parameter("types", "array"), Parameter("exclude_types", "array"), Parameter("account_id"))
MOST_UNREAD = 1_000


@route("GET", "/api/v1/notifications", scope("read:notifications"), takes=(*PAGING, *_WHICH))
async def index(call: Call) -> list[Entity]:
    """What one was told, newest first."""
    asked = page(call, usual=40, most=80)
    async with call.services.db.read() as connection:
        rows = await rows_of(
            connection, _wanted(call), asked.below, asked.above, asked.limit, lowest=asked.above_first, by=t.notifications.c.id
        )
        found = await notifications(call.services, connection, rows, call.account.id)
    link(call, [row.id for row in rows], asked)
    return found


def _wanted(call: Call) -> Any:
    params = call.params
    by = (params.id("account_id") or 0) if "account_id" in params else None
    return notifying.kept(call.services, call.account.id, params.many("types", most=50), params.many("exclude_types", most=50), by)


@route("GET", "/api/v1/notifications/unread_count", scope("read:notifications"), takes=(*_WHICH, Parameter("limit", "integer")))
async def unread_count(call: Call) -> Entity:
    """How much is newer than the marker."""
    most = call.params.number("limit", 100, least=1, most=MOST_UNREAD) or 100
    async with call.services.db.read() as connection:
        return {"count": await notifying.unread(connection, call.account.id, _wanted(call), most)}


@route("POST", "/api/v1/notifications/clear", scope("write:notifications"))
async def clear(call: Call) -> Entity:
    """Put all away."""
    await notifying.dismiss(call.services, call.account.id)
    return {}


@route("POST", "/api/v1/notifications/dismiss", scope("write:notifications"), takes=(Parameter("id", required=True),))
async def dismiss_older(call: Call) -> Entity:
    """Put one away, in the older form."""
    await notifying.dismiss(call.services, call.account.id, call.params.id("id") or 0)
    return {}


@route("GET", "/api/v1/notifications/{id}", scope("read:notifications"))
async def show(call: Call) -> Entity:
    """One notice."""
    async with call.services.db.read() as connection:
        row = await notifying.find(call.services, connection, call.account.id, call.path_id())
        [found] = await notifications(call.services, connection, [row], call.account.id)
        return found


@route("POST", "/api/v1/notifications/{id}/dismiss", scope("write:notifications"))
async def dismiss(call: Call) -> Entity:
    """Put one away."""
    await notifying.dismiss(call.services, call.account.id, call.path_id())
    return {}
