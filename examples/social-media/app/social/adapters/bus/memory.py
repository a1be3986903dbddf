"""A bus within one process."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from social.ports.bus import BusDown, Message

MOST_WAITING = 10_000


class _Ear:
    def __init__(self, bus: "MemoryBus") -> None:
        self._bus = bus
        self.channels: set[str] = set()
        self.queue: asyncio.Queue[Message | None] = asyncio.Queue(MOST_WAITING + 1)
        self.deaf = False

    async def add(self, channels: Collection[str]) -> None:
        """Listen to more."""
        fresh = set(channels) - self.channels
        self.channels |= fresh
        self._bus.counts.update(fresh)

    async def drop(self, channels: Collection[str]) -> None:
        """Listen to less."""
        gone = set(channels) & self.channels
        self.channels -= gone
        self._bus.counts.subtract(gone)

    def hear(self, message: Message | None) -> None:
        """Take a message; None, or one too many, is the end: a listener that misses one must know."""
        if self.deaf:
            return
        if message is None or self.queue.qsize() >= MOST_WAITING:
            self.deaf = True
            self.queue.put_nowait(None)
        else:
            self.queue.put_nowait(message)

    async def __aiter__(self) -> AsyncIterator[Message]:
        """What arrives."""
        while (message := await self.queue.get()) is not None:
            yield message
        raise BusDown


class MemoryBus:
    """Every subscription has a queue of its own; one that is full ends."""

    def __init__(self) -> None:
        self._ears: set[_Ear] = set()
        self.counts: Counter[str] = Counter()

    async def publish(self, channel: str, data: bytes) -> None:
        """Tell the listeners."""
        for ear in tuple(self._ears):
            if channel in ear.channels:
                ear.hear(Message(channel, data))

    async def publish_all(self, messages: Collection[Message]) -> None:
        """Tell the listeners of each."""
        for message in messages:
            await self.publish(message.channel, message.data)

    async def heard(self, channels: Collection[str]) -> set[str]:
        """Which of the channels have a listener."""
        return {channel for channel in channels if self.counts[channel] > 0}

    async def listening(self, prefix: str) -> set[str]:
        """Channels with a listener whose names begin so."""
        return {channel for channel, count in self.counts.items() if count > 0 and channel.startswith(prefix)}

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[_Ear]:
        """Open an ear."""
        ear = _Ear(self)
        self._ears.add(ear)
        try:
            yield ear
        finally:
            await ear.drop(tuple(ear.channels))
            self._ears.discard(ear)

    async def ping(self) -> None:
        """Always there."""

    async def close(self) -> None:
        """End what listens."""
        for ear in tuple(self._ears):
            ear.hear(None)
