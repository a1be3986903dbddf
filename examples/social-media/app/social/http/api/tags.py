"""Tags: looked at, followed, shown on a profile."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Row

from social import tables as t
from social.app import relations, tagging
from social.app.render.common import day, featured_url
from social.app.render.tags import tags
from social.app.timelines import page as rows_of
from social.http.paging import link, page
from social.http.routing import Call, Parameter, public, route, scope

Entity = dict[str, Any]
PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))


async def _tag(call: Call, row: Row[Any]) -> Entity:
    async with call.services.db.read() as connection:
        [found] = await tags(call.services, connection, [row], call.viewer_id)
        return found


@route("GET", "/api/v1/tags/{name}", public("read:statuses"))
async def show(call: Call) -> Entity:
    """One tag."""
    async with call.services.db.read() as connection:
        row = await tagging.find(connection, call.path("name"))
    return await _tag(call, row)


@route("POST", "/api/v1/tags/{name}/follow", scope("write:follows"))
async def follow(call: Call) -> Entity:
    """Follow a tag."""
    return await _tag(call, await tagging.follow(call.services, call.account.id, call.path("name")))


@route("POST", "/api/v1/tags/{name}/unfollow", scope("write:follows"))
async def unfollow(call: Call) -> Entity:
    """No longer follow a tag."""
    return await _tag(call, await tagging.unfollow(call.services, call.account.id, call.path("name")))


@route("GET", "/api/v1/followed_tags", scope("read:follows"), takes=PAGING)
async def followed(call: Call) -> list[Entity]:
    """Tags that one follows."""
    asked = page(call, usual=100, most=200)
    async with call.services.db.read() as connection:
        query, by = tagging.followed(call.account.id), t.tag_follows.c.id
        rows = await rows_of(connection, query, asked.below, asked.above, asked.limit, lowest=asked.above_first, by=by)
        found = await tags(call.services, connection, rows, call.account.id)
    link(call, [row.follow_id for row in rows], asked)
    return found


@route("GET", "/api/v1/featured_tags", scope("read:accounts"))
async def featured(call: Call) -> list[Entity]:
    """Tags that one shows."""
    async with call.services.db.read() as connection:
        return _featured(call, await tagging.featured(connection, call.account.id), call.account.username)


@route("POST", "/api/v1/featured_tags", scope("write:accounts"), takes=(Parameter("name", required=True),))
async def feature(call: Call) -> Entity:
    """Show a tag on one's profile."""
    row = await tagging.feature(call.services, call.account.id, call.params.required("name", most=200))
    async with call.services.db.read() as connection:
        every = await tagging.featured(connection, call.account.id)
    return next(entity for entity in _featured(call, every, call.account.username) if entity["name"] == row.key)


@route("GET", "/api/v1/featured_tags/suggestions", scope("read:accounts"))
async def suggestions(call: Call) -> list[Entity]:
    """Tags that one uses and doesn't show."""
    async with call.services.db.read() as connection:
        rows = await tagging.own_most_used(connection, call.account.id, tagging.MOST_FEATURED)
        return await tags(call.services, connection, rows, call.account.id)


@route("DELETE", "/api/v1/featured_tags/{id}", scope("write:accounts"))
async def unfeature(call: Call) -> Entity:
    """No longer show a tag."""
    await tagging.unfeature(call.services, call.account.id, call.path_id())
    return {}


@route("GET", "/api/v1/accounts/{id}/featured_tags", public("read:accounts"))
async def featured_by(call: Call) -> list[Entity]:
    """Tags that somebody shows."""
    async with call.services.db.read() as connection:
        owner = await relations.person(connection, call.path_id())
        if owner.state not in relations.PRESENT:
            return []
        return _featured(call, await tagging.featured(connection, owner.id), owner.username)


def _featured(call: Call, rows: Sequence[Row[Any]], username: str) -> list[Entity]:
    return [
        {
            "id": str(row.id), "name": row.key, "url": featured_url(call.services, username, row.key),
            "statuses_count": str(row.uses or 0), "last_status_at": day(row.last),
        }
        for row in rows
    ]  # fmt: skip
