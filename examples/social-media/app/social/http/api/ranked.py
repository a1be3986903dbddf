"""The ranked feed: our own, besides Mastodon's home."""

from urllib.parse import urlencode

import structlog
from starlette.responses import Response

from social.app.home import Bounds
from social.app.home import page as chronological
from social.app.ranked import show, start
from social.domain.errors import Refused
from social.http.paging import link, page
from social.http.routing import Call, Parameter, route, scope

TAKES = (
    Parameter("snapshot", help="The order that an earlier page came from, as its Link header says."),
    Parameter("offset", "integer"),
    Parameter("limit", "integer"),
    Parameter("explain", "boolean", help="Whether each post says why it is where it is."),
)
log = structlog.get_logger()


@route("GET", "/api/x/v1/timelines/ranked", scope("read:statuses"), takes=TAKES)
async def ranked(call: Call) -> Response:
    """Posts by interest. Pages of one snapshot never shift. If ranking fails, home as it is, and a header that says so."""
    limit = call.params.number("limit", 20, least=1, most=40) or 20
    offset = call.params.number("offset", 0, least=0, most=10_000) or 0
    explain = bool(call.params.flag("explain", default=False))
    try:
        snapshot = call.params.text("snapshot") or await start(call.services, call.account)
        shown = await show(call.services, call.account, snapshot, offset, limit, explain=explain)
    except Refused:
        raise
    except Exception:
        log.exception("ranking failed")
        return await _fallback(call)
    call.headers["X-Feed-Snapshot"] = snapshot
    if shown.following is not None:
        more = {"explain": "1"} if explain else {}
        query = urlencode({"snapshot": snapshot, "offset": shown.following, "limit": limit, **more})
        call.headers["Link"] = f'<{call.services.settings.base_url}{call.request.url.path}?{query}>; rel="next"'
    return _json(shown.posts)


async def _fallback(call: Call) -> Response:
    wanted = page(call)
    bounds = Bounds(wanted.below, wanted.above, wanted.above_first, wanted.limit)
    ids, posts = await chronological(call.services, call.account, bounds)
    link(call, ids, wanted)
    call.headers["X-Feed-Fallback"] = "chronological"
    return _json(posts)


def _json(posts: list[bytes]) -> Response:
    return Response(b"[" + b",".join(posts) + b"]", media_type="application/json; charset=utf-8")
