"""Text on disk: line endings that version control may have changed, conflict markers of its merges, links, what can't be read."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from cloudgen.problems import Problem, ProblemsError

_START = re.compile(r"<{7}(?: .*)?")
_BASE = re.compile(r"\|{7}(?: .*)?")
_MIDDLE = "======="
_END = re.compile(r">{7}(?: .*)?")


def read(root: Path, path: str) -> str | None:
    """A file's text as it is; None where there is none. Bytes that are no UTF-8 survive a round trip."""
    refuse_links(root, path)
    target = root / path
    try:
        return target.read_bytes().decode("utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        found = next(folder for folder in target.parents if os.path.lexists(folder))
        raise wrong_type(found, "a file", "a folder") from None
    except IsADirectoryError:
        raise wrong_type(target, "a folder", "a file") from None
    except OSError as error:
        if target.is_dir():  # Windows says that access is denied.
            raise wrong_type(target, "a folder", "a file") from None
        raise ProblemsError((Problem("unreadable", f"{target} can't be read: {error.strerror}.", blame="environment"),)) from None


def wrong_type(path: Path, found: str, needed: str) -> ProblemsError:
    """A file where a folder has to be, or the other way round."""
    message = f"{path} is {found}, and cloudgen needs {needed} there."
    return ProblemsError((Problem("wrong-file-type", message, None, "Move it, or choose another --out.", blame="environment"),))


def check_folder(root: Path) -> None:
    """The output folder, or the nearest folder above it that exists, has to be a folder."""
    for path in (root, *root.parents):
        if os.path.isdir(path):
            return
        if os.path.lexists(path):
            raise wrong_type(path, "a file", "a folder")


def refuse_links(root: Path, path: str) -> None:
    """No part of the path may be a link: it could lead outside of the folder."""
    current = str(root)
    for part in path.split("/"):
        current = os.path.join(current, part)
        if os.path.islink(current):
            message = f"{current} is a link, and cloudgen doesn't write through links."
            raise ProblemsError((Problem("symlink", message, None, "Replace it by a file or folder.", blame="environment"),))


def normalised(text: str) -> str:
    """The text with line feeds as line endings: what is compared, hashed and merged."""
    return text.replace("\r\n", "\n")


def with_endings_of(old: str, new: str) -> str:
    """The new text with the line endings of most lines of the old one."""
    return new.replace("\n", "\r\n") if 2 * old.count("\r\n") > old.count("\n") else new


def conflict_line(text: str) -> int | None:
    """The line, from 1, of the first conflict that a merge left in a text; None where there is none."""
    lines = normalised(text).split("\n")
    starts = [number for number, line in enumerate(lines) if _START.fullmatch(line)]
    for start in starts:
        after = lines[start:]
        if _MIDDLE in after and any(_END.fullmatch(line) for line in after[after.index(_MIDDLE) :]):
            return start + 1
    return None


def sides(text: str) -> tuple[str, str]:
    """A text with conflict markers as each of the two merged versions has it; without markers, twice the same."""
    lines = list(_parts(text))
    ours, theirs = ("".join(line for part, line in lines if part in ("both", side)) for side in ("ours", "theirs"))
    return ours, theirs


def joined(text: str) -> str:
    """A text with both sides of each conflict one below the other."""
    return "".join(line for part, line in _parts(text) if part != "base")


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Every line that is no marker, and whose it is: both, ours, theirs, or the base's that some configurations of git show."""
    part = "both"
    for line in normalised(text).splitlines(keepends=True):
        after = _part_after(part, line.rstrip("\n"))
        if after is None:
            yield part, line
        else:
            part = after


def _part_after(part: str, line: str) -> str | None:
    """The part of a conflict that begins behind this line, None where the line is no marker."""
    if part == "both":
        return "ours" if _START.fullmatch(line) else None
    if _END.fullmatch(line):
        return "both"
    if line == _MIDDLE:
        return "theirs"
    return "base" if _BASE.fullmatch(line) else None
