"""Favourites, boosts, bookmarks, pins and muted conversations: once, counted right, and only for what one may see."""

import asyncio
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from social import tables as t
from tests.world import Person, World


async def rows_of(world: World, table: Any, *conditions: Any) -> int:
    """How many rows."""
    async with world.services.db.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table).where(*conditions))).scalar_one())


async def told(world: World, type_: str) -> list[tuple[str, dict[str, str]]]:
    """Queues and bodies of the messages of a type that wait."""
    async with world.services.db.read() as connection:
        rows = await connection.execute(select(t.outbox).where(t.outbox.c.type == type_).order_by(t.outbox.c.id))
        return [(row.queue, row.body) for row in rows]


def next_page(person: Person) -> dict[str, str]:
    """Parameters of the address that `next` names."""
    assert person.world.last is not None
    found = re.match(r'<[^>]*[?&]max_id=(\d+)[^>]*>; rel="next"', person.world.last.headers["link"])
    assert found
    return {"max_id": found[1]}


@pytest.mark.parametrize(
    ("do", "undo", "flag", "counter", "table"),
    [
        ("favourite", "unfavourite", "favourited", "favourites_count", t.favourites),
        ("bookmark", "unbookmark", "bookmarked", None, t.bookmarks),
        ("mute", "unmute", "muted", None, t.status_mutes),
    ],
)
async def test_a_mark_is_made_once_and_taken_back_once(
    world: World, do: str, undo: str, flag: str, counter: str | None, table: Any
) -> None:
    """Twice is once; the author and others don't see the mark as theirs."""
    ann, ben = await world.people(2)
    post = await ann.say("hello")
    for _ in range(2):
        found = await ben.post(f"statuses/{post['id']}/{do}")
        assert (found["id"], found[flag]) == (post["id"], True)
        assert await rows_of(world, table) == 1
        assert counter is None or found[counter] == 1
    assert (await ann.get(f"statuses/{post['id']}"))[flag] is False
    for _ in range(2):
        found = await ben.post(f"statuses/{post['id']}/{undo}")
        assert (found["id"], found[flag]) == (post["id"], False)
        assert await rows_of(world, table) == 0
        assert counter is None or found[counter] == 0


async def test_a_favourite_tells_once(world: World) -> None:
    """A repeat is no news; a bookmark never is."""
    ann, ben = await world.people(2)
    post = await ann.say("hello")
    for _ in range(2):
        await ben.post(f"statuses/{post['id']}/favourite")
        await ben.post(f"statuses/{post['id']}/bookmark")
    assert await told(world, "status.favourited") == [("notify", {"status_id": post["id"], "account_id": ben.id})]
    async with world.services.db.read() as connection:
        types = set((await connection.execute(select(t.outbox.c.type))).scalars())
    assert types == {"status.created", "status.favourited"}


@pytest.mark.settings(requests_in_flight=200)
async def test_fifty_favourites_at_once_are_fifty(world: World) -> None:
    """Everybody twice, and one of two takes it back: the counter is the rows."""
    ann, *people = await world.people(51)
    post = await ann.say("popular")
    await asyncio.gather(*(each.post(f"statuses/{post['id']}/favourite") for each in people for _ in range(2)))
    assert await rows_of(world, t.favourites) == 50
    assert (await world.row(t.statuses, id=int(post["id"]))).favourites_count == 50
    mixed = [(each, "favourite" if number % 2 else "unfavourite") for number, each in enumerate(people[:20])]
    await asyncio.gather(*(each.post(f"statuses/{post['id']}/{what}") for each, what in mixed))
    assert await rows_of(world, t.favourites) == 40
    assert (await world.row(t.statuses, id=int(post["id"]))).favourites_count == 40


@pytest.mark.parametrize(
    "what", ["favourite", "unfavourite", "bookmark", "unbookmark", "reblog", "unreblog", "pin", "unpin", "mute", "unmute"]
)
async def test_what_one_may_not_see_can_not_be_marked(world: World, what: str) -> None:
    """404, as for what isn't there."""
    ann, ben = await world.people(2)
    post = await ann.say("for nobody", visibility="direct")
    assert await ben.post(f"statuses/{post['id']}/{what}", 404) == {"error": "Record not found"}
    await ben.post(f"statuses/999/{what}", 404)
    await ben.post(f"statuses/banana/{what}", 404)


@pytest.mark.parametrize("what", ["favourite", "bookmark"])
async def test_marks_on_what_has_become_hidden_can_be_taken_back(world: World, what: str) -> None:
    """The mark goes, the post stays hidden."""
    ann, ben = await world.people(2)
    post = await ann.say("hello")
    await ben.post(f"statuses/{post['id']}/{what}")
    await ann.post(f"accounts/{ben.id}/block")
    assert await ben.get(f"{what}s") == []
    await ben.post(f"statuses/{post['id']}/un{what}", 404)
    assert await rows_of(world, t.favourites) == await rows_of(world, t.bookmarks) == 0
    assert (await world.row(t.statuses, id=int(post["id"]))).favourites_count == 0


@pytest.mark.parametrize("what", ["favourite", "reblog"])
async def test_posts_of_people_one_blocks_are_not_favoured_or_boosted(world: World, what: str) -> None:
    """403, by a boost of it as well; bookmarks stay possible, and so it is again without the block."""
    ann, ben, cem = await world.people(3)
    post = await ann.say("hello")
    boost = await cem.post(f"statuses/{post['id']}/reblog")
    await ben.post(f"accounts/{ann.id}/block")
    for each in (post, boost):
        assert await ben.post(f"statuses/{each['id']}/{what}", 403) == {"error": "This action is not allowed"}
    await ben.post(f"statuses/{post['id']}/bookmark")
    row = await world.row(t.statuses, id=int(post["id"]))
    assert (row.favourites_count, row.boosts_count) == (0, 1)
    await ben.post(f"accounts/{ann.id}/unblock")
    await ben.post(f"statuses/{post['id']}/{what}")


@pytest.mark.parametrize("what", ["favourite", "bookmark"])
async def test_marked_posts_come_in_pages_by_mark(world: World, what: str) -> None:
    """The latest mark first, whatever the posts' age; cursors are the marks'."""
    ann, ben = await world.people(2)
    posts = [(await ann.say(f"{each}"))["id"] for each in range(5)]
    order = [posts[each] for each in (3, 0, 4, 1, 2)]
    for each in order:
        await ben.post(f"statuses/{each}/{what}")
    found: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        found += [each["id"] for each in await ben.get(f"{what}s", limit=2, **cursor)]
        if len(found) < 5:
            cursor = next_page(ben)
    assert found == order[::-1]
    assert await ann.get(f"{what}s") == []


async def test_who_marked_is_listed_without_whom_the_viewer_hides(world: World) -> None:
    """Both lists, in pages, newest mark first."""
    ann, ben, cem, dee = await world.people(4)
    post = await ann.say("hello")
    for each in (ben, cem, dee):
        await each.post(f"statuses/{post['id']}/favourite")
        await each.post(f"statuses/{post['id']}/reblog")
    for what in ("favourited_by", "reblogged_by"):
        where = f"statuses/{post['id']}/{what}"
        assert [each["id"] for each in await ann.get(where)] == [dee.id, cem.id, ben.id]
        assert [each["id"] for each in await ann.get(where, limit=2)] == [dee.id, cem.id]
        assert [each["id"] for each in await ann.get(where, limit=2, **next_page(ann))] == [ben.id]
    await ann.post(f"accounts/{cem.id}/mute")
    for what in ("favourited_by", "reblogged_by"):
        assert [each["id"] for each in await ann.get(f"statuses/{post['id']}/{what}")] == [dee.id, ben.id]
        assert (await world.client.get(f"/api/v1/statuses/{post['id']}/{what}")).status_code == 200


# --- boosts -------------------------------------------------------------------------------------------------------------------------
async def test_a_boost_is_one_post_per_person(world: World) -> None:
    """Twice is once, in parallel as well; taken back by the original's id or its own."""
    ann, ben = await world.people(2)
    post = await ann.say("hello")
    boosts = await asyncio.gather(*(ben.post(f"statuses/{post['id']}/reblog") for _ in range(8)))
    assert len({each["id"] for each in boosts}) == 1
    [boost] = {each["id"] for each in boosts}
    assert (boosts[0]["reblog"]["id"], boosts[0]["reblogged"], boosts[0]["reblog"]["reblogged"]) == (post["id"], True, True)
    assert (await ann.get(f"statuses/{post['id']}"))["reblogs_count"] == 1
    assert (await world.row(t.accounts, id=int(ben.id))).statuses_count == 1
    assert [queue for queue, body in await told(world, "status.created") if body["status_id"] == boost] == ["fanout", "notify"]
    found = await ben.post(f"statuses/{post['id']}/unreblog")
    assert (found["id"], found["reblogged"], found["reblog"], found["reblogs_count"]) == (post["id"], False, None, 0)
    assert [body["status_id"] for queue, body in await told(world, "status.deleted") if queue == "fanout"] == [boost]
    await ben.post(f"statuses/{post['id']}/unreblog")
    again = await ben.post(f"statuses/{post['id']}/reblog")
    assert again["id"] != boost
    await ben.post(f"statuses/{again['id']}/unreblog")
    assert (await world.row(t.accounts, id=int(ben.id))).statuses_count == 0
    assert (await ann.get(f"statuses/{post['id']}"))["reblogs_count"] == 0


async def test_a_boost_of_a_boost_boosts_the_original(world: World) -> None:
    """And so do marks on boosts."""
    ann, ben, cem = await world.people(3)
    post = await ann.say("hello")
    boost = await ben.post(f"statuses/{post['id']}/reblog")
    again = await cem.post(f"statuses/{boost['id']}/reblog")
    assert again["reblog"]["id"] == post["id"]
    assert (await cem.post(f"statuses/{boost['id']}/favourite"))["id"] == post["id"]
    found = await ann.get(f"statuses/{post['id']}")
    assert (found["reblogs_count"], found["favourites_count"]) == (2, 1)


async def test_boosts_reach_no_further_than_what_they_boost(world: World) -> None:
    """Direct ones not at all, private ones by their author and among followers."""
    ann, ben = await world.people(2)
    await ben.follow(ann)
    private = await ann.say("followers", visibility="private")
    direct = await ann.say(f"@{ben.username}", visibility="direct")
    assert await ben.post(f"statuses/{private['id']}/reblog", 403) == {"error": "This action is not allowed"}
    for each in (ann, ben):
        await each.post(f"statuses/{direct['id']}/reblog", 403)
    boost = await ann.post(f"statuses/{private['id']}/reblog", visibility="public")
    assert boost["visibility"] == "private"
    assert await ann.get(f"statuses/{private['id']}/reblogged_by") == []
    stranger = await world.person()
    await stranger.get(f"statuses/{boost['id']}", 404)
    assert (await ben.get(f"statuses/{boost['id']}"))["reblog"]["id"] == private["id"]


async def test_a_boosts_visibility_is_the_boosters_choice(world: World) -> None:
    """As far as the post allows."""
    ann, ben = await world.people(2)
    post = await ann.say("hello")
    await ben.post(f"statuses/{post['id']}/reblog", 422, visibility="direct")
    assert (await ben.post(f"statuses/{post['id']}/reblog", visibility="unlisted"))["visibility"] == "unlisted"


async def test_a_boost_can_be_deleted_as_a_post(world: World) -> None:
    """With its counters."""
    ann, ben = await world.people(2)
    post = await ann.say("hello")
    boost = await ben.post(f"statuses/{post['id']}/reblog")
    await ann.call("DELETE", f"statuses/{boost['id']}", 404)
    await ben.call("DELETE", f"statuses/{boost['id']}")
    found = await ben.get(f"statuses/{post['id']}")
    assert (found["reblogged"], found["reblogs_count"]) == (False, 0)


# --- pins ---------------------------------------------------------------------------------------------------------------------------
async def test_five_own_posts_can_be_pinned(world: World) -> None:
    """No sixth, not at once either; a deleted one makes room."""
    ann = await world.person()
    posts = [(await ann.say(f"{each}"))["id"] for each in range(8)]
    answers = await asyncio.gather(
        *(world.client.post(f"/api/v1/statuses/{each}/pin", headers=ann.headers) for each in posts)
    )  # fmt: skip
    assert sorted(each.status_code for each in answers) == [200] * 5 + [422] * 3
    refused = next(each for each in answers if each.status_code == 422)
    assert refused.json() == {"error": "Validation failed: You have already pinned the maximum number of posts"}
    pinned = [each.json()["id"] for each in answers if each.status_code == 200]
    others = [each for each in posts if each not in pinned]
    assert (await ann.post(f"statuses/{pinned[0]}/pin"))["pinned"] is True
    await ann.call("DELETE", f"statuses/{pinned[0]}")
    await ann.post(f"statuses/{others[0]}/pin")
    await ann.post(f"statuses/{others[1]}/pin", 422)
    assert (await ann.post(f"statuses/{pinned[1]}/unpin"))["pinned"] is False
    await ann.post(f"statuses/{others[1]}/pin")


async def test_only_own_posts_that_are_no_boosts_and_not_direct_are_pinned(world: World) -> None:
    """The texts are Mastodon's."""
    ann, ben = await world.people(2)
    post = await ann.say("hello")
    boost = await ben.post(f"statuses/{post['id']}/reblog")
    direct = await ben.say("psst", visibility="direct")
    for each, text in (
        (post, "Someone else's post cannot be pinned"),
        (boost, "A boost cannot be pinned"),
        (direct, "Posts that are only visible to mentioned users cannot be pinned"),
    ):
        assert await ben.post(f"statuses/{each['id']}/pin", 422) == {"error": f"Validation failed: {text}"}
    assert await rows_of(world, t.pins) == 0


# --- conversations ------------------------------------------------------------------------------------------------------------------
async def test_a_muted_conversation_is_muted_as_a_whole(world: World) -> None:
    """Every post of it, also after its root is gone from the database."""
    ann, ben = await world.people(2)
    root = await ann.say("root")
    answer = await ben.say("answer", in_reply_to_id=root["id"])
    assert (await ann.post(f"statuses/{answer['id']}/mute"))["muted"] is True
    assert (await ann.get(f"statuses/{root['id']}"))["muted"] is True
    assert (await ben.get(f"statuses/{root['id']}"))["muted"] is False
    async with world.services.db.begin() as unit:
        await unit.connection.execute(t.statuses.delete().where(t.statuses.c.id == int(root["id"])))
    assert (await ann.post(f"statuses/{answer['id']}/unmute"))["muted"] is False
    assert (await ann.post(f"statuses/{answer['id']}/mute"))["muted"] is True
