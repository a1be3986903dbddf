"""Clients that send half of what they announced or read nothing of what they asked for: on real sockets, before a gate of two places."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import structlog

from social.http import gate as gates
from social.http.app import build
from social.http.gate import Gate, Turns
from social.http.params import MAX_BODY
from social.ports.blob import OPEN
from social.telemetry import metrics
from tests import files
from tests.live import PATIENCE, Server, serving, until
from tests.world import Person, World

MANY = 12
FILE = OPEN + "large.bin"
SIZE = 24_000_000
pytestmark = pytest.mark.settings(requests_in_flight=2)


@pytest.fixture
async def server(world: World) -> AsyncIterator[Server]:
    """The application on a port."""
    async with serving(world.services) as found:
        yield found


class Raw:
    """A connection on which a test writes and reads what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        """Write."""
        self.writer.write(data)

    async def status(self) -> int:
        """Of the answer, whose head is read."""
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE)
        return int(head.split()[1])

    async def rest(self) -> bytes:
        """Until the other side closes."""
        return await asyncio.wait_for(self.reader.read(), PATIENCE)


@asynccontextmanager
async def connected(server: Server, number: int = 1, source: str = "127.0.0.1") -> AsyncIterator[list[Raw]]:
    """Connections that take in little by themselves."""
    found = []
    for _ in range(number):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        sock.bind((source, 0))
        sock.connect(("127.0.0.1", server.port))
        found.append(Raw(*await asyncio.open_connection(sock=sock, limit=4_096)))
    try:
        yield found
    finally:
        for each in found:
            each.writer.transport.abort()


def request(server: Server, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as it is written."""
    lines = {"Host": f"127.0.0.1:{server.port}", **({"Content-Length": str(len(body))} if body else {}), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def form(server: Server) -> bytes:
    """A registration of an app."""
    body = b"client_name=slow&redirect_uris=urn:ietf:wg:oauth:2.0:oob"
    return request(server, "POST", "/api/v1/apps", body, Content_Type="application/x-www-form-urlencoded")


def upload(server: Server, person: Person) -> bytes:
    """A picture."""
    made = httpx.Request("POST", "http://x", files={"file": ("a.png", files.image("PNG"), "image/png")})
    return request(server, "POST", "/api/v2/media", made.read(), Content_Type=made.headers["content-type"], **person.headers)


async def served(server: Server) -> None:
    """Everybody else has their answers, to reads and to writes."""
    async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE) as client:
        for _ in range(3):
            assert (await client.get("/api/v1/instance")).status_code == 200
            data = {"client_name": "quick", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"}
            assert (await client.post("/api/v1/apps", data=data)).status_code == 200


def waits(server: Server) -> int:
    """Clients that are waited for."""
    found: Any = server.app.middleware_stack
    if found is None:
        return 0
    while not isinstance(found, Gate):
        found = getattr(found, "app", None) or found._app
    return sum(map(len, found._patience._waits.values()))


@pytest.mark.parametrize("kind", ["form", "upload"])
async def test_half_a_request_holds_no_place(world: World, server: Server, kind: str) -> None:
    """However many there are; each is answered when its rest comes after all."""
    text = form(server) if kind == "form" else upload(server, await world.person())
    async with connected(server, MANY) as slow:
        await served(server)
        for each in slow:
            each.send(text[:-20])
        await until(lambda: waits(server) == MANY)
        await served(server)
        for each in slow:
            each.send(text[-20:])
            assert await each.status() in (200, 202)
        assert waits(server) == 0


async def large(world: World) -> None:
    """A file that fits in no buffer on the way."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(SIZE // 1_000_000):
            yield b"x" * 1_000_000

    await world.services.blob.put(FILE, pieces(), "application/octet-stream")


async def test_an_unread_file_holds_no_place(world: World, server: Server) -> None:
    """However many there are; who begins to read gets it whole."""
    await large(world)
    async with connected(server, MANY) as slow:
        await served(server)
        for each in slow:
            each.send(request(server, "GET", f"/media/{FILE}"))
            assert await each.status() == 200
        await until(lambda: waits(server) == MANY)
        await served(server)
        assert len(await asyncio.wait_for(slow[0].reader.readexactly(SIZE), PATIENCE)) == SIZE


async def test_waiting_ends(world: World, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What doesn't arrive is refused, what isn't read is cut off; whoever is quick is never asked to hurry."""
    await large(world)
    monkeypatch.setattr(gates, "CLIENT_SECONDS", 0.3)
    ann = await world.person()
    async with connected(server, 3) as (half, uploading, unread):
        half.send(form(server)[:-20])
        uploading.send(upload(server, ann)[:-20])
        unread.send(request(server, "GET", f"/media/{FILE}"))
        for each in (half, uploading):
            assert await each.status() == 408
            assert json.loads(await each.rest()) == {"error": "The request took too long to arrive"}
        assert await unread.status() == 200
        await until(lambda: waits(server) == 0)
        assert len(await unread.rest()) < SIZE
        await served(server)


async def test_one_address_cannot_have_all_the_patience(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """When as many are waited for as may be, whoever has most of them loses the oldest, and others come through."""
    monkeypatch.setattr(gates, "CLIENTS_PER_PLACE", 2)
    text = form(server)
    async with connected(server, 4) as greedy, connected(server, 1, "127.0.0.2") as (other,):
        for number, each in enumerate(greedy):
            each.send(text[:-20])
            await until(lambda number=number: waits(server) == number + 1)
        before = metrics.OVERLOADED.labels("slow")._value.get()
        other.send(text[:-20])
        assert await greedy[0].status() == 408
        assert metrics.OVERLOADED.labels("slow")._value.get() == before + 1
        assert waits(server) == 4
        for each in (*greedy[1:], other):
            each.send(text[-20:])
            assert await each.status() == 200


@pytest.mark.parametrize("kind", ["form", "upload"])
async def test_who_hangs_up_is_no_fault(world: World, server: Server, kind: str) -> None:
    """Nothing of ours went wrong: the status says so, and no line of log says otherwise."""
    text, route = (form(server), "unmatched") if kind == "form" else (upload(server, await world.person()), "/api/v2/media")
    counted = metrics.REQUESTS.labels("POST", route, "499")._value
    before = counted.get()
    with structlog.testing.capture_logs() as logged:
        async with connected(server, MANY) as gone:
            for each in gone:
                each.send(text[:-20])
            await until(lambda: waits(server) == MANY)
        await until(lambda: counted.get() == before + MANY)
    assert {(each["event"], each["log_level"]) for each in logged} == {("request", "info")}
    await served(server)


async def test_an_upload_waits_for_its_turn_when_it_has_come(world: World) -> None:
    """Whoever it is from has been asked before; when there is no place in time, the answer is the same as for others."""
    ann = await world.person()
    gate = Gate(build(world.services), world.services)
    gate._turns = Turns(1, 0.05)
    assert await gate._turns.enter("somebody") is None
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=gate), base_url="http://x") as client:
        picture = {"file": ("a.png", files.image("PNG"), "image/png")}
        assert (await client.post("/api/v2/media", files=picture)).status_code == 401
        refused = await client.post("/api/v2/media", files=picture, headers=ann.headers)
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "30"
        gate._turns.leave()
        assert (await client.post("/api/v2/media", files=picture, headers=ann.headers)).status_code == 202
    assert gate._turns._running == 0


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", "chunked"])
async def test_a_body_has_a_largest_size(server: Server, kind: str) -> None:
    """It is refused as soon as it is larger; the rest is neither read nor kept."""
    lines = {"Transfer_Encoding": "chunked"} if kind == "chunked" else {"Content_Length": str(50 * MAX_BODY)}
    head = request(server, "POST", "/api/v1/apps", Content_Type="application/json" if kind == "chunked" else kind, **lines)
    piece = b" " * (MAX_BODY // 2)
    async with connected(server) as (raw,):
        raw.send(head)
        for _ in range(3):
            raw.send(b"%x\r\n%b\r\n" % (len(piece), piece) if kind == "chunked" else piece)
        assert await raw.status() == 413
        assert await raw.reader.readexactly(33) == b'{"error":"The body is too large"}'


async def test_a_body_of_the_largest_size_is_read(world: World) -> None:
    """And one byte more isn't, nor are fields of a form that are larger together."""
    ann = await world.person()
    body = json.dumps({"status": "fits"}).encode()
    headers = {"Content-Type": "application/json"}
    await ann.call("POST", "statuses", 200, content=body.ljust(MAX_BODY), headers=headers)
    await ann.call("POST", "statuses", 413, content=body.ljust(MAX_BODY + 1), headers=headers)
    fields = {f"f{number}": (None, "x" * (MAX_BODY // 10)) for number in range(10)}
    assert (await ann.call("POST", "statuses", 422, files=fields))["error"].startswith("Validation failed")
    assert await ann.call("POST", "statuses", 400, files={**fields, "f10": (None, "x")}) == {"error": "The form can't be read"}
