"""Polls: what they may be, one vote each, hidden totals, and their end."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from social import tables as t
from tests.test_posts import attachment
from tests.world import Person, World


async def ask(person: Person, **more: Any) -> dict[str, Any]:
    """A post with a poll of three options; the poll."""
    given = {"options": ["foo", "bar", "baz"], "expires_in": 3_600, **more}
    found: dict[str, Any] = (await person.say("Answer me this", poll=given))["poll"]
    return found


def counts(poll: dict[str, Any]) -> list[int | None]:
    """Votes per option."""
    return [each["votes_count"] for each in poll["options"]]


async def test_a_poll_is_on_its_post_and_by_itself(world: World) -> None:
    """The same for everybody but the own votes."""
    ann, ben = await world.people(2)
    poll = await ask(ann)
    assert [each["title"] for each in poll["options"]] == ["foo", "bar", "baz"]
    assert (counts(poll), poll["votes_count"], poll["multiple"], poll["expired"]) == ([0, 0, 0], 0, False, False)
    assert (poll["voted"], poll["own_votes"]) == (True, [])  # authors see the result
    seen = await ben.get(f"polls/{poll['id']}")
    assert seen == {**poll, "voted": False}
    response = await world.client.get(f"/api/v1/polls/{poll['id']}")
    assert "own_votes" not in response.json()


async def test_forms_make_polls_as_well(world: World) -> None:
    """Bracketed keys, as clients send them."""
    ann = await world.person()
    form = {"status": "x", "poll[options][]": [" a ", "b", ""], "poll[expires_in]": "300", "poll[multiple]": "1"}
    post = await ann.call("POST", "statuses", data=form)
    assert [each["title"] for each in post["poll"]["options"]] == ["a", "b"]
    assert post["poll"]["multiple"] is True


@pytest.mark.parametrize(
    ("poll", "text"),
    [
        ({"options": ["a"]}, "Choices must have more than one item"),
        ({"options": ["a", " "]}, "Choices must have more than one item"),
        ({"options": ["a", "b", "c", "d", "e"]}, "Choices can't contain more than 4 items"),
        ({"options": ["a", "b" * 51]}, "Choices cannot be longer than 50 characters each"),
        ({"options": ["a", "a"]}, "Choices contain duplicate items"),
        ({"expires_in": 299}, "Deadline is too soon"),
        ({"expires_in": 2_629_747}, "Deadline is too far into the future"),
        ({"expires_in": None}, "Deadline can't be blank"),
    ],
)
async def test_what_is_no_poll_is_refused(world: World, poll: dict[str, Any], text: str) -> None:
    """And no post is made of it."""
    ann = await world.person()
    given = {"options": ["a", "b"], "expires_in": 300, **poll}
    found = await ann.call("POST", "statuses", 422, json={"status": "x", "poll": given})
    assert found["error"] == f"Validation failed: {text}"
    assert await world.row(t.statuses) is None


async def test_a_poll_needs_words_and_takes_no_uploads(world: World) -> None:
    """As in Mastodon 4.2."""
    ann = await world.person()
    given = {"options": ["a", "b"], "expires_in": 300}
    found = await ann.call("POST", "statuses", 422, json={"status": "", "poll": given})
    assert found["error"] == "Validation failed: Text can't be blank"
    upload = await attachment(world, ann)
    await ann.call("POST", "statuses", 422, json={"status": "x", "poll": given, "media_ids": [upload]})


async def test_one_vote_each_where_one_may_be_chosen(world: World) -> None:
    """The texts are those that clients show."""
    ann, ben = await world.people(2)
    poll = await ask(ann)
    where = f"polls/{poll['id']}/votes"
    for choices, text in (
        ([0, 2], "You have already voted on this poll"),  # Mastodon's own words for this
        ([5], "The chosen vote option does not exist"),
        (["x"], "The chosen vote option does not exist"),
        ([-1], "The chosen vote option does not exist"),
        ([], "The chosen vote option does not exist"),
    ):
        assert await ben.call("POST", where, 422, json={"choices": choices}) == {"error": f"Validation failed: {text}"}
    found = await ben.call("POST", where, json={"choices": ["1"]})
    assert (counts(found), found["voted"], found["own_votes"], found["voters_count"]) == ([0, 1, 0], True, [1], 1)
    for choice in (1, 0):
        found = await ben.call("POST", where, 422, json={"choices": [choice]})
        assert found == {"error": "Validation failed: You have already voted on this poll"}
    found = await ann.call("POST", where, 422, json={"choices": [0]})
    assert found == {"error": "Validation failed: You cannot vote in your own polls"}
    assert counts(await ann.get(f"polls/{poll['id']}")) == [0, 1, 0]


async def test_each_option_once_where_several_may_be_chosen(world: World) -> None:
    """Own votes come in the order of voting; a voter counts once."""
    ann, ben = await world.people(2)
    poll = await ask(ann, multiple=True)
    where = f"polls/{poll['id']}/votes"
    await ben.post(where, **{"choices[]": ["2"]})
    found = await ben.post(where, **{"choices[]": ["0", "0"]})
    assert (counts(found), found["own_votes"], found["votes_count"], found["voters_count"]) == ([1, 0, 1], [2, 0], 2, 1)
    await ben.call("POST", where, 422, json={"choices": [1, 2]})
    assert counts(await ann.get(f"polls/{poll['id']}")) == [1, 0, 1]


@pytest.mark.settings(requests_in_flight=200)
async def test_votes_at_once_are_all_counted(world: World) -> None:
    """The counts are the rows, and double calls one vote."""
    ann, *people = await world.people(21)
    poll = await ask(ann)

    async def vote(person: Person, choice: int) -> int:
        response = await world.client.post(f"/api/v1/polls/{poll['id']}/votes", json={"choices": [choice]}, headers=person.headers)
        return response.status_code

    codes = await asyncio.gather(*(vote(each, number % 3) for number, each in enumerate(people) for _ in range(2)))
    assert sorted(codes) == [200] * 20 + [422] * 20
    found = await ann.get(f"polls/{poll['id']}")
    assert (counts(found), found["voters_count"]) == ([7, 7, 6], 20)
    async with world.services.db.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.poll_votes))).scalar_one() == 20


async def test_hidden_totals_show_at_the_end(world: World) -> None:
    """To voters neither, before."""
    ann, ben = await world.people(2)
    poll = await ask(ann, hide_totals=True)
    found = await ben.post(f"polls/{poll['id']}/votes", **{"choices[]": ["0"]})
    assert counts(found) == [None, None, None]
    assert counts(await ann.get(f"polls/{poll['id']}")) == [None, None, None]
    await world.later(3_601)
    found = await ann.get(f"polls/{poll['id']}")
    assert (counts(found), found["expired"]) == ([1, 0, 0], True)


async def test_the_end_of_a_poll_closes_it_and_is_told_once(world: World) -> None:
    """To the author and the voters."""
    ann, ben, cem = await world.people(3)
    poll = await ask(ann)
    await ben.post(f"polls/{poll['id']}/votes", **{"choices[]": ["0"]})
    await world.settle()
    assert (await world.row(t.polls, id=int(poll["id"]))).notified_at is None
    await world.later(3_601)
    assert (await world.row(t.polls, id=int(poll["id"]))).notified_at is not None
    await world.tell("notify", "poll.expired", poll_id=poll["id"])
    for person, number in ((ann, 1), (ben, 1), (cem, 0)):
        assert len(await person.get("notifications", **{"types[]": "poll"})) == number
    found = await cem.call("POST", f"polls/{poll['id']}/votes", 422, json={"choices": [0]})
    assert found == {"error": "Validation failed: The poll has already ended"}


async def test_polls_are_seen_with_their_posts(world: World) -> None:
    """Neither shown nor voted in by others; gone with the post."""
    ann, ben = await world.people(2)
    post = await ann.say("x", visibility="private", poll={"options": ["a", "b"], "expires_in": 300})
    where = f"polls/{post['poll']['id']}"
    await ben.get(where, 404)
    await ben.call("POST", f"{where}/votes", 404, json={"choices": [0]})
    await world.follow_directly(ben, ann)
    await ben.get(where)
    await ann.call("DELETE", f"statuses/{post['id']}")
    await ben.get(where, 404)
    await ann.get(where, 404)


async def test_other_options_are_another_question(world: World) -> None:
    """Votes begin anew; the same options keep theirs; without a poll it goes. The history has the old options."""
    ann, ben = await world.people(2)
    post = await ann.say("x", poll={"options": ["a", "b"], "expires_in": 300})
    where, poll_id = f"statuses/{post['id']}", post["poll"]["id"]
    await ben.call("POST", f"polls/{poll_id}/votes", json={"choices": [0]})
    same = await ann.call("PUT", where, json={"status": "y", "poll": {"options": ["a", "b"], "expires_in": 600}})
    assert (same["poll"]["id"], counts(same["poll"])) == (poll_id, [1, 0])
    other = await ann.call("PUT", where, json={"status": "y", "poll": {"options": ["c", "d", "e"], "expires_in": 600}})
    assert (other["poll"]["id"], counts(other["poll"])) == (poll_id, [0, 0, 0])
    assert (await ben.get(f"polls/{poll_id}"))["voted"] is False
    versions = await ann.get(f"{where}/history")
    titles = [[each["title"] for each in version["poll"]["options"]] for version in versions]
    assert titles == [["a", "b"], ["a", "b"], ["c", "d", "e"]]
    assert (await ann.call("PUT", where, json={"status": "z"}))["poll"] is None
    await ben.get(f"polls/{poll_id}", 404)
