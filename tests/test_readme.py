"""The README shows what the commands print: `python -m pytest --update-goldens tests/test_readme.py` writes it."""

import re
import shlex
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.commands import cli
from tests.support.stacks import ROOT
from tests.versions import lowest, requirements

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


def test_the_lock_has_every_package_in_an_allowed_version() -> None:
    """What pyproject.toml asks for is pinned in constraints.txt, and the README installs from it."""
    pinned = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            pinned[canonicalize_name(requirement.name)] = next(iter(requirement.specifier)).version
    for text in requirements():
        wanted = Requirement(text)
        assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)]), text
    assert "pip install -c constraints.txt -e '.[test]'" in README.read_text(encoding="utf-8")


def test_the_lowest_versions_are_the_lower_bounds() -> None:
    """What is pinned exactly has none."""
    assert lowest(["pydantic>=2.9", "psycopg[binary]>=3.2.3", "moto[server]==5.2.5"]) == ["pydantic==2.9", "psycopg[binary]==3.2.3"]
    assert len(lowest(requirements())) >= 15


def test_files_that_the_readme_links_exist() -> None:
    """Relative links only."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README.read_text(encoding="utf-8"))
    assert links
    assert not [link for link in links if not (Path(ROOT) / link).exists()]


def test_paths_that_the_contributors_guide_names_exist() -> None:
    """Relative links, and paths in backticks and commands, without those that hold a placeholder."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\((?!https?:)([^)#]+)", text) + re.findall(
        r"(?<![\w/])(?:catalog|cloudgen|docs|templates|tests)/[\w./-]*(?![\w./<*-])", text
    )
    assert len(named) > 40
    assert not [path for path in named if not (Path(ROOT) / path).exists()]
