"""Letters into a folder: for a laptop, and for whoever sends them on. The log only says that there is one."""

import asyncio
import os
from pathlib import Path

import structlog

from social.adapters.mail.letter import name, written

log = structlog.get_logger()


class FolderMailer:
    """A file per letter, which only its owner reads."""

    def __init__(self, root: Path, sender: str) -> None:
        self._root = root
        self._sender = sender

    async def send(self, key: str, to: str, subject: str, text: str) -> None:
        """Write one letter; the same key is the same file."""
        data = written(key, self._sender, to, subject, text).as_bytes()
        await asyncio.to_thread(self._write, self._root / f"{name(key)}.eml", data)
        log.info("letter written", name=name(key))

    def _write(self, path: Path, data: bytes) -> None:
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        draft.replace(path)
