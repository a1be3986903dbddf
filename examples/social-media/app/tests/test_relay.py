"""From the outbox to the queues, whatever happens on the way."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from social import tables as t
from social.adapters.sql.waking import listen, tell
from social.app.services import Services
from social.domain.errors import Unavailable
from social.ports.queue import QUEUES, Envelope
from social.settings import Settings
from social.wiring import wire
from social.workers.relay import relay, relay_once
from tests.world import World


def environment(settings: Settings) -> dict[str, str]:
    """The variables of settings, for a process of their own."""
    found = {
        "PATH": os.environ["PATH"],
        "SOCIAL_DATA_DIR": str(settings.data_dir),
        "SOCIAL_SECRET_KEY": "k" * 40,
        "SOCIAL_RATE_LIMITS": "false",
    }
    if settings.database_url and settings.redis_url:
        found |= {"SOCIAL_DATABASE_URL": settings.database_url, "SOCIAL_REDIS_URL": settings.redis_url.get_secret_value()}
    return found


class Recording:
    """Notes what is sent, slowly enough for relays to meet."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.away: set[str] = set()

    async def send(self, queue: str, envelope: Envelope, _delay: float = 0) -> None:
        """Note it."""
        await asyncio.sleep(0.001)
        if queue in self.away:
            raise Unavailable("away")
        self.sent.append((queue, envelope.key))

    async def close(self) -> None:
        """Nothing."""


async def _emit(services: Services, number: int, queues: tuple[str, ...] = ("fanout", "index"), **more: Any) -> None:
    for count in range(number):
        async with services.db.begin() as unit:
            for queue in queues:
                await unit.emit(queue, "test.nothing", count, {}, **more)


async def _left(services: Services) -> int:
    async with services.db.read() as connection:
        return (await connection.execute(select(func.count()).select_from(t.outbox))).scalar_one()


async def test_each_queue_gets_its_messages_in_the_order_of_the_commits(services: Services) -> None:
    """And all of them once."""
    await _emit(services, 30)
    recording = Recording()
    assert await relay_once(replace(services, queue=recording)) == 60  # type: ignore[arg-type]
    for queue in ("fanout", "index"):
        assert [key for name, key in recording.sent if name == queue] == [str(number) for number in range(30)]
    assert await _left(services) == 0


async def test_several_relays_send_nothing_twice(services: Services) -> None:
    """Each with connections of its own, as in processes of their own; SQLite has one process."""
    await _emit(services, 250)
    recording = Recording()
    shared = services.db.dialect == "sqlite"
    relays = [services if shared else wire(services.settings, services.clock) for _ in range(3)]

    async def until_empty(own: Services) -> None:
        while await _left(own):
            await relay_once(replace(own, queue=recording))  # type: ignore[arg-type]

    await asyncio.gather(*(until_empty(own) for own in relays))
    assert len(recording.sent) == 500
    assert len(set(recording.sent)) == 500
    for own in relays:
        if own is not services:
            await own.db.close()


async def test_a_queue_that_is_away_holds_up_no_other(services: Services) -> None:
    """What could not be sent stays, and only that."""
    await _emit(services, 3)
    recording = Recording()
    recording.away = {"fanout"}
    with pytest.raises(Unavailable):
        await relay_once(replace(services, queue=recording))  # type: ignore[arg-type]
    assert [name for name, _ in recording.sent] == ["index"] * 3
    assert await _left(services) == 3
    recording.away = set()
    await relay_once(replace(services, queue=recording))  # type: ignore[arg-type]
    assert sorted(recording.sent) == sorted((queue, str(number)) for queue in ("fanout", "index") for number in range(3))


async def test_a_message_with_a_time_waits_for_it(services: Services) -> None:
    """The clock of the application says when."""
    await _emit(services, 1, ("notify",), delay_ms=60_000)
    assert await relay_once(services) == 0
    assert await _left(services) == 1
    services.clock.ahead_ms = 61_000  # type: ignore[attr-defined]
    assert await relay_once(services) == 1


async def test_a_commit_wakes_the_relay_and_stopping_it_ends_it(services: Services) -> None:
    """Although it would look by itself only once an hour."""
    recording, stop = Recording(), asyncio.Event()
    running = asyncio.create_task(relay(replace(services, queue=recording), stop, every=3_600))  # type: ignore[arg-type]
    await asyncio.sleep(0.2)
    await _emit(services, 1)
    async with asyncio.timeout(20):
        while len(recording.sent) < 2:
            await asyncio.sleep(0.01)
    stop.set()
    services.db.wake.set()
    await asyncio.wait_for(running, 20)


@pytest.mark.parametrize("settings", ["servers"], indirect=True)
async def test_a_commit_wakes_the_relay_of_another_process(services: Services) -> None:
    """By LISTEN and NOTIFY."""
    other, stop = wire(services.settings), asyncio.Event()
    tasks = [asyncio.create_task(listen(other.db, stop)), asyncio.create_task(tell(services.db, stop))]
    await asyncio.wait_for(other.db.wake.wait(), 20)  # it listens
    other.db.wake.clear()
    await _emit(services, 1)
    await asyncio.wait_for(other.db.wake.wait(), 20)
    stop.set()
    await asyncio.gather(*tasks)
    await other.db.close()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_relay_that_is_killed_loses_nothing(world: World, when: str) -> None:
    """Between commit and sending, and between sending and deleting: the post is in the follower's home once, and notifies once."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    await world.settle()
    await bob.home()
    post = await ann.say(f"Hello @{bob.username}")
    before = await _left(world.services)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.crashing", when, env=environment(world.services.settings), cwd=Path(__file__).parent.parent
    )
    assert await process.wait() == -signal.SIGKILL
    # Nothing was deleted, and what was sent is in a queue, too.
    assert await _left(world.services) == before
    waiting = sum([(await world.services.queue.depth(queue)).waiting for queue in QUEUES])
    assert waiting >= 1 if when == "after" else waiting == 0
    await world.settle()
    assert await _left(world.services) == 0
    assert [each["id"] for each in await bob.home()] == [post["id"]]
    assert [each["status"]["id"] for each in await bob.get("notifications", types=["mention"])] == [post["id"]]
