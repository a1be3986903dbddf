"""A feed on loopback: recorded answers by path, and what was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

DATE = "Wed, 18 Nov 2026 08:00:00 GMT"


@dataclass
class Answer:
    """One answer; `cut` sends that many bytes of the body and hangs up."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass
class FeedServer:
    """Answers by path with query, unquoted. A list is given in order; its last answer stays."""

    base: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def put(self, path: str, *answers: Answer | bytes) -> None:
        """What a path answers; `{base}` in a body is this server."""
        whole = [each if isinstance(each, Answer) else Answer(each) for each in answers]
        for each in whole:
            each.body = each.body.replace(b"{base}", self.base.encode())
        self.answers[path] = whole

    def take(self, path: str) -> Answer:
        """The next answer."""
        found = self.answers.get(path, [Answer(b"no such file", 404)])
        return found.pop(0) if len(found) > 1 else found[0]


@contextmanager
def served() -> Iterator[FeedServer]:
    """A running server."""
    feed = FeedServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer as recorded."""
            path = unquote(self.path)
            feed.asked.append(path)
            feed.headers.append(dict(self.headers))
            answer = feed.take(path)
            self.send_response_only(answer.status)
            for key, value in {"Date": DATE, "Content-Length": str(len(answer.body)), "Connection": "close", **answer.headers}.items():
                if value:
                    self.send_header(key, value)
            self.end_headers()
            self.wfile.write(answer.body if answer.cut is None else answer.body[: answer.cut])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    feed.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield feed
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
