"""A queue that delivers everything twice, as any broker may."""

from social.ports.queue import Delivery, Depth, Envelope, Outcome, Queue


class Twice:
    """Every message is sent twice under one id. With DELIVER_TWICE=1 in the environment all tests of the world run on it."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue

    @property
    def visibility(self) -> float:
        """As below."""
        return self.queue.visibility

    async def send(self, queue: str, envelope: Envelope, delay: float = 0) -> None:
        """Two of them."""
        await self.queue.send(queue, envelope, delay)
        await self.queue.send(queue, envelope, delay)

    async def receive(self, queue: str, limit: int, wait: float) -> list[Delivery]:
        """As below."""
        return await self.queue.receive(queue, limit, wait)

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
