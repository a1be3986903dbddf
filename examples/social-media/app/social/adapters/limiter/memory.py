"""Counters in the process."""

from collections.abc import Callable

from social.ports.others import Allowance, Want

MOST_KEYS = 100_000


def begun(now: int, seconds: int) -> int:
    """When the window of now began, in milliseconds."""
    return now // (seconds * 1000) * seconds * 1000


def allowance(wanted: Want, count: int, start: int) -> Allowance:
    """What a count says."""
    return Allowance(count <= wanted.limit, wanted.limit, max(0, wanted.limit - count), start + wanted.seconds * 1000)


class MemoryLimiter:
    """Fixed windows that begin at multiples of their length."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._counts: dict[tuple[str, int], int] = {}

    async def take(self, *wanted: Want) -> list[Allowance]:
        """Count one of each."""
        return [self._count(each) for each in wanted]

    def _count(self, wanted: Want) -> Allowance:
        start = begun(self._now(), wanted.seconds)
        if len(self._counts) > MOST_KEYS:
            self._counts = {found: count for found, count in self._counts.items() if found[1] == start}
        count = self._counts.get((wanted.key, start), 0) + 1
        self._counts[wanted.key, start] = count
        return allowance(wanted, count, start)

    async def close(self) -> None:
        """Nothing to let go of."""
