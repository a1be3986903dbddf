"""Lists."""

from typing import Any

from social import tables as t
from social.app import lists
from social.app.render.accounts import in_order
from social.app.render.lists import list_entity
from social.http.api.relations import PAGING, listed
from social.http.routing import Call, Parameter, route, scope

Entity = dict[str, Any]
_FIELDS = (Parameter("title"), Parameter("replies_policy", enum=lists.POLICIES), Parameter("exclusive", "boolean"))
_PEOPLE = (Parameter("account_ids", "array", required=True),)


@route("GET", "/api/v1/lists", scope("read:lists"))
async def index(call: Call) -> list[Entity]:
    """Own lists."""
    async with call.services.db.read() as connection:
        return [list_entity(row) for row in await lists.own(connection, call.account.id)]


@route("POST", "/api/v1/lists", scope("write:lists"), takes=_FIELDS)
async def create(call: Call) -> Entity:
    """Make a list."""
    return await _save(call, None)


@route("GET", "/api/v1/lists/{id}", scope("read:lists"))
async def show(call: Call) -> Entity:
    """One list."""
    async with call.services.db.read() as connection:
        return list_entity(await lists.find(connection, call.account.id, call.path_id()))


@route("PUT", "/api/v1/lists/{id}", scope("write:lists"), takes=_FIELDS)
async def change(call: Call) -> Entity:
    """Change a list."""
    return await _save(call, call.path_id())


async def _save(call: Call, list_id: int | None) -> Entity:
    params = call.params
    row = await lists.save(
        call.services, call.account.id, list_id, params.text("title"), params.text("replies_policy"), exclusive=params.flag("exclusive")
    )
    return list_entity(row)


@route("DELETE", "/api/v1/lists/{id}", scope("write:lists"))
async def remove(call: Call) -> Entity:
    """Forget a list."""
    await lists.remove(call.services, call.account.id, call.path_id())
    return {}


@route("GET", "/api/v1/lists/{id}/accounts", scope("read:lists"), takes=PAGING)
async def members(call: Call) -> list[Entity]:
    """Who is on a list; all of them with limit=0."""
    async with call.services.db.read() as connection:
        await lists.find(connection, call.account.id, call.path_id())
        if call.params.text("limit") == "0":
            rows = await connection.execute(lists.members(call.path_id()).order_by(t.list_members.c.account_id.desc()))
            return await in_order(call.services, connection, [row.other for row in rows])
    return await listed(call, lists.members(call.path_id()), t.list_members.c.account_id)


@route("POST", "/api/v1/lists/{id}/accounts", scope("write:lists"), takes=_PEOPLE)
async def add(call: Call) -> Entity:
    """Put people on a list."""
    await lists.add(call.services, call.account.id, call.path_id(), call.params.ids("account_ids"))
    return {}


@route("DELETE", "/api/v1/lists/{id}/accounts", scope("write:lists"), takes=_PEOPLE)
async def take_off(call: Call) -> Entity:
    """Take people off a list."""
    await lists.take_off(call.services, call.account.id, call.path_id(), call.params.ids("account_ids"))
    return {}
