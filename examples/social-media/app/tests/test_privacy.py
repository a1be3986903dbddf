"""Exports hold everything of a person and nothing of others; erasure leaves nothing of them in any store."""

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import insert, text

from social import tables as t
from social.app import auditing, erasing, exporting, passwords
from social.app.holdings import HELD, NOBODYS
from social.app.oauth import digest
from social.app.passwords import hashed
from social.app.services import Services
from social.ports.others import SearchDown
from tests.world import Person, World

CANARY = "qzcanaryqz"
PASSWORD = "correct horse battery"
now_grace = pytest.mark.settings(erase_grace_days=0)


async def archive(world: World, person: Person, **given: Any) -> zipfile.ZipFile:
    """What somebody's export holds."""
    asked = await person.call("POST", "/api/x/v1/exports", 202, json=given)
    assert (asked["state"], asked["url"]) == ("queued", None)
    await world.settle()
    ready = await person.get(f"/api/x/v1/exports/{asked['id']}")
    assert ready["state"] == "ready"
    fetched = await world.client.get(ready["url"])
    assert fetched.status_code == 200
    return zipfile.ZipFile(io.BytesIO(fetched.content))


def rows(found: zipfile.ZipFile, name: str) -> list[Any]:
    """Rows of a table in an archive."""
    read: list[Any] = json.loads(found.read(f"rows/{name}.json"))
    return read


async def put(world: World, table: Any, **values: Any) -> int:
    """A row, with an id where the table has one."""
    if "id" in table.c:
        values = {"id": world.services.ids.next(), **values}
    if "created_at" in table.c:
        values = {"created_at": world.services.clock.now(), **values}
    async with world.services.db.begin() as unit:
        await unit.connection.execute(insert(table).values(**values))
    return int(values.get("id", 0))


async def file(world: World, person: Person, **columns: Any) -> str:
    """An upload that is ready; its key."""
    key = f"open/{world.services.ids.next()}.bin"
    await world.services.blob.put(key, f"{CANARY} in a file".encode(), "image/png")
    values = {"state": "ready", "type": "image", "key": key, "account_id": int(person.id), "description": f"{CANARY} described", **columns}
    await put(world, t.media, **values)
    return key


async def remembered(world: World) -> Person:
    """Somebody with a password."""
    ann = await world.person()
    await set_password(world, ann)
    return ann


async def set_password(world: World, person: Person) -> None:
    """Give somebody a password."""
    async with world.services.db.begin() as unit:
        await unit.connection.execute(
            t.users.update().where(t.users.c.account_id == int(person.id)).values(password=await hashed(PASSWORD))
        )


async def log_in(world: World, person: Person, status: int = 200) -> str:
    """A token by password."""
    app = await world.services_app()
    data = {**app, "grant_type": "password", "username": person.username, "password": PASSWORD, "scope": "read write"}
    response = await world.client.post("/oauth/token", data=data)
    assert response.status_code == status, response.text
    return str(response.json().get("access_token"))


# --- the list of tables ---------------------------------------------------------------------------------------------------------------
def test_every_table_is_somebodys_or_nobodys() -> None:
    """A new table has to say whose its rows are, with every column that names a person."""
    assert set(HELD) | NOBODYS == set(t.metadata.tables)
    assert not set(HELD) & NOBODYS
    for name, held in HELD.items():
        table = t.metadata.tables[name]
        named = {key.parent.name for key in table.foreign_keys if key.column.table.name in ("accounts", "users")}
        assert named <= {*held.by, *held.about}, name
        assert {*held.by, *held.about, *held.secret} <= set(table.c.keys()), name


# --- exports ------------------------------------------------------------------------------------------------------------------------
async def test_an_export_holds_what_is_stored(world: World) -> None:
    """Posts as activities, rows of every table, files; no secret, and nothing of others."""
    ann, ben = await world.person(), await world.person()
    post = await ann.say("My #first post", spoiler_text="careful")
    await ann.say("for few", visibility="private")
    foreign = await ben.say("something of somebody else")
    await world.follow_directly(ann, ben)
    await put(world, t.favourites, account_id=int(ann.id), status_id=int(foreign["id"]))
    await put(world, t.account_notes, source_id=int(ben.id), target_id=int(ann.id), comment="what others note about me is theirs")
    key = await file(world, ann)
    gone = await file(world, ann)
    await world.services.blob.delete([gone])
    found = await archive(world, ann)
    assert json.loads(found.read("actor.json"))["preferredUsername"] == ann.username
    notes = [each["object"]["source"] for each in json.loads(found.read("outbox.json"))["orderedItems"]]
    assert notes == ["My #first post", "for few"]
    assert str(rows(found, "statuses")[0]["id"]) == post["id"]
    assert [row["status_id"] for row in rows(found, "favourites")] == [int(foreign["id"])]
    assert len(rows(found, "follows")) == 1
    assert rows(found, "users")[0]["email"] == f"{ann.username}@example.com"
    assert found.read(f"media/{key}") == f"{CANARY} in a file".encode()
    assert json.loads(found.read("manifest.json"))["missing"] == [gone]
    assert {name.removeprefix("rows/").removesuffix(".json") for name in found.namelist() if name.startswith("rows/")} == set(HELD)
    whole = b"".join(found.read(name) for name in found.namelist()).decode()
    for secret in (digest(ann.token), "something of somebody else", "what others note about me", f"{ben.username}@example.com"):
        assert secret not in whole


async def test_an_export_of_a_range(world: World) -> None:
    """Posts and marks outside it are left out; the profile is always there."""
    ann = await world.person()
    early, late = await ann.say("early"), await ann.say("late")
    await world.change(t.statuses, int(early["id"]), created_at=1_600_000_000_000)
    found = await archive(world, ann, since="2025-01-01T00:00:00Z")
    assert [row["text"] for row in rows(found, "statuses")] == ["late"]
    assert len(json.loads(found.read("outbox.json"))["orderedItems"]) == 1
    found = await archive(world, ann, until="2025-01-01")
    assert [row["text"] for row in rows(found, "statuses")] == ["early"]
    assert len(rows(found, "accounts")) == 1
    assert late["id"]
    for wrong in ({"since": "yesterday"}, {"since": "2025-02-01", "until": "2025-01-01"}):
        await ann.call("POST", "/api/x/v1/exports", 422, json=wrong)


async def test_exports_are_their_owners(world: World) -> None:
    """Others don't find them, one is made at a time, and an address that is unsigned or changed opens nothing."""
    ann, ben = await world.people(2)
    asked = await ann.call("POST", "/api/x/v1/exports", 202)
    assert "already" in (await ann.call("POST", "/api/x/v1/exports", 422))["error"]
    await ben.get(f"/api/x/v1/exports/{asked['id']}", 404)
    assert await ben.get("/api/x/v1/exports") == []
    await world.settle()
    [ready] = await ann.get("/api/x/v1/exports")
    bare, _, query = ready["url"].partition("?")
    assert (await world.client.get(ready["url"])).status_code == 200
    for address in (bare, f"{bare}?{query[:-1]}x", f"{bare}?{query.replace('expires=', 'expires=9')}"):
        assert (await world.client.get(address)).status_code in (403, 404), address
    narrow = await world.person(scopes="read:accounts read:statuses write")
    await narrow.get("/api/x/v1/exports", 403)


async def test_an_export_expires(world: World) -> None:
    """Its file goes, and its address with it; the message that comes early or twice does nothing."""
    ann = await world.person()
    asked = await ann.call("POST", "/api/x/v1/exports", 202)
    await world.settle()
    row = await world.row(t.exports, id=int(asked["id"]))
    await exporting.expire(world.services, row.id)
    assert await world.services.blob.size(row.key)
    await world.change(t.exports, row.id, expires_at=world.services.clock.now() - 1)
    assert (await ann.get(f"/api/x/v1/exports/{row.id}"))["url"] is None
    for _ in range(2):
        await world.tell("erase", "export.expired", export_id=str(row.id))
    assert await world.services.blob.size(row.key) is None
    assert (await ann.get(f"/api/x/v1/exports/{row.id}"))["state"] == "expired"


async def test_an_export_that_fails_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the last attempt; then another can be asked for. A message that comes twice makes one archive."""
    from social.ports.queue import Dead, Envelope, Retry
    from social.workers import registry

    ann = await world.person()
    asked = await ann.call("POST", "/api/x/v1/exports", 202)

    async def full(*_: Any) -> None:
        raise OSError("no space left")

    body = {"export_id": asked["id"]}
    with monkeypatch.context() as patch:
        patch.setattr(world.services.blob, "put", full)
        assert isinstance(await registry.handle("erase", Envelope("export.asked", "1", "k", body, attempt=1), world.services), Retry)
        assert (await ann.get(f"/api/x/v1/exports/{asked['id']}"))["state"] == "queued"
        assert isinstance(await registry.handle("erase", Envelope("export.asked", "1", "k", body, attempt=5), world.services), Dead)
    assert (await ann.get(f"/api/x/v1/exports/{asked['id']}"))["state"] == "failed"
    second = await ann.call("POST", "/api/x/v1/exports", 202)
    for _ in range(2):
        await exporting.make(world.services, int(second["id"]))
    assert len(await world.services.blob.list("exports/")) == 1


# --- the wish -----------------------------------------------------------------------------------------------------------------------
async def test_whoever_asks_is_hidden_at_once(world: World) -> None:
    """Posts, profile and token, before anything is erased."""
    ann, ben = await remembered(world), await world.person()
    post = await ann.say("still here")
    await world.settle()
    answer = await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": PASSWORD})
    assert answer["state"] == "erasing"
    await ben.get(f"statuses/{post['id']}", 404)
    await ann.get("accounts/verify_credentials", 401)
    assert (await ben.get("/api/v2/search", q=ann.username))["accounts"] == []
    assert (await world.row(t.statuses, id=int(post["id"]))).text == "still here"
    await world.settle()
    assert (await world.row(t.accounts, id=int(ann.id))) is not None


async def test_the_wish_needs_a_proof(world: World) -> None:
    """The password, or a login of the last ten minutes; a found phone with an old token is not enough."""
    ann = await remembered(world)
    assert (await ann.call("DELETE", "/api/x/v1/account", 403, json={"password": "wrong"}))["error"] == "The password is wrong"
    row = await world.row(t.tokens, token_hash=digest(ann.token))
    await world.change(t.tokens, row.id, created_at=world.services.clock.now() - 3_600_000)
    await ann.call("DELETE", "/api/x/v1/account", 401)
    assert (await world.row(t.accounts, id=int(ann.id))).state == "active"
    await world.change(t.tokens, row.id, created_at=world.services.clock.now())
    await ann.call("DELETE", "/api/x/v1/account", 202)
    assert (await world.row(t.accounts, id=int(ann.id))).state == "erasing"


async def test_a_login_within_the_grace_takes_it_back(world: World) -> None:
    """In the state of before; the message that comes later finds nothing to do."""
    ann = await remembered(world)
    await world.change(t.accounts, int(ann.id), state="silenced")
    post = await ann.say("I stay")
    await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": PASSWORD})
    token = await log_in(world, ann)
    assert (await world.row(t.accounts, id=int(ann.id))).state == "silenced"
    back = Person(world, ann.id, ann.username, token)
    assert (await back.get(f"statuses/{post['id']}"))["id"] == post["id"]
    await world.tell("erase", "account.due", account_id=ann.id)
    assert (await world.row(t.accounts, id=int(ann.id))) is not None
    actions = [row.action for row in await world.rows(t.audit)]
    assert actions == ["erasure.wished", "erasure.cancelled"]


async def test_there_is_no_way_back_once_it_began(world: World) -> None:
    """A login is refused."""
    ann = await remembered(world)
    await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": PASSWORD})
    async with world.services.db.begin() as unit:
        await unit.connection.execute(t.erasures.update().values(started_at=1))
    await log_in(world, ann, 403)


# --- the deed -----------------------------------------------------------------------------------------------------------------------
async def planted(world: World) -> tuple[Person, Person]:
    """Somebody whose canary is in every table that may hold text of theirs, and in every store; and a friend."""
    ann, ben = await remembered(world), await world.person()
    me, user = int(ann.id), (await world.row(t.users, account_id=int(ann.id))).id
    key = await file(world, ann)
    profile = {"display_name": CANARY, "note": CANARY, "fields": [{"name": CANARY, "value": CANARY}], "avatar": key}
    await world.change(t.accounts, me, indexable=True, **profile)
    await world.change(t.users, user, email=f"{CANARY}@example.com", email_key=f"{CANARY}@example.com", locale=CANARY[:10])
    await put(world, t.identities, user_id=user, issuer=CANARY, subject=CANARY)
    first = await ann.say(f"{CANARY} says #{CANARY}", spoiler_text=CANARY, language="en")
    await ann.say(f"{CANARY} to @{ben.username}", visibility="direct")
    number = int(first["id"])
    await put(world, t.status_edits, status_id=number, text=CANARY, html=CANARY, spoiler_text=CANARY)
    await put(world, t.polls, status_id=number, account_id=me, options=[CANARY], votes=[0])
    await put(world, t.idempotency, user_id=user, key=CANARY, status_id=number)
    await put(world, t.scheduled, user_id=user, params={"text": CANARY}, due_at=2**52)
    await put(world, t.account_notes, source_id=me, target_id=int(ben.id), comment=CANARY)
    await put(world, t.lists, account_id=me, title=CANARY)
    words = await put(world, t.filters, account_id=me, title=CANARY, contexts=[])
    await put(world, t.filter_keywords, filter_id=words, keyword=CANARY)
    await put(world, t.reports, account_id=me, target_id=int(ben.id), comment=CANARY)
    await put(world, t.actions, target_id=me, type="warning", text=CANARY)
    await put(world, t.verdicts, subject="status", subject_id=number, verdict="flag", reasons=[CANARY], source="rules", cause=CANARY)
    token = (await world.row(t.tokens, token_hash=digest(ann.token))).id
    push = {"endpoint": f"https://push.example/{CANARY}", "p256dh": CANARY, "auth": CANARY}
    await put(world, t.push_subscriptions, token_id=token, account_id=me, **push)
    await world.follow_directly(ben, ann)
    await ben.home()
    await world.settle()
    await ann.home()
    await ben.home()
    await ann.call("POST", "/api/x/v1/exports", 202)
    await world.settle()
    return ann, ben


async def scan(services: Services) -> list[str]:
    """Every place where the canary is: tables of the database with those of the index, the database's files, Redis, blobs."""
    needle, found = CANARY.encode(), []
    async with services.db.read() as connection:
        names = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
            "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        }[services.db.dialect]
        for name in list((await connection.execute(text(names))).scalars()):
            for row in await connection.execute(text(f'SELECT * FROM "{name}"')):  # noqa: S608
                if any(needle in (value if isinstance(value, bytes) else str(value).encode()) for value in row):
                    found.append(f"table {name}")
    for path in services.settings.data_dir.rglob("*"):
        if path.is_file() and (needle in path.read_bytes() or CANARY in str(path)):
            found.append(f"file {path.name}")
    found += [f"blob {key}" for key in await services.blob.list("") if needle in await services.blob.get(key)]
    if services.settings.redis_url is not None:
        found += await scan_redis(services.settings.redis_url.get_secret_value())
    return sorted(set(found))


async def scan_redis(url: str) -> list[str]:
    """Keys whose name or value has it."""
    import redis.asyncio as redis

    async with redis.from_url(url) as client:
        found = []
        async for key in client.scan_iter("*"):
            value = await client.dump(key) or b""
            kind = (await client.type(key)).decode()
            plain: Any = b""
            if kind == "string":
                plain = await client.get(key)
            elif kind == "hash":
                plain = await client.hgetall(key)
            elif kind == "stream":
                plain = await client.xrange(key)
            elif kind == "zset":
                plain = await client.zrange(key, 0, -1)
            if CANARY.encode() in key + value + str(plain).encode():
                found.append(f"redis {key.decode()}")
        return found


@now_grace
async def test_nothing_is_left_in_any_store(world: World) -> None:
    """A canary in every table and store is found before, and nowhere after."""
    ann, ben = await planted(world)
    before = await scan(world.services)
    tables = {place.removeprefix("table ") for place in before if place.startswith("table ")}
    assert tables >= {
        "accounts", "users", "identities", "statuses", "status_edits", "tags", "polls", "idempotency", "scheduled", "media", "account_notes",
        "lists", "filters", "filter_keywords", "reports", "actions", "verdicts", "push_subscriptions", "search_documents",
    }  # fmt: skip
    assert any(place.startswith("blob open/") for place in before)
    await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": PASSWORD})
    await world.settle()
    assert await scan(world.services) == []
    assert await world.services.blob.list("exports/") == []
    assert await world.services.search.statuses(CANARY, limit=5) == []
    for name, held in HELD.items():
        table = t.metadata.tables[name]
        for column, kind in held.by.items():
            if kind == "account":
                assert await world.rows(table, **{column: int(ann.id)}) == [], name
    await ben.get(f"accounts/{ann.id}", 404)


@now_grace
async def test_tries_at_a_password_are_forgotten(world: World) -> None:
    """Their keys are hashes, but of a name, an address and a number that are known."""
    ann = await remembered(world)
    for login in (ann.username, f"{ann.username}@example.com"):
        assert await passwords.person(world.services, login, "wrong") is None
    assert len(await world.rows(t.login_failures)) == 3
    await ann.call("DELETE", "/api/x/v1/account", 202)
    await world.settle()
    assert await world.rows(t.login_failures) == []


@now_grace
async def test_receipts_are_in_the_audit_log(world: World) -> None:
    """One for each store, under a keyed hash; the chain is whole, and the wish itself is gone."""
    ann, _ = await planted(world)
    await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": PASSWORD})
    await world.settle()
    who = auditing.subject(world.services, "account", int(ann.id))
    log = [row for row in await world.rows(t.audit) if row.target == who]
    assert [row.details["step"] for row in log if row.action == "erasure.step"] == list(erasing.STEPS)
    assert (log[0].action, log[-1].action) == ("erasure.wished", "erasure.completed")
    assert {row.details["step"]: row.details["erased"] for row in log if row.details}["posts"] == 2
    assert (await auditing.verify(world.services.db)).whole
    assert await world.rows(t.erasures) == []
    assert ann.id not in str(log)


@now_grace
async def test_counters_and_threads_stay_consistent(world: World) -> None:
    """Others' numbers fall by what the person added; answers to them stay in their thread."""
    ann, ben, cat = await remembered(world), await world.person(), await world.person()
    await world.follow_directly(ann, ben)
    await world.follow_directly(ben, ann)
    for person, following, followers in ((ann, 1, 1), (ben, 1, 1)):
        await world.change(t.accounts, int(person.id), following_count=following, followers_count=followers)
    root = await ben.say("root")
    middle = await ann.say("middle", in_reply_to_id=root["id"])
    leaf = await cat.say("leaf", in_reply_to_id=middle["id"])
    await ann.post(f"statuses/{root['id']}/favourite")
    await ann.post(f"statuses/{root['id']}/reblog")
    await cat.post(f"statuses/{middle['id']}/reblog")
    poll = (await ben.say("?", poll={"options": ["a", "b"], "expires_in": 3600}))["poll"]
    for person in (ann, cat):
        await person.call("POST", f"polls/{poll['id']}/votes", json={"choices": [0]})
    await world.settle()
    await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": PASSWORD})
    await world.settle()
    seen = await ben.get(f"statuses/{root['id']}")
    assert (seen["favourites_count"], seen["reblogs_count"], seen["replies_count"]) == (0, 0, 0)
    counted = await ben.get(f"accounts/{ben.id}")
    assert (counted["following_count"], counted["followers_count"], counted["statuses_count"]) == (0, 0, 2)
    assert (await ben.get(f"accounts/{cat.id}"))["statuses_count"] == 1
    voted = await cat.get(f"polls/{poll['id']}")
    assert [option["votes_count"] for option in voted["options"]] == [1, 0]
    assert voted["voters_count"] in (1, None)
    thread = await cat.get(f"statuses/{root['id']}/context")
    assert [each["id"] for each in thread["descendants"]] == [leaf["id"]]
    answer = await cat.get(f"statuses/{leaf['id']}")
    assert answer["in_reply_to_account_id"] is None
    assert [each["id"] for each in (await cat.get(f"statuses/{leaf['id']}/context"))["ancestors"]] == [root["id"]]
    empty = await world.row(t.statuses, id=int(middle["id"]))
    assert (empty.account_id, empty.text, empty.html) == (erasing.NOBODY, "", "")
    await cat.get(f"statuses/{middle['id']}", 404)


@now_grace
@pytest.mark.parametrize(("store", "method"), [("feed", "erase"), ("search", "erase"), ("blob", "delete"), ("graph", "erase")])
async def test_a_store_that_is_down_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch, store: str, method: str) -> None:
    """The other steps are done meanwhile; the person's rows wait, since the step that is left reads them."""
    ann, _ = await planted(world)

    async def down(*_: Any) -> int:
        raise SearchDown

    with monkeypatch.context() as patch:
        patch.setattr(getattr(world.services, store), method, down)
        await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": PASSWORD})
        assert await erasing.erase(world.services, int(ann.id))
        assert (await world.row(t.accounts, id=int(ann.id))).state == "erasing"
        [wish] = await world.rows(t.erasures)
        assert {"marks", "follows", "posts"} <= set(wish.receipts)
    assert await erasing.erase(world.services, int(ann.id)) == []
    await world.settle()
    assert await scan(world.services) == []


@now_grace
async def test_a_crash_between_steps_is_made_good(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever step it comes before: the next delivery goes on, and one more changes nothing."""
    ann, _ = await planted(world)
    await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": PASSWORD})

    class Killed(BaseException):
        pass

    async def killed(*_: Any) -> int:
        raise Killed

    for name in erasing.STEPS:
        with monkeypatch.context() as patch:
            patch.setitem(erasing.STEPS, name, killed)
            with pytest.raises(Killed):
                await erasing.erase(world.services, int(ann.id))
        assert await world.rows(t.erasures)
        if name == "posts":
            await erasing.STEPS[name](world.services, int(ann.id))  # done, and killed before its receipt
    assert await erasing.erase(world.services, int(ann.id)) == []
    assert await erasing.erase(world.services, int(ann.id)) == []
    await world.settle()
    assert await scan(world.services) == []
    done = [row.details["step"] for row in await world.rows(t.audit) if row.action == "erasure.step"]
    assert done == list(erasing.STEPS)


@now_grace
async def test_messages_about_somebody_erased_are_dropped(world: World) -> None:
    """Whatever still waits in a queue finds nobody and ends; no dead letter."""
    ann, ben = await remembered(world), await world.person()
    await world.follow_directly(ben, ann)
    post = await ann.say("last words @" + ben.username)
    await ann.post(f"accounts/{ben.id}/follow")
    await file(world, ann, state="queued", upload_key="uploads/none")
    await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": PASSWORD})
    assert await erasing.erase(world.services, int(ann.id)) == []
    await world.settle()
    for queue in ("fanout", "notify", "index", "moderation", "media", "erase"):
        assert await world.services.queue.dead(queue, 5) == [], queue
    assert await ben.home() == []
    assert await world.services.search.statuses("words", limit=5) == []
    assert await world.row(t.statuses, id=int(post["id"])) is None
