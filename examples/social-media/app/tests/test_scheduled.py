"""Posts for later: kept, moved, called off, and published once when they are due."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from social import tables as t
from tests.test_posts import attachment
from tests.world import Person, World


def ahead(world: World, **more: float) -> str:
    """A time from now on."""
    now = datetime.fromtimestamp(world.services.clock.now() / 1000, UTC)
    return (now + timedelta(**more)).isoformat()


async def plan(person: Person, text: str = "later", **more: Any) -> dict[str, Any]:
    """A post in ten minutes."""
    found: dict[str, Any] = await person.say(text, **{"scheduled_at": ahead(person.world, minutes=10), **more})
    return found


async def test_a_planned_post_is_published_when_it_is_due(world: World) -> None:
    """As it was asked for, and once, however often the message comes."""
    ann, ben = await world.people(2)
    root, upload = await ben.say("root"), await attachment(world, ann)
    found = await plan(
        ann, f"@{ben.username} #later", visibility="unlisted", spoiler_text="w", language="hr", in_reply_to_id=root["id"], media_ids=[upload]
    )  # fmt: skip
    params = found["params"]
    assert (params["text"], params["visibility"], params["language"]) == (f"@{ben.username} #later", "unlisted", "hr")
    assert (params["in_reply_to_id"], params["media_ids"]) == (root["id"], [upload])
    assert [each["id"] for each in found["media_attachments"]] == [upload]
    assert await ann.get("scheduled_statuses") == [found]
    assert await ann.get(f"scheduled_statuses/{found['id']}") == found
    await world.later(599)
    assert await ann.home() == []
    await world.later(2)
    [post] = await ann.home()
    assert (post["visibility"], post["spoiler_text"], post["language"], post["in_reply_to_id"]) == ("unlisted", "w", "hr", root["id"])
    assert post["media_attachments"][0]["id"] == upload
    assert post["mentions"][0]["id"] == ben.id
    assert post["application"]["name"] == "tests"
    assert await ann.get("scheduled_statuses") == []
    await ann.get(f"scheduled_statuses/{found['id']}", 404)
    await world.tell("notify", "scheduled.due", scheduled_id=found["id"])
    assert len(await ann.home()) == 1
    assert (await world.row(t.accounts, id=int(ann.id))).statuses_count == 1


async def test_a_planned_poll_begins_when_it_is_published(world: World) -> None:
    """Its time counts from then."""
    ann = await world.person()
    found = await plan(ann, poll={"options": ["a", "b"], "expires_in": 3_600, "multiple": True})
    assert found["params"]["poll"]["options"] == ["a", "b"]
    assert await world.row(t.polls) is None
    await world.later(601)
    [post] = await ann.home()
    assert post["poll"]["multiple"] is True
    row = await world.row(t.polls)
    assert row.expires_at - row.created_at == 3_600_000


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("banana", "Record invalid"),
        ("2026-13-45", "Record invalid"),
    ],
)
async def test_times_that_are_none_are_refused(world: World, when: str, text: str) -> None:
    """And nothing is published instead."""
    ann = await world.person()
    assert await ann.call("POST", "statuses", 422, json={"status": "x", "scheduled_at": when}) == {"error": text}
    assert await ann.home() == []


@pytest.mark.parametrize("seconds", [-86_400, 0, 290])
async def test_a_time_that_has_passed_or_is_near_is_now(world: World, seconds: int) -> None:
    """A post, no plan, and with a key one of it; Mastodon refuses near times only since 4.3."""
    ann = await world.person()
    body = {"status": "x", "scheduled_at": ahead(world, seconds=seconds)}
    first, second = [await ann.call("POST", "statuses", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert first["id"] == second["id"]
    assert [each["id"] for each in await ann.home()] == [first["id"]]
    assert await ann.get("scheduled_statuses") == []


async def test_five_minutes_are_the_least(world: World) -> None:
    """For moving a plan."""
    ann = await world.person()
    found = await plan(ann, scheduled_at=ahead(world, seconds=330))
    for seconds in (-60, 290):
        answer = await ann.call("PUT", f"scheduled_statuses/{found['id']}", 422, json={"scheduled_at": ahead(world, seconds=seconds)})
        assert answer == {"error": "Validation failed: Scheduled at The scheduled date must be in the future"}
    assert await ann.get("scheduled_statuses") == [found]
    assert (await plan(ann, scheduled_at="4000-01-01T12:13:14-02:00"))["scheduled_at"] == "4000-01-01T14:13:14.000Z"


@pytest.mark.parametrize(
    ("body", "code"),
    [({"status": ""}, 422), ({"status": "x", "visibility": "foobar"}, 422), ({"status": "x", "in_reply_to_id": "1"}, 404)],
)
async def test_what_can_not_be_published_can_not_be_planned(world: World, body: dict[str, str], code: int) -> None:
    """It is said now, not then."""
    ann = await world.person()
    await ann.call("POST", "statuses", code, json={**body, "scheduled_at": ahead(world, minutes=10)})
    assert await ann.get("scheduled_statuses") == []


async def test_a_plan_can_be_moved(world: World) -> None:
    """Later and earlier; the message of the first time does nothing."""
    ann = await world.person()
    later, earlier = await plan(ann, "moved later"), await plan(ann, "moved earlier", scheduled_at=ahead(world, minutes=60))
    await ann.call("PUT", f"scheduled_statuses/{later['id']}", json={"scheduled_at": ahead(world, minutes=90)})
    await ann.call("PUT", f"scheduled_statuses/{earlier['id']}", json={"scheduled_at": ahead(world, minutes=6)})
    await world.later(30 * 60)
    assert [each["content"] for each in await ann.home()] == ["<p>moved earlier</p>"]
    await world.later(61 * 60)
    assert [each["content"] for each in await ann.home()] == ["<p>moved later</p>", "<p>moved earlier</p>"]


async def test_a_plan_can_be_called_off(world: World) -> None:
    """Its upload is free again."""
    ann = await world.person()
    upload = await attachment(world, ann)
    found = await plan(ann, media_ids=[upload])
    await ann.call("POST", "statuses", 422, json={"status": "x", "media_ids": [upload]})
    assert await ann.call("DELETE", f"scheduled_statuses/{found['id']}") == {}
    await world.later(601)
    assert await ann.home() == []
    await ann.call("DELETE", f"scheduled_statuses/{found['id']}", 404)
    assert (await ann.say("now", media_ids=[upload]))["media_attachments"][0]["id"] == upload


async def test_plans_are_their_authors_alone(world: World) -> None:
    """404 for others."""
    ann, ben = await world.people(2)
    found = await plan(ann)
    where = f"scheduled_statuses/{found['id']}"
    await ben.get(where, 404)
    await ben.call("PUT", where, 404, json={"scheduled_at": ahead(world, minutes=20)})
    await ben.call("DELETE", where, 404)
    assert await ben.get("scheduled_statuses") == []
    assert await ann.get(where) == found


async def test_plans_have_limits_and_pages(world: World) -> None:
    """Twenty-five a day."""
    ann = await world.person()
    day = (datetime.fromtimestamp(world.services.clock.now() / 1000, UTC) + timedelta(days=3)).replace(hour=0, minute=0, second=0)
    plans = [await plan(ann, f"{each}", scheduled_at=(day + timedelta(minutes=each)).isoformat()) for each in range(25)]
    found = await ann.call("POST", "statuses", 422, json={"status": "x", "scheduled_at": (day + timedelta(hours=5)).isoformat()})
    assert found == {"error": "Validation failed: You have exceeded the limit of 25 scheduled posts for today"}
    await plan(ann, "another day", scheduled_at=(day + timedelta(hours=25)).isoformat())
    first = await ann.get("scheduled_statuses", limit=10)
    assert [each["params"]["text"] for each in first] == ["another day", *(str(each) for each in range(24, 15, -1))]
    second = await ann.get("scheduled_statuses", limit=40, max_id=first[-1]["id"])
    assert [each["id"] for each in second] == [each["id"] for each in plans[15::-1]]


async def test_an_idempotency_key_makes_one_plan(world: World) -> None:
    """As it makes one post."""
    ann = await world.person()
    body, headers = {"status": "x", "scheduled_at": ahead(world, minutes=10)}, {"Idempotency-Key": "k"}
    first = await ann.call("POST", "statuses", json=body, headers=headers)
    assert (await ann.call("POST", "statuses", json=body, headers=headers))["id"] == first["id"]
    assert len(await ann.get("scheduled_statuses")) == 1


async def test_what_it_answered_may_be_gone_when_it_is_due(world: World) -> None:
    """It is published without."""
    ann, ben = await world.people(2)
    root = await ben.say("root")
    await plan(ann, in_reply_to_id=root["id"])
    await ben.call("DELETE", f"statuses/{root['id']}")
    await world.later(601)
    [post] = await ann.home()
    assert post["in_reply_to_id"] is None


async def test_a_plan_that_can_no_longer_be_published_is_given_up(world: World) -> None:
    """An upload that is gone, an author who is suspended: no post, no message that comes again and again."""
    ann, ben = await world.people(2)
    upload = await attachment(world, ann)
    await plan(ann, media_ids=[upload])
    await plan(ben)
    async with world.services.db.begin() as unit:
        await unit.connection.execute(t.media.delete().where(t.media.c.id == int(upload)))
    await world.change(t.accounts, int(ben.id), state="suspended")
    await world.later(601)
    assert await ann.get("scheduled_statuses") == []
    assert await world.row(t.statuses) is None
    depth = await world.services.queue.depth("notify")
    assert (depth.waiting, depth.in_flight, depth.dead) == (0, 0, 0)
