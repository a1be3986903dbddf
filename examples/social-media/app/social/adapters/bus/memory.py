"""A bus within one process."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from social.ports.bus import Message

MOST_WAITING = 10_000


class _Ear:
    def __init__(self, bus: "MemoryBus") -> None:
        self._bus = bus
        self.channels: set[str] = set()
        self.queue: asyncio.Queue[Message] = asyncio.Queue(MOST_WAITING)

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

    async def __aiter__(self) -> AsyncIterator[Message]:
        """What arrives."""
        while True:
            yield await self.queue.get()


class MemoryBus:
    """Every subscription has a queue of its own; a full one loses what comes next."""

    def __init__(self) -> None:
        self._ears: set[_Ear] = set()
        self.counts: Counter[str] = Counter()

    async def publish(self, channel: str, data: bytes) -> None:
        """Tell the listeners."""
        for ear in tuple(self._ears):
            if channel in ear.channels and not ear.queue.full():
                ear.queue.put_nowait(Message(channel, data))

    async def heard(self, channels: Collection[str]) -> set[str]:
        """Which of the channels have a listener."""
        return {channel for channel in channels if self.counts[channel] > 0}

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

    async def close(self) -> None:
        """Nothing to let go of."""
