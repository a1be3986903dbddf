"""A real server on a real port, and clients that read streams from it."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from social.app.services import Services
from social.http.app import build
from tests.world import Person, World

PATIENCE = 20


@dataclass
class Server:
    """The application on a port."""

    services: Services
    app: Any
    port: int
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.port}"

    def socket(self, person: Person | None = None, **query: str) -> Any:
        """A WebSocket; its token goes in the header."""
        text = "&".join(f"{name}={value}" for name, value in query.items())
        return connect(
            f"ws://127.0.0.1:{self.port}/api/v1/streaming?{text}",
            additional_headers=person.headers if person else {},
            compression=None,
            max_queue=1,
        )


@asynccontextmanager
async def serving(services: Services) -> AsyncIterator[Server]:
    """The application of these services on a free port."""
    app = build(services)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve([listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Server(services, app, listener.getsockname()[1])
    finally:
        app.state.hub.close()
        server.should_exit = True
        await asyncio.wait_for(task, PATIENCE)


@asynccontextmanager
async def listening(base: str, path: str, person: Person | None = None, **query: str) -> AsyncIterator["Listener"]:
    """Server-sent events of /api/v1/streaming/<path>; it has begun when this is entered."""
    async with (
        httpx.AsyncClient(base_url=base, timeout=PATIENCE) as client,
        client.stream("GET", f"/api/v1/streaming/{path}", params=query, headers=person.headers if person else {}) as response,
    ):
        assert response.status_code == 200, await response.aread()
        yield Listener(response)


class Listener:
    """Reads as Mastodon's clients do: by line, and an event must have both its fields."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()
        self.heartbeats = 0

    async def next(self) -> tuple[str, Any] | None:
        """The next event with its payload; None at the end of the stream."""
        found: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            with contextlib.suppress(httpx.RemoteProtocolError, httpx.ReadError):
                async for line in self._lines:
                    if line.startswith(":"):
                        self.heartbeats += 1
                    elif line:
                        name, value = line.split(": ", 1)
                        found[name] = value
                    else:
                        return found["event"], json.loads(found["data"])
        return None


async def received(websocket: ClientConnection) -> Any:
    """The next message of a socket."""
    return json.loads(await asyncio.wait_for(websocket.recv(), PATIENCE))


async def publish(world: World, channel: str, event: str, payload: Any) -> None:
    """What the fan-out does."""
    await world.services.bus.publish(channel, json.dumps({"event": event, "payload": payload}).encode())


async def until(condition: Any) -> None:
    """Wait for something that must become true."""
    async with asyncio.timeout(PATIENCE):
        while not (await condition() if asyncio.iscoroutinefunction(condition) else condition()):
            await asyncio.sleep(0.01)


class Proxy:
    """A TCP proxy before a server, so that the server can be away for one client."""

    def __init__(self, url: str) -> None:
        self._scheme, _, rest = url.rpartition("://")
        self._user, _, where = rest.rpartition("@")
        host, _, port = where.partition("/")[0].partition(":")
        self._target = (host, int(port))
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> str:
        """The server's address by way of here, without a path."""
        return f"{self._scheme}://{self._user + '@' if self._user else ''}127.0.0.1:{self.port}"

    async def __aenter__(self) -> "Proxy":
        await self.restore()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()

    async def restore(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End all connections, and take no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._writers):
            writer.transport.abort()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            there, back = await asyncio.open_connection(*self._target)
            self._writers |= {writer, back}
            await asyncio.gather(_copy(reader, back), _copy(there, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()
