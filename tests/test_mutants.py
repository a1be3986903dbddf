"""The fast tests notice mistakes: at least 85% of a fixed sample of mutants are killed. `python tests/mutants.py` lists the survivors."""

import importlib.util
import subprocess
import sys

import pytest

from tests.support.stacks import ROOT
from tests.support.tools import unavailable

FLOOR = 85


@pytest.mark.mutation
@pytest.mark.slow
def test_most_mutants_are_killed() -> None:
    """Of load, language, resolve, render and write."""
    if not importlib.util.find_spec("mutmut"):
        unavailable("mutmut", "it isn't installed")
    command = [sys.executable, str(ROOT / "tests" / "mutants.py"), "--floor", str(FLOOR)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "Survivors: " in done.stdout


def test_the_sample_stays_when_other_code_changes() -> None:
    """Of a thousand mutants, a hundred go: those of the sample that are left are in the new sample, too."""
    mutation = pytest.importorskip("tests.support.mutation", reason="mutmut isn't installed")
    found = [mutation.Mutant(f"m{number}", "operator", ROOT / "cloudgen", "f", 1, 1, str) for number in range(1000)]
    before, after = mutation.sample(found, 300), mutation.sample(found[100:], 300)
    assert len(before) == len(after) == 300
    assert set(before) & set(found[100:]) <= set(after)
