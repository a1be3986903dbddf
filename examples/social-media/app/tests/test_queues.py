"""The queue adapters, held to their contract."""

import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psycopg
import pytest

from social.adapters.queue.streams import StreamQueue
from social.adapters.queue.table import TableQueue
from social.adapters.sql.database import connect
from social.adapters.sql.migrate import upgrade
from social.domain.errors import Unavailable
from social.domain.ids import IdMaker
from social.ports.clock import SystemClock
from social.ports.queue import Envelope, Queue
from tests.conftest import free_port
from tests.contracts.queue import *  # noqa: F403 - the contract's tests
from tests.contracts.queue import Make

NOW = SystemClock().now


@pytest.fixture(params=["sqlite table", "postgresql table", "redis streams"])
async def make(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Make]:
    """Clients of one broker, each with connections of its own where the broker has them."""
    async with contextlib.AsyncExitStack() as stack:
        if request.param == "redis streams":
            yield _streams(stack, f"{request.getfixturevalue('redis_url')}/{uuid.uuid4().int % 63 + 1}")
            return
        url = None
        if request.param == "postgresql table":
            server, name = request.getfixturevalue("postgres"), f"q{uuid.uuid4().hex}"
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            url = f"{server}/{name}"
        yield await _tables(stack, url, tmp_path)


async def _tables(stack: contextlib.AsyncExitStack, url: str | None, folder: Path) -> Make:
    first = connect(url, folder, IdMaker(NOW), NOW)
    stack.push_async_callback(first.close)
    await upgrade(first)

    async def make(attempts: int, visibility: float, pause: Callable[[int], float]) -> Queue:
        # SQLite's writers are one process.
        database = connect(url, folder, IdMaker(NOW), NOW, pool=2) if url else first
        stack.push_async_callback(database.close)
        return TableQueue(database, attempts, visibility, pause)

    return make


def _streams(stack: contextlib.AsyncExitStack, address: str) -> Make:
    emptied = False

    async def make(attempts: int, visibility: float, pause: Callable[[int], float]) -> Queue:
        nonlocal emptied
        queue = StreamQueue(address, attempts, visibility, pause)
        stack.push_async_callback(queue.close)
        if not emptied:
            await queue._redis.flushdb()
            emptied = True
        return queue

    return make


async def test_a_broker_that_is_away_is_unavailable() -> None:
    """From every call, so that workers wait instead of dying."""
    queue = StreamQueue(f"redis://127.0.0.1:{free_port()}", 3)
    envelope = Envelope("status.created", "1", "1")
    for call in (
        queue.send("fanout", envelope),
        queue.receive("fanout", 1, 0),
        queue.depth("fanout"),
        queue.dead("fanout", 1),
        queue.redrive("fanout"),
    ):
        with pytest.raises(Unavailable):
            await call
    await queue.close()


async def test_streams_survive_being_flushed(redis_url: str) -> None:
    """What was there is gone, what comes then flows, although the group of consumers is gone, too."""
    queue = StreamQueue(f"{redis_url}/63", 3)
    await queue.send("erase", Envelope("a", "1", "1"))
    assert len(await queue.receive("erase", 10, 0)) == 1
    await queue._redis.flushdb()
    assert (await queue.depth("erase")).in_flight == 0
    await queue.send("erase", Envelope("a", "2", "2"))
    assert [each.envelope.id for each in await queue.receive("erase", 10, 0)] == ["2"]
    await queue.close()
