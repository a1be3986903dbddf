"""Media attachments."""

from typing import Any

from sqlalchemy.engine import Row

from social.app.services import Services


def attachment(services: Services, row: Row[Any]) -> dict[str, Any]:
    """A picture, film or sound; `url` is null until it is ready."""
    ready = row.state == "ready"
    meta = dict(row.meta or {})
    if row.focus:
        meta["focus"] = {"x": row.focus[0], "y": row.focus[1]}
    return {
        "id": str(row.id),
        "type": row.type,
        "url": services.blob.url(row.key) if ready else None,
        "preview_url": services.blob.url(row.preview_key or row.key) if ready else None,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": meta,
        "description": row.description,
        "blurhash": row.blurhash,
    }
