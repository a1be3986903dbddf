"""A queue that delivers everything twice at once, and once more when it is long past, as any broker may."""

from collections import defaultdict

from social.ports.queue import Delivery, Depth, Envelope, Outcome, Queue


class Twice:
    """Every message comes twice under one id, and again after the work that came after it.

    With DELIVER_TWICE=1 in the environment all tests of the world run on it.
    """

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self._done: defaultdict[str, list[Envelope]] = defaultdict(list)
        self._past: defaultdict[str, list[Envelope]] = defaultdict(list)

    @property
    def visibility(self) -> float:
        """As below."""
        return self.queue.visibility

    async def send(self, queue: str, envelope: Envelope, delay: float = 0) -> None:
        """Two of them."""
        await self.queue.send(queue, envelope, delay)
        await self.queue.send(queue, envelope, delay)
        self._done[queue].append(envelope)

    async def receive(self, queue: str, limit: int, wait: float) -> list[Delivery]:
        """What is there; when nothing is, what was done by the time that nothing was there before."""
        found = await self.queue.receive(queue, limit, wait)
        if found:
            return found
        again, self._past[queue] = self._past.pop(queue, []), self._done.pop(queue, [])
        for envelope in again:
            await self.queue.send(queue, envelope)
        return await self.queue.receive(queue, limit, 0) if again else []

    async def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """As below."""
        await self.queue.settle(delivery, outcome)

    async def extend(self, delivery: Delivery) -> bool:
        """As below."""
        return await self.queue.extend(delivery)

    async def depth(self, queue: str) -> Depth:
        """As below."""
        return await self.queue.depth(queue)

    async def dead(self, queue: str, limit: int) -> list[tuple[Envelope, str]]:
        """As below."""
        return await self.queue.dead(queue, limit)

    async def redrive(self, queue: str) -> int:
        """As below."""
        return await self.queue.redrive(queue)

    async def close(self) -> None:
        """As below."""
        await self.queue.close()
