"""Polls."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Row

from social.app.render.common import time
from social.app.services import Services


def poll(services: Services, row: Row[Any], own: Sequence[int], viewer: int | None) -> dict[str, Any]:
    """A poll; its counts stay hidden until the end where its author wanted that."""
    expired = row.expires_at is not None and row.expires_at <= services.clock.now()
    hidden = row.hide_totals and not expired
    found = {
        "id": str(row.id),
        "expires_at": time(row.expires_at),
        "expired": expired,
        "multiple": row.multiple,
        "votes_count": sum(row.votes),
        "voters_count": row.voters_count if row.multiple else sum(row.votes),
        "options": [
            {"title": title, "votes_count": None if hidden else count} for title, count in zip(row.options, row.votes, strict=True)
        ],
        "emojis": [],
    }
    if viewer is not None:
        found |= {"voted": bool(own) or row.account_id == viewer, "own_votes": list(own)}
    return found
