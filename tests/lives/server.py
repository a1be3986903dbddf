"""What the stand-ins share: an HTTP server on loopback in a thread, with a record of what was called and refused."""

import json
import ssl
import threading
import traceback
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


class RefusedError(Exception):
    """A call that the cloud refuses: the HTTP status, the API's own word for the reason, and a message for people."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status, self.reason, self.message = status, reason, message


@dataclass(frozen=True)
class Request:
    """A call as it came in. The body is parsed where it is JSON, else empty."""

    verb: str
    path: str  # unquoted, without the query
    query: dict[str, str]
    body: Json


@dataclass(frozen=True)
class Answer:
    """What goes back; a value of None is an empty body."""

    status: int
    value: Any
    headers: dict[str, str] = field(default_factory=dict)


class Server:
    """A cloud's API that keeps its state in memory. Calls are answered one at a time."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.refusals: list[str] = []
        self.port = 0
        self._lock = threading.RLock()

    def answer(self, request: Request) -> Answer:
        """The answer to a call; refused where the cloud would refuse it."""
        raise NotImplementedError

    def refusal(self, error: RefusedError) -> Json:
        """A refusal in the form in which the cloud's clients read it."""
        raise NotImplementedError

    def respond(self, request: Request) -> Answer:
        """The answer, or the refusal, recorded. A fault of the stand-in itself is a 400: clients try a 5xx again and again."""
        try:
            with self._lock:
                answer = self.answer(request)
        except RefusedError as error:
            answer = Answer(error.status, self.refusal(error))
            if not (error.status == 404 and request.verb in ("GET", "HEAD")):
                self.refusals.append(f"{request.verb} {request.path}: {error.status} {error.reason}: {error.message}")
        except Exception:
            trace = traceback.format_exc()
            self.refusals.append(f"{request.verb} {request.path}: the stand-in failed: {trace}")
            answer = Answer(400, self.refusal(RefusedError(400, "StandIn", trace)))
        self.calls.append(f"{request.verb} {request.path} {answer.status}")
        return answer

    @contextmanager
    def serving(self, tls: ssl.SSLContext | None = None) -> Iterator[None]:
        """Answer on a free port of 127.0.0.1 until the block ends."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join(timeout=30)


def _handler(owner: Server) -> type[BaseHTTPRequestHandler]:
    """The class by which the standard library's server hands calls over."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing: the owner keeps the record."""

        def serve(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            url = urllib.parse.urlsplit(self.path)
            body = json.loads(raw) if raw[:1] in (b"{", b"[") else {}
            answer = owner.respond(
                Request(self.command, urllib.parse.unquote(url.path), dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True)), body)
            )
            data = b"" if answer.value is None or answer.status == 204 else json.dumps(answer.value).encode()
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = serve  # noqa: N815 (http.server's names)

    return Handler


def fill(target: Json, **values: Any) -> None:
    """Set what isn't set: a service's defaults. Mutable values are copied."""
    for name, value in values.items():
        if target.get(name) is None:
            target[name] = json.loads(json.dumps(value))


def texts(value: Any, skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """All texts in a JSON value, except below the keys to skip."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name not in skip:
                yield from texts(item, skip)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, skip)
    elif isinstance(value, str):
        yield value
