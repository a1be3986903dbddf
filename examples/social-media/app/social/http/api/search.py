"""Search."""

from typing import Any

from social.app import searching
from social.app.render.accounts import account
from social.app.render.statuses import statuses
from social.app.render.tags import tags
from social.domain.errors import Unauthenticated
from social.http.routing import Call, Parameter, public, route

_TYPES = ("accounts", "hashtags", "statuses")
_TAKES = (
    Parameter("q", required=True), Parameter("type", enum=_TYPES), Parameter("resolve", "boolean"), Parameter("following", "boolean"),
    Parameter("account_id", help="Only posts of this account."), Parameter("exclude_unreviewed", "boolean"),
    Parameter("limit", "integer"), Parameter("offset", "integer"), Parameter("min_id"), Parameter("max_id"),
)  # fmt: skip
DEGRADED = "X-Search-Degraded"


@route("GET", "/api/v2/search", public("read:search"), takes=_TAKES)
async def search(call: Call) -> dict[str, Any]:
    """People, posts and tags that match; while the index is down, posts are left out and a header says so."""
    params, services, viewer = call.params, call.services, call.viewer_id
    offset = params.number("offset", 0, most=5_000) or 0
    if viewer is None and (offset or params.flag("resolve", default=False)):
        raise Unauthenticated("Search queries that resolve or page need an authenticated user")
    kind = params.text("type")
    wanted = (kind,) if kind in _TYPES else _TYPES
    wish = searching.SearchWish(
        params.required("q", most=500), params.number("limit", 20, least=1, most=40) or 20, offset if kind in _TYPES else 0,
        params.id("max_id"), params.id("min_id"), bool(params.flag("following", default=False)), params.id("account_id"),
    )  # fmt: skip
    found: dict[str, Any] = {name: [] for name in _TYPES}
    rows: list[Any] = []
    if "statuses" in wanted:
        rows, answered = await searching.posts(services, wish, viewer)
        if not answered:
            call.headers[DEGRADED] = "statuses"
    async with services.db.read() as connection:
        if rows:
            found["statuses"] = await statuses(services, connection, rows, viewer)
        if "accounts" in wanted and wish.account_id is None:
            found["accounts"] = [account(services, row) for row in await searching.people(services, connection, wish, viewer)]
        if "hashtags" in wanted and wish.account_id is None:
            found["hashtags"] = await tags(services, connection, await searching.tags(connection, wish), viewer)
    return found
