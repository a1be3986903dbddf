"""What every blob store keeps. A test module gives a fixture `blob` and imports these."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from social.ports.blob import Blob


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def _read(blob: Blob, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([piece async for piece in blob.stream(key, start, end)])


async def test_what_is_put_can_be_read(blob: Blob) -> None:
    """Whole and in parts, from bytes and from pieces; a second put replaces the first."""
    await blob.put("open/a.bin", b"0123456789", "application/octet-stream")
    assert await blob.get("open/a.bin") == b"0123456789"
    assert await blob.size("open/a.bin") == 10
    assert await _read(blob, "open/a.bin", 2, 5) == b"234"
    assert await _read(blob, "open/a.bin", 7) == b"789"
    await blob.put("open/a.bin", _pieces(b"ab", b"", b"cd"), "application/octet-stream")
    assert await _read(blob, "open/a.bin") == b"abcd"
    assert [await _read(blob, "open/a.bin", *part) for part in ((1, 99), (4,), (9, 99), (2, 2), (3, 1))] == [b"bcd", b"", b"", b"", b""]
    await blob.put("open/empty", b"", "text/plain")
    assert await _read(blob, "open/empty") == b""
    await blob.put("open/none", _pieces(), "text/plain")
    assert await blob.size("open/none") == 0
    assert (await blob.size("open/empty"), await blob.get("open/empty")) == (0, b"")


async def test_half_a_file_is_no_file(blob: Blob) -> None:
    """A sender who breaks off leaves nothing, and what was there stays."""

    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError

    for before in (None, b"whole"):
        if before is not None:
            await blob.put("open/b.bin", before, "text/plain")
        with pytest.raises(ConnectionError):
            await blob.put("open/b.bin", broken(), "text/plain")
        assert await blob.size("open/b.bin") == (None if before is None else len(before))
    assert await blob.list("open/") == ["open/b.bin"]


async def test_what_is_missing_says_so(blob: Blob) -> None:
    """KeyError, None or zero; a folder is no file, and a file is no folder."""
    await blob.put("open/c/d.bin", b"d", "text/plain")
    for key in ("open/nothing", "open/c", "open/c/d.bin/e", "open"):
        with pytest.raises(KeyError):
            await blob.get(key)
        with pytest.raises(KeyError):
            await _read(blob, key)
        with pytest.raises(KeyError):
            await blob.copy(key, "open/f")
        assert await blob.size(key) is None
        assert await blob.delete([key]) == 0
    assert await blob.get("open/c/d.bin") == b"d"


async def test_keys_are_listed_by_prefix(blob: Blob) -> None:
    """Sorted, and nothing else; deletion says how many were there."""
    for key in ("sealed/2", "open/2", "open/1", "open/10"):
        await blob.put(key, b"x", "text/plain")
    assert await blob.list("open/1") == ["open/1", "open/10"]
    assert await blob.delete(["open/1", "open/3", "sealed/2"]) == 2
    assert await blob.list("") == ["open/10", "open/2"]


async def test_a_copy_stands_for_itself(blob: Blob) -> None:
    """It stays when the other one is deleted or replaced."""
    await blob.put("open/a", b"first", "text/plain")
    await blob.copy("open/a", "sealed/a")
    await blob.put("open/a", b"second", "text/plain")
    assert await blob.get("sealed/a") == b"first"
    await blob.copy("open/a", "sealed/a")
    await blob.delete(["open/a"])
    assert await blob.get("sealed/a") == b"second"


@pytest.mark.parametrize(
    "key", ["", ".", "..", "../a", "open/../../a", "/etc/passwd", "open//a", "open/.a", "open/a\x00", "a" * 300, "open/ä", "open\\a"]
)
async def test_keys_stay_inside(blob: Blob, key: str) -> None:
    """No key leads out of the store, in whatever method."""
    with pytest.raises(KeyError):
        await blob.put(key, b"x", "text/plain")
    with pytest.raises(KeyError):
        await blob.get(key)
    assert await blob.size(key) is None
    assert await blob.delete([key]) == 0


async def test_signed_addresses_hold_for_one_key_and_a_while(blob: Blob) -> None:
    """Another key, another time and another signature don't hold."""
    await blob.put("sealed/a", b"x", "text/plain")
    address = urlsplit(blob.signed_url("sealed/a", 60))
    query = dict(parse_qsl(address.query))
    assert address.path.endswith("/sealed/a")
    assert blob.holds("sealed/a", query)
    assert not blob.holds("sealed/b", query)
    assert not blob.holds("sealed/a", {})
    for name, value in query.items():
        for other in ("", "9" * 12, "٣", value[:-1] + ("1" if value[-1] == "0" else "0"), value + "0"):
            assert not blob.holds("sealed/a", {**query, name: other}), (name, other)
    assert not blob.holds("sealed/a", dict(parse_qsl(urlsplit(blob.signed_url("sealed/a", -5)).query)))
