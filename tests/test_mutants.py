"""The fast tests notice mistakes: at least 85% of a fixed sample of mutants are killed. `python tests/mutants.py` lists the survivors."""

import importlib.util
import subprocess
import sys

import pytest

from tests.support.stacks import ROOT
from tests.support.tools import unavailable

FLOOR = 85


@pytest.mark.slow
def test_most_mutants_are_killed() -> None:
    """Of load, language, resolve, render and write."""
    if not importlib.util.find_spec("mutmut"):
        unavailable("mutmut", "it isn't installed")
    command = [sys.executable, str(ROOT / "tests" / "mutants.py"), "--floor", str(FLOOR)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "Survivors: " in done.stdout
