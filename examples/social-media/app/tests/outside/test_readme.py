"""The ten lines of the README, as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside.programs import APP, TOOT, prepared

pytestmark = [pytest.mark.outside, pytest.mark.slow]


def lines() -> list[str]:
    """The first block of the README."""
    found = re.search(r"## Ten lines.*?```sh\n(.*?)```", (APP / "README.md").read_text(), re.DOTALL)
    assert found is not None
    return found[1].strip().splitlines()


def test_there_are_ten() -> None:
    """No more."""
    assert len(lines()) == 10


def test_they_work(tmp_path: Path) -> None:
    """The stream shows the post, and the timeline shows it with those of the people who are followed."""
    _, python = prepared(TOOT)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOCIAL_")}
    variables = {
        **kept, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "SOCIAL_DATA_DIR": str(tmp_path / "data"),
        "PATH": f"{Path(sys.executable).parent}:{python.parent}:{os.environ['PATH']}",
    }  # fmt: skip
    script = "set -e\n" + "\n".join(lines())
    done = subprocess.run(["bash", "-c", script], cwd=APP, env=variables, capture_output=True, text=True, timeout=240, check=False)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert "You are now following ada" in told, told
    assert "event: update" in done.stdout, told
    assert done.stdout.count("The second loaves are out.") >= 2, told
    assert "First loaves are out" in done.stdout, told


def test_it_says_what_it_is() -> None:
    """In the words that were agreed."""
    assert "compatible with Mastodon client apps; not Mastodon, does not federate" in (APP / "README.md").read_text()
