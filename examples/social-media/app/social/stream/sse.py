"""Server-sent events."""

import asyncio
import contextlib

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from social.stream.events import HEARTBEAT
from social.stream.hub import Client, Hub

LAST_WORD_SECONDS = 1.0


class EventStream(Response):
    """An answer that goes on until the client leaves, or has to."""

    def __init__(self, hub: Hub, client: Client) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}, media_type="text/event-stream")
        del self.headers["content-length"]
        self._hub = hub
        self._client = client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the protocol's
        """Send what comes; a client that doesn't read blocks its own task alone."""
        parts = [asyncio.ensure_future(part) for part in (self._send(send), _gone(receive), self._client.over.wait())]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            with contextlib.suppress(OSError, RuntimeError, TimeoutError):
                async with asyncio.timeout(LAST_WORD_SECONDS):
                    await send({"type": "http.response.body", "body": b""})
        finally:
            for part in parts:
                part.cancel()
            await self._hub.leave(self._client)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b":)\n", "more_body": True})
        async for _, event in self._client:
            await send({"type": "http.response.body", "body": HEARTBEAT if event is None else event.lines(), "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
