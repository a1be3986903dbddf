"""What every queue must do. A module of tests takes these in with `from tests.contracts.queue import *` and gives them the fixture `make`."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from social.ports.queue import Ack, Dead, Delivery, Envelope, Queue, Retry, backoff

# make(attempts, visibility seconds, pause by attempt): one more client of one and the same broker.
Make = Callable[[int, float, Callable[[int], float]], Awaitable[Queue]]
ATTEMPTS = 3


def soon(_attempt: int) -> float:
    """A short pause."""
    return 0.01


def message(number: int = 1, **body: str) -> Envelope:
    """A message."""
    return Envelope("status.created", str(number), f"key{number}", body, trace="00-abc-def-01")


async def receive(queue: Queue, number: int, name: str = "fanout", wait: float = 5) -> list[Delivery]:
    """So many messages, and no more than that."""
    found: list[Delivery] = []
    end = time.monotonic() + wait
    while len(found) < number and time.monotonic() < end:
        found += await queue.receive(name, number - len(found), 0.5)
    assert len(found) == number
    return found


async def test_what_is_sent_is_received_whole_and_once_if_acknowledged(make: Make) -> None:
    """And in the order of sending, one sender and one receiver given."""
    queue = await make(ATTEMPTS, 60, soon)
    sent = [message(number, status_id=str(number), text="ü\n:|") for number in range(25)]
    for each in sent:
        await queue.send("fanout", each)
    found = await receive(queue, 25)
    assert [each.envelope for each in found] == sent
    assert {each.queue for each in found} == {"fanout"}
    for each in found:
        await queue.settle(each, Ack())
    assert await queue.receive("fanout", 10, 0) == []
    depth = await queue.depth("fanout")
    assert (depth.waiting, depth.in_flight, depth.dead) == (0, 0, 0)


async def test_queues_are_apart(make: Make) -> None:
    """A message is in one queue."""
    queue = await make(ATTEMPTS, 60, soon)
    await queue.send("media", message())
    assert await queue.receive("fanout", 10, 0) == []
    assert len(await queue.receive("media", 10, 1)) == 1


async def test_a_batch_has_its_limit(make: Make) -> None:
    """The rest waits."""
    queue = await make(ATTEMPTS, 60, soon)
    for number in range(5):
        await queue.send("fanout", message(number))
    assert len(await queue.receive("fanout", 2, 0)) == 2
    depth = await queue.depth("fanout")
    assert (depth.waiting, depth.in_flight) == (3, 2)


async def test_waiting_ends_with_the_first_message(make: Make) -> None:
    """Sent by another client of the broker, as by another process."""
    queue, other = await make(ATTEMPTS, 60, soon), await make(ATTEMPTS, 60, soon)
    waiting = asyncio.create_task(queue.receive("fanout", 10, 30))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await other.send("fanout", message())
    assert len(await asyncio.wait_for(waiting, 20)) == 1


async def test_a_receiver_that_is_cancelled_takes_nothing_with_it(make: Make) -> None:
    """What comes later is somebody else's."""
    queue = await make(ATTEMPTS, 60, soon)
    waiting = asyncio.create_task(queue.receive("fanout", 10, 30))
    await asyncio.sleep(0.1)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await queue.send("fanout", message())
    assert len(await queue.receive("fanout", 10, 1)) == 1


async def test_a_delayed_message_comes_when_it_is_due(make: Make) -> None:
    """Not before, and it does not hold up others."""
    queue = await make(ATTEMPTS, 60, soon)
    begin = time.monotonic()
    await queue.send("fanout", message(1), delay=0.6)
    await queue.send("fanout", message(2))
    assert [each.envelope.id for each in await queue.receive("fanout", 10, 0)] == ["2"]
    assert (await queue.depth("fanout")).waiting == 0
    late = await receive(queue, 1)
    assert late[0].envelope.id == "1"
    assert late[0].envelope.attempt == 1
    assert time.monotonic() - begin >= 0.59


async def test_two_equal_messages_are_two(make: Make) -> None:
    """Also while they are delayed."""
    queue = await make(ATTEMPTS, 60, soon)
    for delay in (0, 0, 0.05, 0.05):
        await queue.send("fanout", message(), delay)
    assert len(await receive(queue, 4)) == 4


async def test_attempts_are_counted_and_the_last_retry_is_dead(make: Make) -> None:
    """With the reason, and the envelope as it was."""
    queue = await make(ATTEMPTS, 60, soon)
    await queue.send("fanout", message(7, status_id="7"))
    for attempt in range(1, ATTEMPTS + 1):
        (found,) = await receive(queue, 1)
        assert found.envelope.attempt == attempt
        assert found.envelope.id == "7"
        await queue.settle(found, Retry())
    assert await queue.receive("fanout", 10, 0.2) == []
    ((envelope, reason),) = await queue.dead("fanout", 10)
    assert (envelope.key, envelope.body, envelope.attempt, envelope.trace) == ("key7", {"status_id": "7"}, ATTEMPTS, "00-abc-def-01")
    assert reason == f"{ATTEMPTS} attempts"
    assert (await queue.depth("fanout")).dead == 1


async def test_retries_wait_longer_each_time(make: Make) -> None:
    """By the pause of the attempt, unless the handler names one."""
    asked = []

    def pause(attempt: int) -> float:
        asked.append(attempt)
        return 0.0 if attempt == 1 else 60.0

    queue = await make(9, 60, pause)
    await queue.send("fanout", message())
    await queue.settle((await receive(queue, 1))[0], Retry())
    await queue.settle((await receive(queue, 1))[0], Retry(0.05))
    assert asked == [1]
    await queue.settle((await receive(queue, 1))[0], Retry())
    assert asked == [1, 3]
    assert await queue.receive("fanout", 10, 0.3) == []


def test_the_usual_pause_is_exponential_and_bounded() -> None:
    """Enough for a database that restarts."""
    assert [backoff(attempt) for attempt in range(1, 7)] == [4, 16, 64, 256, 900, 900]


async def test_a_poisonous_message_does_not_hold_up_others(make: Make) -> None:
    """Dead after so many deliveries, while the others flow."""
    queue = await make(ATTEMPTS, 60, soon)
    for number in range(20):
        await queue.send("fanout", message(number))
    handled: list[str] = []
    for _ in range(200):
        for each in await queue.receive("fanout", 4, 0.05):
            bad = each.envelope.id == "3"
            handled.append(each.envelope.id)
            await queue.settle(each, Retry() if bad else Ack())
        if (await queue.depth("fanout")).dead:
            break
    assert handled.count("3") == ATTEMPTS
    assert sorted(set(handled), key=int) == [str(number) for number in range(20)]
    assert len(handled) == 19 + ATTEMPTS
    assert [each.id for each, _ in await queue.dead("fanout", 10)] == ["3"]


async def test_dead_at_once_keeps_the_reason(make: Make) -> None:
    """Oldest first, up to a limit."""
    queue = await make(ATTEMPTS, 60, soon)
    for number in range(3):
        await queue.send("fanout", message(number))
    for each in await receive(queue, 3):
        await queue.settle(each, Dead(f"no such post {each.envelope.id}"))
    found = await queue.dead("fanout", 2)
    assert [(envelope.id, reason) for envelope, reason in found] == [("0", "no such post 0"), ("1", "no such post 1")]
    assert (await queue.depth("fanout")).dead == 3


async def test_redriven_messages_begin_anew(make: Make) -> None:
    """All dead letters of that queue, no other's."""
    queue = await make(ATTEMPTS, 60, soon)
    for name in ("fanout", "media"):
        await queue.send(name, message(1, a="b"))
        await queue.send(name, message(2))
        for each in await receive(queue, 2, name):
            await queue.settle(each, Dead("broken"))
    assert await queue.redrive("fanout") == 2
    assert await queue.dead("fanout", 10) == []
    again = await receive(queue, 2)
    assert sorted((each.envelope.id, each.envelope.attempt) for each in again) == [("1", 1), ("2", 1)]
    assert {each.envelope.id: each.envelope.body for each in again}["1"] == {"a": "b"}
    assert (await queue.depth("media")).dead == 2
    assert await queue.redrive("fanout") == 0


async def test_what_a_dead_receiver_held_comes_again(make: Make) -> None:
    """After the visibility timeout, to another client, and with the delivery counted."""
    queue, other = await make(ATTEMPTS, 0.3, soon), await make(ATTEMPTS, 0.3, soon)
    await queue.send("fanout", message())
    (lost,) = await receive(queue, 1)
    assert await other.receive("fanout", 10, 0) == []
    (found,) = await receive(other, 1)
    assert (found.envelope.id, found.envelope.attempt) == ("1", 2)
    # The first receiver wakes up too late: it can't touch what is another's by now.
    await queue.settle(lost, Ack())
    assert not await queue.extend(lost)
    assert (await queue.depth("fanout")).in_flight == 1
    await other.settle(found, Ack())
    assert (await other.depth("fanout")).in_flight == 0
    await asyncio.sleep(0.4)
    assert await queue.receive("fanout", 10, 0) == []


async def test_a_message_that_takes_its_receivers_down_is_dead(make: Make) -> None:
    """Nobody ever settles it, so the deliveries alone count."""
    queue = await make(ATTEMPTS, 0.2, soon)
    await queue.send("fanout", message())
    for attempt in range(1, ATTEMPTS + 1):
        assert (await receive(queue, 1))[0].envelope.attempt == attempt
    await asyncio.sleep(0.3)
    assert await queue.receive("fanout", 10, 0.1) == []
    ((envelope, reason),) = await queue.dead("fanout", 10)
    assert (envelope.id, reason) == ("1", f"{ATTEMPTS} deliveries that nobody settled")


async def test_work_that_takes_long_can_keep_its_message(make: Make) -> None:
    """As often as it asks."""
    queue, other = await make(ATTEMPTS, 0.6, soon), await make(ATTEMPTS, 0.6, soon)
    await queue.send("fanout", message())
    (found,) = await receive(queue, 1)
    for _ in range(5):
        await asyncio.sleep(0.2)
        assert await queue.extend(found)
        assert await other.receive("fanout", 10, 0) == []
    await queue.settle(found, Ack())
    assert not await queue.extend(found)
    assert await other.receive("fanout", 10, 0.7) == []


async def test_receivers_at_once_never_hold_the_same_message(make: Make) -> None:
    """Every message is somebody's, and nobody else's."""
    receivers = [await make(ATTEMPTS, 60, soon) for _ in range(4)]
    for number in range(120):
        await receivers[0].send("fanout", message(number))

    async def take(queue: Queue) -> list[str]:
        found = []
        for _ in range(60):
            batch = await queue.receive("fanout", 7, 0)
            found += [each.envelope.id for each in batch]
            if not batch:
                return found
        return found

    shares = await asyncio.gather(*(take(queue) for queue in receivers))
    everything = [each for share in shares for each in share]
    assert sorted(everything, key=int) == [str(number) for number in range(120)]


async def test_age_is_that_of_the_message_that_waits_longest(make: Make) -> None:
    """What is in somebody's hands does not wait."""
    queue = await make(ATTEMPTS, 60, soon)
    assert (await queue.depth("fanout")).oldest_seconds == 0
    await queue.send("fanout", message(1))
    await asyncio.sleep(0.2)
    await queue.send("fanout", message(2))
    assert (await queue.depth("fanout")).oldest_seconds >= 0.15
    (first,) = await queue.receive("fanout", 1, 0)
    assert first.envelope.id == "1"
    assert (await queue.depth("fanout")).oldest_seconds < 60
    (_second,) = await queue.receive("fanout", 1, 0)
    assert (await queue.depth("fanout")).oldest_seconds == 0
