"""A bus over Redis or Valkey: one connection listens, a small pool publishes."""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from social.ports.bus import BusDown, Message
from social.telemetry import metrics

ANSWER_SECONDS = 2.0
PING_SECONDS = 10.0
MOST_WAITING = 10_000
AT_ONCE = 200
_FAILURES = (RedisError, OSError, TimeoutError)


class _Ear:
    """Commands and answers on one connection. The client's own class would reconnect silently, and nobody would know of the gap."""

    def __init__(self, connection: Any, prefix: str) -> None:
        self._connection = connection
        self._prefix = prefix
        self._wanted: dict[str, asyncio.Future[None]] = {}
        self._queue: asyncio.Queue[Message | None] = asyncio.Queue(MOST_WAITING + 1)
        self._answered = asyncio.Event()
        self._deaf = False
        self._sending = asyncio.Lock()

    async def add(self, channels: Collection[str]) -> None:
        """Listen to more; on return the server has confirmed it, so nothing that comes later is missed."""
        fresh = [channel for channel in channels if channel not in self._wanted]
        loop = asyncio.get_running_loop()
        self._wanted |= {channel: loop.create_future() for channel in fresh}
        if fresh:
            await self._send("SUBSCRIBE", fresh)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await asyncio.gather(*(asyncio.shield(self._wanted[channel]) for channel in channels if channel in self._wanted))
        except TimeoutError:
            self.end()
            raise BusDown from None

    async def drop(self, channels: Collection[str]) -> None:
        """Listen to less."""
        gone = [channel for channel in channels if self._wanted.pop(channel, None) is not None]
        if gone:
            await self._send("UNSUBSCRIBE", gone)

    async def _send(self, command: str, channels: Collection[str] = ()) -> None:
        try:
            async with self._sending, asyncio.timeout(ANSWER_SECONDS):
                if self._deaf:
                    raise BusDown
                await self._connection.send_command(command, *(self._prefix + channel for channel in channels), check_health=False)
        except _FAILURES:
            self.end()
            raise BusDown from None

    def end(self) -> None:
        """The connection is of no use any more: the listener learns it after what has already arrived."""
        if self._deaf:
            return
        self._deaf = True
        self._queue.put_nowait(None)
        for future in self._wanted.values():
            if not future.done():
                future.set_exception(BusDown())
                future.exception()

    async def pump(self) -> None:
        """From the connection to the queue, so that confirmations arrive while nobody iterates."""
        with contextlib.suppress(*_FAILURES):
            while not self._deaf:
                self._take(await self._connection.read_response(disconnect_on_error=False, timeout=math.inf))
                self._answered.set()
        self.end()

    async def watch(self) -> None:
        """A connection that stays silent after a ping is half open."""
        while not self._deaf:
            await asyncio.sleep(PING_SECONDS)
            self._answered.clear()
            with contextlib.suppress(BusDown):
                await self._send("PING")
            try:
                await asyncio.wait_for(self._answered.wait(), ANSWER_SECONDS)
            except TimeoutError:
                self.end()

    def _take(self, answer: Any) -> None:
        if not isinstance(answer, list) or len(answer) != 3:
            return
        kind, channel = answer[0], answer[1].decode().removeprefix(self._prefix)
        if kind == b"subscribe":
            future = self._wanted.get(channel)
            if future is not None and not future.done():
                future.set_result(None)
        elif kind == b"message" and channel in self._wanted:
            if self._queue.qsize() >= MOST_WAITING:
                self.end()
            else:
                self._queue.put_nowait(Message(channel, answer[2]))

    async def __aiter__(self) -> AsyncIterator[Message]:
        """What arrives."""
        while (message := await self._queue.get()) is not None:
            yield message
        raise BusDown


class RedisBus:
    """Channels carry the number of the database before their name, since Redis shares channels between databases."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url, protocol=2, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, socket_keepalive=True,
            retry=Retry(NoBackoff(), 0), max_connections=50,
        )  # fmt: skip
        self._prefix = f"bus:{self._redis.connection_pool.connection_kwargs.get('db') or 0}:"
        self._ears: set[_Ear] = set()

    async def publish(self, channel: str, data: bytes) -> None:
        """Tell the listeners. A bus that is down has none: its listeners' connections broke with it, and they close the gap themselves."""
        try:
            await self._redis.publish(self._prefix + channel, data)
        except _FAILURES:
            metrics.BUS_FAILURES.labels("publish").inc()

    async def publish_all(self, messages: Collection[Message]) -> None:
        """In batches, for each of which there is one wait."""
        whole = list(messages)
        try:
            for start in range(0, len(whole), AT_ONCE):
                async with self._redis.pipeline(transaction=False) as batch:
                    for message in whole[start : start + AT_ONCE]:
                        batch.publish(self._prefix + message.channel, message.data)
                    await batch.execute()
        except _FAILURES:
            metrics.BUS_FAILURES.labels("publish").inc()

    async def heard(self, channels: Collection[str]) -> set[str]:
        """Which of the channels have a listener, in this process or another: the server counts them, so no mark can go stale."""
        names = list(channels)
        if not names:
            return set()
        try:
            counts = await self._redis.pubsub_numsub(*(self._prefix + name for name in names))
        except _FAILURES:
            metrics.BUS_FAILURES.labels("heard").inc()
            return set()
        return {name for name, (_, count) in zip(names, counts, strict=True) if count}

    async def listening(self, prefix: str) -> set[str]:
        """Channels with a listener whose names begin so; the server looks through all of its channels."""
        try:
            found: list[bytes] = await self._redis.pubsub_channels(f"{self._prefix}{prefix}*")  # type: ignore[assignment]
        except _FAILURES:
            metrics.BUS_FAILURES.labels("listening").inc()
            return set()
        return {name.decode().removeprefix(self._prefix) for name in found}

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[_Ear]:
        """Open an ear on a connection of its own."""
        connection = self._redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]
        ear = _Ear(connection, self._prefix)
        tasks: list[asyncio.Task[None]] = []
        try:
            try:
                await connection.connect()
            except _FAILURES:
                metrics.BUS_FAILURES.labels("subscribe").inc()
                raise BusDown from None
            tasks = [asyncio.create_task(ear.pump()), asyncio.create_task(ear.watch())]
            self._ears.add(ear)
            yield ear
        finally:
            self._ears.discard(ear)
            ear.end()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(*_FAILURES):
                await connection.disconnect(nowait=True)

    async def ping(self) -> None:
        """Whether the server answers."""
        try:
            await self._redis.execute_command("PING")  # type: ignore[no-untyped-call]
        except _FAILURES:
            raise BusDown from None

    async def close(self) -> None:
        """End what listens, and let go of connections."""
        for ear in tuple(self._ears):
            ear.end()
        await self._redis.aclose()
