"""The databases' SQL on a real PostgreSQL: each login can do what its flow says, and no more."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cloudgen.generate import generate
from cloudgen.load.catalog import Catalog
from tests.support.specs import HEAD, loaded
from tests.support.tools import unavailable

pytestmark = pytest.mark.postgres

SPEC = (
    HEAD
    + """
components:
  reader: {kind: job}
  writer: {kind: job}
  web-app: {kind: service}
  data: {kind: relational-db, settings: {database: app_CLOUD}}
flows:
  - {from: reader, to: data, action: read}
  - {from: writer, to: data, action: write}
  - {from: web-app, to: data, action: read-write}
"""
)

# What the clouds bring along and a bare PostgreSQL lacks.
CLOUDS = {
    "aws": ["CREATE ROLE rds_iam"],
    "azure": [
        "CREATE FUNCTION pg_catalog.pgaadauth_create_principal(name text, admin bool, mfa bool) RETURNS text LANGUAGE plpgsql AS "
        "$$BEGIN EXECUTE format('CREATE ROLE %I LOGIN', name); RETURN name; END$$"
    ],
    "gcp": ["CREATE ROLE reader LOGIN", "CREATE ROLE writer LOGIN", 'CREATE ROLE "web-app" LOGIN'],
}


def _program(name: str) -> str:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    return shutil.which(name) or unavailable("PostgreSQL", f"{name} isn't there")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A PostgreSQL of its own on loopback; it refuses to run as root, so the user postgres runs it there."""
    folder = tmp_path_factory.mktemp("postgres")
    run: dict[str, object] = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    if os.geteuid() == 0:
        try:
            user = pwd.getpwnam("postgres")
        except KeyError:
            unavailable("PostgreSQL", "it doesn't run as root, and there is no user postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        for parent in folder.parents:
            if parent.stat().st_mode & 0o077 == 0:
                parent.chmod(0o711)
        run |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    subprocess.run([_program("initdb"), "-D", data, "-U", "admin", "-A", "trust"], **run)  # type: ignore[call-overload]
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    subprocess.run([_program("pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start"], **run)  # type: ignore[call-overload]
    yield port
    subprocess.run([_program("pg_ctl"), "-D", data, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]


def connect(port: int, user: str, database: str) -> psycopg.Connection[tuple[object, ...]]:
    """A login."""
    return psycopg.connect(host="127.0.0.1", port=port, user=user, dbname=database, autocommit=True)


@pytest.fixture(params=["aws", "azure", "gcp"])
def database(request: pytest.FixtureRequest, server: int, tmp_path: Path) -> Iterator[tuple[int, str]]:
    """A database with a table, on which the SQL of a cloud was run twice."""
    provider = request.param
    name = f"app_{provider}"
    with connect(server, "admin", "postgres") as admin:
        admin.execute(f"CREATE DATABASE {name}")
        admin.execute("DROP ROLE IF EXISTS rds_iam")
    # Azure's function is in the database postgres, from where its file goes on to the other.
    start = "postgres" if provider == "azure" else name
    with connect(server, "admin", start) as admin:
        for statement in CLOUDS[provider]:
            admin.execute(statement)  # type: ignore[arg-type]
    with connect(server, "admin", name) as admin:
        admin.execute("CREATE TABLE before (id serial PRIMARY KEY, text text)")
    [sql] = [
        a
        for a in generate(loaded(tmp_path, SPEC.replace("CLOUD", provider)), Catalog(), (provider,)).artifacts
        if a.path.endswith("database/data.sql")
    ]
    path = tmp_path / "data.sql"
    path.write_text(sql.content, encoding="utf-8")
    psql = [_program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(server), "-U", "admin", "-d", start]
    psql += [
        "-v",
        f"database={name}",
        "-v",
        "reader_user=reader",
        "-v",
        "writer_user=writer",
        "-v",
        "web_app_user=web-app",
        "-f",
        str(path),
    ]
    for _ in range(2):
        done = subprocess.run(psql, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    yield server, name
    with connect(server, "admin", name) as admin:
        for role in ("reader", "writer", "web-app"):
            admin.execute(f'DROP OWNED BY "{role}"')
            admin.execute(f'DROP ROLE "{role}"')


def allowed(port: int, user: str, name: str, statement: str) -> bool:
    """Whether a login may run a statement."""
    with connect(port, user, name) as login:
        try:
            login.execute(statement)  # type: ignore[arg-type]
        except psycopg.errors.InsufficientPrivilege:
            return False
    return True


def test_logins_do_what_their_flows_say(database: tuple[int, str]) -> None:
    """Read, write, both; on tables from before and on those that come later; and no change of the schema."""
    port, name = database
    with connect(port, "admin", name) as admin:
        admin.execute("CREATE TABLE later (id serial PRIMARY KEY, text text)")
    for table in ("before", "later"):
        read, write = f"SELECT * FROM {table}", f"INSERT INTO {table} (text) VALUES ('x')"
        assert [allowed(port, user, name, read) for user in ("reader", "writer", "web-app")] == [True, False, True]
        assert [allowed(port, user, name, write) for user in ("reader", "writer", "web-app")] == [False, True, True]
    for user in ("reader", "writer", "web-app"):
        assert not allowed(port, user, name, "DROP TABLE before")
        assert not allowed(port, user, name, "CREATE TABLE mine (id int)")
