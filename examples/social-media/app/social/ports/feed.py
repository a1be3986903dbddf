"""The feed store: sliding windows of post ids per reader, outboxes per author, cached bodies. All of it can be rebuilt from SQL."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol


class FeedStore(Protocol):
    """Ids are exact: pages are bounded by id, never by a rounded score. `FeedDown` from any method means: pull from SQL."""

    async def push(self, readers: Sequence[int], status_id: int) -> int:
        """Insert a post into the windows that exist, trimming them; how many took it."""
        ...

    async def window(self, reader: int, below: int | None, above: int | None, limit: int) -> tuple[list[int], int | None] | None:
        """Ids descending between exclusive bounds, and the window's floor (its smallest id; None if it holds all there is). None: no window."""
        ...

    async def build(self, reader: int, status_ids: Iterable[int], *, complete: bool, seconds: int) -> None:
        """Replace a window. `complete`: nothing older exists."""
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

    async def post(self, author: int, status_id: int) -> None:
        """Put a post into its author's outbox."""
        ...

    async def outboxes(self, authors: Sequence[int], below: int | None, limit: int) -> dict[int, list[int]]:
        """Up to `limit` ids below a bound, descending, of each author whose outbox is known."""
        ...

    async def bodies(self, keys: Sequence[tuple[int, int]]) -> dict[int, bytes]:
        """Cached viewer-independent JSON by status id, of those asked for as (id, rev)."""
        ...

    async def cache(self, bodies: Mapping[tuple[int, int], bytes], seconds: int) -> None:
        """Keep rendered posts."""
        ...

    async def forget(self, status_id: int, rev: int) -> None:
        """Drop a rendered post."""
        ...

    async def erase(self, account: int) -> int:
        """Drop everything of a person; how many entries went."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class FeedDown(Exception):
    """The store doesn't answer."""
