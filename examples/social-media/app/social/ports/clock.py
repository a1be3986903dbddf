"""Time, so that tests can hold it."""

import time
from typing import Protocol


class Clock(Protocol):
    """Milliseconds since 1970."""

    def now(self) -> int:
        """The present."""
        ...


class SystemClock:
    """The machine's own."""

    def now(self) -> int:
        """The present."""
        return time.time_ns() // 1_000_000
