"""Home, as bytes that are put together from what is kept."""

from starlette.responses import Response

from social.app.home import Bounds
from social.app.home import page as read_page
from social.http.paging import link, page
from social.http.routing import Call, Parameter, route, scope

PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))


@route("GET", "/api/v1/timelines/home", scope("read:statuses"), takes=PAGING)
async def home(call: Call) -> Response:
    """Posts of whom and what one follows, and one's own."""
    wanted = page(call)
    ids, found = await read_page(call.services, call.account, Bounds(wanted.below, wanted.above, wanted.above_first, wanted.limit))
    link(call, ids, wanted)
    return Response(b"[" + b",".join(found) + b"]", media_type="application/json; charset=utf-8")
