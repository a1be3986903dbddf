"""The feed store: sliding windows of post ids per reader, outboxes per author, rendered posts. All of it can be rebuilt from SQL.

A line (a window or an outbox) holds every post of its kind from its floor upwards; below its floor it says nothing. So nothing is ever
inserted below the floor, or a page would show a gap as if it were all. A line that is missing is built in two steps, `begin` and `build`:
between them it takes every id that is pushed, so that what is committed while SQL is read is in it as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol

Line = Literal["home", "outbox"]
# Ids descending, and the floor; None if nothing older exists.
Part = tuple[list[int], int | None]


class FeedStore(Protocol):
    """Ids are exact: pages are bounded by id, never by a rounded score. `FeedDown` from any method means: pull from SQL."""

    async def push(self, readers: Sequence[int], status_id: int) -> int:
        """Insert a post into the windows that exist, trimming them; how many have it."""
        ...

    async def post(self, author: int, status_id: int) -> None:
        """Put a post into its author's outbox, if there is one."""
        ...

    async def window(self, reader: int, below: int | None, above: int | None, limit: int, seconds: int | None = None) -> Part | None:
        """Ids between exclusive bounds. None: no window, or none yet. With `seconds` it is kept for so long from now."""
        ...

    async def outboxes(self, authors: Sequence[int], below: int | None, limit: int) -> dict[int, Part]:
        """Up to `limit` ids below a bound, of each author who has an outbox."""
        ...

    async def floor(self, reader: int) -> int | None:
        """From where on the window holds everything; 0 if that is from the beginning, or if it is just being built; None: no window."""
        ...

    async def begin(self, line: Line, owner: int) -> str | None:
        """From now on a missing line takes what is pushed; the token for `build`. None: it is there already. An older builder has lost."""
        ...

    async def build(self, line: Line, owner: int, token: str, ids: Iterable[int], *, complete: bool, seconds: int) -> bool:
        """Complete what was begun with what SQL knows. `complete`: nothing older exists. False: somebody else is at it, or it is gone."""
        ...

    async def claim(self, reader: int, seconds: int) -> bool:
        """Whether nobody else asked for this window to be built in the last seconds."""
        ...

    async def add(self, reader: int, status_ids: Sequence[int]) -> None:
        """Insert posts above the floor into one window, if it exists (somebody was followed)."""
        ...

    async def remove(self, reader: int, status_ids: Sequence[int]) -> None:
        """Take posts out of one window (somebody was unfollowed)."""
        ...

    async def drop(self, reader: int) -> None:
        """Forget a window."""
        ...

    async def active(self, readers: Sequence[int]) -> set[int]:
        """Which of them have a window."""
        ...

    async def bodies(self, versions: Mapping[int, str]) -> dict[int, bytes]:
        """Rendered posts by id, of those that were kept in this version."""
        ...

    async def cache(self, bodies: Mapping[int, tuple[str, bytes]], seconds: int) -> None:
        """Keep rendered posts with their versions."""
        ...

    async def forget(self, status_ids: Sequence[int]) -> None:
        """Drop rendered posts."""
        ...

    async def erase(self, account: int) -> int:
        """Drop everything of a person; how many entries went."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class FeedDown(Exception):
    """The store doesn't answer."""
