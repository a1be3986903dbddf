"""What apps ask for when they start. Where there can be nothing, the answer is empty: a 404 would stop them."""

from typing import Any

from sqlalchemy import select

from social import tables as t
from social.app import tagging
from social.app.render.statuses import statuses
from social.app.render.tags import tags
from social.app.seeing import visible, wanted
from social.domain.errors import NotFound
from social.http.routing import ANYBODY, Call, Parameter, public, route, scope

Entity = dict[str, Any]
SPAN = (Parameter("limit", "integer"), Parameter("offset", "integer"))
WEEK_MS = 7 * 86_400_000


def _span(call: Call, usual: int, most: int) -> tuple[int, int]:
    return call.params.number("limit", usual, least=1, most=most) or usual, call.params.number("offset", 0, most=10_000) or 0


@route("GET", "/api/v1/custom_emojis", ANYBODY)
async def custom_emojis(call: Call) -> list[Entity]:  # noqa: ARG001
    """Nothing: this server has no emoji of its own."""
    return []


@route("GET", "/api/v1/announcements", scope("read"))
async def announcements(call: Call) -> list[Entity]:  # noqa: ARG001
    """Nothing: this server announces nothing this way."""
    return []


@route("POST", "/api/v1/announcements/{id}/dismiss", scope("write:accounts"))
async def dismiss_announcement(call: Call) -> Entity:  # noqa: ARG001
    """There is none to dismiss."""
    raise NotFound


@route("GET", "/api/v1/domain_blocks", scope("read:blocks"))
async def domain_blocks(call: Call) -> list[str]:  # noqa: ARG001
    """Nothing: no other server is known here."""
    return []


@route("GET", "/api/v1/trends", public("read"), takes=SPAN)
@route("GET", "/api/v1/trends/tags", public("read"), takes=SPAN)
async def trending_tags(call: Call) -> list[Entity]:
    """Tags that many people used in the last week."""
    limit, offset = _span(call, 10, 20)
    async with call.services.db.read() as connection:
        rows = await tagging.trending(call.services, connection, limit, offset)
        return await tags(call.services, connection, rows, call.viewer_id)


@route("GET", "/api/v1/trends/statuses", public("read"), takes=SPAN)
async def trending_statuses(call: Call) -> list[Entity]:
    """Public posts of the last week that were boosted and favourited most, of people who want to be found."""
    limit, offset = _span(call, 20, 40)
    s, a, now = t.statuses.c, t.accounts.c, call.services.clock.now()
    score = s.boosts_count + s.favourites_count
    found = (
        select(t.statuses).join(t.accounts, a.id == s.account_id)
        .where(s.visibility == "public", s.boost_of_id.is_(None), s.reply_to_id.is_(None), s.created_at > now - WEEK_MS, score > 0)
        .where(a.state == "active", a.discoverable.is_(True), s.sensitive.is_(False), visible(call.viewer_id), wanted(call.viewer_id, now))
        .order_by(score.desc(), s.id.desc()).limit(limit).offset(offset)
    )  # fmt: skip
    async with call.services.db.read() as connection:
        return await statuses(call.services, connection, (await connection.execute(found)).all(), call.viewer_id)


@route("GET", "/api/v1/trends/links", public("read"), takes=SPAN)
async def trending_links(call: Call) -> list[Entity]:  # noqa: ARG001
    """Nothing: pages behind links are not fetched, so that there is nothing to show of them."""
    return []
