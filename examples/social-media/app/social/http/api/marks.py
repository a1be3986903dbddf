"""What people do with posts: favourite, boost, bookmark, pin, mute; and who did, and what one marked."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import Row

from social import tables as t
from social.app import interactions
from social.app.render.accounts import in_order
from social.app.render.statuses import statuses
from social.app.seeing import find_original
from social.app.services import Services
from social.http.api.statuses import shown
from social.http.paging import link, page
from social.http.routing import Call, Handler, Parameter, public, route, scope

PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))
_Deed = Callable[[Services, Row[Any], int], Awaitable[int]]
_DEEDS: dict[str, tuple[str, _Deed]] = {
    "favourite": ("write:favourites", interactions.favourite),
    "unfavourite": ("write:favourites", interactions.unfavourite),
    "bookmark": ("write:bookmarks", interactions.bookmark),
    "unbookmark": ("write:bookmarks", interactions.unbookmark),
    "pin": ("write:accounts", interactions.pin),
    "unpin": ("write:accounts", interactions.unpin),
    "mute": ("write:mutes", interactions.mute),
    "unmute": ("write:mutes", interactions.unmute),
    "unreblog": ("write:statuses", interactions.unboost),
}


def _handler(deed: _Deed) -> Handler:
    async def handler(call: Call) -> dict[str, Any]:
        return await shown(call, await deed(call.services, call.account, call.path_id()))

    handler.__doc__ = deed.__doc__
    return handler


for _name, (_scope, _deed) in _DEEDS.items():
    route("POST", f"/api/v1/statuses/{{id}}/{_name}", scope(_scope))(_handler(_deed))


@route(
    "POST", "/api/v1/statuses/{id}/reblog", scope("write:statuses"),
    takes=(Parameter("visibility", enum=("public", "unlisted", "private")),),
)  # fmt: skip
async def reblog(call: Call) -> dict[str, Any]:
    """Boost a post."""
    usual = call.user.preferences.get("privacy", "public")
    visibility = call.params.text("visibility") or (usual if usual != "direct" else "private")
    app_id = call.viewer.app_id if call.viewer else None
    return await shown(call, await interactions.boost(call.services, call.account, call.path_id(), visibility, app_id))


async def _marked(call: Call, table: Table) -> list[dict[str, Any]]:
    wanted = page(call)
    async with call.services.db.read() as connection:
        rows, marks = await interactions.marked(
            connection, table, call.account.id, wanted.below, wanted.above, wanted.limit, lowest=wanted.above_first
        )
        found = await statuses(call.services, connection, rows, call.account.id)
    link(call, marks, wanted)
    return found


@route("GET", "/api/v1/favourites", scope("read:favourites"), takes=PAGING)
async def favourites(call: Call) -> list[dict[str, Any]]:
    """Posts that one favourited, the latest favourite first."""
    return await _marked(call, t.favourites)


@route("GET", "/api/v1/bookmarks", scope("read:bookmarks"), takes=PAGING)
async def bookmarks(call: Call) -> list[dict[str, Any]]:
    """Posts that one keeps, the latest bookmark first."""
    return await _marked(call, t.bookmarks)


async def _markers(call: Call, source: Callable[[int], Any]) -> list[dict[str, Any]]:
    wanted, services = page(call, usual=40, most=80), call.services
    async with services.db.read() as connection:
        row = await find_original(connection, call.path_id(), call.viewer_id)
        accounts, marks = await interactions.markers(
            services, connection, source(row.id), call.viewer_id, wanted.below, wanted.above, wanted.limit, lowest=wanted.above_first
        )
        found = await in_order(services, connection, accounts)
    link(call, marks, wanted)
    return found


@route("GET", "/api/v1/statuses/{id}/favourited_by", public("read:statuses"), takes=PAGING)
async def favourited_by(call: Call) -> list[dict[str, Any]]:
    """Who favourited a post."""
    return await _markers(call, interactions.favourites_of)


@route("GET", "/api/v1/statuses/{id}/reblogged_by", public("read:statuses"), takes=PAGING)
async def reblogged_by(call: Call) -> list[dict[str, Any]]:
    """Who boosted a post."""
    return await _markers(call, interactions.boosts_of)
