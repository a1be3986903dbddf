"""The one cookie: it ties the forms of the login pages to a browser, and says who logged in there. The API never looks at it."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row
from starlette.responses import Response

from social import tables as t
from social.app.oauth import digest
from social.app.services import Services
from social.domain.errors import Forbidden
from social.domain.ids import parse
from social.domain.signing import sign, signed
from social.http.html import Markup, markup
from social.http.routing import Call

LOGIN_MS = 3_600_000


@dataclass(frozen=True)
class Browser:
    """A browser, and the user who logged in there."""

    salt: str
    user: Row[Any] | None = None
    fresh: bool = False

    def form_token(self, services: Services, form: str) -> str:
        """What a form must send back: good for this form, browser and person."""
        return sign(services.secret, "form", form, self.salt, self.user.id if self.user is not None else 0)


async def browser(call: Call) -> Browser:
    """The browser of a request; one without a good cookie is new."""
    salt, user_id, expires, signature = [*call.request.cookies.get(_name(call.services), "").split("."), *[""] * 4][:4]
    number, until = parse(user_id), parse(expires)
    if number is None or until is None or until <= call.services.clock.now():
        return _new()
    user = await _user(call.services, number) if number else None
    if (number and user is None) or not signed(signature, call.services.secret, "browser", salt, number, until, _stamp(user)):
        return _new()
    return Browser(salt, user)


def logged_in(user: Row[Any]) -> Browser:
    """A browser after a login: with a new salt, so that nobody can have planted it before."""
    return Browser(secrets.token_hex(16), user, fresh=True)


def remember(call: Call, response: Response, found: Browser) -> Response:
    """Set the cookie of a browser that is new or changed."""
    if found.fresh:
        services = call.services
        number, until = found.user.id if found.user is not None else 0, services.clock.now() + LOGIN_MS
        signature = sign(services.secret, "browser", found.salt, number, until, _stamp(found.user))
        secure = services.settings.base_url.startswith("https:")
        response.set_cookie(
            _name(services), f"{found.salt}.{number}.{until}.{signature}", max_age=LOGIN_MS // 1000, path="/", secure=secure, httponly=True,
            samesite="lax",
        )  # fmt: skip
    return response


def forget(call: Call, response: Response) -> Response:
    """Log a browser out."""
    secure = call.services.settings.base_url.startswith("https:")
    response.delete_cookie(_name(call.services), path="/", secure=secure, httponly=True, samesite="lax")
    return response


def form_field(call: Call, found: Browser, form: str) -> Markup:
    """The hidden field that proves where a form came from."""
    return markup('<input type="hidden" name="form_token" value="{token}">', token=found.form_token(call.services, form))


def check_form(call: Call, found: Browser, form: str) -> None:
    """Forbidden for forms that this browser wasn't given."""
    sent = call.params.text("form_token", "", most=200) or ""
    if found.fresh or not hmac.compare_digest(sent.encode(), found.form_token(call.services, form).encode()):
        raise Forbidden("This form is too old, or was opened in another browser; go back and load it again")


def _new() -> Browser:
    return Browser(secrets.token_hex(16), fresh=True)


def _name(services: Services) -> str:
    """Browsers take a __Host- cookie from this very host alone."""
    return "__Host-login" if services.settings.base_url.startswith("https:") else "login"


def _stamp(user: Row[Any] | None) -> str:
    """What changes when logins of a user must end."""
    return "" if user is None else digest(f"{user.password} {user.disabled_at}")


async def _user(services: Services, user_id: int) -> Row[Any] | None:
    async with services.db.read() as connection:
        return (await connection.execute(select(t.users).where(t.users.c.id == user_id, t.users.c.disabled_at.is_(None)))).first()
