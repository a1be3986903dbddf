"""Notices: who is told what, once, and who isn't."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from sqlalchemy import select

from social import tables as t
from social.app import notifying, people
from social.ports.queue import QUEUES, Ack, Envelope
from social.workers import registry
from tests.world import Person, World


async def told(person: Person, **params: Any) -> list[tuple[str, str, str | None]]:
    """Type, who, and post of each notice, newest first."""
    found = await person.get("notifications", **params)
    return [(each["type"], each["account"]["username"], each.get("status", {}).get("id")) for each in found]


async def test_each_kind_of_post_tells_whom_it_concerns(world: World) -> None:
    """Mention, favourite, boost, edit, subscription; nobody is told of what they did themselves."""
    ann, bob, cat = await world.people(3)
    await cat.call("POST", f"accounts/{ann.id}/follow", json={"notify": True})
    await world.settle()
    await ann.post("notifications/clear")
    post = await ann.say(f"hello @{bob.username} and @{ann.username}")
    await world.settle()
    assert await told(bob) == [("mention", ann.username, post["id"])]
    assert await told(cat) == [("status", ann.username, post["id"])]
    await bob.post(f"statuses/{post['id']}/favourite")
    boost = await bob.post(f"statuses/{post['id']}/reblog")
    await ann.post(f"statuses/{post['id']}/favourite")
    await world.settle()
    assert await told(ann) == [("reblog", bob.username, post["id"]), ("favourite", bob.username, post["id"])]
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": f"hello again @{bob.username} @{cat.username}"})
    await world.settle()
    assert await told(bob) == [("update", ann.username, post["id"]), ("mention", ann.username, post["id"])]
    assert await told(cat) == [("mention", ann.username, post["id"]), ("status", ann.username, post["id"])]
    assert boost["id"] != post["id"]
    [first, _] = await ann.get("notifications")
    assert set(first) == {"id", "type", "created_at", "account", "status"}
    assert await ann.get(f"notifications/{first['id']}") == first
    await bob.get(f"notifications/{first['id']}", 404)


async def test_what_is_undone_is_untold(world: World) -> None:
    """Favourites and boosts taken back, posts deleted, follows ended."""
    ann, bob = await world.people(2)
    post = await ann.say("hello")
    await bob.post(f"statuses/{post['id']}/favourite")
    await bob.post(f"statuses/{post['id']}/reblog")
    await bob.follow(ann)
    reply = await bob.say(f"@{ann.username} yes", in_reply_to_id=post["id"])
    await world.settle()
    assert [each[0] for each in await told(ann)] == ["mention", "follow", "reblog", "favourite"]
    await bob.post(f"statuses/{post['id']}/unfavourite")
    await bob.post(f"statuses/{post['id']}/unreblog")
    await bob.post(f"accounts/{ann.id}/unfollow")
    await bob.call("DELETE", f"statuses/{reply['id']}")
    assert "mention" not in [each[0] for each in await told(ann)]
    await world.settle()
    assert await told(ann) == []
    assert await world.row(t.notifications) is None


async def test_follows_and_requests(world: World) -> None:
    """A request is told until it is answered; then the new follower is."""
    ann, bob = await world.people(2)
    await world.change(t.accounts, int(ann.id), locked=True)
    await bob.follow(ann)
    await world.settle()
    assert await told(ann) == [("follow_request", bob.username, None)]
    await ann.post(f"follow_requests/{bob.id}/authorize")
    await world.settle()
    assert await told(ann) == [("follow", bob.username, None)]


async def test_subscriptions_skip_boosts_and_replies_to_others(world: World) -> None:
    """And direct posts; a thread of one's own counts."""
    ann, bob, cat = await world.people(3)
    await cat.call("POST", f"accounts/{ann.id}/follow", json={"notify": True})
    other = await bob.say("hello")
    await ann.post(f"statuses/{other['id']}/reblog")
    await ann.say("yes", in_reply_to_id=other["id"])
    await ann.say(f"@{bob.username} psst", visibility="direct")
    mine = await ann.say("first", visibility="private")
    more = await ann.say("second", in_reply_to_id=mine["id"])
    await world.settle()
    assert await told(cat) == [("status", ann.username, more["id"]), ("status", ann.username, mine["id"])]


@pytest.mark.settings(fanout_page=100)
async def test_many_subscribers_are_told_in_pages(world: World) -> None:
    """Every one of them once."""
    ann, number = await world.person(), 205
    now, make = world.services.clock.now(), world.services.ids.next
    async with world.services.db.begin() as unit:
        ids = [make() for _ in range(number)]
        await unit.connection.execute(
            t.accounts.insert(), [{"id": each, "username": f"u{each}", "username_key": f"u{each}", "created_at": now} for each in ids]
        )
        rows = [
            {
                "id": make(),
                "source_id": each,
                "target_id": int(ann.id),
                "state": "accepted",
                "show_boosts": True,
                "notify": True,
                "created_at": now,
            }
            for each in ids
        ]
        await unit.connection.execute(t.follows.insert(), rows)
    await ann.say("hello")
    await world.settle()
    async with world.services.db.read() as connection:
        found = (await connection.execute(select(t.notifications.c.account_id))).scalars().all()
    assert sorted(found) == sorted(ids)


async def test_the_end_of_a_poll(world: World) -> None:
    """Its author and who voted; not before the end, whatever the message says."""
    ann, bob, cat = await world.people(3)
    post = await ann.call("POST", "statuses", json={"status": "which?", "poll": {"options": ["a", "b"], "expires_in": 300}})
    await bob.call("POST", f"polls/{post['poll']['id']}/votes", json={"choices": [0]})
    early = Envelope("poll.expired", "early", "k", {"poll_id": post["poll"]["id"]})
    assert await registry.handle("notify", early, world.services) == Ack()
    await world.settle()
    assert await told(bob) == []
    await world.change(t.polls, int(post["poll"]["id"]), expires_at=world.services.clock.now() - 1)
    for _ in range(2):
        assert await registry.handle("notify", early, world.services) == Ack()
    assert await told(bob) == await told(ann) == [("poll", ann.username, post["id"])]
    assert await told(cat) == []


async def test_blocks_and_mutes_are_respected_before_and_after(world: World) -> None:
    """A mute may let notices through; the end of a mute shows what came before it."""
    ann, bob, cat = await world.people(3)
    await ann.post(f"accounts/{bob.id}/block")
    await ann.post(f"accounts/{cat.id}/mute")
    for each in (bob, cat):
        await each.say(f"@{ann.username} hello")
    await world.settle()
    assert await world.row(t.notifications, account_id=int(ann.id)) is None
    await ann.post(f"accounts/{bob.id}/unblock")
    await ann.post(f"accounts/{cat.id}/mute", notifications="false")
    for each in (bob, cat):
        await each.say(f"@{ann.username} hello again")
    await world.settle()
    assert [each[1] for each in await told(ann)] == [cat.username, bob.username]
    await ann.post(f"accounts/{cat.id}/mute", notifications="true")
    assert [each[1] for each in await told(ann)] == [bob.username]
    await ann.post(f"accounts/{cat.id}/unmute")
    assert [each[1] for each in await told(ann)] == [cat.username, bob.username]
    await bob.post(f"accounts/{ann.id}/block")
    assert [each[1] for each in await told(ann)] == [cat.username]


async def test_muted_conversations_are_silent(world: World) -> None:
    """For who muted them."""
    ann, bob = await world.people(2)
    post = await ann.say("hello")
    await ann.post(f"statuses/{post['id']}/mute")
    await bob.say(f"@{ann.username} one more thing", in_reply_to_id=post["id"])
    await bob.post(f"statuses/{post['id']}/favourite")
    await world.settle()
    assert await told(ann) == []


async def test_limited_people_reach_their_followers_only(world: World) -> None:
    """Whom moderators silenced doesn't reach strangers."""
    ann, bob, cat = await world.people(3)
    await ann.follow(cat)
    await world.change(t.accounts, int(cat.id), state="silenced")
    await cat.say(f"@{ann.username} @{bob.username} hello")
    await world.settle()
    assert [each[0] for each in await told(ann)] == ["mention"]
    assert await told(bob) == []


async def test_held_posts_tell_nobody_until_they_are_let_go(world: World) -> None:
    """The same message again, after the verdict, tells once."""
    ann, bob = await world.people(2)
    post = await ann.say(f"@{bob.username} hello")
    await world.change(t.statuses, int(post["id"]), held="hold")
    await world.settle()
    assert await world.row(t.notifications, account_id=int(bob.id)) is None
    await world.change(t.statuses, int(post["id"]), held=None)
    again = Envelope("status.created", "again", post["id"], {"status_id": post["id"], "account_id": ann.id})
    assert await registry.handle("notify", again, world.services) == Ack()
    assert await told(bob) == [("mention", ann.username, post["id"])]
    await world.change(t.statuses, int(post["id"]), held="remove")
    assert await told(bob) == []


async def test_kinds_can_be_chosen_and_left_out(world: World) -> None:
    """By type and by person; pages follow their links."""
    ann, bob, cat = await world.people(3)
    for each in (bob, cat):
        await each.follow(ann)
        await each.say(f"@{ann.username} hi")
    await world.settle()
    everything = await ann.get("notifications")
    assert len(everything) == 4
    assert {each[0] for each in await told(ann, **{"types[]": "follow"})} == {"follow"}
    assert {each[0] for each in await told(ann, **{"exclude_types[]": ["follow", "poll"]})} == {"mention"}
    assert await told(ann, **{"types[]": "nonsense"}) == []
    assert {each[1] for each in await told(ann, account_id=bob.id)} == {bob.username}
    assert await told(ann, account_id="nonsense") == []
    first = await ann.get("notifications", limit=3)
    assert world.last is not None
    rest = await ann.call("GET", world.last.links["next"]["url"].split("/api/v1/")[1])
    assert [each["id"] for each in [*first, *rest]] == [each["id"] for each in everything]
    assert await ann.get("notifications", min_id=everything[-1]["id"], limit=1) == [everything[-2]]


async def test_what_is_dismissed_stays_away(world: World) -> None:
    """Also when its message comes again; a marker says what was read."""
    ann, bob = await world.people(2)
    post = await ann.say("hello")
    await bob.post(f"statuses/{post['id']}/favourite")
    await bob.follow(ann)
    await world.settle()
    follow, favourite = await ann.get("notifications")
    assert await ann.get("notifications/unread_count") == {"count": 2}
    found = await ann.post("markers", **{"notifications[last_read_id]": favourite["id"]})
    assert (found["notifications"]["last_read_id"], found["notifications"]["version"]) == (favourite["id"], 1)
    assert await ann.get("notifications/unread_count") == {"count": 1}
    await bob.post(f"notifications/{favourite['id']}/dismiss", 404)
    assert await ann.post(f"notifications/{favourite['id']}/dismiss") == {}
    again = Envelope("status.favourited", "again", post["id"], {"status_id": post["id"], "account_id": bob.id})
    assert await registry.handle("notify", again, world.services) == Ack()
    assert [each["id"] for each in await ann.get("notifications")] == [follow["id"]]
    await ann.get(f"notifications/{favourite['id']}", 404)
    assert await ann.post("notifications/dismiss", id=follow["id"]) == {}
    assert await ann.get("notifications") == []
    await bob.say(f"@{ann.username} hi")
    await world.settle()
    assert await ann.post("notifications/clear") == {}
    assert await ann.get("notifications") == []
    row = await world.row(t.notifications, account_id=int(ann.id), type="mention")
    await world.change(t.notifications, row.id, created_at=row.created_at - notifying.FORGOTTEN_MS - 1)
    await ann.post("notifications/clear")
    assert await world.row(t.notifications, id=row.id) is None


async def test_staff_hear_of_new_people_and_reports(world: World) -> None:
    """Others don't."""
    ann, bob, mod = await world.person(), await world.person(), await world.person(role="moderator")
    now, number = world.services.clock.now(), world.services.ids.next()
    async with world.services.db.begin() as unit:
        report = {"id": number, "account_id": int(ann.id), "target_id": int(bob.id), "status_ids": [], "rule_ids": [], "created_at": now}
        await unit.connection.execute(t.reports.insert().values(report))
        await unit.emit("notify", "report.created", number, {"report_id": str(number)})
        await unit.emit("notify", "account.created", bob.id, {"account_id": bob.id})
    await world.settle()
    report, sign_up = sorted(await mod.get("notifications"), key=lambda each: each["type"])
    assert (sign_up["type"], sign_up["account"]["id"]) == ("admin.sign_up", bob.id)
    assert (report["type"], report["account"]["id"], report["report"]["target_account"]["id"]) == ("admin.report", ann.id, bob.id)
    assert await told(ann) == await told(bob) == []


@pytest.mark.parametrize("wait", [False, True])
async def test_new_people_are_told_to_staff_once_they_are_there(world: World, wait: bool) -> None:
    """At once, or when their address is confirmed."""
    admin, now = await world.person(role="admin"), world.services.clock.now()
    user = await people.create(world.services, "newcomer", "new@example.com", None, "en", None if wait else now)
    await world.settle()
    if wait:
        assert await told(admin) == []
        link = parse_qs(urlsplit(people.confirmation_link(world.services, user)).query)
        for _ in range(2):
            await people.confirm(world.services, user.id, int(link["expires"][0]), link["signature"][0])
        await world.settle()
    assert await told(admin) == [("admin.sign_up", "newcomer", None)]


async def test_listeners_hear_notices_and_conversations_once(world: World) -> None:
    """On the channels of the person; a second delivery is silent."""
    ann, bob = await world.people(2)
    async with world.services.bus.subscribe() as ear:
        channels = [f"user:{ann.id}", f"notifications:{ann.id}", f"direct:{ann.id}", f"direct:{bob.id}"]
        await ear.add(channels)
        post = await bob.say(f"@{ann.username} psst", visibility="direct")
        again = Envelope("status.created", "1", post["id"], {"status_id": post["id"], "account_id": bob.id})
        for _ in range(2):
            assert await registry.handle("notify", again, world.services) == Ack()
        await world.services.bus.publish(f"user:{ann.id}", b'{"event":"end"}')
        heard: list[tuple[str, str, Any]] = []
        async for message in ear:
            event = orjson.loads(message.data)
            if event["event"] == "end":
                break
            heard.append((message.channel, event["event"], orjson.loads(event["payload"])))
    notice = (await ann.get("notifications"))[0]
    assert [(channel, name) for channel, name, _ in heard] == [
        (f"user:{ann.id}", "notification"),
        (f"notifications:{ann.id}", "notification"),
        *[(f"direct:{each.id}", "conversation") for each in (ann, bob)],
    ]
    assert heard[0][2] == heard[1][2] == notice
    assert heard[2][2] == (await ann.get("conversations"))[0]


async def test_every_message_twice_doubles_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What queues deliver, they may deliver again: each message of these queues is handled twice, and once more at the end."""
    seen: list[tuple[str, Envelope]] = []
    once = registry.handle

    async def twice(queue: str, envelope: Envelope, services: Any) -> Any:
        seen.append((queue, envelope))
        await once(queue, envelope, services)
        return await once(queue, envelope, services)

    monkeypatch.setattr(registry, "handle", twice)
    ann, bob, cat = await world.people(3)
    await cat.call("POST", f"accounts/{ann.id}/follow", json={"notify": True})
    await bob.follow(ann)
    post = await ann.say(f"@{bob.username} hello #hello")
    await bob.post(f"statuses/{post['id']}/favourite")
    await bob.post(f"statuses/{post['id']}/reblog")
    await bob.say(f"@{ann.username} psst", visibility="direct", in_reply_to_id=post["id"])
    await world.settle()
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": f"@{bob.username} hello again #hello"})
    await world.settle()
    [talk] = await ann.get("conversations")
    assert talk["unread"] is True
    await ann.post(f"conversations/{talk['id']}/read")

    async def state() -> list[Any]:
        found: list[Any] = [
            await each.get(path) for each in (ann, bob, cat) for path in ("notifications", "conversations", f"accounts/{each.id}")
        ]
        return [*found, await ann.home(), await bob.home(), await cat.home()]

    before = await state()
    assert [each[0] for each in await told(ann)] == ["mention", "reblog", "favourite", "follow", "follow"]
    assert [each[0] for each in await told(bob)] == ["update", "mention"]
    assert [each[0] for each in await told(cat)] == ["status"]
    assert {queue for queue, _ in seen} <= set(QUEUES)
    for queue, envelope in list(seen):
        await once(queue, envelope, world.services)
    await world.settle()
    assert await state() == before
