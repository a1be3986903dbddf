"""Counters in Redis or Valkey, shared by all processes; while it is down each process counts for itself."""

from collections.abc import Callable, Sequence
from time import monotonic

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from social.adapters.limiter.memory import MemoryLimiter, allowance, begun
from social.ports.others import Allowance, Want
from social.telemetry import metrics

ANSWER_SECONDS = 0.5
PAUSE_SECONDS = 1.0


class RedisLimiter:
    """Fixed windows that begin at multiples of their length, by the clock of the process."""

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        self._redis: Redis = Redis.from_url(
            url, protocol=2, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0),
            max_connections=50,
        )  # fmt: skip
        self._now = now
        self._local = MemoryLimiter(now)
        self._down_until = 0.0

    async def take(self, *wanted: Want) -> list[Allowance]:
        """Count one of each. After a failure the server is left alone for a moment, so that requests don't wait for it one by one."""
        if monotonic() < self._down_until:
            return await self._local.take(*wanted)
        starts = [begun(self._now(), each.seconds) for each in wanted]
        try:
            counts = await self._counted(wanted, starts)
        except (RedisError, OSError, TimeoutError):
            self._down_until = monotonic() + PAUSE_SECONDS
            metrics.LIMITER_FALLBACKS.inc()
            return await self._local.take(*wanted)
        return [allowance(each, count, start) for each, count, start in zip(wanted, counts, starts, strict=True)]

    async def _counted(self, wanted: Sequence[Want], starts: Sequence[int]) -> list[int]:
        """Counting and expiring go together, so no counter is left that never ends."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for each, start in zip(wanted, starts, strict=True):
                key = f"limit:{each.key}:{start}"
                pipe.incr(key)
                pipe.pexpire(key, each.seconds * 1000, nx=True)
            return [int(count) for count in (await pipe.execute())[::2]]

    async def close(self) -> None:
        """Let go of connections."""
        await self._redis.aclose()
