"""Files by key. Keys are random and say nothing of their owner.

What begins with OPEN may be fetched by everybody who knows its key; everything else only by a signed address.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

OPEN, SEALED, UPLOADS = "open/", "sealed/", "uploads/"


class Blob(Protocol):
    """One contract for folders and buckets; tests/contracts/blob.py holds it."""

    async def put(self, key: str, data: bytes | AsyncIterator[bytes], content_type: str) -> None:
        """Write a whole file."""
        ...

    async def get(self, key: str) -> bytes:
        """Read it; KeyError if there is none."""
        ...

    def stream(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Read a part of it in pieces; KeyError if there is none."""
        ...

    async def size(self, key: str) -> int | None:
        """Bytes; None if there is none."""
        ...

    async def copy(self, source: str, target: str) -> None:
        """The same file under another key; KeyError if there is none."""
        ...

    async def delete(self, keys: list[str]) -> int:
        """Remove files; how many were there."""
        ...

    async def list(self, prefix: str) -> list[str]:
        """Keys that begin so, sorted."""
        ...

    def url(self, key: str) -> str:
        """Public address of a file that everybody may see."""
        ...

    def signed_url(self, key: str, seconds: int) -> str:
        """Address that holds for a while."""
        ...

    async def direct(self, key: str, seconds: int) -> str | None:
        """Address at the store itself, for a while; None where the API hands out the bytes."""
        ...

    def holds(self, key: str, query: Mapping[str, str]) -> bool:
        """Whether this is the query of a signed address of ours, and its time isn't over."""
        ...
