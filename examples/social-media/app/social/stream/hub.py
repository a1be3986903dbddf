"""One ear on the bus per process, and a bounded queue per client behind it."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Collection

import structlog

from social.app.services import Services
from social.domain.errors import Unavailable
from social.ports.bus import BusDown, Message, Subscription
from social.stream.events import Event
from social.stream.screen import alive, filtered, hiding
from social.stream.told import Told
from social.telemetry import metrics

MOST_QUEUED = 256
MOST_UNSCREENED = 5_000
HEARTBEAT_SECONDS = 15.0
Stream = tuple[str, ...]
# Reasons for which a client gets nothing more, not even what is queued.
AT_ONCE = ("slow", "revoked", "suspended")
log = structlog.get_logger()


class Client:
    """Somebody who listens. None in the queue is the end; an Event of None is a heartbeat."""

    def __init__(self, kind: str, token: int | None, account: int | None) -> None:
        self.kind = kind
        self.token = token
        self.account = account
        self.streams: dict[Stream, set[str]] = {}
        self.reason: str | None = None
        self.over = asyncio.Event()
        self._queue: asyncio.Queue[tuple[Stream, Event | None] | None] = asyncio.Queue()

    def put(self, stream: Stream, event: Event | None) -> None:
        """Queue an event; a client that lets too many wait is let go."""
        if self.reason is not None:
            return
        if self._queue.qsize() >= MOST_QUEUED:
            self.end("slow")
        else:
            self._queue.put_nowait((stream, event))
            metrics.STREAM_EVENTS.inc(event is not None)

    @property
    def idle(self) -> bool:
        """Whether nothing waits."""
        return self._queue.empty()

    def end(self, reason: str) -> None:
        """No more events."""
        if self.reason is not None:
            return
        self.reason = reason
        metrics.STREAM_CLOSED.labels(reason).inc()
        if reason in AT_ONCE:
            self._queue = asyncio.Queue()
            self.over.set()
        self._queue.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[tuple[Stream, Event | None]]:
        """Events until the end."""
        while not self.over.is_set() and (found := await self._queue.get()) is not None:
            yield found


class Hub:
    """Listens from the first client to the last. A bus that breaks ends every stream: clients come again and close the gap."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._clients: set[Client] = set()
        self._heard: defaultdict[str, set[tuple[Client, Stream]]] = defaultdict(set)
        self._shared: set[Stream] = set()
        self._told = Told()
        self._ear: Subscription | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._starting = asyncio.Lock()
        self._unscreened: asyncio.Queue[tuple[str, Event]] = asyncio.Queue(MOST_UNSCREENED)
        self._latest: Event | None = None

    async def join(self, kind: str, token: int | None, account: int | None) -> Client:
        """A new client without streams; Unavailable when there is no room or no bus."""
        if len(self._clients) >= self._services.settings.stream_clients:
            raise Unavailable("Too many streams are open", headers={"Retry-After": "30"})
        client = Client(kind, token, account)
        self._clients.add(client)
        metrics.STREAM_CLIENTS.labels(kind).inc()
        try:
            await self._listen()
        except BaseException:
            await self.leave(client)
            raise
        return client

    async def leave(self, client: Client) -> None:
        """A client is gone."""
        if client not in self._clients:
            return
        self._clients.discard(client)
        metrics.STREAM_CLIENTS.labels(client.kind).dec()
        if not self._clients:
            self._rest()
        else:
            for stream in tuple(client.streams):
                await self.unsubscribe(client, stream)

    async def subscribe(self, client: Client, stream: Stream, channels: Collection[str], *, shared: bool) -> None:
        """Add a stream; on return no later event is missed."""
        if self._ear is None:
            raise _down()
        client.streams[stream] = set(channels)
        if shared:
            self._shared.add(stream)
        for channel in channels:
            self._heard[channel].add((client, stream))
        try:
            await self._ear.add(channels)
        except BusDown:
            raise _down() from None

    async def unsubscribe(self, client: Client, stream: Stream) -> None:
        """Take a stream away."""
        empty = []
        for channel in client.streams.pop(stream, ()):
            listeners = self._heard[channel]
            listeners.discard((client, stream))
            if not listeners:
                del self._heard[channel]
                self._told.forget(channel)
                empty.append(channel)
        if empty and self._ear is not None:
            with contextlib.suppress(BusDown):
                await self._ear.drop(empty)

    def close(self, reason: str = "stop") -> None:
        """End every stream."""
        for client in tuple(self._clients):
            client.end(reason)

    async def _listen(self) -> None:
        async with self._starting:
            if self._ear is not None:
                return
            ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._tasks = [asyncio.create_task(part) for part in (self._hear(ready), self._screen(), self._tend())]
            try:
                await ready
            except BusDown:
                raise _down() from None

    def _rest(self) -> None:
        """Stop listening. What is cancelled here must not touch what begins after it."""
        self._ear = None
        self._heard.clear()
        self._shared.clear()
        self._told.clear()
        self._unscreened = asyncio.Queue(MOST_UNSCREENED)
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    async def _hear(self, ready: asyncio.Future[None]) -> None:
        """From the bus to the clients."""
        try:
            async with self._services.bus.subscribe() as ear:
                await ear.add(["control"])
                self._ear = ear
                ready.set_result(None)
                async for message in ear:
                    self._take(message)
        except BusDown:
            if not ready.done():
                ready.set_exception(BusDown())
            log.warning("streams end, the bus is down")
            self.close("bus")
            self._rest()

    def _take(self, message: Message) -> None:
        if message.channel == "control":
            self._obey(message.data)
            return
        try:
            event = self._read(message.data)
        except (ValueError, KeyError, TypeError):
            log.warning("an event of the bus can't be read", channel=message.channel.partition(":")[0])
            return
        if self._told.again(message.channel, event):
            return
        shared = False
        for client, stream in tuple(self._heard.get(message.channel, ())):
            if stream in self._shared:
                shared = True
            else:
                client.put(stream, event)
        if shared:
            try:
                self._unscreened.put_nowait((message.channel, event))
            except asyncio.QueueFull:
                self._end_shared(message.channel)

    def _read(self, data: bytes) -> Event:
        """A post comes on the channels of many people one after the other: the same bytes are the same event, and are written once."""
        if self._latest is None or self._latest.data != data:
            self._latest = Event(data)
        return self._latest

    def _obey(self, data: bytes) -> None:
        """`revoked:<token>` and `suspended:<account>`."""
        kind, _, number = data.decode(errors="replace").partition(":")
        for client in tuple(self._clients):
            if (kind == "revoked" and str(client.token) == number) or (kind == "suspended" and str(client.account) == number):
                client.end(kind)

    async def _screen(self) -> None:
        """Events that everybody gets, but those who block or mute the author; what one's filters say of a post is written into it."""
        while True:
            channel, event = await self._unscreened.get()
            listeners = [each for each in self._heard.get(channel, ()) if each[1] in self._shared]
            viewers = {client.account for client, _ in listeners if client.account is not None}
            try:
                hidden = await hiding(self._services, viewers, event.authors) if viewers else set()
                own = await filtered(self._services, viewers - hidden, event)
            except Unavailable:
                # Who can't be asked about gets nothing; who comes again closes the gap.
                self._end_shared(channel)
                continue
            except (ValueError, KeyError, TypeError):
                log.warning("a post of the bus can't be read")
                continue
            for client, stream in listeners:
                if client.account not in hidden:
                    client.put(stream, event if client.account is None else own.get(client.account, event))

    def _end_shared(self, channel: str) -> None:
        for client, stream in tuple(self._heard.get(channel, ())):
            if stream in self._shared:
                client.end("screen")

    async def _tend(self) -> None:
        """Heartbeats; and tokens are looked at, since word of a revocation can be lost."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            for client in self._clients:
                if client.kind == "sse" and client.idle:
                    client.put((), None)
            with contextlib.suppress(Unavailable):
                await self.check()

    async def check(self) -> None:
        """End the streams of tokens that no longer hold."""
        held = {client.token for client in self._clients if client.token is not None}
        holding = await alive(self._services, held) if held else set()
        for client in tuple(self._clients):
            if client.token in held - holding:
                client.end("revoked")


def _down() -> Unavailable:
    return Unavailable("Streaming is not available at the moment", headers={"Retry-After": "5"})
