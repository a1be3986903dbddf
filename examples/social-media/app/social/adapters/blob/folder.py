"""Files in a folder, served by the API; signed addresses carry an HMAC."""

import asyncio
import hashlib
import hmac
import os
import re
import secrets
import stat
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*(?:/[a-zA-Z0-9][a-zA-Z0-9_.-]*)*")
PIECE = 262_144
LONGEST = 200
_MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


class FolderBlob:
    """A file is written beside its place and moved there, so that nobody reads half of one."""

    def __init__(self, root: Path, base_url: str, secret: bytes) -> None:
        self._root = root
        self._base = base_url
        self._secret = secret

    def path(self, key: str) -> Path:
        """The file of a key; keys that could leave the folder are refused."""
        if len(key) > LONGEST or not _KEY.fullmatch(key) or ".." in key:
            raise KeyError(key)
        return self._root / key

    async def put(self, key: str, data: bytes | AsyncIterator[bytes], content_type: str) -> None:  # noqa: ARG002 - the name tells the type
        """Write a whole file."""
        place = self.path(key)
        await asyncio.to_thread(place.parent.mkdir, parents=True, exist_ok=True)
        draft = place.with_name(f".{secrets.token_hex(8)}")
        try:
            if isinstance(data, bytes):
                await asyncio.to_thread(draft.write_bytes, data)
            else:
                with draft.open("wb") as file:
                    async for piece in data:
                        await asyncio.to_thread(file.write, piece)
            await asyncio.to_thread(os.replace, draft, place)
        finally:
            draft.unlink(missing_ok=True)

    async def get(self, key: str) -> bytes:
        """Read it."""
        try:
            return await asyncio.to_thread(self.path(key).read_bytes)
        except _MISSING:
            raise KeyError(key) from None

    async def stream(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Read a part of it in pieces."""
        try:
            file = self.path(key).open("rb")
        except _MISSING:
            raise KeyError(key) from None
        with file:
            file.seek(start)
            left = None if end is None else end - start
            while left is None or left > 0:
                piece = await asyncio.to_thread(file.read, PIECE if left is None else min(PIECE, left))
                if not piece:
                    return
                left = None if left is None else left - len(piece)
                yield piece

    async def size(self, key: str) -> int | None:
        """Bytes."""
        try:
            found = self.path(key).stat()
        except (*_MISSING, KeyError):
            return None
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    async def copy(self, source: str, target: str) -> None:
        """A second name for the same bytes: files are never changed in place."""
        place = self.path(target)
        await asyncio.to_thread(place.parent.mkdir, parents=True, exist_ok=True)
        try:
            await asyncio.to_thread(_link, self.path(source), place)
        except _MISSING:
            raise KeyError(source) from None

    async def delete(self, keys: list[str]) -> int:
        """Remove files."""
        gone = 0
        for key in keys:
            try:
                await asyncio.to_thread(self.path(key).unlink)
                gone += 1
            except (*_MISSING, PermissionError, KeyError):
                continue
        return gone

    async def list(self, prefix: str) -> list[str]:
        """Keys that begin so."""
        return await asyncio.to_thread(_keys, self._root, prefix)

    def url(self, key: str) -> str:
        """Public address."""
        return f"{self._base}/{key}"

    def signed_url(self, key: str, seconds: int) -> str:
        """Address that holds for a while."""
        expires = int(time.time()) + seconds
        return f"{self._base}/{key}?expires={expires}&signature={self.signature(key, expires)}"

    def holds(self, key: str, query: Mapping[str, str]) -> bool:
        """Whether a signed address holds."""
        expires, signature = query.get("expires", ""), query.get("signature", "")
        if not expires.isascii() or not expires.isdigit() or len(expires) > 12 or int(expires) < time.time():
            return False
        return hmac.compare_digest(signature.encode(), self.signature(key, int(expires)).encode())

    def signature(self, key: str, expires: int) -> str:
        """The HMAC of an address."""
        return hmac.new(self._secret, f"{key}\n{expires}".encode(), hashlib.sha256).hexdigest()


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except PermissionError:  # a file system without links
        target.write_bytes(source.read_bytes())


def _keys(root: Path, prefix: str) -> list[str]:
    found = (str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    return sorted(key for key in found if key.startswith(prefix))
