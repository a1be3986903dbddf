"""Modules whose shape depends on what they are given, each by a Terraform test of its own against a mocked provider."""

import shutil
from pathlib import Path

import pytest

from tests.support.stacks import ROOT, initialised, terraform

AWS = ("aurora-postgresql", "cloudwatch", "ecs-job", "ecs-service", "lambda-worker", "network", "secrets-manager", "wafv2")
AZURE = ("blob-storage", "postgresql-flexible-server", "service-bus", "service-bus-namespace")
GCP = ("artifact-registry", "cloud-logging", "cloud-monitoring", "cloud-run", "cloud-sql-postgresql", "load-balancer")
MODULES = dict.fromkeys(AWS, "aws") | dict.fromkeys(AZURE, "azure") | dict.fromkeys(GCP, "gcp")


@pytest.mark.terraform
@pytest.mark.parametrize("module", MODULES)
def test_a_module_follows_what_it_is_given(tmp_path: Path, module: str) -> None:
    """`tests/modules/<module>.tftest.hcl` passes in a copy of the module."""
    folder = tmp_path / module
    shutil.copytree(ROOT / "templates" / MODULES[module] / module, folder, ignore=shutil.ignore_patterns("tests"))
    shutil.copy(ROOT / "tests" / "modules" / f"{module}.tftest.hcl", folder)
    done = terraform(initialised(folder, MODULES[module]), "test")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_test_of_a_module_is_run() -> None:
    """No file is left over."""
    assert {path.name.removesuffix(".tftest.hcl") for path in (ROOT / "tests" / "modules").iterdir()} == set(MODULES)
