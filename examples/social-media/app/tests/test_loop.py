"""The poll loop: what runs is finished, what is slow holds up nobody, what takes long stays in one pair of hands."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from social.app.services import Services
from social.domain.errors import Unavailable
from social.ports.queue import Ack, Delivery, Envelope, Outcome
from social.workers import registry
from social.workers.loop import work

PATIENCE = 30


class Work:
    """A handler that waits for a gate, but not for the message `quick`."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.begun: list[str] = []
        self.ended: list[str] = []

    async def __call__(self, envelope: Envelope, _services: Services) -> Outcome:
        """Note, wait, note."""
        self.begun.append(envelope.key)
        if envelope.key != "quick":
            await self.gate.wait()
        self.ended.append(envelope.key)
        return Ack()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Work on the queue of media."""
    found = Work()
    monkeypatch.setitem(registry.HANDLERS, ("media", "test.slow"), found)
    return found


async def until(condition: Any) -> None:
    """Wait for something to be so."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.once("how many messages are begun after the word to stop")
async def test_stopping_finishes_what_runs_and_begins_nothing_new(services: Services, slow: Work) -> None:
    """The message that runs is done with; the one that comes then stays."""
    stop = asyncio.Event()
    await services.queue.send("media", Envelope("test.slow", "1", "running"))
    working = asyncio.create_task(work(services, "media", stop, wait=0.1))
    await until(lambda: slow.begun)
    stop.set()
    await asyncio.sleep(0.5)
    assert not working.done()
    await services.queue.send("media", Envelope("test.slow", "2", "late"))
    slow.gate.set()
    await asyncio.wait_for(working, PATIENCE)
    assert slow.ended == ["running"]
    depth = await services.queue.depth("media")
    assert (depth.waiting, depth.in_flight, depth.dead) == (1, 0, 0)


async def test_a_slow_message_does_not_hold_up_those_after_it(services: Services, slow: Work) -> None:
    """Also where they come in later batches."""
    stop = asyncio.Event()
    working = asyncio.create_task(work(services, "media", stop, wait=0.1))
    await services.queue.send("media", Envelope("test.slow", "0", "slow"))
    await until(lambda: slow.begun)
    for number in range(25):
        await services.queue.send("media", Envelope("test.slow", str(number + 1), "quick"))
    await until(lambda: len(slow.ended) >= 25)
    assert "slow" not in slow.ended
    slow.gate.set()
    stop.set()
    await asyncio.wait_for(working, PATIENCE)
    assert "slow" in slow.ended


@pytest.mark.once("in how many hands one message is")
@pytest.mark.settings(queue_visibility_seconds=1.5)
async def test_work_beyond_the_visibility_timeout_is_done_once(services: Services, slow: Work) -> None:
    """Two workers, one message, and a handler that takes three timeouts."""
    stop = asyncio.Event()
    working = [asyncio.create_task(work(services, "media", stop, wait=0.1)) for _ in range(2)]
    await services.queue.send("media", Envelope("test.slow", "1", "long"))
    await until(lambda: slow.begun)
    await asyncio.sleep(4.5)
    slow.gate.set()
    stop.set()
    await asyncio.wait_for(asyncio.gather(*working), PATIENCE)
    assert slow.begun == slow.ended == ["long"]


async def test_a_worker_outlasts_its_broker(services: Services, slow: Work) -> None:
    """Receiving and settling fail for a while, in foreseen ways and others; the message is handled in the end."""

    class Shaky:
        failures: list[Exception]

        def __init__(self) -> None:
            self.failures = [Unavailable("away"), RuntimeError("never seen before")]
            self.visibility = services.queue.visibility

        async def receive(self, queue: str, limit: int, wait: float) -> list[Delivery]:
            if self.failures:
                raise self.failures.pop()
            return await services.queue.receive(queue, limit, wait)

        def __getattr__(self, name: str) -> Any:
            return getattr(services.queue, name)

    stop = asyncio.Event()
    await services.queue.send("media", Envelope("test.slow", "1", "quick"))
    working = asyncio.create_task(work(replace(services, queue=Shaky()), "media", stop, wait=0.1))  # type: ignore[arg-type]
    await until(lambda: slow.ended)
    stop.set()
    await asyncio.wait_for(working, PATIENCE)
    assert (await services.queue.depth("media")).in_flight == 0
