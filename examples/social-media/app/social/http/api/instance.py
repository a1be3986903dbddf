"""What this server is."""

from typing import Any

from sqlalchemy import func, select

from social import tables as t
from social.http.routing import ANYBODY, Call, route

VERSION = "4.2.0 (compatible; Social 0.1.0)"


@route("GET", "/api/v1/instance", ANYBODY)
async def instance(call: Call) -> dict[str, Any]:
    """The server, in the older form."""
    settings = call.services.settings
    async with call.services.db.read() as connection:
        people = (await connection.execute(select(func.count()).select_from(t.users))).scalar_one()
        posts = (
            await connection.execute(select(func.count()).select_from(t.statuses).where(t.statuses.c.deleted_at.is_(None)))
        ).scalar_one()
    return {
        "uri": settings.domain,
        "title": settings.title,
        "short_description": settings.description,
        "description": settings.description,
        "email": settings.contact_email,
        "version": VERSION,
        "urls": {"streaming_api": settings.base_url.replace("http", "ws", 1)},
        "stats": {"user_count": people, "status_count": posts, "domain_count": 1},
        "thumbnail": f"{settings.base_url}/static/thumbnail.png",
        "languages": ["en"],
        "registrations": settings.registrations,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": configuration(call),
        "contact_account": None,
        "rules": rules(call),
    }


def configuration(call: Call) -> dict[str, Any]:
    """Limits that clients must know."""
    settings = call.services.settings
    return {
        "accounts": {"max_featured_tags": 10},
        "statuses": {"max_characters": settings.status_length, "max_media_attachments": 4, "characters_reserved_per_url": 23},
        "media_attachments": {
            "supported_mime_types": [
                "image/jpeg",
                "image/png",
                "image/gif",
                "image/webp",
                "video/webm",
                "video/mp4",
                "video/quicktime",
                "audio/mpeg",
                "audio/ogg",
                "audio/wav",
            ],
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
