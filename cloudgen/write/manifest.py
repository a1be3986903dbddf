"""What cloudgen wrote: `.cloudgen/manifest.json` and the generated texts by their hash, for three-way merges."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cloudgen.problems import Problem, ProblemsError, Where

FOLDER = ".cloudgen"
MANIFEST = f"{FOLDER}/manifest.json"
BASE = f"{FOLDER}/base"
_FORM = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An owned file: whose, its mode, and the hash of the text that was generated (not of the user's edits)."""

    owner: str
    mode: str
    hash: str


@dataclass(frozen=True)
class Manifest:
    """All owned files."""

    files: dict[str, Entry] = field(default_factory=dict)

    def owners(self) -> set[str]:
        """Who has files."""
        return {entry.owner for entry in self.files.values()}

    def text(self, version: str) -> str:
        """The manifest as JSON, sorted."""
        files = {path: {"owner": e.owner, "mode": e.mode, "hash": e.hash} for path, e in sorted(self.files.items())}
        clouds = sorted(self.owners() - {"repository"})
        return json.dumps({"form": _FORM, "version": version, "clouds": clouds, "files": files}, indent=1) + "\n"


def digest(text: str) -> str:
    """The hash that names a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def load(root: Path) -> Manifest:
    """The manifest of a folder; empty where there is none."""
    path = root / MANIFEST
    try:
        raw = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Manifest()
    except OSError as error:
        raise ProblemsError((Problem("unreadable", f"{path} can't be read: {error.strerror}.", blame="environment"),)) from None
    except UnicodeDecodeError as error:
        raise _broken(path, str(error)) from None
    try:
        data: Any = json.loads(raw)
        if data["form"] != _FORM:
            raise _broken(path, f"its form {data['form']} isn't known to this version")
        files = {name: Entry(str(e["owner"]), str(e["mode"]), str(e["hash"])) for name, e in data["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _broken(path, "it isn't what cloudgen wrote") from None
    for name in files:
        if name.startswith("/") or ".." in name.split("/"):
            raise _broken(path, f"it names a file outside of the folder: {name}")
    return Manifest(files)


def base_text(root: Path, hash_: str) -> str | None:
    """The generated text with this hash, if it is kept and whole."""
    try:
        text = (root / BASE / hash_).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return text if digest(text) == hash_ else None


def _broken(path: Path, why: str) -> ProblemsError:
    hint = "Restore it from version control, or delete it: files that differ are then kept and reported."
    return ProblemsError((Problem("manifest", f"The manifest can't be used: {why}.", Where(str(path), 1, 1), hint),))
