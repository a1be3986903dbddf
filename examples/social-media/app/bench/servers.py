"""PostgreSQL, Redis and the application, started for the measures alone."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg


@dataclass
class Servers:
    """Addresses, and the processes behind them."""

    database_url: str
    redis_url: str
    folder: Path
    redis: subprocess.Popen[bytes]

    def environment(self, port: int) -> dict[str, str]:
        """What the application is told."""
        return {
            "SOCIAL_DATABASE_URL": self.database_url, "SOCIAL_REDIS_URL": self.redis_url, "SOCIAL_DATA_DIR": str(self.folder / "data"),
            "SOCIAL_PORT": str(port), "SOCIAL_BASE_URL": f"http://127.0.0.1:{port}", "SOCIAL_SECRET_KEY": "b" * 40,
            "SOCIAL_LOG_LEVEL": "error", "SOCIAL_DATABASE_PREPARE": "5", "SOCIAL_RATE_PER_5_MINUTES": "100000000",
        }  # fmt: skip


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def started() -> Iterator[Servers]:
    """Both servers on loopback, in a folder that goes away."""
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    folder = Path(tempfile.mkdtemp(prefix="social-bench-"))
    folder.chmod(0o755)
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    (folder / "pg").mkdir()
    if as_user:
        shutil.chown(folder / "pg", "postgres")
    ports = free_port(), free_port()
    data = str(folder / "pg" / "data")
    subprocess.run(
        [*as_user, tools / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        capture_output=True,
    )
    options = {
        "shared_buffers": "256MB",
        "max_connections": "100",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": f"{folder}/pg",
    }
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    postgres = subprocess.Popen([*as_user, str(tools / "postgres"), "-D", data, "-p", str(ports[0]), *settings], stderr=subprocess.DEVNULL)
    redis = subprocess.Popen(
        ["redis-server", "--port", str(ports[1]), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    address = f"postgresql://postgres@127.0.0.1:{ports[0]}/postgres"
    try:
        _wait(lambda: psycopg.connect(address).close())
        _wait(lambda: socket.create_connection(("127.0.0.1", ports[1])).close())
        yield Servers(address, f"redis://127.0.0.1:{ports[1]}/0", folder, redis)
    finally:
        for process in (redis, postgres):
            process.terminate()
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Running:
    """A process of the application."""

    port: int
    process: subprocess.Popen[bytes]

    def processor_seconds(self) -> float:
        """What it has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def application(servers: Servers, **settings: str) -> Iterator[Running]:
    """As `social serve` starts it: everything in one process, unless the settings name a role."""
    port = free_port()
    environment = {**os.environ, **servers.environment(port), **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "social", "serve"], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        _wait(lambda: socket.create_connection(("127.0.0.1", port)).close())
        yield Running(port, process)
    finally:
        process.terminate()
        process.wait(30)


def first_answer() -> float:
    """Seconds from the start of an embedded process in an empty folder to its first 200 of /api/v1/instance."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="social-bench-") as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SOCIAL_")}
        environment = {**kept, "SOCIAL_DATA_DIR": folder, "SOCIAL_PORT": str(port), "SOCIAL_LOG_LEVEL": "error"}
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "social", "serve"], env=environment, stderr=subprocess.DEVNULL)
        try:
            while not _serves(port):
                if process.poll() is not None or time.perf_counter() - start > 60:
                    raise TimeoutError("an embedded server did not start")
                time.sleep(0.005)
            return time.perf_counter() - start
        finally:
            process.terminate()
            process.wait(30)


def _serves(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/api/v1/instance")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _wait(attempt: object) -> None:
    for _ in range(400):
        try:
            attempt()  # type: ignore[operator]
            return
        except (OSError, psycopg.OperationalError):
            time.sleep(0.05)
    raise TimeoutError("a server did not start")
