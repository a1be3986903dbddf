"""Runs the fast tests on other library versions than those of constraints.txt: `python tests/versions.py newest lowest`.

`newest` installs the latest version of everything. `lowest` installs each library and test tool that pyproject.toml names at its lower
bound, and what they depend on at the latest version that fits. The virtual environments are kept in the temporary folder.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAST = "not terraform and not postgres and not slow and not moto"


def lowest(requirements: list[str]) -> list[str]:
    """`name>=1.2` as `name==1.2`. Exact pins have no lower bound: they are tools of slow tests, and their own needs would raise others'."""
    return [requirement.replace(">=", "==") for requirement in requirements if ">=" in requirement]


def requirements() -> list[str]:
    """The project's libraries and those of its `test` extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["test"]]


def prepared(versions: str) -> Path:
    """The Python of a virtual environment with these versions; an existing environment is brought up to date."""
    folder = Path(tempfile.gettempdir()) / "cloudgen-versions" / versions
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True, clear=True)
    chosen = lowest(requirements()) if versions == "lowest" else requirements()
    upgrade = ["--upgrade", "--upgrade-strategy", "eager"] if versions == "newest" else []
    subprocess.run([python, "-m", "pip", "install", "--quiet", *upgrade, *chosen], check=True)
    return python


def main() -> None:
    """Exit with the first failing run's code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("versions", nargs="+", choices=["newest", "lowest"])
    for versions in dict.fromkeys(parser.parse_args().versions):
        python = prepared(versions)
        print(f"The fast tests on the {versions} versions:", flush=True)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [python, "-m", "pytest", "-n", "2", "-q", "-m", FAST]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
