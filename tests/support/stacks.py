"""Stacks that tests run tools on: the examples' output, written once per session and cloud."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from cloudgen.generate import generate
from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import load
from cloudgen.render.artifacts import Artifact
from tests.support.tools import provider_binary, require_tool, unavailable

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ("web-app", "event-pipeline")
PROVIDERS = ("aws", "azure", "gcp")
TERRAFORM_NAMES = {"aws": "aws", "azure": "azurerm", "gcp": "google"}


@cache
def artifacts(example: str, provider: str) -> tuple[Artifact, ...]:
    """What an example makes for a cloud."""
    return generate(load(ROOT / "examples" / example / "cloudgen.yaml"), Catalog(), (provider,)).artifacts


def write(folder: Path, files: tuple[Artifact, ...]) -> None:
    """Put artifacts on disk without the writer."""
    for artifact in files:
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(artifact.content, encoding="utf-8")


def terraform(folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run Terraform in a folder; its output is text without colour."""
    program = require_tool("terraform")
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
        env={**os.environ, "TF_IN_AUTOMATION": "1", "TF_CLI_ARGS": "-no-color", "CHECKPOINT_DISABLE": "1", **(environment or {})},
    )


def initialised(folder: Path, provider: str) -> Path:
    """`terraform init` from the local mirror; without one the test is skipped."""
    if provider_binary(TERRAFORM_NAMES[provider]) is None:
        unavailable(f"TF_CLI_CONFIG_FILE names no mirror with the {TERRAFORM_NAMES[provider]} provider")
    done = terraform(folder, "init", "-backend=false", "-input=false")
    assert done.returncode == 0, done.stderr
    return folder


def copy(source: Path, target: Path) -> Path:
    """A stack to change, without what Terraform keeps beside it."""
    shutil.copytree(source, target, symlinks=True)
    return target
