"""What people may do with all of their data: take it along, and have it erased."""

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from social.app import erasing, exporting
from social.app.render.common import time
from social.domain.errors import Invalid
from social.http.routing import Call, Parameter, json, route, scope

_RANGE = (
    Parameter("since", help="Posts, marks and files from this time on, as ISO 8601."),
    Parameter("until", help="And before this one."),
)


@route("POST", "/api/x/v1/exports", scope("read"), takes=_RANGE, limit="media")
async def ask(call: Call) -> Response:
    """Ask for an archive of everything that is stored about oneself."""
    since, until = _moment(call, "since"), _moment(call, "until")
    if since is not None and until is not None and since >= until:
        raise Invalid("Validation failed: until must be after since")
    return json(exporting.entity(call.services, await exporting.ask(call.services, call.user.id, since, until)), 202)


def _moment(call: Call, name: str) -> int | None:
    text = call.params.text(name, most=40)
    if not text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
        return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise Invalid(f"Validation failed: {name} must be a time like 2026-11-21T10:00:00Z") from None


@route("GET", "/api/x/v1/exports", scope("read"))
async def index(call: Call) -> list[dict[str, Any]]:
    """One's archives, newest first."""
    return [exporting.entity(call.services, row) for row in await exporting.mine(call.services, call.user.id)]


@route("GET", "/api/x/v1/exports/{id}", scope("read"))
async def show(call: Call) -> dict[str, Any]:
    """One archive; its signed address is there when it is ready."""
    return exporting.entity(call.services, await exporting.one(call.services, call.user.id, call.path_id()))


@route(
    "DELETE", "/api/x/v1/account", scope("write:accounts"), limit="deletes",
    takes=(Parameter("password", help="Not needed within ten minutes of a login."),),
)  # fmt: skip
async def erase(call: Call) -> Response:
    """Erase oneself: hidden at once, gone after the grace; a login before that takes it back."""
    assert call.viewer is not None  # noqa: S101 - the route asks for a token
    password = call.params.text("password", most=200)
    due = await erasing.wish(call.services, call.user, call.account, call.viewer.token_id, password)
    return json({"state": "erasing", "due_at": time(due)}, 202)
