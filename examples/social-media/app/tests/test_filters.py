"""Keyword filters in both versions, and what they say of posts."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest

from social import tables as t
from tests.live import listening, serving, until
from tests.world import Person, World


async def make(person: Person, *words: Any, **more: Any) -> Any:
    """A filter with keywords (a pair says whether it is a whole word)."""
    attributes = [{"keyword": each[0], "whole_word": each[1]} if isinstance(each, tuple) else {"keyword": each} for each in words]
    return await person.call("POST", "/api/v2/filters", json={"title": "t", "context": ["home"], "keywords_attributes": attributes, **more})


@pytest.mark.parametrize(
    ("keyword", "whole", "text", "met"),
    [
        ("cat", True, "A Cat sat", True),
        ("cat", True, "concatenate", False),
        ("cat", False, "concatenate", True),
        ("#cat", True, "see #cat here", True),
        ("c++", True, "I write C++ now", True),
        (".*", False, "anything", False),
        ("a & b", True, "a & b", True),
        ("über", True, "ÜBER alles", True),
        ("two lines", True, "two\nlines", False),
        ("strong", True, "<strong>", True),
        ("href", True, "see https://example.com", False),
    ],
)
async def test_keywords_are_plain_text(world: World, keyword: str, whole: bool, text: str, met: bool) -> None:
    """Letters of either case, whole words or parts; marks of patterns and of HTML mean nothing."""
    ann, bob = await world.people(2)
    await make(ann, (keyword, whole))
    post = await bob.say(text)
    assert bool((await ann.get(f"statuses/{post['id']}"))["filtered"]) is met


async def test_a_filtered_post_says_why(world: World) -> None:
    """To whom has the filter, wherever the post comes, boosts as well; hiding is left to the client."""
    ann, bob, cat = await world.people(3)
    for each in (bob, cat):
        await ann.follow(each)
    found = await make(ann, "storm", "rain", filter_action="hide", expires_in=3600)
    post = await bob.call("POST", "statuses", json={"status": "a storm", "poll": {"options": ["rain", "sun"], "expires_in": 300}})
    boost = await cat.post(f"statuses/{post['id']}/reblog")
    await world.settle()
    result = {"filter": {key: found[key] for key in ("id", "title", "context", "expires_at", "filter_action")}}
    expected = [{**result, "keyword_matches": ["storm", "rain"], "status_matches": None}]
    seen = await ann.get(f"statuses/{boost['id']}")
    assert seen["filtered"] == seen["reblog"]["filtered"] == expected
    assert [each["filtered"] for each in await ann.get("timelines/public")] == [expected]
    assert expected in [each["filtered"] for each in await ann.home()]
    assert (await cat.get(f"statuses/{post['id']}"))["filtered"] == []
    assert "filtered" not in (await world.client.get(f"/api/v1/statuses/{post['id']}")).json()
    await world.change(t.filters, int(found["id"]), expires_at=world.services.clock.now() - 1)
    assert (await ann.get(f"statuses/{post['id']}"))["filtered"] == []


async def test_every_list_of_posts_says_which_filters_they_meet(world: World) -> None:
    """Whatever the filter's contexts are: clients know where they show a post, and leave out what shall be hidden."""
    ann, bob = await world.people(2)
    await ann.follow(bob)
    await make(ann, "storm", filter_action="hide")
    post = await bob.say(f"a storm #sea @{ann.username}")
    direct = await bob.say(f"@{ann.username} a storm", visibility="direct")
    for deed in ("favourite", "bookmark"):
        await ann.post(f"statuses/{post['id']}/{deed}")
    own = await ann.post("lists", title="l")
    await ann.post(f"lists/{own['id']}/accounts", **{"account_ids[]": bob.id})
    answer = await ann.say("oh", in_reply_to_id=post["id"])
    await world.settle()
    lists = {
        path: await ann.get(path)
        for path in ("timelines/home", "timelines/public", "timelines/tag/sea", f"timelines/list/{own['id']}", "favourites", "bookmarks",
                     f"accounts/{bob.id}/statuses")
    }  # fmt: skip
    lists["context"] = (await ann.get(f"statuses/{answer['id']}/context"))["ancestors"]
    lists["search"] = (await ann.get("/api/v2/search", q="storm", type="statuses"))["statuses"]
    lists["notifications"] = [each["status"] for each in await ann.get("notifications", **{"types[]": "mention"})]
    lists["conversations"] = [each["last_status"] for each in await ann.get("conversations")]
    for path, posts in lists.items():
        found = [each for each in posts if each["id"] in (post["id"], direct["id"])]
        assert found, path
        for each in found:
            assert [(met["keyword_matches"], met["status_matches"]) for met in each["filtered"]] == [(["storm"], None)], path


async def test_every_stream_says_which_filters_a_post_meets(world: World) -> None:
    """Own streams to everybody, open streams to those who have filters; the others get a post as it is."""
    ann, bob, cid, eve = await world.people(4)
    for each in (ann, eve):
        await each.follow(bob)
    await make(ann, "storm")
    await make(cid, "calm", filter_action="hide")
    async with serving(world.services) as server, AsyncExitStack() as stack:

        async def hears(path: str, person: Person | None, **query: str) -> Any:
            return await stack.enter_async_context(listening(server.url, path, person, **query))

        said: list[tuple[str, Person | None, list[str] | None]] = [
            ("user", ann, ["storm"]), ("user", eve, []), ("public", ann, ["storm"]), ("hashtag", ann, ["storm"]), ("public", cid, []),
            ("public", eve, None), ("hashtag", None, None),
        ]  # fmt: skip
        ears = [await hears(path, person, **({"tag": "sea"} if path == "hashtag" else {})) for path, person, _ in said]
        await bob.say("a storm #sea")
        await world.settle()
        for (path, _, expected), ear in zip(said, ears, strict=True):
            name, payload = await ear.next()
            assert name == "update"
            met = payload.get("filtered")
            assert (met if met is None else [word for one in met for word in one["keyword_matches"]]) == expected, path


async def test_notices_on_a_stream_say_it_too(world: World) -> None:
    """Of the post in them."""
    ann, bob = await world.people(2)
    await make(ann, "storm", context=["notifications"])
    async with serving(world.services) as server, listening(server.url, "user/notification", ann) as ear:
        await bob.say(f"a storm, @{ann.username}")
        await world.settle()
        name, payload = await ear.next() or ("", {})
        assert name == "notification"
        assert payload["status"]["filtered"][0]["keyword_matches"] == ["storm"]


async def test_clients_are_told_when_filters_change(world: World) -> None:
    """After each change, the person's own clients alone; a change that is refused is none."""
    ann, bob = await world.people(2)
    post = await bob.say("hello")
    async with serving(world.services) as server, server.socket(ann, stream="user") as mine, server.socket(bob, stream="user") as other:
        await until(lambda: sum(bool(each.streams) for each in server.app.state.hub._clients) == 2)

        async def told() -> None:
            assert json.loads(await asyncio.wait_for(mine.recv(), 20)) == {"stream": ["user"], "event": "filters_changed"}

        kept = await make(ann, "storm")
        await told()
        where, word = f"/api/v2/filters/{kept['id']}", f"/api/v2/filters/keywords/{kept['keywords'][0]['id']}"
        await ann.call("PUT", where, 422, json={"title": ""})
        await ann.call("PUT", where, json={"title": "weather"})
        await told()
        await ann.call("PUT", word, json={"keyword": "rain"})
        await told()
        await ann.post(f"{where}/statuses", status_id=post["id"])
        await told()
        await ann.post(f"{where}/keywords", keyword="wind")
        await told()
        await ann.call("DELETE", word)
        await told()
        await ann.call("DELETE", where)
        await told()
        await world.services.bus.publish(f"user:{bob.id}", b'{"event":"delete","payload":"1"}')
        assert json.loads(await asyncio.wait_for(other.recv(), 20))["event"] == "delete"


async def test_a_boost_meets_the_filter_of_either_post(world: World) -> None:
    """Its own, and that of what it boosts."""
    ann, bob, cid = await world.people(3)
    kept = await make(ann)
    post = await bob.say("hello")
    boost = await cid.post(f"statuses/{post['id']}/reblog")
    await ann.post(f"/api/v2/filters/{kept['id']}/statuses", status_id=boost["id"])
    assert [each["status_matches"] for each in (await ann.get(f"statuses/{boost['id']}"))["filtered"]] == [[boost["id"]]]
    assert (await ann.get(f"statuses/{post['id']}"))["filtered"] == []


async def test_warnings_are_read_too(world: World) -> None:
    """What stands above a post counts."""
    ann, bob = await world.people(2)
    await make(ann, "spoiler")
    post = await bob.say("text", spoiler_text="a spoiler")
    assert (await ann.get(f"statuses/{post['id']}"))["filtered"][0]["keyword_matches"] == ["spoiler"]


async def test_single_posts_can_be_filtered(world: World) -> None:
    """Once each, and only those that one may see."""
    ann, bob = await world.people(2)
    kept = await make(ann)
    post, secret = await bob.say("hello"), await bob.say("hidden", visibility="private")
    made = await ann.post(f"/api/v2/filters/{kept['id']}/statuses", status_id=post["id"])
    assert await ann.post(f"/api/v2/filters/{kept['id']}/statuses", status_id=post["id"]) == made
    await ann.post(f"/api/v2/filters/{kept['id']}/statuses", 404, status_id=secret["id"])
    assert await ann.get(f"/api/v2/filters/{kept['id']}/statuses") == [made] == [await ann.get(f"/api/v2/filters/statuses/{made['id']}")]
    assert (await ann.get(f"statuses/{post['id']}"))["filtered"][0]["status_matches"] == [post["id"]]
    assert await ann.call("DELETE", f"/api/v2/filters/statuses/{made['id']}") == {}
    assert (await ann.get(f"statuses/{post['id']}"))["filtered"] == []


async def test_filters_are_kept_and_changed(world: World) -> None:
    """With forms as well; others can't reach them."""
    ann, bob = await world.people(2)
    form = {
        "title": "weather", "context[]": ["home", "public"], "keywords_attributes[0][keyword]": "rain",
        "keywords_attributes[0][whole_word]": "0", "keywords_attributes[1][keyword]": "snow",
    }  # fmt: skip
    found = await ann.post("/api/v2/filters", **form)
    assert (found["context"], found["filter_action"], found["expires_at"], found["statuses"]) == (["home", "public"], "warn", None, [])
    assert [(each["keyword"], each["whole_word"]) for each in found["keywords"]] == [("rain", False), ("snow", True)]
    rain, snow = found["keywords"]
    where = f"/api/v2/filters/{found['id']}"
    changes = {
        "title": "sky",
        "keywords_attributes": [{"id": rain["id"], "_destroy": True}, {"id": snow["id"], "keyword": "hail"}, {"keyword": "fog"}],
    }
    changed = await ann.call("PUT", where, json=changes)
    assert (changed["title"], changed["context"]) == ("sky", ["home", "public"])
    assert [each["keyword"] for each in changed["keywords"]] == ["hail", "fog"]
    assert await ann.get(where) == changed
    assert await ann.get("/api/v2/filters") == [changed]
    more = await ann.post(f"{where}/keywords", keyword="wind", whole_word="true")
    assert await ann.call("PUT", f"/api/v2/filters/keywords/{more['id']}", data={"whole_word": "false"}) == {**more, "whole_word": False}
    assert await ann.get(f"/api/v2/filters/keywords/{more['id']}") == {**more, "whole_word": False}
    assert [each["keyword"] for each in await ann.get(f"{where}/keywords")] == ["hail", "fog", "wind"]
    for method, path in (
        ("GET", where), ("PUT", where), ("DELETE", where), ("GET", f"{where}/keywords"), ("POST", f"{where}/keywords"),
        ("GET", f"/api/v2/filters/keywords/{more['id']}"), ("PUT", f"/api/v2/filters/keywords/{more['id']}"),
        ("DELETE", f"/api/v2/filters/keywords/{more['id']}"), ("GET", f"/api/v1/filters/{more['id']}"),
        ("PUT", f"/api/v1/filters/{more['id']}"), ("DELETE", f"/api/v1/filters/{more['id']}"),
    ):  # fmt: skip
        await bob.call(method, path, 404, data={"keyword": "x", "title": "x", "phrase": "x"} if method in ("POST", "PUT") else None)
    assert await ann.call("DELETE", f"/api/v2/filters/keywords/{more['id']}") == {}
    assert await ann.call("DELETE", where) == {}
    await ann.get(where, 404)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"context": []}, {"context": ["nowhere"]}, {"filter_action": "burn"}, {"keywords_attributes": [{"keyword": " "}]},
        {"title": "x" * 201}, {"keywords_attributes": [{"keyword": "x" * 201}]}, {"expires_in": "soon"},
    ],
)  # fmt: skip
async def test_wrong_filters_are_refused_whole(world: World, wrong: Any) -> None:
    """Nothing is kept of them."""
    ann = await world.person()
    await ann.call("POST", "/api/v2/filters", 422, json={"title": "t", "context": ["home"], **wrong})
    assert await ann.get("/api/v2/filters") == []


async def test_the_older_version_shows_keywords(world: World) -> None:
    """One filter per keyword; what several share can't be changed through one of them."""
    ann = await world.person()
    made = await ann.call(
        "POST", "filters", json={"phrase": "rain", "context": ["home"], "irreversible": True, "whole_word": True, "expires_in": 600}
    )
    assert (made["phrase"], made["context"], made["irreversible"], made["whole_word"]) == ("rain", ["home"], True, True)
    assert made["expires_at"] is not None
    assert await ann.get("filters") == [made] == [await ann.get(f"filters/{made['id']}")]
    changed = await ann.call("PUT", f"filters/{made['id']}", json={"phrase": "snow", "context": ["public"], "expires_in": ""})
    assert changed == {**made, "phrase": "snow", "context": ["public"], "expires_at": None}
    assert (await ann.get("/api/v2/filters"))[0]["title"] == "snow"
    assert await ann.call("DELETE", f"filters/{made['id']}") == {}
    assert await ann.get("/api/v2/filters") == []

    several = await make(ann, "one", "two")
    first, second = several["keywords"]
    await ann.call("PUT", f"filters/{first['id']}", 422, json={"phrase": "one", "context": ["thread"]})
    assert (await ann.call("PUT", f"filters/{first['id']}", json={"phrase": "uno", "context": ["home"]}))["phrase"] == "uno"
    await ann.call("DELETE", f"filters/{first['id']}")
    assert [each["id"] for each in (await ann.get(f"/api/v2/filters/{several['id']}"))["keywords"]] == [second["id"]]
