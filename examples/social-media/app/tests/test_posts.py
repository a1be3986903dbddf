"""Posts: written once, changed with a history, deleted for everybody, and read as threads."""

import asyncio
import secrets

import pytest
from sqlalchemy import func, insert, select, update

from social import tables as t
from social.adapters.sql.database import Unit
from social.app import threads
from social.ports.blob import OPEN
from tests.world import Person, World


async def say_later(person: Person, number: int, answer_to: str) -> str:
    """A chain of answers; the last one's id."""
    for each in range(number):
        answer_to = (await person.say(f"answer {each}", in_reply_to_id=answer_to))["id"]
    return answer_to


async def outbox(world: World, type_: str) -> dict[str, dict[str, str]]:
    """Bodies by queue of the messages of a type that wait."""
    async with world.services.db.read() as connection:
        rows = await connection.execute(select(t.outbox).where(t.outbox.c.type == type_))
        return {row.queue: row.body for row in rows}


async def attachment(world: World, owner: Person, **more: object) -> str:
    """An upload that is ready, made in the database."""
    row = {
        "id": world.services.ids.next(), "account_id": int(owner.id), "state": "ready", "type": "image", "key": "a/b.png",
        "preview_key": "a/c.png", "meta": {}, "created_at": world.services.clock.now(), **more,
    }  # fmt: skip
    async with world.services.db.begin() as unit:
        await unit.connection.execute(insert(t.media).values(row))
    return str(row["id"])


async def stored(world: World, owner: Person) -> tuple[str, list[str]]:
    """The same with a file and a small one, as decoding leaves them; its id and its addresses."""
    keys = [f"{OPEN}{secrets.token_hex(8)}.png" for _ in range(2)]
    for key in keys:
        await world.services.blob.put(key, b"picture", "image/png")
    upload = await attachment(world, owner, key=keys[0], preview_key=keys[1])
    return upload, [world.services.blob.url(key) for key in keys]


async def open_to_all(world: World, *addresses: str) -> list[bool]:
    """Which addresses hold without a signature."""
    answers = [await world.client.get(each.partition("?")[0]) for each in addresses]
    assert {each.status_code for each in answers} <= {200, 404}
    return [each.status_code == 200 for each in answers]


# --- writing ------------------------------------------------------------------------------------------------------------------------
async def test_a_post_keeps_what_was_said_with_it(world: World) -> None:
    """Language, warning, sensitivity, visibility, application."""
    ann = await world.person()
    post = await ann.say("bok", language="hr", spoiler_text="greeting", visibility="unlisted")
    found = await ann.get(f"statuses/{post['id']}")
    assert (found["language"], found["spoiler_text"], found["sensitive"], found["visibility"]) == ("hr", "greeting", True, "unlisted")
    assert found["application"]["name"] == "tests"
    assert found["content"] == "<p>bok</p>"
    assert found["edited_at"] is None


async def test_a_language_that_is_none_gives_way_to_the_authors(world: World) -> None:
    """The author's locale speaks instead."""
    ann = await world.person()
    assert (await ann.say("x", language="<script>"))["language"] == "en"
    assert (await ann.say("x", language="pt-BR"))["language"] == "pt-BR"


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        ({"status": "  "}, 422, "Text can't be blank"),
        ({"status": "x", "visibility": "foobar"}, 422, "Visibility is not included in the list"),
        ({"status": "x" * 501}, 422, "Text character limit of 500 exceeded"),
        ({"status": "x" * 300, "spoiler_text": "y" * 201}, 422, "Text character limit of 500 exceeded"),
        ({"status": "x", "in_reply_to_id": "12345"}, 404, "Record not found"),
        ({"status": "x", "in_reply_to_id": "banana"}, 404, "Record not found"),
        ({"status": "x", "media_ids": ["12345"]}, 422, "Media 12345 not found"),
        ({"status": "x", "media_ids": ["1", "2", "3", "4", "5"]}, 422, "Cannot attach more than 4 files"),
    ],
)
async def test_what_is_no_post_is_refused_and_leaves_nothing(world: World, body: dict[str, object], code: int, text: str) -> None:
    """Neither a row nor a message."""
    ann = await world.person()
    found = await ann.call("POST", "statuses", code, json=body)
    assert text in found["error"]
    assert await world.row(t.statuses) is None
    assert await world.row(t.outbox) is None
    assert (await world.row(t.accounts, id=int(ann.id))).statuses_count == 0


async def test_a_warning_without_a_text_is_the_text(world: World) -> None:
    """As in Mastodon."""
    ann = await world.person()
    post = await ann.say("", spoiler_text="only this")
    assert (post["content"], post["spoiler_text"]) == ("<p>only this</p>", "")


async def test_an_idempotency_key_makes_one_post_for_an_hour(world: World) -> None:
    """Of one person; in parallel as well; after the hour a new one."""
    ann, ben = await world.people(2)
    headers = {"Idempotency-Key": "the same"}
    posts = await asyncio.gather(*(ann.call("POST", "statuses", json={"status": "once"}, headers=headers) for _ in range(8)))
    assert len({post["id"] for post in posts}) == 1
    other = await ben.call("POST", "statuses", json={"status": "once"}, headers=headers)
    assert other["id"] != posts[0]["id"]
    async with world.services.db.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.statuses))).scalar_one() == 2
    assert (await world.row(t.accounts, id=int(ann.id))).statuses_count == 1
    await world.later(3_601)
    assert (await ann.call("POST", "statuses", json={"status": "once"}, headers=headers))["id"] != posts[0]["id"]
    # Ben's old key went with that.
    assert (await world.row(t.idempotency)).user_id == (await world.row(t.users, account_id=int(ann.id))).id
    async with world.services.db.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.idempotency))).scalar_one() == 1


async def test_long_idempotency_keys_count_whole(world: World) -> None:
    """Two that begin alike are two posts."""
    ann = await world.person()
    posts = [await ann.call("POST", "statuses", json={"status": "x"}, headers={"Idempotency-Key": "k" * 400 + end}) for end in "aab"]
    assert posts[0]["id"] == posts[1]["id"] != posts[2]["id"]


async def test_what_counts_towards_the_length(world: World) -> None:
    """A link has 23 characters, a mention those of the name without its host."""
    ann, ben = await world.people(2)
    fits = f" @{ben.username}@LOCALHOST:3000 HTTPS://a.example/{'long/' * 90}"
    rest = "x" * (500 - len(f" @{ben.username} ") - 23)
    post = await ann.say(rest + fits)
    assert [each["id"] for each in post["mentions"]] == [ben.id]
    await ann.call("POST", "statuses", 422, json={"status": f"x{rest}{fits}"})


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://a.example/c_(d)", "https://a.example/c_(d)"),
        ("(https://a.example/c)", "https://a.example/c"),
        ("(https://a.example/c_(d)).", "https://a.example/c_(d)"),
        ("HTTPS://A.example/c.", "HTTPS://A.example/c"),
    ],
)
async def test_links_end_where_they_should(world: World, words: str, address: str) -> None:
    """A bracket that was opened in the address is part of it."""
    post = await (await world.person()).say(words)
    assert f'href="{address}"' in post["content"]


async def test_names_of_other_servers_are_nobody_here(world: World) -> None:
    """The host counts in any case of its letters; somebody of the same name elsewhere is not linked as the one here."""
    ann, ben = await world.people(2)
    post = await ann.say(f"@{ben.username}@LocalHost:3000 and @{ben.username}@other.example")
    assert [each["id"] for each in post["mentions"]] == [ben.id]
    assert post["content"].count("<a ") == 1
    assert f"@{ben.username}@other.example" in post["content"]
    assert (await ann.say(f"@{ben.username}@other.example"))["mentions"] == []


async def test_a_refused_post_does_not_use_up_its_key(world: World) -> None:
    """The key and the post are one transaction."""
    ann = await world.person()
    headers = {"Idempotency-Key": "k"}
    await ann.call("POST", "statuses", 404, json={"status": "x", "in_reply_to_id": "1"}, headers=headers)
    assert (await ann.call("POST", "statuses", json={"status": "x"}, headers=headers))["content"] == "<p>x</p>"


async def test_the_database_down_is_503_and_nothing_is_published(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure at any moment before the commit takes everything with it, messages included."""
    ann = await world.person()

    async def fail(*_: object, **__: object) -> None:
        raise OSError("the server closed the connection")

    monkeypatch.setattr(Unit, "emit", fail)
    found = await ann.call("POST", "statuses", 503, json={"status": "lost"})
    assert "database" in found["error"]
    monkeypatch.undo()
    assert await world.row(t.statuses) is None
    assert await world.row(t.outbox) is None
    assert await ann.home() == []


async def test_uploads_hang_on_one_post(world: World) -> None:
    """Those of others and those in use can't be attached, and the refusal names them; nor can a film together with something else."""
    ann, ben = await world.people(2)
    mine, theirs = await attachment(world, ann), await attachment(world, ben)
    post = await ann.say("look", media_ids=[mine])
    assert [each["id"] for each in post["media_attachments"]] == [mine]
    free = await attachment(world, ann)
    for taken in ([mine], [theirs], sorted([mine, theirs], key=int)):
        found = await ann.call("POST", "statuses", 422, json={"status": "again", "media_ids": [free, *taken]})
        assert found["error"] == f"Media {', '.join(taken)} not found or already attached to another post"
    for kind in ("video", "gifv", "audio"):
        film = await attachment(world, ann, type=kind)
        found = await ann.call("POST", "statuses", 422, json={"status": "both", "media_ids": [free, film]})
        assert found["error"] == "Cannot attach a video to a post that already contains images"
        assert [each["type"] for each in (await ann.say("alone", media_ids=[film]))["media_attachments"]] == [kind]
    waiting = await attachment(world, ann, state="queued")
    found = await ann.call("POST", "statuses", 422, json={"status": "early", "media_ids": [waiting]})
    assert "not finished processing" in found["error"]


# --- changing -----------------------------------------------------------------------------------------------------------------------
async def test_an_edit_keeps_the_history_and_tells_the_others(world: World) -> None:
    """Words, people and tags are the new ones; the old version can be read."""
    ann, ben, cem = await world.people(3)
    post = await ann.say(f"Hello @{ben.username} #old")
    await world.settle()
    where = f"statuses/{post['id']}"
    edited = await ann.call("PUT", where, json={"status": f"Bye @{cem.username} #new", "spoiler_text": "w", "language": "de"})
    assert edited["edited_at"] is not None
    assert [each["username"] for each in edited["mentions"]] == [cem.username]
    assert [each["name"] for each in edited["tags"]] == ["new"]
    assert (edited["spoiler_text"], edited["sensitive"], edited["language"]) == ("w", True, "de")
    versions = await ben.get(f"{where}/history")
    assert len(versions) == 2
    assert "Hello" in versions[0]["content"]
    assert versions[0]["created_at"] == post["created_at"]
    assert "Bye" in versions[1]["content"]
    assert versions[1]["created_at"] == edited["edited_at"]
    assert versions[1]["account"]["id"] == ann.id
    assert (await world.row(t.statuses, id=int(post["id"]))).rev == 2
    assert await ann.get(f"{where}/source") == {"id": post["id"], "text": f"Bye @{cem.username} #new", "spoiler_text": "w"}
    told = await outbox(world, "status.edited")
    assert set(told) >= {"fanout", "index", "moderation"}
    assert told["fanout"] == {"status_id": post["id"], "account_id": ann.id}


async def test_an_edit_of_nothing_is_none(world: World) -> None:
    """No version, no message."""
    ann = await world.person()
    post = await ann.say("the same")
    found = await ann.call("PUT", f"statuses/{post['id']}", json={"status": "the same"})
    assert found["edited_at"] is None
    assert len(await ann.get(f"statuses/{post['id']}/history")) == 1
    assert await outbox(world, "status.edited") == {}


async def test_only_the_author_edits_and_deletes(world: World) -> None:
    """Others learn nothing: 404."""
    ann, ben = await world.people(2)
    post = await ann.say("mine")
    await ben.call("PUT", f"statuses/{post['id']}", 404, json={"status": "stolen"})
    await ben.call("DELETE", f"statuses/{post['id']}", 404)
    assert (await ann.get(f"statuses/{post['id']}"))["content"] == "<p>mine</p>"
    await ann.call("PUT", f"statuses/{post['id']}", 422, json={"status": ""})
    assert (await world.row(t.statuses, id=int(post["id"]))).rev == 1


async def test_who_is_no_longer_mentioned_no_longer_sees_a_direct_post(world: World) -> None:
    """Being mentioned was the only reason."""
    ann, ben = await world.people(2)
    post = await ann.say(f"@{ben.username} hi", visibility="direct")
    await ben.get(f"statuses/{post['id']}")
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": "never mind"})
    await ben.get(f"statuses/{post['id']}", 404)


async def test_edits_change_uploads_and_their_words(world: World) -> None:
    """One stays with another description, one goes and can be used again."""
    ann = await world.person()
    kept, gone = await attachment(world, ann, description="before"), await attachment(world, ann)
    post = await ann.say("look", media_ids=[kept, gone])
    body = {"status": "look", "media_ids": [kept], "media_attributes": [{"id": kept, "description": "after", "focus": "0.5,-1"}]}
    edited = await ann.call("PUT", f"statuses/{post['id']}", json=body)
    [found] = edited["media_attachments"]
    assert (found["id"], found["description"], found["meta"]["focus"]) == (kept, "after", {"x": 0.5, "y": -1.0})
    assert (await ann.say("again", media_ids=[gone]))["media_attachments"][0]["id"] == gone
    # The old version doesn't show what is on another post by now.
    versions = await ann.get(f"statuses/{post['id']}/history")
    assert [[each["id"] for each in version["media_attachments"]] for version in versions] == [[kept], [kept]]
    body["media_attributes"] = [{"id": gone, "description": "not here"}]
    await ann.call("PUT", f"statuses/{post['id']}", json=body)
    assert (await world.row(t.media, id=int(gone))).description is None
    for wrong in ("2,0", "x", "1"):
        await ann.call("PUT", f"statuses/{post['id']}", 422, json={**body, "media_attributes": [{"id": kept, "focus": wrong}]})


async def test_ten_edits_at_once_leave_ten_versions(world: World) -> None:
    """None overwrites another's history."""
    ann = await world.person()
    post = await ann.say("0")
    await asyncio.gather(*(ann.call("PUT", f"statuses/{post['id']}", json={"status": f"{each}!"}) for each in range(10)))
    assert (await world.row(t.statuses, id=int(post["id"]))).rev == 11
    assert len({each["content"] for each in await ann.get(f"statuses/{post['id']}/history")}) == 11


# --- deleting -----------------------------------------------------------------------------------------------------------------------
async def test_a_deleted_post_is_gone_and_comes_back_as_text(world: World) -> None:
    """Gone for everybody, boosts included; counters follow; its upload can be used again."""
    ann, ben, cem = await world.people(3)
    root = await ben.say("root")
    upload = await attachment(world, ann)
    post = await ann.say("typed **so**", in_reply_to_id=root["id"], media_ids=[upload])
    boost = await cem.post(f"statuses/{post['id']}/reblog")
    await cem.post(f"statuses/{post['id']}/favourite")
    await ann.post(f"statuses/{post['id']}/pin")
    assert (await ben.get(f"statuses/{root['id']}"))["replies_count"] == 1
    assert (await world.row(t.accounts, id=int(cem.id))).statuses_count == 1
    await world.settle()
    gone = await ann.call("DELETE", f"statuses/{post['id']}")
    assert (gone["id"], gone["text"]) == (post["id"], "typed **so**")
    assert gone["media_attachments"][0]["id"] == upload
    for each in (post, boost):
        for person in (ann, ben, cem):
            await person.get(f"statuses/{each['id']}", 404)
    assert (await ben.get(f"statuses/{root['id']}"))["replies_count"] == 0
    assert (await world.row(t.accounts, id=int(ann.id))).statuses_count == 0
    assert (await world.row(t.accounts, id=int(cem.id))).statuses_count == 0
    assert await cem.get("favourites") == []
    assert await world.row(t.pins) is None
    assert await ann.home() == []
    told = await outbox(world, "status.deleted")
    assert set(told) >= {"fanout", "index", "notify"}
    assert told["index"]["status_id"] == post["id"]
    await ann.call("DELETE", f"statuses/{post['id']}", 404)
    assert (await ann.say("anew", media_ids=[upload]))["media_attachments"][0]["id"] == upload


async def test_deleting_with_media_gives_the_uploads_to_the_sweep(world: World) -> None:
    """They are nobody's, and old enough to go."""
    ann = await world.person()
    upload = await attachment(world, ann)
    post = await ann.say("look", media_ids=[upload])
    await ann.call("DELETE", f"statuses/{post['id']}", params={"delete_media": "true"})
    await world.settle()
    assert await world.row(t.media, id=int(upload)) is None


async def test_an_upload_that_left_its_post_goes_a_day_later(world: World) -> None:
    """Unless it was attached again."""
    ann = await world.person()
    left, used = await attachment(world, ann), await attachment(world, ann)
    post = await ann.say("look", media_ids=[left, used])
    await world.later(90_000)
    await ann.call("DELETE", f"statuses/{post['id']}")
    await world.later(80_000)
    await ann.say("again", media_ids=[used])
    assert await world.row(t.media, id=int(left)) is not None
    await world.later(10_000)
    assert await world.row(t.media, id=int(left)) is None
    assert await world.row(t.media, id=int(used)) is not None


# --- threads ------------------------------------------------------------------------------------------------------------------------
async def test_a_thread_reads_as_a_tree(world: World) -> None:
    """Ancestors from the root on; each answer before its own answers; counters of answers."""
    ann, ben = await world.people(2)
    root = await ann.say("root")
    first, second = await ben.say("1", in_reply_to_id=root["id"]), await ben.say("2", in_reply_to_id=root["id"])
    inner = await ann.say("1.1", in_reply_to_id=first["id"])
    assert (inner["in_reply_to_id"], inner["in_reply_to_account_id"]) == (first["id"], ben.id)
    found = await ann.get(f"statuses/{root['id']}/context")
    assert found["ancestors"] == []
    assert [each["content"] for each in found["descendants"]] == ["<p>1</p>", "<p>1.1</p>", "<p>2</p>"]
    found = await ann.get(f"statuses/{inner['id']}/context")
    assert [each["id"] for each in found["ancestors"]] == [root["id"], first["id"]]
    assert found["descendants"] == []
    assert (await ann.get(f"statuses/{root['id']}"))["replies_count"] == 2
    assert second["id"] not in [each["id"] for each in found["ancestors"]]


async def test_a_thread_outlives_a_deleted_parent(world: World) -> None:
    """The gap is not shown, both sides of it are."""
    ann, ben = await world.people(2)
    root = await ann.say("root")
    middle = await ben.say("middle", in_reply_to_id=root["id"])
    leaf = await ann.say("leaf", in_reply_to_id=middle["id"])
    await ben.call("DELETE", f"statuses/{middle['id']}")
    found = await ann.get(f"statuses/{root['id']}/context")
    assert [each["id"] for each in found["descendants"]] == [leaf["id"]]
    found = await ann.get(f"statuses/{leaf['id']}/context")
    assert [each["id"] for each in found["ancestors"]] == [root["id"]]


async def test_an_answer_names_no_deleted_parent(world: World) -> None:
    """At once, whatever is kept of it, also in a boost of it; the author who was answered stays named, and so does a parent that is there."""
    ann, ben = await world.people(2)
    await ben.follow(ann)
    root = await ann.say("root")
    leaf = await ann.say("leaf", in_reply_to_id=root["id"])
    boost = await ben.post(f"statuses/{leaf['id']}/reblog")
    for parent in (root["id"], None):
        shown = [await ben.get(f"statuses/{leaf['id']}"), (await ben.get(f"statuses/{boost['id']}"))["reblog"]]
        home = {each["id"]: each for each in await ben.home()}
        shown += [home[leaf["id"]], (await ben.get(f"accounts/{ben.id}/statuses"))[0]["reblog"]]
        assert [(each["in_reply_to_id"], each["in_reply_to_account_id"]) for each in shown] == [(parent, ann.id)] * 4
        await ann.call("DELETE", f"statuses/{root['id']}", 200 if parent else 404)


async def test_private_answers_are_neither_shown_nor_counted(world: World) -> None:
    """A counter would tell of them."""
    ann, ben = await world.people(2)
    root = await ann.say("root")
    await ann.say("for followers", in_reply_to_id=root["id"], visibility="private")
    await ann.say("for nobody", in_reply_to_id=root["id"], visibility="direct")
    found = await ben.get(f"statuses/{root['id']}/context")
    assert found["descendants"] == []
    assert (await ben.get(f"statuses/{root['id']}"))["replies_count"] == 0
    assert len((await ann.get(f"statuses/{root['id']}/context"))["descendants"]) == 2


async def test_threads_leave_out_whom_the_viewer_mutes(world: World) -> None:
    """As timelines do."""
    ann, ben, cem = await world.people(3)
    root = await ann.say("root")
    await ben.say("noise", in_reply_to_id=root["id"])
    await cem.post(f"accounts/{ben.id}/mute")
    assert (await cem.get(f"statuses/{root['id']}/context"))["descendants"] == []
    assert len((await ann.get(f"statuses/{root['id']}/context"))["descendants"]) == 1


async def test_threads_have_caps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Depth, ancestors and answers; those without a token get less."""
    monkeypatch.setattr(threads, "MEMBER", threads.Caps(ancestors=4, descendants=5, depth=3))
    monkeypatch.setattr(threads, "ANONYMOUS", threads.Caps(ancestors=2, descendants=2, depth=2))
    ann = await world.person()
    root = (await ann.say("root"))["id"]
    leaf = await say_later(ann, 6, root)
    assert len((await ann.get(f"statuses/{leaf}/context"))["ancestors"]) == 4
    assert len((await ann.get(f"statuses/{root}/context"))["descendants"]) == 3
    for each in range(6):
        await ann.say(f"wide {each}", in_reply_to_id=root)
    assert len((await ann.get(f"statuses/{root}/context"))["descendants"]) == 5
    response = await world.client.get(f"/api/v1/statuses/{root}/context")
    assert len(response.json()["descendants"]) == 2
    response = await world.client.get(f"/api/v1/statuses/{leaf}/context")
    assert len(response.json()["ancestors"]) == 2


async def test_an_answer_to_a_boost_answers_the_original(world: World) -> None:
    """A boost has no thread of its own."""
    ann, ben = await world.people(2)
    post = await ann.say("original")
    boost = await ben.post(f"statuses/{post['id']}/reblog")
    answer = await ben.say("yes", in_reply_to_id=boost["id"])
    assert answer["in_reply_to_id"] == post["id"]
    found = await ben.get(f"statuses/{boost['id']}/context")
    assert [each["id"] for each in found["descendants"]] == [answer["id"]]


async def test_direct_posts_are_not_counted_on_a_profile(world: World) -> None:
    """A counter that everybody sees would tell of them."""
    ann = await world.person()
    post = await ann.say("psst", visibility="direct")
    assert (await world.row(t.accounts, id=int(ann.id))).statuses_count == 0
    await ann.call("DELETE", f"statuses/{post['id']}")
    assert (await world.row(t.accounts, id=int(ann.id))).statuses_count == 0


async def test_a_removed_post_is_beyond_its_author(world: World) -> None:
    """A moderator's verdict can't be edited away."""
    ann = await world.person()
    post = await ann.say("bad")
    async with world.services.db.begin() as unit:
        await unit.connection.execute(update(t.statuses).where(t.statuses.c.id == int(post["id"])).values(held="remove"))
    await ann.call("PUT", f"statuses/{post['id']}", 404, json={"status": "good"})
    await ann.call("DELETE", f"statuses/{post['id']}", 404)


async def test_files_go_with_their_post_and_come_with_the_next(world: World) -> None:
    """Deleted or edited away, a file isn't open any more at once; attached again to a post for all, it is. Deleted with its post, it is gone."""
    ann = await world.person()
    upload, addresses = await stored(world, ann)
    for take in ("delete", "edit"):
        post = await ann.say("look", media_ids=[upload])
        shown = post["media_attachments"][0]
        assert await open_to_all(world, shown["url"], shown["preview_url"]) == [True, True]
        if take == "delete":
            await ann.call("DELETE", f"statuses/{post['id']}")
        else:
            await ann.call("PUT", f"statuses/{post['id']}", json={"status": "look away"})
        for _ in range(2):
            await world.settle()
            assert await open_to_all(world, *addresses, shown["url"], shown["preview_url"]) == [False] * 4
            await world.tell("media", "media.misplaced", status_id=post["id"], lost=[upload])
        own = await ann.get(f"media/{upload}")
        assert (await world.client.get(own["url"])).status_code == 200, "its owner can write the post anew"
    post = await ann.say("look", media_ids=[upload])
    late = {"status_id": "1", "lost": [upload]}
    await world.tell("media", "media.misplaced", **late)
    shown = post["media_attachments"][0]
    assert await open_to_all(world, shown["url"]) == [True], "what was lost once and hangs on a post now is that post's"
    await ann.call("DELETE", f"statuses/{post['id']}", params={"delete_media": "true"})
    await world.later(2 * 86_400)
    assert await world.row(t.media) is None
    assert await world.services.blob.list("") == []
