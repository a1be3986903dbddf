"""The examples' Terraform under the real tools: fmt, validate, test with mocked providers, tflint, checkov."""

import json
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.estimate import estimate
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.cost.reports.whatif import changed
from cloudgen.generate import generate
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.load.specfile import load
from cloudgen.write.drift import edited_values
from tests.support.readback import assert_estimated, bill_of, read_back
from tests.support.specs import PUBLIC, loaded
from tests.support.stacks import ROOT, checkov_failures, initialised, terraform, with_images, write
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
def test_shipped_tests_pass_and_the_estimate_is_what_they_apply(stack: Stack, tmp_path: Path) -> None:
    """Plain `terraform test`: of environments, flows, modules and the stack; what a stack run applies costs what the spec's estimate says."""
    example, provider, folder = stack
    done = read_back(folder)
    assert (done.passed > 6, done.failed) == (True, 0), done.messages
    if waiting := _with_images(folder, tmp_path):
        done = read_back(waiting, "stack")
        assert done.failed == 0, done.messages
    [architecture] = generate(load(ROOT / "examples" / example / "cloudgen.yaml"), Catalog(), (provider,)).architectures
    assert_estimated(architecture, done)


# A value in prod's tfvars that somebody changes by hand.
EDITS = {"aws": ("app-cache", "nodes", 4), "azure": ("app-db", "storage_gb", 256), "gcp": ("app-cache", "replicas", 3)}


@pytest.mark.terraform
def test_a_hand_edit_in_a_tfvars_costs_what_the_same_pin_in_the_spec_costs(stack: Stack, tmp_path: Path) -> None:
    """The priced stack follows the tfvars, not the spec; `cost` names the value that differs."""
    example, provider, folder = stack
    if example != "web-app":
        pytest.skip("one example is enough")
    component, name, value = EDITS[provider]
    edited = Path(shutil.copytree(folder, tmp_path / "infra" / provider, symlinks=True))
    tfvars = edited / "environments/prod.tfvars"
    block = re.compile(rf"(^{component.replace('-', '_')} = \{{.*?^  {name} += )(\d+)", re.MULTILINE | re.DOTALL)
    text, number = block.subn(rf"\g<1>{value}", tfvars.read_text())
    assert number == 1
    tfvars.write_text(text)
    spec = load(ROOT / "examples" / example / "cloudgen.yaml")
    pinned = changed(spec, ("environments", "prod", "components", component, provider), f"{{{name}: {value}}}")
    [before], [after] = (generate(each, Catalog(), (provider,)).architectures for each in (spec, pinned))
    [said] = edited_values(tmp_path, before, before.environments[2])
    assert f"{component.replace('-', '_')}.{name} is {value}" in said
    done = read_back(edited, "stack")
    bill = bill_of(done.states["prod"], before.environments[2], provider)
    totals = [estimate(each, each.environments[2], Rules(provider), Tariff(load_book(provider))).bill.monthly for each in (before, after)]
    assert totals[1] > totals[0] + 1
    assert abs(bill.monthly - totals[1]) < Decimal("0.005")


def _with_images(folder: Path, elsewhere: Path) -> Path | None:
    """A copy in which every image is set, where something waits for its first one and so isn't there yet."""
    modules = [path.read_text() for path in folder.glob("modules/*/main.tf")]
    if not any("var.image == null ? 0" in text or "var.image != null ? 1" in text for text in modules):
        return None
    copy = Path(shutil.copytree(folder, elsewhere / folder.name, symlinks=True))
    for tfvars in copy.glob("environments/*.tfvars"):
        with_images(copy, tfvars.stem, "111122223333.dkr.ecr.us-east-1.amazonaws.com/app:1")
    return copy


@pytest.mark.terraform
def test_tflint_is_clean(stack: Stack) -> None:
    """The bundled rules, in the root and in every module."""
    program = require_tool("tflint")
    done = subprocess.run([program, "--recursive", "--format=compact"], cwd=stack[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.terraform
def test_checkov_is_clean_in_prod(stack: Stack) -> None:
    """Nothing fails; every skip stands beside its resource with its reason."""
    assert checkov_failures(stack[2], "prod") == set()


@pytest.mark.terraform
def test_checkov_fails_in_dev_for_what_saves_money_only(stack: Stack) -> None:
    """Each check that fails with dev's values is one of the list."""
    failed = {check.split()[0] for check in checkov_failures(stack[2], "dev")}
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
    assert checkov_failures(folder, "prod") == set()


def test_every_skip_has_a_reason() -> None:
    """A checkov skip in a module says why."""
    templates = Path(__file__).parent.parent / "templates"
    for path in templates.rglob("*.tf"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "checkov:skip" in line:
                assert re.search(r"checkov:skip=CKV2?_[A-Z]+_\d+: ?\S.{10,}\.$", line), f"{path}: {line}"
