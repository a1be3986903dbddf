"""Files: from the data folder by ourselves, from a bucket by its own signed address. A CDN before a bucket leaves the sealed ones to us."""

import re

from starlette.responses import RedirectResponse, Response, StreamingResponse

from social.app.media import CONTENT_TYPES
from social.domain.errors import NotFound, Refused
from social.http.routing import ANYBODY, Call, route
from social.ports.blob import OPEN

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
DIRECT_SECONDS = 3_600
_SAFE = {
    # Even if a file were something else: it can do nothing, and no page of ours can show it as its own.
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Accept-Ranges": "bytes",
}


class BadRange(Refused):
    """A range that the file doesn't have."""

    code = 416


@route("GET", "/media/{key:path}", ANYBODY, limit="files")
async def fetch(call: Call) -> Response:
    """A file, or a part of it."""
    start, end, size, headers = await _found(call)
    direct = await call.services.blob.direct(call.path("key"), DIRECT_SECONDS)
    if direct is not None:
        return RedirectResponse(direct, 302, {"Cache-Control": f"private, max-age={DIRECT_SECONDS // 12}"})
    whole = end - start == size
    if not whole:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    pieces = call.services.blob.stream(call.path("key"), start, end)
    return StreamingResponse(pieces, 200 if whole else 206, headers)


@route("HEAD", "/media/{key:path}", ANYBODY, limit="files")
async def look(call: Call) -> Response:
    """What a file is, without it."""
    _, _, size, headers = await _found(call)
    return Response(None, 200, {**headers, "Content-Length": str(size)})


async def _found(call: Call) -> tuple[int, int, int, dict[str, str]]:
    """The part that is wanted, the size of all, and the headers; NotFound for what may not be seen as well."""
    key, blob = call.path("key"), call.services.blob
    public = key.startswith(OPEN)
    if not public and not blob.holds(key, dict(call.request.query_params)):
        raise NotFound
    size = await blob.size(key)
    if size is None:
        raise NotFound
    start, end = _part(call.request.headers.get("range") if call.request.method == "GET" else None, size)
    ending = key.rpartition(".")[2]
    headers = {
        **_SAFE,
        "Content-Type": CONTENT_TYPES.get(ending, "application/octet-stream"),
        "Content-Disposition": "inline" if ending in CONTENT_TYPES else "attachment",
        # A key never gets other bytes. A signed address is for whoever has it, not for caches in between.
        "Cache-Control": "public, max-age=31536000, immutable" if public else "private, max-age=3600",
        "Content-Length": str(end - start),
    }
    return start, end, size, headers


def _part(text: str | None, size: int) -> tuple[int, int]:
    """First byte and the one after the last. What is no single range of bytes is ignored, as HTTP wants."""
    match = _RANGE.fullmatch(text.strip()) if text else None
    if match is None or match.groups() == ("", ""):
        return 0, size
    first, last = match.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if start >= size or end <= start:
        raise BadRange("The range is not in the file", headers={"Content-Range": f"bytes */{size}"})
    return start, end
