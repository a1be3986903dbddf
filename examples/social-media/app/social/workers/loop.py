"""The shell of a worker: receive, handle, settle, until told to stop; what was received is finished."""

import asyncio
from collections.abc import Collection

import structlog

from social.app.services import Services
from social.domain.errors import Unavailable
from social.ports.queue import Delivery
from social.workers import registry
from social.workers.relay import relay_once

BATCH = 10
log = structlog.get_logger()


async def work(services: Services, queue: str, stop: asyncio.Event, wait: float = 1) -> None:
    """One queue, up to ten messages at a time. `wait` bounds how long stopping takes while nothing comes: a receive is never broken off."""
    running: set[asyncio.Task[None]] = set()
    while not stop.is_set():
        try:
            deliveries = await services.queue.receive(queue, BATCH - len(running), wait)
        except (Unavailable, OSError):
            log.warning("worker waits for its broker", queue=queue)
            await asyncio.sleep(1)
            continue
        except Exception:
            log.exception("receiving failed", queue=queue)
            await asyncio.sleep(1)
            continue
        running |= {asyncio.create_task(one(services, delivery)) for delivery in deliveries}
        if len(running) >= BATCH:
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        running = {task for task in running if not task.done()}
    if running:
        await asyncio.wait(running)


async def one(services: Services, delivery: Delivery) -> None:
    """Handle and settle one message, which stays ours for as long as that takes."""
    keeping = asyncio.create_task(_keep(services, delivery))
    try:
        outcome = await registry.handle(delivery.queue, delivery.envelope, services)
    finally:
        keeping.cancel()
    try:
        await services.queue.settle(delivery, outcome)
    except (Unavailable, OSError):
        log.warning("not settled; it comes again", queue=delivery.queue, id=delivery.envelope.id)
    except Exception:
        log.exception("settling failed; it comes again", queue=delivery.queue, id=delivery.envelope.id)


async def _keep(services: Services, delivery: Delivery) -> None:
    """Extend the visibility timeout while a handler works."""
    while True:
        await asyncio.sleep(services.queue.visibility / 3)
        try:
            if not await services.queue.extend(delivery):
                return
        except (Unavailable, OSError):
            log.warning("not extended", queue=delivery.queue, id=delivery.envelope.id)


async def drain(services: Services, queues: Collection[str]) -> int:
    """Handle everything that waits, for tests and for `social work`; how many messages."""
    handled = 0
    while True:
        moved = await relay_once(services)
        found = 0
        for queue in queues:
            deliveries = await services.queue.receive(queue, BATCH, 0)
            for delivery in deliveries:
                await one(services, delivery)
            found += len(deliveries)
        handled += found
        if not moved and not found:
            return handled
