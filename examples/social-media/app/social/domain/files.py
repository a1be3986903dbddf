"""What a file is, by its first bytes; neither its name nor what the sender says counts."""

from dataclasses import dataclass

HEAD = 64


@dataclass(frozen=True)
class Kind:
    """A kind of file that people may upload. `decoder` is the one decoder that may open it."""

    content_type: str
    type: str  # image, video, audio
    decoder: str


JPEG = Kind("image/jpeg", "image", "JPEG")
PNG = Kind("image/png", "image", "PNG")
GIF = Kind("image/gif", "image", "GIF")
WEBP = Kind("image/webp", "image", "WEBP")
MP4 = Kind("video/mp4", "video", "mov")
QUICKTIME = Kind("video/quicktime", "video", "mov")
M4A = Kind("audio/mp4", "audio", "mov")
WEBM = Kind("video/webm", "video", "matroska")
OGG = Kind("audio/ogg", "audio", "ogg")
WAV = Kind("audio/wav", "audio", "wav")
FLAC = Kind("audio/flac", "audio", "flac")
MP3 = Kind("audio/mpeg", "audio", "mp3")
KINDS = (JPEG, PNG, GIF, WEBP, MP4, QUICKTIME, M4A, WEBM, OGG, WAV, FLAC, MP3)
_STARTS = (
    (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"GIF87a", GIF), (b"GIF89a", GIF), (b"\x1a\x45\xdf\xa3", WEBM),
    (b"OggS", OGG), (b"fLaC", FLAC), (b"ID3", MP3),
)  # fmt: skip
_RIFF = {b"WEBP": WEBP, b"WAVE": WAV}
# The rest of this family are still pictures (heic, avif), which need decoders of their own.
_MP4 = b"isom iso2 iso4 iso5 iso6 mp41 mp42 avc1 MSNV dash 3gp4 3gp5"
_BRANDS = {**dict.fromkeys((*_MP4.split(), b"M4V "), MP4), b"qt  ": QUICKTIME, b"M4A ": M4A}


def sniff(head: bytes) -> Kind | None:
    """The kind of a file's first bytes; None for everything that isn't taken."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    # A bare MPEG frame: eleven bits of ones, then a layer and a rate that exist.
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 in (0xE2, 0xE4, 0xE6) and head[2] >> 4 not in (0, 15):
        return MP3
    return None
