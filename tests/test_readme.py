"""The README shows what the commands print: `python -m pytest --update-goldens tests/test_readme.py` writes it."""

import re
import shlex
from pathlib import Path

import pytest

from tests.support.commands import cli
from tests.support.stacks import ROOT

README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- output: cloudgen (?P<command>[^\n]+) -->\n```text\n)(?P<output>.*?)(```)", re.DOTALL)
LINES = 45


def shown(command: str) -> str:
    """What a command prints, its notes cut after so many lines."""
    done = cli(*shlex.split(command), cwd=ROOT, COLUMNS="120")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    return "\n".join([*lines[:LINES], *(["..."] if len(lines) > LINES else [])]) + "\n"


def test_the_output_in_the_readme_is_real(request: pytest.FixtureRequest) -> None:
    """Every marked block."""
    text = README.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) >= 3
    if request.config.getoption("--update-goldens"):
        README.write_text(BLOCK.sub(lambda block: f"{block[1]}{shown(block['command'])}{block[4]}", text), encoding="utf-8")
        blocks = list(BLOCK.finditer(README.read_text(encoding="utf-8")))
    for block in blocks:
        assert block["output"] == shown(block["command"]), f"the README's output of '{block['command']}' is old"


def test_files_that_the_readme_links_exist() -> None:
    """Relative links only."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README.read_text(encoding="utf-8"))
    assert links
    assert not [link for link in links if not (Path(ROOT) / link).exists()]
