"""What the suite says of a machine that lacks tools."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import tools


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No mirror, nothing required, and no earlier answer."""
    monkeypatch.delenv("TF_CLI_CONFIG_FILE", raising=False)
    monkeypatch.delenv("CLOUDGEN_REQUIRE_TOOLS", raising=False)
    tools.registry_answers.cache_clear()
    yield
    tools.registry_answers.cache_clear()


def terraform(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program of this name, first on the PATH."""
    program = folder / "terraform"
    program.write_text(f"#!{sys.executable}\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize(
    ("script", "answers"), [("", True), ("raise SystemExit(1)", False), ("import time; time.sleep(60)", False)], ids=["yes", "no", "late"]
)
def test_the_registry_is_asked_where_no_mirror_is_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, answers: bool
) -> None:
    """`terraform init` succeeds, fails, or takes too long."""
    monkeypatch.setattr(tools, "_PROBE_SECONDS", 1)
    terraform(tmp_path, monkeypatch, script)
    if answers:
        tools.require_provider("aws")
    else:
        with pytest.raises(pytest.skip.Exception, match="needs Terraform providers"):
            tools.require_provider("aws")
    assert tools.real_provider("aws") is answers


def test_a_mirror_without_the_provider_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry isn't asked then."""
    terraform(tmp_path, monkeypatch, "")
    (tmp_path / "terraform.rc").write_text(f'provider_installation {{ filesystem_mirror {{ path = "{tmp_path}" }} }}')
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "terraform.rc"))
    with pytest.raises(pytest.skip.Exception, match="no mirror with the aws provider"):
        tools.require_provider("aws")


def test_a_missing_tool_fails_where_everything_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for what is optional."""
    monkeypatch.setenv("CLOUDGEN_REQUIRE_TOOLS", "1")
    with pytest.raises(pytest.fail.Exception, match="needs tflint"):
        tools.unavailable("tflint", "it isn't there")
    with pytest.raises(pytest.skip.Exception):
        tools.unavailable("tflint", "it isn't there", optional=True)


def test_the_closing_line_counts_by_tool() -> None:
    """The most frequent first; skips for other reasons don't count."""
    reasons = ["Skipped: needs tflint: it isn't there. To get it: x", "Skipped: needs checkov: no. To get it: y"] * 2
    line = tools.left_out([*reasons, "Skipped: needs tflint: z", "Skipped: one example is enough"])
    assert line == f"Tests left out: 5; 3 for lack of tflint (install tflint), 2 for lack of checkov ({tools.HOW_TO_GET['checkov']})"
    assert tools.left_out(["Skipped: one example is enough"]) is None
