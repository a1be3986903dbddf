"""All or nothing on disk: changes are staged, journalled, then renamed; an interrupted run is finished or undone by the next one."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cloudgen.problems import Problem, ProblemsError
from cloudgen.write.manifest import FOLDER

STAGING = f"{FOLDER}/staging"
JOURNAL = f"{FOLDER}/journal.json"
LOCK = f"{FOLDER}/lock"
IGNORED = f"{FOLDER}/.gitignore"
Step = Callable[[str], None]


def _no_step(_name: str) -> None:
    """Nothing happens between the steps of a real run."""


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """One writing run per folder at a time; what the disk refuses becomes a problem."""
    try:
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
        refuse_links(root, LOCK)
        with open(root / LOCK, "a", encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"Another cloudgen is writing to {root}."
                raise ProblemsError((Problem("locked", message, None, "Wait until it is done.", blame="environment"),)) from None
            yield
    except OSError as error:
        message = f"{error.filename or root} can't be written: {error.strerror}."
        raise ProblemsError(
            (Problem("write-failed", message, None, "Nothing is half-written; fix it and run again.", blame="environment"),)
        ) from None


def commit(root: Path, writes: Mapping[str, tuple[str, bool]], removes: list[str], step: Step = _no_step) -> None:
    """Write and remove files as one change: text and whether it is executable, by path."""
    staging = root / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    entries = []
    for number, (path, (text, executable)) in enumerate(sorted(writes.items())):
        step(f"stage {path}")
        staged = staging / str(number)
        _write(staged, text)
        staged.chmod(0o755 if executable else 0o644)
        entries.append({"stage": str(number), "path": path})
    step("journal")
    _write(staging / "journal", json.dumps({"writes": entries, "removes": sorted(removes)}))
    os.replace(staging / "journal", root / JOURNAL)
    _sync(root / FOLDER)
    _finish(root, step)


def recover(root: Path, step: Step = _no_step) -> bool:
    """Finish a run that was journalled, undo one that wasn't; whether there was one."""
    if (root / JOURNAL).is_file():
        _finish(root, step)
        return True
    if (root / STAGING).is_dir():
        shutil.rmtree(root / STAGING)
        return True
    return False


def _finish(root: Path, step: Step) -> None:
    try:
        journal = json.loads((root / JOURNAL).read_text(encoding="utf-8"))
        writes = [(root / STAGING / entry["stage"], entry["path"]) for entry in journal["writes"]]
        removes = list(journal["removes"])
    except (ValueError, KeyError, TypeError):
        message = f"{root / JOURNAL} isn't what cloudgen wrote."
        raise ProblemsError((Problem("journal", message, None, f"Delete it and {root / STAGING}, then generate again."),)) from None
    for staged, path in writes:
        step(f"rename {path}")
        refuse_links(root, path)
        if staged.exists():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, target)
    for path in removes:
        step(f"remove {path}")
        refuse_links(root, path)
        (root / path).unlink(missing_ok=True)
        _prune(root, Path(path).parent)
    step("done")
    (root / JOURNAL).unlink()
    step("clean")
    shutil.rmtree(root / STAGING, ignore_errors=True)
    _sync(root / FOLDER)


def _prune(root: Path, folder: Path) -> None:
    """Remove folders that a removal left empty."""
    while folder.parts:
        try:
            (root / folder).rmdir()
        except OSError:
            return
        folder = folder.parent


def refuse_links(root: Path, path: str) -> None:
    """No part of the path may be a link: it could lead outside of the folder."""
    current = root
    for part in Path(path).parts:
        current = current / part
        if current.is_symlink():
            message = f"{current} is a link, and cloudgen writes to no links."
            raise ProblemsError((Problem("symlink", message, None, "Replace it by a file or folder."),))


def _write(path: Path, text: str) -> None:
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
