"""Queues: at least once, with delays, and dead letters after so many attempts. Bodies hold ids, nothing personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

QUEUES = ("fanout", "media", "moderation", "notify", "index", "erase")


@dataclass(frozen=True)
class Envelope:
    """One message. `id` is the same on every delivery; `attempt` counts deliveries from 1."""

    type: str
    id: str
    key: str
    body: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 1
    trace: str | None = None
    v: int = 1

    def again(self) -> "Envelope":
        """The next delivery."""
        return replace(self, attempt=self.attempt + 1)


@dataclass(frozen=True)
class Delivery:
    """A message in somebody's hands until it is settled or the visibility timeout is over."""

    queue: str
    envelope: Envelope
    receipt: str


@dataclass(frozen=True)
class Ack:
    """Done."""


@dataclass(frozen=True)
class Retry:
    """Not now: again after so many seconds (None: exponential by attempt)."""

    delay: float | None = None


@dataclass(frozen=True)
class Dead:
    """Never: to the dead letters, with the reason."""

    reason: str


Outcome = Ack | Retry | Dead


def backoff(attempt: int) -> float:
    """Seconds until the next delivery: 4, 16, 64, 256, then 15 minutes. Long enough to outlast a restarting database."""
    return min(4.0**attempt, 900.0)


@dataclass(frozen=True)
class Depth:
    """What waits in a queue."""

    waiting: int
    in_flight: int
    dead: int
    oldest_seconds: float


class Queue(Protocol):
    """One contract for every broker; tests/contracts/queue.py holds it. What nobody settles within `visibility` seconds comes again."""

    @property
    def visibility(self) -> float:
        """Seconds for which a received message is invisible to others."""
        ...

    async def send(self, queue: str, envelope: Envelope, delay: float = 0) -> None:
        """Put a message; after `delay` seconds it can be received."""
        ...

    async def receive(self, queue: str, limit: int, wait: float) -> list[Delivery]:
        """Up to `limit` messages, waiting up to `wait` seconds for the first; each is invisible to others meanwhile."""
        ...

    async def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Finish a delivery. Retries beyond the most attempts go to the dead letters, as do messages that nobody ever settles."""
        ...

    async def extend(self, delivery: Delivery) -> bool:
        """Keep a message for another visibility timeout; False if it belongs to somebody else by now."""
        ...

    async def depth(self, queue: str) -> Depth:
        """How much waits."""
        ...

    async def dead(self, queue: str, limit: int) -> list[tuple[Envelope, str]]:
        """Dead letters with their reasons, oldest first."""
        ...

    async def redrive(self, queue: str) -> int:
        """Put all dead letters back with their attempts forgotten; how many."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
