"""Moderation: what rules, known pictures and a classifier do to posts, and what people decide."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from social import tables as t
from social.app import moderating
from social.ports.others import ModerationDown, Verdict
from social.ports.queue import Ack, Envelope, Retry
from social.workers import registry
from tests import files
from tests.test_posts import open_to_all, stored
from tests.world import Person, World

QUEUE = "/api/x/v1/admin/moderation"


class Classifier:
    """Answers as it is told, and counts."""

    def __init__(self, answer: Any = None, picture: Any = None) -> None:
        self.answer = answer or Verdict("allow", source="ai")
        self.picture = picture or Verdict("allow", source="ai")
        self.seen: list[Any] = []

    async def _say(self, answer: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        if answer == "never":
            await asyncio.sleep(3_600)
        return answer

    async def text(self, text: str, language: str | None) -> Any:  # noqa: ARG002 - the port's
        """About words."""
        self.seen.append(text)
        return await self._say(self.answer)

    async def image(self, data: bytes, content_type: str, dhash: str | None, sha256: str) -> Any:  # noqa: ARG002 - the port's
        """About a picture."""
        self.seen.append((content_type, data[:3]))
        return await self._say(self.picture)


def asks(world: World, answer: Any = None, picture: Any = None) -> Classifier:
    """From now on the workers ask this one."""
    found = Classifier(answer, picture)
    world.services = replace(world.services, moderator=found)
    return found


async def handle(world: World, post: Any, attempt: int = 1) -> Any:
    """Deliver the message of a post once more."""
    body = {"status_id": post["id"], "account_id": post["account"]["id"]}
    return await registry.handle("moderation", Envelope("status.created", "1", post["id"], body, attempt), world.services)


async def seen_by(reader: Person | None, world: World, post: Any) -> set[str]:
    """Where somebody finds a post."""
    headers = reader.headers if reader else {}
    found = set()
    if (await world.client.get(f"/api/v1/statuses/{post['id']}", headers=headers)).status_code == 200:
        found.add("itself")
    lists = {
        "profile": f"accounts/{post['account']['id']}/statuses",
        "public": "timelines/public",
        "home": "timelines/home",
        "tag": "timelines/tag/topic",
    }
    for name, path in lists.items():
        if name == "home" and reader is None:
            continue
        answer = await world.client.get(f"/api/v1/{path}", headers=headers)
        assert answer.status_code == 200
        if post["id"] in [each["id"] for each in answer.json()] + [(each["reblog"] or {}).get("id") for each in answer.json()]:
            found.add(name)
    if reader is not None:
        search = await world.client.get("/api/v2/search", params={"q": "topic", "type": "statuses"}, headers=headers)
        if post["id"] in [each["id"] for each in search.json()["statuses"]]:
            found.add("search")
        notes = await world.client.get("/api/v1/notifications", headers=headers)
        if post["id"] in [each["status"]["id"] for each in notes.json() if each.get("status")]:
            found.add("notifications")
    return found


async def circle(world: World) -> tuple[Person, Person, Person]:
    """An author, somebody who follows them, and a moderator."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    await world.settle()
    return ann, bob, await world.person(role="moderator")


@pytest.mark.settings(blocked_words=("Wurst",), flagged_words=("Käse",))
async def test_words_hold_and_flag_before_anybody_reads(world: World) -> None:
    """A held post is its author's only, before and after the workers; a flagged one is everybody's. Parts of words and other words pass."""
    ann, bob, mod = await circle(world)
    held = await ann.say(f"one WURST for @{bob.username} #topic")
    assert await seen_by(ann, world, held) >= {"itself", "profile", "home"}
    for _ in range(2):
        assert await seen_by(bob, world, held) == set()
        assert await seen_by(None, world, held) == set()
        await world.settle()
    flagged, passed = await ann.say("much käse #topic"), await ann.say("wurstig #topic")
    warned = await ann.say("x", spoiler_text="wurst")
    asked = await ann.call("POST", "statuses", json={"status": "which?", "poll": {"options": ["Wurst", "none"], "expires_in": 3600}})
    await world.settle()
    assert {"itself", "home"} <= await seen_by(bob, world, flagged)
    assert {"itself", "home"} <= await seen_by(bob, world, passed)
    assert await seen_by(bob, world, warned) == await seen_by(bob, world, asked) == set()
    queue = await mod.get(QUEUE)
    assert [(each["status_id"], each["verdict"], each["held"]) for each in queue] == [
        (asked["id"], "hold", True), (warned["id"], "hold", True), (flagged["id"], "flag", False), (held["id"], "hold", True),
    ]  # fmt: skip
    assert queue[-1]["reasons"] == ["word: wurst"]
    assert queue[-1]["status"]["content"] == held["content"]
    assert queue[-1]["source"] == "words"


@pytest.mark.settings(blocked_words=("wurst",))
async def test_an_edit_is_judged_like_a_post(world: World) -> None:
    """What was seen and becomes bad is taken away; what is held stays held after a change."""
    ann, bob, _ = await circle(world)
    post = await ann.say("good #topic")
    await world.settle()
    assert "home" in await seen_by(bob, world, post)
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": "wurst #topic"})
    assert await seen_by(bob, world, post) == set()
    await world.settle()
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": "good again #topic"})
    await world.settle()
    assert await seen_by(bob, world, post) == set()
    assert "itself" in await seen_by(ann, world, post)


async def test_posting_never_waits_for_a_classifier(world: World) -> None:
    """It is asked by the worker, of words and pictures."""
    ann, bob, _ = await circle(world)
    ai = asks(world, AssertionError("asked while posting"))
    post = await ann.say("words #topic")
    assert ai.seen == []
    ai.answer = Verdict("allow", source="ai")
    await world.settle()
    assert set(ai.seen) == {"words #topic"}
    picture = await ann.call("POST", "media", files={"file": ("a.png", files.image(), "image/png")})
    await ann.say("", media_ids=[picture["id"]])
    await world.settle()
    assert ("image/jpeg", b"\xff\xd8\xff") in ai.seen
    assert {"itself", "home"} <= await seen_by(bob, world, post)


@pytest.mark.parametrize("where", ["answer", "picture"])
@pytest.mark.parametrize("verdict", ["allow", "flag", "hold", "remove"])
async def test_every_verdict_does_its_own(world: World, verdict: Any, where: str) -> None:
    """Nothing, a row for moderators, only its author sees it, or it is deleted; twice is as once."""
    ann, bob, mod = await circle(world)
    asks(world, **{where: Verdict(verdict, ("because",), "ai", 0.9)})
    picture = await ann.call("POST", "media", files={"file": ("a.png", files.image(), "image/png")})
    post = await ann.say(f"words for @{bob.username} #topic", media_ids=[picture["id"]])
    await world.settle()
    for _ in range(2):
        shown = await seen_by(bob, world, post)
        if verdict in ("allow", "flag"):
            assert {"itself", "profile", "home", "public", "tag", "notifications"} <= shown
        else:
            assert shown == set()
        assert ("itself" in await seen_by(ann, world, post)) is (verdict != "remove")
        queue = [(each["verdict"], each["reasons"], each["score"]) for each in await mod.get(QUEUE)]
        assert queue == ([] if verdict == "allow" else [(verdict, ["because"], 0.9)])
        assert await handle(world, post) == Ack()
        await world.settle()
    if verdict == "remove":
        assert (await ann.get("accounts/verify_credentials"))["statuses_count"] == 0


@pytest.mark.parametrize(
    "garbage", [None, "allow", {"verdict": "remove"}, Verdict("explode", ("x",), "ai"), Verdict("remove", (1,), "ai"), "never"]
)  # type: ignore[arg-type]
async def test_garbage_is_no_verdict(world: World, garbage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is none, or none in time, is as if nobody had answered: tried again, and in the end shown to a moderator."""
    monkeypatch.setattr(moderating, "SECONDS", 0.05)
    ann, bob, mod = await circle(world)
    post = await ann.say("words #topic")
    await world.settle()
    ai = asks(world)
    ai.answer = garbage
    assert await handle(world, post) == Retry()
    assert await mod.get(QUEUE) == []
    assert await handle(world, post, attempt=world.services.settings.queue_attempts) == Ack()
    [row] = await mod.get(QUEUE)
    assert (row["verdict"], row["source"]) == ("flag", "outage")
    assert "home" in await seen_by(bob, world, post)


@pytest.mark.settings(moderation_fail_open=False)
async def test_closed_while_nobody_answers(world: World) -> None:
    """The post is held at once; when the classifier is back and has nothing against it, everybody sees it."""
    ann, bob, mod = await circle(world)
    ai = asks(world, ModerationDown())
    post = await ann.say("words #topic")
    for attempt in (1, 2):
        assert await handle(world, post, attempt) == Retry()
        assert await seen_by(bob, world, post) == set()
        assert "itself" in await seen_by(ann, world, post)
    assert len(await mod.get(QUEUE)) == 1
    ai.answer = Verdict("allow", source="ai")
    assert await handle(world, post, 3) == Ack()
    await world.settle()
    assert {"itself", "home"} <= await seen_by(bob, world, post)
    assert await mod.get(QUEUE) == []


@pytest.mark.settings(moderation_fail_open=False, blocked_words=("wurst",))
async def test_a_classifier_does_not_overrule_the_rules(world: World) -> None:
    """What a word held stays held, whatever it thinks."""
    ann, bob, _ = await circle(world)
    asks(world)
    post = await ann.say("wurst #topic")
    await world.settle()
    assert await seen_by(bob, world, post) == set()


@pytest.mark.settings(premoderation=True)
async def test_posts_wait_for_their_verdict(world: World) -> None:
    """With nobody to ask they wait for people; a classifier's word is enough. Until then nobody hears of them."""
    ann, bob, mod = await circle(world)
    post = await ann.say(f"words for @{bob.username} #topic")
    await world.settle()
    assert await seen_by(bob, world, post) == set()
    assert "itself" in await seen_by(ann, world, post)
    [row] = await mod.get(QUEUE)
    assert row["source"] == "premoderation"
    shown = await mod.call("POST", f"{QUEUE}/{row['id']}/allow")
    assert (shown["held"], shown["reviewed_at"] is None) == (False, False)
    await world.settle()
    assert {"itself", "home", "notifications"} <= await seen_by(bob, world, post)
    assert await mod.get(QUEUE) == []
    assert [each["id"] for each in await mod.get(QUEUE, reviewed="true")] == [row["id"]]
    asks(world)
    second = await ann.say("more #topic")
    assert await seen_by(bob, world, second) == set()
    await world.settle()
    assert {"itself", "home"} <= await seen_by(bob, world, second)
    asks(world, Verdict("hold", ("no",), "ai"))
    third = await ann.say("bad #topic")
    await world.settle()
    assert await seen_by(bob, world, third) == set()
    assert {each["source"] for each in await mod.get(QUEUE)} == {"premoderation", "ai"}


async def test_what_people_decide_stays(world: World) -> None:
    """A post that a moderator allowed isn't held again by a late message; one that was removed can't be allowed."""
    ann, bob, mod = await circle(world)
    asks(world, Verdict("hold", ("because",), "ai"))
    post, bad = await ann.say("words #topic"), await ann.say("bad #topic")
    boost = await ann.post(f"statuses/{bad['id']}/reblog")
    await world.settle()
    rows = {each["status_id"]: each["id"] for each in await mod.get(QUEUE)}
    await mod.call("POST", f"{QUEUE}/{rows[post['id']]}/allow")
    await world.settle()
    assert await handle(world, post) == Ack()
    assert {"itself", "home", "public"} <= await seen_by(bob, world, post)
    removed = await mod.call("POST", f"{QUEUE}/{rows[bad['id']]}/remove")
    assert removed["status"] is None
    await world.settle()
    assert await seen_by(ann, world, bad) == set()
    await ann.get(f"statuses/{boost['id']}", 404)
    assert "gone" in (await mod.call("POST", f"{QUEUE}/{rows[bad['id']]}/allow", 422))["error"]
    await mod.call("POST", f"{QUEUE}/1/allow", 404)
    async with world.services.db.read() as connection:
        actions = (await connection.execute(select(t.audit.c.action).order_by(t.audit.c.id))).scalars().all()
    assert actions == ["moderation.allow", "moderation.remove"]


async def test_staff_act_only_on_those_below_them(world: World) -> None:
    """People can't see the queue; a moderator can't remove an admin's post, another admin's moderator can."""
    ann, _, mod = await circle(world)
    admin = await world.person(role="admin")
    asks(world, Verdict("hold", ("because",), "ai"))
    theirs = await admin.say("mine #topic")
    await world.settle()
    [row] = await mod.get(QUEUE)
    await mod.call("POST", f"{QUEUE}/{row['id']}/remove", 403)
    assert (await mod.get(QUEUE))[0]["held"] is True
    for method, path in (("GET", QUEUE), ("POST", f"{QUEUE}/{row['id']}/allow"), ("POST", f"{QUEUE}/{row['id']}/remove")):
        await ann.call(method, path, 403)
    assert "itself" in await seen_by(admin, world, theirs)


async def test_known_pictures(world: World) -> None:
    """The very file is removed; what looks like it, after another camera or format, is held; others pass."""
    ann, bob, mod = await circle(world)
    admin = await world.person(role="admin")
    first = await ann.call("POST", "media", files={"file": ("a.jpg", files.image(size=(400, 300)), "image/jpeg")})
    row = await world.row(t.media, id=int(first["id"]))
    made = [await admin.post("/api/x/v1/admin/hashes", kind=kind, hash=getattr(row, kind), reason="known") for kind in ("sha256", "dhash")]
    assert [each["id"] for each in await admin.get("/api/x/v1/admin/hashes")] == [made[1]["id"], made[0]["id"]]
    other_words = files.image("PNG", (800, 600))
    plain = files.image(size=(80, 300), colour="#2040c0")
    outcomes = []
    for data in (files.image(size=(400, 300)), other_words, plain):
        upload = await ann.call("POST", "media", files={"file": ("a.jpg", data, "image/jpeg")})
        post = await ann.say("", media_ids=[upload["id"]])
        await world.settle()
        outcomes.append((await seen_by(ann, world, post) != set(), await seen_by(bob, world, post) != set()))
    assert outcomes == [(False, False), (True, False), (True, True)]
    assert {each["source"] for each in await mod.get(QUEUE)} == {"hashes"}
    await admin.call("DELETE", f"/api/x/v1/admin/hashes/{made[0]['id']}")
    await admin.call("DELETE", f"/api/x/v1/admin/hashes/{made[0]['id']}", 404)
    await mod.get("/api/x/v1/admin/hashes", 403)
    for kind, text in (("sha256", "12"), ("md5", "0" * 32), ("dhash", "g" * 16), ("dhash", row.dhash)):
        await admin.post("/api/x/v1/admin/hashes", 422, kind=kind, hash=text)


async def test_old_and_foreign_messages_do_nothing(world: World) -> None:
    """A post that is gone, one that never was, a boost, and a version that was edited meanwhile."""
    ann, bob, _ = await circle(world)
    post = await ann.say("words #topic")
    boost = await bob.post(f"statuses/{post['id']}/reblog")
    await ann.call("DELETE", f"statuses/{post['id']}")
    await world.settle()
    ai = asks(world, Verdict("remove", ("x",), "ai"))
    for each in (post, boost, {**post, "id": "1"}):
        assert await handle(world, each) == Ack()
    assert ai.seen == []
    async with world.services.db.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.verdicts))).scalar_one() == 0


async def test_files_follow_the_verdict(world: World) -> None:
    """Held: no address of before holds, its author has signed ones. Allowed: open, also in what is cached. Removed: gone. Twice is as once."""
    ann, bob, mod = await circle(world)
    upload, before = await stored(world, ann)
    asks(world)
    post = await ann.say("words #topic", media_ids=[upload])
    await world.settle()
    assert [each["media_attachments"][0]["url"] for each in (*await bob.home(), *await ann.home())] == [before[0]] * 2
    verdict = Verdict("hold", ("because",), "ai")
    asks(world, verdict)
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": "more words #topic", "media_ids": [upload]})
    for _ in range(2):
        await world.settle()
        assert await open_to_all(world, *before) == [False, False]
        await world.tell("media", "media.misplaced", status_id=post["id"], lost=[])
    signed = [
        (await ann.get(f"statuses/{post['id']}"))["media_attachments"][0]["url"],
        (await ann.home())[0]["media_attachments"][0]["url"],
    ]
    assert [(await world.client.get(each)).status_code for each in signed] == [200, 200]
    assert await open_to_all(world, *signed) == [False, False]
    [row] = await mod.get(QUEUE)
    await mod.call("POST", f"{QUEUE}/{row['id']}/allow")
    for _ in range(2):
        await world.settle()
        shown = [each["media_attachments"][0] for each in (*await bob.home(), *await ann.home(), await bob.get(f"statuses/{post['id']}"))]
        assert await open_to_all(world, *(each[name] for each in shown for name in ("url", "preview_url"))) == [True] * 6
        await world.tell("media", "media.misplaced", status_id=post["id"], lost=[])
    assert [(await world.client.get(each)).status_code for each in signed] == [200, 200], "clients may still show these"
    asks(world, Verdict("remove", ("because",), "ai"))
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": "bad words #topic", "media_ids": [upload]})
    await world.settle()
    assert await open_to_all(world, *(each["url"] for each in shown)) == [False] * 3
    assert await world.row(t.media) is None
    await world.later(2 * 86_400)
    assert await world.services.blob.list("") == []


@pytest.mark.settings(blocked_words=("wurst",))
async def test_files_of_what_a_word_holds_are_sealed(world: World) -> None:
    """From the beginning, and when an edit brings the word and a file."""
    ann, _, _ = await circle(world)
    (first, one), (second, two), (third, three) = [await stored(world, ann) for _ in range(3)]
    held = await ann.say("wurst", media_ids=[first])
    assert await open_to_all(world, held["media_attachments"][0]["url"]) == [False]
    post = await ann.say("good", media_ids=[second])
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": "wurst", "media_ids": [second, third]})
    await world.settle()
    assert await open_to_all(world, *one, *two, *three) == [False] * 6
    assert [len((await ann.get(f"statuses/{each['id']}"))["media_attachments"]) for each in (held, post)] == [1, 2]


async def numbers(reader: Person, parent: Any, author: Person) -> tuple[int, int]:
    """What others see counted: answers to a post, and somebody's posts."""
    return (await reader.get(f"statuses/{parent['id']}"))["replies_count"], (await reader.get(f"accounts/{author.id}"))["statuses_count"]


@pytest.mark.settings(blocked_words=("wurst",))
async def test_held_posts_are_not_counted(world: World) -> None:
    """Neither by their parent nor for their author, from the beginning or later; let go they are, and gone they are so once."""
    ann, bob, mod = await circle(world)
    root = await bob.say("root")
    held = await ann.say("wurst", in_reply_to_id=root["id"])
    assert await numbers(bob, root, ann) == (0, 0)
    shown = await ann.say("good", in_reply_to_id=root["id"])
    quiet = await ann.say("for few", in_reply_to_id=root["id"], visibility="private")
    assert await numbers(bob, root, ann) == (1, 2)
    for each in (shown, quiet):
        for text in ("wurst", "more wurst"):
            await ann.call("PUT", f"statuses/{each['id']}", json={"status": text})
    await world.settle()
    assert await numbers(bob, root, ann) == (0, 0)
    rows = {each["status_id"]: each["id"] for each in await mod.get(QUEUE)}
    for each in (held, shown, quiet):
        await mod.call("POST", f"{QUEUE}/{rows[each['id']]}/allow")
        await mod.call("POST", f"{QUEUE}/{rows[each['id']]}/allow")
    await world.settle()
    assert await numbers(bob, root, ann) == (2, 3)
    await ann.call("PUT", f"statuses/{held['id']}", json={"status": "wurst again"})
    await ann.call("DELETE", f"statuses/{held['id']}")
    assert await numbers(bob, root, ann) == (1, 2)
    await ann.call("PUT", f"statuses/{shown['id']}", json={"status": "wurst again"})
    await world.settle()
    last = next(each["id"] for each in await mod.get(QUEUE) if each["status_id"] == shown["id"])
    await mod.call("POST", f"{QUEUE}/{last}/remove")
    await world.settle()
    assert await numbers(bob, root, ann) == (0, 1)
    await ann.call("DELETE", f"statuses/{quiet['id']}")
    assert await numbers(bob, root, ann) == (0, 0)


async def test_what_was_put_away_stays_so_when_a_post_is_let_go(world: World) -> None:
    """Notices of a post are hidden with it and come back as they were, however long that takes."""
    ann, bob, mod = await circle(world)
    asks(world)
    posts = [await ann.say(f"@{bob.username} {number}") for number in range(2)]
    await bob.post(f"statuses/{posts[0]['id']}/favourite")
    await world.settle()
    asks(world, Verdict("hold", ("because",), "ai"))
    first = next(each for each in await bob.get("notifications") if each.get("status", {}).get("id") == posts[0]["id"])
    await bob.post(f"notifications/{first['id']}/dismiss")
    for post in posts:
        await ann.call("PUT", f"statuses/{post['id']}", json={"status": f"@{bob.username} changed"})
    await world.settle()
    assert await bob.get("notifications") == []
    assert [each["type"] for each in await ann.get("notifications")] == ["favourite", "follow"], "the author sees the post, too"
    await world.later(8 * 86_400)
    await bob.post("notifications/clear")
    for each in await mod.get(QUEUE):
        await mod.call("POST", f"{QUEUE}/{each['id']}/allow")
    await world.settle()
    assert await bob.get("notifications") == [], "all were put away, one of them before the post was held"
