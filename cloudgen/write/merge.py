"""Three-way merges of text by `git merge-file`."""

import shutil
import subprocess
import tempfile
from pathlib import Path


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
