"""Windows in the process: sorted lists of ids. Gone at a restart, when readers get theirs again from SQL."""

from bisect import bisect_left, insort
from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping, Sequence

MOST_BODIES = 10_000


class MemoryFeed:
    """One dictionary of windows, one of outboxes, one of bodies."""

    def __init__(self, size: int, outbox_size: int) -> None:
        self._size = size
        self._outbox_size = outbox_size
        self._windows: dict[int, list[int]] = {}
        self._complete: set[int] = set()
        self._outboxes: dict[int, deque[int]] = {}
        self._bodies: OrderedDict[tuple[int, int], bytes] = OrderedDict()

    async def push(self, readers: Sequence[int], status_id: int) -> int:
        """Insert a post into the windows that exist."""
        return sum(self._insert(reader, status_id) for reader in readers)

    def _insert(self, reader: int, status_id: int) -> bool:
        window = self._windows.get(reader)
        if window is None:
            return False
        place = bisect_left(window, status_id)
        if place < len(window) and window[place] == status_id:
            return True
        window.insert(place, status_id)
        if len(window) > self._size + self._size // 20:
            del window[: len(window) - self._size]
            self._complete.discard(reader)
        return True

    async def window(self, reader: int, below: int | None, above: int | None, limit: int) -> tuple[list[int], int | None] | None:
        """Ids descending between exclusive bounds, and the floor."""
        window = self._windows.get(reader)
        if window is None:
            return None
        end = len(window) if below is None else bisect_left(window, below)
        start = 0 if above is None else bisect_left(window, above + 1)
        floor = None if reader in self._complete else (window[0] if window else 0)
        return window[max(start, end - limit) : end][::-1], floor

    async def build(self, reader: int, status_ids: Iterable[int], *, complete: bool, seconds: int) -> None:  # noqa: ARG002 - nothing expires here
        """Replace a window."""
        self._windows[reader] = sorted(set(status_ids))[-self._size :]
        (self._complete.add if complete else self._complete.discard)(reader)

    async def add(self, reader: int, status_ids: Sequence[int]) -> None:
        """Insert posts above the floor."""
        window = self._windows.get(reader)
        if window is not None:
            floor = 0 if reader in self._complete or not window else window[0]
            for status_id in status_ids:
                if status_id > floor:
                    self._insert(reader, status_id)

    async def remove(self, reader: int, status_ids: Sequence[int]) -> None:
        """Take posts out."""
        window = self._windows.get(reader)
        if window is not None:
            gone = set(status_ids)
            window[:] = [each for each in window if each not in gone]

    async def drop(self, reader: int) -> None:
        """Forget a window."""
        self._windows.pop(reader, None)
        self._complete.discard(reader)

    async def active(self, readers: Sequence[int]) -> set[int]:
        """Which have a window."""
        return {reader for reader in readers if reader in self._windows}

    async def post(self, author: int, status_id: int) -> None:
        """Put a post into its author's outbox."""
        box = self._outboxes.setdefault(author, deque(maxlen=self._outbox_size))
        if status_id not in box:
            ordered = list(box)
            insort(ordered, status_id)
            self._outboxes[author] = deque(ordered[-self._outbox_size :], maxlen=self._outbox_size)

    async def outboxes(self, authors: Sequence[int], below: int | None, limit: int) -> dict[int, list[int]]:
        """Ids of authors whose outbox is known."""
        found = {}
        for author in authors:
            if author in self._outboxes:
                ids = [each for each in self._outboxes[author] if below is None or each < below]
                found[author] = ids[::-1][:limit]
        return found

    async def bodies(self, keys: Sequence[tuple[int, int]]) -> dict[int, bytes]:
        """Cached bodies."""
        return {key[0]: self._bodies[key] for key in keys if key in self._bodies}

    async def cache(self, bodies: Mapping[tuple[int, int], bytes], seconds: int) -> None:  # noqa: ARG002 - the oldest make room
        """Keep rendered posts."""
        self._bodies.update(bodies)
        while len(self._bodies) > MOST_BODIES:
            self._bodies.popitem(last=False)

    async def forget(self, status_id: int, rev: int) -> None:
        """Drop a rendered post."""
        self._bodies.pop((status_id, rev), None)

    async def erase(self, account: int) -> int:
        """Drop everything of a person."""
        gone = int(account in self._windows) + len(self._outboxes.get(account, ()))
        await self.drop(account)
        self._outboxes.pop(account, None)
        return gone

    async def close(self) -> None:
        """Nothing to let go of."""
