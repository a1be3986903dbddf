"""Cloudgen's command line: in this process where that is enough, in one of its own where start-up, signals or the environment matter."""

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from cloudgen.cli.main import run
from tests.support.stacks import ROOT


@dataclass(frozen=True)
class Finished:
    """What a command left: exit code and texts, as of `subprocess.run`."""

    returncode: int
    stdout: str
    stderr: str


def cli(*arguments: str, cwd: Path, **environment: str) -> Finished:
    """Run cloudgen in a folder, in this process; an exception that a user would see as a traceback is raised here."""
    stdout, stderr = io.StringIO(), io.StringIO()
    code: object = 0
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, environment),
        mock.patch.object(sys, "argv", ["cloudgen", *arguments]),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        try:
            run()
        except SystemExit as end:
            code = end.code or 0
    assert isinstance(code, int), code
    return Finished(code, stdout.getvalue(), stderr.getvalue())


def process(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run cloudgen in a folder, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cloudgen", *arguments], cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
