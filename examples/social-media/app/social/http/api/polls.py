"""Polls."""

from typing import Any

from social.app import polls
from social.domain.ids import parse
from social.http.routing import Call, Parameter, public, route, scope


@route("GET", "/api/v1/polls/{id}", public("read:statuses"))
async def show(call: Call) -> dict[str, Any]:
    """A poll."""
    return await _shown(call)


async def _shown(call: Call) -> dict[str, Any]:
    async with call.services.db.read() as connection:
        row = await polls.find_poll(connection, call.path_id(), call.viewer_id)
        return await polls.show(call.services, connection, row, call.viewer_id)


@route("POST", "/api/v1/polls/{id}/votes", scope("write:statuses"), takes=(Parameter("choices", "array", required=True),))
async def vote(call: Call) -> dict[str, Any]:
    """Vote; choices count from 0."""
    chosen = [parse(each) for each in call.params.many("choices")]
    await polls.vote(call.services, call.account, call.path_id(), [-1 if each is None else each for each in chosen])
    return await _shown(call)
