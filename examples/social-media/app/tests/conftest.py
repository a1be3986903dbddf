"""Every test of behaviour runs twice: embedded (SQLite, all in the process), and on PostgreSQL and Redis."""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis as redis_client

from social.adapters.sql.migrate import upgrade
from social.app.services import Services
from social.http.app import build, closed
from social.settings import Settings
from social.wiring import wire
from social.workers import registry
from tests.breaking import BrokenGraph
from tests.duplicating import Twice
from tests.schemas import check
from tests.world import MovableClock, World

registry.load()
REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"
FLAVOURS = ("embedded", "servers")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of these tests."""
    parser.addoption("--update-goldens", action="store_true", help="Write tests/golden anew from what is measured.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With DELIVER_TWICE=1, leave out what counts messages; with BROKEN_GRAPH=1, what needs the graph store."""
    for item in items:
        if os.environ.get("BROKEN_GRAPH") == "1" and item.get_closest_marker("graph"):
            item.add_marker(pytest.mark.skip(reason="the graph store is down"))
        once = item.get_closest_marker("once")
        if os.environ.get("DELIVER_TWICE") == "1" and once:
            item.add_marker(pytest.mark.skip(reason=once.args[0]))


def missing(what: str) -> None:
    """A skip, or a failure where everything must be there."""
    (pytest.fail if REQUIRED else pytest.skip)(f"{what} is not installed")


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own on loopback; its address without a database."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(path) for path in [shutil.which("initdb")] if path]
    if not found:
        missing("PostgreSQL")
    # Not in pytest's own folder: each new session of pytest takes that away from other users.
    tools, folder, port = found[-1].parent, Path(tempfile.mkdtemp(prefix="social-postgres-")), free_port()
    # The server refuses to run as root.
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    subprocess.run(
        [*as_user, str(tools / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        capture_output=True,
    )
    options = [
        "-c",
        "fsync=off",
        "-c",
        "max_connections=200",
        "-c",
        f"unix_socket_directories={folder}",
        "-c",
        "listen_addresses=127.0.0.1",
    ]
    server = subprocess.Popen(
        [*as_user, str(tools / "postgres"), "-D", str(folder / "data"), "-p", str(port), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"postgresql://postgres@127.0.0.1:{port}"
    for _ in range(1200):
        try:
            psycopg.connect(f"{address}/postgres").close()
            break
        except psycopg.OperationalError:
            time.sleep(0.05)
    yield address
    server.terminate()
    server.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of our own on loopback."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        missing("Redis")
    port = free_port()
    folder = tmp_path_factory.mktemp("redis")
    server = subprocess.Popen(
        [
            str(program),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(folder),
            "--databases",
            "64",
        ],
        stdout=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.02)
    yield f"redis://127.0.0.1:{port}"
    server.terminate()
    server.wait(20)


def schema_of(settings: Settings) -> None:
    """Bring a database's schema up, once for all who copy it."""

    async def bring_up() -> None:
        found = wire(settings)
        await upgrade(found.db)
        await closed(found)

    asyncio.run(bring_up())


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without rows."""
    folder = tmp_path_factory.mktemp("empty")
    schema_of(Settings(data_dir=folder))
    return folder / "social.db"


@pytest.fixture(scope="session")
def empty_database(postgres: str) -> str:
    """The name of a migrated PostgreSQL database without rows."""
    name = f"empty{uuid.uuid4().hex}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    schema_of(Settings(database_url=f"{postgres}/{name}"))
    return name


@pytest.fixture(params=FLAVOURS)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of one flavour, with a database of its own. A marker-free test gets both."""
    common: dict[str, Any] = {"data_dir": tmp_path / "data", "rate_limits": False, "media_wait_seconds": 0, "secret_key": "k" * 40}
    overrides = getattr(request.node.get_closest_marker("settings"), "kwargs", {})
    if request.param == "servers":
        postgres, redis, empty = (request.getfixturevalue(each) for each in ("postgres", "redis_url", "empty_database"))
        name = f"t{uuid.uuid4().hex}"
        with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {empty}")
        number = uuid.uuid4().int % 63 + 1
        with redis_client.Redis.from_url(f"{redis}/{number}") as client:
            client.flushdb()
        common |= {"database_url": f"{postgres}/{name}", "redis_url": f"{redis}/{number}"}
    else:
        common["data_dir"].mkdir()
        shutil.copy(request.getfixturevalue("empty_file"), common["data_dir"] / "social.db")
    return Settings(**{**common, **overrides})


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    """Services with an empty schema."""
    found = wire(settings, MovableClock())
    if os.environ.get("DELIVER_TWICE") == "1":
        found = replace(found, queue=Twice(found.queue))
    if os.environ.get("BROKEN_GRAPH") == "1":
        found = replace(found, graph=BrokenGraph())
    yield found
    await closed(found)


@pytest.fixture
async def world(services: Services) -> AsyncIterator[World]:
    """The application in this process, without workers; `await world.settle()` does their work."""
    transport = httpx.ASGITransport(app=build(services))
    async with httpx.AsyncClient(transport=transport, base_url=services.settings.base_url, event_hooks={"response": [check]}) as client:
        yield World(services, client)
