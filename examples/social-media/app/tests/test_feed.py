"""Home: what comes into it, what leaves it, and what happens without its store."""

import asyncio
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from social import tables as t
from social.adapters.feed.redis import RedisFeed
from social.app import fanout, fresh
from social.app import home as reading
from social.app.fanout import match
from social.app.home import Bounds, build, newest
from social.domain.feed import keep_seconds
from social.ports.feed import FeedDown
from social.telemetry import metrics
from tests.world import Person, World


async def ids(person: Person, **params: Any) -> list[str]:
    """Ids of a page of home."""
    return [each["id"] for each in await person.home(**params)]


def reads(source: str) -> float:
    """Pages that came from there so far."""
    return metrics.FEED_READS.labels(source)._value.get()


async def ready(world: World, *people: Person) -> None:
    """Everybody has looked at their home, and has a window."""
    for person in people:
        await person.home()
    await world.settle()
    assert await world.services.feed.active([int(each.id) for each in people]) == {int(each.id) for each in people}


async def flush(world: World) -> None:
    """The store forgets everything."""
    feed: Any = world.services.feed
    if isinstance(feed, RedisFeed):
        await feed._redis.delete(*[key async for key in feed._redis.scan_iter("[fosw]:*")] or ["nothing"])
    else:
        feed.__init__(400, 100)


class Away:
    """A store that doesn't answer."""

    def __getattr__(self, name: str) -> Any:
        async def call(*given: Any, **named: Any) -> Any:
            raise FeedDown

        return call


@pytest.fixture
def away(world: World) -> Any:
    """Switch the store off (and on again with `back`)."""
    feed = world.services.feed

    class Switch:
        def off(self) -> None:
            object.__setattr__(world.services, "feed", Away())

        def back(self) -> None:
            object.__setattr__(world.services, "feed", feed)

    yield Switch()
    object.__setattr__(world.services, "feed", feed)


async def test_a_post_reaches_followers_windows_and_nobody_elses(world: World) -> None:
    """By push: the page is read from the window."""
    ann, bob, eve = await world.people(3)
    await bob.follow(ann)
    await ready(world, bob, eve)
    post = await ann.say("hello")
    await world.settle()
    assert await world.services.feed.window(int(bob.id), None, None, 40) == ([int(post["id"])], None)
    assert await world.services.feed.window(int(eve.id), None, None, 40) == ([], None)
    before = reads("window")
    assert await ids(bob) == [post["id"]]
    assert await ids(eve) == []
    assert reads("window") == before + 2


async def test_home_is_never_empty(world: World) -> None:
    """Without a window the page comes from SQL, and a worker builds the window."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    posts = [(await ann.say(f"{number}"))["id"] for number in range(3)]
    before = reads("sql")
    assert await ids(bob) == posts[::-1]
    assert reads("sql") == before + 1
    await world.settle()
    before = reads("window")
    assert await ids(bob) == posts[::-1]
    assert reads("window") == before + 1


async def test_pages_are_exact(world: World) -> None:
    """Every way of paging meets each post once, across the end of the window as well."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    posts = [(await ann.say(f"{number}"))["id"] for number in range(23)]
    feed, reader = world.services.feed, int(bob.id)
    token = await feed.begin("home", reader)
    assert token
    await feed.build("home", reader, token, [int(each) for each in posts[9:]], complete=False, seconds=60)
    down: list[str] = []
    while page := await ids(bob, limit=4, **({"max_id": down[-1]} if down else {})):
        down += page
    assert down == posts[::-1]
    up: list[str] = []
    while page := await ids(bob, limit=4, min_id=up[-1] if up else 1):
        up += page[::-1]
    assert up == posts
    assert await ids(bob, since_id=posts[20]) == posts[:20:-1]
    assert await ids(bob, min_id=posts[3], max_id=posts[6]) == [posts[5], posts[4]]
    assert 'rel="next"' in (await links(bob, limit=4)).split(",")[0]


async def links(person: Person, **params: Any) -> str:
    """The Link header of a page."""
    await person.home(**params)
    assert person.world.last is not None
    return person.world.last.headers["link"]


async def test_a_page_is_what_the_renderer_says(world: World) -> None:
    """Put together from kept bytes, with the reader's marks, counters as they are now, polls, boosts and filters: the same as the post itself."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    asked = await ann.call("POST", "statuses", json={"status": "Cats? #cats", "poll": {"options": ["yes", "no"], "expires_in": 3600}})
    plain = await ann.say(f"Hello @{bob.username}", spoiler_text="careful")
    await ann.post(f"statuses/{plain['id']}/pin")
    for person in (bob, ann):
        for _ in range(2):
            for row in await person.home():
                assert row == await person.get(f"statuses/{row['id']}")
        await bob.post(f"polls/{asked['poll']['id']}/votes", **{"choices[]": "0"}) if person is bob else None
        await bob.post(f"statuses/{plain['id']}/favourite")
        await bob.post(f"statuses/{asked['id']}/bookmark")
        await bob.post(f"statuses/{plain['id']}/reblog")
        await person.call(
            "POST", "/api/v2/filters", json={"title": "no", "context": ["home"], "keywords_attributes": [{"keyword": "hello"}]}
        )
        for row in await person.home():
            assert row == await person.get(f"statuses/{row['id']}")
    marked = {row["id"]: row for row in await bob.home()}
    assert marked[plain["id"]]["favourited"] is True
    assert marked[plain["id"]]["favourites_count"] == 1
    assert marked[plain["id"]]["filtered"][0]["keyword_matches"] == ["hello"]
    assert marked[asked["id"]]["poll"]["own_votes"] == [0]


async def test_changes_show_at_once_although_posts_are_kept(world: World) -> None:
    """A new name, an edit; nothing tells the cache."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    post = await ann.say("frist")
    assert (await bob.home())[0]["account"]["display_name"] == ""
    await ann.call("PATCH", "accounts/update_credentials", data={"display_name": "Ann Ä."})
    shown = (await bob.home())[0]["account"]["display_name"]
    assert shown == (await bob.get(f"accounts/{ann.id}"))["display_name"]
    assert shown == "Ann Ä."
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": "first"})
    assert "first" in (await bob.home())[0]["content"]


async def test_follow_brings_posts_and_unfollow_takes_them(world: World) -> None:
    """Into the window and out of it; the page is right at once."""
    ann, bob = await world.people(2)
    posts = [(await ann.say(f"{number}"))["id"] for number in range(3)]
    await world.settle()
    await ready(world, bob)
    await bob.follow(ann)
    await world.settle()
    part = await world.services.feed.window(int(bob.id), None, None, 40)
    assert part is not None
    assert part[0] == [int(each) for each in posts[::-1]]
    assert await ids(bob) == posts[::-1]
    await bob.post(f"accounts/{ann.id}/unfollow")
    assert await ids(bob) == []
    await world.settle()
    assert await world.services.feed.window(int(bob.id), None, None, 40) == ([], None)


async def test_following_brings_nothing_below_the_floor(world: World) -> None:
    """Or posts of others between would seem not to exist."""
    ann, bob, cid = await world.people(3)
    await bob.follow(cid)
    old = (await ann.say("old"))["id"]
    between = (await cid.say("between"))["id"]
    new = (await cid.say("new"))["id"]
    await world.settle()
    feed, reader = world.services.feed, int(bob.id)
    await feed.drop(reader)
    token = await feed.begin("home", reader)
    assert token
    await feed.build("home", reader, token, [int(new)], complete=False, seconds=60)
    await bob.follow(ann)
    await world.settle()
    assert await feed.window(reader, None, None, 40) == ([int(new)], int(new))
    assert await ids(bob) == [new, between, old]


@pytest.mark.parametrize("deed", ["block", "mute"])
async def test_block_and_mute_hide_at_once_and_take_out(world: World, deed: str) -> None:
    """Also what others boost of them; and it comes back."""
    ann, bob, cid = await world.people(3)
    await bob.follow(ann)
    await bob.follow(cid)
    await ready(world, bob)
    post = await ann.say("hello")
    boost = await cid.post(f"statuses/{post['id']}/reblog")
    other = await cid.say("other")
    await world.settle()
    assert await ids(bob) == [other["id"], post["id"]]
    await bob.post(f"accounts/{ann.id}/{deed}")
    assert await ids(bob) == [other["id"]]
    await world.settle()
    part = await world.services.feed.window(int(bob.id), None, None, 40)
    assert part is not None
    assert int(post["id"]) not in part[0]
    await bob.post(f"accounts/{ann.id}/un{deed}")
    if deed == "block":
        await bob.follow(ann)
    await world.settle()
    assert await ids(bob) == [other["id"], post["id"]]
    assert boost["id"] not in await ids(bob)


async def test_a_mute_that_ends_by_itself_loses_nothing(world: World) -> None:
    """Nobody tells of its end, so its posts stay in the window."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    await ready(world, bob)
    post = await ann.say("hello")
    await world.settle()
    await bob.post(f"accounts/{ann.id}/mute", duration=3600)
    await world.settle()
    assert await ids(bob) == []
    row = await world.row(t.mutes, source_id=int(bob.id))
    await world.change(t.mutes, row.id, expires_at=1)
    assert await ids(bob) == [post["id"]]


async def test_deleted_posts_are_gone_at_once(world: World) -> None:
    """Before any worker knows, and their boosts with them."""
    ann, bob, cid = await world.people(3)
    await bob.follow(ann)
    await bob.follow(cid)
    await ready(world, bob)
    post = await ann.say("hello")
    await cid.post(f"statuses/{post['id']}/reblog")
    await world.settle()
    version = {int(post["id"]): "1.1.active.0"}
    assert await ids(bob) == [post["id"]]
    assert await world.services.feed.bodies(version) != {}
    await ann.call("DELETE", f"statuses/{post['id']}")
    assert await ids(bob) == []
    await world.settle()
    assert await world.services.feed.bodies(version) == {}


async def test_boosts_repeat_nothing_of_the_last_forty(world: World) -> None:
    """The boost comes when the post is further away, and not when somebody doesn't want boosts."""
    ann, bob, cid = await world.people(3)
    await bob.follow(ann)
    await bob.follow(cid)
    await ready(world, bob)
    post = await ann.say("hello")
    for number in range(38):
        await ann.say(f"{number}")
    near = await cid.post(f"statuses/{post['id']}/reblog")
    await world.settle()
    assert near["id"] not in await ids(bob, limit=40)
    await cid.post(f"statuses/{post['id']}/unreblog")
    for number in range(2):
        await ann.say(f"more {number}")
    far = await cid.post(f"statuses/{post['id']}/reblog")
    await world.settle()
    assert (await ids(bob, limit=1)) == [far["id"]]
    assert far["id"] in await ids(bob, limit=1, min_id=int(far["id"]) - 1)
    await bob.post(f"accounts/{cid.id}/follow", reblogs="false")
    assert far["id"] not in await ids(bob)


async def test_languages_and_exclusive_lists(world: World) -> None:
    """What is not wanted of somebody, and what has a place of its own."""
    ann, bob = await world.people(2)
    await bob.call("POST", f"accounts/{ann.id}/follow", json={"languages": ["de"]})
    german, english = await ann.say("hallo", language="de"), await ann.say("hello", language="en")
    assert await ids(bob) == [german["id"]]
    await bob.call("POST", f"accounts/{ann.id}/follow", json={"languages": []})
    assert await ids(bob) == [english["id"], german["id"]]
    made = await bob.call("POST", "lists", json={"title": "mine", "exclusive": True})
    await bob.call("POST", f"lists/{made['id']}/accounts", json={"account_ids": [ann.id]})
    assert await ids(bob) == []
    assert [each["id"] for each in await bob.get(f"timelines/list/{made['id']}")] == [english["id"], german["id"]]


async def test_answers_to_strangers_stay_away(world: World) -> None:
    """Those to whom one follows, to oneself, and of the author to themselves come; the others are there as soon as one follows."""
    ann, bob, cid, eve = await world.people(4)
    await bob.follow(ann)
    await bob.follow(cid)
    await ready(world, bob)
    roots = {each.id: (await each.say("root"))["id"] for each in (ann, bob, cid, eve)}
    answers = {each: (await ann.say("answer", in_reply_to_id=root))["id"] for each, root in roots.items()}
    tagged = (await ann.say("a #cat", in_reply_to_id=roots[eve.id]))["id"]
    boost = (await cid.post(f"statuses/{answers[eve.id]}/reblog"))["id"]
    await world.settle()
    first = [boost, answers[cid.id], answers[bob.id], answers[ann.id], roots[cid.id], roots[bob.id], roots[ann.id]]
    for _ in range(2):
        assert await ids(bob) == first
        await flush(world)
    await ready(world, bob)
    await bob.post("tags/cat/follow")
    assert await ids(bob) == [boost, tagged, *first[1:]]
    await bob.follow(eve)
    await world.settle()
    assert await ids(bob) == [tagged, answers[eve.id], *first[1:4], roots[eve.id], *first[4:]]


@pytest.mark.parametrize("deed", ["block", "mute"])
async def test_posts_about_people_one_hides_stay_away(world: World, deed: str) -> None:
    """That mention them, answer them, or boost what mentions them, of tags as well; one's own stay, and other timelines have them all."""
    ann, bob, cid, mal = await world.people(4)
    for each in (ann, cid, mal):
        await bob.follow(each)
    await bob.post("tags/cat/follow")
    root = await mal.say("root")
    mention = await ann.say(f"hello @{mal.username} #cat")
    answer = await ann.say("yes", in_reply_to_id=root["id"])
    boost = await cid.post(f"statuses/{mention['id']}/reblog")
    stranger = await (await world.person()).say(f"@{mal.username} #cat")
    own = await bob.say(f"@{mal.username} hello")
    other = await ann.say(f"hello @{bob.username}")
    about = [own["id"], stranger["id"], answer["id"], mention["id"]]
    assert await ids(bob) == [other["id"], *about, root["id"]]
    await bob.post(f"accounts/{mal.id}/{deed}", **({"duration": "60"} if deed == "mute" else {}))
    await world.settle()
    assert await ids(bob) == [other["id"], own["id"]]
    public = [each["id"] for each in await bob.get("timelines/public")]
    assert public == [other["id"], own["id"], stranger["id"], mention["id"]]
    await (world.later(61) if deed == "mute" else bob.post(f"accounts/{mal.id}/unblock"))
    assert boost["id"] not in await ids(bob)
    assert (await ids(bob))[1:3] == about[:2]


async def test_tags_that_are_followed_come_home(world: World) -> None:
    """New posts by push, old ones when one begins to follow; none when one stops, although the window has them."""
    ann, bob = await world.people(2)
    old = await ann.say("an old #Cat")
    await ann.say("a quiet #cat", visibility="unlisted")
    await world.settle()
    await ready(world, bob)
    await bob.post("tags/cat/follow")
    await world.settle()
    new = await ann.say("a new #cat")
    await ann.say("a dog")
    await world.settle()
    part = await world.services.feed.window(int(bob.id), None, None, 40)
    assert part is not None
    assert part[0] == [int(new["id"]), int(old["id"])]
    assert await ids(bob) == [new["id"], old["id"]]
    await match(world.services, int(bob.id), int(ann.id))
    assert await ids(bob) == [new["id"], old["id"]]
    await bob.post("tags/cat/unfollow")
    assert await ids(bob) == []


async def test_direct_and_private_posts(world: World) -> None:
    """Only those for whom they are have them, in windows too."""
    ann, bob, cid = await world.people(3)
    await bob.follow(ann)
    await cid.follow(ann)
    await ready(world, bob, cid)
    direct = await ann.say(f"@{bob.username} psst", visibility="direct")
    private = await ann.say("friends", visibility="private")
    await world.settle()
    assert await ids(bob) == [private["id"], direct["id"]]
    assert await world.services.feed.window(int(cid.id), None, None, 40) == ([int(private["id"])], None)


async def test_an_edit_brings_in_whom_it_concerns_now(world: World) -> None:
    """A tag that somebody follows."""
    ann, bob = await world.people(2)
    await bob.post("tags/cat/follow")
    await ready(world, bob)
    post = await ann.say("a dog")
    await world.settle()
    assert await ids(bob) == []
    await ann.call("PUT", f"statuses/{post['id']}", json={"status": "a #cat"})
    await world.settle()
    assert await ids(bob) == [post["id"]]


# --- large accounts -----------------------------------------------------------------------------------------------------------------
@pytest.mark.settings(follower_threshold=3, follower_threshold_low=2)
async def test_large_accounts_are_pulled_and_small_ones_pushed_again(world: World) -> None:
    """With the threshold crossed up and down, no post is missing and none is pushed that is pulled."""
    star, *fans = await world.people(4)
    for fan in fans[:2]:
        await fan.follow(star)
    await ready(world, *fans)
    first = await star.say("small")
    await world.settle()
    await fans[2].follow(star)
    await world.settle()
    assert (await world.row(t.accounts, id=int(star.id))).spread == "pull"
    second = await star.say("large")
    await world.settle()
    part = await world.services.feed.window(int(fans[0].id), None, None, 40)
    assert part is not None
    assert part[0] == [int(first["id"])]
    for _ in range(2):
        assert await ids(fans[0]) == [second["id"], first["id"]]
    assert await world.services.feed.outboxes([int(star.id)], None, 20) == {int(star.id): ([int(second["id"]), int(first["id"])], None)}
    third = await star.say("still large")
    await world.settle()
    assert (await world.services.feed.outboxes([int(star.id)], None, 1))[int(star.id)][0] == [int(third["id"])]
    await fans[2].post(f"accounts/{star.id}/unfollow")
    await world.settle()
    assert (await world.row(t.accounts, id=int(star.id))).spread == "pull"
    await fans[1].post(f"accounts/{star.id}/unfollow")
    await world.settle()
    assert (await world.row(t.accounts, id=int(star.id))).spread == "push"
    part = await world.services.feed.window(int(fans[0].id), None, None, 40)
    assert part is not None
    assert part[0] == [int(third["id"]), int(second["id"]), int(first["id"])]
    assert await ids(fans[1]) == []


@pytest.mark.settings(follower_threshold=1, follower_threshold_low=1, outbox_size=20)
async def test_pages_go_on_below_an_outbox(world: World) -> None:
    """What an outbox no longer has comes from SQL, in order with what windows have."""
    star, bob = await world.people(2)
    await bob.follow(star)
    await world.settle()
    await ready(world, bob)
    posts = [(await each.say("hello"))["id"] for _ in range(25) for each in (star, bob)]
    await world.settle()
    for _ in range(2):
        down: list[str] = []
        while page := await ids(bob, limit=7, **({"max_id": down[-1]} if down else {})):
            down += page
        assert down == posts[::-1]


@pytest.mark.settings(fanout_page=100)
async def test_fan_out_goes_on_page_by_page(world: World) -> None:
    """A message for each page of followers; a page that is done twice does no harm."""
    ann = await world.person()
    fans = await world.people(101)
    for fan in fans:
        await world.follow_directly(fan, ann)
    await empty_windows(world, fans)
    post = await ann.say("hello")
    assert await world.settle() >= 2
    for _ in range(2):
        parts = [await world.services.feed.window(int(fan.id), None, None, 5) for fan in fans]
        assert parts == [([int(post["id"])], None)] * len(fans)
        await world.tell("fanout", "status.spread", status_id=post["id"], account_id=ann.id, cursor=str(int(fans[50].id)))


async def empty_windows(world: World, people: list[Person]) -> None:
    """Everybody has a window without anything."""
    for person in people:
        token = await world.services.feed.begin("home", int(person.id))
        assert token
        await world.services.feed.build("home", int(person.id), token, [], complete=True, seconds=60)


async def having(world: World, people: list[Person], status_id: str) -> list[bool]:
    """Whose windows hold a post."""
    parts = [await world.services.feed.window(int(person.id), None, None, 5) for person in people]
    return [part is not None and int(status_id) in part[0] for part in parts]


async def test_fan_out_stops_when_its_time_is_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the batch that it is at; the cursor says where to go on, and the rest is a message of its own."""
    monkeypatch.setattr(fanout, "MOST_SECONDS", -1)
    monkeypatch.setattr(fanout, "BATCH", 2)
    ann, *fans = await world.people(6)
    for fan in fans:
        await world.follow_directly(fan, ann)
    await empty_windows(world, fans)
    post = await ann.say("hello")
    cursor = 0
    for done in (2, 4):
        found = await fanout.spread(world.services, int(post["id"]), cursor)
        assert found == int(fans[done - 1].id)
        assert await having(world, fans, post["id"]) == [True] * done + [False] * (5 - done)
        cursor = found
    assert await fanout.spread(world.services, int(post["id"]), cursor) is None
    other = await ann.say("by messages")
    await world.settle()
    assert await having(world, fans, other["id"]) == [True] * 5


@pytest.mark.settings(follower_threshold=5, follower_threshold_low=5)
async def test_giving_back_stops_when_its_time_is_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the window that it is at; the author is pushed alone only when all windows are right."""
    monkeypatch.setattr(fanout, "MOST_SECONDS", -1)
    star, *fans = await world.people(4)
    for fan in fans:
        await world.follow_directly(fan, star)
    post = await star.say("large")
    await empty_windows(world, fans)
    await world.change(t.accounts, int(star.id), spread="both", spread_job=7)
    for done, following in ((1, fans[0]), (2, fans[1]), (3, None)):
        cursor = int(fans[done - 2].id) if done > 1 else 0
        assert await fanout.give_back(world.services, int(star.id), 7, cursor) == (int(following.id) if following else None)
        assert await having(world, fans, post["id"]) == [True] * done + [False] * (3 - done)
        assert (await world.row(t.accounts, id=int(star.id))).spread == ("both" if following else "push")


@pytest.mark.settings(follower_threshold=1, follower_threshold_low=1)
async def test_a_page_asks_for_so_many_outboxes_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the others have comes from SQL."""
    assert reading.MOST_OUTBOXES == 100
    monkeypatch.setattr(reading, "MOST_OUTBOXES", 1)
    bob, *stars = await world.people(4)
    for star in stars:
        await bob.follow(star)
    await world.settle()
    await ready(world, bob)
    posts = [(await star.say("hello"))["id"] for star in stars]
    await world.settle()
    feed: Any = world.services.feed
    outboxes, asked = feed.outboxes, []

    async def spy(authors: Any, *given: Any) -> Any:
        asked.append(len(authors))
        return await outboxes(authors, *given)

    monkeypatch.setattr(feed, "outboxes", spy)
    for _ in range(2):
        assert await ids(bob) == posts[::-1]
    assert set(asked) == {1}


async def test_who_follows_very_many_has_a_window_built_every_thirty_seconds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is lost; others ask a worker every ten."""
    feed: Any = world.services.feed
    claim, claimed = feed.claim, []

    async def spy(reader: int, seconds: int) -> bool:
        claimed.append(seconds)
        return bool(await claim(reader, seconds))

    monkeypatch.setattr(feed, "claim", spy)
    many, few = await world.people(2)
    assert reading.MANY_FOLLOWS == 2_000
    await world.change(t.accounts, int(many.id), following_count=2_001)
    await world.change(t.accounts, int(few.id), following_count=2_000)
    await few.home()
    await many.home()
    assert claimed == [10, 30]
    assert await feed.active([int(many.id), int(few.id)]) == {int(many.id)}
    await feed.drop(int(many.id))
    await many.home()
    assert await feed.active([int(many.id)]) == set()


async def test_without_a_store_who_follows_very_many_pulls_every_thirty_seconds(
    world: World, away: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others each time."""
    pull, pulled, now = reading.pull, list[int](), [1_000.0]

    async def spy(services: Any, connection: Any, reader: int, *given: Any) -> Any:
        pulled.append(reader)
        return await pull(services, connection, reader, *given)

    monkeypatch.setattr(reading, "pull", spy)
    monkeypatch.setattr(fresh, "monotonic", lambda: now[0])
    many, few = await world.people(2)
    await world.change(t.accounts, int(many.id), following_count=2_001)
    away.off()
    for seconds, times in ((0, 1), (29, 1), (2, 2)):
        now[0] += seconds
        await many.home()
        await few.home()
        assert pulled.count(int(many.id)) == times
    assert pulled.count(int(few.id)) == 3


async def test_followed_tags_bring_nobody_whom_moderators_limited(world: World) -> None:
    """Who follows them has their posts."""
    ann, bob, cid = await world.people(3)
    await cid.follow(ann)
    for each in (bob, cid):
        await each.post("tags/cat/follow")
        await ready(world, each)
    post = await ann.say("a #cat")
    await world.settle()
    assert await ids(bob) == await ids(cid) == [post["id"]]
    await world.change(t.accounts, int(ann.id), state="silenced")
    assert await ids(bob) == []
    assert await ids(cid) == [post["id"]]


# --- how long a window is kept ------------------------------------------------------------------------------------------------------
HOUR, DAY = 3_600_000, 86_400


@pytest.mark.parametrize(
    ("gap", "seconds"),
    [
        (None, None), (0, None), (6 * HOUR - 1, None), (6 * HOUR, 14 * DAY), (36 * HOUR, 14 * DAY), (36 * HOUR + 1, 3 * DAY),
        (9 * 24 * HOUR, 3 * DAY), (9 * 24 * HOUR + 1, 3_600), (400 * 24 * HOUR, 3_600),
    ],
)  # fmt: skip
def test_windows_are_kept_by_activity(gap: int | None, seconds: int | None) -> None:
    """Longest for who comes daily, an hour for who comes rarely; a visit that goes on, and the first one, change nothing."""
    assert keep_seconds(gap, 14, 3) == seconds


async def kept(world: World, person: Person) -> float:
    """Seconds for which a window still is."""
    feed: Any = world.services.feed
    if isinstance(feed, RedisFeed):
        return float(await feed._redis.ttl(feed._key("home", int(person.id))))
    return float(feed._lines["home", int(person.id)].until - monotonic())


@pytest.mark.parametrize(("hours", "seconds"), [(24, 14 * DAY), (7 * 24, 3 * DAY), (30 * 24, 3_600)])
async def test_a_readers_window_is_kept_by_how_often_they_come(world: World, hours: int, seconds: int) -> None:
    """When it is built, and when they come again; a visit that goes on leaves it."""
    bob = await world.person()
    for _ in range(2):
        await world.change(t.accounts, int(bob.id), last_seen_at=world.services.clock.now() - hours * HOUR)
        await bob.home()
        await world.settle()
        assert seconds - 60 < await kept(world, bob) <= seconds
        await short(world, bob)
        await bob.home()
        assert await kept(world, bob) <= 50


async def short(world: World, person: Person) -> None:
    """Have less than a minute left."""
    feed: Any = world.services.feed
    if isinstance(feed, RedisFeed):
        await feed._redis.expire(feed._key("home", int(person.id)), 50)
    else:
        feed._lines["home", int(person.id)].until = monotonic() + 50


async def test_readers_who_follow_very_many_pull_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their window is built with the first page, not by a worker."""
    monkeypatch.setattr(reading, "MANY_FOLLOWS", 0)
    ann, bob = await world.people(2)
    await bob.follow(ann)
    post = await ann.say("hello")
    assert await ids(bob) == [post["id"]]
    assert await world.services.feed.window(int(bob.id), None, None, 40) == ([int(post["id"])], None)


# --- failures -----------------------------------------------------------------------------------------------------------------------
async def test_a_flushed_store_loses_nothing(world: World) -> None:
    """Mid-way: pages come from SQL, then windows are there again, with what was posted meanwhile."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    first = await ann.say("first")
    await ready(world, bob)
    await flush(world)
    second = await ann.say("second")
    await world.settle()
    assert await ids(bob) == [second["id"], first["id"]]
    await world.settle()
    third = await ann.say("third")
    await world.settle()
    part = await world.services.feed.window(int(bob.id), None, None, 40)
    assert part == ([int(third["id"]), int(second["id"]), int(first["id"])], None)


async def test_a_store_that_is_away_costs_time_but_no_posts(world: World, away: Any) -> None:
    """Reading and writing work; what couldn't be pushed waits in the outbox, once and however long, and is pushed then."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    await ready(world, bob)
    away.off()
    post = await ann.say("hello")
    before = reads("down")
    assert await ids(bob) == [post["id"]]
    assert reads("down") == before + 1
    for _ in range(world.services.settings.queue_attempts + 1):
        await due(world)
        await world.tell("fanout", "status.created", status_id=post["id"], account_id=ann.id)
        assert len(await world.rows(t.outbox, queue="fanout", type="status.created")) == 1
    assert await world.services.queue.dead("fanout", 10) == []
    away.back()
    assert await world.services.feed.window(int(bob.id), None, None, 40) == ([], None)
    await due(world)
    await world.settle()
    assert await world.services.feed.window(int(bob.id), None, None, 40) == ([int(post["id"])], None)


async def due(world: World) -> None:
    """What was put off is due."""
    async with world.services.db.begin() as unit:
        await unit.connection.execute(t.outbox.update().values(due_at=0))


async def test_what_is_committed_while_a_window_is_built_is_in_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading SQL and writing the window a post comes, and a follow of somebody else."""
    ann, bob, cid = await world.people(3)
    await bob.follow(ann)
    other = await cid.say("other")
    await world.settle()
    pull, made = reading.pull, []

    async def slow(*given: Any) -> Any:
        found = await pull(*given)
        if not made:
            made.append(await ann.say("meanwhile"))
            await bob.follow(cid)
            await world.settle()
        return found

    monkeypatch.setattr(reading, "pull", slow)
    assert await build(world.services, int(bob.id), 60)
    part = await world.services.feed.window(int(bob.id), None, None, 40)
    assert part == ([int(made[0]["id"]), int(other["id"])], None)


async def test_one_asks_for_a_window_for_all(world: World) -> None:
    """Ten requests at once are one message."""
    [bob] = await world.people(1)
    await asyncio.gather(*(bob.home() for _ in range(10)))
    async with world.services.db.read() as connection:
        asked = select(func.count()).select_from(t.outbox).where(t.outbox.c.type == "home.missing")
        assert (await connection.execute(asked)).scalar_one() == 1


async def test_queue_of_a_reader_who_is_gone_is_harmless(world: World) -> None:
    """A post whose row is gone, an author whose row is gone."""
    await world.tell("fanout", "status.created", status_id="12345", account_id="1")
    await world.tell("fanout", "status.deleted", status_id="12345", account_id="1")
    await world.tell("fanout", "home.missing", account_id="12345", seconds=60)
    assert await world.services.queue.dead("fanout", 10) == []


async def test_newest_is_a_page(world: World) -> None:
    """For those who need rows instead of an answer."""
    ann, bob = await world.people(2)
    await bob.follow(ann)
    post = await ann.say("hello")
    account = await world.row(t.accounts, id=int(bob.id))
    async with world.services.db.read() as connection:
        assert [row.id for row in await newest(world.services, connection, account, 5)] == [int(post["id"])]
    found, bodies = await reading.page(world.services, account, Bounds(limit=5))
    assert found == [int(post["id"])]
    assert len(bodies) == 1
    async with world.services.db.begin() as unit:
        await unit.connection.execute(delete(t.follows))
    assert (await reading.page(world.services, account, Bounds()))[0] == []
