"""Folders and buckets keep the contract of the port, and what only one of them can get wrong."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from social import tables as t
from social.adapters.blob.objects import ObjectBlob, in_bucket, in_folder
from social.app.passwords import hashed
from social.domain.errors import Unavailable
from social.http.app import build, closed
from social.settings import Settings
from social.wiring import wire
from tests import files
from tests.conftest import free_port, missing
from tests.contracts.blob import *  # noqa: F403 - the contract's tests run here
from tests.schemas import check
from tests.test_media import ready
from tests.world import MovableClock, World

OWN = "http://localhost:3000/media"
CDN = "https://cdn.example.com"
SECRET = b"k" * 32
FOREIGN = Path("/dev/shm")


@dataclass(frozen=True)
class Bucket:
    """An empty bucket on a server of ours, and the SDK's client to look into it."""

    url: str
    name: str
    client: Any


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """S3 by moto, on loopback."""
    try:
        from moto.server import ThreadedMotoServer
    except ImportError:
        missing("moto")
    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Credentials and endpoint are in the environment, as obstore and boto3 expect them."""
    import boto3

    found = {"ACCESS_KEY_ID": "of-a-test", "SECRET_ACCESS_KEY": "of-a-test", "REGION": "eu-west-1", "ENDPOINT_URL": s3_server}
    for name, value in found.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    client = boto3.client("s3", region_name="eu-west-1", endpoint_url=s3_server)
    name = f"media-{uuid.uuid4().hex}"
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return Bucket(f"s3://{name}/pre/fix", name, client)


# Another bucket, such as one of Azurite or of a real cloud, with the cloud's own variables beside it.
ELSEWHERE = os.environ.get("TEST_BLOB_URL")


@pytest.fixture(params=["folder", "bucket", *(["elsewhere"] if ELSEWHERE else [])])
def blob(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectBlob:
    """An empty store."""
    if request.param == "elsewhere":
        return in_bucket(f"{ELSEWHERE}/{uuid.uuid4().hex}", CDN, OWN, SECRET)
    if request.param == "folder":
        return in_folder(tmp_path / "media", OWN, SECRET)
    return in_bucket(request.getfixturevalue("bucket").url, CDN, OWN, SECRET)


async def _large(*, broken: bool = False) -> AsyncIterator[bytes]:
    """More than one part of an upload."""
    for _ in range(12):
        yield os.urandom(1_000_000)
    if broken:
        raise ConnectionError


async def test_large_files_come_in_parts_and_leave_none(bucket: Bucket) -> None:
    """What breaks off after parts were sent isn't kept, nor paid for."""
    blob = in_bucket(bucket.url, OWN, OWN, SECRET)
    await blob.put("open/a.bin", _large(), "application/octet-stream")
    head = bucket.client.head_object(Bucket=bucket.name, Key="pre/fix/open/a.bin")
    assert head["ContentLength"] == 12_000_000
    assert head["ETag"].strip('"').endswith("-3")
    with pytest.raises(ConnectionError):
        await blob.put("open/b.bin", _large(broken=True), "application/octet-stream")
    assert "Uploads" not in bucket.client.list_multipart_uploads(Bucket=bucket.name)
    assert await blob.list("") == ["open/a.bin"]


@pytest.mark.parametrize(
    ("key", "kind", "shown", "cached"),
    [
        ("open/a.png", "image/png", "inline", "public, max-age=31536000, immutable"),
        ("exports/a", "application/zip", "attachment", "private, max-age=3600"),
        ("uploads/a", "text/html", "attachment", "private, max-age=3600"),
    ],
)
async def test_a_bucket_answers_as_we_would(bucket: Bucket, key: str, kind: str, shown: str, cached: str) -> None:
    """With the type, how to show it and how long to keep it."""
    await in_bucket(bucket.url, OWN, OWN, SECRET).put(key, b"x", kind)
    head = bucket.client.head_object(Bucket=bucket.name, Key=f"pre/fix/{key}")
    assert (head["ContentType"], head["ContentDisposition"], head["CacheControl"]) == (kind, shown, cached)


async def test_a_bucket_that_is_down_is_no_missing_file(s3_server: str, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks is told to come again, also when there is no such bucket."""
    with pytest.raises(Unavailable):
        await in_bucket("s3://nowhere", OWN, OWN, SECRET).put("open/a", b"x", "text/plain")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    down = in_bucket(bucket.url, OWN, OWN, SECRET)
    for call in (
        down.get("open/a"),
        down.put("open/a", b"x", "text/plain"),
        down.size("open/a"),
        down.copy("open/a", "open/b"),
        down.list(""),
    ):
        with pytest.raises(Unavailable):
            await call


async def test_a_folder_may_span_file_systems(tmp_path: Path) -> None:
    """A copy is a second name where that can be, and bytes where it can't; nothing else is left behind."""
    blob = in_folder(tmp_path, OWN, SECRET)
    await blob.put("open/a", b"first", "text/plain")
    for _ in range(2):
        await blob.copy("open/a", "sealed/a")
    assert (tmp_path / "sealed/a").stat().st_ino == (tmp_path / "open/a").stat().st_ino
    if not FOREIGN.exists() or FOREIGN.stat().st_dev == tmp_path.stat().st_dev:
        missing("another file system")
    other = FOREIGN / f"social-{uuid.uuid4().hex}"
    other.mkdir()
    (tmp_path / "other").symlink_to(other)
    try:
        await blob.copy("open/a", "other/a")
        await blob.delete(["open/a"])
        assert await blob.get("other/a") == b"first"
        assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "open", "other", "sealed"]
    finally:
        (other / "a").unlink(missing_ok=True)
        other.rmdir()


@pytest.fixture
async def afar(bucket: Bucket, settings: Settings) -> AsyncIterator[World]:
    """The application with its files in a bucket, behind a CDN."""
    services = wire(settings.model_copy(update={"blob_url": bucket.url, "media_url": CDN, "erase_grace_days": 0}), MovableClock())
    transport = httpx.ASGITransport(app=build(services))
    async with httpx.AsyncClient(transport=transport, base_url=services.settings.base_url, event_hooks={"response": [check]}) as client:
        yield World(services, client)
    await closed(services)


async def _led(world: World, address: str) -> str:
    """Where an address of ours leads to."""
    answer = await world.client.get(address)
    assert answer.status_code == 302
    assert answer.headers["cache-control"] == "private, max-age=300"
    return answer.headers["location"]


async def test_files_live_in_the_bucket(bucket: Bucket, afar: World) -> None:
    """Public ones are the CDN's; sealed ones an address of ours leads to, for whoever has it whole; erasure leaves nothing."""
    ann = await afar.person()
    public = await ready(afar, ann, files.image())
    key = public["url"].removeprefix(f"{CDN}/")
    stored = bucket.client.get_object(Bucket=bucket.name, Key=f"pre/fix/{key}")
    assert (stored["ContentType"], stored["Body"].read(2)) == ("image/jpeg", b"\xff\xd8")
    post = await ann.say("for few", media_ids=[public["id"]], visibility="private")
    await afar.settle()
    address = post["media_attachments"][0]["url"]
    assert address.startswith(f"{OWN}/sealed/")
    assert (await afar.client.get(address.partition("?")[0])).status_code == 404
    assert (await afar.client.head(address)).headers["content-length"] == str(stored["ContentLength"])
    there = await _led(afar, address)
    assert httpx.get(there).content[:2] == b"\xff\xd8"
    assert httpx.get(there, headers={"Range": "bytes=0-9"}).status_code == 206
    assert httpx.get(there.partition("?")[0]).status_code == 403
    await ann.call("POST", "/api/x/v1/exports", 202)
    await afar.settle()
    (export,) = await ann.get("/api/x/v1/exports")
    assert httpx.get(await _led(afar, export["url"])).content[:2] == b"PK"
    assert await afar.services.blob.list("open/") == []
    await afar.change(t.users, (await afar.row(t.users)).id, password=await hashed("correct horse battery"))
    await ann.call("DELETE", "/api/x/v1/account", 202, json={"password": "correct horse battery"})
    await afar.settle()
    assert await afar.services.blob.list("") == []


def test_addresses_of_buckets_hold_no_secrets() -> None:
    """Nor anything but a bucket and a folder."""
    for good in ("s3://media", "az://media/one/two", "gs://media.example.com/social"):
        assert Settings(blob_url=good).blob_url == good
    for bad in (
        "s3://",
        "s3://key:secret@media",
        "s3://media?secret=x",
        "file:///etc",
        "https://example.com/x",
        "s3://media/../x",
        "media",
    ):
        with pytest.raises(ValueError, match="blob_url"):
            Settings(blob_url=bad)


def test_azure_without_an_account_is_said_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line, with the variable; a Google bucket needs nothing more."""
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    with pytest.raises(ValueError, match=r"^SOCIAL_BLOB_URL: .*Account must be specified$"):
        wire(Settings(blob_url="az://media", data_dir=tmp_path))
    assert wire(Settings(blob_url="gs://media", data_dir=tmp_path)).blob.url("open/a") == "http://localhost:3000/media/open/a"
