"""Keyword filters, and what they say of a post."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social.app.filtering import Kept, active, matches
from social.app.render.common import time
from social.app.services import Services


def filter_entity(kept: Kept, *, parts: bool = True) -> dict[str, Any]:
    """A filter; within a result without its parts."""
    row = kept.row
    found = {
        "id": str(row.id),
        "title": row.title,
        "context": row.contexts,
        "expires_at": time(row.expires_at),
        "filter_action": row.action,
    }
    if parts:
        found |= {"keywords": [keyword(each) for each in kept.keywords], "statuses": [filtered_status(each) for each in kept.statuses]}
    return found


def keyword(row: Row[Any]) -> dict[str, Any]:
    """A keyword."""
    return {"id": str(row.id), "keyword": row.keyword, "whole_word": row.whole_word}


def filtered_status(row: Row[Any]) -> dict[str, Any]:
    """A post that is filtered."""
    return {"id": str(row.id), "status_id": str(row.status_id)}


def older(kept: Kept, row: Row[Any]) -> dict[str, Any]:
    """A keyword as the older API has it: a filter of its own."""
    return {
        "id": str(row.id),
        "phrase": row.keyword,
        "context": kept.row.contexts,
        "whole_word": row.whole_word,
        "expires_at": time(kept.row.expires_at),
        "irreversible": kept.row.action == "hide",
    }


async def mark(services: Services, connection: AsyncConnection, bodies: Iterable[dict[str, Any]], viewer: int | None) -> None:
    """Write into rendered posts which filters of the viewer they meet; a boost meets those of what it boosts."""
    if viewer is None:
        return
    filters = await active(services, connection, viewer)
    if not filters:
        return
    for body in bodies:
        write(filters, body)


def write(filters: Sequence[Kept], body: dict[str, Any]) -> None:
    """The same for one post."""
    found = [
        {"filter": filter_entity(kept, parts=False), "keyword_matches": keywords or None, "status_matches": posts or None}
        for kept, keywords, posts in matches(filters, body)
    ]
    for each in (body, body.get("reblog")):
        if each:
            each["filtered"] = found
