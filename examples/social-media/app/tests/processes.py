"""`python -m social` as people start it."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

APP = Path(__file__).parent.parent
PATIENCE = 60


@dataclass
class Running:
    """A process that answers on a port."""

    process: Process
    port: int

    async def stop(self, name: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Signal it; its exit code and what it said."""
        if self.process.returncode is None:
            self.process.send_signal(name)
        _, said = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        assert self.process.returncode is not None
        return self.process.returncode, said.decode()


def variables(**values: object) -> dict[str, str]:
    """An environment with nothing of ours but these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOCIAL_")}
    return {**kept, "SOCIAL_RATE_LIMITS": "false", **{f"SOCIAL_{name.upper()}": str(value) for name, value in values.items()}}


async def begin(*arguments: str, environment: Mapping[str, str]) -> Process:
    """Start a command."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "social", *arguments, cwd=APP, env=environment, stdout=PIPE, stderr=PIPE
    )


async def command(*arguments: str, environment: Mapping[str, str]) -> tuple[int, str, str]:
    """A command to its end: exit code, output, complaints."""
    process = await begin(*arguments, environment=environment)
    said, complained = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode is not None
    return process.returncode, said.decode(), complained.decode()


@asynccontextmanager
async def serving(*arguments: str, port: int, **settings: object) -> AsyncIterator[Running]:
    """A role that answers; stopped at the end."""
    process = await begin("serve", *arguments, environment=variables(port=port, **settings))
    running = Running(process, port)
    try:
        async with asyncio.timeout(PATIENCE):
            while not _answers(port):
                assert process.returncode is None, (await running.stop())[1]
                await asyncio.sleep(0.02)
        yield running
    finally:
        if process.returncode is None:
            await running.stop()


def _answers(port: int) -> bool:
    """Whether a whole answer comes: the port is open before the application is ready."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(b"GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return connection.recv(12).endswith(b" 200")
    except OSError:
        return False
