"""CORS, security headers, and an early 503 when more comes than can be handled."""

import asyncio
import os
from collections import OrderedDict, deque
from typing import Any

import orjson
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from social.app.services import Services
from social.http.limits import client_address, neighbourhood
from social.telemetry import metrics

WAIT_SECONDS = 5.0
_OPEN = ("/health", "/metrics", "/api/v1/streaming")
_CORS = ("/api", "/oauth/token", "/oauth/revoke", "/.well-known", "/nodeinfo", "/media")
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
_ALLOW = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id, Retry-After",
    ),
]
_PREFLIGHT = [
    *_ALLOW,
    (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE, OPTIONS"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Idempotency-Key, X-Requested-With"),
    (b"access-control-max-age", b"86400"),
]


class Turns:
    """Places for what is handled at a time, and a queue for as many again.

    The queue is fair between addresses: each waits in a line of its own, and the lines take turns. When it is full, the longest line
    gives up its last place to somebody with a shorter one, so that one address can't keep out the others.
    """

    def __init__(self, most: int, seconds: float = WAIT_SECONDS) -> None:
        self._most = most
        self._seconds = seconds
        self._running = 0
        self._waiting = 0
        self._lines: OrderedDict[str, deque[asyncio.Future[bool]]] = OrderedDict()

    async def enter(self, who: str) -> str | None:
        """None with a place, which must be left again; else why there is none."""
        if self._running < self._most:
            self._running += 1
            metrics.IN_FLIGHT.set(self._running)
            return None
        if self._waiting >= self._most and not self._make_room(who):
            return "full"
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(who, deque()).append(turn)
        self._count(+1)
        try:
            async with asyncio.timeout(self._seconds):
                return None if await turn else "full"
        except TimeoutError:
            # The turn may have come in the same moment; so it may below.
            return None if turn.done() and not turn.cancelled() and turn.result() else "late"
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.result():
                self.leave()
            raise
        finally:
            self._forget(who, turn)

    def leave(self) -> None:
        """Give the place to whoever is next."""
        while self._lines:
            who, line = next(iter(self._lines.items()))
            turn = line.popleft()
            self._count(-1)
            del self._lines[who]
            if line:
                self._lines[who] = line
            if not turn.done():
                turn.set_result(True)
                return
        self._running -= 1
        metrics.IN_FLIGHT.set(self._running)

    def _make_room(self, who: str) -> bool:
        longest = max(self._lines, key=lambda each: len(self._lines[each]))
        if len(self._lines[longest]) <= len(self._lines.get(who, ())) + 1:
            return False
        turn = self._lines[longest].pop()
        self._count(-1)
        if not turn.done():
            turn.set_result(False)
        return True

    def _forget(self, who: str, turn: "asyncio.Future[bool]") -> None:
        line = self._lines.get(who)
        if line is not None and turn in line:
            line.remove(turn)
            self._count(-1)
        if line is not None and not line:
            self._lines.pop(who, None)

    def _count(self, change: int) -> None:
        self._waiting += change
        metrics.WAITING.set(self._waiting)


class Gate:
    """ASGI middleware. Requests beyond the setting wait their turn, as many again are refused at once. Probes and streams don't count."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._trusted = services.settings.trusted_proxies
        self._turns = Turns(services.settings.requests_in_flight or 8 * (os.cpu_count() or 1))

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
        if path.startswith(_OPEN):
            await self._app(scope, receive, _with_headers(send, cors=cors))
            return
        refusal = await self._turns.enter(neighbourhood(client_address(HTTPConnection(scope), self._trusted)))
        if refusal is not None:
            metrics.OVERLOADED.labels(refusal).inc()
            body = orjson.dumps({"error": "The server is busy, try again in a moment"})
            await _plain(send, 503, [(b"retry-after", b"30"), (b"content-type", b"application/json"), *(_ALLOW if cors else [])], body)
            return
        try:
            await self._app(scope, receive, _with_headers(send, cors=cors))
        finally:
            self._turns.leave()


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
