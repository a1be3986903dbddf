"""Apps, tokens, and the pages on which people log in and agree."""

import base64
import binascii
from dataclasses import asdict
from typing import Any
from urllib.parse import unquote, urlencode

from sqlalchemy import select
from sqlalchemy.engine import Row
from starlette.responses import Response

from social import tables as t
from social.app import logins, oauth, passwords
from social.app.oauth import LoginWish
from social.app.people import open_door
from social.app.profiles import by_id
from social.domain.errors import Forbidden, Invalid, NotFound, OAuthRefused, TooMany
from social.domain.permissions import SCOPES
from social.http.browser import Browser, browser, check_form, forget, form_field, logged_in, remember
from social.http.html import Markup, hidden, joined, markup, page, pages, redirect
from social.http.routing import ANYBODY, Access, Call, Parameter, route

_NAME = Parameter("client_name", required=True, help="What people read.")
_URIS = Parameter("redirect_uris", required=True, help="One or several, joined by newlines or as a list.")
_CLIENT = (Parameter("client_id"), Parameter("client_secret"))
_WISH = tuple(Parameter(name, required=name in ("client_id", "redirect_uri")) for name in oauth.WISH)


@route("POST", "/api/v1/apps", ANYBODY, takes=(_NAME, _URIS, Parameter("scopes"), Parameter("website")))
async def create_app(call: Call) -> dict[str, Any]:
    """Register an app."""
    uris = [uri for text in call.params.many("redirect_uris") for uri in text.split() if uri]
    if not uris:
        raise Invalid("Validation failed: Redirect URI can't be blank")
    app = await oauth.register_app(
        call.services, call.params.required("client_name", most=200), uris, call.params.text("scopes"),
        call.params.text("website", most=2000),
    )  # fmt: skip
    return {
        "id": str(app["id"]), "name": app["name"], "website": app["website"], "scopes": app["scopes"].split(),
        "redirect_uris": app["redirect_uris"], "redirect_uri": "\n".join(app["redirect_uris"]), "client_id": app["client_id"],
        "client_secret": app["client_secret"], "client_secret_expires_at": 0, "vapid_key": app["vapid_key"],
    }  # fmt: skip


@route("GET", "/api/v1/apps/verify_credentials", Access(scope="", app=True))
async def verify_app(call: Call) -> dict[str, Any]:
    """Which app a token belongs to."""
    app = await _app_of(call)
    return {
        "id": str(app.id), "name": app.name, "website": app.website, "scopes": app.scopes.split(), "redirect_uris": app.redirect_uris,
        "redirect_uri": "\n".join(app.redirect_uris), "vapid_key": app.vapid_key,
    }  # fmt: skip


async def _app_of(call: Call) -> Row[Any]:
    assert call.viewer is not None  # noqa: S101 - the route asks for a token
    async with call.services.db.read() as connection:
        return (await connection.execute(select(t.apps).where(t.apps.c.id == call.viewer.app_id))).one()


@route("POST", "/oauth/token", ANYBODY, takes=(Parameter("grant_type", required=True), *_CLIENT, Parameter("code"), Parameter("scope")))
async def token(call: Call) -> Response | dict[str, Any]:
    """Exchange a code, a password or an app's own credentials for a token."""
    params, services = call.params, call.services
    call.headers["Cache-Control"] = "no-store"
    kind = params.text("grant_type")
    name, secret = _credentials(call)
    verifier = params.text("code_verifier", most=1000)
    app = await oauth.client(services, name, secret, public=kind == "authorization_code" and verifier is not None)
    if kind == "authorization_code":
        code, address = params.text("code", "") or "", params.text("redirect_uri", "") or ""
        return await oauth.redeem(services, app, code, address, verifier, proved=secret is not None)
    if kind == "client_credentials":
        return await oauth.issue(services, app.id, None, oauth.allowed_scopes(params.text("scope"), app))
    if kind == "password" and services.settings.password_grant:
        scopes = oauth.allowed_scopes(params.text("scope"), app)
        user = await passwords.person(services, params.text("username", "", most=320) or "", params.text("password", "", most=1000) or "")
        if user is None or user.disabled_at is not None:
            raise OAuthRefused("invalid_grant", oauth.WRONG_GRANT)
        return await oauth.issue(services, app.id, user.id, scopes)
    raise OAuthRefused("unsupported_grant_type", "The authorization grant type is not supported by the authorization server.")


@route("POST", "/oauth/revoke", ANYBODY, takes=(Parameter("token", required=True), *_CLIENT))
async def revoke(call: Call) -> dict[str, Any]:
    """Revoke a token; its streams close."""
    try:
        app = await oauth.client(call.services, *_credentials(call))
    except OAuthRefused:
        raise OAuthRefused("unauthorized_client", "You are not authorized to revoke this token", 403) from None
    condition = (t.tokens.c.token_hash == oauth.digest(call.params.text("token") or "")) & (t.tokens.c.app_id == app.id)
    await oauth.revoke_where(call.services, condition)
    return {}


def _credentials(call: Call) -> tuple[str | None, str | None]:
    """An app's name and secret: in the body, or as HTTP Basic."""
    kind, _, value = call.request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return call.params.text("client_id", most=200), call.params.text("client_secret", most=200)
    try:
        name, _, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise OAuthRefused("invalid_client", oauth.UNKNOWN_CLIENT, 401) from None
    return unquote(name), unquote(secret)


@route("GET", "/.well-known/oauth-authorization-server", ANYBODY)
async def metadata(call: Call) -> dict[str, Any]:
    """What this server can do as an OAuth server; on https alone, since clients refuse the addresses of others."""
    settings = call.services.settings
    if not settings.base_url.startswith("https:"):
        raise NotFound
    base = settings.base_url
    grants = ["authorization_code", "client_credentials", *(["password"] if settings.password_grant else [])]
    return {
        "issuer": f"{base}/", "authorization_endpoint": f"{base}/oauth/authorize", "token_endpoint": f"{base}/oauth/token",
        "revocation_endpoint": f"{base}/oauth/revoke", "app_registration_endpoint": f"{base}/api/v1/apps", "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"], "response_modes_supported": ["query"], "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": grants,
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "service_documentation": f"{base}/api/openapi.json",
    }  # fmt: skip


@route("GET", "/oauth/authorize", ANYBODY, takes=_WISH)
@pages
async def ask(call: Call) -> Response:
    """The page on which somebody logs in, then the one on which they agree."""
    wish, found = _wish(call), await browser(call)
    app, scopes = await oauth.wished(call.services, wish)
    again = bool(call.params.flag("force_login", default=False))
    if found.user is None or again:
        if call.services.identity is not None:
            return remember(call, redirect(await logins.begin(call.services, found.salt, _query(wish))), found)
        return remember(call, _login_page(call, found, wish), found)
    return remember(call, await _consent_page(call, found, wish, app, scopes), found)


@route("POST", "/oauth/authorize", ANYBODY, takes=(*_WISH, Parameter("step", required=True, enum=("login", "consent", "leave"))))
@pages
async def answer(call: Call) -> Response:
    """What somebody typed or chose on those pages."""
    wish, found = _wish(call), await browser(call)
    await oauth.wished(call.services, wish)
    step = call.params.text("step")
    if step == "consent":
        check_form(call, found, "consent")
        return await _consented(call, found, wish)
    if step == "leave":
        check_form(call, found, "consent")
        return forget(call, redirect(_address(wish)))
    check_form(call, found, "login")
    return await _log_in(call, found, wish)


async def _log_in(call: Call, found: Browser, wish: LoginWish) -> Response:
    if call.services.identity is not None:
        raise Forbidden("People log in at the login service of this server")
    name, password = call.params.text("username", "", most=320) or "", call.params.text("password", "", most=1000) or ""
    try:
        user = await passwords.person(call.services, name, password)
    except TooMany as refusal:
        response = _login_page(call, found, wish, refusal.message, 429)
        response.headers.update(refusal.headers)
        return response
    if user is None or user.disabled_at is not None:
        return _login_page(call, found, wish, "Invalid e-mail address, name or password.", 401)
    return remember(call, redirect(_address(wish)), logged_in(user))


async def _consented(call: Call, found: Browser, wish: LoginWish) -> Response:
    if found.user is None:
        return redirect(_address(wish))
    if call.params.text("decision") != "allow":
        return _back(call, wish, {"error": "access_denied", "error_description": "The resource owner denied the request."})
    return _back(call, wish, {"code": await oauth.authorize(call.services, wish, found.user.id)})


def _back(call: Call, wish: LoginWish, values: dict[str, str]) -> Response:
    """To the app, or to the page from which people copy the code."""
    if wish.redirect_uri != oauth.OUT_OF_BAND:
        extra = urlencode({**values, **({"state": wish.state} if wish.state is not None else {})})
        return redirect(f"{wish.redirect_uri}{'&' if '?' in wish.redirect_uri else '?'}{extra}")
    if "code" not in values:
        return page(call, "Not authorized", markup("<p>{text}</p>", text=values["error_description"]))
    return page(call, "Authorization code", markup("<p>Copy this code into the app:</p><code>{code}</code>", code=values["code"]))


@route("GET", "/auth/callback", ANYBODY, takes=(Parameter("state", required=True), Parameter("code"), Parameter("error")))
@pages
async def returned(call: Call) -> Response:
    """Somebody comes back from the identity provider."""
    found = await browser(call)
    state, code = call.params.required("state", most=200), call.params.text("code", most=4000)
    if not code:
        raise Forbidden("The login service did not let you in")
    user, wish = await logins.finish(call.services, found.salt, state, code)
    if user.disabled_at is not None:
        raise Forbidden("Your login is currently disabled")
    return remember(call, redirect(f"/oauth/authorize?{urlencode(wish)}"), logged_in(user))


def _wish(call: Call) -> LoginWish:
    params = call.params
    return LoginWish(
        client_id=params.text("client_id", "", most=200) or "",
        redirect_uri=params.text("redirect_uri", "", most=2000) or "",
        response_type=params.text("response_type", "code", most=40) or "code",
        scope=params.text("scope", most=1000) or "read",
        state=params.text("state", most=2000),
        code_challenge=params.text("code_challenge", most=200) or None,
        code_challenge_method=params.text("code_challenge_method", most=20) or None,
    )


def _query(wish: LoginWish) -> dict[str, str]:
    return {name: value for name, value in asdict(wish).items() if value is not None}


def _address(wish: LoginWish) -> str:
    return f"/oauth/authorize?{urlencode(_query(wish))}"


def _login_page(call: Call, found: Browser, wish: LoginWish, wrong: str = "", status: int = 200) -> Response:
    sign_up = markup('<p><a href="/auth/sign_up?{query}">Create an account</a></p>', query=urlencode(_query(wish)))
    body = markup(
        '{wrong}<form method="post" action="/oauth/authorize">{fields}{token}<input type="hidden" name="step" value="login">'
        '<label>E-mail address or name<input name="username" autocomplete="username" required autofocus></label>'
        '<label>Password<input name="password" type="password" autocomplete="current-password" required></label>'
        "<button>Log in</button></form>{sign_up}",
        wrong=markup('<p class="wrong">{text}</p>', text=wrong) if wrong else Markup(""), fields=hidden(_query(wish)),
        token=form_field(call, found, "login"), sign_up=sign_up if open_door(call.services) else Markup(""),
    )  # fmt: skip
    return page(call, "Log in", body, status)


async def _consent_page(call: Call, found: Browser, wish: LoginWish, app: Row[Any], scopes: tuple[str, ...]) -> Response:
    assert found.user is not None  # noqa: S101 - the caller asked for a login first
    account = await by_id(call.services, found.user.account_id)
    body = markup(
        "<p><strong>{app}</strong> wants to use your account <strong>@{name}</strong>. It asks for:</p><ul>{scopes}</ul>"
        '<form method="post" action="/oauth/authorize">{fields}{token}<input type="hidden" name="step" value="consent">'
        '<button name="decision" value="allow">Authorize</button><button name="decision" value="deny">Deny</button></form>'
        '<form method="post" action="/oauth/authorize">{fields}{token}<input type="hidden" name="step" value="leave">'
        "<button>Log in as somebody else</button></form>",
        app=app.name, name=account.username, scopes=joined([markup("<li>{scope}</li>", scope=each) for each in scopes]),
        fields=hidden(_query(wish)), token=form_field(call, found, "consent"),
    )  # fmt: skip
    return page(call, "Authorize an app", body, form_to=wish.redirect_uri)
