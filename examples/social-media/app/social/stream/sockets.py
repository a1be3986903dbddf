"""WebSockets: one connection, several streams that come and go."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from social.domain.errors import Refused
from social.stream.hub import Client, Hub
from social.stream.streams import StreamWish, wish

MOST_STREAMS = 50
MOST_TEXT = 4_096
LAST_WORD_SECONDS = 1.0
CODES = {"slow": 1013, "revoked": 1008, "suspended": 1008}
RESTART = 1012
# The channels of a stream for whoever has the socket, or Refused.
Channels = Callable[[StreamWish], Awaitable[set[str]]]


class Session:
    """A socket that was accepted."""

    def __init__(self, websocket: WebSocket, hub: Hub, client: Client, channels: Channels) -> None:
        self._websocket = websocket
        self._hub = hub
        self._client = client
        self._channels = channels

    async def run(self) -> None:
        """Until one of the two sides ends it."""
        parts = [asyncio.ensure_future(part) for part in (self._read(), self._send(), self._client.over.wait())]
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
        if self._client.reason is not None:
            with contextlib.suppress(OSError, RuntimeError, TimeoutError, WebSocketDisconnect):
                async with asyncio.timeout(LAST_WORD_SECONDS):
                    await self._websocket.close(CODES.get(self._client.reason, RESTART), self._client.reason)

    async def ask(self, message: Mapping[str, Any]) -> None:
        """Subscribe or unsubscribe; what is wrong is said on the socket, which stays open."""
        try:
            name, tag, list_id = (message.get(key) for key in ("stream", "tag", "list"))
            wanted = wish(name if isinstance(name, str) else None, tag=_text(tag), list_id=_text(list_id))
            if message.get("type") == "unsubscribe":
                await self._hub.unsubscribe(self._client, wanted.key)
            elif message.get("type") == "subscribe":
                await self._subscribe(wanted)
            else:
                raise Refused("Unknown message type")
        except Refused as refusal:
            await self._complain(refusal.message, refusal.code)

    async def _subscribe(self, wanted: StreamWish) -> None:
        if wanted.key in self._client.streams:
            return
        if len(self._client.streams) >= MOST_STREAMS:
            raise Refused("Too many streams on one connection")
        await self._hub.subscribe(self._client, wanted.key, await self._channels(wanted), shared=wanted.stream.shared)

    async def _read(self) -> None:
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                text = await self._websocket.receive_text()
                message = _parsed(text)
                if message is None:
                    await self._complain("Messages are JSON objects", 400)
                else:
                    await self.ask(message)

    async def _send(self) -> None:
        with contextlib.suppress(WebSocketDisconnect, OSError):
            async for stream, event in self._client:
                if event is not None:
                    await self._websocket.send_text(event.frame(stream))

    async def _complain(self, text: str, code: int) -> None:
        await self._websocket.send_text(orjson.dumps({"error": text, "status": code}).decode())


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) else None


def _parsed(text: str) -> dict[str, Any] | None:
    if len(text) > MOST_TEXT:
        return None
    try:
        found = orjson.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
