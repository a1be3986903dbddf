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
        """Listen to more; on return nothing that is published later is missed."""
        ...

    async def drop(self, channels: Collection[str]) -> None:
        """Listen to less."""
        ...

    def __aiter__(self) -> AsyncIterator[Message]:
        """What arrives. `BusDown` means: messages may be lost, connect again and close the gap."""
        ...


class Bus(Protocol):
    """Channels: user:, notifications: and direct:<account>, public, public:local, public:media, tag:<key>, list:<id>, control.

    Data is JSON {"event", "payload", "post"}, the last where it is about one; `control` carries `revoked:<token>` and
    `suspended:<account>`, which end streams.
    """

    async def publish(self, channel: str, data: bytes) -> None:
        """Tell the listeners; nobody may be there. Never fails: whoever listens to a bus that is down knows it."""
        ...

    async def publish_all(self, messages: Collection[Message]) -> None:
        """The same for many at once, in their order: what a post is told to its readers by."""
        ...

    async def heard(self, channels: Collection[str]) -> set[str]:
        """Which of the channels have a listener somewhere; none while the bus is down."""
        ...

    async def listening(self, prefix: str) -> set[str]:
        """Channels with a listener somewhere whose names begin so; none while the bus is down."""
        ...

    def subscribe(self) -> AbstractAsyncContextManager[Subscription]:
        """Open an ear."""
        ...

    async def ping(self) -> None:
        """Nothing, or BusDown."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class BusDown(Exception):
    """The bus doesn't answer."""
