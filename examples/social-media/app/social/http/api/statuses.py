"""Posts."""

from typing import Any

from social.app.posting import Draft, publish
from social.app.render.statuses import status
from social.app.seeing import find
from social.http.routing import ANYBODY, Call, Parameter, route, scope


@route(
    "POST", "/api/v1/statuses", scope("write:statuses"), takes=(Parameter("status"), Parameter("visibility"), Parameter("in_reply_to_id"))
)
async def create(call: Call) -> dict[str, Any]:
    """Publish a post."""
    params, preferences = call.params, call.user.preferences
    draft = Draft(
        text=params.text("status") or "",
        visibility=params.text("visibility") or preferences.get("privacy", "public"),
        spoiler_text=params.text("spoiler_text") or "",
        sensitive=bool(params.flag("sensitive", default=preferences.get("sensitive", False))),
        language=params.text("language", most=12) or preferences.get("language") or call.user.locale,
        reply_to_id=params.id("in_reply_to_id"),
        media_ids=tuple(params.ids("media_ids")),
        app_id=call.viewer.app_id if call.viewer else None,
    )
    status_id = await publish(call.services, call.account, draft, user_id=call.user.id, key=call.request.headers.get("idempotency-key"))
    async with call.services.db.read() as connection:
        return await status(call.services, connection, await find(connection, status_id, call.account.id), call.account.id)


@route("GET", "/api/v1/statuses/{id}", ANYBODY)
async def show(call: Call) -> dict[str, Any]:
    """One post."""
    async with call.services.db.read() as connection:
        return await status(call.services, connection, await find(connection, call.path_id(), call.viewer_id), call.viewer_id)
