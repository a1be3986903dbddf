"""A relay that dies the hard way: run with the settings in the environment, `python -m tests.crashing before|after`."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from typing import Any

from social.ports.queue import Envelope
from social.settings import Settings
from social.wiring import wire
from social.workers.relay import relay_once


class Killing:
    """Kills the process before or after the first message is sent."""

    def __init__(self, queue: Any, when: str) -> None:
        self._queue = queue
        self._when = when

    async def send(self, queue: str, envelope: Envelope, delay: float = 0) -> None:
        """Send, or not, and die."""
        if self._when == "after":
            await self._queue.send(queue, envelope, delay)
        os.kill(os.getpid(), signal.SIGKILL)


async def _main(when: str) -> None:
    services = wire(Settings())  # type: ignore[call-arg]
    await relay_once(replace(services, queue=Killing(services.queue, when)))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
