"""The domain on AWS: what the environments say in its states, and stacks that pass their own tests in each."""

from pathlib import Path

import pytest

from cloudgen.load.catalog import Catalog
from cloudgen.render.terraform import render
from cloudgen.resolve.pipeline import resolve
from tests.support.specs import HEAD, loaded, resolved
from tests.support.stacks import ROOT, initialised, terraform, write

ZONE = "Z0123456789ABCDEFGHIJ"
NAMES = "domain: [shop.example.com, www.example.com]"
STATES = {
    "none": "",
    "records": NAMES,
    "ready": f"{NAMES}, domain_ready: true",
    "zone": f"{NAMES}, dns_zone: {{aws: {ZONE}}}",
}
VALUES = {
    "none": (None, [], False, None),
    "records": ("shop.example.com", ["www.example.com"], False, None),
    "ready": ("shop.example.com", ["www.example.com"], True, None),
    "zone": ("shop.example.com", ["www.example.com"], False, ZONE),
}
EDGE = """components:
  edge: {kind: cdn}
  web: {kind: service}
flows:
  - {from: users, to: edge, action: request}
  - {from: edge, to: web, action: route, path: /*}
"""
PUBLIC = """components:
  web: {kind: service}
flows:
  - {from: users, to: web, action: request}
"""
CASES = [(shape, state) for shape in ("edge", "public") for state in STATES if (shape, state) != ("public", "none")]


def spec_of(shape: str, state: str) -> str:
    """A service behind a CDN or called by users, and an environment like prod in a state; the other one, dev, is in the same."""
    stated = STATES[state]
    dev = stated.replace("shop.", "dev.").replace("www.", "www-dev.")
    return f"{HEAD}environments: {{prod: {{{stated}}}, dev: {{{dev}}}}}\n" + {"edge": EDGE, "public": PUBLIC}[shape]


@pytest.mark.parametrize(("shape", "state"), CASES)
def test_environments_say_the_state(tmp_path: Path, shape: str, state: str) -> None:
    """The tfvars have the names, whether the records are set, and the zone."""
    prod = resolved(tmp_path, spec_of(shape, state), "aws").environments[0].stack
    assert tuple(prod[key] for key in ("domain", "domain_aliases", "domain_ready", "dns_zone")) == VALUES[state]


@pytest.mark.terraform
@pytest.mark.slow
@pytest.mark.parametrize(("shape", "state"), CASES)
def test_the_stack_passes_its_tests(tmp_path: Path, shape: str, state: str) -> None:
    """`terraform test` passes, where dev warns of plain HTTP until its domain is served."""
    catalog = Catalog()
    architecture = resolve(loaded(tmp_path, spec_of(shape, state)), catalog, "aws")[0]
    write(tmp_path, tuple(render(architecture, lambda folder: catalog.template_folder("aws", folder))))
    done = terraform(initialised(tmp_path / "infra" / "aws", "aws"), "test")
    assert done.returncode == 0, done.stdout + done.stderr


LOCAL = """provider "aws" {
  region                      = "us-east-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""
EDGE_VALUES = f"""name = "demo-edge"
cache_ttl_seconds = 60
price_class = "PriceClass_100"
domain = "shop.example.com"
domain_aliases = ["www.example.com"]
dns_zone = "{ZONE}"
routes = {{ "/*" = {{ origin = "media" }} }}
store_origins = {{ media = {{ domain_name = "media.s3.us-east-1.amazonaws.com" }} }}
"""


@pytest.mark.terraform
def test_the_real_provider_plans_the_records(tmp_path: Path) -> None:
    """It needs no first apply for the certificate: the mocked one knows more than the real one while it plans."""
    for file in (ROOT / "templates" / "aws" / "cloudfront").glob("*.tf"):
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "local.tf").write_text(LOCAL)
    (tmp_path / "demo.auto.tfvars").write_text(EDGE_VALUES)
    done = terraform(initialised(tmp_path, "aws"), "plan", "-input=false")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("shop.example.com", "www.example.com"):
        assert f'aws_route53_record.validation["{name}"] will be created' in done.stdout
