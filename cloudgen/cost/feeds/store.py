"""What an update keeps on disk: how far it has come, and the book that it writes. Neither is ever half-written."""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from cloudgen.cost.feeds.judge import Verdict
from cloudgen.cost.feeds.mapping import Want
from cloudgen.cost.feeds.quotes import FeedTier
from cloudgen.cost.price.book import read_book
from cloudgen.problems import Problem, ProblemsError

_FORMAT = 1
_LONGEST = 3 * 24 * 3600


def cache_folder() -> Path:
    """Where progress is kept unless the user names a folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cloudgen" / "prices"


def fingerprint(base: str, wants: Sequence[Want]) -> str:
    """What the progress belongs to: another address, mapping or book starts from the beginning."""
    parts = [base, *(f"{want.key} {want.service} {want.at} {sorted(want.match.items())}" for want in wants)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Progress:
    """The rows of each job and its next page; saved after each page, so that an interrupted run resumes there."""

    def __init__(self, path: Path, mark: str) -> None:
        self._path, self._mark = path, mark
        self._jobs: dict[str, tuple[list[FeedTier], str | None]] = {}

    def load(self) -> None:
        """What an earlier run left, unless it is another's, old, or not readable."""
        try:
            if time.time() - self._path.stat().st_mtime > _LONGEST:
                return
            data = json.loads(self._path.read_text(encoding="utf-8"))
            if data["format"] == _FORMAT and data["mark"] == self._mark:
                self._jobs = {name: ([FeedTier(*row) for row in rows], following) for name, (rows, following) in data["jobs"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            return

    def job(self, name: str, url: str) -> tuple[list[FeedTier], str | None]:
        """The rows so far and the next address; None where nothing is left to read."""
        return self._jobs.get(name, ([], url))

    def note(self, name: str, rows: list[FeedTier], following: str | None) -> None:
        """Keep what was read."""
        self._jobs[name] = (rows, following)
        replace_file(self._path, json.dumps({"format": _FORMAT, "mark": self._mark, "jobs": self._jobs}))

    def forget(self) -> None:
        """The run is over."""
        self._path.unlink(missing_ok=True)


def replace_file(path: Path, text: str) -> None:
    """Write beside the file, then rename: there is always the old one or the new one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(_staged(path, text), path)
    except OSError as error:
        raise ProblemsError((Problem("write-failed", f"{path} can't be written: {error.strerror}.", blame="environment"),)) from None


def _staged(path: Path, text: str) -> str:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as handle:
            handle.write(text)
            handle.flush()
            os.fchmod(handle.fileno(), mode)
            os.fsync(handle.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return name


def write_book(path: Path, before: str, after: str, verdicts: Sequence[Verdict]) -> None:
    """Replace the book, if it is still what was read and the new text says what was decided."""
    try:
        staged = _staged(path, after)
    except OSError as error:
        raise ProblemsError((Problem("write-failed", f"{path} can't be written: {error.strerror}.", blame="environment"),)) from None
    try:
        _verify(Path(staged), verdicts)
        if path.read_text(encoding="utf-8") != before:
            message = f"{path} was changed by someone else meanwhile; nothing was written."
            raise ProblemsError((Problem("locked", message, None, "Run the command again.", blame="environment"),))
        os.replace(staged, path)
    finally:
        Path(staged).unlink(missing_ok=True)


def _verify(path: Path, verdicts: Sequence[Verdict]) -> None:
    book = read_book(path)
    for verdict in verdicts:
        price = book.of(verdict.price.id).get(verdict.price.region)
        if verdict.tiers and (price is None or price.tiers != verdict.tiers or price.source != verdict.source):
            message = f"The new price of {verdict.price.id} in {verdict.price.region} can't be put into the book's text."
            raise ProblemsError((Problem("prices", message, None, "Write its record like the others: a key per line."),))
