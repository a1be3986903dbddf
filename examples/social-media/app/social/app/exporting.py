"""Exports: everything that is stored about a person: ActivityStreams-like JSON, their rows as they are, and their files."""

import json
import secrets
import tempfile
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row

from social import tables as t
from social.app.holdings import HELD, condition, public_columns
from social.app.render.common import account_url, status_url, time
from social.app.services import Services
from social.domain.errors import Invalid, NotFound

HOUR_MS = 3_600_000
PIECE = 262_144
PAGE = 500
FOLDER = "exports/"
# What a range leaves out when it is outside; everything else is always whole.
RANGED = ("statuses", "favourites", "bookmarks", "notifications", "media", "status_edits", "reports")
CONTEXT = ["https://www.w3.org/ns/activitystreams", {"toot": "http://joinmastodon.org/ns#", "blurhash": "toot:blurhash"}]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
x = t.exports.c


async def ask(services: Services, user_id: int, since: int | None, until: int | None) -> Row[Any]:
    """A new export; one at a time."""
    now, export_id = services.clock.now(), services.ids.next()
    row = {
        "id": export_id, "user_id": user_id, "state": "queued", "key": f"{FOLDER}{secrets.token_hex(24)}.zip",
        "options": {"since": since, "until": until}, "created_at": now,
    }  # fmt: skip
    async with services.db.begin() as unit:
        # Whoever asks twice at the same moment waits here for their own row.
        await unit.connection.execute(select(t.users.c.id).where(t.users.c.id == user_id).with_for_update())
        waiting = select(x.id).where(x.user_id == user_id, x.state == "queued")
        if (await unit.connection.execute(waiting)).first() is not None:
            raise Invalid("An export is being made already")
        await unit.connection.execute(insert(t.exports).values(row))
        await unit.emit("erase", "export.asked", export_id, {"export_id": str(export_id)})
        return (await unit.connection.execute(select(t.exports).where(x.id == export_id))).one()


async def mine(services: Services, user_id: int, limit: int = 40) -> list[Row[Any]]:
    """Somebody's exports, newest first."""
    async with services.db.read() as connection:
        query = select(t.exports).where(x.user_id == user_id).order_by(x.id.desc()).limit(limit)
        return list((await connection.execute(query)).all())


async def one(services: Services, user_id: int, export_id: int) -> Row[Any]:
    """One of them."""
    async with services.db.read() as connection:
        row = (await connection.execute(select(t.exports).where(x.id == export_id, x.user_id == user_id))).first()
    if row is None:
        raise NotFound
    return row


def entity(services: Services, row: Row[Any]) -> dict[str, Any]:
    """An export as its owner sees it; the address is signed, and holds as long as the archive."""
    left = (row.expires_at or 0) - services.clock.now()
    ready = row.state == "ready" and left > 0
    state = "expired" if row.state == "ready" and not ready else row.state
    return {
        "id": str(row.id),
        "state": state,
        "created_at": time(row.created_at),
        "ready_at": time(row.ready_at),
        "expires_at": time(row.expires_at),
        "since": time(row.options.get("since")),
        "until": time(row.options.get("until")),
        "url": services.blob.signed_url(row.key, max(1, left // 1000)) if ready else None,
    }


async def make(services: Services, export_id: int) -> None:
    """Build the archive, under the same key however often; an export whose person has gone meanwhile leaves nothing."""
    async with services.db.read() as connection:
        export = (await connection.execute(select(t.exports).where(x.id == export_id))).first()
    if export is None or export.state != "queued":
        return
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "export.zip")
        await _write(services, file, export)
        await services.blob.put(export.key, _pieces(file), "application/zip")
    now = services.clock.now()
    lasts = services.settings.export_hours * HOUR_MS
    async with services.db.begin() as unit:
        ready = update(t.exports).where(x.id == export_id, x.state == "queued")
        there = (await unit.connection.execute(ready.values(state="ready", ready_at=now, expires_at=now + lasts))).rowcount
        if there:
            await unit.emit("erase", "export.expired", export_id, {"export_id": str(export_id)}, delay_ms=lasts)
    if not there and not await _still_there(services, export_id):
        await services.blob.delete([export.key])


async def _still_there(services: Services, export_id: int) -> bool:
    async with services.db.read() as connection:
        return (await connection.execute(select(x.id).where(x.id == export_id))).first() is not None


async def fail(services: Services, export_id: int) -> None:
    """Say that it won't come, so that another can be asked for."""
    async with services.db.begin() as unit:
        await unit.connection.execute(update(t.exports).where(x.id == export_id, x.state == "queued").values(state="failed"))


async def expire(services: Services, export_id: int) -> None:
    """Remove the archive when its time is over."""
    async with services.db.read() as connection:
        row = (await connection.execute(select(t.exports).where(x.id == export_id))).first()
    if row is None or row.expires_at is None or row.expires_at > services.clock.now():
        return
    await services.blob.delete([row.key])
    async with services.db.begin() as unit:
        await unit.connection.execute(update(t.exports).where(x.id == export_id).values(state="expired"))


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


# --- the archive --------------------------------------------------------------------------------------------------------------------
async def _write(services: Services, file: Path, export: Row[Any]) -> None:
    async with services.db.read() as connection:
        user = (await connection.execute(select(t.users).where(t.users.c.id == export.user_id))).one()
        account = (await connection.execute(select(t.accounts).where(t.accounts.c.id == user.account_id))).one()
    span = _span(export)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _README)
        archive.writestr("actor.json", _dump(_actor(services, account)))
        counts = {}
        for name in HELD:
            number = await _rows(services, archive, name, account.id, user.id, span)
            counts[name] = number
        counts["outbox"] = await _outbox(services, archive, account, span)
        missing = await _media(services, archive, account, span)
        about = {
            "made_at": time(services.clock.now()),
            "since": time(span[0]),
            "until": time(span[1]),
            "counts": counts,
            "missing": missing,
        }
        archive.writestr("manifest.json", _dump(about))


_README = """actor.json      who you are here, in the words of ActivityStreams
outbox.json     what you posted and boosted, in the words of ActivityStreams
rows/*.json     every row that is stored about you, as it is; secrets such as password hashes are left out
media/          your files
manifest.json   when this was made, for which time, how much there is, and files that could not be read
"""


def _span(export: Row[Any]) -> tuple[int | None, int | None]:
    return export.options.get("since"), export.options.get("until")


def _within(table: Any, span: tuple[int | None, int | None]) -> list[Any]:
    since, until = span
    found = []
    if since is not None:
        found.append(table.c.created_at >= since)
    if until is not None:
        found.append(table.c.created_at < until)
    return found


def _dump(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


async def _rows(
    services: Services, archive: zipfile.ZipFile, name: str, account_id: int, user_id: int, span: tuple[int | None, int | None]
) -> int:
    """The person's rows of one table."""
    table = t.metadata.tables[name]
    query = select(*public_columns(name)).where(condition(name, account_id, user_id))
    if name in RANGED:
        query = query.where(*_within(table, span))
    keys = list(table.primary_key.columns) or list(table.c)[:2]
    return await _stream(services, archive, f"rows/{name}.json", query.order_by(*keys), lambda row: row._asdict())


async def _stream(
    services: Services,
    archive: zipfile.ZipFile,
    name: str,
    query: Any,
    render: Callable[[Row[Any]], Any],
    *,
    around: tuple[str, str] = ("[", "]"),
) -> int:
    """Rows of a query into one file, a page at a time."""
    before, after = around
    number = 0
    with archive.open(name, "w") as file:
        file.write(before.encode())
        while True:
            async with services.db.read() as connection:
                rows = (await connection.execute(query.limit(PAGE).offset(number))).all()
            for row in rows:
                file.write(((",\n" if number else "\n") + _dump(render(row))).encode())
                number += 1
            if len(rows) < PAGE:
                break
        file.write(after.encode())
    return number


async def _outbox(services: Services, archive: zipfile.ZipFile, account: Row[Any], span: tuple[int | None, int | None]) -> int:
    """Posts as activities, oldest first."""
    s = t.statuses.c
    query = select(t.statuses).where(s.account_id == account.id, s.deleted_at.is_(None), *_within(t.statuses, span)).order_by(s.id)
    head = {"@context": CONTEXT, "id": "outbox.json", "type": "OrderedCollection"}
    around = (f'{_dump(head)[:-2]},\n "orderedItems": [', "]}")
    return await _stream(services, archive, "outbox.json", query, lambda row: _activity(services, account, row), around=around)


def _actor(services: Services, account: Row[Any]) -> dict[str, Any]:
    url = account_url(services, account.username)
    found: dict[str, Any] = {
        "@context": CONTEXT, "id": url, "type": "Service" if account.bot else "Person", "preferredUsername": account.username,
        "name": account.display_name, "summary": account.note, "url": url, "published": time(account.created_at),
        "manuallyApprovesFollowers": account.locked, "discoverable": account.discoverable, "indexable": account.indexable,
        "attachment": [{"type": "PropertyValue", "name": each["name"], "value": each["value"]} for each in account.fields],
        "outbox": "outbox.json",
    }  # fmt: skip
    for name, key in (("icon", account.avatar), ("image", account.header)):
        if key:
            found[name] = {"type": "Image", "url": f"media/{key}"}
    return found


def _activity(services: Services, account: Row[Any], row: Row[Any]) -> dict[str, Any]:
    """A post as Create of a Note, a boost as Announce."""
    actor, url = account_url(services, account.username), status_url(services, account.username, row.id)
    followers = f"{actor}/followers"
    to = {"public": [PUBLIC], "unlisted": [followers], "private": [followers], "direct": []}[row.visibility]
    common = {"actor": actor, "published": time(row.created_at), "to": to, "cc": [PUBLIC] if row.visibility == "unlisted" else []}
    if row.boost_of_id:
        return {"id": f"{url}/activity", "type": "Announce", **common, "object": f"{services.settings.base_url}/statuses/{row.boost_of_id}"}
    note = {
        "id": url, "type": "Note", "summary": row.spoiler_text or None, "content": row.html, "source": row.text, "sensitive": row.sensitive,
        "inReplyTo": f"{services.settings.base_url}/statuses/{row.reply_to_id}" if row.reply_to_id else None,
        "published": time(row.created_at), "updated": time(row.edited_at),
        "contentMap": {row.language or "und": row.html}, "visibility": row.visibility,
        "attachment": [{"type": "Document", "url": f"rows/media.json#{each}"} for each in row.media_ids],
    }  # fmt: skip
    return {"id": f"{url}/activity", "type": "Create", **common, "object": note}


async def _media(services: Services, archive: zipfile.ZipFile, account: Row[Any], span: tuple[int | None, int | None]) -> list[str]:
    """Files under their keys; those that can't be read are named."""
    m = t.media.c
    query = select(m.key, m.preview_key, m.upload_key).where(m.account_id == account.id, *_within(t.media, span)).order_by(m.id)
    async with services.db.read() as connection:
        keys = [key for row in await connection.execute(query) for key in row if key]
    missing = []
    for key in dict.fromkeys([*keys, *(key for key in (account.avatar, account.header) if key)]):
        if await services.blob.size(key) is None:
            missing.append(key)
            continue
        with archive.open(f"media/{key}", "w") as file:
            async for piece in services.blob.stream(key):
                file.write(piece)
    return missing
