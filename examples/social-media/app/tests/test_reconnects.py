"""Processes that are killed with streams open: their clients come again, ask for what they missed, and have every post, once."""

import asyncio
import contextlib
import json
import signal
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import psycopg
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.conftest import free_port
from tests.processes import PATIENCE, Running, serving
from tests.test_processes import Session

# Workers tell of several posts at a time, so events come nearly in the order of ids: who asks from ten seconds before misses none.
OVERLAP = 10_000 << 16


class Follower:
    """A client as good ones are: it comes again whenever it is cut off, listens first, asks for what came meanwhile, and knows ids."""

    def __init__(self, session: Session, port: int, kind: str) -> None:
        self._session = session
        self._port = port
        self._kind = kind
        self.may_come = asyncio.Event()
        self.away = asyncio.Event()
        self.streamed: list[list[str]] = []
        self.paged: list[list[str]] = []

    @property
    def seen(self) -> set[str]:
        """Every post, however it came."""
        return {each for part in (*self.streamed, *self.paged) for each in part}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self.away.set()
            await self.may_come.wait()
            with contextlib.suppress(OSError, WebSocketException, httpx.HTTPError):
                async with AsyncExitStack() as stack:
                    events = await (self._socket(stack) if self._kind == "socket" else self._lines(stack))
                    self.away.clear()
                    self.streamed.append([])
                    await self._catch_up()
                    async for name, payload in events:
                        if name == "update":
                            self.streamed[-1].append(json.loads(payload)["id"])
            await asyncio.sleep(0.05)

    async def _socket(self, stack: AsyncExitStack) -> AsyncIterator[tuple[str, str]]:
        found = await stack.enter_async_context(connect(f"ws://127.0.0.1:{self._port}/api/v1/streaming?access_token={self._session.token}"))
        await found.send(json.dumps({"type": "subscribe", "stream": "user"}))
        # The answer to a wrong message comes when what was asked before is done.
        await found.send("{}")
        assert "error" in json.loads(await found.recv())
        return ((each["event"], each["payload"]) async for each in (json.loads(text) async for text in found))

    async def _lines(self, stack: AsyncExitStack) -> AsyncIterator[tuple[str, str]]:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{self._port}", timeout=PATIENCE))
        path, headers = "/api/v1/streaming/user", {"Authorization": f"Bearer {self._session.token}"}
        response = await stack.enter_async_context(client.stream("GET", path, headers=headers))
        response.raise_for_status()

        async def events() -> AsyncIterator[tuple[str, str]]:
            name = ""
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield name, line.removeprefix("data: ")

        return events()

    async def _catch_up(self) -> None:
        """Page upwards from a little before the last post that it has."""
        cursor = max(0, max(map(int, self.seen), default=0) - OVERLAP)
        self.paged.append([])
        while page := await self._session.ids(f"/api/v1/timelines/home?limit=5&min_id={cursor}"):
            self.paged[-1] += page[::-1]
            cursor = int(page[0])


class Author:
    """Posts one after the other, each until it is answered: the key makes it one post however often it is sent."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.posts: list[str] = []

    async def post(self, number: int) -> None:
        """So many more."""
        for _ in range(number):
            text = f"number {len(self.posts)}"
            async with asyncio.timeout(PATIENCE):
                while True:
                    with contextlib.suppress(httpx.HTTPError):
                        made = await self._session.call(
                            "POST", "/api/v1/statuses", json={"status": text}, headers={"Idempotency-Key": text}
                        )
                        self.posts.append(made["id"])
                        break
                    await asyncio.sleep(0.05)


async def until(condition: object) -> None:
    """Wait for something that must become true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # type: ignore[operator]
            await asyncio.sleep(0.02)


def whole(author: Author, follower: Follower) -> bool:
    """Whether it has every post."""
    return follower.seen == set(author.posts)


async def lived_through(author: Author, followers: list[Follower], kill: object, start: object) -> None:
    """Posts before, at and after the death of the process, some of them while nobody listens; and once more."""
    listening = [asyncio.create_task(each.run()) for each in followers]
    try:
        for round_ in (1, 2):
            for each in followers:
                each.may_come.set()
            await until(lambda round_=round_: all(len(each.paged) == round_ for each in followers))
            await author.post(6)
            await until(lambda: all(whole(author, each) for each in followers))
            assert all(each.streamed[-1] for each in followers)
            posting = asyncio.create_task(author.post(6))
            for each in followers:
                each.may_come.clear()
            await asyncio.sleep(0)
            await kill()  # type: ignore[operator]
            await asyncio.gather(*(asyncio.wait_for(each.away.wait(), PATIENCE) for each in followers))
            await start()  # type: ignore[operator]
            await posting
            await author.post(3)
        for each in followers:
            each.may_come.set()
        await until(lambda: all(len(each.paged) == 3 for each in followers))
        await author.post(2)
        await until(lambda: all(whole(author, each) for each in followers))
    finally:
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    for each in followers:
        for part in (*each.streamed, *each.paged):
            assert len(part) == len(set(part))
        # What was posted while nobody listened came by asking.
        assert set(author.posts[-5:-2]) <= set(each.paged[-1])


class Alive:
    """A process that can be killed and started again in its place."""

    def __init__(self, stack: AsyncExitStack, port: int, **settings: object) -> None:
        self._stack = stack
        self._port = port
        self._settings = settings
        self._running: Running | None = None

    async def start(self) -> None:
        """Until it answers."""
        self._running = await self._stack.enter_async_context(serving(port=self._port, **self._settings))

    async def kill(self) -> None:
        """Without a word."""
        assert self._running is not None
        assert (await self._running.stop(signal.SIGKILL))[0] == -signal.SIGKILL


async def people(port: int) -> tuple[Session, Session]:
    """An author, and who follows them."""
    ann, bob = await Session(port).sign_up("ann"), await Session(port).sign_up("bob")
    await bob.call("POST", f"/api/v1/accounts/{ann.id}/follow")
    return ann, bob


async def test_the_one_process_on_sqlite_is_killed_with_streams_open(tmp_path: Path) -> None:
    """`social serve` as people start it: what it took and what it had not told yet is there when it is back."""
    async with AsyncExitStack() as stack:
        port = free_port()
        server = Alive(stack, port, data_dir=tmp_path, queue_visibility_seconds=1)
        await server.start()
        ann, bob = await people(port)
        await lived_through(Author(ann), [Follower(bob, port, kind) for kind in ("socket", "lines")], server.kill, server.start)
        for each in (ann, bob):
            await each.client.aclose()


@pytest.fixture
def database(postgres: str) -> str:
    """An empty database."""
    name = f"r{uuid.uuid4().hex}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres}/{name}"


async def test_a_gateway_is_killed_with_streams_open(database: str, redis_url: str, tmp_path: Path) -> None:
    """A process of its own, while the others take posts and spread them to nobody."""
    async with AsyncExitStack() as stack:
        port, place = free_port(), free_port()
        shared = {"database_url": database, "redis_url": f"{redis_url}/61", "data_dir": tmp_path, "secret_key": "k" * 40}
        await Alive(stack, port, **shared).start()
        gateway = Alive(stack, place, role="gateway", **shared)
        await gateway.start()
        ann, bob = await people(port)
        followers = [Follower(bob, place, kind) for kind in ("socket", "lines", "socket", "lines")]
        await lived_through(Author(ann), followers, gateway.kill, gateway.start)
        for each in (ann, bob):
            await each.client.aclose()
