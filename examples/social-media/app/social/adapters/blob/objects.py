"""Files in a folder or in a bucket, by obstore. Addresses of sealed files are ours and carry an HMAC, wherever the files are.

A bucket's own signatures end with the credentials that made them, often early, and some clouds want a call for each: they are made when
a file is fetched, not when a post is rendered.
"""

import hashlib
import hmac
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.exceptions import BaseError, GenericError
from obstore.store import AzureStore, GCSStore, LocalStore, S3Store, from_url

from social.domain.errors import Unavailable
from social.ports.blob import OPEN

_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*(?:/[a-zA-Z0-9][a-zA-Z0-9_.-]*)*")
PIECE = 262_144
LONGEST = 200
SECONDS = timedelta(seconds=120)


class ObjectBlob:
    """What is written is there as a whole or not at all: a draft that is moved in a folder, a multipart upload in a bucket."""

    def __init__(self, store: LocalStore | S3Store | AzureStore | GCSStore, public_url: str, signed_base: str, secret: bytes) -> None:
        self._store = store
        self._public = public_url
        self._signed = signed_base
        self._secret = secret
        self._bucket = None if isinstance(store, LocalStore) else store
        self._folder = store.prefix if isinstance(store, LocalStore) else None

    async def put(self, key: str, data: bytes | AsyncIterator[bytes], content_type: str) -> None:
        """Write a whole file."""
        place = _checked(key)
        with _answering():
            await self._store.put_async(place, data, attributes=_attributes(key, content_type) if self._bucket else None)

    async def get(self, key: str) -> bytes:
        """Read it."""
        with _answering(self._there(key)):
            return bytes(await (await self._store.get_async(key)).bytes_async())

    async def stream(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Read a part of it in pieces."""
        with _answering(self._there(key)):
            found = await self._store.head_async(key)
            end = found["size"] if end is None else min(end, found["size"])
            if start < end:
                async for piece in (await self._store.get_async(key, options={"range": (start, end)})).stream(PIECE):
                    yield bytes(piece)

    async def size(self, key: str) -> int | None:
        """Bytes."""
        with suppress(KeyError), _answering(self._there(key)):
            return (await self._store.head_async(key))["size"]
        return None

    async def copy(self, source: str, target: str) -> None:
        """A second name for the same bytes in a folder, a second object in a bucket."""
        with _answering(self._there(source)):
            # Onto a name of the same bytes, obstore's folder would leave its draft behind.
            await self.delete([_checked(target)])
            try:
                await self._store.copy_async(source, target)
            except GenericError:
                if self._folder is None:
                    raise
                await self.put(target, self.stream(source), "")  # the folder spans file systems, or they know no links

    async def delete(self, keys: list[str]) -> int:
        """Remove files. Buckets don't tell whether there was one, and folders mind."""
        there = [key for key in keys if await self.size(key) is not None]
        for key in there:
            with suppress(KeyError), _answering(key):
                await self._store.delete_async(key)
        return len(there)

    async def list(self, prefix: str) -> list[str]:
        """Keys that begin so; obstore's prefixes are whole folders."""
        with _answering():
            found = [each["path"] async for page in self._store.list(prefix.rpartition("/")[0] or None) for each in page]
        return sorted(key for key in found if key.startswith(prefix))

    def url(self, key: str) -> str:
        """Public address."""
        return f"{self._public}/{key}"

    def signed_url(self, key: str, seconds: int) -> str:
        """Address that holds for a while."""
        expires = int(time.time()) + seconds
        return f"{self._signed}/{key}?expires={expires}&signature={self.signature(key, expires)}"

    def holds(self, key: str, query: Mapping[str, str]) -> bool:
        """Whether a signed address holds."""
        expires, signature = query.get("expires", ""), query.get("signature", "")
        if not expires.isascii() or not expires.isdigit() or len(expires) > 12 or int(expires) < time.time():
            return False
        return hmac.compare_digest(signature.encode(), self.signature(key, int(expires)).encode())

    def signature(self, key: str, expires: int) -> str:
        """The HMAC of an address."""
        return hmac.new(self._secret, f"{key}\n{expires}".encode(), hashlib.sha256).hexdigest()

    async def direct(self, key: str, seconds: int) -> str | None:
        """The bucket's own signed address; a folder has none."""
        if self._bucket is None:
            return None
        with _answering(_checked(key)):
            return await obstore.sign_async(self._bucket, "GET", key, timedelta(seconds=seconds))

    def _there(self, key: str) -> str:
        """A key that may be read; obstore's folder doesn't say so of paths that lead through a file."""
        if self._folder is not None and not Path(self._folder, _checked(key)).is_file():
            raise KeyError(key)
        return _checked(key)


def in_folder(root: Path, base_url: str, secret: bytes) -> ObjectBlob:
    """Files of this machine, which the API serves."""
    return ObjectBlob(LocalStore(root, mkdir=True), base_url, base_url, secret)


def in_bucket(url: str, public_url: str, signed_base: str, secret: bytes) -> ObjectBlob:
    """Files of a cloud. Credentials and region are those of the environment or the machine; ValueError without what is needed."""
    try:
        store = from_url(
            url,
            # Without TLS only where the environment names such an endpoint.
            client_options={"timeout": SECONDS, "connect_timeout": timedelta(seconds=5), "allow_http": True},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
        )
    except BaseError as error:
        raise ValueError(f"SOCIAL_BLOB_URL: {str(error).splitlines()[0]}") from None
    assert isinstance(store, S3Store | AzureStore | GCSStore)  # noqa: S101 - the settings allow no other schemes
    return ObjectBlob(store, public_url, signed_base, secret)


def _checked(key: str) -> str:
    """Keys that could leave the folder are refused."""
    if len(key) > LONGEST or not _KEY.fullmatch(key) or ".." in key:
        raise KeyError(key)
    return key


@contextmanager
def _answering(key: str | None = None) -> Iterator[None]:
    """What obstore raises, in the port's words; where no key is read, it is the bucket that is missing."""
    try:
        yield
    except (BaseError, FileNotFoundError) as error:
        if key is not None and isinstance(error, FileNotFoundError):
            raise KeyError(key) from None
        raise Unavailable("Files can't be reached at the moment") from error


def _attributes(key: str, content_type: str) -> dict[str, str]:
    """What a bucket answers with a file. A key never gets other bytes; what isn't shown in a page is saved."""
    cached = "public, max-age=31536000, immutable" if key.startswith(OPEN) else "private, max-age=3600"
    shown = "inline" if content_type.startswith(("image/", "video/", "audio/")) else "attachment"
    return {"Content-Type": content_type, "Cache-Control": cached, "Content-Disposition": shown}
