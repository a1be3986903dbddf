"""The examples' Terraform under the real tools: fmt, validate, test with mocked providers, tflint, checkov."""

import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from cloudgen.catalog import PROVIDERS, Catalog
from cloudgen.cost.book import load_book
from cloudgen.cost.engine import price_resources
from cloudgen.cost.estimate import estimate, usage_by_address
from cloudgen.cost.model import Bill
from cloudgen.cost.planfile import base, resources_of, with_usage
from cloudgen.cost.rules import Rules
from cloudgen.cost.tariff import Tariff
from cloudgen.generate import generate
from cloudgen.specfile import load
from tests.support.readback import tested
from tests.support.specs import PUBLIC, loaded
from tests.support.stacks import ROOT, initialised, terraform, write
from tests.support.tools import require_tool

Stack = tuple[str, str, Path]

# What dev does without to save money: checkov's ids.
CHEAPER_IN_DEV = {
    "aws": {"CKV_AWS_338", "CKV_AWS_139", "CKV_AWS_150", "CKV_AWS_313"},
    "azure": set(),
    "gcp": set(),
}


@pytest.mark.terraform
def test_output_is_formatted(stack: Stack) -> None:
    """`terraform fmt` has nothing to change, in any folder."""
    done = terraform(stack[2], "fmt", "-check", "-recursive", "-diff")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.terraform
def test_output_is_valid_without_warnings(stack: Stack) -> None:
    """`terraform validate` accepts it and warns of nothing."""
    done = terraform(stack[2], "validate", "-json")
    report = json.loads(done.stdout)
    assert report["valid"], report["diagnostics"]
    assert report["warning_count"] == 0, report["diagnostics"]


@pytest.mark.terraform
def test_shipped_tests_pass_and_the_estimate_is_what_they_apply(stack: Stack) -> None:
    """Plain `terraform test`: a settings run and a stack run per environment; what a stack run applies costs what the spec's estimate says."""
    example, provider, folder = stack
    done = tested(folder)
    assert (done.passed, done.failed) == (6, 0), done.messages
    [architecture] = generate(load(ROOT / "examples" / example / "cloudgen.yaml"), Catalog(), (provider,)).architectures
    rules, tariff = Rules(provider), Tariff(load_book(provider))
    for environment in architecture.environments:
        expected = estimate(architecture, environment, rules, tariff)
        found = resources_of(done.states[environment.name], environment.name, {provider: environment.region})
        bill = price_resources(with_usage(found.resources, usage_by_address(environment)), rules, tariff)
        differing = _by_address(bill).items() ^ _by_address(expected.bill).items()
        assert not differing, sorted(differing)
        assert abs(bill.monthly - expected.bill.monthly) < Decimal("0.005")
        assert bill.certain == expected.bill.certain
        assert bill.monthly > 1


def _by_address(bill: Bill) -> dict[str, str]:
    """What each resource costs, instances together, in cents."""
    sums: dict[str, Decimal] = {}
    for resource in bill.resources:
        if resource.status in ("priced", "unknown"):
            sums[base(resource.address)] = sums.get(base(resource.address), Decimal(0)) + resource.monthly
    return {address: f"{monthly:.2f}" for address, monthly in sums.items()}


@pytest.mark.terraform
def test_tflint_is_clean(stack: Stack) -> None:
    """The bundled rules, in the root and in every module."""
    program = require_tool("tflint")
    done = subprocess.run([program, "--recursive", "--format=compact"], cwd=stack[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _failed(folder: Path, environment: str) -> set[str]:
    program = require_tool("checkov")
    done = subprocess.run(
        [program, "--directory", ".", "--framework", "terraform", "--var-file", f"environments/{environment}.tfvars",
         "--output", "json", "--compact", "--quiet", "--soft-fail"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert report["summary"]["passed"] > 20
    return {f"{check['check_id']} {check['resource']}" for check in report["results"]["failed_checks"]}


@pytest.mark.terraform
def test_checkov_is_clean_in_prod(stack: Stack) -> None:
    """Nothing fails; every skip stands beside its resource with its reason."""
    assert _failed(stack[2], "prod") == set()


@pytest.mark.terraform
def test_checkov_fails_in_dev_for_what_saves_money_only(stack: Stack) -> None:
    """Each check that fails with dev's values is one of the list."""
    failed = {check.split()[0] for check in _failed(stack[2], "dev")}
    assert failed <= CHEAPER_IN_DEV[stack[1]]


@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_service_that_users_call_passes_the_tools(tmp_path: Path, provider: str) -> None:
    """No example has one: formatted, valid, its shipped tests pass, nothing declared is unused, and prod is clean for checkov."""
    write(tmp_path, generate(loaded(tmp_path, PUBLIC), Catalog(), (provider,)).artifacts)
    folder = initialised(tmp_path / "infra" / provider, provider)
    for arguments in (("fmt", "-check", "-recursive", "-diff"), ("validate",), ("test",)):
        done = terraform(folder, *arguments)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    done_lint = subprocess.run([require_tool("tflint"), "--recursive"], cwd=folder, capture_output=True, text=True, check=False)
    assert done_lint.returncode == 0, done_lint.stdout + done_lint.stderr
    assert _failed(folder, "prod") == set()


def test_every_skip_has_a_reason() -> None:
    """A checkov skip in a module says why."""
    templates = Path(__file__).parent.parent / "templates"
    for path in templates.rglob("*.tf"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "checkov:skip" in line:
                assert re.search(r"checkov:skip=CKV2?_[A-Z]+_\d+: ?\S.{10,}\.$", line), f"{path}: {line}"
