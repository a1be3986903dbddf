"""Files that people might upload, good and bad, made here."""

import io
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image

HAS_FFMPEG = shutil.which("ffmpeg") is not None


def image(format_: str = "JPEG", size: tuple[int, int] = (120, 80), colour: str = "#c04020", **options: object) -> bytes:
    """A picture: the left half has the colour, the right one is blue."""
    made = Image.new("RGB", size, "#2040c0")
    made.paste(colour, (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    made.save(file, format_, **options)
    return file.getvalue()


def with_exif(*, orientation: int = 6) -> bytes:
    """A JPEG that says where it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "SECRET-PLACE"
    exif.get_ifd(0x8825)[1] = "N"
    return image(exif=exif.tobytes(), comment=b"SECRET-COMMENT")


def transparent() -> bytes:
    """A PNG that one can look through."""
    file = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(file, "PNG")
    return file.getvalue()


def gif(frames: int) -> bytes:
    """A GIF of so many pictures."""
    pictures = [Image.new("P", (40, 30), number * 40) for number in range(frames)]
    file = io.BytesIO()
    pictures[0].putpalette([value for number in range(256) for value in (number, 255 - number, 60)])
    for each in pictures[1:]:
        each.putpalette(pictures[0].getpalette() or [])
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=100)
    return file.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(width: int, height: int) -> bytes:
    """A small file that says that it is a huge picture, and has the zeros for it."""
    packer = zlib.compressobj(9)
    rows = min(height, 20_000_000 // width + 1)
    data = b"".join(packer.compress(b"\x00" * (width + 1)) for _ in range(rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG with a compressed comment of 300 megabytes."""
    small = image("PNG")
    packed = zlib.compress(b"a" * 300_000_000, 9)
    return small[:33] + _chunk(b"zTXt", b"Comment\x00\x00" + packed) + small[33:]


def gif_bomb() -> bytes:
    """A GIF whose screen has four thousand million points."""
    return b"GIF89a" + struct.pack("<HHBBB", 65_000, 65_000, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff" + gif(1)[13:]


HTML = b"<html><script>alert(document.domain)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PLAYLIST = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"

# Refused as soon as they come: they are of no kind that is taken. The name and the type are what their sender claims.
REFUSED: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "svg": ("a.svg", "image/svg+xml", lambda: SVG),
    "svg as png": ("a.png", "image/png", lambda: SVG),
    "html as jpeg": ("a.jpg", "image/jpeg", lambda: HTML),
    "playlist as mp4": ("a.mp4", "video/mp4", lambda: PLAYLIST),
    "program": ("a.png", "image/png", lambda: b"\x7fELF" + b"\x00" * 100),
    "zip": ("a.png", "image/png", lambda: b"PK\x03\x04" + b"\x00" * 100),
    "pdf": ("a.jpg", "image/jpeg", lambda: b"%PDF-1.7\n"),
    "bmp": ("a.bmp", "image/bmp", lambda: image("BMP")),
    "tiff": ("a.tiff", "image/tiff", lambda: image("TIFF")),
    "heic": ("a.heic", "image/heic", lambda: b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64),
    "empty": ("a.png", "image/png", lambda: b""),
    "one byte": ("a.png", "image/png", lambda: b"\x89"),
    "text": ("a.txt", "text/plain", lambda: b"only words"),
}
# Taken in, and refused by their decoder.
FAILED: dict[str, Callable[[], bytes]] = {
    "huge png": lambda: png_bomb(60_000, 60_000),
    "wide png": lambda: png_bomb(40_000, 1_000),
    "huge gif": gif_bomb,
    "broken png": lambda: image("PNG", (300, 300))[:200],
    "broken jpeg": lambda: image("JPEG", (300, 300))[:300],
    "jpeg of nothing": lambda: b"\xff\xd8\xff\xe0" + b"\x00" * 100,
    "gif of html": lambda: b"GIF89a" + HTML,
    "png of html": lambda: b"\x89PNG\r\n\x1a\n" + HTML,
    "webp of html": lambda: b"RIFF\x40\x00\x00\x00WEBPVP8 " + HTML,
    "text bomb": text_bomb,
}
# Films that are none; without ffmpeg they are refused for that reason.
FAILED_FILMS: dict[str, Callable[[], bytes]] = {
    "mp4 of html": lambda: b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + HTML,
    "webm of playlist": lambda: b"\x1a\x45\xdf\xa3" + PLAYLIST,
    "mp3 of zeros": lambda: b"ID3\x04" + b"\x00" * 500,
    "ogg of html": lambda: b"OggS" + HTML,
    "wav of nothing": lambda: b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "wide film": lambda: film("-f", "lavfi", "-i", "color=c=red:s=4096x2304:d=0.1:r=10", "-c:v", "libx264", ending="mp4"),
    "fast film": lambda: film("-f", "lavfi", "-i", "color=c=red:s=64x64:d=0.1:r=240", "-c:v", "libx264", ending="mp4"),
}


@cache
def film(*arguments: str, ending: str) -> bytes:
    """What ffmpeg makes of its arguments."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"film.{ending}")
        subprocess.run(["ffmpeg", "-v", "error", *arguments, str(path)], check=True)
        return path.read_bytes()


def webm() -> bytes:
    """A short film with sound, of odd size, that says who made it."""
    return film(
        "-f", "lavfi", "-i", "testsrc=d=1:s=65x47:r=10", "-f", "lavfi", "-i", "sine=d=1", "-metadata", "title=SECRET-TITLE", ending="webm"
    )


def long_film() -> bytes:
    """Quickly made, slowly converted."""
    return film("-f", "lavfi", "-i", "testsrc=d=20:s=1280x720:r=30", "-c:v", "libx264", "-preset", "ultrafast", ending="mp4")


def sound() -> bytes:
    """A second of a tone."""
    return film("-f", "lavfi", "-i", "sine=d=1", "-metadata", "title=SECRET-TITLE", ending="ogg")
