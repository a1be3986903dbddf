"""Redis Streams: a consumer group per queue, a sorted set for delays, a second stream for dead letters. Each step is one script.

Redis must keep what it is given (appendonly yes): what it loses, nobody sends again.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from social.domain.errors import Unavailable
from social.ports.queue import Ack, Dead, Delivery, Depth, Envelope, Outcome, Retry, backoff

CHUNK = 500
# A stream's entries hold `e`, the envelope, and `a`, the deliveries that ended in a retry. Members of the sorted set are `a:nonce:e`,
# scored by when they are due. A receipt is the entry's id and its delivery count: whoever claims an entry later has a larger count.
_COMMON = """
local stream, delayed, dead = KEYS[1], KEYS[2], KEYS[3]
local group = 'workers'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function held(id, count)
  local found = redis.pcall('XPENDING', stream, group, id, id, 1)
  return not found.err and found[1] and found[1][4] == tonumber(count)
end
local function gone(id)
  redis.call('XACK', stream, group, id)
  redis.call('XDEL', stream, id)
end
"""
_SEND = """
if tonumber(ARGV[1]) <= 0 then
  redis.call('XADD', stream, '*', 'e', ARGV[3], 'a', ARGV[4])
else
  redis.call('ZADD', delayed, now + ARGV[1], ARGV[4] .. ':' .. ARGV[2] .. ':' .. ARGV[3])
end
"""
_TAKE = """
local consumer, limit, visibility, attempts, cursor = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4]), ARGV[5]
for _, member in ipairs(redis.call('ZRANGE', delayed, '-inf', now, 'BYSCORE', 'LIMIT', 0, 500)) do
  local count, envelope = string.match(member, '^(%d+):%x+:(.*)$')
  redis.call('XADD', stream, '*', 'e', envelope, 'a', count)
  redis.call('ZREM', delayed, member)
end
local claimed = redis.pcall('XAUTOCLAIM', stream, group, consumer, visibility, cursor, 'COUNT', limit)
if claimed.err then
  redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
  claimed = {'0-0', {}}
end
local found = {}
for _, entry in ipairs(claimed[2]) do
  local count = redis.call('XPENDING', stream, group, entry[1], entry[1], 1)[1][4]
  local before = tonumber(entry[2][4])
  if before + count > attempts then
    local reason = (before + count - 1) .. ' deliveries that nobody settled'
    redis.call('XADD', dead, '*', 'e', entry[2][2], 'a', before + count - 1, 'r', reason)
    gone(entry[1])
  else
    table.insert(found, {entry[1], count, entry[2][2], before + count})
  end
end
if #found < limit then
  local fresh = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', limit - #found, 'STREAMS', stream, '>')
  for _, entry in ipairs(fresh and fresh[1][2] or {}) do
    table.insert(found, {entry[1], 1, entry[2][2], entry[2][4] + 1})
  end
end
local coming = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
local last
local info = redis.call('XINFO', 'STREAM', stream)
for place = 1, #info, 2 do
  if info[place] == 'last-generated-id' then last = info[place + 1] end
end
return {found, claimed[1], last, coming and tostring(coming - now) or ''}
"""
_ACK = "if not held(ARGV[1], ARGV[2]) then return 0 end gone(ARGV[1]) return 1"
_RETRY = f"if not held(ARGV[5], ARGV[6]) then return 0 end gone(ARGV[5]) {_SEND} return 1"
_DEAD = """
if not held(ARGV[1], ARGV[2]) then return 0 end
gone(ARGV[1])
redis.call('XADD', dead, '*', 'e', ARGV[3], 'a', ARGV[4], 'r', ARGV[5])
return 1
"""
_EXTEND = """
if not held(ARGV[1], ARGV[2]) then return 0 end
redis.call('XCLAIM', stream, group, ARGV[3], 0, ARGV[1], 'JUSTID')
return 1
"""
_DEPTH = """
local pending, late, after = 0, 0, '-'
local groups = redis.pcall('XINFO', 'GROUPS', stream)
if not groups.err and groups[1] then
  for place = 1, #groups[1], 2 do
    if groups[1][place] == 'pending' then pending = groups[1][place + 1] end
    if groups[1][place] == 'last-delivered-id' then after = '(' .. groups[1][place + 1] end
  end
  late = #redis.call('XPENDING', stream, group, 'IDLE', ARGV[1], '-', '+', 1000)
end
local first = redis.call('XRANGE', stream, after, '+', 'COUNT', 1)[1]
local oldest = first and now - tonumber(string.match(first[1], '^%d+')) or 0
local due = redis.call('ZRANGE', delayed, '-inf', now, 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')[2]
if due and now - due > oldest then oldest = now - due end
local waiting = redis.call('XLEN', stream) - pending + late + redis.call('ZCOUNT', delayed, '-inf', now)
return {waiting, pending - late, redis.call('XLEN', dead), math.floor(oldest)}
"""
_REDRIVE = """
local moved = redis.call('XRANGE', dead, '-', '+', 'COUNT', ARGV[1])
for _, entry in ipairs(moved) do
  redis.call('XADD', stream, '*', 'e', entry[2][2], 'a', 0)
  redis.call('XDEL', dead, entry[1])
end
return #moved
"""


class StreamQueue:
    """Times are the server's own, so that receivers with different clocks agree."""

    def __init__(self, address: str, attempts: int, visibility: float = 60, pause: Callable[[int], float] = backoff) -> None:
        self._redis: Redis = Redis.from_url(address, socket_connect_timeout=2, socket_timeout=5)
        self._attempts = attempts
        self._pause = pause
        self._name = secrets.token_hex(8)
        self._cursors: dict[str, str] = {}
        self._scripts = {
            name: self._redis.register_script(_COMMON + body)
            for name, body in {
                "send": _SEND, "take": _TAKE, "ack": _ACK, "retry": _RETRY, "dead": _DEAD, "extend": _EXTEND, "depth": _DEPTH,
                "redrive": _REDRIVE,
            }.items()
        }  # fmt: skip
        self.visibility = visibility

    async def send(self, queue: str, envelope: Envelope, delay: float = 0) -> None:
        """Put a message."""
        await self._run("send", queue, int(delay * 1000), secrets.token_hex(8), _bytes(envelope), 0)

    async def receive(self, queue: str, limit: int, wait: float) -> list[Delivery]:
        """Messages that are due, taken; those that dead receivers held come first."""
        end = asyncio.get_running_loop().time() + wait
        while True:
            found, cursor, last, coming = await self._run(
                "take", queue, self._name, limit, int(self.visibility * 1000), self._attempts, self._cursors.get(queue, "0-0")
            )
            self._cursors[queue] = cursor.decode()
            left = end - asyncio.get_running_loop().time()
            if found or left <= 0:
                return [_delivery(queue, *each) for each in found]
            await self._arrival(queue, last, min(left, 1.0, max(0.001, float(coming or 1000) / 1000)))

    async def _arrival(self, queue: str, last: bytes, seconds: float) -> None:
        """Until something new is there: a look that takes nothing, so that it can be cancelled."""
        with _answering():
            await self._redis.xread({_keys(queue)[0]: last}, count=1, block=max(1, int(seconds * 1000)))

    async def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Finish a delivery; one whose time was over belongs to somebody else by now."""
        identifier, count = delivery.receipt.split()
        envelope = delivery.envelope
        if isinstance(outcome, Ack):
            await self._run("ack", delivery.queue, identifier, count)
        elif isinstance(outcome, Dead) or envelope.attempt >= self._attempts:
            reason = outcome.reason if isinstance(outcome, Dead) else f"{envelope.attempt} attempts"
            await self._run("dead", delivery.queue, identifier, count, _bytes(envelope), envelope.attempt, reason)
        elif isinstance(outcome, Retry):
            delay = outcome.delay if outcome.delay is not None else self._pause(envelope.attempt)
            nonce = secrets.token_hex(8)
            await self._run("retry", delivery.queue, int(delay * 1000), nonce, _bytes(envelope), envelope.attempt, identifier, count)

    async def extend(self, delivery: Delivery) -> bool:
        """Keep a message longer."""
        return bool(await self._run("extend", delivery.queue, *delivery.receipt.split(), self._name))

    async def depth(self, queue: str) -> Depth:
        """How much waits."""
        waiting, flying, dead, oldest = await self._run("depth", queue, int(self.visibility * 1000))
        return Depth(waiting, flying, dead, oldest / 1000)

    async def dead(self, queue: str, limit: int) -> list[tuple[Envelope, str]]:
        """Dead letters, oldest first."""
        with _answering():
            found: Any = await self._redis.xrange(_keys(queue)[2], count=limit)
        return [(_envelope(entry[b"e"], int(entry[b"a"])), entry[b"r"].decode()) for _, entry in found]

    async def redrive(self, queue: str) -> int:
        """Put all dead letters back: those of now, since some may die again meanwhile."""
        with _answering():
            left = await self._redis.xlen(_keys(queue)[2])
        moved = 0
        while moved < left:
            step = await self._run("redrive", queue, min(CHUNK, left - moved))
            if not step:
                break
            moved += step
        return moved

    async def close(self) -> None:
        """Let go of connections."""
        await self._redis.aclose()

    async def _run(self, script: str, queue: str, *arguments: Any) -> Any:
        with _answering():
            return await self._scripts[script](keys=_keys(queue), args=arguments)


@contextmanager
def _answering() -> Iterator[None]:
    """A server that can't be reached, or is full, is Unavailable; a script that is wrong is not."""
    try:
        yield
    except ResponseError:
        raise
    except (RedisError, OSError) as error:
        raise Unavailable("The queue does not answer", headers={"Retry-After": "5"}) from error


def _keys(queue: str) -> list[str]:
    """The three keys of a queue, in one slot of a cluster."""
    return [f"q:{{{queue}}}:messages", f"q:{{{queue}}}:delayed", f"q:{{{queue}}}:dead"]


def _bytes(envelope: Envelope) -> bytes:
    return orjson.dumps({**asdict(envelope), "attempt": 0})


def _envelope(data: bytes, attempt: int) -> Envelope:
    return Envelope(**{**orjson.loads(data), "attempt": attempt})


def _delivery(queue: str, identifier: bytes, count: int, data: bytes, attempt: int) -> Delivery:
    return Delivery(queue, _envelope(data, attempt), f"{identifier.decode()} {count}")
