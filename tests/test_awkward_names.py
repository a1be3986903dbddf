"""A stack whose components are called by the words of HCL and by names that clouds reserve, under real Terraform."""

from pathlib import Path

import pytest

from cloudgen.generate import generate
from cloudgen.load.catalog import PROVIDERS, Catalog
from tests.support.specs import HEAD, loaded
from tests.support.stacks import initialised, terraform, write

AWKWARD = (
    HEAD
    + """domain: shop.example.com
components:
  for: {kind: service, environment: {debug: "1", _x: "2"}}
  public: {kind: service}
  if: {kind: worker, environment: {debug: "1"}}
  in: {kind: job}
  "null": {kind: relational-db}
  "true": {kind: queue}
  "false": {kind: queue}
  self: {kind: dead-letter}
  fs: {kind: object-store}
  each: {kind: cache}
  watch: {kind: observability}
flows:
  - {from: users, to: for, action: request}
  - {from: for, to: public, action: request}
  - {from: for, to: "null", action: read-write}
  - {from: public, to: "null", action: read}
  - {from: for, to: "true", action: enqueue}
  - {from: for, to: "false", action: enqueue}
  - {from: if, to: "true", action: consume}
  - {from: if, to: "true", action: enqueue, ratio: 0.1}
  - {from: "true", to: self, action: enqueue}
  - {from: "false", to: self, action: enqueue}
  - {from: in, to: fs, action: read-write}
  - {from: for, to: each, action: read-write}
"""
)


@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_terraform_reads_any_name(tmp_path: Path, provider: str) -> None:
    """Formatted, valid, and every environment passes the modules' own validations."""
    write(tmp_path, generate(loaded(tmp_path, AWKWARD), Catalog(), (provider,)).artifacts)
    folder = initialised(tmp_path / "infra" / provider, provider)
    for arguments in (("fmt", "-check", "-recursive", "-diff"), ("validate",), ("test",)):
        done = terraform(folder, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
