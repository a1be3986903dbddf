"""The shell of a worker: receive, handle, settle, until told to stop; what was received is finished."""

import asyncio
from collections.abc import Collection

import structlog

from social.app.services import Services
from social.domain.errors import Unavailable
from social.ports.queue import Delivery
from social.workers import registry

BATCH = 10
log = structlog.get_logger()


async def work(services: Services, queue: str, stop: asyncio.Event, wait: float = 5) -> None:
    """One queue."""
    while not stop.is_set():
        try:
            deliveries = await _received(services, queue, stop, wait)
        except (Unavailable, OSError):
            log.warning("worker waits for its broker", queue=queue)
            await asyncio.sleep(1)
            continue
        await asyncio.gather(*(_one(services, delivery) for delivery in deliveries))


async def _received(services: Services, queue: str, stop: asyncio.Event, wait: float) -> list[Delivery]:
    receiving = asyncio.ensure_future(services.queue.receive(queue, BATCH, wait))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({receiving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not receiving.done():
        receiving.cancel()
        return []
    return receiving.result()


async def _one(services: Services, delivery: Delivery) -> None:
    outcome = await registry.handle(delivery.queue, delivery.envelope, services)
    try:
        await services.queue.settle(delivery, outcome)
    except (Unavailable, OSError):
        log.warning("not settled; it comes again", queue=delivery.queue, id=delivery.envelope.id)


async def drain(services: Services, queues: Collection[str]) -> int:
    """Handle everything that waits, for tests and for `social work --once`; how many messages."""
    from social.workers.relay import relay_once

    handled = 0
    while True:
        moved = await relay_once(services)
        found = 0
        for queue in queues:
            deliveries = await services.queue.receive(queue, BATCH, 0)
            for delivery in deliveries:
                await _one(services, delivery)
            found += len(deliveries)
        handled += found
        if not moved and not found:
            return handled
