"""What can be asked at any time: whether dependencies answer, and how much waits."""

import asyncio
from collections.abc import Awaitable

from sqlalchemy import func, select, text

from social import tables as t
from social.app.services import Services
from social.domain.errors import Unavailable
from social.ports.bus import BusDown
from social.ports.queue import QUEUES
from social.settings import Role
from social.telemetry import metrics

ANSWER_SECONDS = 2.0
# Without Redis these can't do what they are for; the others pull feeds from SQL and count requests themselves.
NEED_REDIS = (Role.all, Role.gateway)


async def failing(services: Services) -> list[str]:
    """Names of dependencies that don't answer."""
    checks: dict[str, Awaitable[None]] = {"database": _database(services)}
    if services.settings.redis_url is not None:
        checks["redis"] = services.bus.ping()
    answers = await asyncio.gather(*(_answers(check) for check in checks.values()))
    for name, answered in zip(checks, answers, strict=True):
        metrics.DEPENDENCY_UP.labels(name).set(answered)
    return [name for name, answered in zip(checks, answers, strict=True) if not answered]


async def unready(services: Services) -> list[str]:
    """Of those that fail, the ones that this role can't do without."""
    return [name for name in await failing(services) if name != "redis" or services.settings.role in NEED_REDIS]


async def _answers(check: Awaitable[None]) -> bool:
    try:
        await asyncio.wait_for(check, ANSWER_SECONDS)
    except (Unavailable, BusDown, OSError, TimeoutError):
        return False
    return True


async def _database(services: Services) -> None:
    async with services.db.read() as connection:
        await connection.execute(text("SELECT 1"))


async def measure(services: Services) -> None:
    """Bring the gauges up to date; what can't be asked keeps its last value, and its dependency is down."""
    await failing(services)
    for name, part in (("database", _outbox(services)), ("queue", _queues(services))):
        answered = await _answers(part)
        if name == "queue":
            metrics.DEPENDENCY_UP.labels(name).set(answered)


async def _outbox(services: Services) -> None:
    now, due = services.clock.now(), t.outbox.c.due_at
    rows = select(t.outbox.c.queue, func.count(), func.min(due)).where(due <= now).group_by(t.outbox.c.queue)
    async with services.db.read() as connection:
        found = {queue: (count, (now - oldest) / 1000) for queue, count, oldest in await connection.execute(rows)}
    metrics.OUTBOX_WAITING.set(sum(count for count, _ in found.values()))
    metrics.OUTBOX_OLDEST.set(max((age for _, age in found.values()), default=0))
    depth = await services.queue.depth("index")
    metrics.INDEX_LAG.set(max(depth.oldest_seconds, found.get("index", (0, 0.0))[1]))


async def _queues(services: Services) -> None:
    for queue in QUEUES:
        depth = await services.queue.depth(queue)
        metrics.QUEUE_WAITING.labels(queue).set(depth.waiting)
        metrics.QUEUE_IN_FLIGHT.labels(queue).set(depth.in_flight)
        metrics.QUEUE_DEAD.labels(queue).set(depth.dead)
        metrics.QUEUE_OLDEST.labels(queue).set(depth.oldest_seconds)
