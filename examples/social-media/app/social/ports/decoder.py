"""Decoding of what strangers send, apart from everything else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from social.domain.files import Kind


@dataclass(frozen=True)
class Decoded:
    """Files that were made anew, in the folder that was given, and what is known of them."""

    type: str  # image, gifv, video, audio
    file: Path
    content_type: str
    preview: Path | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    blurhash: str | None = None
    dhash: str | None = None


class CannotDecode(Exception):
    """The file is at fault; the text says how, in words for its sender."""


class Decoder(Protocol):
    """Opens a file with the decoder of its kind and writes a clean copy. CannotDecode blames the file; other errors don't."""

    async def decode(self, source: Path, kind: Kind, folder: Path, *, box: tuple[int, int] | None = None) -> Decoded:
        """A copy without metadata, at most as large as the limits; with `box` cut to that shape."""
        ...
