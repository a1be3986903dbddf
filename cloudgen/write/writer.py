"""The only way to disk: compare artifacts with what is there, then write all changes or none."""

import difflib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cloudgen.problems import Problem, ProblemsError, Where
from cloudgen.render.artifacts import Artifact
from cloudgen.write import journal
from cloudgen.write.manifest import BASE, FOLDER, MANIFEST, REPAIR, CloudRecord, Entry, Manifest, base_path, base_text, digest
from cloudgen.write.merge import merge, merge_sides
from cloudgen.write.textfiles import check_folder, conflict_line, normalised, read, sides, with_endings_of

Kind = Literal["create", "update", "unchanged", "keep", "merge", "conflict", "remove", "keep-removed"]
REPOSITORY = "repository"
_MARK = "# Written by cloudgen"
_OWN_FILES = {
    journal.IGNORED: "journal.json\nlock\nstaging/\n",
    f"{FOLDER}/.gitattributes": f"* text eol=lf linguist-generated\n{Path(MANIFEST).name} merge=union\n",
}


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
    """Everything that a run would do; `bases` are the generated texts to keep, by the path of their file."""

    root: Path
    version: str
    manifest: Manifest
    clouds: Mapping[str, CloudRecord]
    actions: list[Action] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is there before a run: the file, what the manifest says of it, and the text that was generated where they differ."""

    text: str | None
    entry: Entry | None
    base: str | None


def plan(
    root: Path,
    artifacts: Iterable[Artifact],
    owners: set[str],
    version: str,
    manifest: Manifest,
    *,
    records: Mapping[str, CloudRecord] | None = None,
    force: bool = False,
    repair: bool = False,
) -> Plan:
    """Compare; nothing is written. `owners` are the ones that this run renders: only their files can go.

    `records` are those of the clouds that this run renders. With `repair`, conflict markers and a lost manifest are no problem: files
    that are as generated are replaced, edits are merged or kept.
    """
    check_folder(root)
    wanted = {artifact.path: artifact for artifact in artifacts}
    paths = sorted(wanted.keys() | {path for path, entry in manifest.files.items() if entry.owner in owners})
    found = {path: _found(root, path, manifest.files.get(path), repair=repair) for path in paths}
    if not repair and not force:
        _refuse_conflicts(root, found)
        _refuse_unknown(root, wanted, found)
    kept = {cloud: record for cloud, record in manifest.clouds.items() if cloud not in owners}
    planned = Plan(root, version, manifest, {**kept, **(records or {})}, entries=dict(manifest.files))
    for path in sorted(wanted):
        planned.actions.append(_artifact(planned, wanted[path], found[path], force=force, repair=repair))
    for path in paths:
        if path not in wanted:
            _gone(planned, path, found[path], force=force)
    return planned


def plan_removal(root: Path, owners: set[str], version: str, manifest: Manifest, *, force: bool = False) -> Plan:
    """What taking away all files of these owners would do; with the last cloud, the repository's files go, too."""
    last = not manifest.owners() - owners - {REPOSITORY}
    return plan(root, [], owners | ({REPOSITORY} if last else set()), version, manifest, force=force)


def _found(root: Path, path: str, entry: Entry | None, *, repair: bool) -> _Found:
    text = read(root, path)
    as_generated = text is not None and entry is not None and digest(text) in entry.hashes
    return _Found(text, entry, None if as_generated else base_text(root, path, entry, repair=repair))


def _refuse_conflicts(root: Path, found: Mapping[str, _Found]) -> None:
    """Files with conflict markers, or whose base texts alone have some; merging around them would hide them."""
    lines: dict[str, int] = {}
    for path, each in found.items():
        texts = {path: each.text, base_path(path): each.base}
        marked = [(place, line) for place, text in texts.items() if text is not None and (line := conflict_line(text))]
        lines |= dict(marked[:1])
    if lines:
        first = next(iter(lines))
        files = "1 generated file has" if len(lines) == 1 else f"{len(lines)} generated files have"
        message = f"{files} conflict markers of a merge: {', '.join(lines)}."
        where = Where(str(root / first), lines[first], 1)
        raise ProblemsError((Problem("conflict-markers", message, where, f"Resolve the spec's own conflicts first. {REPAIR}"),))


def _refuse_unknown(root: Path, wanted: Mapping[str, Artifact], found: Mapping[str, _Found]) -> None:
    """Files that cloudgen wrote and that the manifest doesn't know: it was lost, and whether they were edited can't be told."""
    unknown = [path for path, each in found.items() if each.entry is None and each.text is not None and each.text.startswith(_MARK)]
    problems = [
        Problem(
            "manifest-missing",
            f"{path} was written by cloudgen, and {MANIFEST} is missing or doesn't know the file.",
            Where(str(root / path), 1, 1),
            f"Restore {FOLDER} from version control. Else: {REPAIR}",
        )
        for path in unknown
        if normalised(found[path].text or "") != wanted[path].content
    ]
    if problems:
        raise ProblemsError(tuple(problems))


def _artifact(planned: Plan, artifact: Artifact, found: _Found, *, force: bool, repair: bool) -> Action:
    kind, text = _decide(artifact, found, force=force)
    generated = _remembered_text(kind, artifact, found, repair=repair)
    if generated is not None:
        mode = "755" if artifact.executable else "644"
        planned.entries[artifact.path] = Entry(artifact.owner, mode, (digest(generated),))
        if not artifact.once:
            planned.bases[artifact.path] = generated
    return Action(artifact.path, kind, found.text, text, artifact.executable)


def _remembered_text(kind: Kind, artifact: Artifact, found: _Found, *, repair: bool) -> str | None:
    """The text that the next run's edits count from; None where the manifest says nothing new of the file."""
    if kind == "conflict" and found.base is not None and conflict_line(found.base) is None:
        return found.base if repair else None  # reported until it is resolved
    if not repair and (kind == "conflict" or (kind == "keep" and found.entry is None)):
        return None
    return artifact.content


def _decide(artifact: Artifact, found: _Found, *, force: bool) -> tuple[Kind, str | None]:
    disk, new = found.text, artifact.content
    if disk is None:
        # A file that the user was given once and deleted stays away.
        return ("unchanged", None) if artifact.once and found.entry else ("create", new)
    if normalised(disk) == new or artifact.once:
        # What a merge left in a file of the user's is the user's to resolve.
        return ("unchanged" if conflict_line(disk) is None else "conflict"), disk
    if force or _untouched(found):
        return "update", with_endings_of(disk, new)
    if found.base is None:
        as_generated = found.entry is None or digest(new) in found.entry.hashes
        return ("keep" if as_generated else "conflict"), disk
    merged = _merged(found.base, normalised(disk), new)
    if merged is None:
        return "conflict", disk
    return ("keep", disk) if merged == normalised(disk) else ("merge", with_endings_of(disk, merged))


def _untouched(found: _Found) -> bool:
    """Whether the file is as it was generated, by one of the branches if several were merged."""
    text = normalised(found.text or "")
    hashes = found.entry.hashes if found.entry else ()
    return digest(text) in hashes or (found.base is not None and text in (found.base, *sides(found.base)))


def _merged(base: str, disk: str, new: str) -> str | None:
    """The generated text with the user's edits; None where they conflict."""
    if conflict_line(disk) is not None:
        return merge_sides(base, disk, new)
    # Whose side of a conflict the user took can't be told, so nothing can be merged.
    return None if conflict_line(base) is not None else merge(base, disk, new)


def _gone(planned: Plan, path: str, found: _Found, *, force: bool) -> None:
    if found.text is None:
        del planned.entries[path]
    elif force or _untouched(found):
        del planned.entries[path]
        planned.actions.append(Action(path, "remove", found.text, None))
    else:
        planned.actions.append(Action(path, "keep-removed", found.text, found.text))


def apply(planned: Plan, step: journal.Step = lambda _name: None) -> None:
    """Write everything that the plan says, or nothing."""
    with journal.locked(planned.root):
        journal.recover(planned.root)
        writes = {
            action.path: (action.after, action.executable)
            for action in planned.actions
            if action.kind in ("create", "update", "merge") and action.after is not None
        }
        own = _own_files(planned)
        writes |= {path: (text, False) for path, text in own.items() if normalised(read(planned.root, path) or "") != text}
        removes = [action.path for action in planned.actions if action.kind == "remove"]
        removes += sorted(_own_on_disk(planned.root) - own.keys() - _kept_bases(planned))
        if writes or removes:
            journal.commit(planned.root, writes, removes, step)


def _own_files(planned: Plan) -> dict[str, str]:
    """The files below `.cloudgen/` that this run decides on; none where nothing is owned any more."""
    if not planned.entries:
        return {}
    manifest = Manifest(planned.entries, planned.clouds)
    bases = {base_path(path): text for path, text in planned.bases.items()}
    return {MANIFEST: manifest.text(planned.version), **_OWN_FILES, **bases}


def _own_on_disk(root: Path) -> set[str]:
    kept = {path.relative_to(root).as_posix() for path in (root / BASE).rglob("*") if path.is_file()}
    return kept | {path for path in (MANIFEST, *_OWN_FILES) if (root / path).is_file()}


def _kept_bases(planned: Plan) -> set[str]:
    """Base texts of files that this run doesn't render or couldn't merge, in this form and the one before."""
    kept = {path: entry for path, entry in planned.entries.items() if path not in planned.bases}
    return {base_path(path) for path in kept} | {f"{BASE}/{hash_}" for entry in kept.values() for hash_ in entry.hashes}


def recover(root: Path) -> bool:
    """Finish or undo an interrupted run; whether there was one."""
    if not any(os.path.exists(root / place) for place in (journal.JOURNAL, journal.STAGING)):
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
