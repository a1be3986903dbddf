"""The command line as a user runs it: output, exit codes, nothing half-written."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
from dataclasses import fields
from pathlib import Path

import hcl2
import pytest

from cloudgen.cli.options import PricingOptions
from tests.support.commands import cli, process
from tests.support.stacks import ROOT
from tests.support.tools import unavailable


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the web-app example."""
    done = cli("init", "web-app", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def test_init_writes_an_example_once(project: Path) -> None:
    """A second init refuses; an unknown example names the nearest."""
    assert cli("validate", cwd=project).returncode == 0
    again = cli("init", "web-app", cwd=project)
    assert again.returncode == 2
    assert "already exists" in again.stderr
    other = cli("init", "web-ap", "x", cwd=project)
    assert other.returncode == 2
    assert "Did you mean 'web-app'?" in other.stderr
    assert not (project / "x").exists()


def test_generate_check_diff_and_remove(project: Path) -> None:
    """Create, nothing to do, an edit of the spec, and away again."""
    first = cli("generate", "-p", "gcp", cwd=project)
    assert first.returncode == 0, first.stderr
    assert "created" in first.stdout
    assert "terraform -chdir=infra/gcp" in first.stdout
    assert cli("generate", "-p", "gcp", "--check", cwd=project).returncode == 0
    spec = project / "cloudgen.yaml"
    spec.write_text(spec.read_text().replace("requests_per_minute: 600", "requests_per_minute: 700"))
    check = cli("generate", "-p", "gcp", "--check", cwd=project)
    assert check.returncode == 1
    assert "would be changed" in check.stdout
    shown = cli("generate", "-p", "gcp", "--diff", cwd=project)
    assert "+  requests_per_minute = 700" in shown.stdout
    assert cli("generate", "-p", "aws", cwd=project).returncode == 0
    assert "600" in (project / "infra/gcp/environments/dev.tfvars").read_text(), "aws left gcp alone"
    assert cli("remove", "gcp", cwd=project).returncode == 0
    assert not (project / "infra/gcp").exists()
    assert (project / "infra/aws/main.tf").exists()


def test_problems_exit_2_and_write_nothing(project: Path) -> None:
    """File, line and column, as text and as JSON."""
    spec = project / "cloudgen.yaml"
    spec.write_text(spec.read_text().replace("kind: cache", "kind: cahce"))
    before = sorted(path.name for path in project.iterdir())
    done = cli("generate", "-p", "all", cwd=project)
    assert done.returncode == 2
    assert "cloudgen.yaml:" in done.stderr
    assert "Unknown kind 'cahce'. [unknown-kind]" in done.stderr
    assert done.stderr.count("[unknown-kind]") == 1, "each problem is named once, not once per cloud"
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in project.iterdir()) == before
    data = json.loads(cli("validate", "--format", "json", cwd=project).stdout)
    assert data["problems"][0]["code"] == "unknown-kind"
    assert data["problems"][0]["line"] > 1


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("file", "file is a file, and cloudgen needs a folder there."),
        ("/proc/cloudgen", "/proc/cloudgen can't be written: No such file or directory."),
        ("/dev/full", "/dev/full is a file, and cloudgen needs a folder there."),
    ],
)
def test_an_unwritable_folder_exits_3(project: Path, out: str, said: str) -> None:
    """The environment is to blame, not the input, and the message names the path and the reason."""
    if out.startswith("/") and not Path("/proc/self").exists():
        unavailable("Linux", "there is no /proc")
    (project / "file").write_text("a file where a folder should be")
    done = cli("generate", "-p", "aws", "--out", out, cwd=project)
    assert done.returncode == 3
    assert said in done.stderr
    assert "version control" not in done.stderr


def test_output_is_the_same_whatever_the_hash_seed(project: Path) -> None:
    """Same spec, same bytes."""
    for seed in ("0", "1"):
        assert process("generate", "-p", "all", "--out", f"out{seed}", cwd=project, PYTHONHASHSEED=seed).returncode == 0
    trees = [
        {str(p.relative_to(project / f"out{s}")): p.read_bytes() for p in (project / f"out{s}").rglob("*") if p.is_file()} for s in "01"
    ]
    assert trees[0] == trees[1]
    assert not [path for path, content in trees[0].items() if str(project).encode() in content]


def test_catalog_list_and_show(tmp_path: Path) -> None:
    """Kinds by clouds, and all about one; plain when piped."""
    listed = cli("catalog", "list", cwd=tmp_path)
    assert "elasticache" in listed.stdout
    assert "memorystore-valkey" in listed.stdout
    assert "\x1b[" not in listed.stdout
    shown = cli("catalog", "show", "cache", cwd=tmp_path)
    for expected in ("memory_gb", "cache.r7g.large", "azure-cache-for-redis", "closing", "elasticache:Connect", "https://"):
        assert expected in shown.stdout
    store = cli("catalog", "show", "object-store", cwd=tmp_path).stdout
    assert "  existing, bucket: Name of the bucket.\n" in store
    assert "azurerm_role_assignment Storage Blob Data Reader;" in store
    assert json.loads(cli("catalog", "show", "queue", "-f", "json", cwd=tmp_path).stdout)["kind"] == "queue"
    wrong = cli("catalog", "show", "cahce", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "Did you mean 'cache'?" in wrong.stderr


@pytest.mark.parametrize(
    "command", [[], ["init"], ["validate"], ["generate"], ["remove"], ["catalog", "list"], ["catalog", "show"], ["schema"]]
)
def test_help_has_an_example(tmp_path: Path, command: list[str]) -> None:
    """Every command says how it is used."""
    done = cli(*command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "cloudgen " in done.stdout.split("Usage")[1]
    assert "Example:" in done.stdout or "Start with:" in done.stdout


def test_a_catalog_of_ones_own_overrides_a_pair(project: Path) -> None:
    """`--catalog` with one changed service: the name gets shorter; a file with a mistake is refused."""
    folder = project / "mine/catalog/services/aws"
    folder.mkdir(parents=True)
    names = {}
    for catalog in ((), ("--catalog", "mine")):
        built_in = (ROOT / "catalog/services/aws/s3.yaml").read_text()
        assert "naming: {max: 63" in built_in
        (folder / "s3.yaml").write_text(built_in.replace("naming: {max: 63", "naming: {max: 20"))
        done = process("generate", "-p", "aws", "--accept-replace", *catalog, cwd=project)
        assert done.returncode == 0, done.stderr
        tfvars = hcl2.loads((project / "infra/aws/environments/prod.tfvars").read_text())
        names[catalog] = tfvars["uploads"]["name"].strip('"')
    assert len(names["--catalog", "mine"]) < 20 - 6 < len(names[()]), names
    (folder / "s3.yaml").write_text("kind: object-store\nnonsense: 1\n")
    broken = process("generate", "-p", "aws", "--catalog", "mine", cwd=project)
    assert broken.returncode == 2
    assert "nonsense" in broken.stderr


def test_a_catalog_of_ones_own_adds_a_pair(project: Path) -> None:
    """`--catalog` with a service and its module; what it doesn't have is the built-in catalog's."""
    mine = project / "mine"
    shutil.copytree(ROOT / "templates/aws/s3", mine / "templates/aws/bucket")
    (mine / "catalog/services/aws").mkdir(parents=True)
    shutil.copy(ROOT / "catalog/services/aws/s3.yaml", mine / "catalog/services/aws/bucket.yaml")
    spec = project / "cloudgen.yaml"
    spec.write_text(spec.read_text().replace("kind: object-store", "kind: object-store\n    service: {aws: bucket}"))
    done = process("generate", "-p", "aws", "--catalog", "mine", "--accept-replace", cwd=project)
    assert done.returncode == 0, done.stderr
    assert (project / "infra/aws/modules/bucket/main.tf").is_file()
    own = mine / "catalog/services/aws/bucket.yaml"
    text = own.read_text()
    own.write_text(re.sub(r"^billed:.*?^(?=[a-z])", "", text, flags=re.MULTILINE | re.DOTALL))
    unknown = process("cost", "-p", "aws", "--catalog", "mine", cwd=project)
    assert "Total, at least" in unknown.stdout
    assert "its service's catalog file has no `billed`" in unknown.stdout
    own.write_text(text)
    shutil.rmtree(mine / "templates")
    broken = process("generate", "-p", "aws", "--catalog", "mine", cwd=project)
    assert broken.returncode == 2
    assert "templates/aws/bucket" in broken.stderr


@pytest.mark.slow
def test_the_wheel_runs_from_an_empty_folder(tmp_path: Path) -> None:
    """Catalog, templates and examples are inside; nothing of the checkout is needed."""
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path / "dist"), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode != 0:
        unavailable("a package index", f"pip can't build the wheel here: {built.stderr[-300:]}")
    venv.create(tmp_path / "venv", with_pip=True, system_site_packages=False)
    python = tmp_path / "venv/bin/python"
    [wheel] = (tmp_path / "dist").glob("*.whl")
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    program = str(tmp_path / "venv/bin/cloudgen")
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    for arguments in (["init", "event-pipeline"], ["generate", "-p", "all"]):
        done = subprocess.run([program, *arguments], cwd=empty, capture_output=True, text=True, check=False, env=clean)
        assert done.returncode == 0, done.stderr
    assert (empty / "infra/azure/main.tf").is_file()


@pytest.mark.parametrize("command", [[], ["generate"], ["cost"], ["catalog", "show"], ["prices", "update"]])
def test_h_is_help(tmp_path: Path, command: list[str]) -> None:
    """`-h` prints what `--help` prints."""
    short, long = (cli(*command, option, cwd=tmp_path) for option in ("-h", "--help"))
    assert short.returncode == 0
    assert short.stdout.startswith("Usage: ")
    assert short.stdout == long.stdout


def test_commands_that_price_share_their_options(tmp_path: Path) -> None:
    """`cost`, `compare` and `what-if` take each pricing option, once."""
    for command in ("cost", "compare", "what-if"):
        listed = re.findall(r"^  (?:-\w, )?--([a-z-]+)", cli(command, "--help", cwd=tmp_path).stdout, re.MULTILINE)
        for field in fields(PricingOptions):
            assert listed.count(field.name.replace("_", "-")) == 1, (command, field.name)


def test_a_reader_that_stops_is_no_error(tmp_path: Path) -> None:
    """`cloudgen prices list | head -1`: the pipe breaks, the exit code is 0, and stderr is empty."""
    command = f"{shlex.quote(sys.executable)} -m cloudgen prices list | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_says_what_becomes_of_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 130, one line, no traceback."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cloudgen.cli.project_commands.schema", interrupted)
    done = cli("schema", cwd=tmp_path)
    assert done.returncode == 130
    assert done.stderr == "Interrupted; an unfinished write is completed or undone by the next command.\n"


def test_help_imports_no_more_than_typer() -> None:
    """`cloudgen --help` loads neither pydantic nor rich's tables: start-up is the import of typer."""
    # Older versions of typer import rich by themselves.
    script = (
        "import sys, typer; own = set(sys.modules); import cloudgen.cli.main; "
        "print(*(name for name in ('pydantic', 'jinja2', 'yaml', 'rich.table') if name in sys.modules and name not in own))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.strip() == ""


def test_validate_imports_nothing_that_prices() -> None:
    """A command imports what it needs: `validate` doesn't wait for price books and billing rules to be imported."""
    script = (
        "import sys; from cloudgen.cli import project_commands; "
        "print(*sorted(name for name in sys.modules if name.startswith('cloudgen.cost') or name.startswith('cloudgen.render')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.strip() == ""
