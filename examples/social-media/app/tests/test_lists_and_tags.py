"""Lists, tags that are followed or shown, timelines, and what apps ask for when they start."""

from urllib.parse import quote

import pytest

from social import tables as t
from tests.world import Person, World


def ids(posts: list[dict[str, str]]) -> list[str]:
    """Ids in order."""
    return [each["id"] for each in posts]


async def test_lists_are_made_changed_and_forgotten(world: World) -> None:
    """By their owner alone."""
    ann, bob = await world.people(2)
    made = await ann.post("lists", title="friends")
    assert made == {"id": made["id"], "title": "friends", "replies_policy": "list", "exclusive": False}
    changed = await ann.call("PUT", f"lists/{made['id']}", json={"title": "all", "replies_policy": "none", "exclusive": True})
    assert changed == {"id": made["id"], "title": "all", "replies_policy": "none", "exclusive": True}
    assert await ann.get("lists") == [changed] == [await ann.get(f"lists/{made['id']}")]
    await ann.post("lists", 422, title=" ")
    await ann.post("lists", 422, title="x", replies_policy="some")
    for method in ("GET", "PUT", "DELETE"):
        await bob.call(method, f"lists/{made['id']}", 404, **({"data": {"title": "mine"}} if method == "PUT" else {}))
    await bob.get(f"timelines/list/{made['id']}", 404)
    await bob.get(f"lists/{made['id']}/accounts", 404)
    assert await ann.call("DELETE", f"lists/{made['id']}") == {}
    assert await ann.get("lists") == []


async def test_only_followed_people_come_on_a_list(world: World) -> None:
    """All of them or none, each once; unfollowing takes them off."""
    ann, bob, cat = await world.people(3)
    kept = await ann.post("lists", title="friends")
    where = f"lists/{kept['id']}/accounts"
    await ann.follow(bob)
    await ann.call("POST", where, 404, json={"account_ids": [bob.id, cat.id]})
    assert await ann.get(where) == []
    assert await ann.post(where, **{"account_ids[]": bob.id}) == {}
    await ann.post(where, 422, **{"account_ids[]": bob.id})
    assert ids(await ann.get(where)) == ids(await ann.get(where, limit=0)) == [bob.id]
    assert ids(await ann.get(f"accounts/{bob.id}/lists")) == [kept["id"]]
    assert await bob.get(f"accounts/{bob.id}/lists") == []
    await ann.follow(cat)
    await ann.post(where, **{"account_ids[]": cat.id})
    assert await ann.call("DELETE", where, params={"account_ids[]": cat.id}) == {}
    assert ids(await ann.get(where)) == [bob.id]
    await ann.post(f"accounts/{bob.id}/unfollow")
    assert await ann.get(where) == []


@pytest.mark.parametrize(("policy", "shown"), [("none", []), ("list", ["member"]), ("followed", ["followed", "member"])])
async def test_a_list_shows_its_members(world: World, policy: str, shown: list[str]) -> None:
    """Their posts and boosts, their replies by the list's policy; those to the owner always."""
    ann, bob, member, followed, stranger = await world.people(5)
    for each in (bob, member, followed):
        await ann.follow(each)
    kept = await ann.post("lists", title="friends", replies_policy=policy)
    await ann.call("POST", f"lists/{kept['id']}/accounts", json={"account_ids": [bob.id, member.id]})
    posts: dict[str, str] = {}
    people: dict[str, Person] = {"owner": ann, "member": member, "followed": followed, "stranger": stranger}
    for name, person in people.items():
        root = await person.say(f"post of {name}")
        posts[name] = (await bob.say(f"to {name}", in_reply_to_id=root["id"]))["id"]
        if name == "member":
            root_of_member = root["id"]
    plain = (await bob.say("plain", visibility="private"))["id"]
    thread = (await bob.say("more", in_reply_to_id=plain, visibility="private"))["id"]
    other = await stranger.say("boost me")
    boost = (await bob.post(f"statuses/{other['id']}/reblog"))["id"]
    expected = {root_of_member, posts["owner"], plain, thread, boost, *(posts[name] for name in shown)}
    found = ids(await ann.get(f"timelines/list/{kept['id']}"))
    assert (set(found), found) == (expected, sorted(found, key=int, reverse=True))
    await ann.post(f"accounts/{bob.id}/follow", reblogs="false")
    assert boost not in ids(await ann.get(f"timelines/list/{kept['id']}"))
    await ann.post(f"accounts/{bob.id}/mute")
    assert ids(await ann.get(f"timelines/list/{kept['id']}")) == [root_of_member]


async def test_the_public_timeline_is_what_everybody_says_to_everybody(world: World) -> None:
    """No boosts, no replies to others, nothing for fewer people, nobody who is limited."""
    ann, bob, cat = await world.people(3)
    first = await ann.say("one")
    own = await ann.say("two", in_reply_to_id=first["id"])
    await bob.say("reply", in_reply_to_id=first["id"])
    for visibility in ("unlisted", "private", "direct"):
        await ann.say("quiet", visibility=visibility)
    await bob.post(f"statuses/{first['id']}/reblog")
    await cat.say("limited")
    await world.change(t.accounts, int(cat.id), state="silenced")
    assert ids(await bob.get("timelines/public")) == [own["id"], first["id"]]
    assert ids((await world.client.get("/api/v1/timelines/public", params={"local": "true"})).json()) == [own["id"], first["id"]]
    assert await bob.get("timelines/public", remote="true") == []
    assert await bob.get("timelines/public", only_media="true") == []
    assert ids(await bob.get("timelines/public", limit=1)) == [own["id"]]
    assert ids(await bob.get("timelines/public", max_id=own["id"])) == [first["id"]]
    assert ids(await bob.get("timelines/public", min_id=first["id"])) == [own["id"]]
    await ann.post(f"accounts/{bob.id}/block")
    assert await bob.get("timelines/public") == []


async def test_tag_timelines_combine_tags(world: World) -> None:
    """Any of some, all of others, none of the last; letters of either case."""
    ann, bob = await world.people(2)
    one = await ann.say("#Red")
    two = await ann.say("#red #green")
    three = await ann.say("#red #blue")
    four = await ann.say("#blue")
    await ann.say("#red quietly", visibility="unlisted")
    assert ids(await bob.get("timelines/tag/RED")) == [three["id"], two["id"], one["id"]]
    assert ids(await bob.get("timelines/tag/green", **{"any[]": ["blue"]})) == [four["id"], three["id"], two["id"]]
    assert ids(await bob.get("timelines/tag/red", **{"all[]": ["green"]})) == [two["id"]]
    assert ids(await bob.get("timelines/tag/red", **{"none[]": ["green", "blue"]})) == [one["id"]]
    assert ids((await world.client.get("/api/v1/timelines/tag/blue")).json()) == [four["id"], three["id"]]
    assert await bob.get("timelines/tag/nothing") == []


@pytest.mark.parametrize("name", ["日本語タグ", "हिन्दी", "ねこ・いぬ", "l·l", "می\u200cخواهم", "naïve", "1_2"])
async def test_tags_in_any_script(world: World, name: str) -> None:
    """Whole, with their marks and separators; what the API calls a tag can be looked at, followed and shown, and its pages link on."""
    ann, bob = await world.people(2)
    post = await ann.say(f"about #{name}, really")
    assert f"#<span>{name}</span>" in post["content"]
    assert [each["name"] for each in post["tags"]] == [name]
    address = post["tags"][0]["url"]
    assert address.isascii()
    assert ids(await bob.get(f"timelines/tag/{name}")) == [post["id"]]
    assert world.last is not None
    further = world.last.headers["link"].split(";")[0].strip("<>")
    assert (further.isascii(), (await world.client.get(further, headers=bob.headers)).status_code) == (True, 200)
    assert (await bob.post(f"tags/{name}/follow"))["following"] is True
    assert await bob.get("followed_tags") == [await bob.get(f"tags/{name}")]
    shown = await ann.post("featured_tags", name=name)
    assert (shown["statuses_count"], shown["url"]) == ("1", f"http://localhost:3000/@{ann.username}/tagged/{quote(name)}")
    assert [each["name"] for each in (await bob.get("/api/v2/search", q=f"#{name}", type="hashtags"))["hashtags"]] == [name]


async def test_a_tag_in_two_forms_of_unicode_is_one(world: World) -> None:
    """Composed or not, wide or narrow: one timeline, and one name."""
    ann = await world.person()
    posts = [await ann.say(f"#{name}") for name in ("Caf\u00e9", "cafe\u0301", "ｃａｆé")]
    assert {each["name"] for post in posts for each in post["tags"]} == {"caf\u00e9"}
    for name in ("CAFE\u0301", "caf\u00e9"):
        assert ids(await ann.get(f"timelines/tag/{name}")) == ids(posts[::-1])
        assert (await ann.get(f"tags/{name}"))["name"] == "caf\u00e9"


@pytest.mark.parametrize("text", ["#123", "#_", "#️⃣", "हि#no", "/#no", "#ﾞ"])
async def test_what_is_no_tag(world: World, text: str) -> None:
    """Numbers, signs, and what stands right behind a word of any script."""
    ann = await world.person()
    assert (await ann.say(text))["tags"] == []
    await ann.post("tags/" + quote(text.rpartition("#")[2].replace("no", "a b"), safe="") + "/follow", 422)


async def test_what_an_account_shows(world: World) -> None:
    """Everything that the viewer may see, sifted as asked, pins by themselves."""
    ann, bob, cat = await world.people(3)
    other = await bob.say("of bob")
    plain = await ann.say("plain #tag")
    reply = await ann.say("reply", in_reply_to_id=other["id"])
    boost = await ann.post(f"statuses/{other['id']}/reblog")
    secret = await ann.say("for followers", visibility="private")
    await ann.post(f"statuses/{plain['id']}/pin")
    await bob.follow(ann)
    where = f"accounts/{ann.id}/statuses"
    assert ids(await bob.get(where)) == ids([secret, boost, reply, plain])
    assert ids(await cat.get(where)) == ids([boost, reply, plain])
    assert ids((await world.client.get(f"/api/v1/{where}")).json()) == ids([boost, reply, plain])
    assert ids(await cat.get(where, exclude_replies="true")) == ids([boost, plain])
    assert ids(await cat.get(where, exclude_reblogs="1")) == ids([reply, plain])
    assert ids(await cat.get(where, pinned="true")) == ids(await cat.get(where, tagged="TAG")) == [plain["id"]]
    assert await cat.get(where, only_media="true") == []
    await ann.post(f"accounts/{cat.id}/block")
    assert await cat.get(where) == []
    await cat.get("accounts/1/statuses", 404)
    await cat.post(f"accounts/{ann.id}/unblock")
    await bob.post(f"accounts/{cat.id}/block")
    dan = await world.person()
    await dan.post(f"accounts/{bob.id}/block")
    assert boost["id"] not in ids(await dan.get(where))


async def test_posts_with_media_are_told_apart(world: World) -> None:
    """In every timeline that can be asked for them."""
    ann = await world.person()
    await ann.say("without #pic")
    media, now = world.services.ids.next(), world.services.clock.now()
    async with world.services.db.begin() as unit:
        row = {"id": media, "account_id": int(ann.id), "state": "ready", "type": "image", "key": "k", "meta": {}, "created_at": now}
        await unit.connection.execute(t.media.insert().values(row))
    post = await ann.say("with #pic", media_ids=[str(media)])
    for path in ("timelines/public", "timelines/tag/pic", f"accounts/{ann.id}/statuses"):
        assert ids(await ann.get(path, only_media="true")) == [post["id"]]


async def test_tags_are_followed(world: World) -> None:
    """Also such that nobody has used; each once; names that nobody could write are refused."""
    ann = await world.person()
    for _ in range(2):
        assert (await ann.post("tags/Foo/follow"))["following"] is True
    await ann.post("tags/bar/follow")
    assert [each["name"] for each in await ann.get("followed_tags")] == ["bar", "foo"]
    assert [each["name"] for each in await ann.get("followed_tags", limit=1)] == ["bar"]
    assert world.last is not None
    assert [each["name"] for each in await ann.call("GET", world.last.links["next"]["url"].split("/api/v1/")[1])] == ["foo"]
    assert (await ann.get("tags/FOO"))["following"] is True
    assert (await ann.post("tags/foo/unfollow"))["following"] is False
    assert [each["name"] for each in await ann.get("followed_tags")] == ["bar"]
    await ann.post("tags/a%20b/follow", 422)
    await ann.post("tags/123/follow", 422)
    assert {day["uses"] for day in (await ann.get("tags/unheard"))["history"]} == {"0"}
    assert "following" not in (await world.client.get("/api/v1/tags/bar")).json()


async def test_tags_are_shown_on_a_profile(world: World) -> None:
    """With how often their owner used them where everybody can read it."""
    ann, bob = await world.people(2)
    await ann.say("#foo")
    await ann.say("#foo #other")
    await ann.say("#foo", visibility="private")
    await bob.say("#foo")
    assert [each["name"] for each in await ann.get("featured_tags/suggestions")] == ["foo", "other"]
    for _ in range(2):
        made = await ann.post("featured_tags", name="#Foo")
    assert made["url"].endswith(f"/@{ann.username}/tagged/foo")
    assert (made["name"], made["statuses_count"]) == ("foo", "2")
    assert made["last_status_at"] is not None
    unused = await ann.post("featured_tags", name="bar")
    assert (unused["statuses_count"], unused["last_status_at"]) == ("0", None)
    assert await ann.get("featured_tags") == await bob.get(f"accounts/{ann.id}/featured_tags") == [made, unused]
    assert [each["name"] for each in await ann.get("featured_tags/suggestions")] == ["other"]
    await bob.call("DELETE", f"featured_tags/{made['id']}", 404)
    assert await ann.call("DELETE", f"featured_tags/{made['id']}") == {}
    assert await ann.get("featured_tags") == [unused]
    await ann.post("featured_tags", 422, name="a b")
    for number in range(9):
        await ann.post("featured_tags", name=f"tag{number}")
    await ann.post("featured_tags", 422, name="toomany")


async def test_trends_follow_people(world: World) -> None:
    """Tags by how many people used them, posts by what others thought of them; what is not public has no part in it."""
    ann, bob, cat = await world.people(3)
    for _ in range(3):
        await ann.say("#loud")
    liked = await ann.say("#liked")
    await bob.say("#liked")
    await bob.say("#quiet", visibility="unlisted")
    best, fair = await cat.say("best"), await cat.say("fair")
    await ann.post(f"statuses/{best['id']}/favourite")
    await bob.post(f"statuses/{best['id']}/reblog")
    await bob.post(f"statuses/{fair['id']}/favourite")
    assert (
        [each["name"] for each in await bob.get("trends/tags")] == [each["name"] for each in await bob.get("trends")] == ["liked", "loud"]
    )
    assert [each["name"] for each in (await world.client.get("/api/v1/trends/tags?limit=1&offset=1")).json()] == ["loud"]
    assert ids(await bob.get("trends/statuses")) == [best["id"], fair["id"]]
    assert liked["id"] not in ids(await bob.get("trends/statuses"))
    await bob.post(f"accounts/{cat.id}/mute")
    assert await bob.get("trends/statuses") == []
    await world.change(t.accounts, int(cat.id), discoverable=False)
    assert await ann.get("trends/statuses") == []


@pytest.mark.parametrize(
    "path",
    [
        "custom_emojis", "announcements", "trends/links", "trends/tags", "trends/statuses", "suggestions", "/api/v2/suggestions", "followed_tags",
        "featured_tags", "featured_tags/suggestions", "endorsements", "domain_blocks", "conversations", "filters", "/api/v2/filters",
        "notifications", "lists", "blocks", "mutes", "follow_requests",
    ],
)  # fmt: skip
async def test_what_apps_ask_at_the_start_is_there(world: World, path: str) -> None:
    """Empty for a new person, with and without a slash at the end."""
    ann = await world.person()
    assert await ann.get(path) == await ann.get(f"{path}/") == []


async def test_probes_of_one_thing(world: World) -> None:
    """Identity proofs are none, and there is no announcement to dismiss."""
    ann = await world.person()
    assert await ann.get(f"accounts/{ann.id}/identity_proofs") == []
    await ann.post("announcements/1/dismiss", 404)
    assert await ann.get("markers") == {}


async def test_markers_are_kept_by_timeline(world: World) -> None:
    """As JSON or as a form; only what is asked for comes back."""
    ann, bob = await world.people(2)
    saved = await ann.call(
        "POST", "markers", json={"home": {"last_read_id": "12"}, "notifications": {"last_read_id": "34"}, "other": {"last_read_id": "1"}}
    )
    assert {name: (each["last_read_id"], each["version"]) for name, each in saved.items()} == {
        "home": ("12", 1),
        "notifications": ("34", 1),
    }
    again = await ann.post("markers", **{"home[last_read_id]": "56"})
    assert [(name, each["last_read_id"], each["version"]) for name, each in again.items()] == [("home", "56", 2)]
    both = await ann.get("markers", **{"timeline[]": ["home", "notifications", "nonsense"]})
    assert both == {"home": again["home"], "notifications": saved["notifications"]}
    assert await bob.get("markers", **{"timeline[]": "home"}) == {}
