"""Direct messages by thread."""

from social.ports.queue import Ack, Envelope
from social.workers import registry
from tests.world import World


async def test_a_conversation_is_in_everybodys_list_and_in_nobody_elses(world: World) -> None:
    """Unread for who is written to, until they read or answer."""
    ann, bob, cat = await world.people(3)
    first = await ann.say(f"@{bob.username} psst", visibility="direct")
    await ann.say(f"@{bob.username} out loud")
    await world.settle()
    [mine], [theirs] = await ann.get("conversations"), await bob.get("conversations")
    assert (mine["unread"], theirs["unread"]) == (False, True)
    assert ([each["id"] for each in mine["accounts"]], [each["id"] for each in theirs["accounts"]]) == ([bob.id], [ann.id])
    assert mine["last_status"]["id"] == theirs["last_status"]["id"] == first["id"]
    assert await cat.get("conversations") == []
    await cat.post(f"conversations/{theirs['id']}/read", 404)
    assert (await bob.post(f"conversations/{theirs['id']}/read"))["unread"] is False
    answer = await bob.say(f"@{ann.username} yes?", visibility="direct", in_reply_to_id=first["id"])
    await world.settle()
    [mine] = await ann.get("conversations/")
    assert (mine["unread"], mine["last_status"]["id"]) == (True, answer["id"])
    assert (await bob.get("conversations"))[0]["unread"] is False


async def test_what_is_put_away_comes_back_with_the_next_post_only(world: World) -> None:
    """Not with an old message that is delivered again."""
    ann, bob = await world.people(2)
    first = await ann.say(f"@{bob.username} psst", visibility="direct")
    await world.settle()
    [talk] = await bob.get("conversations")
    assert await bob.call("DELETE", f"conversations/{talk['id']}") == {}
    await bob.call("DELETE", f"conversations/{talk['id']}", 404)
    again = Envelope("status.created", "again", first["id"], {"status_id": first["id"], "account_id": ann.id})
    assert await registry.handle("notify", again, world.services) == Ack()
    assert await bob.get("conversations") == []
    await ann.say(f"@{bob.username} psst!", visibility="direct", in_reply_to_id=first["id"])
    await world.settle()
    [found] = await bob.get("conversations")
    assert (found["id"], found["unread"]) == (talk["id"], True)


async def test_a_deleted_post_gives_way_to_the_one_before(world: World) -> None:
    """And the last one takes the conversation along."""
    ann, bob = await world.people(2)
    first = await ann.say(f"@{bob.username} one", visibility="direct")
    second = await ann.say(f"@{bob.username} two", visibility="direct", in_reply_to_id=first["id"])
    await world.settle()
    await ann.call("DELETE", f"statuses/{second['id']}")
    await world.settle()
    for each in (ann, bob):
        assert [talk["last_status"]["id"] for talk in await each.get("conversations")] == [first["id"]]
    await ann.call("DELETE", f"statuses/{first['id']}")
    assert await bob.get("conversations") == []
    await world.settle()
    assert await bob.get("conversations") == []


async def test_who_is_blocked_or_muted_starts_no_conversation(world: World) -> None:
    """A block hides those that are there."""
    ann, bob, cat = await world.people(3)
    await ann.post(f"accounts/{bob.id}/mute")
    await bob.say(f"@{ann.username} hello", visibility="direct")
    await cat.say(f"@{ann.username} hello", visibility="direct")
    await world.settle()
    assert [talk["accounts"][0]["id"] for talk in await ann.get("conversations")] == [cat.id]
    await ann.post(f"accounts/{cat.id}/block")
    assert await ann.get("conversations") == []


async def test_pages_go_by_the_last_post(world: World) -> None:
    """Newest first, each once."""
    ann, *others = await world.people(4)
    for each in others:
        await each.say(f"@{ann.username} hello", visibility="direct")
    await world.settle()
    first = await ann.get("conversations", limit=2)
    assert world.last is not None
    rest = await ann.call("GET", world.last.links["next"]["url"].split("/api/v1/")[1])
    assert [talk["accounts"][0]["id"] for talk in [*first, *rest]] == [each.id for each in reversed(others)]
