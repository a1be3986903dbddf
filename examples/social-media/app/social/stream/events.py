"""What goes to clients: one event of the bus, written once per form however many clients get it."""

from typing import Any

import orjson

HEARTBEAT = b":thump\n"  # no empty line after it: clients would take that for the end of an event


class Event:
    """A name and a payload of JSON text."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        found = orjson.loads(data)
        self.name: str = found["event"]
        self.post: int | None = found.get("post")
        payload = found.get("payload")
        self.payload: str | None = payload if payload is None or isinstance(payload, str) else orjson.dumps(payload).decode()
        self._frames: dict[tuple[str, ...], str] = {}
        self._lines: bytes | None = None

    @property
    def authors(self) -> set[int]:
        """Whose post it is, and whose post is boosted; nobody for what is no post."""
        if self.name not in ("update", "status.update") or not self.payload:
            return set()
        post = orjson.loads(self.payload)
        return {int(each["account"]["id"]) for each in (post, post.get("reblog")) if each}

    def saying(self, post: dict[str, Any]) -> "Event":
        """The same of a post that somebody sees differently."""
        return Event(orjson.dumps({"event": self.name, "post": self.post, "payload": orjson.dumps(post).decode()}))

    def lines(self) -> bytes:
        """As a server-sent event."""
        if self._lines is None:
            data = (self.payload or "").replace("\r", "").replace("\n", "\ndata: ")
            self._lines = f"event: {self.name}\ndata: {data}\n\n".encode()
        return self._lines

    def frame(self, stream: tuple[str, ...]) -> str:
        """As a message of a WebSocket."""
        found = self._frames.get(stream)
        if found is None:
            body: dict[str, Any] = {"stream": list(stream), "event": self.name}
            if self.payload is not None:
                body["payload"] = self.payload
            found = self._frames[stream] = orjson.dumps(body).decode()
        return found
