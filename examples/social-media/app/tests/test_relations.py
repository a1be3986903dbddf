"""Following, blocking, muting, and what people show of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from social import tables as t
from social.http.app import build
from tests.breaking import BrokenGraph
from tests.world import World

NOTHING = {
    "following": False, "showing_reblogs": False, "notifying": False, "languages": None, "followed_by": False, "blocking": False,
    "blocked_by": False, "muting": False, "muting_notifications": False, "requested": False, "requested_by": False,
    "domain_blocking": False, "endorsed": False, "note": "",
}  # fmt: skip


async def counts(world: World, person: Any) -> tuple[int, int]:
    """Following and followers."""
    row = await world.row(t.accounts, id=int(person.id))
    return row.following_count, row.followers_count


async def test_a_follow_is_told_to_both_and_counted_once(world: World) -> None:
    """A second call changes nothing; the end of it is the beginning."""
    ann, bob = await world.people(2)
    assert await ann.get("accounts/relationships", **{"id[]": bob.id}) == [{"id": bob.id, **NOTHING}]
    for _ in range(2):
        found = await ann.follow(bob)
    assert found == {"id": bob.id, **NOTHING, "following": True, "showing_reblogs": True}
    [back] = await bob.get("accounts/relationships", **{"id[]": ann.id})
    assert back == {"id": ann.id, **NOTHING, "followed_by": True}
    assert (await counts(world, ann), await counts(world, bob)) == ((1, 0), (0, 1))
    assert [each["id"] for each in await ann.get(f"accounts/{bob.id}/followers")] == [ann.id]
    assert [each["id"] for each in await ann.get(f"accounts/{ann.id}/following")] == [bob.id]
    for _ in range(2):
        assert await ann.post(f"accounts/{bob.id}/unfollow") == {"id": bob.id, **NOTHING}
    assert (await counts(world, ann), await counts(world, bob)) == ((0, 0), (0, 0))
    assert await ann.get(f"accounts/{bob.id}/followers") == []


async def test_parallel_follows_of_each_other_count_right(world: World) -> None:
    """Neither waits for the other, and the counters are the rows."""
    people = await world.people(4)
    pairs = [(one, other) for one in people for other in people if one is not other]
    await asyncio.gather(*(one.follow(other) for one, other in [*pairs, *pairs]))
    assert [await counts(world, each) for each in people] == [(3, 3)] * 4


async def test_no_follow_slips_past_a_block(world: World) -> None:
    """Whatever comes first, and whoever begins: after a block nobody follows, and the counters know it."""
    ann, *others = await world.people(7)

    async def tried(one: Any, other: Any) -> int:
        return (await world.client.post(f"/api/v1/accounts/{other.id}/follow", headers=one.headers)).status_code

    calls: list[Any] = []
    for other in others:
        calls += [tried(ann, other), other.post(f"accounts/{ann.id}/block"), ann.post(f"accounts/{other.id}/block"), tried(other, ann)]
    found = await asyncio.gather(*calls)
    assert {each for each in found if isinstance(each, int)} <= {200, 403}
    assert await world.row(t.follows) is None
    assert [await counts(world, each) for each in (ann, *others)] == [(0, 0)] * 7


async def test_how_one_follows_can_be_chosen_and_changed(world: World) -> None:
    """Boosts, notices and languages; what isn't said stays."""
    ann, bob = await world.people(2)
    found = await ann.call("POST", f"accounts/{bob.id}/follow", json={"reblogs": False, "notify": True, "languages": ["en", "de"]})
    assert (found["showing_reblogs"], found["notifying"], found["languages"]) == (False, True, ["en", "de"])
    found = await ann.post(f"accounts/{bob.id}/follow", reblogs="true")
    assert (found["showing_reblogs"], found["notifying"], found["languages"]) == (True, True, ["en", "de"])


async def test_a_locked_account_is_asked(world: World) -> None:
    """The request waits, can be taken back, turned down or granted, and only then shows what is for followers."""
    ann, bob = await world.people(2)
    await world.change(t.accounts, int(bob.id), locked=True)
    secret = await bob.say("for followers", visibility="private")
    found = await ann.follow(bob)
    assert (found["following"], found["requested"]) == (False, True)
    assert (await bob.get("accounts/relationships", id=ann.id))[0]["requested_by"] is True
    assert [each["id"] for each in await bob.get("follow_requests")] == [ann.id]
    assert await ann.get(f"accounts/{bob.id}/followers") == []
    await ann.get(f"statuses/{secret['id']}", 404)

    await ann.post(f"accounts/{bob.id}/unfollow")
    assert await bob.get("follow_requests") == []
    await bob.post(f"follow_requests/{ann.id}/authorize", 404)

    await ann.follow(bob)
    assert (await bob.post(f"follow_requests/{ann.id}/reject"))["followed_by"] is False
    await bob.post(f"follow_requests/{ann.id}/reject", 404)
    assert await counts(world, bob) == (0, 0)

    await ann.follow(bob)
    assert (await bob.post(f"follow_requests/{ann.id}/authorize"))["followed_by"] is True
    await bob.post(f"follow_requests/{ann.id}/authorize", 404)
    assert await counts(world, bob) == (0, 1)
    await ann.get(f"statuses/{secret['id']}")


async def test_unlocking_lets_in_who_asked(world: World) -> None:
    """But not whom moderators limited; nothing else that changes a profile does it, and an account that is locked again lets nobody in."""
    ann, bob, eve = await world.people(3)
    await bob.call("PATCH", "accounts/update_credentials", data={"locked": "true"})
    await ann.follow(bob)
    await world.change(t.accounts, int(eve.id), state="silenced")
    await eve.follow(bob)
    await bob.call("PATCH", "accounts/update_credentials", data={"display_name": "Bob"})
    await world.settle()
    assert len(await bob.get("follow_requests")) == 2
    for locked in ("false", "true"):
        await bob.call("PATCH", "accounts/update_credentials", data={"locked": locked})
    await world.settle()
    assert len(await bob.get("follow_requests")) == 2
    await bob.call("PATCH", "accounts/update_credentials", data={"locked": "false"})
    await world.settle()
    assert [each["id"] for each in await bob.get("follow_requests")] == [eve.id]
    assert await counts(world, bob) == (0, 1)
    assert [(each["type"], each["account"]["id"]) for each in await bob.get("notifications")] == [("follow", ann.id)]


async def test_a_second_follow_of_an_unlocked_account_is_accepted(world: World) -> None:
    """Before any worker comes by, and with what is wished; whoever is limited still waits."""
    ann, bob, eve = await world.people(3)
    await world.change(t.accounts, int(bob.id), locked=True)
    await world.change(t.accounts, int(eve.id), state="silenced")
    for each in (ann, eve, ann):
        assert (await each.follow(bob))["requested"] is True
    await world.change(t.accounts, int(bob.id), locked=False)
    found = await ann.post(f"accounts/{bob.id}/follow", notify="1")
    assert (found["following"], found["requested"], found["notifying"]) == (True, False, True)
    assert (await eve.follow(bob))["requested"] is True
    assert await counts(world, bob) == (0, 1)


async def test_limited_people_must_ask(world: World) -> None:
    """Whom moderators silenced can't simply follow."""
    ann, bob = await world.people(2)
    await world.change(t.accounts, int(ann.id), state="silenced")
    assert (await ann.follow(bob))["requested"] is True


@pytest.mark.settings(max_follows=2)
async def test_follows_are_capped(world: World) -> None:
    """The cap counts others, so that a follow can still be changed at the cap."""
    ann, *others = await world.people(4)
    await ann.follow(others[0])
    await ann.follow(others[1])
    refused = await ann.post(f"accounts/{others[2].id}/follow", 422)
    assert "2 people" in refused["error"]
    assert (await ann.post(f"accounts/{others[0].id}/follow", notify="1"))["notifying"] is True
    await ann.post(f"accounts/{others[0].id}/unfollow")
    await ann.follow(others[2])


@pytest.mark.settings(max_follows=3)
async def test_parallel_follows_keep_the_cap(world: World) -> None:
    """Whoever follows many at once follows as many as one may, and no more."""
    ann, *others = await world.people(11)
    answers = await asyncio.gather(*[world.client.post(f"/api/v1/accounts/{other.id}/follow", headers=ann.headers) for other in others])
    assert sorted(each.status_code for each in answers) == [200] * 3 + [422] * 7
    assert len(await world.rows(t.follows, source_id=int(ann.id))) == 3
    assert (await world.row(t.accounts, id=int(ann.id))).following_count == 3


async def test_what_cannot_be_followed(world: World) -> None:
    """Oneself, those who are not there, those who are suspended, and those between whom there is a block."""
    ann, bob = await world.people(2)
    await ann.post(f"accounts/{ann.id}/follow", 403)
    await ann.post("accounts/1/follow", 404)
    await ann.post("accounts/nobody/follow", 404)
    await bob.post(f"accounts/{ann.id}/block")
    await ann.post(f"accounts/{bob.id}/follow", 403)
    await bob.post(f"accounts/{ann.id}/follow", 403)
    await bob.post(f"accounts/{ann.id}/unblock")
    await world.change(t.accounts, int(bob.id), state="suspended")
    await ann.post(f"accounts/{bob.id}/follow", 404)


async def test_a_block_ends_follows_both_ways(world: World) -> None:
    """With requests, places in lists and endorsements; unblocking brings nothing back."""
    ann, bob = await world.people(2)
    await ann.follow(bob)
    await bob.follow(ann)
    kept = await bob.post("lists", title="friends")
    await bob.call("POST", f"lists/{kept['id']}/accounts", json={"account_ids": [ann.id]})
    await bob.post(f"accounts/{ann.id}/pin")
    found = await ann.post(f"accounts/{bob.id}/block")
    assert found == {"id": bob.id, **NOTHING, "blocking": True}
    assert (await bob.get("accounts/relationships", id=ann.id))[0] == {"id": ann.id, **NOTHING, "blocked_by": True}
    assert (await counts(world, ann), await counts(world, bob)) == ((0, 0), (0, 0))
    assert await bob.get(f"lists/{kept['id']}/accounts") == []
    assert await bob.get("endorsements") == []
    assert [each["id"] for each in await ann.get("blocks")] == [bob.id]
    assert await ann.post(f"accounts/{bob.id}/unblock") == {"id": bob.id, **NOTHING}
    assert await ann.get("blocks") == []
    await ann.post(f"accounts/{ann.id}/block", 403)


async def test_blocked_and_muted_people_are_left_out_of_timelines(world: World) -> None:
    """At once; a mute that is over no longer counts."""
    ann, bob = await world.people(2)
    post = await bob.say("here I am #here")
    paths = ("timelines/public", "timelines/tag/here")
    for kind in ("block", "mute"):
        await ann.post(f"accounts/{bob.id}/{kind}")
        assert [await ann.get(path) for path in paths] == [[], []]
        await ann.post(f"accounts/{bob.id}/un{kind}")
        assert [[each["id"] for each in await ann.get(path)] for path in paths] == [[post["id"]]] * 2
    found = await ann.post(f"accounts/{bob.id}/mute", duration="60", notifications="0")
    assert (found["muting"], found["muting_notifications"]) == (True, False)
    [muted] = await ann.get("mutes")
    assert muted["id"] == bob.id
    assert muted["mute_expires_at"] is not None
    mute = await world.row(t.mutes, source_id=int(ann.id))
    assert mute.expires_at - mute.created_at == 60_000
    await world.change(t.mutes, mute.id, expires_at=mute.created_at - 1)
    assert await ann.get("mutes") == []
    assert (await ann.get("accounts/relationships", id=bob.id))[0]["muting"] is False
    assert [each["id"] for each in await ann.get("timelines/public")] == [post["id"]]
    await ann.post(f"accounts/{bob.id}/mute")
    assert (await ann.get("mutes"))[0]["mute_expires_at"] is None


async def test_followers_can_be_sent_away(world: World) -> None:
    """Without a block."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    assert (await ann.post(f"accounts/{bob.id}/remove_from_followers"))["followed_by"] is False
    assert (await counts(world, ann), await counts(world, bob)) == ((0, 0), (0, 0))


async def test_notes_are_private(world: World) -> None:
    """One per person, and none when empty."""
    ann, bob = await world.people(2)
    assert (await ann.post(f"accounts/{bob.id}/note", comment="from school"))["note"] == "from school"
    assert (await ann.post(f"accounts/{bob.id}/note", comment="from work"))["note"] == "from work"
    assert (await bob.get("accounts/relationships", id=ann.id))[0]["note"] == ""
    assert (await ann.post(f"accounts/{bob.id}/note", comment=""))["note"] == ""


async def test_only_followed_people_are_endorsed(world: World) -> None:
    """And unfollowing ends it."""
    ann, bob = await world.people(2)
    await ann.post(f"accounts/{bob.id}/pin", 422)
    await ann.follow(bob)
    assert (await ann.post(f"accounts/{bob.id}/pin"))["endorsed"] is True
    assert [each["id"] for each in await ann.get("endorsements")] == [bob.id]
    assert (await ann.post(f"accounts/{bob.id}/unpin"))["endorsed"] is False
    await ann.post(f"accounts/{bob.id}/pin")
    assert (await ann.post(f"accounts/{bob.id}/unfollow"))["endorsed"] is False


async def test_pages_of_followers_meet(world: World) -> None:
    """Following the links gives everybody once, and `next` comes first in the header."""
    ann, *fans = await world.people(6)
    for fan in fans:
        await fan.follow(ann)
    found, where = [], f"accounts/{ann.id}/followers?limit=2"
    while where:
        part = await ann.call("GET", where)
        assert len(part) <= 2
        found += [each["id"] for each in part]
        assert world.last is not None
        header = world.last.headers.get("link", "")
        where = world.last.links["next"]["url"].split("/api/v1/")[1] if "next" in world.last.links else ""
        assert not where or header.index('rel="next"') < header.index('rel="prev"')
    assert found == [fan.id for fan in reversed(fans)]


async def test_circles_leave_out_whom_the_viewer_hides(world: World) -> None:
    """Blocked either way or muted; the owner and strangers see all."""
    owner, viewer, blocked, blocking, muted, other = await world.people(6)
    for each in (blocked, blocking, muted, other):
        await each.follow(owner)
        await owner.follow(each)
    await viewer.post(f"accounts/{blocked.id}/block")
    await viewer.post(f"accounts/{muted.id}/mute")
    await blocking.post(f"accounts/{viewer.id}/block")
    for what in ("followers", "following"):
        where = f"accounts/{owner.id}/{what}"
        assert [each["id"] for each in await viewer.get(where)] == [other.id]
        assert len(await owner.get(where)) == len((await world.client.get(f"/api/v1/{where}")).json()) == 4


async def test_who_hides_their_circles_shows_them_to_nobody_else(world: World) -> None:
    """Nor to those whom they block."""
    ann, bob = await world.people(2)
    await ann.follow(bob)
    await world.change(t.accounts, int(ann.id), hide_collections=True)
    assert await bob.get(f"accounts/{ann.id}/following") == []
    assert [each["id"] for each in await ann.get(f"accounts/{ann.id}/following")] == [bob.id]
    cat = await world.person()
    assert [each["id"] for each in await cat.get(f"accounts/{bob.id}/followers")] == [ann.id]
    await bob.post(f"accounts/{cat.id}/block")
    assert await cat.get(f"accounts/{bob.id}/followers") == []


async def test_familiar_followers_are_those_of_both(world: World) -> None:
    """Except for who hides it."""
    ann, bob, cat, dan = await world.people(4)
    for one, other in ((ann, bob), (ann, dan), (bob, cat), (dan, cat)):
        await one.follow(other)
    await world.change(t.accounts, int(dan.id), hide_collections=True)
    [found] = await ann.get("accounts/familiar_followers", **{"id[]": cat.id})
    assert (found["id"], [each["id"] for each in found["accounts"]]) == (cat.id, [bob.id])


async def test_people_are_found_by_name(world: World) -> None:
    """By the beginning of a name, those who are followed first; signs of patterns are plain text."""
    ann = await world.person("annabel")
    one, two = await world.person("zoe_one"), await world.person("zoe_two")
    await ann.follow(two)
    assert [each["id"] for each in await ann.get("accounts/search", q="ZOE")] == [two.id, one.id]
    assert [each["id"] for each in await ann.get("accounts/search", q="@zoe_one@localhost:3000")] == [one.id]
    assert [each["id"] for each in await ann.get("accounts/search", q="zoe", following="true")] == [two.id]
    assert [each["id"] for each in await ann.get("accounts/search", q="zoe", limit=1, offset=1)] == [one.id]
    assert await ann.get("accounts/search", q="zo%one") == []
    assert await ann.get("accounts/search", q="zoe@elsewhere.example") == []
    await one.post(f"accounts/{ann.id}/block")
    assert [each["id"] for each in await ann.get("accounts/search", q="zoe")] == [two.id]


async def test_the_directory_lists_who_wants_to_be_found(world: World) -> None:
    """Those who posted last first, or the newest."""
    ann, bob, cat = await world.people(3)
    await ann.say("first")
    await bob.say("second")
    await world.change(t.accounts, int(cat.id), discoverable=False)
    assert [each["id"] for each in await ann.get("directory")] == [bob.id, ann.id]
    assert [each["id"] for each in await ann.get("directory", order="new", limit=1)] == [bob.id]
    await ann.post(f"accounts/{bob.id}/mute")
    assert [each["id"] for each in await ann.get("directory")] == [ann.id]


async def test_feeds_hear_of_what_changed(world: World) -> None:
    """One message per change, with the two ids and nothing else; what changed nothing is not told."""
    ann, bob, cat = await world.people(3)
    pair = {"source_id": ann.id, "target_id": bob.id}

    async def heard() -> list[tuple[str, Any]]:
        async with world.services.db.begin() as unit:
            rows = (await unit.connection.execute(select(t.outbox).where(t.outbox.c.queue == "fanout").order_by(t.outbox.c.id))).all()
            await unit.connection.execute(t.outbox.delete())
        return [(row.type, row.body) for row in rows]

    await world.change(t.accounts, int(cat.id), locked=True)
    await ann.follow(cat)
    await ann.post(f"accounts/{cat.id}/follow", notify="1")
    await ann.post(f"accounts/{cat.id}/unfollow")
    assert await heard() == []
    for path, expected in (
        ("follow", ["followed"]), ("follow", []), ("mute", ["muted"]), ("unmute", ["unmuted"]), ("unmute", []),
        ("unfollow", ["unfollowed"]), ("unfollow", []), ("follow", ["followed"]), ("block", ["unfollowed", "blocked"]), ("block", []),
        ("unblock", ["unblocked"]), ("unblock", []),
    ):  # fmt: skip
        await ann.post(f"accounts/{bob.id}/{path}")
        assert await heard() == [(each, pair) for each in expected], path


class RecordingGraph(BrokenGraph):
    """A graph store that remembers."""

    def __init__(self) -> None:
        super().__init__()
        self.edges: set[tuple[int, int]] = set()

    async def follow(self, source: int, target: int) -> None:
        """Remember."""
        self.calls += 1
        self.edges.add((source, target))

    async def unfollow(self, source: int, target: int) -> None:
        """Forget."""
        self.calls += 1
        self.edges.discard((source, target))


@asynccontextmanager
async def with_graph(world: World, graph: Any) -> AsyncIterator[World]:
    """The same world with another graph store."""
    services = replace(world.services, graph=graph)
    transport = httpx.ASGITransport(app=build(services))
    async with httpx.AsyncClient(transport=transport, base_url=services.settings.base_url) as client:
        yield World(services, client)


async def test_a_graph_that_is_down_only_takes_suggestions_away(world: World) -> None:
    """Following, unfollowing and home work as ever."""
    graph = BrokenGraph()
    async with with_graph(world, graph) as broken:
        ann, bob = await broken.people(2)
        post = await bob.say("hello")
        assert (await ann.follow(bob))["following"] is True
        await broken.settle()
        assert [each["id"] for each in await ann.home()] == [post["id"]]
        assert await ann.get("/api/v2/suggestions") == []
        assert await ann.get("suggestions") == []
        assert (await ann.post(f"accounts/{bob.id}/unfollow"))["following"] is False
        await broken.settle()
        assert await ann.home() == []
    assert graph.calls >= 4


@pytest.mark.once("calls of the graph store, one per message")
async def test_the_graph_mirrors_the_table_in_whatever_order_it_hears(world: World) -> None:
    """A message carries no state: a late one says what is true now."""
    graph = RecordingGraph()
    async with with_graph(world, graph) as mirrored:
        ann, bob, cat = await mirrored.people(3)
        await ann.follow(bob)
        await ann.follow(cat)
        await ann.post(f"accounts/{bob.id}/unfollow")
        await mirrored.settle()
    assert graph.calls == 3
    assert graph.edges == {(int(ann.id), int(cat.id))}


@pytest.mark.graph
async def test_suggestions_are_friends_of_friends(world: World) -> None:
    """Best known first, without those who are followed, blocked or turned away."""
    ann, bob, cat, dan, eve, fay = await world.people(6)
    for one, other in ((ann, bob), (ann, cat), (bob, dan), (cat, dan), (bob, eve), (bob, fay), (bob, ann)):
        await one.follow(other)
    await world.settle()
    await ann.post(f"accounts/{fay.id}/block")
    found = await ann.get("/api/v2/suggestions")
    assert [(each["source"], each["account"]["id"]) for each in found] == [("past_interactions", dan.id), ("past_interactions", eve.id)]
    assert [each["id"] for each in await ann.get("suggestions", limit=1)] == [dan.id]
    assert await ann.call("DELETE", f"suggestions/{dan.id}") == {}
    assert [each["id"] for each in await ann.get("suggestions")] == [eve.id]


async def test_relations_end_with_the_token(world: World) -> None:
    """No route works without one, and a token needs its scope."""
    ann, bob = await world.person(scopes="read"), await world.person()
    await ann.post(f"accounts/{bob.id}/follow", 403)
    assert (await world.client.post(f"/api/v1/accounts/{bob.id}/follow")).status_code == 401
    async with world.services.db.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.follows))).scalar_one() == 0
