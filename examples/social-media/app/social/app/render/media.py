"""Media attachments."""

from typing import Any

from sqlalchemy.engine import Row

from social.app.services import Services
from social.ports.blob import OPEN

SIGNED_SECONDS = 86_400


def attachment(services: Services, row: Row[Any]) -> dict[str, Any]:
    """A picture, film or sound; `url` is null until it is ready."""
    ready = row.state == "ready"
    meta = dict(row.meta or {})
    if row.focus:
        meta["focus"] = {"x": row.focus[0], "y": row.focus[1]}
    return {
        "id": str(row.id),
        "type": row.type,
        "url": address(services, row.key) if ready else None,
        "preview_url": address(services, row.preview_key or (row.key if row.type == "image" else None)) if ready else None,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": meta,
        "description": row.description,
        "blurhash": row.blurhash,
    }


def address(services: Services, key: str | None) -> str | None:
    """Where a file is; a sealed one has a signed address."""
    if key is None:
        return None
    if key.startswith(OPEN):
        return services.blob.url(key)
    return services.blob.signed_url(key, signed_seconds(services))


def signed_seconds(services: Services) -> int:
    """How long a signed address holds: longer than posts stay in the cache, so that no cached address is dead."""
    return max(SIGNED_SECONDS, 2 * services.settings.status_cache_seconds)
