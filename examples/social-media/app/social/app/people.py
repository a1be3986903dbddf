"""Signing up."""

import re
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from social import tables as t
from social.app.oauth import HASHER
from social.app.services import Services
from social.domain.errors import Invalid
from social.domain.text import USERNAME

RESERVED = {
    "about", "abuse", "account", "accounts", "admin", "administrator", "api", "auth", "help", "helpdesk", "hostmaster", "info", "instance",
    "mod", "moderator", "noreply", "oauth", "owner", "postmaster", "root", "security", "settings", "staff", "support", "system", "web", "webmaster", "www",
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_TEXTS = {
    "ERR_BLANK": "can't be blank",
    "ERR_INVALID": "is invalid",
    "ERR_TAKEN": "has already been taken",
    "ERR_RESERVED": "is reserved",
    "ERR_TOO_SHORT": "is too short (minimum is 8 characters)",
    "ERR_TOO_LONG": "is too long",
    "ERR_ACCEPTED": "must be accepted",
}


async def sign_up(services: Services, username: str, email: str, password: str, *, agreement: bool, locale: str = "en") -> Row[Any]:
    """A new person with their account; everything that is wrong is named at once."""
    wrong: dict[str, str] = {}
    if not username:
        wrong["username"] = "ERR_BLANK"
    elif not USERNAME.fullmatch(username):
        wrong["username"] = "ERR_TOO_LONG" if len(username) > 30 else "ERR_INVALID"
    elif username.casefold() in RESERVED:
        wrong["username"] = "ERR_RESERVED"
    if not email:
        wrong["email"] = "ERR_BLANK"
    elif len(email) > 320 or not _EMAIL.fullmatch(email):
        wrong["email"] = "ERR_INVALID"
    if not password:
        wrong["password"] = "ERR_BLANK"  # noqa: S105 - a code of the API
    elif not 8 <= len(password) <= 72:
        wrong["password"] = "ERR_TOO_SHORT" if len(password) < 8 else "ERR_TOO_LONG"
    if not agreement:
        wrong["agreement"] = "ERR_ACCEPTED"
    async with services.db.read() as connection:
        if (
            "username" not in wrong
            and (await connection.execute(select(t.accounts.c.id).where(t.accounts.c.username_key == username.casefold()))).first()
        ):
            wrong["username"] = "ERR_TAKEN"
        if "email" not in wrong and (await connection.execute(select(t.users.c.id).where(t.users.c.email_key == email.casefold()))).first():
            wrong["email"] = "ERR_TAKEN"
    if wrong:
        raise _invalid(wrong)
    hashed = HASHER.hash(password)
    try:
        return await _create(services, username, email, hashed, locale)
    except IntegrityError as error:
        # Somebody else was faster.
        raise _invalid({"email" if "email" in str(error.orig) else "username": "ERR_TAKEN"}) from None


async def _create(services: Services, username: str, email: str, hashed: str | None, locale: str) -> Row[Any]:
    now = services.clock.now()
    account_id, user_id = services.ids.next(), services.ids.next()
    async with services.db.begin() as unit:
        await unit.connection.execute(
            insert(t.accounts).values(id=account_id, username=username, username_key=username.casefold(), created_at=now)
        )
        await unit.connection.execute(
            insert(t.users).values(
                id=user_id, account_id=account_id, email=email, email_key=email.casefold(), password=hashed, locale=locale[:12], created_at=now,
                confirmed_at=None if services.settings.confirm_email else now,
            )
        )  # fmt: skip
        return (await unit.connection.execute(select(t.users).where(t.users.c.id == user_id))).one()


def _invalid(wrong: dict[str, str]) -> Invalid:
    details = {field: [{"error": code, "description": _TEXTS[code]}] for field, code in wrong.items()}
    text = ", ".join(f"{field.capitalize()} {_TEXTS[code]}" for field, code in wrong.items())
    return Invalid(f"Validation failed: {text}", details=details)
