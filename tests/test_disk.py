"""What the disk refuses: the reason, exit code 3, nothing half-written. Modes, and systems that aren't POSIX."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cloudgen.problems import ProblemsError
from cloudgen.write import journal
from cloudgen.write.manifest import load
from cloudgen.write.writer import apply, plan, recover, write_new
from tests.support.commands import cli
from tests.support.projects import Project, spec
from tests.support.stacks import ROOT
from tests.test_writer import AWS, art, run, tree

OLD = (art("a.tf", "old a\n"), art("b.tf", "old b\n"))
NEW = (art("a.tf", "new a\n"), art("c/d.tf", "new d\n"))
FULL = "No space left on device"


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("file", "error: file is a file, and cloudgen needs a folder there. [wrong-file-type]"),
        ("file/below", "error: file is a file, and cloudgen needs a folder there. [wrong-file-type]"),
        ("/dev/full", "error: /dev/full is a file, and cloudgen needs a folder there. [wrong-file-type]"),
        ("/proc/cloudgen", "error: /proc/cloudgen can't be written: No such file or directory. [write-failed]"),
    ],
)
def test_a_folder_that_can_not_be_one(tmp_path: Path, out: str, message: str) -> None:
    """Exit code 3 with the path and the reason, and nothing else is touched."""
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    done = Project(tmp_path).generate(spec(), "--out", out)
    assert done.returncode == 3
    assert message in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cloudgen.yaml", "file"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "a file"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("infra/aws/main.tf/x", "infra/aws/main.tf is a folder, and cloudgen needs a file there. [wrong-file-type]"),
        ("infra/aws/modules", "infra/aws/modules is a file, and cloudgen needs a folder there. [wrong-file-type]"),
        (".cloudgen/manifest.json/x", ".cloudgen/manifest.json is a folder, and cloudgen needs a file there. [wrong-file-type]"),
        (".cloudgen", ".cloudgen is a file, and cloudgen needs a folder there. [wrong-file-type]"),
    ],
)
def test_a_file_where_a_folder_is_needed(tmp_path: Path, path: str, message: str) -> None:
    """And the other way round."""
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("mine", encoding="utf-8")
    done = Project(tmp_path).generate(spec())
    assert done.returncode == 3
    assert message in done.stderr
    assert (tmp_path / path).read_text(encoding="utf-8") == "mine"


def refusing(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, at: int, code: int) -> None:
    """The call of this number of a function is refused by the system, and all after it."""
    real: Callable[..., Any] = getattr(where, name)
    calls = iter(range(at))

    def call(*arguments: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            raise OSError(code, os.strerror(code), str(arguments[0]))
        return real(*arguments, **named)

    monkeypatch.setattr(where, name, call)


@pytest.mark.parametrize(
    ("where", "name", "code", "reason"),
    [
        (journal, "_write", errno.ENOSPC, FULL),
        (Path, "mkdir", errno.EROFS, "Read-only file system"),
        (os, "fsync", errno.EIO, "Input/output error"),
        (os, "replace", errno.ENOSPC, FULL),
    ],
)
def test_what_fails_before_the_journal_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, code: int, reason: str
) -> None:
    """At whichever call: the old tree is intact, without folders or staged files that weren't there."""
    run(tmp_path, *OLD)
    before = (tree(tmp_path), sorted(tmp_path.rglob("*")))
    failed = 0
    for number in range(30):
        planned = plan(tmp_path, NEW, AWS, "1", load(tmp_path))
        with monkeypatch.context() as patch:
            refusing(patch, where, name, number, code)
            try:
                apply(planned)
            except ProblemsError as error:
                [problem] = error.problems
                if "Nothing was changed." not in str(problem.hint):
                    break
            else:
                break
        assert problem.code == "write-failed"
        assert problem.message.endswith(f" can't be written: {reason}.")
        assert problem.blame == "environment"
        assert (tree(tmp_path), sorted(tmp_path.rglob("*"))) == before
        failed += 1
    assert failed


def test_what_fails_after_the_journal_is_finished_by_the_next_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another program holds open on Windows, say: the message names the journal."""
    run(tmp_path / "reference", *OLD)
    run(tmp_path / "reference", *NEW)
    root = tmp_path / "root"
    run(root, *OLD)
    planned = plan(root, NEW, AWS, "1", load(root))
    with monkeypatch.context() as patch:
        refusing(patch, os, "replace", 3, errno.EACCES)
        with pytest.raises(ProblemsError) as caught:
            apply(planned)
    [problem] = caught.value.problems
    assert problem.message.endswith(" can't be written: Permission denied.")
    assert problem.hint == "The next command finishes this run with the help of .cloudgen/journal.json, once the cause is gone."
    assert recover(root)
    assert tree(root) == tree(tmp_path / "reference")


def test_a_folder_without_permission_is_noticed_before_anything_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One folder of several that can't be written."""
    run(tmp_path, *OLD)
    before = tree(tmp_path)
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "c")
    with pytest.raises(ProblemsError, match=r"c can't be written: Permission denied\."):
        run(tmp_path, *NEW)
    assert tree(tmp_path) == before
    assert not (tmp_path / "c").exists()


def test_a_file_that_can_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its path and the reason, exit code 3."""
    run(tmp_path, *OLD)
    with monkeypatch.context() as patch:
        refusing(patch, Path, "read_bytes", 0, errno.EACCES)
        with pytest.raises(ProblemsError) as caught:
            load(tmp_path)
    [problem] = caught.value.problems
    assert (problem.code, problem.blame) == ("unreadable", "environment")
    assert problem.message == f"{tmp_path / '.cloudgen/manifest.json'} can't be read: Permission denied."


def test_a_spec_that_can_not_be_started(tmp_path: Path) -> None:
    """`init` into a folder that is a file."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        write_new(tmp_path / "file/cloudgen.yaml", "x")
    [problem] = caught.value.problems
    assert (problem.code, problem.blame) == ("write-failed", "environment")


def test_a_journal_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """What to delete is said; nothing is renamed."""
    run(tmp_path, *OLD)
    before = tree(tmp_path)
    (tmp_path / ".cloudgen/journal.json").write_text("{", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        recover(tmp_path)
    [problem] = caught.value.problems
    assert (problem.code, problem.message) == ("journal", f"{tmp_path / '.cloudgen/journal.json'} isn't what cloudgen wrote.")
    (tmp_path / ".cloudgen/journal.json").unlink()
    assert tree(tmp_path) == before


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize(
    ("mode", "executable", "expected"), [(0o600, False, 0o600), (0o640, False, 0o640), (0o600, True, 0o700), (0o644, True, 0o755)]
)
def test_a_file_keeps_its_mode(tmp_path: Path, mode: int, executable: bool, expected: int) -> None:
    """A tfvars that only its owner may read stays so when it is rewritten; a script can be run by whoever reads it."""
    run(tmp_path, art("prod.tfvars", "one\n", executable=executable))
    (tmp_path / "prod.tfvars").chmod(mode)
    run(tmp_path, art("prod.tfvars", "two\n", executable=executable))
    assert stat.S_IMODE((tmp_path / "prod.tfvars").stat().st_mode) == expected


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_new_files_have_the_mode_of_the_users_mask(tmp_path: Path) -> None:
    """As any program's files."""
    before = os.umask(0o027)
    try:
        run(tmp_path, art("a.tf", "one\n"), art("run.sh", "x\n", executable=True))
    finally:
        os.umask(before)
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.*") if path.is_file()} == {
        "a.tf": 0o640,
        "run.sh": 0o750,
    }


def test_other_systems_open_no_folders_and_have_no_modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to open a folder; a mode means nothing there."""
    real = os.open

    def opened(path: Any, *arguments: Any, **named: Any) -> int:
        if path == tmp_path / ".cloudgen":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *arguments, **named)

    monkeypatch.setattr(journal, "_POSIX", False)
    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(Path, "chmod", lambda *_: pytest.fail("a mode is set"))
    run(tmp_path, *OLD)
    run(tmp_path, *NEW, art("run.sh", "x\n", executable=True))
    assert (tmp_path / "c/d.tf").read_text(encoding="utf-8") == "new d\n"


WITHOUT_FCNTL = """
import importlib, pkgutil, sys
sys.modules["fcntl"] = None
import cloudgen
for module in pkgutil.walk_packages(cloudgen.__path__, "cloudgen."):
    if module.name != "cloudgen.__main__":
        importlib.import_module(module.name)
from pathlib import Path
from cloudgen.render.artifacts import Artifact
from cloudgen.write.manifest import load
from cloudgen.write.writer import apply, plan
root = Path(sys.argv[1])
apply(plan(root, [Artifact("a.tf", "one\\n", "aws")], {"aws"}, "1", load(root)))
"""


def test_it_runs_without_fcntl(tmp_path: Path) -> None:
    """Windows has no such module: every module is imported, and a run writes under its lock."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_FCNTL, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.tf").read_text(encoding="utf-8") == "one\n"


def test_next_commands_can_be_pasted(tmp_path: Path) -> None:
    """Paths with spaces and quotes are quoted for the shell."""
    done = Project(tmp_path).generate(spec(), "--out", "my o'ut")
    assert """terraform -chdir='my o'"'"'ut/infra/aws' init -backend=false""" in done.stdout
    done = cli("init", "web-app", "my app", cwd=tmp_path)
    assert "Next: cd 'my app' && cloudgen generate" in done.stdout
