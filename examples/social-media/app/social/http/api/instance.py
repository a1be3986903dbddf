"""What this server is."""

from typing import Any

from sqlalchemy import ColumnElement, Table, func, select

from social import __version__
from social import tables as t
from social.app.people import open_door
from social.app.render.common import time
from social.domain.errors import NotFound
from social.domain.text import html
from social.http.routing import ANYBODY, Call, route
from social.ports.clock import SystemClock

# Clients compare the first part with the features of Mastodon; this is the release whose API is spoken here.
SPOKEN = "4.2.0"
VERSION = f"{SPOKEN} (compatible; Social {__version__})"
_STARTED = SystemClock().now()
WEEK_MS, WEEKS, MONTH_MS = 604_800_000, 12, 2_592_000_000
_MIME_TYPES = (
    "image/jpeg", "image/png", "image/gif", "image/webp", "video/webm", "video/mp4", "video/quicktime", "audio/mpeg", "audio/ogg",
    "audio/wav",
)  # fmt: skip


@route("GET", "/api/v1/instance", ANYBODY)
async def instance(call: Call) -> dict[str, Any]:
    """The server, in the older form."""
    settings = call.services.settings
    return {
        "uri": settings.domain,
        "title": settings.title,
        "short_description": settings.description,
        "description": settings.description,
        "email": settings.contact_email,
        "version": VERSION,
        "urls": {"streaming_api": _streaming(call)},
        "stats": {"user_count": await _people(call), "status_count": await _posts(call), "domain_count": 1},
        "thumbnail": f"{settings.base_url}/static/thumbnail.png",
        "languages": ["en"],
        "registrations": open_door(call.services),
        "approval_required": False,
        "invites_enabled": False,
        "configuration": configuration(call),
        "contact_account": None,
        "rules": rules(call),
    }


@route("GET", "/api/v2/instance", ANYBODY)
async def instance_v2(call: Call) -> dict[str, Any]:
    """The server."""
    settings = call.services.settings
    return {
        "domain": settings.domain,
        "title": settings.title,
        "version": VERSION,
        "source_url": f"{settings.base_url}/about",
        "description": settings.description,
        "usage": {"users": {"active_month": await _active(call, MONTH_MS)}},
        "thumbnail": {"url": f"{settings.base_url}/static/thumbnail.png", "blurhash": None, "versions": {}},
        "languages": ["en"],
        "configuration": {
            "urls": {"streaming": _streaming(call), "status": None},
            "vapid": {"public_key": call.services.pusher.public_key},
            **configuration(call),
            "translation": {"enabled": False},
        },
        "registrations": {"enabled": open_door(call.services), "approval_required": False, "message": None, "url": None},
        "contact": {"email": settings.contact_email, "account": None},
        "rules": rules(call),
    }


@route("GET", "/api/v1/instance/rules", ANYBODY)
async def house_rules(call: Call) -> list[dict[str, str]]:
    """Rules of the house."""
    return rules(call)


@route("GET", "/api/v1/instance/peers", ANYBODY)
async def peers(_call: Call) -> list[str]:
    """Other servers: none, since this one doesn't federate."""
    return []


@route("GET", "/api/v1/instance/domain_blocks", ANYBODY)
async def domain_blocks(_call: Call) -> list[dict[str, Any]]:
    """Blocked servers: none, for the same reason."""
    return []


@route("GET", "/api/v1/instance/translation_languages", ANYBODY)
async def translation_languages(_call: Call) -> dict[str, list[str]]:
    """Languages that posts are translated between: none."""
    return {}


@route("GET", "/api/v1/instance/languages", ANYBODY)
async def languages(_call: Call) -> list[dict[str, str]]:
    """Languages of the server's own texts."""
    return [{"code": "en", "name": "English"}]


@route("GET", "/api/v1/instance/activity", ANYBODY)
async def activity(call: Call) -> list[dict[str, str]]:
    """Posts, logins and sign-ups of the last twelve weeks, the present one first."""
    present = call.services.clock.now() // WEEK_MS
    since = (present - WEEKS + 1) * WEEK_MS
    posts = await _weekly(call, t.statuses, t.statuses.c.created_at, since)
    logins = await _weekly(call, t.accounts, t.accounts.c.last_seen_at, since)
    people = await _weekly(call, t.users, t.users.c.created_at, since)
    return [
        {
            "week": str(week * WEEK_MS // 1000),
            "statuses": str(posts.get(week, 0)),
            "logins": str(logins.get(week, 0)),
            "registrations": str(people.get(week, 0)),
        }
        for week in range(present, present - WEEKS, -1)
    ]


async def _weekly(call: Call, table: Table, column: ColumnElement[int], since: int) -> dict[int, int]:
    week = (column // WEEK_MS).label("week")
    wanted = select(week, func.count()).select_from(table).where(column >= since).group_by(week)
    async with call.services.db.read() as connection:
        return {int(row[0]): row[1] for row in await connection.execute(wanted)}


@route("GET", "/api/v1/instance/extended_description", ANYBODY)
async def extended_description(call: Call) -> dict[str, Any]:
    """What this server is about."""
    return {"updated_at": _start(), "content": html(call.services.settings.description)}


@route("GET", "/api/v1/instance/privacy_policy", ANYBODY)
async def privacy_policy(call: Call) -> dict[str, Any]:
    """What happens to personal data."""
    settings = call.services.settings
    text = (
        f"{settings.title} keeps what you write and upload, your e-mail address and when you were here last, so that it can show your "
        "posts to whom you chose. Direct and followers-only posts are stored like others and are not encrypted end to end.\n\n"
        f"An export of your data can be fetched for {settings.export_hours} hours after you asked for it. When you delete your account, "
        f"it is hidden at once and erased after {settings.erase_grace_days:g} days.\n\nQuestions: {settings.contact_email}"
    )
    return {"updated_at": _start(), "content": html(text)}


@route("GET", "/.well-known/nodeinfo", ANYBODY)
async def nodeinfo_links(call: Call) -> dict[str, Any]:
    """Where the description in NodeInfo's form is."""
    schema = "http://nodeinfo.diaspora.software/ns/schema/2.0"
    return {"links": [{"rel": schema, "href": f"{call.services.settings.base_url}/nodeinfo/2.0"}]}


@route("GET", "/nodeinfo/{version}", ANYBODY)
async def nodeinfo(call: Call) -> dict[str, Any]:
    """The server in NodeInfo's form; it speaks no protocol between servers."""
    if call.path("version") not in ("2.0", "2.0.json"):
        raise NotFound
    half_year = await _active(call, 6 * MONTH_MS)
    users = {"total": await _people(call), "activeMonth": await _active(call, MONTH_MS), "activeHalfyear": half_year}
    return {
        "version": "2.0",
        "software": {"name": "social", "version": __version__},
        "protocols": [],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": open_door(call.services),
        "usage": {"users": users, "localPosts": await _posts(call)},
        "metadata": {"nodeName": call.services.settings.title},
    }


def configuration(call: Call) -> dict[str, Any]:
    """Limits that clients must know."""
    settings = call.services.settings
    return {
        "accounts": {"max_featured_tags": 10},
        "statuses": {"max_characters": settings.status_length, "max_media_attachments": 4, "characters_reserved_per_url": 23},
        "media_attachments": {
            "supported_mime_types": list(_MIME_TYPES),
            "image_size_limit": settings.image_bytes,
            "image_matrix_limit": settings.image_pixels,
            "video_size_limit": settings.video_bytes,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 8_294_400,
        },
        "polls": {"max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 2_629_746},
    }


def rules(call: Call) -> list[dict[str, str]]:
    """Rules of the house."""
    return [{"id": str(number), "text": text, "hint": ""} for number, text in enumerate(call.services.settings.rules, 1)]


def _streaming(call: Call) -> str:
    return call.services.settings.base_url.replace("http", "ws", 1)


def _start() -> str | None:
    """The texts come with the settings, which are read when a process starts."""
    return time(_STARTED)


async def _people(call: Call) -> int:
    return await _counted(call, t.users)


async def _posts(call: Call) -> int:
    return await _counted(call, t.statuses, t.statuses.c.deleted_at.is_(None))


async def _active(call: Call, within_ms: int) -> int:
    """People who were here lately."""
    return await _counted(call, t.accounts, t.accounts.c.last_seen_at >= call.services.clock.now() - within_ms)


async def _counted(call: Call, table: Table, *conditions: ColumnElement[bool]) -> int:
    async with call.services.db.read() as connection:
        number: int = (await connection.execute(select(func.count()).select_from(table).where(*conditions))).scalar_one()
    return number
