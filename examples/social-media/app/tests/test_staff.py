"""Reports, what staff do to people, and appeals."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed

from social import tables as t
from social.adapters.sql.database import Unit
from social.app import auditing, oauth, placing, staff
from social.app.passwords import hashed
from social.stream import hub
from tests import files
from tests.live import listening, publish, received, serving, until
from tests.processes import command, variables
from tests.test_posts import open_to_all, stored
from tests.world import Person, World

PERSON = {
    "id", "username", "domain", "created_at", "email", "ip", "ips", "locale", "invite_request", "role", "confirmed", "approved", "disabled",
    "silenced", "suspended", "sensitized", "account",
}  # fmt: skip
REPORT = {
    "id", "action_taken", "action_taken_at", "category", "comment", "forwarded", "created_at", "updated_at", "account", "target_account",
    "assigned_account", "action_taken_by_account", "statuses", "rules",
}  # fmt: skip


async def deeds(world: World) -> list[str]:
    """What the audit log has."""
    async with world.services.db.read() as connection:
        return list((await connection.execute(select(t.audit.c.action).order_by(t.audit.c.id))).scalars())


async def act(moderator: Person, on: Person, type_: str, status: int = 200, **more: str) -> Any:
    """An action on somebody."""
    return await moderator.post(f"admin/accounts/{on.id}/action", status, type=type_, **more)


async def test_a_report_reaches_the_staff(world: World) -> None:
    """With all its fields, with a slash at the end as one client writes it, and with a notice for moderators."""
    ann, bob = await world.people(2)
    mod = await world.person(role="moderator")
    post = await bob.say("bad")
    made = await ann.call(
        "POST", "reports/", data={"account_id": bob.id, "status_ids[]": [post["id"]], "comment": "look", "rule_ids[]": ["1"], "forward": "1"}
    )  # fmt: skip
    assert {name: made[name] for name in ("action_taken", "category", "comment", "forwarded", "status_ids", "rule_ids")} == {
        "action_taken": False, "category": "violation", "comment": "look", "forwarded": True, "status_ids": [post["id"]], "rule_ids": ["1"],
    }  # fmt: skip
    assert made["target_account"]["id"] == bob.id
    await world.settle()
    [notice] = await mod.get("notifications")
    assert (notice["type"], notice["report"]["id"], notice["account"]["id"]) == ("admin.report", made["id"], ann.id)
    assert await bob.get("notifications") == []
    found = await mod.get(f"admin/reports/{made['id']}")
    assert set(found) == REPORT
    assert set(found["account"]) == set(found["target_account"]) == PERSON
    assert (found["account"]["id"], found["target_account"]["email"]) == (ann.id, f"{bob.username}@example.com")
    assert [each["id"] for each in found["statuses"]] == [post["id"]]
    assert found["rules"] == [{"id": "1", "text": "Be kind.", "hint": ""}]
    assert found["action_taken_at"] is None is found["assigned_account"] is found["action_taken_by_account"]


async def test_reports_that_cannot_be(world: World) -> None:
    """Nobody to report, posts of others or hidden ones, unknown categories and rules, too many words."""
    ann, bob = await world.people(2)
    own, secret = await ann.say("mine"), await bob.say("secret", visibility="direct")
    for status, fields in (
        (422, {}), (422, {"account_id": ""}), (404, {"account_id": "1"}), (404, {"account_id": "x"}), (404, {"account_id": bob.id, "status_ids[]": own["id"]}),
        (404, {"account_id": bob.id, "status_ids[]": secret["id"]}), (404, {"account_id": bob.id, "status_ids[]": "x"}),
        (422, {"account_id": bob.id, "category": "rude"}), (422, {"account_id": bob.id, "comment": "x" * 1_001}),
        (422, {"account_id": bob.id, "category": "spam", "rule_ids[]": "1"}), (422, {"account_id": bob.id, "category": "violation", "rule_ids[]": "9"}),
    ):  # fmt: skip
        await ann.post("reports", status, **fields)
    assert await (await world.person(role="moderator")).get("admin/reports") == []
    assert (await ann.post("reports", account_id=bob.id, category="legal"))["category"] == "legal"


async def test_staff_work_through_reports(world: World) -> None:
    """Lists by state and person with pages; taken on, left, changed, resolved and opened again; each step in the audit log."""
    ann, bob, cat = await world.people(3)
    mod = await world.person(role="moderator")
    ids = [(await one.post("reports", account_id=other.id))["id"] for one, other in ((ann, bob), (cat, bob), (bob, ann))]
    assert [each["id"] for each in await mod.get("admin/reports")] == ids[::-1]
    assert [each["id"] for each in await mod.get("admin/reports", account_id=cat.id)] == [ids[1]]
    assert [each["id"] for each in await mod.get("admin/reports", target_account_id=bob.id)] == [ids[1], ids[0]]
    assert await mod.get("admin/reports", account_id="x") == []
    assert [each["id"] for each in await mod.get("admin/reports", limit=1)] == [ids[2]]
    assert world.last is not None
    assert 'rel="next"' in world.last.headers["link"]
    assert [each["id"] for each in await mod.get("admin/reports", max_id=ids[2], limit=1)] == [ids[1]]
    where = f"admin/reports/{ids[0]}"
    assert (await mod.post(f"{where}/assign_to_self"))["assigned_account"]["id"] == mod.id
    assert (await mod.post(f"{where}/unassign"))["assigned_account"] is None
    changed = await mod.call("PUT", where, json={"category": "violation", "rule_ids": [1]})
    assert (changed["category"], [each["id"] for each in changed["rules"]]) == ("violation", ["1"])
    assert (await mod.call("PUT", where, json={"category": "spam"}))["rules"] == []
    await mod.call("PUT", where, 422, json={"category": "rude"})
    done = await mod.post(f"{where}/resolve")
    assert (done["action_taken"], done["action_taken_by_account"]["id"], done["action_taken_at"] is None) == (True, mod.id, False)
    assert ids[0] not in [each["id"] for each in await mod.get("admin/reports")]
    assert [each["id"] for each in await mod.get("admin/reports", resolved="true")] == [ids[0]]
    assert len(await mod.get("admin/reports", resolved="true", unresolved="true")) == 3
    opened = await mod.post(f"{where}/reopen")
    assert (opened["action_taken"], opened["action_taken_by_account"]) == (False, None)
    await mod.post("admin/reports/1/resolve", 404)
    assert await deeds(world) == [f"report.{name}" for name in ("assign", "unassign", "change", "change", "resolve", "reopen")]
    for method, path in (("GET", "admin/reports"), ("GET", where), ("POST", f"{where}/resolve"), ("PUT", where)):
        await ann.call(method, path, 403)


async def test_staff_find_people(world: World) -> None:
    """By flags and names, in the older and in the newer form; other servers have nobody here."""
    ann = await world.person("FindMe")
    mod, admin = await world.person(role="moderator"), await world.person(role="admin")
    await world.change(t.users, (await world.row(t.users, account_id=int(ann.id))).id, confirmed_at=None)
    found = await mod.get(f"admin/accounts/{ann.id}")
    assert set(found) == PERSON
    assert (found["confirmed"], found["email"], found["role"]["id"], found["account"]["id"]) == (False, "FindMe@example.com", "-99", ann.id)

    async def ids(path: str, **params: str) -> set[str]:
        return {each["id"] for each in await mod.call("GET", path, params=params)}

    everybody = {ann.id, mod.id, admin.id}
    old, new = "admin/accounts", "/api/v2/admin/accounts"
    for path, params, wanted in (
        (old, {}, everybody), (old, {"local": "1"}, everybody), (old, {"remote": "1"}, set()), (old, {"staff": "1"}, {mod.id, admin.id}),
        (old, {"pending": "1"}, {ann.id}), (old, {"active": "1"}, {mod.id, admin.id}), (old, {"username": "findm"}, {ann.id}),
        (old, {"email": "findme@"}, {ann.id}), (old, {"display_name": "zz"}, set()), (old, {"ip": "1.2.3.4"}, set()), (old, {"suspended": "1"}, set()),
        (new, {}, everybody), (new, {"origin": "local", "permissions": "staff"}, {mod.id, admin.id}), (new, {"origin": "remote"}, set()),
        (new, {"status": "pending"}, {ann.id}), (new, {"status": "disabled"}, set()), (new, {"username": "%"}, set()),
    ):  # fmt: skip
        assert await ids(path, **params) == wanted, (path, params)
    for name in ("origin", "status", "permissions"):
        await mod.call("GET", new, 422, params={name: "nonsense"})
    assert len(await mod.get(old, limit=1)) == 1
    await ann.get(old, 403)
    await mod.get("admin/accounts/1", 404)


async def test_suspended_people_are_gone(world: World) -> None:
    """Nothing of them is seen, their tokens end, their login is refused; taken back, all is there again, but for the tokens."""
    ann, bob = await world.people(2)
    mod = await world.person(role="moderator")
    await bob.follow(ann)
    await world.settle()
    post = await ann.say(f"hello @{bob.username} #topic")
    await bob.post(f"statuses/{post['id']}/favourite")
    boost = await bob.post(f"statuses/{post['id']}/reblog")
    await world.settle()
    report = await bob.post("reports", account_id=ann.id)
    async with world.services.bus.subscribe() as ear:
        await ear.add(["control"])
        assert await act(mod, ann, "suspend", report_id=report["id"], text="enough") == {}
        heard = ear.__aiter__()
        said = {(await anext(heard)).data.decode() for _ in range(2)}
    token = await world.row(t.tokens, user_id=(await world.row(t.users, account_id=int(ann.id))).id)
    assert said == {f"revoked:{token.id}", f"suspended:{ann.id}"}
    await ann.get("accounts/verify_credentials", 401)
    await bob.get(f"statuses/{post['id']}", 404)
    await bob.get(f"statuses/{boost['id']}", 404)
    for path in ("timelines/home", "timelines/public", "timelines/tag/topic", "notifications", "favourites"):
        assert await bob.get(path) == [], path
    profile = await bob.get(f"accounts/{ann.id}")
    assert profile["suspended"] is True
    assert await bob.get(f"accounts/{ann.id}/statuses", 200) == []
    found = await mod.get(f"admin/accounts/{ann.id}")
    assert found["suspended"] is True
    resolved = await mod.get(f"admin/reports/{report['id']}")
    assert (resolved["action_taken"], resolved["action_taken_by_account"]["id"]) == (True, mod.id)
    assert (await mod.post(f"admin/accounts/{ann.id}/unsuspend"))["suspended"] is False
    assert (await bob.get(f"statuses/{post['id']}"))["id"] == post["id"]
    await ann.get("accounts/verify_credentials", 401)
    assert await deeds(world) == ["report.resolve", "account.suspend", "account.unsuspend"]


@pytest.mark.parametrize("how", ["suspend", "disable"])
async def test_streams_of_somebody_shut_out_end_at_once(world: World, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of every token of theirs, by word on the bus alone; no new ones open; others go on."""
    monkeypatch.setattr(hub, "HEARTBEAT_SECONDS", 3_600)  # the hub looks at tokens itself, but later
    ann, bob = await world.people(2)
    mod = await world.person(role="moderator")
    row = await world.row(t.tokens, token_hash=oauth.digest(ann.token))
    async with world.services.db.begin() as unit:
        second = {"id": world.services.ids.next(), "token_hash": oauth.digest("second"), "created_at": 1}
        await unit.connection.execute(t.tokens.insert().values({**row._asdict(), **second}))
    other_app = Person(world, ann.id, ann.username, "second")
    async with (
        serving(world.services) as server,
        listening(server.url, "user", ann) as events,
        listening(server.url, "public", other_app) as public,
        server.socket(ann, stream="user") as socket,
        listening(server.url, "user", bob) as others,
    ):
        await until(lambda: sum(bool(each.streams) for each in server.app.state.hub._clients) == 4)
        await act(mod, ann, how)
        assert [await events.next(), await public.next()] == [None, None]
        with pytest.raises(ConnectionClosed):
            await received(socket)
        async with httpx.AsyncClient(base_url=server.url) as client:
            for person in (ann, other_app):
                answer = await client.get("/api/v1/streaming/user", headers=person.headers)
                assert answer.status_code == (401 if how == "suspend" else 403)
        await publish(world, f"user:{bob.id}", "delete", 2)
        assert await others.next() == ("delete", 2)


async def test_files_of_suspended_people_are_hidden(world: World) -> None:
    """Those of posts and of the profile, at the addresses that were known; taken back, all are there again, also in what is cached."""
    ann, bob = await world.people(2)
    mod = await world.person(role="moderator")
    await bob.follow(ann)
    await ann.call("PATCH", "accounts/update_credentials", files={"avatar": ("a.png", files.image("PNG"), "image/png")})
    uploads = [await stored(world, ann) for _ in range(2)]
    shown, quiet = [
        await ann.say("look", media_ids=[upload], visibility=visibility)
        for (upload, _), visibility in zip(uploads, ("public", "private"), strict=True)
    ]
    await world.settle()
    known = [shown["account"]["avatar"], *uploads[0][1]]
    assert len(await bob.home()) == 2
    assert await open_to_all(world, *known) == [True] * 3
    await act(mod, ann, "suspend")
    for _ in range(2):
        await world.settle()
        assert await open_to_all(world, *known) == [False] * 3
        await world.tell("media", "account.changed", account_id=ann.id, after="0")
    await mod.post(f"admin/accounts/{ann.id}/unsuspend")
    for _ in range(2):
        await world.settle()
        found = {each["id"]: each for each in await bob.home()}
        addresses = [found[shown["id"]]["media_attachments"][0]["url"], found[shown["id"]]["account"]["avatar"]]
        assert await open_to_all(world, *addresses, found[quiet["id"]]["media_attachments"][0]["url"]) == [True, True, False]
        await world.tell("media", "account.changed", account_id=ann.id, after="0")


async def test_files_of_many_posts_are_hidden_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page sends for the next."""
    monkeypatch.setattr(placing, "PAGE", 2)
    ann, mod = await world.person(), await world.person(role="moderator")
    known = []
    for _ in range(5):
        upload, addresses = await stored(world, ann)
        await ann.say("look", media_ids=[upload])
        known += addresses
    await act(mod, ann, "suspend")
    await world.settle()
    assert await open_to_all(world, *known) == [False] * 10


async def test_lesser_actions(world: World) -> None:
    """Disabled logins are refused, limited people leave the public timeline, marked ones post sensitive things only; a warning does nothing."""
    ann, bob = await world.people(2)
    mod = await world.person(role="moderator")
    await act(mod, ann, "none", text="careful")
    post = await ann.say("fine")
    await act(mod, ann, "disable")
    assert (await mod.get(f"admin/accounts/{ann.id}"))["disabled"] is True
    assert "disabled" in (await ann.get("timelines/home", 403))["error"]
    assert (await bob.get(f"statuses/{post['id']}"))["id"] == post["id"]
    assert (await mod.post(f"admin/accounts/{ann.id}/enable"))["disabled"] is False
    await ann.get("timelines/home")
    await act(mod, ann, "silence")
    assert (await bob.get(f"accounts/{ann.id}"))["limited"] is True
    assert await bob.get("timelines/public") == []
    assert (await mod.post(f"admin/accounts/{ann.id}/unsilence"))["silenced"] is False
    assert [each["id"] for each in await bob.get("timelines/public")] == [post["id"]]
    await act(mod, ann, "sensitive")
    marked = await ann.say("calm", sensitive=False)
    assert [(await bob.get(f"statuses/{each['id']}"))["sensitive"] for each in (post, marked)] == [True, True]
    assert (await mod.post(f"admin/accounts/{ann.id}/unsensitive"))["sensitized"] is False
    assert (await bob.get(f"statuses/{marked['id']}"))["sensitive"] is False
    await mod.post(f"admin/accounts/{ann.id}/unsuspend")
    names = ("none", "disable", "enable", "silence", "unsilence", "sensitive", "unsensitive")
    assert await deeds(world) == [f"account.{name}" for name in names], "taking back what wasn't done is no deed"


async def test_actions_that_cannot_be(world: World) -> None:
    """Unknown kinds, nobody there, a report about somebody else, and anybody who isn't below: nothing changes."""
    ann, bob = await world.people(2)
    mod, other = await world.person(role="moderator"), await world.person(role="moderator")
    admin, boss = await world.person(role="admin"), await world.person(role="admin")
    await act(mod, ann, "explode", 422)
    await act(mod, ann, "", 422)
    await act(mod, ann, "none", 422, text="x" * 2_001)
    await mod.post("admin/accounts/1/action", 404, type="suspend")
    report = await ann.post("reports", account_id=bob.id)
    await act(mod, ann, "suspend", 404, report_id=report["id"])
    for actor, target in ((mod, mod), (mod, other), (mod, admin), (admin, boss), (admin, admin), (ann, bob)):
        for path in ("action", "enable", "unsilence", "unsuspend", "unsensitive", "approve", "reject"):
            await actor.post(f"admin/accounts/{target.id}/{path}", 403, type="suspend")
    assert await deeds(world) == []
    assert (await world.row(t.reports, id=int(report["id"]))).resolved_at is None
    for each in (ann, bob, mod, other, admin, boss):
        assert (await each.get("accounts/verify_credentials"))["id"] == each.id
    await act(admin, mod, "suspend")
    await mod.get("admin/accounts", 401)


async def test_waiting_people_are_let_in_or_turned_away(world: World) -> None:
    """Approving confirms; rejecting removes; neither does anything to people who are in."""
    ann, bob, cat = await world.people(3)
    mod, admin = await world.person(role="moderator"), await world.person(role="admin")
    for each in (ann, bob):
        await world.change(t.users, (await world.row(t.users, account_id=int(each.id))).id, confirmed_at=None)
        await each.get("timelines/home", 403)
    assert (await mod.post(f"admin/accounts/{ann.id}/approve"))["approved"] is True
    await ann.get("timelines/home")
    assert (await admin.post(f"admin/accounts/{bob.id}/reject"))["id"] == bob.id
    await mod.get(f"admin/accounts/{bob.id}", 404)
    await mod.post(f"admin/accounts/{cat.id}/approve", 403)
    await admin.post(f"admin/accounts/{cat.id}/reject", 403)
    assert await deeds(world) == ["account.approve", "account.reject"]


async def test_a_deed_that_cannot_be_noted_is_not_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit log is part of the deed."""

    async def broken(unit: Unit, *args: Any, **more: Any) -> int:
        raise OSError("no audit log")

    ann, mod = await world.person(), await world.person(role="moderator")
    monkeypatch.setattr(auditing, "record", broken)
    with pytest.raises(AssertionError, match=r"503|OSError"):
        await act(mod, ann, "suspend")
    assert (await world.row(t.accounts, id=int(ann.id))).state == "active"
    await ann.get("timelines/home")


async def test_people_appeal(world: World) -> None:
    """Who is shut out appeals by name and password, once; granted, the deed is taken back; rejected, it stays."""
    ann, bob = await world.people(2)
    mod = await world.person(role="moderator")
    user = await world.row(t.users, account_id=int(ann.id))
    await world.change(t.users, user.id, password=await hashed("right password"))
    await act(mod, ann, "suspend", text="spam")
    login = {"login": ann.username, "password": "right password"}

    async def ask(path: str, status: int = 200, **fields: str) -> Any:
        answer = await world.client.post(f"/api/x/v1/{path}", data=fields)
        assert answer.status_code == status, answer.text
        return answer.json()

    [deed] = await ask("appeals/actions", **login)
    assert (deed["action"], deed["text"], deed["appeal"]) == ("suspend", "spam", None)
    await ask("appeals/actions", 401, login=ann.username, password="wrong password")
    await ask("appeals/actions", 422)
    await ask("appeals", 422, action_id=deed["id"], text=" ", **login)
    await ask("appeals", 404, action_id="1", text="please", **login)
    made = await ask("appeals", action_id=deed["id"], text="it wasn't me", **login)
    assert made["appeal"]["state"] == "pending"
    await ask("appeals", 422, action_id=deed["id"], text="again", **login)
    await bob.post("/api/x/v1/appeals", 404, action_id=deed["id"], text="not mine")
    [waiting] = await mod.get("/api/x/v1/admin/appeals")
    assert (waiting["appeal"]["text"], waiting["account"]["id"]) == ("it wasn't me", ann.id)
    await bob.get("/api/x/v1/admin/appeals", 403)
    granted = await mod.post(f"/api/x/v1/admin/appeals/{deed['id']}/approve")
    assert granted["appeal"]["state"] == "granted"
    assert (await mod.get(f"admin/accounts/{ann.id}"))["suspended"] is False
    await mod.post(f"/api/x/v1/admin/appeals/{deed['id']}/reject", 422)
    assert await mod.get("/api/x/v1/admin/appeals") == []
    await act(mod, bob, "sensitive")
    [deed] = await bob.post("/api/x/v1/appeals/actions")
    await mod.post(f"/api/x/v1/admin/appeals/{deed['id']}/approve", 404)
    await bob.post("/api/x/v1/appeals", action_id=deed["id"], text="why?")
    assert (await mod.post(f"/api/x/v1/admin/appeals/{deed['id']}/reject"))["appeal"]["state"] == "rejected"
    assert (await mod.get(f"admin/accounts/{bob.id}"))["sensitized"] is True
    assert await deeds(world) == ["account.suspend", "appeal.grant", "account.unsuspend", "account.sensitive", "appeal.reject"]


async def test_posts_of_somebody_made_sensitive_are_so_at_once(world: World) -> None:
    """Cached posts, too; and they are as before when it is taken back."""
    ann, bob, moderator = await world.person(), await world.person(), await world.person(role="moderator")
    await bob.follow(ann)
    await ann.say("A picture of something")
    await world.settle()

    async def sensitive() -> bool:
        [post] = await bob.home()
        return bool(post["sensitive"])

    assert [await sensitive(), await sensitive()] == [False, False]
    await moderator.post(f"admin/accounts/{ann.id}/action", type="sensitive")
    assert await sensitive()
    await moderator.post(f"admin/accounts/{ann.id}/unsensitive")
    assert not await sensitive()


async def test_a_limit_outlives_a_suspension(world: World) -> None:
    """Whichever came first, and however the suspension ends; a limit that is lifted meanwhile doesn't come back."""
    people, mod = await world.people(3), await world.person(role="moderator")
    for each, order in zip(people, (("silence", "suspend"), ("suspend", "silence"), ("silence", "suspend")), strict=True):
        for deed in order:
            await act(mod, each, deed)
        both = await mod.get(f"admin/accounts/{each.id}")
        assert (both["silenced"], both["suspended"]) == (True, True)
        assert {each.id for each in people} >= {found["id"] for found in await mod.get("admin/accounts", silenced="true")}
    ann, bob, cat = people
    for each in (ann, bob):
        back = await mod.post(f"admin/accounts/{each.id}/unsuspend")
        assert (back["silenced"], back["suspended"]) == (True, False)
        assert (await mod.get(f"accounts/{each.id}"))["limited"] is True
    back = await mod.post(f"admin/accounts/{cat.id}/unsilence")
    assert (back["silenced"], back["suspended"]) == (False, True)
    assert (await mod.post(f"admin/accounts/{cat.id}/unsuspend"))["suspended"] is False
    assert (await mod.get(f"accounts/{cat.id}"))["limited"] is False
    assert (await mod.post(f"admin/accounts/{ann.id}/unsilence"))["silenced"] is False
    assert (await mod.get(f"accounts/{ann.id}"))["limited"] is False


async def test_a_granted_appeal_leaves_the_earlier_limit(world: World) -> None:
    """Only the deed that was appealed against is taken back."""
    ann, mod = await world.person(), await world.person(role="moderator")
    await act(mod, ann, "silence")
    await act(mod, ann, "suspend")
    deed = await world.row(t.actions, target_id=int(ann.id), type="suspend")
    await staff.appeal(world.services, int(ann.id), deed.id, "it wasn't me")
    moderator = staff.Moderator(int(mod.id), "moderator")
    await staff.decide(world.services, moderator, deed.id, granted=True)
    found = await mod.get(f"admin/accounts/{ann.id}")
    assert (found["silenced"], found["suspended"]) == (True, False)


async def test_the_operator_makes_staff(world: World) -> None:
    """By the command, which is in the chain of the audit log and works at once for tokens that are there."""
    ann, admin = await world.person("Ann_Lee"), await world.person(role="admin")
    settings = world.services.settings
    environment = variables(
        data_dir=settings.data_dir, secret_key="k" * 40, **({"database_url": settings.database_url} if settings.database_url else {})
    )
    await ann.get("admin/accounts", 403)
    assert await command("role", "ann_LEE", "moderator", environment=environment) == (0, "ann_LEE is moderator now; before: user\n", "")
    assert {ann.id, admin.id} <= {each["id"] for each in await ann.get("admin/accounts")}
    await ann.get("/api/x/v1/audit", 403)
    assert (await command("role", "ann_lee", "moderator", environment=environment))[1] == "ann_lee is moderator now; before: moderator\n"
    [row] = await admin.get("/api/x/v1/audit", account_id=ann.id)
    assert (row["actor"], row["action"], row["details"]) == ("operator", "account.role", {"before": "user", "role": "moderator"})
    assert (await command("role", "ann_lee", "user", environment=environment))[0] == 0
    await ann.get("admin/accounts", 403)
    assert (await auditing.verify(world.services.db)).rows == 2
    assert await command("role", "nobody_here", "admin", environment=environment) == (1, "", "There is nobody named nobody_here.\n")
    code, _, complained = await command("role", "ann_lee", "emperor", environment=environment)
    assert code == 2
    assert "invalid choice: 'emperor'" in complained
