"""Feeds in one process. What is lost with it is rebuilt from SQL."""

import secrets
from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from social.ports.feed import Line, Part

MOST_BODIES = 10_000
MOST_LINES = 100_000
BEGUN_SECONDS = 60


@dataclass
class _Line:
    """Ids ascending. With a token it is being built, and has no floor yet."""

    ids: list[int] = field(default_factory=list)
    complete: bool = False
    token: str | None = None
    until: float = float("inf")

    @property
    def floor(self) -> int:
        return 0 if self.complete or self.token or not self.ids else self.ids[0]

    def insert(self, status_id: int) -> bool:
        if status_id < self.floor:
            return False
        place = bisect_left(self.ids, status_id)
        if place == len(self.ids) or self.ids[place] != status_id:
            insort(self.ids, status_id)
        return True

    def trim(self, size: int) -> None:
        if len(self.ids) > size:
            del self.ids[:-size]
            self.complete = False

    def part(self, below: int | None, above: int | None, limit: int) -> Part:
        end = len(self.ids) if below is None else bisect_left(self.ids, below)
        start = 0 if above is None else bisect_left(self.ids, above + 1)
        return self.ids[max(start, end - limit) : end][::-1], None if self.complete else self.floor


class MemoryFeed:
    """One sorted list per line, and one dictionary of rendered posts; the oldest make room."""

    def __init__(self, size: int, outbox_size: int) -> None:
        self._sizes: dict[str, int] = {"home": size, "outbox": outbox_size}
        self._lines: OrderedDict[tuple[str, int], _Line] = OrderedDict()
        self._bodies: OrderedDict[int, tuple[str, bytes]] = OrderedDict()
        self._claims: dict[int, float] = {}

    def _line(self, line: Line, owner: int) -> _Line | None:
        found = self._lines.get((line, owner))
        if found is not None and (found.until < monotonic() or not (found.ids or found.complete or found.token)):
            del self._lines[line, owner]
            return None
        return found

    async def push(self, readers: Sequence[int], status_id: int) -> int:
        """Insert a post into the windows that exist."""
        return sum(self._push("home", reader, status_id) for reader in readers)

    def _push(self, line: Line, owner: int, status_id: int) -> bool:
        found, size = self._line(line, owner), self._sizes[line]
        if found is None or not found.insert(status_id):
            return False
        if found.token is None and len(found.ids) > size + size // 20:
            found.trim(size)
        return True

    async def post(self, author: int, status_id: int) -> None:
        """Put a post into its author's outbox."""
        self._push("outbox", author, status_id)

    async def window(self, reader: int, below: int | None, above: int | None, limit: int, seconds: int | None = None) -> Part | None:
        """Ids between exclusive bounds, and the floor."""
        found = self._line("home", reader)
        if found is None or found.token:
            return None
        if seconds is not None:
            found.until = monotonic() + seconds
        return found.part(below, above, limit)

    async def outboxes(self, authors: Sequence[int], below: int | None, limit: int) -> dict[int, Part]:
        """Ids of authors who have an outbox."""
        lines = {author: self._line("outbox", author) for author in authors}
        return {author: line.part(below, None, limit) for author, line in lines.items() if line is not None and not line.token}

    async def floor(self, reader: int) -> int | None:
        """From where on the window holds everything."""
        found = self._line("home", reader)
        return None if found is None else found.floor

    async def begin(self, line: Line, owner: int) -> str | None:
        """A missing line takes what is pushed from now on."""
        found = self._line(line, owner)
        if found is not None and not found.token:
            return None
        if found is None:
            found = self._lines[line, owner] = _Line()
            if len(self._lines) > MOST_LINES:
                self._lines.popitem(last=False)
        found.token, found.until = secrets.token_hex(8), monotonic() + BEGUN_SECONDS
        return found.token

    async def build(self, line: Line, owner: int, token: str, ids: Iterable[int], *, complete: bool, seconds: int) -> bool:
        """Complete what was begun."""
        found, known = self._line(line, owner), set(ids)
        if found is None or found.token != token:
            return False
        floor = 0 if complete else min(known, default=0)
        found.ids = sorted(known | {each for each in found.ids if each >= floor})
        found.complete, found.token, found.until = complete, None, monotonic() + seconds
        found.trim(self._sizes[line])
        return True

    async def claim(self, reader: int, seconds: int) -> bool:
        """Whether nobody else asked lately."""
        now = monotonic()
        if self._claims.get(reader, 0) > now:
            return False
        self._claims = {each: until for each, until in self._claims.items() if until > now}
        self._claims[reader] = now + seconds
        return True

    async def add(self, reader: int, status_ids: Sequence[int]) -> None:
        """Insert posts above the floor."""
        found = self._line("home", reader)
        if found is not None:
            floor = found.floor
            for status_id in status_ids:
                if status_id >= floor:
                    found.insert(status_id)
            if found.token is None:
                found.trim(self._sizes["home"])

    async def remove(self, reader: int, status_ids: Sequence[int]) -> None:
        """Take posts out."""
        found = self._line("home", reader)
        if found is not None:
            gone = set(status_ids)
            found.ids = [each for each in found.ids if each not in gone]

    async def drop(self, reader: int) -> None:
        """Forget a window."""
        self._lines.pop(("home", reader), None)

    async def active(self, readers: Sequence[int]) -> set[int]:
        """Which have a window."""
        return {reader for reader in readers if self._line("home", reader) is not None}

    async def bodies(self, versions: Mapping[int, str]) -> dict[int, bytes]:
        """Rendered posts in these versions."""
        kept = {number: self._bodies.get(number) for number in versions}
        return {number: body[1] for number, body in kept.items() if body is not None and body[0] == versions[number]}

    async def cache(self, bodies: Mapping[int, tuple[str, bytes]], seconds: int) -> None:
        """Keep rendered posts."""
        if seconds:
            self._bodies.update(bodies)
            while len(self._bodies) > MOST_BODIES:
                self._bodies.popitem(last=False)

    async def forget(self, status_ids: Sequence[int]) -> None:
        """Drop rendered posts."""
        for status_id in status_ids:
            self._bodies.pop(status_id, None)

    async def erase(self, account: int) -> int:
        """Drop everything of a person."""
        gone = [self._lines.pop((line, account), None) for line in self._sizes]
        self._claims.pop(account, None)
        return sum(len(each.ids) for each in gone if each is not None)

    async def close(self) -> None:
        """Nothing to let go of."""
