"""One process: the parts of its role, started together and stopped together."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any

import uvicorn

from social.adapters.sql.migrate import upgrade
from social.app.services import Services
from social.http.app import build, closed
from social.ports.queue import QUEUES
from social.settings import Role, Settings
from social.wiring import wire
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
SERVES = (Role.api, Role.gateway, Role.all)


async def run(settings: Settings, *, demo: bool = False) -> None:
    """Until a signal comes."""
    services = wire(settings)
    stop = asyncio.Event()
    if settings.role is Role.all:
        await upgrade(services.db)
    if demo:
        from social.demo import fill

        await fill(services)
    registry.load()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    tasks = [asyncio.create_task(part) for part in parts(services, stop)]
    waiting = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in done - {waiting}:
            task.result()
    finally:
        waiting.cancel()
        await closed(services)


def parts(services: Services, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    """The loops of a role."""
    role = services.settings.role
    found = [work(services, queue, stop) for queue in WORK.get(role, ())]
    if role in (Role.relay, Role.all):
        found.append(relay(services, stop))
    if role in SERVES:
        found.append(serve(services, stop))
    return found


async def serve(services: Services, stop: asyncio.Event) -> None:
    """The HTTP server; it ends what runs before it stops."""
    config = uvicorn.Config(
        build(services), host=services.settings.host, port=services.settings.port, log_config=None, access_log=False, lifespan="off",
        timeout_graceful_shutdown=10, server_header=False, proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(_quiet(server))
    await stop.wait()
    server.should_exit = True
    await serving


async def _quiet(server: uvicorn.Server) -> None:
    """Serve without uvicorn's own signal handlers."""
    with contextlib.suppress(asyncio.CancelledError):
        await server._serve()
