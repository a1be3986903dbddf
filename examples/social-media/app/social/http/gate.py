"""CORS, security headers, an early 503 when more comes than can be handled, and an end to waiting for slow clients."""

import asyncio
import os
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from social.app.services import Services
from social.domain.errors import Unavailable
from social.http.limits import client_address, neighbourhood
from social.http.params import MAX_BODY
from social.telemetry import metrics

WAIT_SECONDS = 5.0
CLIENT_SECONDS = 20.0
CLIENTS_PER_PLACE = 16
BUSY = "The server is busy, try again in a moment"
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
        b"Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id, Retry-After, "
        b"X-Feed-Snapshot, X-Feed-Fallback, X-Search-Degraded",
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


class Patience:
    """Waits for clients: for each so long, and for so many; beyond, the address with the most of them loses its oldest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waits: dict[str, dict[asyncio.Timeout, None]] = {}

    @contextmanager
    def waiting(self, who: str, deadline: asyncio.Timeout) -> Iterator[None]:
        """Within, the deadline of a request runs."""
        if sum(map(len, self._waits.values())) >= self._most:
            longest = max(self._waits, key=lambda each: len(self._waits[each]))
            oldest = next(iter(self._waits[longest]))
            self._forget(longest, oldest)
            oldest.reschedule(0)
        self._waits.setdefault(who, {})[deadline] = None
        deadline.reschedule(asyncio.get_running_loop().time() + CLIENT_SECONDS)
        try:
            yield
        finally:
            # Whoever was chosen above goes, even if something came in the same moment.
            if self._forget(who, deadline) and not deadline.expired():
                deadline.reschedule(None)

    def _forget(self, who: str, deadline: asyncio.Timeout) -> bool:
        line = self._waits.get(who, {})
        known = deadline in line
        line.pop(deadline, None)
        if not line:
            self._waits.pop(who, None)
        return known


class Gate:
    """ASGI middleware. Requests beyond the setting wait their turn, as many again are refused at once. Probes and streams don't count.

    A place is held from when the request is here, whole, until its answer begins: nobody holds one by being slow.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._trusted = services.settings.trusted_proxies
        places = services.settings.requests_in_flight or 8 * (os.cpu_count() or 1)
        self._turns = Turns(places)
        self._patience = Patience(places * CLIENTS_PER_PLACE)

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
        sending = _with_headers(send, cors=cors)
        if path.startswith(_OPEN):
            await self._app(scope, receive, sending)
            return
        who = neighbourhood(client_address(HTTPConnection(scope), self._trusted))
        visit = _Visit(self._turns, self._patience, who, receive, sending)
        try:
            async with asyncio.timeout(None) as visit.deadline:
                await self._admit(scope, visit)
        except TimeoutError:
            if not visit.deadline.expired():
                raise
            metrics.OVERLOADED.labels("slow").inc()
            if not visit.begun:
                await _refuse(sending, 408, "The request took too long to arrive")
        finally:
            visit.leave()

    async def _admit(self, scope: Scope, visit: "_Visit") -> None:
        headers = dict(scope["headers"])
        if headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data"):
            # Files are too large to be kept here: who sends them is asked for a token first, and has a place when all have come.
            await self._app(scope, visit.receive, visit.send)
            return
        if b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0":
            refusal = await visit.read()
            if refusal is not None:
                await _refuse(visit.send, *refusal)
                return
        if await visit.enter():
            await self._app(scope, visit.receive, visit.send)
        else:
            await _refuse(visit.send, 503, BUSY)


class _Visit:
    """One request at the gate."""

    deadline: asyncio.Timeout

    def __init__(self, turns: Turns, patience: Patience, who: str, receive: Receive, send: Send) -> None:
        self._turns = turns
        self._patience = patience
        self._who = who
        self._receive = receive
        self._send = send
        self._inside = False
        self._whole: Message | None = None
        self.begun = False

    async def enter(self) -> bool:
        """Take a place; whether there was one."""
        refusal = await self._turns.enter(self._who)
        if refusal is not None:
            metrics.OVERLOADED.labels(refusal).inc()
        self._inside = refusal is None
        return self._inside

    def leave(self) -> None:
        """Give it back."""
        if self._inside:
            self._inside = False
            self._turns.leave()

    async def read(self) -> tuple[int, str] | None:
        """The whole body, before there is a place; why not, if it can't be had."""
        body = bytearray()
        more = True
        while more:
            message = await self._next()
            if message["type"] == "http.disconnect":
                return 499, "Nobody is there any more"
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MAX_BODY:
                return 413, "The body is too large"
        self._whole = {"type": "http.request", "body": bytes(body), "more_body": False}
        return None

    async def receive(self) -> Message:
        """What was read; else the next piece, and a place with the last one."""
        if self._whole is not None:
            message, self._whole = self._whole, None
            return message
        if self._inside or self.begun:
            return await self._receive()
        message = await self._next()
        if message["type"] == "http.request" and not message.get("more_body", False) and not await self.enter():
            raise Unavailable(BUSY, headers={"Retry-After": "30"})
        return message

    async def send(self, message: Message) -> None:
        """With the answer's beginning the place is free: how fast it is read is the client's business."""
        self.begun = True
        self.leave()
        if not message.get("more_body", False):
            await self._send(message)
            return
        with self._patience.waiting(self._who, self.deadline):
            await self._send(message)

    async def _next(self) -> Message:
        with self._patience.waiting(self._who, self.deadline):
            return await self._receive()


def _with_headers(send: Send, *, cors: bool) -> Send:
    added = [*_HEADERS, *(_ALLOW if cors else [])]

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *((name, value) for name, value in added if name not in present)]
        await send(message)

    return wrapped


_REFUSALS = {503: (b"retry-after", b"30"), 408: (b"connection", b"close")}


async def _refuse(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"application/json"), *([_REFUSALS[status]] if status in _REFUSALS else [])]
    await _plain(send, status, headers, orjson.dumps({"error": text}))


async def _plain(send: Any, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
