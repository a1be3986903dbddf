"""Where a person's data is: every table, and which of its columns make a row theirs. Exports read by it, erasure checks by it.

A test compares this with the schema: a table that is missing here fails it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select

from social import tables as t


@dataclass(frozen=True)
class Held:
    """A table's part in a person's data.

    `by` maps a column to what it holds: "account", "user", or the name of a table whose rows of theirs it names. `about` are columns by
    which a row is about the person, but somebody else's: such rows are erased, not exported. `secret` columns never leave the server.
    """

    by: Mapping[str, str]
    about: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


_ACCOUNT = Held({"account_id": "account"})
_PAIR = Held({"source_id": "account"}, about=("target_id",))
_MARK = _ACCOUNT

HELD: dict[str, Held] = {
    "accounts": Held({"id": "account"}),
    "users": Held({"id": "user", "account_id": "account"}, secret=("password",)),
    "identities": Held({"user_id": "user"}),
    "grants": Held({"user_id": "user"}, secret=("code_hash", "challenge")),
    "tokens": Held({"user_id": "user"}, secret=("token_hash",)),
    "statuses": _ACCOUNT,
    "status_edits": Held({"status_id": "statuses"}),
    "mentions": Held({"status_id": "statuses"}, about=("account_id",)),
    "status_tags": Held({"status_id": "statuses"}),
    "idempotency": Held({"user_id": "user"}),
    "favourites": _MARK,
    "bookmarks": _MARK,
    "pins": _MARK,
    "status_mutes": _MARK,
    "polls": _ACCOUNT,
    "poll_votes": _ACCOUNT,
    "scheduled": Held({"user_id": "user"}),
    "media": Held({"account_id": "account"}, secret=("upload_key",)),
    "follows": Held({"source_id": "account", "target_id": "account"}),
    "blocks": _PAIR,
    "mutes": _PAIR,
    "endorsements": _PAIR,
    "dismissed_suggestions": _PAIR,
    "account_notes": _PAIR,
    "lists": _ACCOUNT,
    "list_members": Held({"list_id": "lists"}, about=("account_id",)),
    "tag_follows": _ACCOUNT,
    "featured_tags": _ACCOUNT,
    "rankings": Held({"account_id": "account"}, secret=("token_hash",)),
    "filters": _ACCOUNT,
    "filter_keywords": Held({"filter_id": "filters"}),
    "filter_statuses": Held({"filter_id": "filters"}),
    "notifications": Held({"account_id": "account"}, about=("from_id",)),
    "markers": _ACCOUNT,
    "push_subscriptions": Held({"account_id": "account"}, secret=("auth", "p256dh")),
    "conversations": _ACCOUNT,
    "reports": Held({"account_id": "account"}, about=("target_id",)),
    "actions": Held({"target_id": "account"}),
    "exports": Held({"user_id": "user"}, secret=("key",)),
}
# Nobody's: shared vocabulary, apps, machinery whose rows hold ids only, and the log of keyed hashes.
NOBODYS = {
    "apps", "tags", "verdicts", "blocked_hashes", "outbox", "queue_messages", "audit", "erasures", "login_failures", "logins",
}  # fmt: skip


def condition(name: str, account_id: int, user_id: int | None) -> ColumnElement[bool]:
    """Rows of a table that are the person's own."""
    table = t.metadata.tables[name]
    return or_(*(_part(table, column, kind, account_id, user_id) for column, kind in HELD[name].by.items()))


def _part(table: Table, column: str, kind: str, account_id: int, user_id: int | None) -> ColumnElement[bool]:
    if kind == "account":
        return table.c[column] == account_id
    if kind == "user":
        return table.c[column] == user_id
    parent = t.metadata.tables[kind]
    return table.c[column].in_(select(parent.c.id).where(condition(kind, account_id, user_id)))


def public_columns(name: str) -> list[Any]:
    """Columns that may leave the server."""
    return [column for column in t.metadata.tables[name].c if column.name not in HELD[name].secret]
