"""Uploads: what is made of them, who may fetch them, and what is refused."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select, update

from social import tables as t
from social.adapters.decoder import process as decoding
from social.app import media as uploads
from social.domain.files import Kind, sniff
from social.ports.decoder import CannotDecode
from social.ports.queue import Ack, Envelope, Retry
from social.workers import registry
from tests import files
from tests.world import Person, World

needs_ffmpeg = pytest.mark.skipif(not files.HAS_FFMPEG and os.environ.get("REQUIRE_SERVICES") != "1", reason="ffmpeg is not installed")


async def send(person: Person, data: bytes, status: int = 202, *, name: str = "a.jpg", kind: str = "image/jpeg", **fields: str) -> Any:
    """Upload as clients do."""
    return await person.call("POST", "/api/v2/media", status, files={"file": (name, data, kind)}, data=fields)


async def ready(world: World, person: Person, data: bytes, **fields: str) -> Any:
    """An upload that is decoded."""
    made = await send(person, data, **fields)
    await world.settle()
    return await person.get(f"media/{made['id']}")


async def fetch(world: World, address: str, **headers: str) -> httpx.Response:
    """Get a file without a token."""
    return await world.client.get(address, headers=headers)


async def left(world: World) -> list[str]:
    """Keys of everything that is stored."""
    return await world.services.blob.list("")


async def test_an_image_is_written_anew(world: World) -> None:
    """202 and 206 until it is decoded; upright, without what the camera said, with a small copy, blurhash and focus."""
    ann = await world.person()
    made = await send(ann, files.with_exif(), description="Two colours", focus="-0.5,0.3")
    assert (made["url"], made["preview_url"], made["type"]) == (None, None, "image")
    assert (await ann.get(f"media/{made['id']}", 206))["url"] is None
    await world.settle()
    found = await ann.get(f"media/{made['id']}")
    assert found["description"] == "Two colours"
    assert found["meta"]["focus"] == {"x": -0.5, "y": 0.3}
    assert found["meta"]["original"] == {"width": 80, "height": 120, "size": "80x120", "aspect": 80 / 120}
    assert len(found["blurhash"]) == 36
    answer = await fetch(world, found["url"])
    assert answer.headers["content-type"] == "image/jpeg"
    assert b"SECRET" not in answer.content
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (80, 120)
    assert dict(picture.getexif()) == {}
    # Turned clockwise by a quarter, the red left half is on top.
    assert [picture.getpixel((40, y))[0] > 150 for y in (10, 110)] == [True, False]  # type: ignore[index]
    assert (await fetch(world, found["preview_url"])).status_code == 200
    assert not [key for key in await left(world) if key.startswith("uploads/")], "what was sent is not kept"


@pytest.mark.parametrize(
    ("data", "content_type", "mode"),
    [
        (files.image("PNG"), "image/png", "RGB"),
        (files.transparent(), "image/png", "RGBA"),
        (files.image("WEBP"), "image/webp", "RGB"),
        (files.gif(1), "image/png", "RGB"),
    ],
)
async def test_formats_keep_what_they_can(world: World, data: bytes, content_type: str, mode: str) -> None:
    """The type comes from the content: all of them are sent as JPEG. A GIF that doesn't move is a picture."""
    found = await ready(world, await world.person(), data)
    assert found["type"] == "image"
    answer = await fetch(world, found["url"])
    assert answer.headers["content-type"] == content_type
    assert Image.open(io.BytesIO(answer.content)).mode == mode


async def test_large_images_are_made_smaller(world: World) -> None:
    """Up to the limit they are taken; what is shown has at most 8.3 million points, and the copy 230,400."""
    found = await ready(world, await world.person(), files.image(size=(6_000, 4_000)))
    original, small = found["meta"]["original"], found["meta"]["small"]
    assert 7_500_000 < original["width"] * original["height"] <= 8_294_400
    assert 200_000 < small["width"] * small["height"] <= 230_400
    assert abs(original["aspect"] - 1.5) < 0.01


async def test_v1_waits(world: World) -> None:
    """The answer has the address; the message that comes later finds nothing to do."""
    ann = await world.person()
    found = await ann.call("POST", "media", files={"file": ("a.png", files.image("PNG"), "image/png")})
    assert (await fetch(world, found["url"])).status_code == 200
    before = await left(world)
    await world.settle()
    assert await left(world) == before


async def test_hidden_data_of_polyglots_is_gone(world: World) -> None:
    """A picture that is a page or an archive as well is only a picture afterwards."""
    ann = await world.person()
    for extra in (files.HTML, b"PK\x03\x04SECRET"):
        found = await ready(world, ann, files.image() + extra)
        assert extra not in (await fetch(world, found["url"])).content


@pytest.mark.parametrize("case", files.REFUSED)
async def test_what_is_no_media_is_refused(world: World, case: str) -> None:
    """At once, whatever its name and type say; nothing of it stays."""
    name, kind, make = files.REFUSED[case]
    refused = await send(await world.person(), make(), 422, name=name, kind=kind)
    assert "content type is invalid" in refused["error"]
    assert await left(world) == []


@pytest.mark.parametrize("case", files.FAILED)
async def test_bad_files_fail(world: World, case: str) -> None:
    """Bombs, damaged files and liars: 422 with a reason, and no post can have them."""
    ann = await world.person()
    made = await send(ann, files.FAILED[case]())
    await world.settle()
    failed = await ann.get(f"media/{made['id']}", 422)
    assert failed["error"].startswith("Validation failed: File ")
    assert (await world.row(t.media, id=int(made["id"]))).state == "failed"
    assert "failed to process" in (await ann.call("POST", "statuses", 422, json={"status": "x", "media_ids": [made["id"]]}))["error"]
    assert await left(world) == []


@needs_ffmpeg
@pytest.mark.parametrize("case", files.FAILED_FILMS)
async def test_bad_films_fail(world: World, case: str) -> None:
    """Containers of something else, and films beyond the limits."""
    ann = await world.person()
    failed = await ann.call("POST", "media", 422, files={"file": ("a.mp4", files.FAILED_FILMS[case](), "video/mp4")})
    assert failed["error"].startswith("Validation failed: File ")
    assert await left(world) == []


@needs_ffmpeg
@pytest.mark.parametrize("form", ["hls", "concat"])
async def test_a_playlist_leads_nowhere(tmp_path: Path, form: str) -> None:
    """Even if one were taken for a film: no address in it is asked. That ffmpeg would ask, if it were let, is tried first."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        where = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/a.ts"
        hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{where}\n#EXT-X-ENDLIST\n"
        source = tmp_path / "list"
        source.write_text(hls if form == "hls" else f"ffconcat version 1.0\nfile '{where}'\n")
        let = ["-protocol_whitelist", "file,http,tcp", *(["-safe", "0"] if form == "concat" else []), "-f", form, "-i", str(source)]
        child = await asyncio.create_subprocess_exec("ffprobe", "-v", "quiet", *let)
        await asyncio.wait_for(child.wait(), 20)
        assert asked.pop(0).startswith(b"GET /a.ts")
        asked.clear()
        with pytest.raises(CannotDecode):
            await decoding.ProcessDecoder(10**7, 10**8, 20, "ffmpeg").decode(source, Kind("video/mp4", "video", form), tmp_path)
        assert asked == []


@needs_ffmpeg
async def test_films_are_converted(world: World) -> None:
    """To mp4 with a first picture; who made them isn't told."""
    ann = await world.person()
    found = await ready(world, ann, files.webm(), name="a.webm")
    assert found["type"] == "video"
    meta = found["meta"]
    assert (meta["original"]["width"], meta["original"]["height"]) == (64, 46)
    assert 0.8 < meta["original"]["duration"] < 1.3
    assert meta["audio_encode"] == "aac"
    answer = await fetch(world, found["url"])
    assert answer.headers["content-type"] == "video/mp4"
    assert b"SECRET" not in answer.content
    assert b"avc1" in answer.content
    assert Image.open(io.BytesIO((await fetch(world, found["preview_url"])).content)).format == "JPEG"
    assert found["blurhash"]


@needs_ffmpeg
async def test_a_film_may_have_a_cover(world: World) -> None:
    """Its thumbnail is what people see before; one that is no picture is refused."""
    ann = await world.person()
    parts = {
        "file": ("a.webm", files.webm(), "video/webm"),
        "thumbnail": ("a.png", files.image("PNG", (1000, 900), "#00ff00"), "image/png"),
    }
    found = await ann.call("POST", "media", files=parts)
    cover = Image.open(io.BytesIO((await fetch(world, found["preview_url"])).content)).convert("RGB")
    assert cover.size == (640, 360)
    assert cover.getpixel((10, 10)) == (0, 255, 0)
    assert found["meta"]["small"]["width"] == 640
    await ann.call("POST", "media", 422, files={**parts, "thumbnail": ("a.png", files.SVG, "image/png")})
    other = await ann.call(
        "PUT", f"media/{found['id']}", files={"thumbnail": ("b.png", files.image("PNG", (800, 800), "#ff0000"), "image/png")}
    )
    assert other["preview_url"] != found["preview_url"]


@needs_ffmpeg
async def test_sounds_and_moving_pictures(world: World) -> None:
    """Sound becomes mp3 and has no preview; a GIF that moves becomes a silent film."""
    ann = await world.person()
    tone = await ready(world, ann, files.sound(), name="a.ogg")
    assert (tone["type"], tone["preview_url"]) == ("audio", None)
    assert tone["meta"]["original"]["duration"] > 0.9
    assert b"SECRET" not in (await fetch(world, tone["url"])).content
    moving = await ready(world, ann, files.gif(4), name="a.gif")
    assert (moving["type"], moving["meta"]["original"]["width"]) == ("gifv", 40)


@pytest.mark.settings(ffmpeg="no-such-program")
async def test_without_ffmpeg(world: World) -> None:
    """Films are refused with a plain reason; pictures work, moving ones as well."""
    ann = await world.person()
    failed = await ann.call("POST", "media", 422, files={"file": ("a.mp3", b"ID3\x04" + b"\x00" * 100, "audio/mpeg")})
    assert "ffmpeg" in failed["error"]
    assert (await ready(world, ann, files.image()))["type"] == "image"
    moving = await ready(world, ann, files.gif(4), name="a.gif")
    assert moving["type"] == "image"
    assert Image.open(io.BytesIO((await fetch(world, moving["url"])).content)).n_frames == 4  # type: ignore[attr-defined]


@pytest.mark.settings(image_bytes=20_000, video_bytes=60_000)
async def test_sizes_are_limited_while_they_arrive(world: World) -> None:
    """An image above its limit is refused by kind; a body above all limits before it is read to its end."""
    ann = await world.person()
    refused = await send(ann, files.image("PNG") + b"\x00" * 30_000, 422)
    assert "must be less than" in refused["error"]
    read = 0

    async def endless() -> Any:
        nonlocal read
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + files.image()
        for _ in range(1_000):
            read += 100_000
            yield b"\x00" * 100_000

    headers = {**ann.headers, "Content-Type": "multipart/form-data; boundary=b"}
    answer = await world.client.post("/api/v2/media", content=endless(), headers=headers)
    assert answer.status_code == 422
    assert await left(world) == []
    announced = {**headers, "Content-Length": "5000000000"}
    assert (await world.client.post("/api/v2/media", content=b"", headers=announced)).status_code == 422


async def test_a_form_must_hold_a_file(world: World) -> None:
    """Without one, with text in its place, broken or no form at all: a refusal, never a failure."""
    ann = await world.person()
    await ann.call("POST", "/api/v2/media", 422, json={"file": "x"})
    await ann.call("POST", "/api/v2/media", 422, data={"file": "x"})
    await ann.call("POST", "/api/v2/media", 422, files={"other": ("a.jpg", files.image(), "image/jpeg")})
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    await ann.call("POST", "/api/v2/media", 400, content=b"no form", headers=headers)
    await ann.call("POST", "/api/v2/media", 400, content=b"x", headers={"Content-Type": "multipart/form-data"})
    for focus in ("1", "1,2,3", "2,0", "nan,0", "x,y"):
        await send(ann, files.image(), 422, focus=focus)
    await send(ann, files.image(), 422, description="x" * 1_501)
    assert await left(world) == []


async def test_only_its_owner_has_an_upload(world: World) -> None:
    """Others find nothing, and can't attach it; once a post has it, it is changed by changing the post."""
    ann, bob = await world.people(2)
    found = await ready(world, ann, files.image())
    await bob.get(f"media/{found['id']}", 404)
    await bob.call("PUT", f"media/{found['id']}", 404, json={"description": "mine"})
    await bob.call("POST", "statuses", 422, json={"status": "x", "media_ids": [found["id"]]})
    changed = await ann.call("PUT", f"media/{found['id']}", json={"description": "seen", "focus": "0.1,0.2"})
    assert (changed["description"], changed["meta"]["focus"]) == ("seen", {"x": 0.1, "y": 0.2})
    post = await ann.say("look", media_ids=[found["id"]])
    assert post["media_attachments"][0]["description"] == "seen"
    assert post["media_attachments"][0]["url"] == found["url"]
    await ann.call("PUT", f"media/{found['id']}", 404, json={"description": "later"})
    await ann.call("POST", "statuses", 422, json={"status": "again", "media_ids": [found["id"]]})


async def test_unready_uploads_wait(world: World) -> None:
    """A post with an upload that isn't decoded yet is refused."""
    ann = await world.person()
    made = await send(ann, files.image())
    assert "not finished" in (await ann.call("POST", "statuses", 422, json={"status": "x", "media_ids": [made["id"]]}))["error"]


@pytest.mark.parametrize("visibility", ["private", "direct"])
async def test_files_of_posts_for_few_are_sealed(world: World, visibility: str) -> None:
    """Their address is signed; the plain one, one with a changed signature and the one from before are refused."""
    ann = await world.person()
    before = await ready(world, ann, files.image())
    post = await ann.say("for few", media_ids=[before["id"]], visibility=visibility)
    await world.settle()
    for name in ("url", "preview_url"):
        address = post["media_attachments"][0][name]
        answer = await fetch(world, address)
        assert answer.status_code == 200
        assert "private" in answer.headers["cache-control"]
        assert (await fetch(world, address.split("?")[0])).status_code == 404
        assert (await fetch(world, address[:-1] + ("0" if address[-1] != "0" else "1"))).status_code == 404
        assert (await fetch(world, before[name])).status_code == 404
    public = await ann.say("for all", media_ids=[(await ready(world, ann, files.image()))["id"]])
    assert "?" not in public["media_attachments"][0]["url"]
    raw = (await send(ann, files.image()))["id"]
    key = (await world.row(t.media, id=int(raw))).upload_key
    assert (await fetch(world, f"/media/{key}")).status_code == 404, "what was sent isn't shown to anybody"


async def test_files_are_served_in_parts(world: World) -> None:
    """Ranges as players want them; never sniffed, never run, kept for ever."""
    found = await ready(world, await world.person(), files.image("PNG"))
    whole = await fetch(world, found["url"])
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in whole.headers["content-security-policy"]
    assert whole.headers["content-disposition"] == "inline"
    assert "immutable" in whole.headers["cache-control"]
    assert whole.headers["access-control-allow-origin"] == "*"
    size = len(whole.content)
    for text, part in (
        ("bytes=0-9", slice(0, 10)),
        ("bytes=5-", slice(5, None)),
        ("bytes=-7", slice(size - 7, None)),
        ("bytes=3-999999", slice(3, None)),
    ):
        answer = await fetch(world, found["url"], range=text)
        assert answer.status_code == 206
        assert answer.content == whole.content[part]
        assert answer.headers["content-range"].endswith(f"/{size}")
    for text in (f"bytes={size}-", "bytes=9-3", "bytes=-0"):
        assert (await fetch(world, found["url"], range=text)).status_code == 416
    for text in ("bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=a-b"):
        assert (await fetch(world, found["url"], range=text)).content == whole.content
    head = await world.client.head(found["url"])
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(size), b"")
    for path in (
        "/media/",
        "/media/open",
        "/media/open/none.jpg",
        "/media/..%2f..%2fsecret.key",
        "/media/open/%2e%2e/%2e%2e/social.db",
        "/media/open/x%00.jpg",
    ):
        assert (await fetch(world, path)).status_code == 404, path


async def test_what_nobody_uses_is_removed(world: World) -> None:
    """After its hours: uploads without a post, and those whose post was deleted; not those of posts and plans."""
    ann = await world.person()
    lone, used, gone = [await ready(world, ann, files.image(colour=colour)) for colour in ("red", "green", "white")]
    await ann.say("keep", media_ids=[used["id"]])
    post = await ann.say("delete", media_ids=[gone["id"]])
    async with world.services.db.begin() as unit:
        now = world.services.clock.now()
        await unit.connection.execute(update(t.statuses).where(t.statuses.c.id == int(post["id"])).values(deleted_at=now))
        await unit.connection.execute(update(t.outbox).where(t.outbox.c.type == "media.unused").values(due_at=now))
    await world.settle()
    assert (await fetch(world, lone["url"])).status_code == 200, "its hours aren't over: the message was sent on"
    async with world.services.db.begin() as unit:
        await unit.connection.execute(update(t.media).values(created_at=0))
        await unit.connection.execute(update(t.outbox).where(t.outbox.c.type == "media.unused").values(due_at=0))
    await world.settle()
    assert [(await fetch(world, each["url"])).status_code for each in (lone, used, gone)] == [404, 200, 404]
    assert await world.row(t.media, id=int(lone["id"])) is None
    assert len(await left(world)) == 2


async def test_messages_may_come_twice(world: World) -> None:
    """The second decoding does nothing, and while somebody is at it, another waits."""
    ann = await world.person()
    made = await send(ann, files.image())
    envelope = Envelope("media.uploaded", "1", made["id"], {"media_id": made["id"]})
    first, second = await asyncio.gather(*[registry.handle("media", envelope, world.services) for _ in range(2)])
    assert sorted([first, second], key=str) == [Ack(), Retry(60)]
    assert await registry.handle("media", envelope, world.services) == Ack()
    assert len(await left(world)) == 2
    assert await registry.handle("media", Envelope("media.uploaded", "2", "1", {"media_id": "1"}), world.services) == Ack()


async def test_a_slow_file_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A decoder that hangs is ended with everything that it started; it has been told nothing but its job."""
    script = tmp_path / "child.py"
    monkeypatch.setattr(decoding, "SCRIPT", script)
    for name, value in (("PICTURE_SECONDS", 1), ("GRACE_SECONDS", 0)):
        monkeypatch.setattr(decoding, name, value)
    monkeypatch.setenv("SOCIAL_SECRET_KEY", "SECRET")
    told = "import json, os; print(json.dumps({'refused': ' '.join(os.environ)}))"
    ann = await world.person()
    for text, reason in (("import time; time.sleep(60)", "too long"), ("import os; os.abort()", "can't be decoded"), (told, "PATH")):
        script.write_text(text)
        failed = await ann.call("POST", "media", 422, files={"file": ("a.jpg", files.image(), "image/jpeg")})
        assert reason in failed["error"]
        assert "SOCIAL" not in failed["error"], "the decoder has no secrets"


def test_the_decoder_is_confined() -> None:
    """Memory, processor time and output are limited before the file is opened."""
    program = f"""
import runpy, json, resource
runpy.run_path({str(decoding.SCRIPT)!r})["confine"]({{"seconds": 1, "memory": 300_000_000, "bytes": 1000}})
limits = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)
print(json.dumps([resource.getrlimit(each)[1] for each in limits]), flush=True)
bytearray(400_000_000)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout) == [1, 300_000_000, 1000]
    assert "MemoryError" in done.stderr


def test_sniffing_needs_more_than_a_name() -> None:
    """Bytes that begin like sound but can't be a frame are nothing."""
    assert sniff(b"\xff\xfb\x90\x64") is not None
    assert sniff(b"\xff\xff\xff\xff") is None
    assert sniff(b"\xff\xe1\x00\x00") is None
    assert sniff(b"") is None


_KILLED = """
import asyncio, sys, json
from social.settings import Settings
from social.wiring import wire
from social.workers import registry

async def main():
    services = wire(Settings(**json.loads(sys.argv[1])))
    registry.load()
    [delivery] = await services.queue.receive("media", 1, 5)
    await registry.handle("media", delivery.envelope, services)

asyncio.run(main())
"""


@needs_ffmpeg
async def test_a_worker_that_dies_loses_nothing(world: World) -> None:
    """Killed in the middle of a film: the message comes again when its time is over, and another worker makes the film."""
    from social.workers.relay import relay_once

    ann = await world.person()
    made = await send(ann, files.long_film(), name="a.mp4")
    await relay_once(world.services)
    settings = world.services.settings.model_dump(mode="json") | {"secret_key": "k" * 40}
    settings["redis_url"] = world.services.settings.redis_url.get_secret_value() if world.services.settings.redis_url else None
    worker = subprocess.Popen(
        [sys.executable, "-c", _KILLED, json.dumps({name: value for name, value in settings.items() if value is not None})]
    )
    for _ in range(200):
        row = await world.row(t.media, id=int(made["id"]))
        if row.claimed_until is not None:
            break
        await asyncio.sleep(0.05)
    assert row.claimed_until is not None, "the worker didn't begin"
    await asyncio.sleep(0.3)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(10) == -signal.SIGKILL
    assert (await world.row(t.media, id=int(made["id"]))).state == "queued"
    depth = await world.services.queue.depth("media")
    assert depth.in_flight + depth.waiting >= 1, "the message is still the dead worker's"
    # What time does: the claim ends, and the broker delivers again.
    await world.change(t.media, int(made["id"]), claimed_until=1)
    again = Envelope("media.uploaded", "1", made["id"], {"media_id": made["id"]}, attempt=2)
    assert await registry.handle("media", again, world.services) == Ack()
    assert (await ann.get(f"media/{made['id']}"))["type"] == "video"
    async with world.services.db.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(t.media))).scalar_one() == 1


async def test_thumbnails_of_pictures_are_cut_to_shape(world: World) -> None:
    """What profiles use, too."""

    async def pieces() -> Any:
        yield files.image(size=(1_000, 500))

    upload = uploads.Upload(files.image()[:64], 1_000, pieces)
    key = await uploads.picture(world.services, upload, (400, 400))
    assert Image.open(io.BytesIO(await world.services.blob.get(key))).size == (400, 400)
