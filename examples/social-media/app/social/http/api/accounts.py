"""People."""

from typing import Any

from sqlalchemy import select

from social import tables as t
from social.app import oauth
from social.app.people import sign_up
from social.app.profiles import by_name
from social.app.render.accounts import account, own_account
from social.domain.errors import Forbidden
from social.http.routing import ANYBODY, Call, Parameter, app_or, route, scope


@route(
    "POST", "/api/v1/accounts", app_or("write:accounts"), limit="signups",
    takes=tuple(Parameter(name, required=True) for name in ("username", "email", "password", "agreement", "locale")),
)  # fmt: skip
async def create(call: Call) -> dict[str, Any]:
    """Sign up; the answer is the new person's token."""
    if not call.services.settings.registrations:
        raise Forbidden("This server doesn't take new people at the moment")
    params = call.params
    user = await sign_up(
        call.services, (params.text("username") or "").strip(), (params.text("email") or "").strip(), params.text("password") or "",
        agreement=bool(params.flag("agreement", default=False)), locale=params.text("locale") or "en",
    )  # fmt: skip
    assert call.viewer is not None  # noqa: S101 - the route asks for a token
    async with call.services.db.read() as connection:
        app = (await connection.execute(select(t.apps).where(t.apps.c.id == call.viewer.app_id))).one()
    return await oauth.issue(call.services, app, user.id, call.viewer.scopes.split())


@route("GET", "/api/v1/accounts/verify_credentials", scope("read:me"))
async def verify_credentials(call: Call) -> dict[str, Any]:
    """Who a token belongs to."""
    async with call.services.db.read() as connection:
        return await own_account(call.services, connection, call.account, call.user)


@route("GET", "/api/v1/accounts/lookup", ANYBODY, takes=(Parameter("acct", required=True),))
async def lookup(call: Call) -> dict[str, Any]:
    """Somebody by name."""
    return account(call.services, await by_name(call.services, call.params.required("acct")))
