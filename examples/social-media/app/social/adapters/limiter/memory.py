"""Counters in the process."""

from collections.abc import Callable

from social.ports.others import Allowance

MOST_KEYS = 100_000


class MemoryLimiter:
    """Fixed windows that begin at multiples of their length."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._counts: dict[tuple[str, int], int] = {}

    async def take(self, key: str, limit: int, seconds: int) -> Allowance:
        """Count one."""
        length = seconds * 1000
        start = self._now() // length * length
        if len(self._counts) > MOST_KEYS:
            self._counts = {found: count for found, count in self._counts.items() if found[1] == start}
        count = self._counts.get((key, start), 0) + 1
        self._counts[key, start] = count
        return Allowance(count <= limit, limit, max(0, limit - count), start + length)

    async def close(self) -> None:
        """Nothing to let go of."""
