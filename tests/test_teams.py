"""Several people and machines: merges of branches that both generated, line endings, lost and damaged manifests. With the real git."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.commands import cli
from tests.support.projects import Project, spec
from tests.support.tools import require_tool

CACHE = "  fast: {kind: cache}\n"
QUEUE = "  mail: {kind: queue}\n"
EDIT = "# Looked at by the data team.\n"
MAIN = "infra/aws/main.tf"
MANIFEST = ".cloudgen/manifest.json"
REPAIR = "Run the same 'cloudgen generate' with --repair"


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git in a repository, with nothing of the machine's own configuration."""
    own = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"]
    environment = {"PATH": str(Path(require_tool("git")).parent), "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(["git", *own, *arguments], cwd=root, capture_output=True, text=True, check=False, env=environment)


def commit(root: Path) -> None:
    """Everything as one commit."""
    assert git(root, "add", "-A").returncode == 0
    done = git(root, "commit", "-qm", "x")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A repository with a generated and committed project; what git merges is the text alone, without a driver of ours."""
    assert git(tmp_path, "init", "-q", "-b", "main").returncode == 0
    made = Project(tmp_path)
    made.generated(spec())
    commit(tmp_path)
    return made


def edit(path: Path, line: str = EDIT) -> str:
    """Put a line behind the first one, with the file's line endings; the text then."""
    text = edited(path.read_bytes().decode("utf-8"), line)
    path.write_bytes(text.encode("utf-8"))
    return text


def edited(text: str, line: str = EDIT) -> str:
    """A text with a line behind the first one."""
    head, _, rest = text.partition("\n")
    return f"{head}\n{line.replace(chr(10), chr(13) + chr(10)) if head.endswith(chr(13)) else line}{rest}"


def branch(project: Project, name: str, text: str, **edits: str) -> None:
    """A branch off main on which a spec is generated; `edits` are lines put behind the head of files by hand."""
    git(project.root, "switch", "-q", "-c", name, "main")
    project.generated(text)
    for path, line in edits.items():
        edit(project.root / path, line)
    commit(project.root)


def merged(project: Project) -> list[str]:
    """Merge `other` into `ours`; the files with conflicts."""
    git(project.root, "switch", "-q", "ours")
    git(project.root, "merge", "-q", "other")
    return git(project.root, "diff", "--name-only", "--diff-filter=U").stdout.splitlines()


def fresh(tmp_path: Path, text: str) -> dict[str, str]:
    """The tree that a first run makes of a spec."""
    folder = tmp_path.parent / f"{tmp_path.name}-fresh"
    folder.mkdir()
    made = Project(folder)
    made.generated(text)
    return made.tree()


def test_two_branches_that_both_generated_become_one(project: Project) -> None:
    """One adds a queue, one a cache: the spec is merged by hand, the message is followed, and the result is that of a fresh run."""
    branch(project, "ours", spec(more=QUEUE))
    branch(project, "other", spec(more=CACHE))
    conflicts = merged(project)
    assert MAIN in conflicts
    assert MANIFEST not in conflicts, "its lines are put one below the other"
    text = spec(more=QUEUE + CACHE)
    refused = project.generate(text)
    assert refused.returncode == 2
    assert re.search(
        r"infra/aws/\S+:\d+:1: error: \d+ generated files have conflict markers of a merge: .*\[conflict-markers\]", refused.stderr
    )
    assert all(path in refused.stderr for path in conflicts if path.startswith("infra/"))
    assert REPAIR in refused.stderr
    assert "<<<<<<<" in project.text(MAIN), "nothing was written"
    project.generated(text, "--repair")
    assert project.tree() == fresh(project.root, text)
    again = project.generate(text)
    assert "unchanged" in again.stdout
    assert "kept" not in again.stdout


def test_a_merge_without_conflicts_needs_no_repair(project: Project) -> None:
    """Both branches change the same files in different places; the next run is a run like any other."""
    branch(project, "ours", spec().replace("jobs: {kind: queue}", "jobs: {kind: queue, settings: {retention_days: 3}}"))
    branch(project, "other", spec().replace("web: {kind: service}", "web: {kind: service, settings: {max_replicas: 7}}"))
    conflicts = merged(project)
    assert not [path for path in conflicts if path.startswith(".cloudgen") and "docs" not in path]
    assert not [path for path in conflicts if path.endswith(".tfvars")]
    lines = [line for line in project.text(MANIFEST).splitlines() if '"infra/aws/environments/prod.tfvars"' in line]
    assert len(lines) == 2, "one line of each branch"
    text = spec().replace("jobs: {kind: queue}", "jobs: {kind: queue, settings: {retention_days: 3}}")
    text = text.replace("web: {kind: service}", "web: {kind: service, settings: {max_replicas: 7}}")
    project.generated(text, *(["--repair"] if [path for path in conflicts if path != "cloudgen.yaml"] else []))
    assert project.tree() == fresh(project.root, text)


def test_edits_of_both_branches_survive_a_merge(project: Project) -> None:
    """Files that were edited by hand on one branch or the other, within and without conflicts."""
    branch(project, "ours", spec(more=QUEUE), **{MAIN: EDIT})
    branch(project, "other", spec(more=CACHE), **{"infra/aws/outputs.tf": EDIT})
    assert MAIN in merged(project)
    text = spec(more=QUEUE + CACHE)
    project.generated(text, "--repair")
    wanted = fresh(project.root, text)
    assert project.text(MAIN) == edited(wanted[MAIN])
    assert project.text("infra/aws/outputs.tf") == edited(wanted["infra/aws/outputs.tf"])
    assert {path for path, content in project.tree().items() if content != wanted[path]} == {MAIN, "infra/aws/outputs.tf"}
    kept = project.generate(text)
    assert kept.returncode == 0
    assert "   2 kept your edits" in kept.stdout


def test_a_conflict_that_needs_a_person_is_kept(project: Project) -> None:
    """Both branches edited one line by hand: the file keeps its markers and is named until they are gone."""
    for name, more in (("ours", QUEUE), ("other", CACHE)):
        branch(project, name, spec(more=more))
        path = project.root / MAIN
        path.write_text(path.read_text(encoding="utf-8").replace("# db:", f"# {name}:"), encoding="utf-8")
        commit(project.root)
    merged(project)
    text = spec(more=QUEUE + CACHE)
    done = project.generate(text, "--repair")
    assert done.returncode == 1
    assert f"   1 kept, conflicts with your edits\n       {MAIN}" in done.stdout
    assert "<<<<<<<" in project.text(MAIN)
    assert "[conflict-markers]" in project.generate(text).stderr
    wanted = fresh(project.root, text)[MAIN].replace("# db:", "# ours:")
    (project.root / MAIN).write_text(wanted, encoding="utf-8")
    after = project.generate(text)
    assert after.returncode == 0
    assert f"   1 kept your edits\n       {MAIN}" in after.stdout


def test_a_merge_that_leaves_markers_in_the_manifest(project: Project) -> None:
    """A host that doesn't know `merge=union`: the message names the line and the command that helps."""
    (project.root / ".git/info/attributes").write_text(".cloudgen/manifest.json merge\n", encoding="utf-8")
    branch(project, "ours", spec("main-db", was="db", more=QUEUE))
    branch(project, "other", spec(more=CACHE))
    assert MANIFEST in merged(project)
    text = spec("main-db", more=QUEUE + CACHE)
    for command in (project.generate(text), cli("validate", "-p", "aws", cwd=project.root)):
        assert command.returncode == 2
        assert "manifest.json has conflict markers of a merge. [manifest]" in command.stderr
        assert REPAIR in command.stderr
    done = project.generate(text, "--repair", "--accept-replace")
    assert done.returncode == 0, done.stderr
    assert '"social-prod-db"' in project.text("infra/aws/environments/prod.tfvars"), "the rename is still known"
    assert "<<<<<<<" not in project.text(MANIFEST)
    assert "kept" not in project.generate(text).stdout


@pytest.mark.parametrize("damage", ["{", "", '{"form": 2}', "cut"])
def test_a_damaged_manifest_is_rebuilt(tmp_path: Path, damage: str) -> None:
    """Refused with the command that repairs it, by every command that reads it; edits are kept."""
    project = Project(tmp_path)
    project.generated(spec())
    before = project.tree()
    path = tmp_path / MANIFEST
    path.write_text(before[MANIFEST][:900] if damage == "cut" else damage, encoding="utf-8")
    edit(tmp_path / "infra/aws/outputs.tf")
    for command in (project.generate(spec()), cli("validate", cwd=tmp_path), cli("cost", cwd=tmp_path), cli("remove", "aws", cwd=tmp_path)):
        assert command.returncode == 2
        assert f"{MANIFEST}:1:1: error: {MANIFEST} is damaged. [manifest]" in command.stderr
        assert REPAIR in command.stderr
    assert "kept your edits" in project.generate(spec(), "--repair").stdout
    assert project.tree() == {**before, "infra/aws/outputs.tf": edited(before["infra/aws/outputs.tf"])}


def test_a_deleted_manifest_is_rebuilt(tmp_path: Path) -> None:
    """With the base texts edits are still merged; files that nobody edited are replaced."""
    project = Project(tmp_path)
    project.generated(spec())
    (tmp_path / MANIFEST).unlink()
    edit(tmp_path / MAIN)
    text = spec(more=QUEUE)
    refused = project.generate(text)
    assert refused.returncode == 2
    assert (
        f"{MAIN}:1:1: error: {MAIN} was written by cloudgen, and {MANIFEST} is missing or doesn't know the file. [manifest-missing]"
        in refused.stderr
    )
    assert REPAIR in refused.stderr
    done = project.generate(text, "--repair")
    assert done.returncode == 0
    assert f"   1 merged with your edits\n       {MAIN}" in done.stdout
    assert project.tree() == {**(wanted := fresh(tmp_path, text)), MAIN: edited(wanted[MAIN])}


def test_a_deleted_folder_of_bookkeeping_loses_no_edit(tmp_path: Path) -> None:
    """All of `.cloudgen` gone: what is as generated is owned again, what differs is kept and reported."""
    project = Project(tmp_path)
    project.generated(spec())
    before = project.tree()
    shutil.rmtree(tmp_path / ".cloudgen")
    assert project.generate(spec()).returncode == 0, "files that are as generated are owned without a question"
    assert project.tree() == before
    shutil.rmtree(tmp_path / ".cloudgen")
    edit(tmp_path / MAIN)
    assert "[manifest-missing]" in project.generate(spec()).stderr
    assert f"   1 kept your edits\n       {MAIN}" in project.generate(spec(), "--repair").stdout
    assert project.tree() == {**before, MAIN: edited(before[MAIN])}


def test_absent_base_texts_lose_no_edit(tmp_path: Path) -> None:
    """Ignored by git or not copied: what nobody edited is replaced, what was edited is kept and reported until it is resolved."""
    project = Project(tmp_path)
    project.generated(spec())
    shutil.rmtree(tmp_path / ".cloudgen/base")
    text = edit(tmp_path / MAIN)
    for _ in range(2):
        done = project.generate(spec(more=QUEUE))
        assert done.returncode == 1
        assert f"   1 kept, conflicts with your edits\n       {MAIN}" in done.stdout
    assert project.text(MAIN) == text
    assert "mail = {" in project.text("infra/aws/environments/prod.tfvars")


def test_a_changed_base_text_is_not_believed(tmp_path: Path) -> None:
    """Search and replace over the whole repository changes file and base text alike: that is an edit, too."""
    project = Project(tmp_path)
    project.generated(spec())
    for path in (MAIN, f".cloudgen/base/{MAIN}.base"):
        (tmp_path / path).write_text(project.text(path).replace("# db:", "# our db:"), encoding="utf-8")
    done = project.generate(spec(more=QUEUE))
    assert done.returncode == 1
    assert f"   1 kept, conflicts with your edits\n       {MAIN}" in done.stdout
    assert "# our db:" in project.text(MAIN)


def crlf(root: Path) -> None:
    """Every file as a checkout on Windows without attributes has it."""
    for path in [*(root / "infra").rglob("*"), *(root / ".cloudgen").rglob("*")]:
        if path.is_file() and path.name != "lock":
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def test_line_endings_are_no_edits(tmp_path: Path) -> None:
    """Nothing changes in a CRLF checkout; what does change keeps its line endings, edits included."""
    project = Project(tmp_path)
    project.generated(spec())
    crlf(tmp_path)
    before = project.tree()
    assert "kept" not in project.generate(spec(), "--check").stdout
    project.generated(spec())
    assert project.tree() == before
    edit(tmp_path / MAIN)
    done = project.generate(spec(more=QUEUE))
    assert done.returncode == 0
    assert f"   1 merged with your edits\n       {MAIN}" in done.stdout
    wanted = fresh(tmp_path, spec(more=QUEUE))
    for path in (MAIN, "infra/aws/variables.tf"):
        content = edited(wanted[path]) if path == MAIN else wanted[path]
        assert (tmp_path / path).read_bytes() == content.replace("\n", "\r\n").encode(), path


@pytest.mark.parametrize("out", [".", "deploy/stack"])
def test_a_clone_on_windows_has_our_line_endings(tmp_path: Path, out: str) -> None:
    """The generated attributes hold where the output is a folder of the repository, too."""
    root = tmp_path / "origin"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    project = Project(root)
    project.generated(spec(), "--out", out)
    commit(root)
    done = git(tmp_path, "-c", "core.autocrlf=true", "-c", "core.eol=crlf", "clone", "-q", str(root), "clone")
    assert done.returncode == 0, done.stderr
    clone = tmp_path / "clone"
    assert b"\r\n" in (clone / "cloudgen.yaml").read_bytes()
    for path in (MAIN, MANIFEST, f".cloudgen/base/{MAIN}.base"):
        assert (clone / out / path).read_bytes() == (root / out / path).read_bytes(), path
    assert cli("generate", "-p", "aws", "--out", out, "--check", cwd=clone).returncode == 0


def test_attributes_of_the_users_own_are_kept(tmp_path: Path) -> None:
    """Reported like every file that was there before."""
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra/.gitattributes").write_text("*.png binary\n", encoding="utf-8")
    project = Project(tmp_path)
    done = project.generate(spec())
    assert "   1 kept your edits\n       infra/.gitattributes" in done.stdout
    assert project.text("infra/.gitattributes") == "*.png binary\n"


def test_what_terraform_writes_beside_a_stack_is_not_committed(tmp_path: Path) -> None:
    """Plugins, plans and states, which may hold secrets, are ignored; the lock file and the values are not."""
    Project(tmp_path).generated(spec())
    git(tmp_path, "init", "-q")
    ignored = [".terraform/providers/x", "prod.tfplan", "terraform.tfstate", "terraform.tfstate.backup"]
    kept = [".terraform.lock.hcl", "environments/prod.tfvars", "own.tf"]
    done = git(tmp_path, "check-ignore", *(f"infra/aws/{path}" for path in [*ignored, *kept]))
    assert done.stdout.split() == [f"infra/aws/{path}" for path in ignored]


def test_the_last_cloud_takes_the_rest_along(tmp_path: Path) -> None:
    """`remove` of one cloud leaves the repository's files, of the last one nothing."""
    project = Project(tmp_path)
    project.generated(spec())
    project.generated(spec(), provider="gcp")
    assert cli("remove", "gcp", cwd=tmp_path).returncode == 0
    assert (tmp_path / "infra/.gitattributes").exists()
    assert not [key for key in json.loads(project.text(MANIFEST))["components"] if key.startswith("gcp")]
    assert cli("remove", "aws", cwd=tmp_path).returncode == 0
    assert sorted(project.tree()) == ["cloudgen.yaml"]


def test_the_form_before_is_read(tmp_path: Path) -> None:
    """Base texts by hash, one hash per file, no records: edits are merged and the new form is written."""
    project = Project(tmp_path)
    project.generated(spec())
    wanted = project.tree()
    data = json.loads(wanted[MANIFEST])
    files = {path: values for path, values in data["files"].items() if path and path != "infra/.gitattributes"}
    for path, values in files.items():
        base = tmp_path / f".cloudgen/base/{path}.base"
        if base.exists():
            base.rename(tmp_path / f".cloudgen/base/{values['hash']}")
    shutil.rmtree(tmp_path / ".cloudgen/base/infra")
    (tmp_path / "infra/.gitattributes").unlink()
    (tmp_path / MANIFEST).write_text(json.dumps({"form": 1, "version": "0.1.0", "clouds": ["aws"], "files": files}), encoding="utf-8")
    edit(tmp_path / MAIN)
    project.generated(spec())
    assert project.tree() == {**wanted, MAIN: edited(wanted[MAIN])}
