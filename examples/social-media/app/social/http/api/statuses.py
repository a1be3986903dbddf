"""Posts: write, read, change, delete, and what hangs on one."""

import re
from typing import Any

from social.app import editing, scheduling, threads
from social.app.editing import Change, MediaChange
from social.app.media import described, focused
from social.app.polls import PollDraft
from social.app.posting import Draft, publish
from social.app.render.statuses import status, statuses
from social.app.seeing import find, find_original
from social.http.params import Params
from social.http.routing import Call, Parameter, public, route, scope

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_WORDS = (
    Parameter("status"), Parameter("spoiler_text"), Parameter("sensitive", "boolean"), Parameter("language"),
    Parameter("media_ids", "array"), Parameter("poll", "object", help="options[], expires_in (seconds), multiple, hide_totals."),
)  # fmt: skip
_VISIBILITY = Parameter("visibility", enum=("public", "unlisted", "private", "direct"))


@route(
    "POST", "/api/v1/statuses", scope("write:statuses"),
    takes=(*_WORDS, _VISIBILITY, Parameter("in_reply_to_id"), Parameter("scheduled_at", help="ISO 8601; less than five minutes is now.")),
)  # fmt: skip
async def create(call: Call) -> dict[str, Any]:
    """Publish a post, now or later. A time that has passed or is very near is now, as in Mastodon before 4.3."""
    draft, key = _draft(call), call.request.headers.get("idempotency-key") or None
    later = call.params.text("scheduled_at")
    due_at = scheduling.parse_time(later) if later else None
    if due_at is not None and not scheduling.too_soon(call.services, due_at):
        scheduled_id = await scheduling.schedule(call.services, call.account, call.user.id, draft, due_at, key=key)
        async with call.services.db.read() as connection:
            return await scheduling.show(call.services, connection, await scheduling.planned(connection, call.user.id, scheduled_id))
    return await shown(call, await publish(call.services, call.account, draft, user_id=call.user.id, key=key))


def _draft(call: Call) -> Draft:
    params, preferences = call.params, call.user.preferences
    return Draft(
        text=params.text("status") or "",
        visibility=params.text("visibility") or preferences.get("privacy", "public"),
        spoiler_text=params.text("spoiler_text") or "",
        sensitive=bool(params.flag("sensitive", default=preferences.get("sensitive", False))),
        language=_language(params) or preferences.get("language") or call.user.locale,
        # An id that can't be is one that isn't there.
        reply_to_id=(params.id("in_reply_to_id") or 0 if params.text("in_reply_to_id") else None),
        media_ids=tuple(params.ids("media_ids")),
        app_id=call.viewer.app_id if call.viewer else None,
        poll=_poll(params),
    )


def _language(params: Params) -> str | None:
    """A language that looks like one; others are as good as none."""
    found = params.text("language")
    return found if found and len(found) <= 12 and LANGUAGE.fullmatch(found) else None


def _poll(params: Params) -> PollDraft | None:
    """The poll that comes along; options that are blank don't count."""
    given = params.nested("poll")
    options = tuple(option.strip() for option in given.many("options") if option.strip())
    if not options and not given.text("expires_in"):
        return None
    return PollDraft(
        options, given.number("expires_in"), bool(given.flag("multiple", default=False)), bool(given.flag("hide_totals", default=False))
    )


async def shown(call: Call, status_id: int) -> dict[str, Any]:
    """A post as the caller sees it."""
    async with call.services.db.read() as connection:
        row = await find(connection, status_id, call.viewer_id)
        return await status(call.services, connection, row, call.viewer_id)


@route("GET", "/api/v1/statuses/{id}", public("read:statuses"))
async def show(call: Call) -> dict[str, Any]:
    """One post."""
    return await shown(call, call.path_id())


@route("PUT", "/api/v1/statuses/{id}", scope("write:statuses"), takes=(*_WORDS, Parameter("media_attributes", "array")))
async def edit(call: Call) -> dict[str, Any]:
    """Change a post of one's own."""
    params = call.params
    change = Change(
        text=params.text("status") or "", spoiler_text=params.text("spoiler_text") or "", sensitive=params.flag("sensitive"),
        language=_language(params), media_ids=tuple(params.ids("media_ids")), media=_media(params), poll=_poll(params),
    )  # fmt: skip
    await editing.edit(call.services, call.account, call.path_id(), change)
    return await shown(call, call.path_id())


def _media(params: Params) -> tuple[MediaChange, ...]:
    changes = []
    for each in params.members("media_attributes"):
        number = each.id("id")
        if number is not None:
            changes.append(MediaChange(number, described(each.text("description")), focused(each.text("focus"))))
    return tuple(changes)


@route("DELETE", "/api/v1/statuses/{id}", scope("write:statuses"), limit="deletes", takes=(Parameter("delete_media", "boolean"),))
async def delete(call: Call) -> dict[str, Any]:
    """Delete a post of one's own; the answer has its source, so that it can be written anew."""
    status_id = call.path_id()
    async with call.services.db.read() as connection:
        row = await find(connection, status_id, call.account.id)
        found = await status(call.services, connection, row, call.account.id)
    await editing.remove(call.services, call.account, status_id, with_media=bool(call.params.flag("delete_media", default=False)))
    return {**found, "text": row.text}


@route("GET", "/api/v1/statuses/{id}/source", scope("read:statuses"))
async def source(call: Call) -> dict[str, Any]:
    """A post as it was typed."""
    async with call.services.db.read() as connection:
        row = await find(connection, call.path_id(), call.account.id)
    return {"id": str(row.id), "text": row.text, "spoiler_text": row.spoiler_text}


@route("GET", "/api/v1/statuses/{id}/history", public("read:statuses"))
async def history(call: Call) -> list[dict[str, Any]]:
    """Every version of a post."""
    async with call.services.db.read() as connection:
        row = await find_original(connection, call.path_id(), call.viewer_id)
        return await editing.history(call.services, connection, row)


@route("GET", "/api/v1/statuses/{id}/context", public("read:statuses"))
async def context(call: Call) -> dict[str, Any]:
    """The thread around a post."""
    services, viewer = call.services, call.viewer_id
    async with services.db.read() as connection:
        row = await find_original(connection, call.path_id(), viewer)
        above, below = await threads.context(services, connection, row, viewer)
        found = await statuses(services, connection, [*above, *below], viewer)
    return {"ancestors": found[: len(above)], "descendants": found[len(above) :]}
