"""Pages: markup that escapes whatever is put into it, one layout, and headers that allow no script and no frame."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from html import escape
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from social.domain.errors import Refused
from social.http.routing import Call, Handler

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1c1c28;background:#fff}
label{display:block;margin:.8rem 0}
input:not([type=hidden]):not([type=checkbox]){display:block;width:100%;box-sizing:border-box;padding:.5rem;font:inherit}
button{font:inherit;padding:.5rem 1.2rem;margin:.8rem .5rem 0 0}code{display:block;padding:1rem;background:#eee;word-break:break-all}
.wrong{color:#a00}article{border-top:1px solid #ddd;padding:1rem 0}img.avatar{width:96px;height:96px}small{color:#666}
@media(prefers-color-scheme:dark){body{color:#eee;background:#1c1c28}code{background:#333}.wrong{color:#f88}a{color:#9bf}small{color:#aaa}}
"""
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def markup(template: str, **values: Any) -> Markup:
    """A template with its values; those that are no Markup are escaped."""
    return Markup(template.format_map({name: _escaped(value) for name, value in values.items()}))


def joined(parts: list[Markup]) -> Markup:
    """Markup after markup."""
    return Markup("".join(parts))


def hidden(values: Mapping[str, str]) -> Markup:
    """Fields of a form that nobody sees."""
    return joined([markup('<input type="hidden" name="{name}" value="{value}">', name=name, value=value) for name, value in values.items()])


def _escaped(value: Any) -> str:
    if isinstance(value, Markup):
        return value
    return "" if value is None else escape(str(value), quote=True)


def page(call: Call, title: str, body: Markup, status: int = 200, *, form_to: str | None = None) -> Response:
    """A page of the layout. `form_to` is where a form's answer may redirect to: browsers check that as well."""
    settings = call.services.settings
    text = markup(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>{title} · {site}</title><style>{style}</style></head><body><h1>{title}</h1>{body}</body></html>",
        title=title, site=settings.title, style=Markup(STYLE), body=body,
    )  # fmt: skip
    images = " ".join(dict.fromkeys(["'self'", origin(settings.media_url or settings.base_url)]))
    forms = " ".join(["'self'", *([origin(form_to)] if form_to and ":/" in form_to else [])])
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src {images}; form-action {forms}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store", "X-Frame-Options": "DENY"}
    return Response(text, status, headers, "text/html; charset=utf-8")


def origin(address: str) -> str:
    """An address as a source of a policy: scheme and host, or the scheme of an app of a device."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme}:"
    # A semicolon would begin another directive.
    return f"{parts.scheme}://{host}" if _HOST.fullmatch(host) else "'self'"


def redirect(address: str) -> Response:
    """Go there, with GET."""
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


def pages(handler: Callable[[Call], Awaitable[Response]]) -> Handler:
    """A handler whose refusals are pages, too."""

    @wraps(handler)
    async def answered(call: Call) -> Response:
        try:
            return await handler(call)
        except Refused as refusal:
            response = page(call, "That didn't work", markup('<p class="wrong">{text}</p>', text=refusal.message), refusal.code)
            response.headers.update(refusal.headers)
            return response

    return answered
