"""Fetching others' source archives, giving each a home of its own, and starting our server for them."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
import time
import venv
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

PORT = 3000
BASE = f"http://localhost:{PORT}"
APP = Path(__file__).parents[2]
KEPT = Path(os.environ.get("OUTSIDE_DIR", "/tmp/social-outside"))


@dataclass(frozen=True)
class Archive:
    """A source archive of the package index, by version and hash."""

    name: str
    version: str
    sha256: str
    extras: str = ""
    also: tuple[str, ...] = ()

    @property
    def home(self) -> Path:
        """Where it is unpacked, with its environment beside it."""
        return KEPT / f"{self.name}-{self.version}"


# toot is under the GPL: it is run as a program of its own, and nothing of it is in here.
TOOT = Archive("toot", "0.52.1", "b737173be5587522077c18c4024eb1741a4a30e59d3165e72fd6ce4519d2fecb", also=("pytest>=8,<10", "pillow"))
MASTODON_PY = Archive(
    "Mastodon.py",
    "2.3.3",
    "a3cda3db86d65809957c978aef8ac7fb3dfc93abfeda3f1c6bdef4c79090ab7b",
    "[test,webpush,blurhash]",
    ("graphemeu", "websocket-client"),
)


def prepared(archive: Archive) -> tuple[Path, Path]:
    """The folder of the sources and the Python of their environment; made once, and kept for the next run."""
    home, ready = archive.home, archive.home / "ready"
    python = home / "venv" / "bin" / "python"
    if not ready.exists():
        home.mkdir(parents=True, exist_ok=True)
        wanted = home / "wanted.txt"
        wanted.write_text(f"{archive.name}=={archive.version} --hash=sha256:{archive.sha256}\n")
        download = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", "--require-hashes", "-r", str(wanted), "-d", str(home)]
        _run([sys.executable, "-m", "pip", *download])
        [packed] = home.glob("*.tar.gz")
        with tarfile.open(packed) as tar:
            tar.extractall(home, filter="data")
        venv.create(home / "venv", with_pip=True)
        _run([str(python), "-m", "pip", "install", "--quiet", f"{sources(archive)}{archive.extras}", *archive.also])
        ready.touch()
    return sources(archive), python


def sources(archive: Archive) -> Path:
    """The unpacked folder."""
    return next(path.parent for path in sorted(archive.home.glob("*/PKG-INFO")))


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        (pytest.fail if os.environ.get("REQUIRE_OUTSIDE") == "1" else pytest.skip)(f"{command[2:5]} failed: {done.stderr[-600:]}")


def environment(folder: Path, port: int = PORT, **more: str) -> dict[str, str]:
    """Settings of a server for others' suites: embedded, and without limits, since they sign up 140 people in a minute."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOCIAL_")}
    return {
        **kept, "SOCIAL_DATA_DIR": str(folder), "SOCIAL_RATE_LIMITS": "false", "SOCIAL_PORT": str(port), "SOCIAL_BASE_URL": f"http://localhost:{port}",
        "SOCIAL_SECRET_KEY": "o" * 40, **more,
    }  # fmt: skip


@contextlib.contextmanager
def server(folder: Path, port: int = PORT, **more: str) -> Iterator[Path]:
    """`social serve` on the port that the suites have written into them; its log."""
    with socket.socket() as sock:
        if sock.connect_ex(("127.0.0.1", port)) == 0:
            pytest.fail(f"Port {port} is taken; others' suites need it")
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "social", "serve"], cwd=APP, env=environment(folder, port, **more), stdout=output, stderr=output
        )
        try:
            _wait(process, log, port)
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: "subprocess.Popen[bytes]", log: Path, port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"http://localhost:{port}/health/ready", timeout=5).status_code == 200:
                return
        assert process.poll() is None, log.read_text()[-3000:]
        time.sleep(0.1)
    pytest.fail(f"The server doesn't start: {log.read_text()[-3000:]}")


@dataclass(frozen=True)
class Outcome:
    """What a suite reported."""

    passed: frozenset[str]
    failed: Mapping[str, str]
    skipped: frozenset[str]

    def told(self) -> str:
        """Failures in a few lines each."""
        return "\n".join(f"{name}: {' '.join(text.split())[:400]}" for name, text in sorted(self.failed.items()))


def suite(python: Path, folder: Path, report: Path, arguments: Sequence[str], variables: Mapping[str, str], seconds: int) -> Outcome:
    """Run a suite of pytest in its own folder and environment; what its report says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "SOCIAL_"))}
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *arguments]
    done = subprocess.run(command, cwd=folder, env={**kept, **variables}, capture_output=True, text=True, timeout=seconds, check=False)
    assert report.exists(), (done.stdout + done.stderr)[-3000:]
    return outcome(report)


def outcome(report: Path) -> Outcome:
    """Read a JUnit report."""
    passed, skipped, failed = set(), set(), {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest of this machine wrote it
        name = f"{case.get('classname', '').removeprefix('tests.')}::{case.get('name')}"
        problem = next((found for found in case if found.tag in ("failure", "error")), None)
        if problem is not None:
            failed[name] = problem.get("message") or problem.text or ""
        elif case.find("skipped") is not None:
            skipped.add(name)
        else:
            passed.add(name)
    return Outcome(frozenset(passed - set(failed)), failed, frozenset(skipped))


def recorded(name: str, found: Outcome) -> None:
    """Leave the figures where a build can show them."""
    KEPT.mkdir(parents=True, exist_ok=True)
    data = {"passed": len(found.passed), "failed": sorted(found.failed), "skipped": len(found.skipped)}
    (KEPT / f"{name}.json").write_text(json.dumps(data, indent=1))
