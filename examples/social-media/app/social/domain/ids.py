"""Ids: 63 bits, milliseconds since 1970 in the upper part, 16 bits of sequence in the lower; decimal text in JSON."""

import secrets
from collections.abc import Callable

SHIFT = 16
DIGITS = 19
LARGEST = (1 << 63) - 1


class IdMaker:
    """Ids that only grow. Each millisecond begins at a random place, so that processes rarely meet; the primary key catches the rest."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._last = 0

    def next(self) -> int:
        """The next id."""
        fresh = (self._now() << SHIFT) | secrets.randbelow(1 << (SHIFT - 1))
        self._last = max(fresh, self._last + 1)
        return self._last


def millis(identifier: int) -> int:
    """The time in an id."""
    return identifier >> SHIFT


def at(milliseconds: int) -> int:
    """The smallest id of a time."""
    return milliseconds << SHIFT


def padded(identifier: int) -> str:
    """Text that sorts like the number: a score of a sorted set is a double and would round it."""
    return str(identifier).zfill(DIGITS)


def parse(text: str | int | None) -> int | None:
    """An id from a client; None for what is none."""
    if isinstance(text, int):
        return text if 0 <= text <= LARGEST else None
    if text is None or not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        return None
    number = int(text)
    return number if number <= LARGEST else None
