"""Apply on an AWS emulator on loopback, with the real provider: a second plan is empty, and so is the one after a rename."""

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloudgen.catalog import Catalog
from cloudgen.generate import generate
from tests.support.specs import HEAD, loaded
from tests.support.stacks import initialised, terraform, write
from tests.support.tools import real_provider, unavailable

pytestmark = [pytest.mark.moto, pytest.mark.terraform]

# What the emulator has whole: network, roles, registry, cluster, log groups, buckets, secrets.
SPEC = (
    HEAD
    + """
components:
  fetch: {kind: job}
  inbox: {kind: object-store}
  vault: {kind: secrets, settings: {names: [api-key]}}
flows:
  - {from: fetch, to: inbox, action: write}
  - {from: fetch, to: vault, action: read, secrets: [api-key]}
"""
)
SERVICES = ("cloudwatch", "ec2", "ecr", "ecs", "iam", "logs", "s3", "scheduler", "secretsmanager", "sfn", "sts")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a moto server of its own."""
    pytest.importorskip("moto", reason="moto isn't installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("moto") / "log"
    with log.open("w") as output:
        server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=output, stderr=output)
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/moto-api/", timeout=2).close()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    else:
        pytest.fail(f"moto didn't start: {log.read_text()}")
    yield address
    server.terminate()
    server.wait(timeout=30)


def override(address: str) -> str:
    """A local backend, and the provider's calls led to the emulator."""
    endpoints = "\n".join(f'    {service} = "{address}"' for service in SERVICES)
    return (
        'terraform {\n  backend "local" {}\n}\n'
        'provider "aws" {\n  access_key = "test"\n  secret_key = "test"\n  skip_credentials_validation = true\n'
        f"  skip_metadata_api_check = true\n  s3_use_path_style = true\n  endpoints {{\n{endpoints}\n  }}\n}}\n"
    )


def stack(folder: Path, text: str, address: str) -> Path:
    """The spec's stack, ready for the emulator."""
    write(folder, generate(loaded(folder, text), Catalog(), ("aws",)).artifacts)
    root = folder / "infra" / "aws"
    (root / "zz_override.tf").write_text(override(address), encoding="utf-8")
    initialised(root, "aws")
    done = terraform(root, "init", "-input=false", "-reconfigure")
    assert done.returncode == 0, done.stderr
    return root


def planned(root: Path) -> str:
    """The last words of a plan."""
    done = terraform(root, "plan", "-input=false", "-var-file=environments/dev.tfvars")
    assert done.returncode == 0, done.stderr
    found = re.search(r"No changes\.|Plan: .*", done.stdout)
    assert found, done.stdout[-2000:]
    return found.group(0)


def test_apply_then_nothing_then_a_rename_that_changes_nothing(tmp_path: Path, emulator: str) -> None:
    """54 resources are made; the next plan has none to change; `was:` moves addresses and touches no resource."""
    if not real_provider("aws"):
        unavailable("the mirror has no real AWS provider")
    root = stack(tmp_path, SPEC, emulator)
    applied = terraform(root, "apply", "-auto-approve", "-input=false", "-var-file=environments/dev.tfvars")
    assert applied.returncode == 0, applied.stderr[-4000:]
    made = re.search(r"Resources: (\d+) added, 0 changed, 0 destroyed", applied.stdout)
    assert made
    assert int(made.group(1)) > 40
    assert planned(root) == "No changes."
    renamed = SPEC.replace("inbox: {kind: object-store}", "arrivals: {kind: object-store, was: inbox}").replace("to: inbox", "to: arrivals")
    root = stack(tmp_path, renamed, emulator)
    assert planned(root) == "Plan: 0 to add, 0 to change, 0 to destroy."
    moved = (root / "main.tf").read_text(encoding="utf-8")
    (root / "main.tf").write_text(moved[: moved.index("moved {")], encoding="utf-8")
    assert planned(root) != "Plan: 0 to add, 0 to change, 0 to destroy.", "without the moved blocks the rename replaces the store"
