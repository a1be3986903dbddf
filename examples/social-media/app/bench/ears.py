"""A process that listens on many sockets. It is one of its own, so that neither the server nor who measures waits for it.

What it speaks of WebSockets is only what it needs: it shares the processors with what is measured.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

PATIENCE = 120
KEY = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="


class _Ear(asyncio.Protocol):
    """One socket: when frames with an update came (unmasked and whole, as servers send them), and when it was closed."""

    def __init__(self, head: str) -> None:
        self._head = head.encode()
        self._rest = b""
        self.open = asyncio.get_running_loop().create_future()
        self.heard: list[float] = []
        self.closed: float | None = None

    def connection_made(self, transport: Any) -> None:
        """Ask to be a WebSocket."""
        transport.write(self._head)

    def data_received(self, data: bytes) -> None:
        """Take frames apart."""
        now = perf_counter()
        self._rest += data
        if not self.open.done():
            head, whole, self._rest = self._rest.partition(b"\r\n\r\n")
            if not whole:
                self._rest = head
                return
            self.open.set_result(head.partition(b"\r\n")[0].decode())
        while len(self._rest) >= 2:
            length, start = self._rest[1] & 127, 2
            if length >= 126:
                start = 4 if length == 126 else 10
                length = int.from_bytes(self._rest[2:start], "big")
            if len(self._rest) < start + length:
                return
            if self._rest[0] & 15 == 8:
                self.closed = now
            elif b'"update"' in self._rest[start : start + length]:
                self.heard.append(now)
            self._rest = self._rest[start + length :]

    def connection_lost(self, _: Exception | None) -> None:
        """Closed without a word."""
        self.closed = self.closed or perf_counter()
        if not self.open.done():
            self.open.set_result("closed")


async def _listen(port: int, tokens: Sequence[str], pipe: Connection) -> None:
    loop, ears = asyncio.get_running_loop(), []
    for token in tokens:
        request = f"GET /api/v1/streaming?stream=user HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}"
        head = f"{request}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{KEY}\r\n\r\n"
        _, ear = await loop.create_connection(lambda head=head: _Ear(head), "127.0.0.1", port)  # type: ignore[misc]
        ears.append(ear)
        await asyncio.sleep(0.005)
    async with asyncio.timeout(PATIENCE):
        pipe.send([await ear.open for ear in ears])
    while True:
        question = await asyncio.to_thread(pipe.recv)
        if question == "heard":
            pipe.send([ear.heard for ear in ears])
        elif question == "count":
            pipe.send(sum(len(ear.heard) for ear in ears))
        elif question == "closed":
            pipe.send([ear.closed for ear in ears])
        else:
            return


def _main(port: int, tokens: Sequence[str], pipe: Connection) -> None:
    asyncio.run(_listen(port, tokens, pipe))


class Ears:
    """The process from outside. Its clock is this machine's."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    async def ask(self, question: str) -> Any:
        """`heard`: when each socket had its events; `count`: how many there were; `closed`: when each ended."""
        self._pipe.send(question)
        return await asyncio.to_thread(self._pipe.recv)


@contextmanager
def ears(port: int, tokens: Sequence[str]) -> Iterator[Ears]:
    """Sockets with the own streams of those whose tokens these are."""
    context = get_context("spawn")
    mine, other = context.Pipe()
    process = context.Process(target=_main, args=(port, tokens, other))
    process.start()
    other.close()
    try:
        if refused := [answer for answer in mine.recv() if " 101 " not in answer]:
            raise RuntimeError(f"{len(refused)} of {len(tokens)} sockets were not opened: {refused[0]}")
        yield Ears(mine)
    finally:
        process.terminate()
        process.join()
