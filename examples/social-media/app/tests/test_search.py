"""Search: what is found, by whom, and what happens without the index."""

from collections.abc import Callable
from typing import Any

import pytest

from social import tables as t
from social.ports.others import SearchDown
from tests.world import Person, World


async def author(world: World, **columns: Any) -> Person:
    """Somebody whose public posts may be found."""
    found = await world.person()
    await world.change(t.accounts, int(found.id), **{"indexable": True, **columns})
    return found


async def texts(person: Person, query: str, **more: Any) -> list[str]:
    """Ids of the posts that a search finds."""
    return [each["id"] for each in (await person.get("/api/v2/search", q=query, type="statuses", **more))["statuses"]]


async def test_public_posts_of_those_who_agreed(world: World) -> None:
    """Everybody finds them, by words in any order and by phrases; those of others stay out."""
    ann, shy, reader = await author(world), await world.person(), await world.person()
    post = await ann.say("The quick brown fox jumps over the lazy dog")
    await shy.say("A quick brown hare")
    await world.settle()
    assert await texts(reader, "brown quick") == [post["id"]]
    assert await texts(reader, '"brown fox"') == [post["id"]]
    assert await texts(reader, '"fox brown"') == []
    assert await texts(reader, "quick hare") == []
    assert await texts(reader, "BROWN", account_id=shy.id) == []
    assert await texts(reader, "BROWN", account_id=ann.id) == [post["id"]]


async def test_tags_in_posts(world: World) -> None:
    """A tag is found as a whole, in any case; a longer one that begins so is another."""
    ann = await author(world)
    post = await ann.say("look at #Sea_Lions today")
    await ann.say("look at #Sea_Lions_2 today")
    await world.settle()
    assert await texts(ann, "#sea_lions") == [post["id"]]
    assert await texts(ann, "#sea_lions today") == [post["id"]]
    assert await texts(ann, "#sea") == []
    assert await texts(ann, "#today") == []


async def test_own_posts_and_those_that_mention_the_viewer(world: World) -> None:
    """Whatever the author agreed to and whatever the visibility."""
    ann, ben = await world.people(2)
    own = await ann.say("aardvark diary", visibility="private")
    letter = await ben.say(f"aardvark for @{ann.username}", visibility="direct")
    await world.settle()
    assert await texts(ann, "aardvark") == [letter["id"], own["id"]]
    assert await texts(ben, "aardvark") == [letter["id"]]


@pytest.mark.parametrize("visibility", ["unlisted", "private", "direct"])
async def test_nothing_that_is_not_public_leaks(world: World, visibility: str) -> None:
    """To strangers and anonymous callers: by no word, tag, phrase, page or address; to followers neither, since they'd learn of no more than home."""
    ann, stranger, follower = await author(world), await world.person(), await world.person()
    await world.follow_directly(follower, ann)
    post = await ann.say("hippopotamus under the bed #hush", visibility=visibility)
    await world.settle()
    for query in ("hippopotamus", "#hush", "hush", '"under the bed"', f"{world.services.settings.base_url}/@{ann.username}/{post['id']}"):
        if visibility == "unlisted" and query.startswith("http"):
            continue
        assert await texts(stranger, query) == [], query
    assert await texts(follower, "hippopotamus") == []
    anonymous = await world.client.get("/api/v2/search", params={"q": "hippopotamus"})
    assert anonymous.json()["statuses"] == []


async def test_the_rule_of_visibility_comes_after_the_hit(world: World) -> None:
    """A block, a suspension, a held post and a change of mind hide at once, before the index knows."""
    ann, reader = await author(world), await world.person()
    post = await ann.say("walrus weather")
    await world.settle()
    changes: list[tuple[Any, int, dict[str, Any], dict[str, Any]]] = [
        (t.accounts, int(ann.id), {"state": "suspended"}, {"state": "active"}),
        (t.statuses, int(post["id"]), {"held": "hold"}, {"held": None}),
        (t.accounts, int(ann.id), {"indexable": False}, {"indexable": True}),
        (t.statuses, int(post["id"]), {"visibility": "private"}, {"visibility": "public"}),
    ]
    for table, number, hidden, shown in changes:
        assert await texts(reader, "walrus") == [post["id"]]
        await world.change(table, number, **hidden)
        assert await texts(reader, "walrus") == [], hidden
        await world.change(table, number, **shown)
    async with world.services.db.begin() as unit:
        values = {"id": world.services.ids.next(), "source_id": int(ann.id), "target_id": int(reader.id), "created_at": 0}
        await unit.connection.execute(t.blocks.insert().values(values))
    assert await texts(reader, "walrus") == []


async def test_deleted_posts_leave_the_index(world: World) -> None:
    """Their words aren't kept."""
    ann = await author(world)
    post = await ann.say("quokka")
    await world.settle()
    assert await world.services.search.statuses("quokka", limit=5) == [int(post["id"])]
    await world.change(t.statuses, int(post["id"]), deleted_at=1)
    await world.tell("index", "status.deleted", status_id=post["id"])
    assert await world.services.search.statuses("quokka", limit=5) == []


async def test_edited_posts_are_found_by_their_new_words(world: World) -> None:
    """And a message that comes twice changes nothing."""
    ann = await author(world)
    post = await ann.say("before")
    await world.settle()
    await world.change(t.statuses, int(post["id"]), text="afterwards")
    for _ in range(2):
        await world.tell("index", "status.edited", status_id=post["id"])
    assert await texts(ann, "before") == []
    assert await texts(ann, "afterwards") == [post["id"]]


async def test_scripts_without_spaces(world: World) -> None:
    """A part of a sentence is found."""
    ann = await author(world)
    post = await ann.say("今日は天気がいいですね")
    await world.settle()
    assert await texts(ann, "天気") == [post["id"]]
    assert await texts(ann, "雨") == []


@pytest.mark.parametrize("query", ['"', "' OR 1=1 --", "a* OR b", "NEAR(a b)", "body:x", "%", "_", "(((", "-", "\\", "a:*&!|"])
async def test_signs_of_query_languages_are_plain_text(world: World, query: str) -> None:
    """They neither break nor widen a search."""
    ann = await author(world)
    await ann.say("giraffe")
    await world.settle()
    assert await texts(ann, query) == []


async def test_pages_of_posts(world: World) -> None:
    """By offset and by id, also where hits in between can't be seen."""
    ann, shy = await author(world), await world.person()
    ids = []
    for number in range(6):
        ids.append((await ann.say(f"otter {number}"))["id"])
        await shy.say(f"otter {number} of somebody else")
    await world.settle()
    newest = ids[::-1]
    reader = await world.person()
    assert await texts(reader, "otter", limit=2) == newest[:2]
    assert await texts(reader, "otter", limit=2, offset=2) == newest[2:4]
    assert await texts(reader, "otter", max_id=newest[1]) == newest[2:]
    assert await texts(reader, "otter", min_id=newest[2]) == newest[:2]


async def test_without_the_index(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """People and tags still come from SQL; posts are left out, and a header says so. Changes wait until it is back."""
    ann = await author(world)

    async def down(*_: Any, **__: Any) -> Any:
        raise SearchDown

    post = await ann.say("pangolin #pangolin")
    with monkeypatch.context() as patch:
        for name in ("statuses", "index", "remove"):
            patch.setattr(world.services.search, name, down)
        await world.settle()
        found = await ann.get("/api/v2/search", q="pangolin")
        assert found["statuses"] == []
        assert [tag["name"] for tag in found["hashtags"]] == ["pangolin"]
        assert world.last is not None
        assert world.last.headers["x-search-degraded"] == "statuses"
        assert [each["id"] for each in (await ann.get("/api/v2/search", q=ann.username))["accounts"]] == [ann.id]
    assert (await world.services.queue.depth("index")).dead == 0
    await world.tell("index", "status.changed", status_id=post["id"])
    found = await ann.get("/api/v2/search", q="pangolin")
    assert [each["id"] for each in found["statuses"]] == [post["id"]]
    assert "x-search-degraded" not in world.last.headers


@pytest.mark.parametrize(
    "query", [lambda name, _: name, lambda name, _: f"@{name}", lambda name, base: f"{base}/@{name}", lambda name, _: name.upper()]
)
async def test_people_by_name_and_address(world: World, query: Callable[[str, str], str]) -> None:
    """The exact name comes first."""
    longer, exact = await world.person("zebra_rider"), await world.person("zebra")
    found = (await exact.get("/api/v2/search", q=query("zebra", world.services.settings.base_url), type="accounts"))["accounts"]
    assert [each["id"] for each in found] == [exact.id, longer.id]
    assert (await exact.get("/api/v2/search", q="zebra@elsewhere.example"))["accounts"] == []


async def test_people_who_are_hidden(world: World) -> None:
    """Suspended ones, and those who block the viewer; with `following` only whom the viewer follows."""
    reader, gone, friend = await world.person(), await world.person("yak_gone"), await world.person("yak_friend")
    await world.change(t.accounts, int(gone.id), state="suspended")
    assert [each["id"] for each in (await reader.get("/api/v2/search", q="yak"))["accounts"]] == [friend.id]
    assert (await reader.get("/api/v2/search", q="yak", following="true"))["accounts"] == []
    await world.follow_directly(reader, friend)
    assert [each["id"] for each in (await reader.get("/api/v2/search", q="yak", following="true"))["accounts"]] == [friend.id]


async def test_tags_with_their_use(world: World) -> None:
    """The exact one first; `type` leaves the rest out."""
    ann, ben = await world.people(2)
    for person, text in ((ann, "#catsofsocial"), (ann, "#Cats"), (ben, "#cats #cats")):
        await person.say(text)
    found = await ann.get("/api/v2/search", q="#cats", type="hashtags")
    assert [tag["name"] for tag in found["hashtags"]] == ["cats", "catsofsocial"]
    assert found["hashtags"][0]["history"][0] | {"day": ""} == {"day": "", "uses": "2", "accounts": "2"}
    assert found["accounts"] == found["statuses"] == []


async def test_anonymous_callers_may_not_page(world: World) -> None:
    """As Mastodon has it; and a token must cover the scope."""
    for extra in ({"offset": "1"}, {"resolve": "true"}):
        assert (await world.client.get("/api/v2/search", params={"q": "x", **extra})).status_code == 401
    narrow = await world.person(scopes="write")
    await narrow.get("/api/v2/search", 403, q="x")
    assert (await world.client.get("/api/v2/search")).status_code == 422


async def lag(world: World) -> float:
    """What the metric says."""
    lines = (await world.client.get("/metrics")).text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("search_index_lag_seconds ")))


async def test_lag(world: World) -> None:
    """Nothing waits: no lag. Something waits: its age."""
    ann = await author(world)
    assert await lag(world) == 0
    await ann.say("sloth")
    async with world.services.db.begin() as unit:
        await unit.connection.execute(t.outbox.update().values(due_at=world.services.clock.now() - 90_000))
    assert await lag(world) >= 90
    await world.settle()
    assert await lag(world) == 0
