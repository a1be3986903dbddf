"""Apps and tokens."""

from typing import Any

from social import tables as t
from social.app import oauth
from social.domain.errors import Forbidden, Refused, Unauthenticated
from social.domain.permissions import parse_scopes, within
from social.http.routing import ANYBODY, Access, Call, Parameter, route

_NAME = Parameter("client_name", required=True, help="What people read.")
_URIS = Parameter("redirect_uris", required=True, help="One or several, joined by newlines or as a list.")


@route("POST", "/api/v1/apps", ANYBODY, takes=(_NAME, _URIS, Parameter("scopes"), Parameter("website")))
async def create_app(call: Call) -> dict[str, Any]:
    """Register an app."""
    uris = [uri for text in call.params.many("redirect_uris") for uri in text.split() if uri]
    app = await oauth.register_app(
        call.services, call.params.required("client_name", most=200), uris or [oauth.OUT_OF_BAND], call.params.text("scopes"),
        call.params.text("website", most=2000),
    )  # fmt: skip
    return {
        "id": str(app["id"]), "name": app["name"], "website": app["website"], "scopes": app["scopes"].split(), "redirect_uris": app["redirect_uris"],
        "redirect_uri": "\n".join(app["redirect_uris"]), "client_id": app["client_id"], "client_secret": app["client_secret"],
        "vapid_key": app["vapid_key"],
    }  # fmt: skip


@route("POST", "/oauth/token", ANYBODY, takes=(Parameter("grant_type", required=True), Parameter("client_id"), Parameter("client_secret")))
async def token(call: Call) -> dict[str, Any]:
    """Exchange a code, a password or an app's own credentials for a token."""
    params, services = call.params, call.services
    kind = params.text("grant_type")
    public = kind == "authorization_code" and params.text("code_verifier") is not None
    app = await oauth.client(services, params.text("client_id"), params.text("client_secret"), public=public)
    if kind == "authorization_code":
        return await oauth.redeem(services, app, params.required("code"), params.text("redirect_uri") or "", params.text("code_verifier"))
    try:
        scopes = parse_scopes(params.text("scope"))
    except ValueError:
        raise Refused("The requested scope is invalid, unknown, or malformed.") from None
    if not within(scopes, app.scopes):
        raise Refused("The requested scope is invalid, unknown, or malformed.")
    if kind == "client_credentials":
        return await oauth.issue(services, app, None, scopes)
    if kind == "password" and services.settings.password_grant:
        user = await oauth.person(services, params.text("username") or "", params.text("password") or "")
        if user is None or user.disabled_at is not None:
            raise Refused(
                "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client."
            )
        return await oauth.issue(services, app, user.id, scopes)
    raise Refused("The authorization grant type is not supported by the authorization server.")


@route("POST", "/oauth/revoke", ANYBODY, takes=(Parameter("token", required=True), Parameter("client_id"), Parameter("client_secret")))
async def revoke(call: Call) -> dict[str, Any]:
    """Revoke a token; its streams close."""
    params = call.params
    try:
        app = await oauth.client(call.services, params.text("client_id"), params.text("client_secret"))
    except Unauthenticated as error:
        raise Forbidden("You are not authorized to revoke this token") from error
    condition = (t.tokens.c.token_hash == oauth.digest(params.text("token") or "")) & (t.tokens.c.app_id == app.id)
    await oauth.revoke_where(call.services, condition)
    return {}


@route("GET", "/api/v1/apps/verify_credentials", Access(scope="", app=True))
async def verify_app(call: Call) -> dict[str, Any]:
    """Which app a token belongs to."""
    assert call.viewer is not None  # noqa: S101 - the route asks for a token
    from sqlalchemy import select

    async with call.services.db.read() as connection:
        app = (await connection.execute(select(t.apps).where(t.apps.c.id == call.viewer.app_id))).one()
    return {
        "id": str(app.id), "name": app.name, "website": app.website, "scopes": app.scopes.split(), "redirect_uris": app.redirect_uris,
        "redirect_uri": "\n".join(app.redirect_uris), "vapid_key": app.vapid_key,
    }  # fmt: skip
