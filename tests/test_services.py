"""Services that no example has, in a stack per cloud of their own: `tests/specs/services-<cloud>.yaml`."""

import subprocess
from pathlib import Path

import pytest

from cloudgen.architecture import Architecture
from cloudgen.generate import generate
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.load.specfile import load
from tests.support.readback import assert_estimated, read_back
from tests.support.stacks import EXAMPLES, ROOT, checkov_failures, initialised, terraform, write
from tests.support.tools import require_tool

CATALOG = Catalog()
SPECS = {path.stem.removeprefix("services-"): path for path in sorted((ROOT / "tests" / "specs").glob("services-*.yaml"))}


def _architecture(spec: Path, provider: str) -> Architecture:
    [architecture] = generate(load(spec), CATALOG, (provider,)).architectures
    return architecture


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_service_of_a_component_is_in_a_stack_that_the_tools_check(provider: str) -> None:
    """An example's or this module's; what can't be chosen any more is in none, and the foundation is in every one."""
    foundation = CATALOG.provider(provider).foundation
    services = {name: CATALOG.service(provider, name) for name in CATALOG.services(provider)}
    offered = {
        name
        for name, each in services.items()
        if each and each.lifecycle.status not in ("closed", "retired") and each.kind not in foundation
    }
    specs = [ROOT / "examples" / example / "cloudgen.yaml" for example in EXAMPLES] + [SPECS[name] for name in SPECS if name == provider]
    used = {component.service for spec in specs for component in _architecture(spec, provider).components}
    assert offered <= used, f"add components of {sorted(offered - used)}, and their callers, to tests/specs/services-{provider}.yaml"


@pytest.mark.terraform
@pytest.mark.parametrize("provider", SPECS)
def test_the_services_pass_the_tools_and_cost_what_the_estimate_says(tmp_path: Path, provider: str) -> None:
    """Formatted, valid, applied with mocks in every environment, priced as estimated, and clean for tflint and, in prod, checkov."""
    made = generate(load(SPECS[provider]), CATALOG, (provider,))
    write(tmp_path, made.artifacts)
    folder = initialised(tmp_path / "infra" / provider, provider)
    for arguments in (("fmt", "-check", "-recursive", "-diff"), ("validate",)):
        done = terraform(folder, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    tested = read_back(folder)
    assert (tested.passed > 6, tested.failed) == (True, 0), tested.messages
    assert_estimated(made.architectures[0], tested)
    linted = subprocess.run([require_tool("tflint"), "--recursive"], cwd=folder, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert checkov_failures(folder, "prod") == set()
