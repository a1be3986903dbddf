"""Whom one may want to follow. Without the graph store there are no suggestions, and nothing else changes."""

import asyncio
from typing import Any

import structlog

from social.app import relations
from social.app.render.accounts import in_order
from social.http.routing import Call, Parameter, route, scope

Entity = dict[str, Any]
LIMIT = (Parameter("limit", "integer"),)
SPARE = 40
SECONDS = 2.0
log = structlog.get_logger()


@route("GET", "/api/v1/suggestions", scope("read:accounts"), takes=LIMIT)
async def older(call: Call) -> list[Entity]:
    """People whom those know whom one follows."""
    return await _accounts(call)


@route("GET", "/api/v2/suggestions", scope("read:accounts"), takes=LIMIT)
async def newer(call: Call) -> list[Entity]:
    """The same people, with the reason."""
    return [{"source": "past_interactions", "account": account} for account in await _accounts(call)]


@route("DELETE", "/api/v1/suggestions/{id}", scope("write:accounts"))
async def dismiss(call: Call) -> Entity:
    """Never suggest somebody again."""
    await relations.dismiss_suggestion(call.services, call.account.id, call.path_id())
    return {}


async def _accounts(call: Call) -> list[Entity]:
    limit = call.params.number("limit", 40, least=1, most=80) or 40
    try:
        async with asyncio.timeout(SECONDS):
            ranked = await call.services.graph.suggestions(call.account.id, limit + SPARE)
    except Exception as error:  # stores fail each in their own way; none may take the page down
        log.warning("no suggestions", error=type(error).__name__)
        return []
    async with call.services.db.read() as connection:
        ids = await relations.suggested(connection, call.account.id, limit, [account for account, _ in ranked])
        return await in_order(call.services, connection, ids)
