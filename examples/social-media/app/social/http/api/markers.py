"""How far somebody has read."""

from typing import Any

from sqlalchemy import select

from social import tables as t
from social.app.render.common import time
from social.domain.ids import parse
from social.http.routing import Call, Parameter, route, scope

TIMELINES = ("home", "notifications")
Entity = dict[str, Any]


@route("GET", "/api/v1/markers", scope("read:statuses"), takes=(Parameter("timeline", "array"),))
async def index(call: Call) -> Entity:
    """Of the timelines that are asked for."""
    return await _markers(call, [each for each in call.params.many("timeline", most=10) if each in TIMELINES])


@route("POST", "/api/v1/markers", scope("write:statuses"), takes=tuple(Parameter(each, "object") for each in TIMELINES))
async def save(call: Call) -> Entity:
    """Note it."""
    given = {each: parse(call.params.nested(each).text("last_read_id")) for each in TIMELINES}
    last = {name: number for name, number in given.items() if number is not None}
    now, m = call.services.clock.now(), t.markers.c
    async with call.services.db.begin() as unit:
        for name, number in last.items():
            row = {"account_id": call.account.id, "timeline": name, "last_read_id": number, "version": 1, "updated_at": now}
            changed = {"last_read_id": number, "version": m.version + 1, "updated_at": now}
            await unit.connection.execute(call.services.db.upsert(t.markers, ["account_id", "timeline"], row, changed))
    return await _markers(call, last)


async def _markers(call: Call, names: Any) -> Entity:
    m = t.markers.c
    async with call.services.db.read() as connection:
        rows = await connection.execute(select(t.markers).where(m.account_id == call.account.id, m.timeline.in_(list(names))))
        return {
            row.timeline: {"last_read_id": str(row.last_read_id), "version": row.version, "updated_at": time(row.updated_at)}
            for row in rows
        }
