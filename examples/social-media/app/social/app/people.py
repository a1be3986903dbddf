"""Signing up, and confirming an e-mail address."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.passwords import hashed
from social.app.services import Services
from social.domain.errors import Forbidden, Invalid
from social.domain.signing import sign, signed
from social.domain.text import USERNAME

CONFIRM_MS = 7 * 86_400_000
RESERVED = {
    "about", "abuse", "account", "accounts", "admin", "administrator", "api", "auth", "help", "helpdesk", "hostmaster", "info", "instance",
    "mod", "moderator", "noreply", "oauth", "owner", "postmaster", "root", "security", "settings", "staff", "support", "system", "web",
    "webmaster", "www",
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_TEXTS = {
    "ERR_BLANK": "can't be blank",
    "ERR_INVALID": "is invalid",
    "ERR_TAKEN": "has already been taken",
    "ERR_RESERVED": "is reserved",
    "ERR_TOO_SHORT": "is too short (minimum is 8 characters)",
    "ERR_TOO_LONG": "is too long",
    "ERR_ACCEPTED": "must be accepted",
}


@dataclass(frozen=True)
class Newcomer:
    """Somebody who wants to be here."""

    username: str
    email: str
    password: str
    agreement: bool
    locale: str = "en"


def open_door(services: Services) -> bool:
    """Whether people may sign up here; with a cloud login they do it there."""
    return services.settings.registrations and services.identity is None


async def sign_up(services: Services, newcomer: Newcomer) -> Row[Any]:
    """A new person with their account; everything that is wrong is named at once."""
    if not open_door(services):
        raise Forbidden("This server doesn't take new people at the moment")
    wrong = _wrong(newcomer)
    wrong |= {name: "ERR_TAKEN" for name in await _taken(services, newcomer) if name not in wrong}
    if wrong:
        raise _invalid(wrong)
    password = await hashed(newcomer.password)
    confirmed = None if services.settings.confirm_email else services.clock.now()
    try:
        return await create(services, newcomer.username, newcomer.email, password, newcomer.locale, confirmed)
    except IntegrityError:
        # Somebody else was faster.
        taken = await _taken(services, newcomer)
        if not taken:
            raise
        raise _invalid(dict.fromkeys(taken, "ERR_TAKEN")) from None


def _wrong(newcomer: Newcomer) -> dict[str, str]:
    found = {
        "username": _of_username(newcomer.username),
        "email": _of_email(newcomer.email),
        "password": _of_password(newcomer.password),
        "agreement": None if newcomer.agreement else "ERR_ACCEPTED",
    }
    return {name: code for name, code in found.items() if code is not None}


def _of_username(name: str) -> str | None:
    if not name:
        return "ERR_BLANK"
    if not USERNAME.fullmatch(name):
        return "ERR_TOO_LONG" if len(name) > 30 else "ERR_INVALID"
    return "ERR_RESERVED" if name.casefold() in RESERVED else None


def _of_email(email: str) -> str | None:
    if not email:
        return "ERR_BLANK"
    return None if len(email.casefold()) <= 320 and email.isprintable() and _EMAIL.fullmatch(email) else "ERR_INVALID"


def _of_password(password: str) -> str | None:
    if not password:
        return "ERR_BLANK"
    if len(password) < 8:
        return "ERR_TOO_SHORT"
    return "ERR_TOO_LONG" if len(password) > 72 else None


async def _taken(services: Services, newcomer: Newcomer) -> list[str]:
    username = select(t.accounts.c.id).where(t.accounts.c.username_key == newcomer.username.casefold())
    email = select(t.users.c.id).where(t.users.c.email_key == newcomer.email.casefold())
    async with services.db.read() as connection:
        found = {"username": (await connection.execute(username)).first(), "email": (await connection.execute(email)).first()}
    return [name for name, row in found.items() if row is not None]


async def create(
    services: Services,
    username: str,
    email: str | None,
    password: str | None,
    locale: str,
    confirmed_at: int | None,
    identity: tuple[str, str] | None = None,
) -> Row[Any]:
    """The rows of a new person; the letter that asks for a confirmation goes out with them. `identity` is an issuer and its subject."""
    now = services.clock.now()
    account_id, user_id = services.ids.next(), services.ids.next()
    account = {"id": account_id, "username": username, "username_key": username.casefold(), "created_at": now}
    user = {
        "id": user_id, "account_id": account_id, "email": email, "email_key": email.casefold() if email else None, "password": password,
        "locale": locale if _LOCALE.fullmatch(locale) else "en", "created_at": now, "confirmed_at": confirmed_at,
    }  # fmt: skip
    async with services.db.begin() as unit:
        await unit.connection.execute(insert(t.accounts).values(account))
        await unit.connection.execute(insert(t.users).values(user))
        if identity is not None:
            row = {"id": services.ids.next(), "user_id": user_id, "issuer": identity[0], "subject": identity[1], "created_at": now}
            await unit.connection.execute(insert(t.identities).values(row))
        if confirmed_at is None:
            await unit.emit("notify", "confirm_email", user_id, {"user": user_id})
        else:
            await _welcome(unit, account_id)
        return (await unit.connection.execute(select(t.users).where(t.users.c.id == user_id))).one()


def _invalid(wrong: dict[str, str]) -> Invalid:
    details = {field: [{"error": code, "description": _TEXTS[code]}] for field, code in wrong.items()}
    text = ", ".join(f"{field.capitalize()} {_TEXTS[code]}" for field, code in wrong.items())
    return Invalid(f"Validation failed: {text}", details=details)


def confirmation_link(services: Services, user: Row[Any]) -> str:
    """The address that confirms an e-mail address for a week; it stops working when the address changes."""
    expires = services.clock.now() + CONFIRM_MS
    signature = sign(services.secret, "confirm e-mail", user.id, expires, user.email_key)
    return f"{services.settings.base_url}/auth/confirm?{urlencode({'user': user.id, 'expires': expires, 'signature': signature})}"


async def confirm(services: Services, user_id: int, expires: int, signature: str) -> None:
    """Confirm by what the link holds; twice is once."""
    async with services.db.begin() as unit:
        user = (await unit.connection.execute(select(t.users).where(t.users.c.id == user_id))).first()
        known = user is not None and user.email_key is not None
        if user is None or not known or not signed(signature, services.secret, "confirm e-mail", user_id, expires, user.email_key):
            raise Invalid("This link is wrong")
        if expires <= services.clock.now():
            raise Invalid("This link is too old; ask for a new one")
        if user.confirmed_at is None:
            await unit.connection.execute(update(t.users).where(t.users.c.id == user_id).values(confirmed_at=services.clock.now()))
            await _welcome(unit, user.account_id)


async def _welcome(unit: Unit, account_id: int) -> None:
    """Staff hear of somebody new once they are really there."""
    await unit.emit("notify", "account.created", account_id, {"account_id": str(account_id)})


async def send_confirmation(services: Services, user: Row[Any]) -> None:
    """Ask for another letter."""
    if user.confirmed_at is not None:
        raise Forbidden("This method is only available while the e-mail is awaiting confirmation")
    async with services.db.begin() as unit:
        await unit.emit("notify", "confirm_email", user.id, {"user": user.id})
