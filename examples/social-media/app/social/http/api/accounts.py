"""People: signing up, and what they tell about themselves."""

from typing import Any

from sqlalchemy import select

from social import tables as t
from social.app import oauth
from social.app.media import Upload
from social.app.people import Newcomer, send_confirmation, sign_up
from social.app.profiles import Changes, by_id, by_name, change, fields, remove_picture
from social.app.render.accounts import account, in_order, own_account
from social.domain.errors import Invalid
from social.http.params import Params
from social.http.routing import Call, Parameter, app_or, public, route, scope
from social.http.uploads import upload

_TEXTS = ("display_name", "note")
_FLAGS = ("locked", "bot", "discoverable", "indexable", "hide_collections")
_PICTURES = ("avatar", "header")


@route(
    "POST", "/api/v1/accounts", app_or("write:accounts"), limit="signups",
    takes=tuple(Parameter(name, required=True) for name in ("username", "email", "password", "agreement", "locale")),
)  # fmt: skip
async def create(call: Call) -> dict[str, Any]:
    """Sign up; the answer is the new person's token."""
    assert call.viewer is not None  # noqa: S101 - the route asks for a token
    user = await sign_up(call.services, newcomer(call.params))
    return await oauth.issue(call.services, call.viewer.app_id, user.id, call.viewer.scopes.split())


def newcomer(params: Params) -> Newcomer:
    """Somebody who signs up, by form or by an app."""
    return Newcomer(
        username=(params.text("username") or "").strip(),
        email=(params.text("email") or "").strip(),
        password=params.text("password") or "",
        agreement=bool(params.flag("agreement", default=False)),
        locale=params.text("locale") or "en",
    )


@route("POST", "/api/v1/emails/confirmations", app_or("write:accounts"), limit="signups")
async def confirm_again(call: Call) -> dict[str, Any]:
    """Send the letter with the link again."""
    await send_confirmation(call.services, call.user)
    return {}


@route("GET", "/api/v1/emails/check_confirmation", app_or("read:accounts"))
async def confirmed(call: Call) -> bool:
    """Whether the address is confirmed."""
    return call.user.confirmed_at is not None


@route("GET", "/api/v1/accounts", public("read:accounts"), takes=(Parameter("id", "array"),))
async def several(call: Call) -> list[dict[str, Any]]:
    """People by id; those who aren't there are left out."""
    async with call.services.db.read() as connection:
        return await in_order(call.services, connection, list(dict.fromkeys(call.params.ids("id", most=40))))


@route("GET", "/api/v1/accounts/verify_credentials", scope("read:me"))
async def verify_credentials(call: Call) -> dict[str, Any]:
    """Who a token belongs to."""
    return await _own(call)


@route(
    "PATCH", "/api/v1/accounts/update_credentials", scope("write:accounts"),
    takes=(*map(Parameter, (*_TEXTS, *_PICTURES)), *(Parameter(name, "boolean") for name in _FLAGS)),
)  # fmt: skip
async def update_credentials(call: Call) -> dict[str, Any]:
    """Change one's profile and the defaults of one's posts."""
    await change(call.services, call.account, call.user, await _changes(call))
    return await _own(call)


async def _changes(call: Call) -> Changes:
    params, source = call.params, call.params.nested("source")
    columns: dict[str, Any] = {name: (params.text(name) or "").strip() for name in _TEXTS if name in params}
    columns |= {name: value for name in _FLAGS if (value := params.flag(name)) is not None}
    if "fields_attributes" in params:
        members = params.members("fields_attributes")
        columns["fields"] = fields([(each.text("name") or "", each.text("value") or "") for each in members])
    preferences: dict[str, Any] = {}
    if (privacy := source.text("privacy")) is not None:
        preferences["privacy"] = privacy
    if (sensitive := source.flag("sensitive")) is not None:
        preferences["sensitive"] = sensitive
    if "language" in source:
        preferences["language"] = source.text("language", most=12) or None
    pictures = {name: await _uploaded(params, name) for name in _PICTURES if params.raw(name) not in (None, "")}
    return Changes(columns, preferences, pictures)


async def _uploaded(params: Params, name: str) -> Upload:
    file = params.file(name)
    if file is None:
        raise Invalid(f"Validation failed: {name.capitalize()} must be a file")
    return await upload(file)


@route("DELETE", "/api/v1/profile/avatar", scope("write:accounts"))
async def remove_avatar(call: Call) -> dict[str, Any]:
    """Take one's avatar off."""
    await remove_picture(call.services, call.account, call.user, "avatar")
    return await _own(call)


@route("DELETE", "/api/v1/profile/header", scope("write:accounts"))
async def remove_header(call: Call) -> dict[str, Any]:
    """Take one's header off."""
    await remove_picture(call.services, call.account, call.user, "header")
    return await _own(call)


async def _own(call: Call) -> dict[str, Any]:
    """The caller, as they are now."""
    async with call.services.db.read() as connection:
        user = (await connection.execute(select(t.users).where(t.users.c.id == call.user.id))).one()
        row = (await connection.execute(select(t.accounts).where(t.accounts.c.id == user.account_id))).one()
        return await own_account(call.services, connection, row, user)


@route("GET", "/api/v1/preferences", scope("read:accounts"))
async def preferences(call: Call) -> dict[str, Any]:
    """What clients should begin with."""
    chosen = call.user.preferences
    return {
        "posting:default:visibility": chosen.get("privacy", "public"),
        "posting:default:sensitive": chosen.get("sensitive", False),
        "posting:default:language": chosen.get("language"),
        "reading:expand:media": "default",
        "reading:expand:spoilers": False,
        "reading:autoplay:gifs": False,
    }


@route("GET", "/api/v1/accounts/lookup", public("read:accounts"), takes=(Parameter("acct", required=True),))
async def lookup(call: Call) -> dict[str, Any]:
    """Somebody by name."""
    return account(call.services, await by_name(call.services, call.params.required("acct")))


@route("GET", "/api/v1/accounts/{id}", public("read:accounts"))
async def show(call: Call) -> dict[str, Any]:
    """Somebody by id."""
    return account(call.services, await by_id(call.services, call.path_id()))
