"""Who is what to whom. The literal paths below /accounts/ come before those with an id."""

from collections.abc import Callable
from typing import Any

from social import tables as t
from social.app import circles, relations
from social.app.lists import having
from social.app.render.accounts import accounts, in_order
from social.app.render.common import time
from social.app.render.lists import list_entity
from social.app.render.relations import relationship, relationships
from social.app.render.statuses import statuses
from social.app.timelines import account_posts
from social.app.timelines import page as rows_of
from social.http.paging import link, page
from social.http.routing import Call, Parameter, public, route, scope

PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))
OFFSET = (Parameter("limit", "integer"), Parameter("offset", "integer"))
MOST_SECONDS = 10 * 365 * 86_400
Entity = dict[str, Any]


async def people(call: Call, found: Any, by: Any, *, usual: int = 40, most: int = 80) -> tuple[list[Any], dict[int, Entity]]:
    """A page of rows (id, other) with the accounts in it; sets the Link header."""
    asked = page(call, usual=usual, most=most)
    async with call.services.db.read() as connection:
        rows = await rows_of(connection, found, asked.below, asked.above, asked.limit, lowest=asked.above_first, by=by)
        by_id = dict(await accounts(call.services, connection, [row.other for row in rows]))
    link(call, [row.id for row in rows], asked)
    return rows, by_id


async def listed(call: Call, found: Any, by: Any) -> list[Entity]:
    """A page of accounts."""
    rows, by_id = await people(call, found, by)
    return [by_id[row.other] for row in rows if row.other in by_id]


async def own_relationship(call: Call, account_id: int) -> Entity:
    """What the caller is to somebody now."""
    async with call.services.db.read() as connection:
        return await relationship(call.services, connection, call.account.id, account_id)


# --- several accounts ---------------------------------------------------------------------------------------------------------------
@route("GET", "/api/v1/accounts/relationships", scope("read:follows"), takes=(Parameter("id", "array", required=True),))
async def show_relationships(call: Call) -> list[Entity]:
    """What the caller is to others."""
    async with call.services.db.read() as connection:
        return await relationships(call.services, connection, call.account.id, call.params.ids("id"))


@route("GET", "/api/v1/accounts/familiar_followers", scope("read:follows"), takes=(Parameter("id", "array", required=True),))
async def familiar_followers(call: Call) -> list[Entity]:
    """Followers of others whom the caller follows, too."""
    ids = list(dict.fromkeys(call.params.ids("id", most=80)))
    async with call.services.db.read() as connection:
        known = await circles.familiar(connection, call.account.id, ids, 10)
        by_id = await accounts(call.services, connection, {*ids, *(each for some in known.values() for each in some)})
    return [{"id": str(each), "accounts": [by_id[other] for other in known[each]]} for each in ids if each in by_id]


_SEARCH = (Parameter("q", required=True), *OFFSET, Parameter("resolve", "boolean"), Parameter("following", "boolean"))


@route("GET", "/api/v1/accounts/search", scope("read:accounts"), takes=_SEARCH)
async def search(call: Call) -> list[Entity]:
    """People by name."""
    limit, offset = _span(call)
    only = bool(call.params.flag("following", default=False))
    async with call.services.db.read() as connection:
        ids = await circles.search(
            call.services, connection, call.account.id, call.params.required("q", most=400), limit, offset, only_following=only
        )
        return await in_order(call.services, connection, ids)


@route(
    "GET",
    "/api/v1/directory",
    public("read:accounts"),
    takes=(*OFFSET, Parameter("order", enum=("active", "new")), Parameter("local", "boolean")),
)
async def directory(call: Call) -> list[Entity]:
    """People who want to be found."""
    limit, offset = _span(call)
    async with call.services.db.read() as connection:
        ids = await circles.directory(call.services, connection, call.viewer_id, call.params.text("order") or "active", limit, offset)
        return await in_order(call.services, connection, ids)


def _span(call: Call) -> tuple[int, int]:
    return call.params.number("limit", 40, least=1, most=80) or 40, call.params.number("offset", 0, most=10_000) or 0


# --- what an account shows ----------------------------------------------------------------------------------------------------------
@route("GET", "/api/v1/accounts/{id}/followers", public("read:accounts"), takes=PAGING)
async def followers(call: Call) -> list[Entity]:
    """Who follows somebody."""
    return await _circle(call, circles.followers)


@route("GET", "/api/v1/accounts/{id}/following", public("read:accounts"), takes=PAGING)
async def following(call: Call) -> list[Entity]:
    """Whom somebody follows."""
    return await _circle(call, circles.following)


async def _circle(call: Call, query: Callable[..., Any]) -> list[Entity]:
    async with call.services.db.read() as connection:
        owner = await relations.person(connection, call.path_id())
        if not await circles.shows_circles(connection, owner, call.viewer_id):
            return []
    return await listed(call, query(call.services, owner, call.viewer_id), t.follows.c.id)


_WHICH = (
    *PAGING, Parameter("pinned", "boolean"), Parameter("only_media", "boolean"), Parameter("exclude_replies", "boolean"),
    Parameter("exclude_reblogs", "boolean"), Parameter("tagged"),
)  # fmt: skip


@route("GET", "/api/v1/accounts/{id}/statuses", public("read:statuses"), takes=_WHICH)
async def posts(call: Call) -> list[Entity]:
    """What somebody posted."""
    asked, flags = page(call), call.params
    async with call.services.db.read() as connection:
        owner = await relations.person(connection, call.path_id())
        chosen = {name: bool(flags.flag(name, default=False)) for name in ("pinned", "only_media", "exclude_replies", "exclude_reblogs")}
        rows, keys = await account_posts(
            connection, owner.id, call.viewer_id, asked.below, asked.above, asked.limit,
            lowest=asked.above_first, tagged=flags.text("tagged", most=200), **chosen,
        )  # fmt: skip
        found = await statuses(call.services, connection, rows, call.viewer_id)
    link(call, keys, asked)
    return found


@route("GET", "/api/v1/accounts/{id}/lists", scope("read:lists"))
async def lists_with(call: Call) -> list[Entity]:
    """Own lists that somebody is on."""
    async with call.services.db.read() as connection:
        await relations.person(connection, call.path_id())
        return [list_entity(row) for row in await having(connection, call.account.id, call.path_id())]


@route("GET", "/api/v1/accounts/{id}/identity_proofs", scope("read:accounts"))
async def identity_proofs(call: Call) -> list[Entity]:
    """Nothing: Mastodon gave them up, and clients still ask."""
    async with call.services.db.read() as connection:
        await relations.person(connection, call.path_id())
    return []


# --- what one does ------------------------------------------------------------------------------------------------------------------
_HOW = (Parameter("reblogs", "boolean"), Parameter("notify", "boolean"), Parameter("languages", "array"))


@route("POST", "/api/v1/accounts/{id}/follow", scope("write:follows"), takes=_HOW)
async def follow(call: Call) -> Entity:
    """Follow somebody, or change how."""
    languages = tuple(each[:12] for each in call.params.many("languages", most=100) if each) if "languages" in call.params else None
    wish = relations.FollowWish(call.params.flag("reblogs"), call.params.flag("notify"), languages)
    await relations.follow(call.services, call.account, call.path_id(), wish)
    return await own_relationship(call, call.path_id())


@route("POST", "/api/v1/accounts/{id}/unfollow", scope("write:follows"))
async def unfollow(call: Call) -> Entity:
    """Stop following."""
    await relations.unfollow(call.services, call.account.id, call.path_id())
    return await own_relationship(call, call.path_id())


@route("POST", "/api/v1/accounts/{id}/remove_from_followers", scope("write:follows"))
async def remove_from_followers(call: Call) -> Entity:
    """Send a follower away."""
    await relations.remove_follower(call.services, call.account.id, call.path_id())
    return await own_relationship(call, call.path_id())


@route("POST", "/api/v1/accounts/{id}/block", scope("write:blocks"))
async def block(call: Call) -> Entity:
    """Block somebody."""
    await relations.block(call.services, call.account.id, call.path_id())
    return await own_relationship(call, call.path_id())


@route("POST", "/api/v1/accounts/{id}/unblock", scope("write:blocks"))
async def unblock(call: Call) -> Entity:
    """End a block."""
    await relations.unblock(call.services, call.account.id, call.path_id())
    return await own_relationship(call, call.path_id())


@route(
    "POST",
    "/api/v1/accounts/{id}/mute",
    scope("write:mutes"),
    takes=(Parameter("notifications", "boolean"), Parameter("duration", "integer")),
)
async def mute(call: Call) -> Entity:
    """Mute somebody."""
    notifications = bool(call.params.flag("notifications", default=True))
    seconds = call.params.number("duration", 0, most=MOST_SECONDS) or 0
    await relations.mute(call.services, call.account.id, call.path_id(), notifications=notifications, seconds=seconds)
    return await own_relationship(call, call.path_id())


@route("POST", "/api/v1/accounts/{id}/unmute", scope("write:mutes"))
async def unmute(call: Call) -> Entity:
    """End a mute."""
    await relations.unmute(call.services, call.account.id, call.path_id())
    return await own_relationship(call, call.path_id())


@route("POST", "/api/v1/accounts/{id}/note", scope("write:accounts"), takes=(Parameter("comment"),))
async def note(call: Call) -> Entity:
    """Write a private remark about somebody."""
    await relations.write_note(call.services, call.account.id, call.path_id(), call.params.text("comment", most=2_000) or "")
    return await own_relationship(call, call.path_id())


@route("POST", "/api/v1/accounts/{id}/pin", scope("write:accounts"))
async def pin(call: Call) -> Entity:
    """Show somebody on one's profile."""
    await relations.endorse(call.services, call.account.id, call.path_id())
    return await own_relationship(call, call.path_id())


@route("POST", "/api/v1/accounts/{id}/unpin", scope("write:accounts"))
async def unpin(call: Call) -> Entity:
    """No longer show somebody."""
    await relations.end_endorsement(call.services, call.account.id, call.path_id())
    return await own_relationship(call, call.path_id())


# --- what one did -------------------------------------------------------------------------------------------------------------------
@route("GET", "/api/v1/follow_requests", scope("read:follows"), takes=PAGING)
async def follow_requests(call: Call) -> list[Entity]:
    """Who asks to follow."""
    return await listed(call, circles.requests(call.account.id), t.follows.c.id)


@route("POST", "/api/v1/follow_requests/{id}/authorize", scope("write:follows"))
async def authorize(call: Call) -> Entity:
    """Let somebody follow."""
    await relations.authorize(call.services, call.account.id, call.path_id())
    return await own_relationship(call, call.path_id())


@route("POST", "/api/v1/follow_requests/{id}/reject", scope("write:follows"))
async def reject(call: Call) -> Entity:
    """Turn somebody down."""
    await relations.reject(call.services, call.account.id, call.path_id())
    return await own_relationship(call, call.path_id())


@route("GET", "/api/v1/blocks", scope("read:blocks"), takes=PAGING)
async def blocks(call: Call) -> list[Entity]:
    """Whom one blocks."""
    return await listed(call, circles.outward(t.blocks, call.account.id), t.blocks.c.id)


@route("GET", "/api/v1/mutes", scope("read:mutes"), takes=PAGING)
async def mutes(call: Call) -> list[Entity]:
    """Whom one mutes, and until when."""
    rows, by_id = await people(call, circles.muted(call.account.id, call.services.clock.now()), t.mutes.c.id)
    return [{**by_id[row.other], "mute_expires_at": time(row.expires_at)} for row in rows if row.other in by_id]


@route("GET", "/api/v1/endorsements", scope("read:accounts"), takes=PAGING)
async def endorsements(call: Call) -> list[Entity]:
    """Whom one shows on one's profile."""
    return await listed(call, circles.outward(t.endorsements, call.account.id), t.endorsements.c.id)
