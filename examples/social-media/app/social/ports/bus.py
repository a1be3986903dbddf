"""Publish and subscribe between processes, for realtime: at most once, to whoever listens now."""

from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """What was published where."""

    channel: str
    data: bytes


class Subscription(Protocol):
    """An open ear."""

    async def add(self, channels: Collection[str]) -> None:
        """Listen to more."""
        ...

    async def drop(self, channels: Collection[str]) -> None:
        """Listen to less."""
        ...

    def __aiter__(self) -> AsyncIterator[Message]:
        """What arrives. `BusDown` means: messages may be lost, connect again and close the gap."""
        ...


class Bus(Protocol):
    """Channels: user:<account>, notifications:<account>, public, public:local, public:media, tag:<key>, list:<id>, direct:<account>, control."""

    async def publish(self, channel: str, data: bytes) -> None:
        """Tell the listeners; nobody may be there."""
        ...

    async def heard(self, channels: Collection[str]) -> set[str]:
        """Which of the channels have a listener somewhere."""
        ...

    def subscribe(self) -> AbstractAsyncContextManager[Subscription]:
        """Open an ear."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class BusDown(Exception):
    """The bus doesn't answer."""
