"""One process: the parts of its role, started together and stopped together."""

import asyncio
import contextlib
import errno
import gc
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import select
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from social import tables as t
from social.adapters.queue.table import TableQueue
from social.adapters.sql.database import Database
from social.adapters.sql.migrate import newest, revision, upgrade
from social.adapters.sql.waking import listen, tell
from social.app.services import Services
from social.demo import PEOPLE, STAFF, fill, inhabited
from social.domain.errors import Unavailable
from social.domain.ids import IdMaker
from social.http.app import build, closed
from social.ports.clock import SystemClock
from social.ports.queue import QUEUES, Envelope
from social.settings import Role, Settings
from social.telemetry import logs, traces
from social.wiring import database_of, kept, wire
from social.workers import registry
from social.workers.loop import work
from social.workers.relay import relay

# Which queues a role works on; `notify` takes the small ones, too.
WORK: dict[Role, tuple[str, ...]] = {
    Role.fanout: ("fanout",),
    Role.media: ("media",),
    Role.moderation: ("moderation",),
    Role.notify: ("notify", "index", "erase"),
    Role.all: QUEUES,
}
# What a role answers; those that are not here answer nothing but how they are.
PROBES = ("/health", "/metrics")
ANSWERS: dict[Role, tuple[str, ...]] = {
    Role.api: ("/",),
    Role.all: ("/",),
    Role.gateway: ("/api/v1/streaming", "/api/x/v1/streaming", *PROBES),
}
UNREAD_MS = 60_000
_MIGRATE = "Run `social migrate` first."
NO_SETTING, NO_PORT, NO_FOLDER, NO_DATABASE, NO_SCHEMA = 2, 3, 4, 5, 6


class CannotStart(Exception):
    """Why a process can't run, in words for whoever starts it, and its exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


async def run(settings: Settings, *, demo: bool = False, ready: Callable[[], None] = lambda: None) -> None:
    """Until a signal comes: the first one lets what runs finish, a second one doesn't."""
    check(settings)
    with _listening(settings) as listener, traces.exported(settings.otlp_endpoint):
        services = await opened(settings)
        stop = asyncio.Event()
        try:
            await _prepare(services, demo=demo)
            _obey_signals(stop)
            await _together([*parts(services, stop), serve(services, stop, listener, ready)], stop)
        finally:
            await closed(services)


def check(settings: Settings) -> None:
    """Roles share a database, and feeds and realtime by Redis: without them they would be networks of their own."""
    needed = {"SOCIAL_DATABASE_URL": settings.database_url, "SOCIAL_REDIS_URL": settings.redis_url}
    missing = " and ".join(name for name, value in needed.items() if not value)
    if settings.role is not Role.all and missing:
        raise CannotStart(f"The role {settings.role} needs {missing}; the role `all` needs neither.", NO_SETTING)


def _listening(settings: Settings) -> socket.socket:
    """The socket, before anything else is touched."""
    try:
        family, _, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
        # Connections inherit it. asyncio sets it only on sockets that name their protocol, and each answer would wait 40 ms for an ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            # Whoever reads nothing for so long is gone, and so is what was written for them.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
        return listener
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(f"Port {settings.port} is taken. Choose another one with SOCIAL_PORT.", NO_PORT) from None
        raise CannotStart(f"Can't listen on {where}: {error.strerror}.", NO_PORT) from None


async def opened(settings: Settings) -> Services:
    """Services whose folder can be written and whose database answers; from here on logs are written as they must be."""
    logs.configure(settings.log_level)
    if not (settings.database_url and settings.blob_url and settings.secret_key):
        _writable(settings.data_dir)
    try:
        services = wire(settings)
    except ValueError as error:
        raise CannotStart(str(error), NO_SETTING) from None
    try:
        await _answers(services.db)
    except CannotStart:
        await closed(services)
        raise
    return services


async def existing(settings: Settings) -> Services:
    """Services of a network that is there; where none is, nothing is left behind."""
    await (await reached(settings)).close()
    return await opened(settings)


async def reached(settings: Settings) -> Database:
    """The database alone, of this version's schema."""
    if settings.database_url is None:
        if not (settings.data_dir / "social.db").exists():
            raise CannotStart(f"There is no database in the folder {settings.data_dir}. {_MIGRATE}", NO_SCHEMA)
        _writable(settings.data_dir)
    clock = SystemClock()
    database = database_of(settings, IdMaker(clock.now), clock)
    try:
        await _answers(database)
        await _current(database)
    except CannotStart:
        await database.close()
        raise
    return database


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        message = f"Can't write to the folder {folder}: {error.strerror}. Choose another one with SOCIAL_DATA_DIR."
        raise CannotStart(message, NO_FOLDER) from None


async def _answers(database: Database) -> None:
    try:
        async with database.read() as connection:
            await connection.execute(select(1))
    except Unavailable as error:
        where = database.engine.url.set(drivername=database.dialect).render_as_string(hide_password=True)
        raise CannotStart(f"The database {where} does not answer: {_reason(error)}", NO_DATABASE) from None


async def _current(database: Database) -> None:
    if await revision(database) != newest():
        raise CannotStart(f"The database's schema is not this version's. {_MIGRATE}", NO_SCHEMA)


def _reason(error: Unavailable) -> str:
    """The driver's own words, which hold no password."""
    cause = getattr(error.__cause__, "orig", None) or error.__cause__ or error
    return str(cause).strip().splitlines()[0]


async def _prepare(services: Services, *, demo: bool) -> None:
    registry.load()
    if services.settings.role is Role.all:
        await upgrade(services.db)
    else:
        await _current(services.db)
    if services.settings.role in (Role.all, Role.relay):
        await adopt(services)
    if demo:
        await _demo(services)


async def _demo(services: Services) -> None:
    if await inhabited(services):
        sys.stderr.write("There are people already, so none were added for the demo.\n")
        return
    password = kept(services.settings.data_dir / "demo.password", lambda: secrets.token_urlsafe(9))
    await fill(services, password)
    names = ", ".join(f"{name} ({STAFF[name]})" if name in STAFF else name for name in PEOPLE)
    sys.stderr.write(f"Demo people {names} have the password {password}, and addresses such as ada@example.com.\n")


async def adopt(services: Services) -> int:
    """Hand what an earlier table queue left to the broker of today, dead letters too; how many."""
    if isinstance(services.queue, TableQueue):
        return 0
    moved = 0
    while True:
        async with services.db.claim(select(t.queue_messages).order_by(t.queue_messages.c.id).limit(200), t.queue_messages) as (rows, done):
            for row in rows:
                delay = 0 if row.dead_at else max(0, row.visible_at - services.clock.now()) / 1000
                await services.queue.send(row.queue, Envelope(**row.envelope), delay)
                done.add(row.id)
        if not rows:
            return moved
        moved += len(rows)


def _obey_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def obey() -> None:
        stop.set()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, obey)


def parts(services: Services, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    """The loops of a role."""
    role = services.settings.role
    found = [work(services, queue, stop) for queue in WORK.get(role, ())]
    if role in (Role.relay, Role.all):
        return [*found, relay(services, stop), listen(services.db, stop)]
    return [*found, tell(services.db, stop)]


async def _together(running: list[Coroutine[Any, Any, None]], stop: asyncio.Event) -> None:
    """Everything until told to stop; when one part fails, the others are stopped in order and the failure is told."""
    tasks = [asyncio.create_task(part) for part in running]
    for task in tasks:
        task.add_done_callback(lambda ended: stop.set() if not ended.cancelled() and ended.exception() else None)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


async def serve(services: Services, stop: asyncio.Event, listener: socket.socket, ready: Callable[[], None]) -> None:
    """The HTTP server; it ends what runs before it stops. Workers have one too, for those who ask how they are."""
    app = build(services)
    config = uvicorn.Config(
        Only(app, ANSWERS.get(services.settings.role, PROBES)), log_config=None, access_log=False, lifespan="off",
        timeout_graceful_shutdown=10, server_header=False, proxy_headers=False, ws_max_size=16_384, ws_per_message_deflate=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listener]))  # without its own signal handlers
    while not server.started and not serving.done():
        await asyncio.sleep(0.005)
    # What is there now stays: looking through it again and again would stop every request for a while.
    gc.collect()
    gc.freeze()
    ready()
    with contextlib.suppress(asyncio.CancelledError):
        await stop.wait()
    app.state.hub.close()
    server.should_exit = True
    await serving


class Only:
    """ASGI middleware: nothing but some paths."""

    def __init__(self, app: ASGIApp, prefixes: tuple[str, ...]) -> None:
        self._app = app
        self._prefixes = prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say that it isn't here."""
        if scope["path"].startswith(self._prefixes):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("Not here: another role answers this.\n", 404)(scope, receive, send)


def healthy(settings: Settings) -> bool:
    """Whether the process of these settings on this machine answers."""
    import http.client

    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - it is asked, not bound
    try:
        connection = http.client.HTTPConnection(host, settings.port, timeout=4)
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException) as error:
        sys.stderr.write(f"No answer from {host}:{settings.port}: {error}\n")
        return False
