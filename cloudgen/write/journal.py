"""All or nothing on disk: changes are staged, journalled, then renamed; an interrupted run is finished or undone by the next one."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from cloudgen.problems import Problem, ProblemsError
from cloudgen.write.manifest import FOLDER
from cloudgen.write.textfiles import refuse_links, wrong_type

STAGING = f"{FOLDER}/staging"
JOURNAL = f"{FOLDER}/journal.json"
LOCK = f"{FOLDER}/lock"
IGNORED = f"{FOLDER}/.gitignore"
Step = Callable[[str], None]
_POSIX = os.name == "posix"


def _no_step(_name: str) -> None:
    """Nothing happens between the steps of a real run."""


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """One writing run per folder at a time; what the disk refuses becomes a problem."""
    import filelock  # here, because it takes longer to import than the rest of a command that doesn't write

    try:
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
        refuse_links(root, LOCK)
        with filelock.FileLock(root / LOCK, timeout=0):
            yield
    except filelock.Timeout:
        message = f"Another cloudgen is writing to {root}."
        raise ProblemsError((Problem("locked", message, None, "Wait until it is done.", blame="environment"),)) from None
    except OSError as error:
        raise _failed(root, error) from None


def _failed(root: Path, error: OSError) -> ProblemsError:
    message = f"{error.filename or root} can't be written: {error.strerror or error}."
    if os.path.exists(root / JOURNAL):
        hint = f"The next command finishes this run with the help of {JOURNAL}, once the cause is gone."
    else:
        hint = "Nothing was changed."
    return ProblemsError((Problem("write-failed", message, None, hint, blame="environment"),))


def commit(root: Path, writes: Mapping[str, tuple[str, bool]], removes: list[str], step: Step = _no_step) -> None:
    """Write and remove files as one change: text and whether it is executable, by path. What can fail, fails before anything changes."""
    shutil.rmtree(root / STAGING, ignore_errors=True)
    made: list[Path] = []
    try:
        _stage(root, writes, removes, made, step)
    except BaseException:
        shutil.rmtree(root / STAGING, ignore_errors=True)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise
    _sync(root / FOLDER)
    _finish(root, step)


def _stage(root: Path, writes: Mapping[str, tuple[str, bool]], removes: list[str], made: list[Path], step: Step) -> None:
    """Texts in the staging folder, the folders that they go to, and the journal. `made` gets the folders that weren't there."""
    staging = root / STAGING
    staging.mkdir(parents=True)
    entries = []
    for number, (path, (text, executable)) in enumerate(sorted(writes.items())):
        step(f"stage {path}")
        _write(staging / str(number), text, _mode(root / path, executable))
        entries.append({"stage": str(number), "path": path})
    step("folders")
    for path in sorted(writes):
        refuse_links(root, path)
        _make_folders(root / path, made)
    for path in removes:
        _check_writable((root / path).parent)
    step("journal")
    _write(staging / "journal", json.dumps({"writes": entries, "removes": sorted(removes)}), None)
    os.replace(staging / "journal", root / JOURNAL)


def _make_folders(target: Path, made: list[Path]) -> None:
    missing = [folder for folder in target.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        made.append(folder)
    if target.is_dir():
        raise wrong_type(target, "a folder", "a file")
    _check_writable(target.parent)


def _check_writable(folder: Path) -> None:
    if folder.is_dir() and not os.access(folder, os.W_OK):
        raise PermissionError(13, "Permission denied", str(folder))


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


def _mode(target: Path, executable: bool) -> int | None:
    """The mode of the file that is replaced, or None for a new one; who may read an executable may run it."""
    if not _POSIX:
        return None
    try:
        mode = target.stat().st_mode & 0o777
    except FileNotFoundError:
        if not executable:
            return None
        mode = 0o666 & ~_umask()
    return mode | (mode & 0o444) >> 2 if executable else mode


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _write(path: Path, text: str, mode: int | None) -> None:
    """Write a new file to the disk itself, readable by the user alone until it has its mode."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else 0o600)
    with open(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    if mode is not None:
        path.chmod(mode)


def _sync(folder: Path) -> None:
    """Bring the folder's entries to the disk; only POSIX opens folders."""
    if not _POSIX:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
