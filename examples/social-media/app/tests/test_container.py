"""The image's recipe: what checkov asks for, and what hadolint would."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.conftest import missing

APP = Path(__file__).parent.parent
LINES = re.sub(r"\\\n", " ", (APP / "Dockerfile").read_text()).splitlines()
STEPS = [tuple(line.split(maxsplit=1)) for line in LINES if line and not line.startswith("#")]
LOCK = (APP / "requirements.lock").read_text()


def steps(name: str) -> list[str]:
    """Arguments of an instruction."""
    return [rest for step, rest in STEPS if step == name]


def test_bases_are_pinned_and_the_last_stage_has_no_tools() -> None:
    """Two stages on one version of one base."""
    bases = [rest.split()[0] for rest in steps("FROM")]
    assert len(bases) == 2
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:\d+\.\d+\.\d+-slim-[a-z]+", bases[0])
    last = [rest for step, rest in STEPS[[step for step, _ in STEPS].index("FROM", 1) :] if step == "RUN"]
    assert not any("pip" in each or "build-essential" in each for each in last)


def test_it_runs_without_root_and_says_how_it_is() -> None:
    """With a numeric user, so that Kubernetes can tell; everything that is written goes to the volume."""
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", steps("USER")[-1])
    assert [step for step, _ in STEPS].index("USER") < [step for step, _ in STEPS].index("ENTRYPOINT")
    assert steps("HEALTHCHECK")[0].endswith('CMD ["python", "-m", "social", "health"]')
    assert steps("VOLUME") == ['["/data"]']
    assert "SOCIAL_DATA_DIR=/data" in " ".join(steps("ENV"))


def test_commands_are_as_hadolint_wants_them() -> None:
    """Exec forms, absolute work directories, pinned packages, no lists left behind, nothing fetched by ADD, no secrets, no sudo."""
    for name in ("ENTRYPOINT", "CMD"):
        assert all(rest.startswith("[") for rest in steps(name))
    assert all(rest.startswith("/") for rest in steps("WORKDIR"))
    assert steps("ADD") == []
    for run in steps("RUN"):
        assert "sudo" not in run
        assert "|" not in run.replace("||", "")
        if "apt-get install" in run:
            assert "--no-install-recommends" in run
            assert "rm -rf /var/lib/apt/lists/*" in run
            packages = run.split("--no-install-recommends")[1].split("&&")[0].split()
            assert all("=" in package for package in packages)
        if "pip install" in run:
            assert "--require-hashes" in run
    assert not re.search(r"(?i)(password|secret|token|key)=", " ".join(steps("ENV") + steps("ARG")))


def test_only_what_is_needed_goes_into_the_context() -> None:
    """Everything that is copied is let in, and nothing else: no data, no tests, no history."""
    lines = [line for line in (APP / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    copied = {rest.split()[0].removeprefix("./") for rest in steps("COPY") if not rest.startswith("--from")}
    assert {line[1:] for line in lines if line.startswith("!")} == copied


def test_the_lock_holds_every_dependency_with_hashes_and_no_address() -> None:
    """What the package asks for, pinned."""
    pinned = {
        name.lower().replace("_", "-"): version
        for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)(?: ;.*)? \\$", LOCK, re.MULTILINE)
    }
    blocks = re.split(r"\n(?=[A-Za-z0-9_.-]+==)", LOCK)[1:]
    assert len(blocks) in (len(pinned), len(pinned) - 1)
    assert all("--hash=sha256:" in block for block in blocks)
    project = tomllib.loads((APP / "pyproject.toml").read_text())["project"]
    for wanted in project["dependencies"]:
        name = re.split(r"[\[<>=~!; ]", wanted)[0].lower().replace("_", "-")
        assert name in pinned, f"{name}: lock it anew"
    assert "://" not in LOCK
    assert "index-url" not in "\n".join(LOCK.splitlines()[1:])


def test_checkov_finds_nothing(tmp_path: Path) -> None:
    """All of its rules for Dockerfiles."""
    program = shutil.which("checkov")
    if program is None:
        missing("checkov")
        pytest.skip()
    done = subprocess.run(
        [str(program), "-f", str(APP / "Dockerfile"), "--compact", "--quiet"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"Passed checks: [1-9]\d*, Failed checks: 0", done.stdout), done.stdout
