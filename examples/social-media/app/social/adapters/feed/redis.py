"""Feeds in Redis or Valkey: a sorted set per line whose members are ids of 19 digits, all with score 0, so that order and bounds are exact.

A score is a double and would round ids of today to multiples of 16. Braces in keys keep the sets of a batch in one slot of a cluster.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from time import monotonic

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from social.domain.ids import DIGITS, padded
from social.ports.feed import FeedDown, Line, Part

ANSWER_SECONDS = 0.5
PAUSE_SECONDS = 1.0
BATCH = 500
AT_ONCE = 4  # while the server inserts one batch, the next ones are written
BEGUN_SECONDS = 60
_ZERO = "0" * DIGITS
_PREFIX: dict[str, str] = {"home": "f", "outbox": "o"}
_FAILURES = (RedisError, OSError, TimeoutError)


class RedisFeed:
    """After a failure the server is left alone for a moment, so that requests don't wait for it one by one."""

    def __init__(self, url: str, size: int, outbox_size: int, buckets: int = 1) -> None:
        self._redis: Redis = Redis.from_url(
            url, protocol=2, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, socket_keepalive=True,
            retry=Retry(NoBackoff(), 0), max_connections=50,
        )  # fmt: skip
        self._sizes: dict[str, int] = {"home": size, "outbox": outbox_size}
        self._buckets = buckets
        self._down_until = 0.0
        scripts = files("social.adapters.feed") / "scripts"
        self._push, self._begin, self._build, self._add, self._slice = (
            self._redis.register_script((scripts / f"{name}.lua").read_text()) for name in ("push", "begin", "build", "add", "slice")
        )

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[None]:
        """Whatever goes wrong on the way is FeedDown."""
        if monotonic() < self._down_until:
            raise FeedDown
        try:
            yield
        except _FAILURES as error:
            self._down_until = monotonic() + PAUSE_SECONDS
            raise FeedDown from error

    def _key(self, line: Line, owner: int) -> str:
        return f"{_PREFIX[line]}:{{{owner % self._buckets}}}:{owner}"

    def _body(self, status_id: int) -> str:
        return f"s:{{{status_id % self._buckets}}}:{status_id}"

    def _grouped(self, owners: Iterable[int]) -> list[list[int]]:
        """Batches whose keys share a slot."""
        groups: dict[int, list[int]] = {}
        for owner in owners:
            groups.setdefault(owner % self._buckets, []).append(owner)
        return [group[start : start + BATCH] for group in groups.values() for start in range(0, len(group), BATCH)]

    async def push(self, readers: Sequence[int], status_id: int) -> int:
        """Insert a post into the windows that exist, in batches of one call each."""
        taken, groups = 0, self._grouped(readers)
        async with self._asking():
            for start in range(0, len(groups), AT_ONCE):
                taken += sum(await asyncio.gather(*(self._insert("home", group, status_id) for group in groups[start : start + AT_ONCE])))
        return taken

    async def _insert(self, line: Line, owners: Sequence[int], status_id: int) -> int:
        size = self._sizes[line]
        return int(await self._push(keys=[self._key(line, owner) for owner in owners], args=[padded(status_id), size, size + size // 20]))

    async def post(self, author: int, status_id: int) -> None:
        """Put a post into its author's outbox."""
        async with self._asking():
            await self._insert("outbox", [author], status_id)

    async def window(self, reader: int, below: int | None, above: int | None, limit: int, seconds: int | None = None) -> Part | None:
        """Ids between exclusive bounds, and the floor."""
        async with self._asking():
            [part] = await self._parts("home", [reader], below, above, limit, seconds)
        return part

    async def outboxes(self, authors: Sequence[int], below: int | None, limit: int) -> dict[int, Part]:
        """Ids of authors who have an outbox."""
        if not authors:
            return {}
        parts: dict[int, Part] = {}
        async with self._asking():
            for group in self._grouped(authors):
                found = await self._parts("outbox", group, below, None, limit)
                parts |= {author: part for author, part in zip(group, found, strict=True) if part is not None}
        return parts

    async def _parts(
        self, line: Line, owners: Sequence[int], below: int | None, above: int | None, limit: int, seconds: int | None = None
    ) -> list[Part | None]:
        """Members are digits, which come before a colon."""
        bounds = f"({padded(above or 0)}", "(:" if below is None else f"({padded(below)}"
        found = await self._slice(
            keys=[self._key(line, owner) for owner in owners], args=[*bounds, limit, "" if seconds is None else seconds]
        )
        return [_part(each) for each in found]

    async def floor(self, reader: int) -> int | None:
        """From where on the window holds everything."""
        key = self._key("home", reader)
        async with self._asking(), self._redis.pipeline(transaction=True) as pipe:
            pipe.zrange(key, 0, 0)
            pipe.zrange(key, -1, -1)
            low, high = await pipe.execute()
        if not low:
            return None
        return 0 if high[0].startswith(b"~") else int(low[0])

    async def begin(self, line: Line, owner: int) -> str | None:
        """A missing line takes what is pushed from now on."""
        token = secrets.token_hex(8)
        async with self._asking():
            return token if await self._begin(keys=[self._key(line, owner)], args=[token, BEGUN_SECONDS]) else None

    async def build(self, line: Line, owner: int, token: str, ids: Iterable[int], *, complete: bool, seconds: int) -> bool:
        """Complete what was begun."""
        newest = sorted(set(ids))[-self._sizes[line] - 1 :]
        args: list[str | int] = [token, int(complete), max(1, seconds), self._sizes[line], *map(padded, newest)]
        async with self._asking():
            return bool(await self._build(keys=[self._key(line, owner)], args=args))

    async def claim(self, reader: int, seconds: int) -> bool:
        """Whether nobody else asked lately."""
        async with self._asking():
            return bool(await self._redis.set(f"w:{{{reader % self._buckets}}}:{reader}", 1, nx=True, ex=max(1, seconds)))

    async def add(self, reader: int, status_ids: Sequence[int]) -> None:
        """Insert posts above the floor."""
        async with self._asking():
            await self._add(keys=[self._key("home", reader)], args=[self._sizes["home"], *map(padded, status_ids)])

    async def remove(self, reader: int, status_ids: Sequence[int]) -> None:
        """Take posts out."""
        async with self._asking():
            for start in range(0, len(status_ids), BATCH):
                await self._redis.zrem(self._key("home", reader), *map(padded, status_ids[start : start + BATCH]))

    async def drop(self, reader: int) -> None:
        """Forget a window."""
        async with self._asking():
            await self._redis.delete(self._key("home", reader))

    async def active(self, readers: Sequence[int]) -> set[int]:
        """Which have a window."""
        async with self._asking(), self._redis.pipeline(transaction=False) as pipe:
            for reader in readers:
                pipe.exists(self._key("home", reader))
            return {reader for reader, there in zip(readers, await pipe.execute(), strict=True) if there}

    async def bodies(self, versions: Mapping[int, str]) -> dict[int, bytes]:
        """Rendered posts in these versions, which stand before them."""
        found: dict[int, bytes] = {}
        async with self._asking():
            for group in self._grouped(versions):
                kept: list[bytes | None] = await self._redis.mget([self._body(each) for each in group])  # type: ignore[assignment]
                for number, value in zip(group, kept, strict=True):
                    version, _, body = (value or b"").partition(b"\n")
                    if version == versions[number].encode():
                        found[number] = body
        return found

    async def cache(self, bodies: Mapping[int, tuple[str, bytes]], seconds: int) -> None:
        """Keep rendered posts. Their time isn't prolonged by reading: signed addresses in them end."""
        if not seconds or not bodies:
            return
        async with self._asking(), self._redis.pipeline(transaction=False) as pipe:
            for number, (version, body) in bodies.items():
                pipe.set(self._body(number), version.encode() + b"\n" + body, ex=seconds)
            await pipe.execute()

    async def forget(self, status_ids: Sequence[int]) -> None:
        """Drop rendered posts."""
        async with self._asking():
            for group in self._grouped(status_ids):
                await self._redis.delete(*map(self._body, group))

    async def erase(self, account: int) -> int:
        """Drop everything of a person."""
        home, outbox = self._key("home", account), self._key("outbox", account)
        async with self._asking(), self._redis.pipeline(transaction=True) as pipe:
            for key in (home, outbox):
                pipe.zlexcount(key, f"({_ZERO}", "(:")
            pipe.delete(home, outbox, f"w:{{{account % self._buckets}}}:{account}")
            found = await pipe.execute()
        return int(found[0]) + int(found[1])

    async def close(self) -> None:
        """Let go of connections."""
        await self._redis.aclose()


def _part(found: Sequence[bytes]) -> Part | None:
    """The floor and then ids; nothing stands for no line."""
    if not found:
        return None
    low, *ids = map(int, found)
    return ids, low or None
