"""The layer around everything: a request id, a span, metrics, and one line of log per request without paths, addresses or people."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import structlog
from opentelemetry.trace import SpanKind
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from social.telemetry import metrics, traces

_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# Questions of machines come every few seconds and say nothing.
_QUIET = ("/health", "/metrics")
log = structlog.get_logger("social.access")


class Observe:
    """ASGI middleware, outermost."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch one request or one socket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        seen = _Seen(scope, send)
        with _bound(seen), traces.span(seen.method, _parent(scope), SpanKind.SERVER) as span:
            structlog.contextvars.bind_contextvars(trace_id=traces.current_id())
            try:
                await self._app(scope, receive, seen.send)
            except Exception:
                # The line of log belongs to the request; the answer must not tell what went wrong.
                log.exception("request failed", method=seen.method, route=seen.route)
                if seen.begun or seen.method == "WEBSOCKET":
                    raise
                await Response(b'{"error":"Something went wrong on our side"}', 500, media_type="application/json")(
                    scope, receive, seen.send
                )
            finally:
                seen.finish()
                span.update_name(f"{seen.method} {seen.route}")
                span.set_attributes(
                    {"http.request.method": seen.method, "http.route": seen.route, "http.response.status_code": seen.status}
                )


@contextmanager
def _bound(seen: "_Seen") -> Iterator[None]:
    with structlog.contextvars.bound_contextvars(request_id=seen.request_id):
        yield


class _Seen:
    """What is known of a request."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start = perf_counter()
        self._streams = scope["type"] == "websocket"
        self.method = "WEBSOCKET" if self._streams else scope["method"] if scope["method"] in _METHODS else "OTHER"
        self.status = 500
        self.begun = False
        given = _header(scope, b"x-request-id")
        self.request_id = given if given and _ID.fullmatch(given) else secrets.token_hex(12)

    async def send(self, message: Message) -> None:
        """Pass on, with the request's id."""
        kind = message["type"]
        self.begun = True
        if kind in ("http.response.start", "websocket.http.response.start"):
            self.status = message["status"]
            message["headers"] = [*message["headers"], (b"x-request-id", self.request_id.encode())]
            self._streams |= any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in message["headers"])
        elif kind == "websocket.accept":
            self.status = 101
        elif kind == "websocket.close" and self.status == 500:
            self.status = 403
        await self._send(message)

    @property
    def route(self) -> str:
        """The template; what fits no route has one name, since paths are endless."""
        found = getattr(self._scope.get("route"), "path", None)
        return str(found).rstrip("/") or "/" if found else "unmatched"

    def finish(self) -> None:
        """Count and log."""
        seconds = perf_counter() - self._start
        metrics.REQUESTS.labels(self.method, self.route, str(self.status)).inc()
        if not self._streams:
            metrics.REQUEST_SECONDS.labels(self.method, self.route).observe(seconds)
        if not self.route.startswith(_QUIET):
            log.info("request", method=self.method, route=self.route, status=self.status, milliseconds=round(seconds * 1000, 1))


def _header(scope: Scope, wanted: bytes) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), None)


def _parent(scope: Scope) -> str | None:
    """The trace of whoever calls, if its header is well-formed; a malformed one begins a new trace."""
    return _header(scope, b"traceparent")
