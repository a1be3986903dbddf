"""One account by id. The module loads last: `/api/v1/accounts/search` and its like are literal paths of the same shape."""

from typing import Any

from social.app.profiles import by_id
from social.app.render.accounts import account
from social.http.routing import Call, public, route


@route("GET", "/api/v1/accounts/{id}", public("read:accounts"))
async def show(call: Call) -> dict[str, Any]:
    """Somebody by id."""
    return account(call.services, await by_id(call.services, call.path_id()))
