"""The outermost layer: CORS, security headers, and an early 503 when more comes than can be handled."""

import os
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from social.app.services import Services

_OPEN = ("/health", "/metrics")
_CORS = ("/api", "/oauth/token", "/oauth/revoke", "/.well-known", "/nodeinfo", "/media")
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
_ALLOW = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id"),
]
_PREFLIGHT = [
    *_ALLOW,
    (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE, OPTIONS"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Idempotency-Key, X-Requested-With"),
    (b"access-control-max-age", b"86400"),
]


class Gate:
    """ASGI middleware. In flight: as many as the setting; as many again wait their turn; then 503 at once. Streams don't count."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._most = services.settings.requests_in_flight or 8 * (os.cpu_count() or 1)
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        cors = path.startswith(_CORS)
        if scope["method"] == "OPTIONS" and cors:
            await _plain(send, 204, _PREFLIGHT, b"")
            return
        counted = not path.startswith(_OPEN) and "/streaming" not in path
        if counted and self._running >= 2 * self._most:
            body = orjson.dumps({"error": "The server is busy, try again in a moment"})
            await _plain(send, 503, [(b"retry-after", b"30"), (b"content-type", b"application/json"), *(_ALLOW if cors else [])], body)
            return
        self._running += counted
        try:
            await self._app(scope, receive, _with_headers(send, cors=cors))
        finally:
            self._running -= counted


def _with_headers(send: Send, *, cors: bool) -> Send:
    added = [*_HEADERS, *(_ALLOW if cors else [])]

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *((name, value) for name, value in added if name not in present)]
        await send(message)

    return wrapped


async def _plain(send: Any, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
