"""The package as a program: how it starts, why it does not, how it ends, and how it grows."""

import asyncio
import base64
import json
import os
import re
import signal
import socket
import sqlite3
import sys
import uuid
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import select
from websockets.asyncio.client import connect

from social import tables as t
from social.adapters.queue.table import TableQueue
from social.adapters.sql.migrate import upgrade
from social.ports.queue import Dead, Envelope
from social.process import ANSWERS, PROBES, WORK, adopt
from social.settings import Role, Settings
from social.wiring import wire
from tests.conftest import free_port
from tests.processes import APP, PATIENCE, command, serving, variables

PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC")


@pytest.fixture
def database(postgres: str) -> str:
    """An empty database."""
    name = f"p{uuid.uuid4().hex}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres}/{name}"


class Session:
    """One client with one token, whatever runs behind the port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE)
        self.id = self.token = ""

    async def sign_up(self, name: str) -> "Session":
        """Register an app and a person."""
        app = (
            await self.client.post(
                "/api/v1/apps", data={"client_name": "ladder", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write follow"}
            )
        ).json()
        own = {"client_id": app["client_id"], "client_secret": app["client_secret"], "scope": "read write follow"}
        token = (await self.client.post("/oauth/token", data={"grant_type": "client_credentials", **own})).json()["access_token"]
        person = {"username": name, "email": f"{name}@example.com", "password": "correct horse", "agreement": "true", "locale": "en"}
        made = await self.client.post("/api/v1/accounts", data=person, headers={"Authorization": f"Bearer {token}"})
        self.token = made.json()["access_token"]
        self.client.headers["Authorization"] = f"Bearer {self.token}"
        self.id = (await self.call("GET", "/api/v1/accounts/verify_credentials"))["id"]
        return self

    async def call(self, method: str, path: str, **request: Any) -> Any:
        """JSON of a call that works."""
        response = await self.client.request(method, path, **request)
        assert response.status_code in (200, 202, 206), f"{method} {path}: {response.status_code} {response.text[:300]}"
        return response.json()

    async def say(self, text: str) -> str:
        """Post; the id."""
        return str((await self.call("POST", "/api/v1/statuses", json={"status": text}))["id"])

    async def ids(self, path: str) -> list[str]:
        """Ids of a list."""
        return [each["id"] for each in await self.call("GET", path)]

    async def until(self, path: str, wanted: Any) -> Any:
        """The answer as soon as it is as wanted."""
        async with asyncio.timeout(PATIENCE):
            while not wanted(found := await self.call("GET", path)):
                await asyncio.sleep(0.05)
        return found


def test_every_queue_and_every_role_has_its_place() -> None:
    """Each queue is worked on by one role beside `all`; workers answer only how they are."""
    from social.ports.queue import QUEUES

    split = [queue for role, queues in WORK.items() if role is not Role.all for queue in queues]
    assert sorted(split) == sorted(QUEUES) == sorted(WORK[Role.all])
    assert {role for role in Role if role not in ANSWERS} == {Role.relay, Role.fanout, Role.media, Role.moderation, Role.notify}


async def test_demo_people_are_there_from_the_first_answer_on(tmp_path: Path) -> None:
    """With posts, follows, staff, and the password that was told; a second start changes nothing and tells no password."""
    port = free_port()
    counts = []
    for first in (True, False):
        async with (
            serving("--demo", port=port, data_dir=tmp_path / "data") as running,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            posts = (await client.get("/api/v1/timelines/public")).json()
            counts.append((await client.get("/api/v1/instance")).json()["stats"])
            assert {each["account"]["username"] for each in posts} >= {"ada", "bea", "carl"}
            app = (await client.post("/api/v1/apps", data={"client_name": "x", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"})).json()
            password = (tmp_path / "data" / "demo.password").read_text()
            login = {
                "grant_type": "password",
                "username": "ada@example.com",
                "password": password,
                **{k: app[k] for k in ("client_id", "client_secret")},
            }
            token = (await client.post("/oauth/token", data=login)).json()["access_token"]
            home = (await client.get("/api/v1/timelines/home", headers={"Authorization": f"Bearer {token}"})).json()
            assert {"bea", "emil"} <= {each["account"]["username"] for each in home}
            assert sum(each["favourites_count"] for each in posts) > 0
            assert sum(each["replies_count"] for each in posts) > 0
            code, said = await running.stop()
            assert code == 0
            assert f"Listening on http://localhost:{port}" in said
            assert (password in said) is first
            assert ("carl (moderator), dora (admin)" in said) is first
            assert ("There are people already" in said) is not first
    assert counts[0] == counts[1]
    assert counts[0]["user_count"] == 5


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ({"port": "taken"}, 3, r"^Port \d+ is taken\. Choose another one with SOCIAL_PORT\.$"),
        ({"data_dir": "file/below"}, 4, r"^Can't write to the folder .*/file/below: Not a directory\. Choose another one with SOCIAL_DATA_DIR\.$"),
        ({"database_url": "closed"}, 5, r"^The database postgresql://ann:\*\*\*@127\.0\.0\.1:\d+/social does not answer: .*refused"),
        ({"role": "relay"}, 2, r"^The role relay needs SOCIAL_DATABASE_URL and SOCIAL_REDIS_URL; the role `all` needs neither\.$"),
        ({"queue_url": "carrier-pigeon:loft"}, 2, r"^SOCIAL_QUEUE_URL: there is no adapter for carrier-pigeon yet$"),
        ({"port": "99999"}, 2, r"^SOCIAL_PORT: "),
        ({"role": "emperor"}, 2, r"^SOCIAL_ROLE: "),
    ],
)  # fmt: skip
async def test_what_keeps_it_from_starting_is_said_in_a_line(tmp_path: Path, settings: dict[str, str], code: int, words: str) -> None:
    """With an exit code of its own, no traceback and no password."""
    (tmp_path / "file").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        stand_in = {
            "taken": taken.getsockname()[1],
            "file/below": tmp_path / "file" / "below",
            "closed": f"postgresql://ann:hush@127.0.0.1:{free_port()}/social",
        }
        values: dict[str, Any] = {"port": free_port(), "data_dir": tmp_path / "data"}
        values |= {name: stand_in.get(value, value) for name, value in settings.items()}
        found, _, complained = await command("serve", environment=variables(**values))
    assert found == code, complained
    assert re.search(words, complained.strip(), re.MULTILINE), complained
    assert "Traceback" not in complained
    assert "hush" not in complained


async def test_the_demo_leaves_a_network_of_others_alone(tmp_path: Path) -> None:
    """Nobody is announced who isn't there, and no password is made."""
    values: dict[str, Any] = {"port": free_port(), "data_dir": tmp_path / "data"}
    async with serving(**values):
        await Session(values["port"]).sign_up("ann")
    async with serving("--demo", **values) as running, httpx.AsyncClient(base_url=f"http://127.0.0.1:{values['port']}") as client:
        assert (await client.get("/api/v1/instance")).json()["stats"]["user_count"] == 1
        _, said = await running.stop()
    assert "There are people already, so none were added for the demo." in said
    assert "password" not in said
    assert not (values["data_dir"] / "demo.password").exists()


@pytest.mark.parametrize("arguments", [("audit", "verify"), ("work",), ("role", "ann", "admin"), ("copy", "--to", "sqlite:///x/social.db")])
@pytest.mark.parametrize("flavour", ["embedded", "server"])
async def test_commands_need_a_network_and_leave_nothing_behind(
    tmp_path: Path, database: str, arguments: tuple[str, ...], flavour: str
) -> None:
    """Without a schema, and where the folder can't be written: a line, a code, no keys and no empty database."""
    folder = tmp_path / "data"
    folder.mkdir()
    values: dict[str, Any] = {"data_dir": folder, **({"database_url": database} if flavour == "server" else {})}
    code, _, complained = await command(*arguments, environment=variables(**values))
    assert (code, complained.count("\n")) == (6, 1), complained
    assert complained.endswith("Run `social migrate` first.\n")
    assert list(folder.iterdir()) == []
    (tmp_path / "file").write_text("")
    code, _, complained = await command(*arguments, environment=variables(**{**values, "data_dir": tmp_path / "file" / "below"}))
    assert (code, complained.count("\n")) == (6, 1), complained


async def test_a_folder_that_cannot_be_written_is_no_traceback(tmp_path: Path) -> None:
    """Nor does anything change in it."""
    folder = tmp_path / "data"
    assert (await command("migrate", environment=variables(data_dir=folder)))[0] == 0
    before = sorted(folder.iterdir())
    folder.chmod(0o555)
    # Who is root writes everywhere, but for this.
    somebody = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    for arguments in (("audit", "verify"), ("work",), ("role", "ann", "admin")):
        process = await asyncio.create_subprocess_exec(
            *somebody, sys.executable, "-m", "social", *arguments, cwd=APP, env=variables(data_dir=folder), stderr=asyncio.subprocess.PIPE
        )
        _, complained = await asyncio.wait_for(process.communicate(), PATIENCE)
        words = f"Can't write to the folder {folder}: Permission denied. Choose another one with SOCIAL_DATA_DIR.\n"
        assert (process.returncode, complained.decode()) == (4, words)
    assert sorted(folder.iterdir()) == before


async def test_a_role_does_not_start_on_another_schema(database: str, redis_url: str, tmp_path: Path) -> None:
    """Until `social migrate` has run."""
    values = {
        "role": "notify",
        "port": free_port(),
        "data_dir": tmp_path,
        "database_url": database,
        "redis_url": redis_url,
        "secret_key": "k" * 40,
    }
    code, _, complained = await command("serve", environment=variables(**values))
    assert code == 6
    assert "social migrate" in complained
    assert (await command("migrate", environment=variables(**values)))[0] == 0
    async with serving(**values) as running:  # type: ignore[arg-type]
        assert (await command("health", environment=variables(**values)))[0] == 0
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{running.port}") as client:
            assert (await client.get("/api/v1/instance")).status_code == 404
            for path in PROBES[1:]:
                assert (await client.get(path)).status_code == 200
    assert (await command("health", environment=variables(**values)))[0] == 1


async def test_a_request_that_runs_is_answered_although_the_end_was_asked_for(tmp_path: Path) -> None:
    """SIGTERM while a body is still on its way."""
    port = free_port()
    async with serving(port=port, data_dir=tmp_path) as running:
        session = await Session(port).sign_up("ann")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"status": "in time"}).encode()
        head = f"POST /api/v1/statuses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session.token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body[:5])
        await writer.drain()
        await asyncio.sleep(0.3)
        running.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.3)
        writer.write(body[5:])
        await writer.drain()
        assert b" 200 " in await asyncio.wait_for(reader.readline(), PATIENCE)
        writer.close()
        assert await asyncio.wait_for(running.process.wait(), PATIENCE) == 0
        await session.client.aclose()


async def test_no_accepted_post_is_lost_when_it_is_killed(tmp_path: Path) -> None:
    """Kill -9 amid posting; after the next start each post that was answered is there, once, and the follower has it."""
    port, accepted = free_port(), []
    async with serving(port=port, data_dir=tmp_path) as running:
        ann, bob = await Session(port).sign_up("ann"), await Session(port).sign_up("bob")
        await bob.call("POST", f"/api/v1/accounts/{ann.id}/follow")

        async def post() -> None:
            for number in range(10_000):
                try:
                    accepted.append(await ann.say(f"post {number}"))
                except httpx.HTTPError:
                    return

        posting = asyncio.create_task(post())
        while len(accepted) < 15:
            await asyncio.sleep(0.01)
        assert (await running.stop(signal.SIGKILL))[0] == -signal.SIGKILL
        await posting
    async with serving(port=port, data_dir=tmp_path):
        found = await bob.until("/api/v1/timelines/home?limit=40", lambda posts: {each["id"] for each in posts} >= set(accepted[-30:]))
        assert len(found) == len({each["id"] for each in found})
        assert set(await ann.ids(f"/api/v1/accounts/{ann.id}/statuses?limit=40")) >= set(accepted[-30:])
    for session in (ann, bob):
        await session.client.aclose()


@pytest.mark.parametrize("settings", ["servers"], indirect=True)
async def test_what_the_table_queue_left_goes_to_the_broker(settings: Settings) -> None:
    """With the delays of the living, and another chance for the dead."""
    services = wire(settings)
    await upgrade(services.db)
    table = TableQueue(services.db, 3)
    await table.send("media", Envelope("a", "1", "k"))
    (dying,) = await table.receive("media", 10, 0)
    await table.settle(dying, Dead("broken"))
    await table.send("media", Envelope("a", "2", "k"), delay=600)
    await table.send("media", Envelope("a", "3", "k", {"x": "y"}))
    assert await adopt(services) == 3
    found = await services.queue.receive("media", 10, 0)
    assert sorted((each.envelope.id, each.envelope.attempt) for each in found) == [("1", 1), ("3", 1)]
    assert {each.envelope.id: each.envelope.body for each in found}["3"] == {"x": "y"}
    async with services.db.read() as connection:
        assert (await connection.execute(select(t.queue_messages.c.id))).first() is None
    await services.queue.close()
    await services.db.close()


async def test_copy_refuses_a_database_that_has_something(database: str, tmp_path: Path) -> None:
    """And leaves it as it is; a second try into an empty one works, and back again."""
    source = variables(data_dir=tmp_path / "one", port=free_port())
    async with serving("--demo", port=int(source["SOCIAL_PORT"]), data_dir=tmp_path / "one"):
        pass
    code, said, complained = await command("copy", "--to", database, environment=source)
    assert code == 0, complained
    assert re.search(r"^ +5 accounts$", said, re.MULTILINE)
    code, _, complained = await command("copy", "--to", database, environment=source)
    assert code == 5
    assert "nothing was copied" in complained
    assert (await command("copy", "--to", "mysql://x/y", environment=source))[0] == 5
    back = variables(data_dir=tmp_path / "two", database_url=database)
    assert (await command("copy", "--to", f"sqlite:///{tmp_path}/three/social.db", environment=back))[0] == 0
    first, last = (_everything(tmp_path / name / "social.db") for name in ("one", "three"))
    assert first == last
    assert sum(map(len, first.values())) > 50


def _everything(path: Path) -> dict[str, list[Any]]:
    """Rows by table, but for what is announced anew."""
    with sqlite3.connect(path) as connection:
        return {
            table.name: sorted(connection.execute(str(select(table))), key=str)
            for table in t.metadata.sorted_tables
            if table.name not in ("outbox", "queue_messages")
        }


@pytest.mark.slow
async def test_one_session_climbs_from_a_laptop_to_six_roles(database: str, redis_url: str, tmp_path: Path) -> None:
    """Embedded, PostgreSQL, Redis, and every role a process of its own: the same token, the same posts, more of them on each rung."""
    port = free_port()
    common = {"data_dir": tmp_path / "data", "secret_key": "k" * 40, "base_url": f"http://127.0.0.1:{port}"}
    posts: list[str] = []
    ann, bob = Session(port), Session(port)

    async def rung(name: str) -> None:
        """Everything from below is there, and life goes on."""
        assert (await ann.call("GET", "/api/v1/accounts/verify_credentials"))["id"] == ann.id
        posts.insert(0, await ann.say(f"Hello @bob from {name}"))
        await bob.until("/api/v1/timelines/home", lambda found: [each["id"] for each in found] == posts)
        mentions = "/api/v1/notifications?types[]=mention"
        await bob.until(mentions, lambda found: [each["status"]["id"] for each in found] == posts)
        await bob.call("POST", f"/api/v1/statuses/{posts[0]}/favourite")
        assert await bob.ids("/api/v1/favourites") == posts

    async with serving(port=port, **common):
        await ann.sign_up("ann")
        await bob.sign_up("bob")
        await bob.call("POST", f"/api/v1/accounts/{ann.id}/follow")
        await rung("SQLite")
    code, _, complained = await command("copy", "--to", database, environment=variables(**common))
    assert code == 0, complained
    common |= {"database_url": database}
    async with serving(port=port, **common):
        await rung("PostgreSQL")
    common |= {"redis_url": f"{redis_url}/62"}
    async with serving(port=port, **common):
        await rung("Redis")
    gateway = free_port()
    async with AsyncExitStack() as stack:
        places = {role: free_port() for role in Role if role is not Role.all} | {Role.api: port, Role.gateway: gateway}
        await asyncio.gather(*(stack.enter_async_context(serving(port=place, role=role.value, **common)) for role, place in places.items()))
        async with connect(f"ws://127.0.0.1:{gateway}/api/v1/streaming?stream=user&access_token={bob.token}") as stream:
            await rung("six roles")
            heard = set()
            async with asyncio.timeout(PATIENCE):
                while not {"update", "notification"} <= heard:
                    heard.add(json.loads(await stream.recv())["event"])
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"http://127.0.0.1:{gateway}/api/v1/instance")).status_code == 404
        upload = await ann.call("POST", "/api/v2/media", files={"file": ("a.png", PICTURE, "image/png")})
        picture = await ann.until(f"/api/v1/media/{upload['id']}", lambda found: found["url"])
        assert picture["blurhash"]
        for each in (ann, bob):
            await each.client.aclose()
