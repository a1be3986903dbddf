"""The ranked feed."""

import json
from pathlib import Path
from typing import Any

import pytest

from social import tables as t
from social.app import ranked
from social.domain.ranking import Candidate, rank
from social.ports.clock import SystemClock
from tests.test_feed import links
from tests.world import Person, World

HOUR = 3_600_000
NOW = 1_800_000_000_000
GOLDEN = Path(__file__).parent / "golden" / "ranking.json"
PATH = "/api/x/v1/timelines/ranked"


def candidates() -> list[Candidate]:
    """Old and new, quiet and loud, by friends and strangers."""
    return [
        Candidate(1, 10, NOW - 1 * HOUR),
        Candidate(2, 10, NOW - 2 * HOUR, favourites=5),
        Candidate(3, 11, NOW - 12 * HOUR, favourites=100, boosts=50, replies=20),
        Candidate(4, 12, NOW - 3 * HOUR, affinity=9),
        Candidate(5, 13, NOW - 1 * HOUR, favourites=30, followed=False),
        Candidate(6, 10, NOW - 1 * HOUR),
        Candidate(7, 14, NOW + HOUR),
    ]


def test_the_golden_ranking() -> None:
    """Under a fixed clock the order and every factor are what they were; the order of the candidates doesn't matter."""
    found = [[each.id, each.score, each.recency, each.affinity, each.engagement, each.diversity] for each in rank(candidates(), NOW)]
    assert found == json.loads(GOLDEN.read_text())
    assert rank(candidates()[::-1], NOW) == rank(candidates(), NOW)


async def test_the_golden_ranking_of_a_reader(world: World, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    """Through the endpoint, under a fixed clock: posts and boosts of those who are followed, and what they favoured of strangers."""
    monkeypatch.setattr(SystemClock, "now", lambda _: NOW)
    clock: Any = world.services.clock
    bob, ann, cid, eve = [await world.person(name) for name in ("bob", "ann", "cid", "eve")]
    for each in (ann, cid):
        await bob.follow(each)
    said: dict[str, str] = {}
    for hours, author, text in (
        (0, ann, "old"),
        (2, ann, "loud"),
        (1, eve, "strange"),
        (1, cid, "liked"),
        (1, eve, "boosted"),
        (1, ann, "new"),
    ):
        clock.ahead_ms += hours * HOUR
        said[text] = (await author.say(text))["id"]
    for person, text in ((cid, "loud"), (eve, "loud"), (ann, "strange"), (cid, "strange"), (bob, "liked")):
        await person.post(f"statuses/{said[text]}/favourite")
    said["boost"] = (await cid.post(f"statuses/{said['boosted']}/reblog"))["id"]
    await eve.say("what?", in_reply_to_id=said["loud"])
    clock.ahead_ms += HOUR
    names = {number: text for text, number in said.items()}
    found = [[names[each["id"]], each["explanation"]] for each in await bob.get(PATH, explain="1")]
    where = GOLDEN.with_name("ranked_page.json")
    if pytestconfig.getoption("--update-goldens"):
        where.write_text(json.dumps(found, indent=1) + "\n")
    assert found == json.loads(where.read_text())


def test_factors_do_what_they_say() -> None:
    """Half after six hours, half for strangers, less for each further post of an author, never more for the future."""
    [new] = rank([Candidate(1, 1, NOW)], NOW)
    [old] = rank([Candidate(1, 1, NOW - 6 * HOUR)], NOW)
    [strange] = rank([Candidate(1, 1, NOW, followed=False)], NOW)
    assert (new.score, old.score, strange.score) == (1, 0.5, 0.5)
    assert [each.diversity for each in rank([Candidate(each, 1, NOW) for each in range(3)], NOW)] == [1, 0.7, 0.49]
    assert rank([Candidate(1, 1, NOW + HOUR)], NOW)[0].recency == 1


async def walk(person: Person, **params: Any) -> list[str]:
    """Every page, by the Link headers."""
    found = [each["id"] for each in await person.get(PATH, **params)]
    while following := person.world.last.headers.get("link") if person.world.last else None:  # type: ignore[union-attr]
        where = following.partition("<")[2].partition(">")[0].removeprefix(person.world.services.settings.base_url)
        found += [each["id"] for each in await person.call("GET", where)]
    return found


async def test_pages_of_a_snapshot_never_shift(world: World) -> None:
    """What is posted or becomes popular meanwhile changes nothing; what is deleted is left out, and the page filled up."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    posts = [(await ann.say(f"{number}"))["id"] for number in range(7)]
    await world.change(t.statuses, int(posts[2]), favourites_count=50)
    first = [each["id"] for each in await bob.get(PATH, limit=3)]
    assert first[0] == posts[2]
    snapshot = world.last.headers["x-feed-snapshot"] if world.last else ""
    whole = await walk(bob, snapshot=snapshot, limit=3)
    assert sorted(whole) == sorted(posts)
    await ann.say("new")
    await world.change(t.statuses, int(whole[6]), favourites_count=5_000)
    assert await walk(bob, snapshot=snapshot, limit=3) == whole
    await ann.call("DELETE", f"statuses/{whole[1]}")
    assert await walk(bob, snapshot=snapshot, limit=3) == [whole[0], *whole[2:]]
    assert [each["id"] for each in await bob.get(PATH, snapshot=snapshot, limit=3)] == [whole[0], whole[2], whole[3]]
    assert (await bob.get(PATH, limit=1))[0]["id"] == whole[6]


async def test_every_post_can_be_explained(world: World) -> None:
    """The factors make the score, and without the wish nothing is added."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    post = await ann.say("hello")
    await bob.post(f"statuses/{post['id']}/favourite")
    [shown] = await bob.get(PATH, explain="1")
    why = shown["explanation"]
    assert why["score"] == pytest.approx(why["recency"] * why["affinity"] * why["engagement"] * why["diversity"], abs=1e-6)
    assert why["affinity"] > 1
    assert why["engagement"] > 1
    [plain] = await bob.get(PATH)
    assert plain == await bob.get(f"statuses/{post['id']}")


async def test_what_friends_favour_comes_along_but_only_what_one_may_and_wants_to_see(world: World) -> None:
    """Public posts of strangers, not of blocked ones; blocks count in a snapshot as well."""
    ann, bob, eve, mal = await world.people(4)
    await bob.follow(ann)
    good, bad = await eve.say("good"), await mal.say("bad")
    quiet = await eve.say("quiet", visibility="unlisted")
    for post in (good, bad, quiet):
        await ann.post(f"statuses/{post['id']}/favourite")
    await bob.post(f"accounts/{mal.id}/block")
    assert [each["id"] for each in await bob.get(PATH)] == [good["id"]]
    snapshot = world.last.headers["x-feed-snapshot"] if world.last else ""
    await bob.post(f"accounts/{eve.id}/mute")
    assert await bob.get(PATH, snapshot=snapshot) == []


async def test_what_home_leaves_out_comes_in_by_no_friend(world: World) -> None:
    """Answers to strangers, and posts about people whom one hides, in a snapshot as well."""
    ann, bob, eve, mal = await world.people(4)
    await bob.follow(ann)
    root = await mal.say("root")
    answers = [await each.say("no", in_reply_to_id=root["id"]) for each in (ann, eve)]
    mention = await eve.say(f"@{mal.username} hello")
    for post in (*answers, mention):
        await ann.post(f"statuses/{post['id']}/favourite")
    assert [each["id"] for each in await bob.get(PATH)] == [mention["id"]]
    snapshot = world.last.headers["x-feed-snapshot"] if world.last else ""
    await bob.post(f"accounts/{mal.id}/mute")
    assert await bob.get(PATH, snapshot=snapshot) == await bob.get(PATH) == []


async def test_if_ranking_fails_home_is_shown_as_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the answer says so."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    posts = [(await ann.say(f"{number}"))["id"] for number in range(3)]

    def broken(*given: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(ranked, "rank", broken)
    assert [each["id"] for each in await bob.get(PATH, limit=2)] == [posts[2], posts[1]]
    assert world.last is not None
    assert world.last.headers["x-feed-fallback"] == "chronological"
    assert "max_id" in await links(bob, limit=2)


async def test_a_snapshot_is_its_readers_and_ends(world: World) -> None:
    """After ten minutes, and for others at once."""
    ann, bob = await world.people(2)
    await bob.get(PATH)
    snapshot = world.last.headers["x-feed-snapshot"] if world.last else ""
    await ann.get(PATH, 422, snapshot=snapshot)
    await bob.get(PATH, 200, snapshot=snapshot)
    row = await world.row(t.rankings, account_id=int(bob.id))
    await world.change(t.rankings, row.id, expires_at=world.services.clock.now())
    await bob.get(PATH, 422, snapshot=snapshot)
    await bob.get(PATH)
    assert await world.row(t.rankings, id=row.id) is None
