"""Direct messages."""

from typing import Any

from social import tables as t
from social.app import conversations
from social.app.render.conversations import conversations as entities
from social.app.timelines import page as rows_of
from social.http.paging import link, page
from social.http.routing import Call, Parameter, route, scope

Entity = dict[str, Any]
PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))


@route("GET", "/api/v1/conversations", scope("read:statuses"), takes=PAGING)
async def index(call: Call) -> list[Entity]:
    """Conversations, the one with the newest post first; pages go by that post."""
    asked, query = page(call), conversations.kept(call.services, call.account.id)
    async with call.services.db.read() as connection:
        rows = await rows_of(
            connection, query, asked.below, asked.above, asked.limit, lowest=asked.above_first, by=t.conversations.c.last_status_id
        )
        found = await entities(call.services, connection, rows, call.account.id)
    link(call, [row.last_status_id for row in rows], asked)
    return found


@route("POST", "/api/v1/conversations/{id}/read", scope("write:conversations"))
async def read(call: Call) -> Entity:
    """Note that one has read it."""
    row = await conversations.mark_read(call.services, call.account.id, call.path_id())
    async with call.services.db.read() as connection:
        [found] = await entities(call.services, connection, [row], call.account.id)
        return found


@route("DELETE", "/api/v1/conversations/{id}", scope("write:conversations"))
async def remove(call: Call) -> Entity:
    """Put it away until somebody writes again."""
    await conversations.put_away(call.services, call.account.id, call.path_id())
    return {}
