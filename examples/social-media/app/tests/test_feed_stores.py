"""The feed stores, held to their contract; and what only the one in Redis can go through."""

import time
import uuid
from collections.abc import AsyncIterator

import pytest

from social.adapters.feed.memory import MemoryFeed
from social.adapters.feed.redis import RedisFeed
from social.ports.feed import FeedDown, FeedStore
from tests.conftest import free_port
from tests.contracts.feed import *  # noqa: F403 - the contract's tests
from tests.contracts.feed import READER, SIZE, built


@pytest.fixture(params=["memory", "redis", "redis in 16 slots"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[FeedStore]:
    """An empty store."""
    if request.param == "memory":
        yield MemoryFeed(SIZE, 20)
        return
    redis = RedisFeed(f"{request.getfixturevalue('redis_url')}/{uuid.uuid4().int % 63 + 1}", SIZE, 20, 16 if "16" in request.param else 1)
    await redis._redis.flushdb()
    yield redis
    await redis.close()


async def test_batches_reach_everybody(store: FeedStore) -> None:
    """More readers than fit into one call."""
    readers = list(range(1, 1202))
    for reader in readers:
        await built(store, [], complete=True, reader=reader)
    assert await store.push(readers, 5) == len(readers)
    assert await store.window(1201, None, None, 5) == ([5], None)


async def test_keys_of_a_batch_share_a_slot(redis_url: str) -> None:
    """As a cluster demands of a script."""
    store = RedisFeed(redis_url, SIZE, 20, 16)
    for group in store._grouped(range(1000)):
        assert len({store._key("home", each).split("}")[0] for each in group}) == 1
    await store.close()


async def test_windows_end_when_nobody_reads_them(redis_url: str) -> None:
    """And reading, the first time of a visit, keeps them."""
    store = RedisFeed(f"{redis_url}/{uuid.uuid4().int % 63 + 1}", SIZE, 20)
    await store._redis.flushdb()
    await built(store, [1], complete=True)
    assert 0 < await store._redis.ttl(store._key("home", READER)) <= 60
    await store.window(READER, None, None, 20)
    assert await store._redis.ttl(store._key("home", READER)) <= 60
    await store.window(READER, None, None, 20, 1000)
    assert 60 < await store._redis.ttl(store._key("home", READER)) <= 1000
    await store.close()


async def test_a_server_that_is_away_is_asked_once_a_while() -> None:
    """Every call is FeedDown, and only the first of many tries to connect."""
    store = RedisFeed(f"redis://127.0.0.1:{free_port()}", SIZE, 20)
    tries = 0
    connect = store._redis.connection_pool.get_connection

    async def counted(*given: object, **named: object) -> object:
        nonlocal tries
        tries += 1
        return await connect(*given, **named)

    store._redis.connection_pool.get_connection = counted  # type: ignore[method-assign]
    for call in (
        lambda: store.push([1], 1), lambda: store.window(1, None, None, 1), lambda: store.outboxes([1], None, 1), lambda: store.floor(1),
        lambda: store.begin("home", 1), lambda: store.build("home", 1, "t", [1], complete=True, seconds=1), lambda: store.add(1, [1]),
        lambda: store.remove(1, [1]), lambda: store.drop(1), lambda: store.active([1]), lambda: store.bodies({1: "1"}),
        lambda: store.cache({1: ("1", b"")}, 1), lambda: store.forget([1]), lambda: store.erase(1), lambda: store.claim(1, 1),
        lambda: store.post(1, 1),
    ):  # fmt: skip
        with pytest.raises(FeedDown):
            await call()
    assert tries == 1
    store._down_until = time.monotonic()
    with pytest.raises(FeedDown):
        await store.floor(1)
    assert tries == 2
    await store.close()
