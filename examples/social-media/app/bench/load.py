"""An open-loop generator: requests start when they are due, whether or not earlier ones are done, and count from when they were due.

So a server that stalls shows it: a closed loop would politely wait and measure nothing meanwhile.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain, cycle
from time import perf_counter


class Client:
    """HTTP over connections that stay open, to processes that take turns: only what the measures need, since it shares their processors."""

    def __init__(self, *ports: int) -> None:
        self._turns = cycle(ports)
        self._idle: dict[int, list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = {port: [] for port in ports}

    async def call(self, method: str, path: str, token: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body. A connection that the server ended while it lay still is replaced."""
        port = next(self._turns)
        fields = f"Host: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        request = f"{method} {path} HTTP/1.1\r\n{fields}\r\n\r\n".encode() + body
        while self._idle[port]:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                return await self._asked(port, *self._idle[port].pop(), request)
        return await self._asked(port, *await asyncio.open_connection("127.0.0.1", port), request)

    async def _asked(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, bytes]:
        writer.write(request)
        header = await reader.readuntil(b"\r\n\r\n")
        length = int(header.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        found = await reader.readexactly(length)
        self._idle[port].append((reader, writer))
        return int(header[9:12]), found

    async def close(self) -> None:
        """Let go of connections."""
        for _, writer in chain(*self._idle.values()):
            writer.close()


async def offered(rate: float, seconds: float, request: Callable[[int], object]) -> tuple[list[float], int]:
    """Seconds that each request took from when it was due, and how many failed."""
    taken: list[float] = []
    failed = 0

    async def one(due: float, number: int) -> None:
        nonlocal failed
        try:
            status, _ = await request(number)  # type: ignore[misc]
            if status == 200:
                taken.append(perf_counter() - due)
            else:
                failed += 1
        except (OSError, asyncio.IncompleteReadError, ValueError):
            failed += 1

    start, running = perf_counter(), set()
    for number in range(int(rate * seconds)):
        due = start + number / rate
        if (wait := due - perf_counter()) > 0:
            await asyncio.sleep(wait)
        task = asyncio.create_task(one(due, number))
        running.add(task)
        task.add_done_callback(running.discard)
    if running:
        await asyncio.wait(set(running), timeout=60)
    return taken, failed


def spread(values: Sequence[float]) -> dict[str, float]:
    """Percentiles in milliseconds."""
    ordered = sorted(values)
    if not ordered:
        return {"n": 0}
    found = {
        name: ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 for name, part in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99))
    }
    return {"n": len(ordered), **{name: round(value, 2) for name, value in found.items()}, "max": round(ordered[-1] * 1000, 2)}
