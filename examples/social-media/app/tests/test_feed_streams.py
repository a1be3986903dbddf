"""What is published to those who listen: once per channel, to nobody for whom it isn't."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest

from social import tables as t
from social.ports.bus import Message
from tests.test_feed import ready
from tests.world import Person, World


class Heard(list[tuple[str, str, Any]]):
    """Channel, event and payload, in order."""

    async def settle(self, world: World) -> None:
        """Have the workers work, and take what arrives."""
        await world.settle()
        await asyncio.sleep(0.2)

    def of(self, event: str) -> list[tuple[str, Any]]:
        """Channels and payloads of an event."""
        return sorted(((channel, payload) for channel, name, payload in self if name == event), key=lambda each: each[0])

    def channels(self, event: str) -> list[str]:
        """Where it was told."""
        return [channel for channel, _ in self.of(event)]


@asynccontextmanager
async def ear(world: World, channels: Collection[str]) -> AsyncIterator[Heard]:
    """Listen."""
    heard = Heard()

    async def take(found: Any) -> None:
        async for message in found:
            data = orjson.loads(message.data)
            payload = data["payload"]
            heard.append((message.channel, data["event"], orjson.loads(payload) if data["event"] != "delete" else payload))

    async with world.services.bus.subscribe() as found:
        await found.add(channels)
        task = asyncio.create_task(take(found))
        try:
            yield heard
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def users(*people: Person) -> list[str]:
    """Their channels."""
    return [f"user:{each.id}" for each in people]


async def test_listeners_get_what_their_home_gets(world: World) -> None:
    """No answer to a stranger, and nothing about somebody whom they hide."""
    ann, bob, cid, eve = await world.people(4)
    for each in (bob, cid, eve):
        await each.follow(ann)
    await bob.post(f"accounts/{eve.id}/mute")
    root = await eve.say("root")
    await world.settle()
    async with ear(world, users(bob, cid, eve)) as heard:
        await ann.say("an answer", in_reply_to_id=root["id"])
        await heard.settle(world)
        assert set(heard.channels("update")) == set(users(eve))
        heard.clear()
        await ann.say(f"hello @{eve.username}")
        await heard.settle(world)
        assert set(heard.channels("update")) == set(users(cid, eve))


@pytest.mark.once("what the bus carries; that listeners get it once is in test_streaming")
async def test_a_post_is_told_where_somebody_listens(world: World) -> None:
    """To followers and the author, to the public, by tag; and an edit, and its end."""
    ann, bob, eve = await world.people(3)
    await bob.follow(ann)
    await world.settle()
    everywhere = [*users(ann, bob, eve), "public", "public:local", "public:media", "tag:cat", "tag:dog"]
    async with ear(world, everywhere) as heard:
        post = await ann.say("a #Cat")
        await heard.settle(world)
        expected = sorted([*users(ann, bob), "public", "public:local", "tag:cat"])
        assert heard.channels("update") == expected
        by_channel = dict(heard.of("update"))
        assert by_channel["public"] == (await world.client.get(f"/api/v1/statuses/{post['id']}")).json()
        assert by_channel[users(bob)[0]] == await bob.get(f"statuses/{post['id']}")
        await ann.call("PUT", f"statuses/{post['id']}", json={"status": "a better #cat"})
        await heard.settle(world)
        assert heard.channels("status.update") == expected
        await ann.call("DELETE", f"statuses/{post['id']}")
        await heard.settle(world)
        assert heard.of("delete") == [(channel, post["id"]) for channel in expected]


@pytest.mark.once("what the bus carries; that listeners get it once is in test_streaming")
async def test_nobody_is_told_of_what_is_not_for_them(world: World) -> None:
    """Private, direct and unlisted posts, those who mute or block the author, who unfollowed; replies to strangers."""
    ann, bob, cid, dan = await world.people(4)
    for person in (bob, cid, dan):
        await person.follow(ann)
    await cid.post(f"accounts/{ann.id}/mute")
    await dan.post(f"accounts/{ann.id}/unfollow")
    await world.settle()
    async with ear(world, [*users(bob, cid, dan), "public", "tag:cat"]) as heard:
        for visibility in ("private", "unlisted"):
            await ann.say("a #cat", visibility=visibility)
        await heard.settle(world)
        assert heard.channels("update") == users(bob) * 2
        heard.clear()
        await ann.say(f"@{dan.username} psst", visibility="direct")
        await heard.settle(world)
        assert heard.channels("update") == []
        post = await dan.say("hello")
        await heard.settle(world)
        heard.clear()
        await ann.say("yes #cat", in_reply_to_id=post["id"])
        await heard.settle(world)
        assert heard.channels("update") == ["tag:cat"]
        await bob.follow(dan)
        heard.clear()
        await ann.say("no #cat", in_reply_to_id=post["id"])
        await heard.settle(world)
        assert heard.channels("update") == sorted([*users(bob), "tag:cat"])


async def test_nothing_is_rendered_for_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without listeners nothing is published."""
    [ann] = await world.people(1)
    told: list[str] = []

    async def one(channel: str, _data: bytes) -> None:
        told.append(channel)

    async def many(messages: Collection[Message]) -> None:
        told.extend(message.channel for message in messages)

    monkeypatch.setattr(world.services.bus, "publish", one)
    monkeypatch.setattr(world.services.bus, "publish_all", many)
    await ann.say("hello #cat")
    await world.settle()
    assert told == []


@pytest.mark.once("what the bus carries; that listeners get it once is in test_streaming")
async def test_lists_and_tags_that_are_followed(world: World) -> None:
    """The list's channel, exclusive or not, with its rule for replies; the home of who follows a tag."""
    ann, bob, cid = await world.people(3)
    await bob.follow(ann)
    made = await bob.call("POST", "lists", json={"title": "mine", "replies_policy": "none", "exclusive": True})
    await bob.call("POST", f"lists/{made['id']}/accounts", json={"account_ids": [ann.id]})
    await cid.post("tags/cat/follow")
    other = await cid.say("hello")
    await world.settle()
    async with ear(world, [f"list:{made['id']}", *users(bob, cid)]) as heard:
        await ann.say("a #cat")
        await ann.say("yes", in_reply_to_id=other["id"])
        await heard.settle(world)
        assert heard.channels("update") == sorted([f"list:{made['id']}", *users(cid)])


@pytest.mark.once("what the bus carries; that listeners get it once is in test_streaming")
async def test_boosts_that_repeat_are_not_told(world: World) -> None:
    """Who has the post before them isn't told of its boost; who hasn't, is."""
    ann, bob, cid, dan = await world.people(4)
    await bob.follow(ann)
    for person in (bob, dan):
        await person.follow(cid)
    await ready(world, bob, dan)
    post = await ann.say("hello")
    await world.settle()
    async with ear(world, users(bob, dan)) as heard:
        await cid.post(f"statuses/{post['id']}/reblog")
        await heard.settle(world)
        assert heard.channels("update") == users(dan)
        assert heard.of("update")[0][1]["reblog"]["id"] == post["id"]


@pytest.mark.once("what the bus carries; that listeners get it once is in test_streaming")
@pytest.mark.settings(follower_threshold=1, follower_threshold_low=1)
async def test_followers_of_large_accounts_are_told_too(world: World) -> None:
    """Although nothing is pushed into their windows."""
    star, bob = await world.people(2)
    await bob.follow(star)
    await world.settle()
    assert (await world.row(t.accounts, id=int(star.id))).spread == "pull"
    async with ear(world, users(bob)) as heard:
        await star.say("hello")
        await heard.settle(world)
        assert heard.channels("update") == users(bob)


async def test_listening_is_by_prefix(world: World) -> None:
    """Of this bus alone."""
    async with ear(world, ["user:1", "user:22", "public"]):
        assert await world.services.bus.listening("user:") == {"user:1", "user:22"}
        assert await world.services.bus.listening("list:") == set()
