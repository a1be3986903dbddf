"""The only way to disk: compare artifacts with what is there, then write all changes or none."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cloudgen.problems import Problem, ProblemsError
from cloudgen.render.artifacts import Artifact
from cloudgen.write import journal
from cloudgen.write.manifest import BASE, MANIFEST, Entry, Manifest, base_text, digest, load
from cloudgen.write.merge import merge

Kind = Literal["create", "update", "unchanged", "keep", "merge", "conflict", "remove", "keep-removed"]


@dataclass(frozen=True, slots=True)
class Action:
    """What happens to one path; `before` and `after` are its texts where they are known."""

    path: str
    kind: Kind
    before: str | None = None
    after: str | None = None
    executable: bool = False


@dataclass
class Plan:
    """Everything that a run would do."""

    root: Path
    version: str
    manifest: Manifest
    actions: list[Action] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)


def plan(root: Path, artifacts: Iterable[Artifact], owners: set[str], version: str, *, force: bool = False) -> Plan:
    """Compare; nothing is written. `owners` are the ones that this run renders: only their files can go."""
    manifest = load(root)
    planned = Plan(root, version, manifest, entries=dict(manifest.files))
    paths = set()
    for artifact in sorted(artifacts, key=lambda each: each.path):
        paths.add(artifact.path)
        planned.actions.append(_artifact(planned, artifact, force))
    for path, entry in sorted(manifest.files.items()):
        if entry.owner in owners and path not in paths:
            _gone(planned, path, entry, force)
    return planned


def plan_removal(root: Path, owners: set[str], version: str, *, force: bool = False) -> Plan:
    """What taking away all files of these owners would do."""
    return plan(root, [], owners, version, force=force)


def _artifact(planned: Plan, artifact: Artifact, force: bool) -> Action:
    disk = _read(planned.root, artifact.path)
    entry = planned.manifest.files.get(artifact.path)
    kind, text = _decide(planned.root, artifact, disk, entry, force)
    if kind not in ("keep", "conflict"):
        hash_ = digest(artifact.content)
        planned.entries[artifact.path] = Entry(artifact.owner, "755" if artifact.executable else "644", hash_)
        if not artifact.once:
            planned.bases[hash_] = artifact.content
    return Action(artifact.path, kind, disk, text, artifact.executable)


def _decide(root: Path, artifact: Artifact, disk: str | None, entry: Entry | None, force: bool) -> tuple[Kind, str | None]:
    new = artifact.content
    if disk is None:
        # A file that the user was given once and deleted stays away.
        return ("unchanged", None) if artifact.once and entry else ("create", new)
    if disk == new:
        return "unchanged", new
    if artifact.once:
        return "unchanged", disk
    if force or (entry and digest(disk) == entry.hash):
        return "update", new
    if entry is None or entry.hash == digest(new):
        return "keep", disk
    base = base_text(root, entry.hash)
    merged = merge(base, disk, new) if base is not None else None
    return ("conflict", disk) if merged is None else ("merge", merged)


def _gone(planned: Plan, path: str, entry: Entry, force: bool) -> None:
    disk = _read(planned.root, path)
    if disk is None:
        del planned.entries[path]
    elif force or digest(disk) == entry.hash:
        del planned.entries[path]
        planned.actions.append(Action(path, "remove", disk, None))
    else:
        planned.actions.append(Action(path, "keep-removed", disk, disk))


def _read(root: Path, path: str) -> str | None:
    journal.refuse_links(root, path)
    target = root / path
    try:
        return target.read_bytes().decode("utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise _in_the_way(target.parent, "a file") from None
    except IsADirectoryError:
        raise _in_the_way(target, "a folder") from None
    except OSError as error:
        raise ProblemsError((Problem("unreadable", f"{target} can't be read: {error.strerror}.", blame="environment"),)) from None


def _in_the_way(path: Path, what: str) -> ProblemsError:
    return ProblemsError((Problem("in-the-way", f"{path} is {what} where cloudgen needs something else.", None, "Move it away."),))


def apply(planned: Plan, step: journal.Step = lambda _name: None) -> None:
    """Write everything that the plan says, or nothing."""
    with journal.locked(planned.root):
        journal.recover(planned.root)
        writes = {
            action.path: (action.after, action.executable)
            for action in planned.actions
            if action.kind in ("create", "update", "merge") and action.after is not None
        }
        manifest = Manifest(planned.entries)
        used = {entry.hash for entry in manifest.files.values()}
        kept = {path.name for path in (planned.root / BASE).glob("*")}
        writes |= {f"{BASE}/{hash_}": (text, False) for hash_, text in planned.bases.items() if hash_ not in kept}
        removes = [action.path for action in planned.actions if action.kind == "remove"]
        removes += [f"{BASE}/{name}" for name in kept - used]
        writes |= _bookkeeping(planned, manifest)
        if not manifest.files:
            removes += [MANIFEST, journal.IGNORED]
        if writes or removes:
            journal.commit(planned.root, writes, removes, step)


def _bookkeeping(planned: Plan, manifest: Manifest) -> dict[str, tuple[str, bool]]:
    if not manifest.files:
        return {}
    wanted = {MANIFEST: manifest.text(planned.version), journal.IGNORED: "journal.json\nlock\nstaging/\n"}
    return {path: (text, False) for path, text in wanted.items() if _read(planned.root, path) != text}


def recover(root: Path) -> bool:
    """Finish or undo an interrupted run; whether there was one."""
    if not (root / journal.JOURNAL).exists() and not (root / journal.STAGING).exists():
        return False
    with journal.locked(root):
        return journal.recover(root)


def diff(planned: Plan) -> str:
    """All changes as one unified diff."""
    texts: list[str] = []
    for action in planned.actions:
        if action.kind in ("create", "update", "merge", "remove"):
            before = (action.before or "").splitlines(keepends=True)
            after = (action.after or "").splitlines(keepends=True)
            names = (
                f"a/{action.path}" if action.before is not None else "/dev/null",
                f"b/{action.path}" if action.after is not None else "/dev/null",
            )
            texts += difflib.unified_diff(before, after, *names)
    return "".join(texts)


def write_new(path: Path, text: str) -> None:
    """Write one file that isn't there yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8") as handle:
            handle.write(text)
    except OSError as error:
        raise ProblemsError((Problem("write-failed", f"{path} can't be written: {error.strerror}.", blame="environment"),)) from None
