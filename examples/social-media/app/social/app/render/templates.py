"""Posts as bytes that are kept: what is the same for everybody is rendered once, with holes for counters, marks, polls, boosts and
what they answer, which may go.

A template belongs to a version, which the page's query brings along: the post's revision and its author's. So nothing must be told to
the cache when either changes.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import product
from typing import Any

import orjson
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.among import by_id
from social.app.filtering import Kept, active_of_each
from social.app.marks import NAMES
from social.app.render.common import day
from social.app.render.filters import mark, write
from social.app.render.statuses import bodies, polls
from social.app.services import Services
from social.ports.feed import FeedDown

# JSON holds no byte 0: orjson writes it as text.
_HOLE = b"\0"
_ACCOUNT = ("followers_count", "following_count", "statuses_count", "last_status_at")
_STATUS = ("in_reply_to_id", "replies_count", "reblogs_count", "favourites_count", "reblog", "poll")
_NULL, _BOOL = b"null", (b"false", b"true")
_MARKS = {
    marks: b"".join(b',"%b":%b' % (name.encode(), _BOOL[mark]) for name, mark in zip(NAMES, marks, strict=True))
    for marks in product((False, True), repeat=len(NAMES))
}


async def pages(services: Services, connection: AsyncConnection, rows: Sequence[Row[Any]], viewer: int | None) -> list[bytes]:
    """Posts of `eligible.entries` as JSON, in order; without a viewer, as everybody sees them."""
    if not rows:
        return []
    found = await _templates(services, connection, _versions(rows))
    asking = [row.boost_of_id or row.id for row in rows if row.asks]
    asked = await polls(services, connection, asking, viewer) if asking else {}
    made = [_filled(row, found, asked, viewer) for row in rows]
    if not any(row.filtering for row in rows):
        return made
    whole = [orjson.loads(each) for each in made]
    await mark(services, connection, whole, viewer)
    return [orjson.dumps(each) for each in whole]


def _version(row: Row[Any], post: str, author: str) -> str:
    values: Any = row._mapping
    return f"{values[f'{post}rev']}.{values[f'{author}rev']}.{values[f'{author}state']}.{int(values[f'{post}sensitive'])}"


async def pages_of_each(services: Services, connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[bytes]:
    """As `pages`, but each row is for its own `viewer`; the rows are of few posts. Those who marked the same get the same bytes."""
    versions = _versions(rows)
    found = await _templates(services, connection, versions)
    made, shared = [], dict[Any, bytes]()
    for row in rows:
        if row.asks:
            made += await pages(services, connection, [row], row.viewer)
            continue
        own = (row.viewer == row.account_id, row.viewer == row.original_account_id, row.pinned)
        alike = (row.id, *own, *(getattr(row, name) for name in NAMES))
        if alike not in shared:
            shared[alike] = _filled(row, found, {}, row.viewer)
        made.append(shared[alike])
    filters = await active_of_each(services, connection, {row.viewer for row in rows if row.filtering and not row.asks})
    pairs = zip(rows, made, strict=True)
    return [body if row.asks or row.viewer not in filters else _filtered(body, filters[row.viewer]) for row, body in pairs]


def _filtered(body: bytes, filters: Sequence[Kept]) -> bytes:
    found = orjson.loads(body)
    write(filters, found)
    return orjson.dumps(found)


def _versions(rows: Sequence[Row[Any]]) -> dict[int, str]:
    own = {row.id: _version(row, "", "author_") for row in rows}
    return own | {row.original_id: _version(row, "original_", "writer_") for row in rows if row.boost_of_id}


async def _templates(services: Services, connection: AsyncConnection, versions: Mapping[int, str]) -> Mapping[int, bytes]:
    """Kept ones; the others are rendered and kept."""
    try:
        found = await services.feed.bodies(versions)
    except FeedDown:
        found = {}
    missing = versions.keys() - found.keys()
    if not missing:
        return found
    rows = (await connection.execute(by_id(t.statuses), {"ids": missing})).all()
    made = {number: _template(body) for number, body in (await bodies(services, connection, rows)).items()}
    with suppress(FeedDown):
        await services.feed.cache(
            {number: (versions[number], body) for number, body in made.items()}, services.settings.status_cache_seconds
        )
    return {**found, **made}


def _template(body: Mapping[str, Any]) -> bytes:
    account = {**body["account"], **{name: _hole(name) for name in _ACCOUNT}}
    whole = orjson.dumps({**body, "account": account, **{name: _hole(name) for name in _STATUS}})
    return whole[:-1] + _HOLE + b"marks" + _HOLE + b"}"


def _hole(name: str) -> orjson.Fragment:
    return orjson.Fragment(_HOLE + name.encode() + _HOLE)


def _filled(row: Row[Any], found: Mapping[int, bytes], asked: Mapping[int, Any], viewer: int | None) -> bytes:
    original, values = _NULL, row._asdict()
    if row.boost_of_id:
        poll = orjson.dumps(asked.get(row.original_id))
        marks = _marks(row, viewer, pinned=row.original_account_id == viewer)
        original = _fill(
            found[row.original_id], _counts(values, "original_", "writer_") | {b"reblog": _NULL, b"poll": poll, b"marks": marks}
        )
    poll = _NULL if row.boost_of_id else orjson.dumps(asked.get(row.id))
    marks = _marks(row, viewer, pinned=row.account_id == viewer, wrapper=bool(row.boost_of_id))
    return _fill(found[row.id], _counts(values, "", "author_") | {b"reblog": original, b"poll": poll, b"marks": marks})


def _marks(row: Row[Any], viewer: int | None, *, pinned: bool, wrapper: bool = False) -> bytes:
    """The viewer's own; a boost shows those of what it boosts."""
    if viewer is None:
        return b""
    found = _MARKS[tuple(bool(getattr(row, name)) for name in NAMES)]
    if pinned:
        found += b',"pinned":' + _BOOL[bool(row.pinned) and not wrapper]
    return found + b',"filtered":[]'


def _counts(values: Mapping[str, Any], post: str, author: str) -> dict[bytes, bytes]:
    found = {hole: b"%d" % values[column] for hole, column in _counted(post, author)}
    parent = values[f"{post}parent_id"]
    found[b"last_status_at"] = orjson.dumps(day(values[f"{author}last_status_at"]))
    found[b"in_reply_to_id"] = b'"%d"' % parent if parent else _NULL
    return found


@cache
def _counted(post: str, author: str) -> tuple[tuple[bytes, str], ...]:
    """Holes with the columns whose numbers fill them."""
    return (
        *((f"{name}_count".encode(), f"{post}{name}_count") for name in ("replies", "favourites")),
        (b"reblogs_count", f"{post}boosts_count"),
        *((f"{name}_count".encode(), f"{author}{name}_count") for name in ("followers", "following", "statuses")),
    )


def _fill(template: bytes, values: Mapping[bytes, bytes]) -> bytes:
    parts = template.split(_HOLE)
    parts[1::2] = [values[name] for name in parts[1::2]]
    return b"".join(parts)
