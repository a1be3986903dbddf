"""Home against a naive oracle: whatever people do, in whatever order, when everything is quiet each home is what a list of all posts says."""

import asyncio
import os
from collections.abc import Coroutine
from dataclasses import dataclass, field
from math import inf
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from social import tables as t
from social.adapters.sql.migrate import upgrade
from social.app import editing, interactions, relations, tagging
from social.app.home import Bounds, page
from social.app.posting import Draft, publish
from social.http.app import build, closed
from social.settings import Settings
from social.wiring import wire
from tests.test_feed import flush
from tests.world import MovableClock, World

PEOPLE = 4
who = st.integers(0, PEOPLE - 1)
which = st.integers(0, 1_000)


@dataclass
class Post:
    """What the oracle knows of a post."""

    id: int
    author: int
    private: bool = False
    tagged: bool = False
    boost_of: int | None = None
    deleted: bool = False
    about: int | None = None  # who is mentioned
    answers: int | None = None  # whose post


@dataclass
class Oracle:
    """A network in memory, without any cleverness."""

    posts: list[Post] = field(default_factory=list)
    follows: set[tuple[int, int]] = field(default_factory=set)
    silent: set[tuple[int, int]] = field(default_factory=set)
    blocks: set[tuple[int, int]] = field(default_factory=set)
    mutes: dict[tuple[int, int], float] = field(default_factory=dict)  # when they end
    tags: set[int] = field(default_factory=set)
    now: float = 0

    def may_see(self, viewer: int, post: Post) -> bool:
        """Whether somebody may open a post."""
        if post.deleted or (post.author, viewer) in self.blocks:
            return False
        return not post.private or viewer in (post.author, post.about) or (viewer, post.author) in self.follows

    def hides(self, viewer: int, other: int | None) -> bool:
        """Whether somebody blocks or mutes another."""
        return (viewer, other) in self.blocks or any(pair == (viewer, other) and end > self.now for pair, end in self.mutes.items())

    def sees(self, viewer: int, post: Post) -> bool:
        """Whether a post is shown to somebody at all."""
        return self.may_see(viewer, post) and (post.author == viewer or not self.hides(viewer, post.author))

    def home(self, viewer: int) -> list[int]:
        """Ids, newest first."""
        by_id = {post.id: post for post in self.posts}
        wanted = [post for post in sorted(self.posts, key=lambda post: -post.id) if self._wanted(viewer, post, by_id)]
        shown = []
        for place, post in enumerate(wanted):
            older = wanted[place + 1 : place + 41]
            if post.boost_of is None or all(post.boost_of not in (each.id, each.boost_of) for each in older):
                shown.append(post.id)
        return shown

    def _wanted(self, viewer: int, post: Post, by_id: dict[int, Post]) -> bool:
        if not self.sees(viewer, post) or (post.boost_of is not None and not self.sees(viewer, by_id[post.boost_of])):
            return False
        if post.author == viewer:
            return True
        about = {post.about, post.answers, by_id[post.boost_of].about if post.boost_of is not None else None}
        if any(self.hides(viewer, each) for each in about):
            return False
        if viewer in self.tags and post.tagged and not post.private:
            return True
        pair = (viewer, post.author)
        known = post.answers in (None, viewer, post.author) or (viewer, post.answers) in self.follows
        return pair in self.follows and known and (post.boost_of is None or pair not in self.silent)


@pytest.mark.slow
@pytest.mark.settings(follower_threshold=2, follower_threshold_low=2, feed_size=40, outbox_size=20)
def test_home_is_what_the_oracle_says(settings: Settings) -> None:
    """After every few deeds, read from SQL and from windows, in small pages."""
    with asyncio.Runner() as runner:
        world, stop = runner.run(_opened(settings))
        kind = type("Machine", (Machine,), {"world": world, "run": staticmethod(runner.run)})
        try:
            run_state_machine_as_test(
                kind,
                settings=examples(
                    max_examples=int(os.environ.get("FEED_EXAMPLES", "6")), stateful_step_count=20, deadline=None, derandomize=True,
                    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
                ),
            )  # fmt: skip
        finally:
            runner.run(stop())


async def _opened(settings: Settings) -> tuple[World, Any]:
    services = wire(settings, MovableClock())
    await upgrade(services.db)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=build(services)), base_url=services.settings.base_url)

    async def stop() -> None:
        await client.aclose()
        await closed(services)

    return World(services, client), stop


class Machine(RuleBasedStateMachine):
    """People do things; `compare` waits until everything is quiet."""

    world: World

    @staticmethod
    def run(work: Coroutine[Any, Any, Any]) -> Any:
        """Do it on the loop of the services."""

    @initialize()
    def begin(self) -> None:
        """New people for every example, of whom each follows the next; one of them and a stranger are muted for an hour."""
        self.oracle = Oracle()
        people = self.run(self.world.people(PEOPLE))
        self.ids = [int(each.id) for each in people]
        self.name = f"tag{self.ids[0]}"  # people of earlier examples are still there
        for number in range(PEOPLE):
            self.follow(number, (number + 1) % PEOPLE, reblogs=True)
        self.mute(3, 0, 3_600)
        self.mute(0, 2, 3_600)
        self.post(0, private=False, tagged=False, about=None)
        self.post(1, private=False, tagged=False, about=2)

    def account(self, number: int) -> Any:
        """A person's row, as a request has it."""
        return self.run(self.world.row(t.accounts, id=self.ids[number]))

    def living(self, place: int, *, boosts: bool = True) -> Post | None:
        """One of the posts that are there."""
        found = [post for post in self.oracle.posts if not post.deleted and (boosts or post.boost_of is None)]
        return found[place % len(found)] if found else None

    def words(self, tagged: bool, about: int | None) -> str:
        """What to say, never twice the same."""
        name = None if about is None else self.account(about).username
        return f"hello {len(self.oracle.posts)} {f'#{self.name}' if tagged else ''} {f'@{name}' if name else ''}"

    @rule(author=who, private=st.booleans(), tagged=st.booleans(), about=st.none() | who)
    def post(self, author: int, private: bool, tagged: bool, about: int | None) -> None:
        """Say something."""
        draft = Draft(self.words(tagged, about), "private" if private else "public")
        made = self.run(publish(self.world.services, self.account(author), draft))
        self.oracle.posts.append(Post(made, author, private, tagged, about=about))

    @rule(author=who, place=which, tagged=st.booleans(), about=st.none() | who)
    def answer(self, author: int, place: int, tagged: bool, about: int | None) -> None:
        """Answer what one may see, with or without a mention."""
        post = self.living(place, boosts=False)
        if post is not None and self.oracle.may_see(author, post):
            draft = Draft(self.words(tagged, about), "public", reply_to_id=post.id)
            made = self.run(publish(self.world.services, self.account(author), draft))
            self.oracle.posts.append(Post(made, author, tagged=tagged, about=about, answers=post.author))

    @rule(author=who)
    def burst(self, author: int) -> None:
        """Say more than an outbox holds, and a third of a window."""
        for _ in range(15):
            self.post(author, private=False, tagged=False, about=None)

    @rule(author=who, place=which)
    def boost(self, author: int, place: int) -> None:
        """Boost what one may see."""
        post = self.living(place, boosts=False)
        if post is None or post.private:
            return
        if post.author != author and {(author, post.author), (post.author, author)} & self.oracle.blocks:
            return
        if any(each.author == author and each.boost_of == post.id and not each.deleted for each in self.oracle.posts):
            return
        made = self.run(interactions.boost(self.world.services, self.account(author), post.id, "public"))
        self.oracle.posts.append(Post(made, author, boost_of=post.id))

    @rule(place=which)
    def delete(self, place: int) -> None:
        """Take something back, with its boosts."""
        post = self.living(place)
        if post is not None and self.visible_to_author(post):
            self.run(editing.remove(self.world.services, self.account(post.author), post.id))
            for each in self.oracle.posts:
                each.deleted |= post.id in (each.id, each.boost_of)

    def visible_to_author(self, post: Post) -> bool:
        """A boost of somebody who has blocked its author since can't be seen by that author either."""
        original = next((each for each in self.oracle.posts if each.id == post.boost_of), None)
        return original is None or not {(post.author, original.author), (original.author, post.author)} & self.oracle.blocks

    @rule(place=which, tagged=st.booleans(), about=st.none() | who)
    def edit(self, place: int, tagged: bool, about: int | None) -> None:
        """Say it otherwise."""
        post = self.living(place, boosts=False)
        if post is not None:
            change = editing.Change(f"changed: {self.words(tagged, about)}")
            self.run(editing.edit(self.world.services, self.account(post.author), post.id, change))
            post.tagged, post.about = tagged, about

    @rule(source=who, whom=who, reblogs=st.booleans())
    def follow(self, source: int, whom: int, reblogs: bool) -> None:
        """Follow, or choose anew how."""
        if source == whom or {(source, whom), (whom, source)} & self.oracle.blocks:
            return
        wish = relations.FollowWish(reblogs=reblogs)
        self.run(relations.follow(self.world.services, self.account(source), self.ids[whom], wish))
        self.oracle.follows.add((source, whom))
        (self.oracle.silent.discard if reblogs else self.oracle.silent.add)((source, whom))

    @rule(source=who, whom=who)
    def unfollow(self, source: int, whom: int) -> None:
        """Stop following."""
        self.run(relations.unfollow(self.world.services, self.ids[source], self.ids[whom]))
        self.oracle.follows.discard((source, whom))

    @rule(source=who, whom=who)
    def block(self, source: int, whom: int) -> None:
        """Block: follows end."""
        if source != whom:
            self.run(relations.block(self.world.services, self.ids[source], self.ids[whom]))
            self.oracle.blocks.add((source, whom))
            self.oracle.follows -= {(source, whom), (whom, source)}

    @precondition(lambda self: self.oracle.blocks)
    @rule(place=which)
    def unblock(self, place: int) -> None:
        """End a block."""
        source, whom = sorted(self.oracle.blocks)[place % len(self.oracle.blocks)]
        self.run(relations.unblock(self.world.services, self.ids[source], self.ids[whom]))
        self.oracle.blocks.discard((source, whom))

    @rule(source=who, whom=who, seconds=st.sampled_from([0, 3_600]))
    def mute(self, source: int, whom: int, seconds: int) -> None:
        """Mute, for good or for a while."""
        if source != whom:
            self.run(relations.mute(self.world.services, self.ids[source], self.ids[whom], notifications=True, seconds=seconds))
            self.oracle.mutes[source, whom] = self.oracle.now + seconds if seconds else inf

    @precondition(lambda self: self.oracle.mutes)
    @rule(place=which)
    def unmute(self, place: int) -> None:
        """End a mute."""
        source, whom = sorted(self.oracle.mutes)[place % len(self.oracle.mutes)]
        self.run(relations.unmute(self.world.services, self.ids[source], self.ids[whom]))
        del self.oracle.mutes[source, whom]

    @rule(seconds=st.sampled_from([1_200, 3_600, 30 * 3_600]))
    def wait(self, seconds: int) -> None:
        """Time passes: mutes end, and windows may be kept for longer."""
        self.world.services.clock.ahead_ms += seconds * 1_000  # type: ignore[attr-defined]
        self.oracle.now += seconds

    @rule(reader=who, on=st.booleans())
    def tag(self, reader: int, on: bool) -> None:
        """Follow a tag or stop."""
        if on:
            self.run(tagging.follow(self.world.services, self.ids[reader], self.name))
            self.oracle.tags.add(reader)
        elif reader in self.oracle.tags:
            self.run(tagging.unfollow(self.world.services, self.ids[reader], self.name))
            self.oracle.tags.discard(reader)

    @rule()
    def flush(self) -> None:
        """The store forgets everything."""
        self.run(flush(self.world))

    @rule(reader=who)
    def look(self, reader: int) -> None:
        """Read in the middle of it, which may ask for a window; what is shown is a part of the truth, in order, without what is hidden."""
        found, _ = self.run(page(self.world.services, self.account(reader), Bounds()))
        assert found == sorted(found, reverse=True)
        by_id = {post.id: post for post in self.oracle.posts}
        assert all(self.oracle.sees(reader, by_id[each]) for each in found)

    @rule()
    def work(self) -> None:
        """Workers do what waits."""
        self.run(self.world.settle())

    @rule()
    def compare(self) -> None:
        """When everything is quiet."""
        self.run(self.world.settle())
        for _ in range(2):  # the second time from windows
            for number in range(PEOPLE):
                self.same(number)
            self.run(self.world.settle())

    def same(self, number: int) -> None:
        """Paging down and up."""
        expected, account = self.oracle.home(number), self.account(number)
        down: list[int] = []
        while ids := self.run(page(self.world.services, account, Bounds(below=down[-1] if down else None, limit=12)))[0]:
            down += ids
        assert down == expected
        up: list[int] = []
        while ids := self.run(page(self.world.services, account, Bounds(above=up[-1] if up else 1, rising=True, limit=15)))[0]:
            up += ids[::-1]
        assert up == expected[::-1]

    def teardown(self) -> None:
        """At the end as well, and when all that was for a while is over."""
        if hasattr(self, "ids"):
            self.compare()
            self.wait(3_600)
            self.compare()
