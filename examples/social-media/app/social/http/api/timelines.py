"""Timelines."""

from typing import Any

from social.app.render.statuses import statuses
from social.app.timelines import Sieve, list_posts, public_posts, tagged_posts
from social.app.timelines import page as rows_of
from social.http.paging import link, page
from social.http.routing import Call, Parameter, public, route, scope

PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))


SIEVE = (Parameter("local", "boolean"), Parameter("remote", "boolean"), Parameter("only_media", "boolean"))
MOST_TAGS = 4


@route("GET", "/api/v1/timelines/public", public("read:statuses"), takes=(*PAGING, *SIEVE))
async def everybody(call: Call) -> list[dict[str, Any]]:
    """Public posts of everybody."""
    return await _posts(call, public_posts(call.services, call.viewer_id, _sieve(call)))


@route(
    "GET", "/api/v1/timelines/tag/{tag}", public("read:statuses"),
    takes=(*PAGING, *SIEVE, Parameter("any", "array"), Parameter("all", "array"), Parameter("none", "array")),
)  # fmt: skip
async def tag(call: Call) -> list[dict[str, Any]]:
    """Public posts with a tag."""
    some, every, none = (call.params.many(name, most=100)[:MOST_TAGS] for name in ("any", "all", "none"))
    return await _posts(call, tagged_posts(call.services, call.viewer_id, _sieve(call), [call.path("tag"), *some], every, none))


@route("GET", "/api/v1/timelines/list/{id}", scope("read:lists"), takes=PAGING)
async def one_list(call: Call) -> list[dict[str, Any]]:
    """Posts of the people on a list."""
    async with call.services.db.read() as connection:
        query = await list_posts(call.services, connection, call.account.id, call.path_id())
    return await _posts(call, query)


def _sieve(call: Call) -> Sieve:
    return Sieve(**{name: bool(call.params.flag(name, default=False)) for name in ("local", "remote", "only_media")})


async def _posts(call: Call, query: Any) -> list[dict[str, Any]]:
    asked = page(call)
    async with call.services.db.read() as connection:
        rows = await rows_of(connection, query, asked.below, asked.above, asked.limit, lowest=asked.above_first)
        found = await statuses(call.services, connection, rows, call.viewer_id)
    link(call, [row.id for row in rows], asked)
    return found
