"""Counters in Redis or Valkey, shared by all processes; while it is down each process counts for itself."""

from collections.abc import Callable
from time import monotonic

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from social.adapters.limiter.memory import MemoryLimiter
from social.ports.others import Allowance
from social.telemetry import metrics

ANSWER_SECONDS = 0.5
PAUSE_SECONDS = 1.0
# Counting and expiring are one step: a crash between the two would leave a counter that never ends.
_TAKE = "local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end return n"


class RedisLimiter:
    """Fixed windows that begin at multiples of their length, by the clock of the process."""

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        self._redis: Redis = Redis.from_url(
            url, protocol=2, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0),
            max_connections=50,
        )  # fmt: skip
        self._script = self._redis.register_script(_TAKE)
        self._now = now
        self._local = MemoryLimiter(now)
        self._down_until = 0.0

    async def take(self, key: str, limit: int, seconds: int) -> Allowance:
        """Count one. After a failure the server is left alone for a moment, so that requests don't wait for it one by one."""
        if monotonic() < self._down_until:
            return await self._local.take(key, limit, seconds)
        length = seconds * 1000
        start = self._now() // length * length
        try:
            count = int(await self._script(keys=[f"limit:{key}:{start}"], args=[length]))
        except (RedisError, OSError, TimeoutError):
            self._down_until = monotonic() + PAUSE_SECONDS
            metrics.LIMITER_FALLBACKS.inc()
            return await self._local.take(key, limit, seconds)
        return Allowance(count <= limit, limit, max(0, limit - count), start + length)

    async def close(self) -> None:
        """Let go of connections."""
        await self._redis.aclose()
