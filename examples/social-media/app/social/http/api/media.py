"""Uploads."""

import asyncio
from typing import Any

from sqlalchemy.engine import Row
from starlette.responses import Response

from social.app import media
from social.app.render.media import attachment
from social.domain.errors import Invalid
from social.http import uploads
from social.http.params import Params, read
from social.http.routing import Call, Parameter, json, route, scope

GLANCE = 0.05

TAKES = (
    Parameter("file", required=True, help="The file, as multipart/form-data."),
    Parameter("thumbnail", help="A picture that stands for a film or a sound."),
    Parameter("description", help="What the file shows, for those who don't see it."),
    Parameter("focus", help="Where the eye should be: x,y from -1 to 1."),
)


async def _received(call: Call) -> Row[Any]:
    settings = call.services.settings
    params = await uploads.form(call.request, max(settings.video_bytes, settings.image_bytes))
    file, thumbnail = params.file("file"), params.file("thumbnail")
    if file is None:
        raise Invalid("Validation failed: File can't be blank")
    focus, description = media.focused(params.text("focus")), media.described(params.text("description"))
    cover = await uploads.upload(thumbnail) if thumbnail else None
    try:
        return await media.receive(call.services, call.account.id, await uploads.upload(file), cover, description, focus)
    finally:
        for each in (file, thumbnail):
            if each is not None:
                await each.close()


@route("POST", "/api/v2/media", scope("write:media"), limit="media", takes=TAKES, reads_body=False)
async def create(call: Call) -> Response:
    """Upload a file. A picture is mostly decoded while one waits; what takes longer has its address later."""
    row = await _received(call)
    if row.type == "image":
        row = await _awaited(call, row)
        _usable(row)
    return json(attachment(call.services, row), 200 if row.state == "ready" else 202)


async def _awaited(call: Call, row: Row[Any]) -> Row[Any]:
    """The upload as it is once a worker has decoded it, or when the wait is over: many clients post at once what was uploaded."""
    end = asyncio.get_running_loop().time() + call.services.settings.media_wait_seconds
    while row.state == "queued" and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(GLANCE)
        async with call.services.db.read() as connection:
            row = await media.own(connection, call.account.id, row.id)
    return row


@route("POST", "/api/v1/media", scope("write:media"), limit="media", takes=TAKES, reads_body=False)
async def create_at_once(call: Call) -> dict[str, Any]:
    """Upload a file and wait until it is decoded."""
    row = await _received(call)
    await media.process(call.services, row.id)
    async with call.services.db.read() as connection:
        row = await media.own(connection, call.account.id, row.id)
    _usable(row)
    return attachment(call.services, row)


def _usable(row: Row[Any]) -> None:
    if row.state == "failed":
        raise Invalid(f"Validation failed: File {row.error or 'could not be processed'}")


@route("GET", "/api/v1/media/{id}", scope("write:media"))
async def show(call: Call) -> Response:
    """An upload of one's own: 206 until it is decoded."""
    async with call.services.db.read() as connection:
        row = await media.own(connection, call.account.id, call.path_id())
    _usable(row)
    return json(attachment(call.services, row), 200 if row.state == "ready" else 206)


@route("PUT", "/api/v1/media/{id}", scope("write:media"), takes=TAKES[1:], reads_body=False)
async def change(call: Call) -> dict[str, Any]:
    """Change description, focus or thumbnail of an upload that no post uses yet."""
    params = await _changes(call)
    changes: dict[str, Any] = {}
    if "description" in params:
        changes["description"] = media.described(params.text("description"))
    if "focus" in params:
        changes["focus"] = media.focused(params.text("focus"))
    thumbnail = params.file("thumbnail")
    cover = await uploads.upload(thumbnail) if thumbnail else None
    return attachment(call.services, await media.describe(call.services, call.account.id, call.path_id(), changes, cover))


async def _changes(call: Call) -> Params:
    """A form with a file is counted like an upload; everything else is read as usual."""
    if call.request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await uploads.form(call.request, call.services.settings.image_bytes)
    return await read(call.request)
