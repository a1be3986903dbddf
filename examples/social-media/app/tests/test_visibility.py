"""Who sees what: every visibility and state of a post, for every relation, on every way to read, against the one rule of the domain."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from social import tables as t
from social.app.placing import misplaced
from social.app.seeing import visible
from social.domain.visibility import DIRECT, PRIVATE, PUBLIC, VISIBILITIES, Relation, may_see
from tests.live import Listener, listening, serving
from tests.test_posts import stored
from tests.world import Person, World

# A blocked person keeps the follow of before: the block alone must do.
RELATIONS = {
    "author": Relation(is_author=True),
    "follower": Relation(follows=True),
    "mentioned": Relation(mentioned=True),
    "stranger": Relation(),
    "blocked": Relation(follows=True, mentioned=True, blocked=True),
    "anonymous": Relation(anonymous=True),
}
STATES: dict[str, dict[str, Any]] = {
    "shown": {"held": None, "deleted_at": None},
    "held": {"held": "hold", "deleted_at": None},
    "removed": {"held": "remove", "deleted_at": None},
    "deleted": {"held": None, "deleted_at": 1},
}


@dataclass(frozen=True)
class Post:
    """One post of the matrix, with a boost of it by somebody whom everybody follows."""

    id: str
    boost_id: str
    visibility: str
    state: str

    @property
    def fields(self) -> dict[str, Any]:
        """What the rule looks at."""
        return {"visibility": self.visibility, **STATES[self.state]}


@dataclass
class Matrix:
    """A world with one author, all relations to them, and all kinds of posts."""

    world: World
    author: Person
    booster: Person
    root: str
    viewers: dict[str, Person | None]
    posts: list[Post] = field(default_factory=list)
    before: dict[str, list[str]] = field(default_factory=dict)  # addresses of each post's files while everybody could see it
    lists: dict[str, int] = field(default_factory=dict)

    async def get(self, relation: str, path: str, **params: Any) -> Any:
        """What a viewer gets from a path; None for 404. Anything else is a failure."""
        viewer = self.viewers[relation]
        response = await self.world.client.get(f"/api{path}", headers=viewer.headers if viewer else {}, params=params)
        assert response.status_code in (200, 404), f"{relation} {path}: {response.status_code} {response.text[:300]}"
        return response.json() if response.status_code == 200 else None


async def prepare(world: World) -> Matrix:
    """People, relations, posts; then the workers' work; then what moderators and deletions do, behind every cache's back."""
    author, booster, follower, mentioned, stranger, blocked = await world.people(6)
    viewers = {"author": author, "follower": follower, "mentioned": mentioned, "stranger": stranger, "blocked": blocked, "anonymous": None}
    for source in (follower, blocked):
        await world.follow_directly(source, author)
    for viewer in (author, follower, mentioned, stranger, blocked):
        await world.follow_directly(viewer, booster)
        await viewer.home()  # so that there is a window to push into
    root = (await author.say("root"))["id"]
    matrix = Matrix(world, author, booster, root, viewers)
    text = f"@{mentioned.username} @{blocked.username} needle #matrix"
    for state in STATES:
        for visibility in VISIBILITIES:
            upload, addresses = await stored(world, author)
            post = await author.say(text, visibility=visibility, in_reply_to_id=root, media_ids=[upload])
            matrix.before[post["id"]] = addresses
            matrix.posts.append(Post(post["id"], str(world.services.ids.next()), visibility, state))
    await _boost_and_mark(matrix)
    await world.settle()
    async with world.services.db.begin() as unit:
        block = {"id": world.services.ids.next(), "source_id": int(author.id), "target_id": int(blocked.id), "created_at": 1}
        await unit.connection.execute(insert(t.blocks).values(block))
        for post in matrix.posts:
            await unit.connection.execute(update(t.statuses).where(t.statuses.c.id == int(post.id)).values(STATES[post.state]))
            await misplaced(unit, int(post.id))
    await world.settle()
    return matrix


async def _boost_and_mark(matrix: Matrix) -> None:
    """Boosts, marks, notices and lists, made in the database: the API would refuse most of them."""
    world, make = matrix.world, matrix.world.services.ids.next
    async with world.services.db.begin() as unit:
        for post in matrix.posts:
            boost = {
                "id": int(post.boost_id),
                "account_id": int(matrix.booster.id),
                "boost_of_id": int(post.id),
                "visibility": PUBLIC,
                "created_at": 1,
            }
            await unit.connection.execute(insert(t.statuses).values(boost))
            body = {"status_id": post.boost_id, "account_id": matrix.booster.id}
            await unit.emit("fanout", "status.created", post.boost_id, body)
        for name, viewer in matrix.viewers.items():
            if viewer is None:
                continue
            matrix.lists[name] = make()
            await unit.connection.execute(
                insert(t.lists).values(id=matrix.lists[name], account_id=int(viewer.id), title="all", created_at=1)
            )
            await unit.connection.execute(insert(t.list_members).values(list_id=matrix.lists[name], account_id=int(matrix.author.id)))
            for post in matrix.posts:
                mark = {"account_id": int(viewer.id), "status_id": int(post.id), "created_at": 1}
                for table in (t.favourites, t.bookmarks):
                    await unit.connection.execute(insert(table).values(id=make(), **mark))
                notice = {"id": make(), "from_id": int(matrix.author.id), "type": "status", "cause": f"matrix:{post.id}"}
                await unit.connection.execute(insert(t.notifications).values(**notice, **mark))


# --- ways to read -------------------------------------------------------------------------------------------------------------------
Way = Callable[[Matrix, str], Awaitable[set[str]]]
# True: shows everything that the viewer may see. False: shows nothing of the kind. None: may leave it out.
Reach = Callable[[str, str], bool | None]


def each_at(path: str) -> Way:
    """A path per post."""

    async def way(matrix: Matrix, relation: str) -> set[str]:
        return {post.id for post in matrix.posts if await matrix.get(relation, path.format(id=post.id)) is not None}

    return way


def boosts_at(path: str) -> Way:
    """A path per boost."""

    async def way(matrix: Matrix, relation: str) -> set[str]:
        return {post.id for post in matrix.posts if await matrix.get(relation, path.format(id=post.boost_id)) is not None}

    return way


def files_at(path: str) -> Way:
    """Posts of which a path shows a file and a small one, whose addresses hold without a token."""

    async def way(matrix: Matrix, relation: str) -> set[str]:
        found = set()
        for post in matrix.posts:
            shown = await matrix.get(relation, path.format(id=post.id))
            for version in shown if isinstance(shown, list) else [shown] if shown else []:
                [file] = version["media_attachments"]
                for address in (file["url"], file["preview_url"]):
                    assert (await matrix.world.client.get(address)).status_code == 200, (relation, post)
                found.add(post.id)
        return found

    return way


async def fetched(world: World, address: str) -> bool:
    """Whether a file can be had at an address, whole and in part, by anybody."""
    whole = await world.client.get(address)
    assert whole.status_code in (200, 404), (address, whole.text[:300])
    codes = [(await world.client.head(address)).status_code, (await world.client.get(address, headers={"Range": "bytes=0-1"})).status_code]
    assert codes == ([200, 206] if whole.status_code == 200 else [404, 404])
    return whole.status_code == 200


def listed(path: str, part: Callable[[Any], list[Any]] = lambda found: found, **params: Any) -> Way:
    """Posts in a list."""

    async def way(matrix: Matrix, relation: str) -> set[str]:
        found = await matrix.get(relation, _filled(path, matrix, relation), limit=40, **params)
        return {each["id"] for each in part(found or [])}

    return way


def boosts_listed(path: str) -> Way:
    """What boosts in a list show."""

    async def way(matrix: Matrix, relation: str) -> set[str]:
        found = await matrix.get(relation, _filled(path, matrix, relation), limit=40)
        boosts = {post.boost_id: post.id for post in matrix.posts}
        for each in found or []:
            assert each["id"] not in boosts or each["reblog"]["id"] == boosts[each["id"]]
        return {boosts[each["id"]] for each in found or [] if each["id"] in boosts}

    return way


def _filled(path: str, matrix: Matrix, relation: str) -> str:
    return path.format(author=matrix.author.id, booster=matrix.booster.id, root=matrix.root, list=matrix.lists.get(relation))


def everything(_visibility: str, _relation: str) -> bool | None:
    """Whatever one may see."""
    return True


def with_token(_visibility: str, relation: str) -> bool | None:
    """Whatever one may see, with a token."""
    return relation != "anonymous"


def only_public(visibility: str, _relation: str) -> bool | None:
    """Public posts."""
    return visibility == PUBLIC


def followed(_visibility: str, relation: str) -> bool | None:
    """Posts of oneself and of whom one follows."""
    return relation in ("author", "follower", "blocked")


def not_twice(_visibility: str, relation: str) -> bool | None:
    """Boosts; not to those who have the post itself."""
    return None if relation in ("author", "follower") else True


WAYS: dict[str, tuple[Way, Reach, bool]] = {
    # way, reach, whether it needs a token
    "status": (each_at("/v1/statuses/{id}"), everything, False),
    "history": (each_at("/v1/statuses/{id}/history"), everything, False),
    "files": (files_at("/v1/statuses/{id}"), everything, False),
    "files of the history": (files_at("/v1/statuses/{id}/history"), everything, False),
    "own context": (each_at("/v1/statuses/{id}/context"), everything, False),
    "favourited by": (each_at("/v1/statuses/{id}/favourited_by"), everything, False),
    "boosted by": (each_at("/v1/statuses/{id}/reblogged_by"), everything, False),
    "source": (each_at("/v1/statuses/{id}/source"), everything, True),
    "boost": (boosts_at("/v1/statuses/{id}"), everything, False),
    "boost's context": (boosts_at("/v1/statuses/{id}/context"), everything, False),
    "context": (listed("/v1/statuses/{root}/context", lambda found: found["descendants"] if found else []), everything, False),
    "home": (listed("/v1/timelines/home"), followed, True),
    "boosts at home": (boosts_listed("/v1/timelines/home"), not_twice, True),
    "public": (listed("/v1/timelines/public"), only_public, False),
    "tag": (listed("/v1/timelines/tag/matrix"), only_public, False),
    "list": (listed("/v1/timelines/list/{list}"), everything, True),
    "account": (listed("/v1/accounts/{author}/statuses"), everything, False),
    "account's boosts": (boosts_listed("/v1/accounts/{booster}/statuses"), everything, False),
    "search": (listed("/v2/search", lambda found: found["statuses"], q="needle", type="statuses"), with_token, False),
    "favourites": (listed("/v1/favourites"), everything, True),
    "bookmarks": (listed("/v1/bookmarks"), everything, True),
    "notifications": (
        listed("/v1/notifications", lambda found: [each["status"] for each in found if each["status"]], **{"types[]": "status"}), everything, True
    ),
}  # fmt: skip


async def test_the_matrix_of_visibility(world: World) -> None:
    """Four visibilities, four states, six relations, every way to read: exactly what the rule allows."""
    matrix = await prepare(world)
    wrong = []
    for name, (way, reach, needs_token) in WAYS.items():
        for relation, rule in RELATIONS.items():
            if needs_token and relation == "anonymous":
                continue
            shown = await way(matrix, relation)
            for post in matrix.posts:
                allowed, reached = may_see(post.fields, rule), reach(post.visibility, relation)
                if allowed and reached is None:
                    continue
                if (post.id in shown) != (allowed and reached is True):
                    wrong.append((name, relation, post.visibility, post.state, "shown" if post.id in shown else "not shown"))
    assert wrong == []


async def test_files_can_be_had_without_a_signature_while_everybody_may_see_their_post(world: World) -> None:
    """Whoever knows the key, from the time when it was open or from the database, gets what the rule allows to nobody in particular."""
    matrix = await prepare(world)
    for gone in (False, True):
        for post in matrix.posts:
            allowed = may_see(post.fields, Relation(anonymous=True, author_gone=gone))
            row = await world.row(t.media, status_id=int(post.id))
            now = [world.services.blob.url(key) for key in (row.key, row.preview_key)]
            assert [await fetched(world, address) for address in now] == [allowed] * 2, (post, gone)
            if not allowed:
                assert [await fetched(world, address) for address in matrix.before[post.id]] == [False] * 2, (post, gone)
        await world.change(t.accounts, int(matrix.author.id), state="suspended")
        await world.tell("media", "account.changed", account_id=matrix.author.id, after="0")


async def heard(listener: Listener, last: str) -> set[str]:
    """Posts that a stream carried, alone or in notices, up to the last one."""
    found: set[str] = set()
    while (event := await listener.next()) is not None:
        name, payload = event
        post = payload if name == "update" else payload.get("status") if name == "notification" else None
        if post and post["id"] == last:
            return found
        found |= {post["id"]} if post else set()
    raise AssertionError("the stream ended early")


async def test_streams_carry_what_the_rule_allows(world: World) -> None:
    """Every visibility to every relation: own and public streams, and that of a tag. A last post of somebody else ends each."""
    matrix = await prepare(world)
    people = {name: viewer for name, viewer in matrix.viewers.items() if viewer is not None}
    mentioned, blocked = people["mentioned"], people["blocked"]
    text = f"@{mentioned.username} @{blocked.username} live #matrix"
    streams: dict[str, tuple[dict[str, str], Reach]] = {
        # Who is mentioned hears of it by a notice.
        "user": ({}, lambda _, relation: relation in ("author", "follower", "mentioned")),
        "public": ({}, only_public),
        "hashtag": ({"tag": "matrix"}, only_public),
    }
    async with serving(world.services) as server, AsyncExitStack() as stack:
        open_streams = {
            (name, path): await stack.enter_async_context(listening(server.url, path, viewer, **query))
            for name, viewer in people.items()
            for path, (query, _) in streams.items()
        }
        posts = {visibility: (await matrix.author.say(text, visibility=visibility))["id"] for visibility in VISIBILITIES}
        await world.settle()
        last = (await matrix.booster.say("the end #matrix"))["id"]
        await world.settle()
        for (name, path), listener in open_streams.items():
            reach = streams[path][1]
            allowed = {
                post
                for visibility, post in posts.items()
                if may_see({"visibility": visibility, **STATES["shown"]}, RELATIONS[name]) and reach(visibility, name)
            }
            assert await heard(listener, last) == allowed, (name, path, posts)


@pytest.mark.parametrize("what", ["favourite", "reblog", "bookmark", "mute", "pin"])
async def test_nothing_can_be_done_with_what_is_hidden(world: World, what: str) -> None:
    """404 for every post of the matrix that the rule hides, and for no other."""
    matrix = await prepare(world)
    for relation, rule in RELATIONS.items():
        viewer = matrix.viewers[relation]
        if viewer is None:
            continue
        for post in matrix.posts:
            response = await world.client.post(f"/api/v1/statuses/{post.id}/{what}", headers=viewer.headers)
            assert (response.status_code == 404) == (not may_see(post.fields, rule)), (relation, post, response.text[:200])


async def test_the_rule_in_sql_is_the_rule_of_the_domain(world: World) -> None:
    """For every post and boost, also of authors who are gone."""
    matrix = await prepare(world)
    for state, gone in (("active", False), ("silenced", False), ("suspended", True), ("erasing", True)):
        await world.change(t.accounts, int(matrix.author.id), state=state)
        for name, rule in RELATIONS.items():
            viewer = matrix.viewers[name]
            asked = select(t.statuses.c.id).where(visible(int(viewer.id) if viewer else None))
            async with world.services.db.read() as connection:
                seen = set((await connection.execute(asked)).scalars())
            relation = Relation(rule.is_author, rule.follows, rule.mentioned, rule.blocked, rule.anonymous, author_gone=gone)
            for post in matrix.posts:
                allowed = may_see(post.fields, relation)
                assert (int(post.id) in seen, int(post.boost_id) in seen) == (allowed, allowed), (state, name, post)


def test_the_rule_itself() -> None:
    """Written out for posts that are there, so that the rule isn't only compared with itself."""
    seen = {
        name: {each for each in VISIBILITIES if may_see({"visibility": each, "held": None, "deleted_at": None}, relation)}
        for name, relation in RELATIONS.items()
    }
    assert seen == {
        "author": set(VISIBILITIES),
        "follower": {PUBLIC, "unlisted", PRIVATE},
        "mentioned": {PUBLIC, "unlisted", PRIVATE, DIRECT},
        "stranger": {PUBLIC, "unlisted"},
        "blocked": set(),
        "anonymous": {PUBLIC, "unlisted"},
    }
    for state, who in (("held", {"author"}), ("removed", set()), ("deleted", set())):
        for each in VISIBILITIES:
            assert {name for name, relation in RELATIONS.items() if may_see({"visibility": each, **STATES[state]}, relation)} == who
