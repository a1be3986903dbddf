"""What cloudgen wrote and from what: `.cloudgen/manifest.json`, and beside it the text of every file as it was generated.

The form is made for version control. Every file, component and environment is one line, and every section ends with an empty entry, so
that the lines of two branches can be put one below the other (`merge=union` in `.cloudgen/.gitattributes`) and it is still JSON. A file
that both branches generated then has two lines, and so two hashes; its base text was merged by git like the file itself.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cloudgen.problems import Problem, ProblemsError, Where
from cloudgen.resolve.identity import Known, Remembered
from cloudgen.write.textfiles import conflict_line, joined, normalised, read

FOLDER = ".cloudgen"
MANIFEST = f"{FOLDER}/manifest.json"
BASE = f"{FOLDER}/base"
REPAIR = "Run the same 'cloudgen generate' with --repair: it writes the generated files and the manifest again, and keeps edits."
_FORM = 2
Record = Mapping[str, Any]
Pairs = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """An owned file: whose, its mode, and the hashes of the text that was generated: several after a merge of branches."""

    owner: str
    mode: str
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class CloudRecord:
    """What one cloud's files were generated from, as far as names in the cloud and stored data depend on it.

    `stacks` has the region per environment; `data`, per environment, the components that hold data by key: the module, the cloud's name
    and whatever else replaces them when it changes.
    """

    remembered: Remembered
    stacks: Mapping[str, Record]
    data: Mapping[str, Mapping[str, Record]]


@dataclass(frozen=True)
class Manifest:
    """All owned files by path, and the record of each cloud."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    clouds: Mapping[str, CloudRecord] = field(default_factory=dict)

    def owners(self) -> set[str]:
        """Who has files."""
        return {entry.owner for entry in self.files.values()}

    def remembered(self) -> dict[str, Remembered]:
        """What resolving needs to know of earlier runs, by cloud."""
        return {cloud: record.remembered for cloud, record in self.clouds.items()}

    def text(self, version: str) -> str:
        """The manifest as JSON, a line per record, sorted."""
        sections: dict[str, Mapping[str, Record]] = {
            "clouds": {cloud: {"name": r.remembered.name, "project": r.remembered.project} for cloud, r in self.clouds.items()},
            "components": {
                f"{cloud}/{key}": {"id": known.id, "former": list(known.former)}
                for cloud, record in self.clouds.items()
                for key, known in record.remembered.components.items()
            },
            "stacks": {f"{cloud}/{name}": stack for cloud, record in self.clouds.items() for name, stack in record.stacks.items()},
            "data": {
                f"{cloud}/{environment}/{key}": values
                for cloud, record in self.clouds.items()
                for environment, components in record.data.items()
                for key, values in components.items()
            },
            "files": {path: {"owner": e.owner, "mode": e.mode, "hash": e.hashes[0]} for path, e in self.files.items()},
        }
        lines = ["{", f' "form": {_FORM},', f' "version": {json.dumps(version)},']
        for name, records in sections.items():
            each = (f"  {json.dumps(key)}: {json.dumps(records[key])}," for key in sorted(records))
            lines += [f' "{name}": {{', *each, '  "": {}', " },"]
        lines[-1] = " }"
        return "\n".join([*lines, "}"]) + "\n"


def digest(text: str) -> str:
    """The hash of a text, whatever its line endings."""
    return hashlib.sha256(normalised(text).encode("utf-8", "surrogateescape")).hexdigest()


def base_path(path: str) -> str:
    """Where the generated text of a file is kept; the suffix keeps linters and Terraform away from it."""
    return f"{BASE}/{path}.base"


def load(root: Path, *, repair: bool = False) -> Manifest:
    """The manifest of a folder; empty where there is none. With `repair`, whatever can still be read of a damaged one."""
    text = read(root, MANIFEST)
    if text is None:
        return Manifest()
    line = conflict_line(text)
    if line is not None and not repair:
        raise _damaged(root, "has conflict markers of a merge", line)
    try:
        return _parsed(root, joined(text), repair=repair)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        if repair:
            return Manifest()
        raise _damaged(root, "is damaged") from None


def _parsed(root: Path, text: str, *, repair: bool) -> Manifest:
    sections: dict[str, Any] = dict(json.loads(text, object_pairs_hook=list))
    form = sections["form"]
    if form not in (1, _FORM):
        message = f"{root / MANIFEST} has the form {form}, and this version of cloudgen knows the forms 1 and {_FORM}."
        raise ProblemsError((Problem("manifest-form", message, Where(str(root / MANIFEST), 1, 1), "Use the version that wrote it."),))
    files = _files(_lines(sections["files"]))
    outside = [path for path in files if path.startswith("/") or ".." in path.split("/")]
    if outside:
        raise _damaged(root, f"names a file outside of the folder: {outside[0]}")
    if form == 1:
        return Manifest(files)
    records = {}
    for name in ("clouds", "components", "stacks", "data"):
        records[name], differing = _records(_lines(sections[name]))
        if differing and not repair:
            raise _damaged(root, f"has two different lines for {differing[0]}, from a merge")
    return Manifest(files, {cloud: _cloud(cloud, records) for cloud in records["clouds"]})


def _lines(section: Pairs) -> list[tuple[str, dict[str, Any]]]:
    """The records of a section with their keys; a key may come twice after a merge."""
    return [(key, dict(pairs)) for key, pairs in section if key]


def _files(lines: list[tuple[str, dict[str, Any]]]) -> dict[str, Entry]:
    files: dict[str, Entry] = {}
    for path, values in lines:
        before = files[path].hashes if path in files else ()
        hashes = tuple(dict.fromkeys((*before, str(values["hash"]))))
        files[path] = Entry(str(values["owner"]), str(values["mode"]), hashes)
    return files


def _records(lines: list[tuple[str, dict[str, Any]]]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The first record of every key, and the keys that have another one, too."""
    found: dict[str, dict[str, Any]] = {}
    for key, values in lines:
        found.setdefault(key, values)
    return found, [key for key, values in lines if values != found[key]]


def _cloud(cloud: str, records: Mapping[str, Mapping[str, dict[str, Any]]]) -> CloudRecord:
    own = {
        name: {key.removeprefix(f"{cloud}/"): values for key, values in section.items() if key.startswith(f"{cloud}/")}
        for name, section in records.items()
    }
    components = {key: Known(str(values["id"]), tuple(map(str, values["former"]))) for key, values in own["components"].items()}
    data: dict[str, dict[str, Record]] = {}
    for path, values in own["data"].items():
        environment, key = path.split("/")
        data.setdefault(environment, {})[key] = values
    named = records["clouds"][cloud]
    return CloudRecord(Remembered(str(named["name"]), str(named["project"]), components), own["stacks"], data)


def base_text(root: Path, path: str, entry: Entry | None, *, repair: bool = False) -> str | None:
    """The text that was generated, if it is kept and nobody changed it; with `repair`, also without an entry that could tell."""
    places = (base_path(path), *(f"{BASE}/{hash_}" for hash_ in (entry.hashes if entry else ())))
    text = next((normalised(text) for place in places if (text := read(root, place)) is not None), None)
    if text is None or (entry is None and not repair):
        return None
    # After a merge of branches the text is neither branch's, and git has merged it like the file itself.
    known = entry is None or len(entry.hashes) > 1 or digest(text) in entry.hashes
    return text if known or (repair and conflict_line(text) is not None) else None


def _damaged(root: Path, what: str, line: int = 1) -> ProblemsError:
    path = root / MANIFEST
    return ProblemsError((Problem("manifest", f"{path} {what}.", Where(str(path), line, 1), REPAIR),))
