"""Many sockets on one gateway: how long an event takes to reach each of them."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from statistics import quantiles
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

AT_A_TIME = 50
PATIENCE = 60.0


async def sockets(
    url: str,
    tokens: list[str],
    publish: Callable[[bytes], Awaitable[None]],
    *,
    stream: str = "public",
    number: int = 1_000,
    events: int = 20,
) -> dict[str, Any]:
    """Open sockets in turn with these tokens, publish events one after the other, and measure each delivery on the clock of this machine.

    `publish` puts bytes of an event on the channel of `stream`; its payload tells the event's number. Figures are milliseconds.
    """
    opening = time.perf_counter()
    address = f"{url.replace('http', 'ws', 1)}/api/v1/streaming?stream={stream}"
    places = asyncio.Semaphore(AT_A_TIME)

    async def opened(token: str) -> ClientConnection:
        async with places:
            found = await connect(
                address,
                additional_headers={"Authorization": f"Bearer {token}"},
                compression=None,
                open_timeout=PATIENCE,
                ping_interval=None,
            )
            # An answer to a wrong message says that what was asked before it is done: the stream is open.
            await found.send("{}")
            await found.recv()
            return found

    clients = await asyncio.gather(*(opened(tokens[each % len(tokens)]) for each in range(number)))
    opened_in = time.perf_counter() - opening
    sent: list[float] = []
    taken: list[float] = []

    async def listen(client: ClientConnection) -> int:
        heard = 0
        for expected in range(events):
            message = json.loads(await client.recv())
            taken.append(time.perf_counter() - sent[expected])
            heard += int(message["payload"] == str(expected))
        return heard

    listening = [asyncio.create_task(listen(client)) for client in clients]
    try:
        for event in range(events):
            sent.append(time.perf_counter())
            await publish(json.dumps({"event": "delete", "payload": str(event)}).encode())
            await asyncio.sleep(0.1)
        async with asyncio.timeout(PATIENCE):
            heard = await asyncio.gather(*listening)
    finally:
        for task in listening:
            task.cancel()
        await asyncio.gather(*(client.close() for client in clients), return_exceptions=True)
    parts = quantiles(taken, n=100)
    return {
        "sockets": number, "events": events, "delivered": sum(heard), "lost": number * events - sum(heard),
        "open_seconds": round(opened_in, 2),
        "p50_ms": round(parts[49] * 1000, 1), "p99_ms": round(parts[98] * 1000, 1), "worst_ms": round(max(taken) * 1000, 1),
    }  # fmt: skip
