"""Uploads: taken as they come, decoded elsewhere, then hung on posts."""

import hashlib
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.services import Services
from social.domain.errors import Invalid, NotFound
from social.domain.files import HEAD, KINDS, Kind, sniff
from social.ports.blob import OPEN, UPLOADS
from social.ports.decoder import CannotDecode, Decoded

DESCRIPTION = 1_500
CLAIM_MS = 300_000
HOUR_MS = 3_600_000
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "audio/mpeg": "mp3",
}
CONTENT_TYPES = {ending: content_type for content_type, ending in _ENDINGS.items()}
m = t.media.c


@dataclass(frozen=True)
class Upload:
    """A file that somebody sends; `pieces` reads it from its beginning."""

    head: bytes
    size: int
    pieces: Callable[[], AsyncIterator[bytes]]


def kind_of(services: Services, upload: Upload, *, only_images: bool = False) -> Kind:
    """What an upload is; Invalid for what isn't taken or is too large."""
    kind = sniff(upload.head[:HEAD])
    if kind is None or kind not in KINDS or (only_images and kind.type != "image"):
        raise Invalid("Validation failed: File content type is invalid, or the file is not of the type that it claims")
    most = services.settings.image_bytes if kind.type == "image" else services.settings.video_bytes
    if upload.size > most:
        raise Invalid(f"Validation failed: File file size must be less than {most // 1_000_000 or 1} MB")
    return kind


async def receive(
    services: Services, account_id: int, upload: Upload, thumbnail: Upload | None, description: str | None, focus: list[float] | None
) -> Row[Any]:
    """Keep an upload until it is decoded."""
    kind = kind_of(services, upload)
    if thumbnail is not None:
        kind_of(services, thumbnail, only_images=True)
    media_id, now, words = services.ids.next(), services.clock.now(), described(description)
    key, cover_key = await _kept(services, upload), await _kept(services, thumbnail) if thumbnail is not None else None
    row = {
        "id": media_id, "account_id": account_id, "state": "queued", "type": kind.type, "upload_key": key, "thumbnail_key": cover_key,
        "description": words, "focus": focus, "created_at": now,
    }  # fmt: skip
    async with services.db.begin() as unit:
        await unit.connection.execute(insert(t.media).values(row))
        await unit.emit("media", "media.uploaded", media_id, {"media_id": str(media_id)})
        await expect_use(services, unit, [media_id])
        return (await unit.connection.execute(select(t.media).where(m.id == media_id))).one()


async def expect_use(services: Services, unit: Unit, ids: Collection[int]) -> None:
    """Look again in some hours whether a post uses the files; if none does, they go."""
    for media_id in ids:
        delay = services.settings.orphan_hours * HOUR_MS
        await unit.emit("media", "media.unused", media_id, {"media_id": str(media_id)}, delay_ms=delay)


async def _kept(services: Services, upload: Upload) -> str:
    key = f"{UPLOADS}{secrets.token_hex(16)}"
    await services.blob.put(key, upload.pieces(), "application/octet-stream")
    return key


def described(text: str | None) -> str | None:
    """A description that is short enough."""
    if text is not None and len(text) > DESCRIPTION:
        raise Invalid(f"Validation failed: Description is too long (maximum is {DESCRIPTION} characters)")
    return text or None


def focused(text: str | None) -> list[float] | None:
    """`x,y`, each from -1 to 1."""
    if not text:
        return None
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise Invalid("Validation failed: Focus must be two numbers, x,y") from None
    if not (abs(x) <= 1 and abs(y) <= 1):  # what is no number isn't less than one, either
        raise Invalid("Validation failed: Focus must be between -1 and 1")
    return [x, y]


async def own(connection: AsyncConnection, account_id: int, media_id: int, *, unused: bool = False) -> Row[Any]:
    """An upload of somebody's own; with `unused` one that no post has."""
    query = select(t.media).where(m.id == media_id, m.account_id == account_id)
    row = (await connection.execute(query.where(m.status_id.is_(None)) if unused else query)).first()
    if row is None:
        raise NotFound
    return row


async def describe(services: Services, account_id: int, media_id: int, changes: dict[str, Any], thumbnail: Upload | None) -> Row[Any]:
    """Change description, focus and thumbnail of an upload that isn't used yet."""
    async with services.db.read() as connection:
        before = await own(connection, account_id, media_id, unused=True)
    if thumbnail is not None and before.state == "ready" and before.type != "image":
        changes = {**changes, "preview_key": await picture(services, thumbnail, (640, 360))}
    async with services.db.begin() as unit:
        if changes:
            await unit.connection.execute(update(t.media).where(m.id == media_id, m.status_id.is_(None)).values(**changes))
        return await own(unit.connection, account_id, media_id)


# --- decoding -----------------------------------------------------------------------------------------------------------------------
async def process(services: Services, media_id: int) -> bool:
    """Decode an upload. False: somebody else is at it. Whoever comes second finds it done, or throws its own copy away."""
    row = await _claimed(services, media_id)
    if row is None:
        return True
    if row.state == "busy":
        return False
    try:
        changes = await _decoded(services, row)
    except CannotDecode as error:
        changes = {"state": "failed", "error": str(error)}
    except BaseException:
        # Others needn't wait for the end of a claim that nobody works on.
        await _release(services, media_id)
        raise
    async with services.db.begin() as unit:
        done = update(t.media).where(m.id == media_id, m.state == "queued")
        fresh = (await unit.connection.execute(done.values(**changes, claimed_until=None, upload_key=None, thumbnail_key=None))).rowcount
    ours = [row.upload_key, row.thumbnail_key] if fresh else [changes.get("key"), changes.get("preview_key")]
    await services.blob.delete([key for key in ours if key])
    return True


@dataclass(frozen=True)
class _Busy:
    state: str = "busy"


async def _claimed(services: Services, media_id: int) -> Any:
    """The row, ours for a while; None if there is nothing to do, busy if it is somebody else's."""
    now = services.clock.now()
    async with services.db.begin() as unit:
        free = or_(m.claimed_until.is_(None), m.claimed_until < now)
        mine = update(t.media).where(m.id == media_id, m.state == "queued", free).values(claimed_until=now + CLAIM_MS)
        taken = (await unit.connection.execute(mine)).rowcount
        row = (await unit.connection.execute(select(t.media).where(m.id == media_id))).first()
    if row is None or row.state != "queued":
        return None
    return row if taken else _Busy()


async def _release(services: Services, media_id: int) -> None:
    async with services.db.begin() as unit:
        await unit.connection.execute(update(t.media).where(m.id == media_id).values(claimed_until=None))


async def _decoded(services: Services, row: Row[Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made, sha256 = await _decode(services, row.upload_key, folder)
        key = await _stored(services, made.file, made.content_type)
        preview = await _stored(services, made.preview) if made.preview else None
    if row.thumbnail_key and made.type != "image":
        with tempfile.TemporaryDirectory() as name:
            thumbnail, _ = await _decode(services, row.thumbnail_key, Path(name), box=(640, 360))
            await services.blob.delete([preview] if preview else [])
            preview = await _stored(services, thumbnail.file)
            made = _with_cover(made, thumbnail)
    return {
        "state": "ready", "type": made.type, "key": key, "preview_key": preview, "content_type": made.content_type, "meta": dict(made.meta),
        "blurhash": made.blurhash, "sha256": sha256, "dhash": made.dhash, "error": None,
    }  # fmt: skip


def _with_cover(made: Decoded, cover: Decoded) -> Decoded:
    meta = {**made.meta, "small": cover.meta["original"]}
    return Decoded(made.type, made.file, made.content_type, cover.file, meta, cover.blurhash, made.dhash)


async def _decode(services: Services, key: str, folder: Path, *, box: tuple[int, int] | None = None) -> tuple[Decoded, str]:
    """Fetch a file and decode it in a folder of its own; the hash is that of what was sent."""
    source, digest, head = folder / "source", hashlib.sha256(), b""
    try:
        with source.open("wb") as file:
            async for piece in services.blob.stream(key):
                head = head or piece[:HEAD]
                digest.update(piece)
                file.write(piece)
    except KeyError:
        raise CannotDecode("The upload is no longer there") from None
    kind = sniff(head)
    if kind is None:
        raise CannotDecode("The file is of no kind that is taken")
    return await services.decoder.decode(source, kind, folder, box=box), digest.hexdigest()


async def _stored(services: Services, file: Path, content_type: str = "") -> str:
    ending = file.suffix.removeprefix(".")
    key = f"{OPEN}{secrets.token_hex(16)}.{ending}"
    await services.blob.put(key, file.read_bytes(), content_type or CONTENT_TYPES[ending])
    return key


async def picture(services: Services, upload: Upload, box: tuple[int, int]) -> str:
    """The key of a picture cut to a shape, at once: for avatars and headers. Invalid for what is no picture."""
    kind = kind_of(services, upload, only_images=True)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "source")
        with source.open("wb") as file:
            async for piece in upload.pieces():
                file.write(piece)
        try:
            made = await services.decoder.decode(source, kind, Path(name), box=box)
        except CannotDecode as error:
            raise Invalid(f"Validation failed: {error}") from error
        return await _stored(services, made.file, made.content_type)


# --- unused -------------------------------------------------------------------------------------------------------------------------
async def discard_unused(services: Services, media_id: int) -> None:
    """Remove an upload that nothing uses, neither a post nor a plan for one; what was taken off a post lately has its time from then."""
    async with services.db.begin() as unit:
        row = (await unit.connection.execute(select(t.media).where(m.id == media_id).with_for_update())).first()
        if row is None or await _used(unit, row):
            return
        left = row.created_at + services.settings.orphan_hours * HOUR_MS - services.clock.now()
        if left > 0:
            await unit.emit("media", "media.unused", media_id, {"media_id": str(media_id)}, delay_ms=left)
            return
        keys = [key for key in (row.key, row.preview_key, row.upload_key, row.thumbnail_key) if key]
        await unit.connection.execute(delete(t.media).where(m.id == media_id))
        await unit.emit("media", "media.moved", media_id, {"keys": keys})


async def _used(unit: Unit, row: Row[Any]) -> bool:
    post = select(t.statuses.c.id).where(t.statuses.c.id == row.status_id, t.statuses.c.deleted_at.is_(None))
    plan = select(t.scheduled.c.id).where(t.scheduled.c.id == row.status_id, t.scheduled.c.done_at.is_(None))
    return any([(await unit.connection.execute(query)).first() is not None for query in (post, plan)])
