"""Stacks that tests run tools on: the examples' output, written once per session and cloud."""

import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from cloudgen.generate import generate
from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import load
from cloudgen.render.artifacts import Artifact
from tests.support.tools import plugin_cache, require_provider, require_tool

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ("web-app", "event-pipeline")
PROVIDERS = ("aws", "azure", "gcp")
TERRAFORM_NAMES = {"aws": "aws", "azure": "azurerm", "gcp": "google"}


_ENVIRONMENT = {"TF_IN_AUTOMATION": "1", "TF_CLI_ARGS": "-no-color", "CHECKPOINT_DISABLE": "1"}


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
        env={**os.environ, **_ENVIRONMENT, **_cached_providers(), **(environment or {})},
    )


def _cached_providers() -> dict[str, str]:
    """Where no mirror is configured, providers are fetched once per process."""
    if os.environ.get("TF_CLI_CONFIG_FILE"):
        return {}
    return {"TF_PLUGIN_CACHE_DIR": plugin_cache(), "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "true"}


def initialised(folder: Path, provider: str) -> Path:
    """`terraform init` from the mirror that is configured, else from the registry; without either the test is left out."""
    require_provider(TERRAFORM_NAMES[provider])
    done = terraform(folder, "init", "-backend=false", "-input=false")
    assert done.returncode == 0, done.stderr
    return folder


def copy(source: Path, target: Path) -> Path:
    """A stack to change, without what Terraform keeps beside it."""
    shutil.copytree(source, target, symlinks=True)
    return target


def with_images(folder: Path, environment: str, image: str) -> None:
    """What the README asks for after the first apply: an image for each component that runs one, in an environment's tfvars."""
    names = re.findall(r'^variable "(\w+_image)"', (folder / "variables.tf").read_text(encoding="utf-8"), re.MULTILINE)
    assert names
    path = folder / "environments" / f"{environment}.tfvars"
    path.write_text(path.read_text(encoding="utf-8") + "".join(f'{name} = "{image}"\n' for name in names), encoding="utf-8")


def checkov_failures(folder: Path, environment: str) -> set[str]:
    """The checks that fail with an environment's values, each as its id and the resource."""
    program = require_tool("checkov")
    done = subprocess.run(
        [program, "--directory", ".", "--framework", "terraform", "--var-file", f"environments/{environment}.tfvars",
         "--output", "json", "--compact", "--quiet", "--soft-fail"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert report["summary"]["passed"] > 20
    return {f"{check['check_id']} {check['resource']}" for check in report["results"]["failed_checks"]}
