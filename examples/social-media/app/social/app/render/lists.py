"""Lists."""

from typing import Any

from sqlalchemy.engine import Row


def list_entity(row: Row[Any]) -> dict[str, Any]:
    """A list."""
    return {"id": str(row.id), "title": row.title, "replies_policy": row.replies_policy, "exclusive": row.exclusive}
