"""A process per file: whatever a file does to its decoder, it does to that process."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from social.domain.files import Kind
from social.ports.decoder import CannotDecode, Decoded

PICTURE_SECONDS = 20
GRACE_SECONDS = 10
PICTURE_MEMORY = 1_500_000_000
FILM_MEMORY = 4_000_000_000
SCRIPT = Path(__file__).with_name("child.py")
_TOO_LONG = "The file takes too long to decode"


class ProcessDecoder:
    """Limits of memory, processor time and output by rlimit, of wall time from here; the environment isn't handed on."""

    def __init__(self, pixels: int, output_bytes: int, film_seconds: int, ffmpeg: str) -> None:
        self._pixels = pixels
        self._bytes = output_bytes
        self._film_seconds = film_seconds
        self._ffmpeg = ffmpeg

    async def decode(self, source: Path, kind: Kind, folder: Path, *, box: tuple[int, int] | None = None) -> Decoded:
        """Run the child and read what it says."""
        ffmpeg, ffprobe = self._programs()
        film = kind.type != "image" or (kind.decoder == "GIF" and ffmpeg is not None)
        seconds = self._film_seconds if film else PICTURE_SECONDS
        job = {
            "source": str(source.resolve()), "folder": str(folder.resolve()), "type": kind.type, "decoder": kind.decoder, "box": box,
            "pixels": self._pixels, "bytes": self._bytes, "seconds": seconds, "memory": FILM_MEMORY if film else PICTURE_MEMORY,
            "ffmpeg": ffmpeg, "ffprobe": ffprobe,
        }  # fmt: skip
        found = await _run(json.dumps(job).encode(), seconds)
        if "refused" in found:
            raise CannotDecode(found["refused"])
        preview = folder / found["preview"] if found["preview"] else None
        return Decoded(
            found["type"], folder / found["file"], found["content_type"], preview, found["meta"], found["blurhash"], found["dhash"]
        )

    def _programs(self) -> tuple[str | None, str | None]:
        ffmpeg = shutil.which(self._ffmpeg)
        if ffmpeg is None:
            return None, None
        beside = shutil.which(str(Path(ffmpeg).with_name("ffprobe"))) or shutil.which("ffprobe")
        return (ffmpeg, beside) if beside else (None, None)


async def _run(job: bytes, seconds: int) -> dict[str, Any]:
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(SCRIPT), env=environment, start_new_session=True,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(child.communicate(job), seconds + GRACE_SECONDS)
    except TimeoutError:
        raise CannotDecode(_TOO_LONG) from None
    finally:
        # Whoever is left of its group goes, too.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            await child.wait()
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise CannotDecode(_TOO_LONG)
    if child.returncode == -signal.SIGXFSZ:
        raise CannotDecode("The file becomes too large")
    if child.returncode:
        raise CannotDecode("The file can't be decoded")
    found: dict[str, Any] = json.loads(output)
    return found
