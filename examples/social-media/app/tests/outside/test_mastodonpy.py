"""Mastodon.py's own suite, live: its recorded answers are switched off, so that every call goes to `social serve`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside.programs import APP, MASTODON_PY, environment, prepared, recorded, server, suite

LISTED = Path(__file__).with_name("mastodonpy-expected-failures.txt")
# Failures of a throw-away server that did without most of this; ours has to be better.
BEFORE = 66
# Modules that talk to other people's servers, or to nobody: they say nothing of ours.
ELSEWHERE = ("test_entities.py", "test_websocket_cassette.py", "test_types_base.py")
# It suspends somebody whom others need.
LAST = "test_admin.py"

pytestmark = [pytest.mark.outside, pytest.mark.slow]


def listed() -> dict[str, str]:
    """Tests that are expected to fail, with the reason."""
    lines = [line for line in LISTED.read_text().splitlines() if line and not line.startswith("#")]
    return {name.strip(): reason.strip() for name, _, reason in (line.partition("  ") for line in lines)}


def test_the_list_only_shrinks() -> None:
    """Every expected failure has a reason, and there are fewer than there once were."""
    assert len(listed()) < BEFORE
    assert all(listed().values())


def test_mastodonpy(tmp_path: Path) -> None:
    """A failure that isn't listed fails; so does a listed test that passes: it has to leave the list."""
    folder, python = prepared(MASTODON_PY)
    data = tmp_path / "data"
    subprocess.run([sys.executable, "-m", "tests.outside.seeding"], cwd=APP, env=environment(data), check=True)
    # Recorded WebSockets would be replayed in spite of the switch, and recorded times are long past.
    for pattern in ("*.ws.yaml", "*.pkl"):
        for recording in (folder / "tests" / "cassettes").glob(pattern):
            recording.unlink()
    modules = sorted((path.name for path in (folder / "tests").glob("test_*.py")), key=lambda name: (name == LAST, name))
    chosen = [f"tests/{name}" for name in modules if name not in ELSEWHERE]
    with server(data) as log:
        found = suite(python, folder, tmp_path / "mastodonpy.xml", [*chosen, "--disable-recording", "--no-cov"], {}, 1500)
    recorded("mastodonpy", found)
    expected = listed()
    news = {name: text for name, text in found.failed.items() if name not in expected}
    assert not news, (
        f"{len(found.passed)} passed; not listed: \n" + type(found)(found.passed, news, found.skipped).told() + log.read_text()[-2000:]
    )
    mended = sorted(set(expected) & found.passed)
    assert not mended, f"These pass now, take them off the list: {mended}"
    gone = sorted(set(expected) - found.passed - set(found.failed) - found.skipped)
    assert not gone, f"No such tests: {gone}"
