"""Accounts."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.among import by_id
from social.app.render.common import account_url, day, missing_image, tag_links, time
from social.app.render.media import address
from social.app.services import Services
from social.domain import text


def account(services: Services, row: Row[Any]) -> dict[str, Any]:
    """Somebody, as everybody sees them."""
    gone, tags = row.state in ("suspended", "erasing"), tag_links(services)
    avatar = (None if gone else address(services, row.avatar)) or missing_image(services, "avatar")
    header = (None if gone else address(services, row.header)) or missing_image(services, "header")
    fields = (
        []
        if gone
        else [
            {"name": each["name"], "value": text.inline(each["value"], tags), "verified_at": each.get("verified_at")} for each in row.fields
        ]
    )
    return {
        "id": str(row.id),
        "username": row.username,
        "acct": row.username,
        "display_name": "" if gone else row.display_name,
        "locked": row.locked,
        "bot": row.bot,
        "discoverable": row.discoverable,
        "indexable": row.indexable,
        "group": row.group,
        "noindex": not row.indexable,
        "created_at": time(row.created_at - row.created_at % 86_400_000),
        "note": "" if gone else text.html(row.note, tag_url=tags),
        "url": account_url(services, row.username),
        "uri": account_url(services, row.username),
        "avatar": avatar,
        "avatar_static": avatar,
        "header": header,
        "header_static": header,
        "followers_count": row.followers_count,
        "following_count": row.following_count,
        "statuses_count": row.statuses_count,
        "last_status_at": day(row.last_status_at),
        "hide_collections": row.hide_collections,
        "emojis": [],
        "roles": [],
        "fields": fields,
        "suspended": gone,
        "limited": row.state == "silenced",
        "moved": None,
        "memorial": False,
    }


# Mastodon's bits: reports, appeals and users for moderators; for admins all that 4.2 has, as it says itself.
_ROLES = {
    "user": ("", 0, ""),
    "moderator": ("Moderator", 0x10 | 0x200 | 0x400, "#5d67d8"),
    "admin": ("Admin", 0xFFFFF, "#d85d5d"),
}


def role(name: str) -> dict[str, Any]:
    """A role of staff."""
    title, permissions, colour = _ROLES[name]
    return {
        "id": str(list(_ROLES).index(name) or -99),
        "name": title,
        "permissions": str(permissions),
        "color": colour,
        "highlighted": name != "user",
    }


async def own_account(services: Services, connection: AsyncConnection, row: Row[Any], user: Row[Any]) -> dict[str, Any]:
    """Somebody, as they see themselves."""
    requests = select(func.count()).select_from(t.follows).where(t.follows.c.target_id == row.id, t.follows.c.state == "requested")
    source = {
        "privacy": user.preferences.get("privacy", "public"),
        "sensitive": user.preferences.get("sensitive", False),
        "language": user.preferences.get("language"),
        "note": row.note,
        "fields": [{"name": each["name"], "value": each["value"], "verified_at": each.get("verified_at")} for each in row.fields],
        "follow_requests_count": (await connection.execute(requests)).scalar_one(),
        "hide_collections": row.hide_collections,
        "discoverable": row.discoverable,
        "indexable": row.indexable,
    }
    return {**account(services, row), "source": source, "role": role(user.role)}


async def accounts(services: Services, connection: AsyncConnection, ids: Collection[int]) -> Mapping[int, dict[str, Any]]:
    """Several by id; those that are not there are left out."""
    return {each: account(services, row) for each, row in (await account_rows(connection, ids)).items()}


async def account_rows(connection: AsyncConnection, ids: Collection[int]) -> Mapping[int, Row[Any]]:
    """Rows by id."""
    return {row.id: row for row in await connection.execute(by_id(t.accounts), {"ids": set(ids)})} if ids else {}


async def in_order(services: Services, connection: AsyncConnection, ids: Collection[int]) -> list[dict[str, Any]]:
    """Several in the order of their ids."""
    found = await accounts(services, connection, ids)
    return [found[each] for each in ids if each in found]
