"""The writer keeps edits, keeps owners apart, and is all or nothing even when it is killed."""

import os
import signal
from pathlib import Path

import pytest

from cloudgen.problems import ProblemsError
from cloudgen.render.artifacts import Artifact
from cloudgen.write.journal import commit
from cloudgen.write.manifest import REPAIR, load
from cloudgen.write.writer import Plan, apply, diff, plan, plan_removal, recover

AWS = {"aws"}


def art(path: str, content: str, owner: str = "aws", **more: bool) -> Artifact:
    """An artifact of a test."""
    return Artifact(path, content, owner, **more)  # type: ignore[arg-type]


def run(root: Path, *artifacts: Artifact, owners: set[str] | None = None, force: bool = False) -> dict[str, str]:
    """Plan and apply; what happened to each path."""
    planned = plan(root, artifacts, owners or AWS, "1", load(root), force=force)
    apply(planned)
    return kinds(planned)


def kinds(planned: Plan) -> dict[str, str]:
    """What a plan does to each path."""
    return {action.path: action.kind for action in planned.actions}


def tree(root: Path) -> dict[str, str]:
    """Every file's text, without the lock and what only an interrupted run leaves."""
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def test_a_first_run_creates_and_a_second_changes_nothing(tmp_path: Path) -> None:
    """Same artifacts, same bytes."""
    assert run(tmp_path, art("a/b.tf", "one\n")) == {"a/b.tf": "create"}
    before = tree(tmp_path)
    assert run(tmp_path, art("a/b.tf", "one\n")) == {"a/b.tf": "unchanged"}
    assert tree(tmp_path) == before


def test_what_the_user_left_alone_is_replaced(tmp_path: Path) -> None:
    """No edit, no question."""
    run(tmp_path, art("a.tf", "one\n"))
    assert run(tmp_path, art("a.tf", "two\n")) == {"a.tf": "update"}
    assert (tmp_path / "a.tf").read_text() == "two\n"


def test_an_edit_is_kept_and_stays_kept(tmp_path: Path) -> None:
    """As long as what is generated stays the same, an edit is the user's business."""
    run(tmp_path, art("a.tf", "one\n"))
    (tmp_path / "a.tf").write_text("mine\n")
    for _ in range(2):
        assert run(tmp_path, art("a.tf", "one\n")) == {"a.tf": "keep"}
    assert (tmp_path / "a.tf").read_text() == "mine\n"


def test_an_edit_elsewhere_in_the_file_is_merged(tmp_path: Path) -> None:
    """Both changes end up in the file, and the next run has nothing to do."""
    lines = [f"line {number}\n" for number in range(12)]
    run(tmp_path, art("a.tf", "".join(lines)))
    (tmp_path / "a.tf").write_text("".join(["mine\n", *lines[1:]]))
    new = "".join([*lines[:-1], "new\n"])
    assert run(tmp_path, art("a.tf", new)) == {"a.tf": "merge"}
    assert (tmp_path / "a.tf").read_text() == "".join(["mine\n", *lines[1:-1], "new\n"])
    assert run(tmp_path, art("a.tf", new)) == {"a.tf": "keep"}


def test_a_conflict_keeps_the_users_text_and_is_reported_again(tmp_path: Path) -> None:
    """The same line changed on both sides: nothing is written into the file."""
    run(tmp_path, art("a.tf", "one\n"))
    (tmp_path / "a.tf").write_text("mine\n")
    for _ in range(2):
        assert run(tmp_path, art("a.tf", "two\n")) == {"a.tf": "conflict"}
    assert (tmp_path / "a.tf").read_text() == "mine\n"
    assert run(tmp_path, art("a.tf", "two\n"), force=True) == {"a.tf": "update"}
    assert (tmp_path / "a.tf").read_text() == "two\n"


def test_a_foreign_file_is_kept_and_reported(tmp_path: Path) -> None:
    """Without a manifest entry nothing is overwritten, and nothing else is touched."""
    (tmp_path / "a.tf").write_text("foreign\n")
    (tmp_path / "other.tf").write_text("other\n")
    assert run(tmp_path, art("a.tf", "one\n")) == {"a.tf": "keep"}
    assert (tmp_path / "a.tf").read_text() == "foreign\n"
    assert (tmp_path / "other.tf").read_text() == "other\n"


def test_what_is_no_longer_generated_goes_unless_edited(tmp_path: Path) -> None:
    """Owned files go, edited ones stay and are reported, empty folders go."""
    run(tmp_path, art("x/a.tf", "a\n"), art("y/b.tf", "b\n"))
    (tmp_path / "y/b.tf").write_text("mine\n")
    assert run(tmp_path) == {"x/a.tf": "remove", "y/b.tf": "keep-removed"}
    assert not (tmp_path / "x").exists()
    assert (tmp_path / "y/b.tf").read_text() == "mine\n"


def test_owners_are_apart(tmp_path: Path) -> None:
    """Generating aws after gcp leaves gcp's files alone; removing gcp leaves aws's."""
    run(tmp_path, art("infra/gcp/a.tf", "g\n", "gcp"), owners={"gcp"})
    assert run(tmp_path, art("infra/aws/a.tf", "a\n")) == {"infra/aws/a.tf": "create"}
    assert (tmp_path / "infra/gcp/a.tf").read_text() == "g\n"
    removal = plan_removal(tmp_path, {"gcp"}, "1", load(tmp_path))
    apply(removal)
    assert kinds(removal) == {"infra/gcp/a.tf": "remove"}
    assert not (tmp_path / "infra/gcp").exists()
    assert (tmp_path / "infra/aws/a.tf").exists()


def test_once_files_are_the_users(tmp_path: Path) -> None:
    """Written once; neither an edit nor a deletion is undone."""
    run(tmp_path, art("dev.tfbackend", "one\n", once=True))
    (tmp_path / "dev.tfbackend").write_text("mine\n")
    assert run(tmp_path, art("dev.tfbackend", "two\n", once=True)) == {"dev.tfbackend": "unchanged"}
    assert (tmp_path / "dev.tfbackend").read_text() == "mine\n"
    (tmp_path / "dev.tfbackend").unlink()
    assert run(tmp_path, art("dev.tfbackend", "two\n", once=True)) == {"dev.tfbackend": "unchanged"}
    assert not (tmp_path / "dev.tfbackend").exists()


def test_a_merge_in_a_once_file_is_the_users_to_resolve(tmp_path: Path) -> None:
    """Refused like any other; --repair reports it and leaves it alone."""
    artifact = art("dev.tfbackend", "one\n", once=True)
    run(tmp_path, artifact)
    marked = "<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> other\n"
    (tmp_path / "dev.tfbackend").write_text(marked)
    with pytest.raises(ProblemsError, match=r"1 generated file has conflict markers of a merge: dev\.tfbackend\."):
        run(tmp_path, artifact)
    planned = plan(tmp_path, [artifact], AWS, "1", load(tmp_path), repair=True)
    apply(planned)
    assert kinds(planned) == {"dev.tfbackend": "conflict"}
    assert (tmp_path / "dev.tfbackend").read_text() == marked


@pytest.mark.parametrize("text", ["=======\n", "<<<<<<< HEAD\n", "Title\n=======\n\n>>>>>>> quoted\n"])
def test_what_only_looks_like_a_conflict_is_an_edit(tmp_path: Path, text: str) -> None:
    """Headings in Markdown, a marker alone."""
    run(tmp_path, art("README.md", "one\n"))
    (tmp_path / "README.md").write_text(text)
    assert run(tmp_path, art("README.md", "one\n")) == {"README.md": "keep"}


def test_scripts_are_executable(tmp_path: Path) -> None:
    """The mode is part of the artifact."""
    run(tmp_path, art("run.sh", "#!/bin/sh\n", executable=True), art("a.tf", ""))
    assert os.access(tmp_path / "run.sh", os.X_OK)
    assert not (tmp_path / "a.tf").stat().st_mode & 0o111


def test_links_lead_nowhere(tmp_path: Path) -> None:
    """A folder that is a link isn't followed out of the tree."""
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / "infra").symlink_to(outside)
    with pytest.raises(ProblemsError) as caught:
        run(root, art("infra/a.tf", "one\n"))
    [problem] = caught.value.problems
    assert (problem.code, problem.message) == ("symlink", f"{root / 'infra'} is a link, and cloudgen doesn't write through links.")
    assert not list(outside.iterdir())


@pytest.mark.parametrize("path", ["/etc/passwd", "../a", "a/../../b", ""])
def test_artifacts_stay_inside(path: str) -> None:
    """A path that leaves the folder is no artifact."""
    with pytest.raises(ValueError, match="not a relative path"):
        art(path, "")


OUTSIDE = '{"form": 1, "files": {"PATH": {"owner": "aws", "mode": "644", "hash": ""}}}'
TWO_LINES = """{
 "form": 2, "version": "1",
 "clouds": {"aws": {"name": "a", "project": "a"}, "aws": {"name": "b", "project": "a"}, "": {}},
 "components": {"": {}}, "stacks": {"": {}}, "data": {"": {}}, "files": {"": {}}
}"""
NEWER = "has the form 9, and this version of cloudgen knows the forms 1 and 2."


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("{", "manifest", "is damaged."),
        ("[]", "manifest", "is damaged."),
        (OUTSIDE.replace("PATH", "../x"), "manifest", "names a file outside of the folder: ../x."),
        (OUTSIDE.replace("PATH", "/etc/passwd"), "manifest", "names a file outside of the folder: /etc/passwd."),
        (TWO_LINES, "manifest", "has two different lines for aws, from a merge."),
        ('{"form": 9, "files": {}}', "manifest-form", NEWER),
    ],
)
def test_a_broken_manifest_is_a_problem(tmp_path: Path, text: str, code: str, message: str) -> None:
    """Never a traceback, and never a write; with the command that repairs it, or the version that can read it."""
    (tmp_path / ".cloudgen").mkdir()
    (tmp_path / ".cloudgen/manifest.json").write_text(text)
    with pytest.raises(ProblemsError) as caught:
        run(tmp_path, art("a.tf", "one\n"))
    [problem] = caught.value.problems
    assert (problem.code, problem.message) == (code, f"{tmp_path / '.cloudgen/manifest.json'} {message}")
    assert problem.hint == ("Use the version that wrote it." if code == "manifest-form" else REPAIR)
    assert not (tmp_path / "a.tf").exists()


def test_repair_leaves_a_newer_manifest_alone(tmp_path: Path) -> None:
    """What this version can't read isn't damaged."""
    (tmp_path / ".cloudgen").mkdir()
    (tmp_path / ".cloudgen/manifest.json").write_text('{"form": 9, "files": {}}')
    with pytest.raises(ProblemsError, match="knows the forms 1 and 2"):
        load(tmp_path, repair=True)


def test_diff_shows_changes_and_writes_nothing(tmp_path: Path) -> None:
    """A unified diff of all paths."""
    run(tmp_path, art("a.tf", "one\n"))
    before = tree(tmp_path)
    shown = diff(plan(tmp_path, [art("a.tf", "two\n"), art("b.tf", "new\n")], AWS, "1", load(tmp_path)))
    assert "--- a/a.tf\n+++ b/a.tf\n@@ -1 +1 @@\n-one\n+two\n" in shown
    assert "--- /dev/null\n+++ b/b.tf\n" in shown
    assert tree(tmp_path) == before


def killed(root: Path, artifacts: list[Artifact], at: int) -> int:
    """Apply in a process that is killed before the step of this number; how the process ended."""
    planned = plan(root, artifacts, AWS, "1", load(root))
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    steps = iter(range(at))

    def step(_name: str) -> None:
        if next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    apply(planned, step)
    os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed")
def test_killing_it_at_any_step_leaves_the_old_tree_or_the_new_one(tmp_path: Path) -> None:
    """After the next command's recovery the tree is whole, the manifest with it."""
    old = [art("a.tf", "old a\n"), art("b.tf", "old b\n")]
    new = [art("a.tf", "new a\n"), art("c/d.tf", "new d\n")]
    reference = tmp_path / "reference"
    run(reference, *old)
    old_tree = tree(reference)
    run(reference, *new)
    new_tree = tree(reference)
    seen = set()
    for number in range(40):
        root = tmp_path / str(number)
        run(root, *old)
        status = killed(root, new, number)
        recover(root)
        assert tree(root) in (old_tree, new_tree), f"killed at step {number}"
        seen.add("old" if tree(root) == old_tree else "new")
        if status == 0:
            break
        assert status == signal.SIGKILL
    else:
        pytest.fail("it never ran to its end")
    assert seen == {"old", "new"}


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    """The lock is taken for as long as a run writes."""
    problems = []

    def step(_name: str) -> None:
        if not problems:
            with pytest.raises(ProblemsError) as caught:
                run(tmp_path, art("a.tf", "other\n"))
            problems.extend(caught.value.problems)

    apply(plan(tmp_path, [art("a.tf", "one\n")], AWS, "1", load(tmp_path)), step)
    assert (problems[0].code, problems[0].message) == ("locked", f"Another cloudgen is writing to {tmp_path}.")
    assert problems[0].blame == "environment"
    assert (tmp_path / "a.tf").read_text() == "one\n"


@pytest.mark.parametrize("at", ["folders", "rename infra/a.tf", "remove infra/old.tf"])
def test_a_link_that_appears_while_writing_is_not_followed(tmp_path: Path, at: str) -> None:
    """Checked again right before each change: what is outside of the folder stays as it is."""
    root, outside = tmp_path / "root", tmp_path / "outside"
    outside.mkdir()
    (outside / "old.tf").write_text("theirs")
    (root / ".cloudgen").mkdir(parents=True)
    (root / "infra").mkdir()

    def attack(name: str) -> None:
        if name == at:
            (root / "infra").rmdir() if not any((root / "infra").iterdir()) else (root / "infra").rename(root / "moved")
            (root / "infra").symlink_to(outside)

    with pytest.raises(ProblemsError) as caught:
        commit(root, {"infra/a.tf": ("ours", False)}, ["infra/old.tf"], attack)
    assert [problem.code for problem in caught.value.problems] == ["symlink"]
    assert {path.name: path.read_text() for path in outside.iterdir()} == {"old.tf": "theirs"}
