"""Profiles: finding people, and what they change about themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from social import tables as t
from social.app.media import Upload, picture
from social.app.relations import open_up
from social.app.services import Services
from social.domain.errors import Invalid, NotFound
from social.domain.text import is_here

MOST_FIELDS = 4
NAME_LENGTH, NOTE_LENGTH, FIELD_LENGTH = 30, 500, 255
PRIVACY = ("public", "unlisted", "private", "direct")
PICTURES = {"avatar": (400, 400), "header": (1500, 500)}


@dataclass(frozen=True)
class Changes:
    """What somebody wants changed: columns of the account, preferences of the user, and new pictures as they were uploaded."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    preferences: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, Upload] = field(default_factory=dict)


async def by_id(services: Services, account_id: int) -> Row[Any]:
    """An account."""
    async with services.db.read() as connection:
        row = (await connection.execute(select(t.accounts).where(t.accounts.c.id == account_id))).first()
    if row is None:
        raise NotFound
    return row


async def by_name(services: Services, name: str) -> Row[Any]:
    """An account by `name`, `@name` or `name@this-server`."""
    name, _, host = name.strip().removeprefix("@").partition("@")
    async with services.db.read() as connection:
        row = (await connection.execute(select(t.accounts).where(t.accounts.c.username_key == name.casefold()))).first()
    if row is None or not is_here(host, services.settings.domain):
        raise NotFound
    return row


def fields(pairs: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The table of a profile; rows without a name and a value are left out."""
    rows = [{"name": name.strip(), "value": value.strip(), "verified_at": None} for name, value in pairs if name.strip() or value.strip()]
    if len(rows) > MOST_FIELDS:
        raise Invalid(f"Validation failed: Fields are limited to {MOST_FIELDS}")
    if any(len(row["name"] or "") > FIELD_LENGTH or len(row["value"] or "") > FIELD_LENGTH for row in rows):
        raise Invalid(f"Validation failed: Fields are limited to {FIELD_LENGTH} characters")
    return rows


async def change(services: Services, account: Row[Any], user: Row[Any], changes: Changes) -> None:
    """Change a profile: all of it or nothing. Pictures that were replaced are removed after the commit."""
    _check(changes)
    keys: dict[str, str] = {}
    try:
        for name, upload in changes.pictures.items():
            keys[name] = await picture(services, upload, PICTURES[name])
        await _save(services, account, user, {**changes.columns, **keys}, changes.preferences)
    except Exception:
        await services.blob.delete(list(keys.values()))
        raise


async def remove_picture(services: Services, account: Row[Any], user: Row[Any], name: str) -> None:
    """Take a picture off a profile."""
    await _save(services, account, user, {name: None}, {})


async def _save(services: Services, account: Row[Any], user: Row[Any], columns: Mapping[str, Any], preferences: Mapping[str, Any]) -> None:
    async with services.db.begin() as unit:
        run = unit.connection.execute
        before = (await run(select(t.accounts).where(t.accounts.c.id == account.id).with_for_update())).one()
        if columns:
            await run(update(t.accounts).where(t.accounts.c.id == account.id).values(**columns, rev=t.accounts.c.rev + 1))
            if before.locked and columns.get("locked") is False:
                await open_up(unit, account.id)
        if preferences:
            held = (await run(select(t.users.c.preferences).where(t.users.c.id == user.id).with_for_update())).scalar_one()
            await run(update(t.users).where(t.users.c.id == user.id).values(preferences={**held, **preferences}))
    gone = [getattr(before, name) for name in PICTURES if name in columns and getattr(before, name)]
    if gone:
        await services.blob.delete(gone)


def _check(changes: Changes) -> None:
    if len(changes.columns.get("display_name", "")) > NAME_LENGTH:
        raise Invalid(f"Validation failed: Display name is too long (maximum is {NAME_LENGTH} characters)")
    if len(changes.columns.get("note", "")) > NOTE_LENGTH:
        raise Invalid(f"Validation failed: Note is too long (maximum is {NOTE_LENGTH} characters)")
    if changes.preferences.get("privacy", "public") not in PRIVACY:
        raise Invalid("Validation failed: Default privacy is not included in the list")
