"""Three-way merges of text by `git merge-file`."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from cloudgen.write.textfiles import sides


def merge(base: str, theirs: str, ours: str) -> str | None:
    """The user's text with our changes since `base`, or None where they conflict or git is missing."""
    git = shutil.which("git")
    if git is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, text in (("user", theirs), ("base", base), ("new", ours)):
            path = Path(folder) / name
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
            names.append(str(path))
        done = subprocess.run([git, "merge-file", "--stdout", *names], capture_output=True, check=False, cwd=folder)
    if done.returncode != 0:
        return None
    return done.stdout.decode("utf-8", "surrogateescape")


def merge_sides(base: str, conflicted: str, new: str) -> str | None:
    """The generated text with the edits of both sides of a conflict, or None where they conflict with it.

    A merge of two branches leaves equal conflicts in a generated file and in its base text, so each side of the file is compared with the
    same side of the base: what differs are the edits of that branch.
    """
    merged: str | None = new
    for base_side, side in zip(sides(base), sides(conflicted), strict=True):
        if merged is not None and side != base_side:
            merged = merge(base_side, side, merged)
    return merged
