"""The databases' SQL on real PostgreSQL servers, run by administrators with the rights that each cloud gives them."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import SUPERUSER, programs, server
from tests.support.stacks import ROOT
from tests.support.tools import unavailable

FILES = {
    "aws": "aws/aurora-postgresql/setup.sql",
    "azure": "azure/postgresql-flexible-server/setup.sql",
    "gcp": "gcp/cloud-sql-postgresql/setup.sql",
}
COPIES = [*FILES.values(), "aws/rds-postgresql/setup.sql"]
NAMES = ("migrate", "reader", "web-app", "writer")

# The roles that the clouds bring along, as pg_dumpall of such servers shows them; `administrator` is who runs the setup job.
CLOUDS = {
    "aws": """
        CREATE ROLE rds_iam; CREATE ROLE rds_superuser;
        GRANT rds_iam TO rds_superuser WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
        CREATE ROLE administrator LOGIN CREATEDB CREATEROLE IN ROLE rds_superuser;
        CREATE DATABASE app OWNER administrator
    """,
    "azure": """
        CREATE ROLE azure_pg_admin;
        CREATE ROLE administrator LOGIN CREATEDB CREATEROLE; GRANT azure_pg_admin TO administrator WITH ADMIN TRUE, INHERIT TRUE;
        CREATE ROLE successor LOGIN CREATEDB CREATEROLE; GRANT azure_pg_admin TO successor WITH ADMIN TRUE, INHERIT TRUE;
        CREATE DATABASE app OWNER azure_pg_admin
    """,
    "gcp": """
        CREATE ROLE cloudsqlsuperuser LOGIN CREATEDB CREATEROLE;
        CREATE ROLE administrator LOGIN IN ROLE cloudsqlsuperuser;
        CREATE ROLE migrate LOGIN; CREATE ROLE reader LOGIN; CREATE ROLE "web-app" LOGIN; CREATE ROLE writer LOGIN;
        CREATE DATABASE app OWNER cloudsqlsuperuser
    """,
}
FLOWS = {"migrate": ["migrate"], "reader": ["read"], "web-app": ["read-write"], "writer": ["write"]}


@dataclass(frozen=True)
class Database:
    """A database of a cloud, and the program that runs SQL in it."""

    cloud: str
    port: int
    psql: Path

    def connect(self, user: str, database: str = "app") -> psycopg.Connection[tuple[object, ...]]:
        """A login."""
        return psycopg.connect(host="127.0.0.1", port=self.port, user=user, dbname=database, autocommit=True)

    def try_setup(
        self, flows: dict[str, list[str]], administrator: str = "administrator", object_id: str = "0", options: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run the file as the job does."""
        sql = (ROOT / "templates" / FILES[self.cloud]).read_text(encoding="utf-8")
        # A label needs Azure's library; a comment on a role asks for the same right.
        sql = sql.replace("SECURITY LABEL FOR pgaadauth ON ROLE", "COMMENT ON ROLE")
        logins = [{"name": name, "object_id": object_id, "actions": actions} for name, actions in flows.items()]
        address = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": administrator, "PGDATABASE": "app", "PGOPTIONS": options}
        return subprocess.run(
            [self.psql, "--no-psqlrc", "--quiet"], input=sql, capture_output=True, text=True, check=False,
            env={**os.environ, **address, "LOGINS": json.dumps(logins)},
        )  # fmt: skip

    def setup(self, flows: dict[str, list[str]], administrator: str = "administrator", object_id: str = "0") -> None:
        """Run the file, which must succeed without a warning."""
        done = self.try_setup(flows, administrator, object_id)
        assert (done.returncode, done.stderr) == (0, "")

    def migrate(self, statement: str) -> None:
        """A migration."""
        with self.connect("migrate") as login:
            if self.cloud == "gcp":
                login.execute("SET ROLE flow_migrate")
            login.execute(statement)  # type: ignore[arg-type]

    def allowed(self, user: str, statement: str) -> bool:
        """Whether a login may run a statement."""
        with self.connect(user) as login:
            try:
                login.execute(statement)  # type: ignore[arg-type]
            except psycopg.errors.InsufficientPrivilege:
                return False
        return True

    def may_connect(self, user: str) -> bool:
        """Whether a login gets in."""
        try:
            self.connect(user).close()
        except psycopg.OperationalError:
            return False
        return True

    def who_may(self, statement: str) -> list[str]:
        """The logins that may run a statement."""
        return [user for user in NAMES if self.allowed(user, statement)]

    def value(self, query: str) -> object:
        """The first value of a query."""
        with self.connect(SUPERUSER) as login:
            row = login.execute(query).fetchone()  # type: ignore[arg-type]
        assert row
        return row[0]


@pytest.fixture(scope="module", params=[16, 18])
def postgres(request: pytest.FixtureRequest) -> Iterator[tuple[int, Path]]:
    """A server of a version, the oldest that the clouds get and a newer one: its port and its psql."""
    folder = programs().get(request.param)
    if folder is None:
        unavailable("PostgreSQL", f"version {request.param} isn't there")
    with server(folder) as port:
        yield port, folder / "psql"


@pytest.fixture(params=["aws", "azure", "gcp"])
def database(request: pytest.FixtureRequest, postgres: tuple[int, Path]) -> Iterator[Database]:
    """An empty database of a cloud."""
    made = Database(request.param, *postgres)
    with made.connect(SUPERUSER, "postgres") as login:
        for statement in CLOUDS[made.cloud].split(";"):
            login.execute(statement)  # type: ignore[arg-type]
    yield made
    with made.connect(SUPERUSER, "postgres") as login:
        login.execute("DROP DATABASE app WITH (FORCE)")
        names = login.execute("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND NOT rolsuper").fetchall()
        for (name,) in names:
            login.execute(f'DROP OWNED BY "{name}" CASCADE')  # type: ignore[arg-type]
        for (name,) in names:
            login.execute(f'DROP ROLE "{name}"')  # type: ignore[arg-type]


@pytest.mark.postgres
def test_logins_do_what_their_flows_say(database: Database) -> None:
    """Read, write, both; on the administrator's tables and on those that migrations make; nobody else makes or drops one."""
    with database.connect("administrator") as administrator:
        if database.cloud == "gcp":
            administrator.execute("SET ROLE cloudsqlsuperuser")
        administrator.execute("CREATE TABLE public.before (id serial PRIMARY KEY, text text)")
    for _ in range(2):
        database.setup(FLOWS)
    database.migrate("CREATE TABLE later (id serial PRIMARY KEY, text text)")
    assert database.value("SELECT tableowner FROM pg_tables WHERE tablename = 'later'") == "flow_migrate"
    for table in ("before", "later"):
        assert set(database.who_may(f"SELECT * FROM {table}")) - {"migrate"} == {"reader", "web-app"}
        assert set(database.who_may(f"INSERT INTO {table} (text) VALUES ('x')")) - {"migrate"} == {"web-app", "writer"}
        assert set(database.who_may(f"UPDATE {table} SET text = 'y'")) - {"migrate"} == {"web-app"}
        assert set(database.who_may(f"DELETE FROM {table}")) - {"migrate"} == {"web-app"}
        granted = "SELECT string_agg(right_, ' ' ORDER BY right_) FROM unnest(ARRAY['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', "
        granted += f"'UPDATE']) AS right_ WHERE has_table_privilege('%s', '{table}', right_)"
        rights = {name: database.value(granted % name) for name in NAMES}
        assert rights == {"migrate": None, "reader": "SELECT", "web-app": "DELETE INSERT SELECT UPDATE", "writer": "INSERT"}
    for statement in ("CREATE TABLE mine (id int)", "CREATE TEMPORARY TABLE mine (id int)", "DROP TABLE later", "CREATE SCHEMA mine"):
        assert set(database.who_may(f"BEGIN; {statement}; ROLLBACK")) <= {"migrate"}
    database.migrate("ALTER TABLE later ADD COLUMN more text")


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["gcp"], indirect=True)
def test_a_migration_without_its_role_makes_nothing(database: Database) -> None:
    """Where the cloud makes the logins, a migration that forgets SET ROLE fails: no table belongs to a login."""
    database.setup(FLOWS)
    assert not database.allowed("migrate", "CREATE TABLE mine (id int)")


@pytest.mark.postgres
def test_a_running_application_keeps_its_rights(database: Database) -> None:
    """It reads and writes in a loop, over one connection and over new ones, while the job runs again and again for others."""
    database.setup(FLOWS)
    database.migrate("CREATE TABLE things (id serial PRIMARY KEY, text text)")
    stop, errors, rounds = threading.Event(), [], 0

    def work() -> None:
        nonlocal rounds
        with database.connect("web-app") as kept:
            while not stop.is_set():
                try:
                    kept.execute("INSERT INTO things (text) VALUES ('x')")
                    with database.connect("web-app") as fresh:
                        fresh.execute("SELECT * FROM things")
                    rounds += 1
                except psycopg.Error as error:
                    errors.append(error)
                    return

    application = threading.Thread(target=work)
    application.start()
    for flows in [{"web-app": ["read-write"]}, FLOWS] * 4:
        database.setup(flows)
    stop.set()
    application.join()
    assert not errors
    assert rounds


@pytest.mark.postgres
def test_what_no_flow_gives_any_more_is_taken(database: Database) -> None:
    """A login without a flow is closed, one with less does less, and one that comes back is open again."""
    database.setup(FLOWS)
    database.migrate("CREATE TABLE things (id serial PRIMARY KEY, text text)")
    database.setup({"web-app": ["read"], "writer": ["migrate"]})
    assert [name for name in NAMES if database.may_connect(name)] == ["web-app", "writer"]
    closed = "SELECT coalesce(string_agg(rolname, ' ' ORDER BY rolname), '') FROM pg_roles WHERE rolname IN ('migrate', 'reader') AND NOT rolcanlogin"
    assert database.value(closed) == ("" if database.cloud == "gcp" else "migrate reader")
    assert database.allowed("web-app", "SELECT * FROM things")
    assert not database.allowed("web-app", "INSERT INTO things (text) VALUES ('x')")
    database.setup(FLOWS)
    assert database.who_may("SELECT 1") == list(NAMES)
    assert not database.allowed("writer", "CREATE TABLE mine (id int)")


@pytest.mark.postgres
def test_several_flows_of_one_caller_add_up(database: Database) -> None:
    """A job that migrates and reads has both."""
    database.setup({"migrate": ["migrate", "read"], "reader": ["read"]})
    database.migrate("CREATE TABLE things (id serial PRIMARY KEY, text text)")
    assert database.allowed("migrate", "SELECT * FROM things")
    roles = "SELECT string_agg(roleid::regrole::text, ' ' ORDER BY roleid::regrole::text) FROM pg_auth_members WHERE member = 'migrate'::regrole"
    assert str(database.value(roles)).removesuffix(" rds_iam") == "flow_login flow_migrate flow_read"


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["azure"], indirect=True)
def test_an_identity_that_was_made_anew_keeps_its_login(database: Database) -> None:
    """A run by another administrator gives the login to the new object id, and takes what the first one gave."""
    database.setup(FLOWS, object_id="first")
    database.setup({"web-app": ["read-write"]}, administrator="successor", object_id="second")
    label = "SELECT shobj_description('\"web-app\"'::regrole, 'pg_authid')"
    assert database.value(label) == "aadauth,oid=second,type=service"
    assert [name for name in NAMES if database.may_connect(name)] == ["web-app"]
    database.setup(FLOWS, administrator="administrator", object_id="second")
    assert [name for name in NAMES if database.may_connect(name)] == list(NAMES)


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["gcp"], indirect=True)
def test_a_run_that_fails_changes_nothing(database: Database) -> None:
    """The flag asks for the extension pgaudit, which this server lacks: psql says so and fails, and no role was made."""
    done = database.try_setup(FLOWS, options="-c cloudsql.enable_pgaudit=on")
    assert done.returncode == 3
    assert 'extension "pgaudit" is not available' in done.stderr
    assert database.value("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'flow%'") == 0


@pytest.mark.postgres
def test_an_administrator_who_may_not_grant_fails(database: Database) -> None:
    """PostgreSQL warns at most where the database belongs to somebody else; the job ends with an error."""
    with database.connect(SUPERUSER, "postgres") as login:
        login.execute(f"ALTER DATABASE app OWNER TO {SUPERUSER}")
    done = database.try_setup(FLOWS)
    assert done.returncode == 3
    assert "ERROR" in done.stderr
    assert database.value("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'flow%'") == 0


def test_the_files_differ_where_the_clouds_do() -> None:
    """Below the cloud's own part all are the same; container platforms would shorten $$ and look $( up."""
    texts = [(ROOT / "templates" / path).read_text(encoding="utf-8") for path in COPIES]
    assert len({text.split("-- The rest is the same on every cloud.")[1] for text in texts}) == 1
    assert not [text for text in texts if "$$" in text or "$(" in text]
