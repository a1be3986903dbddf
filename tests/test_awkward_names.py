"""A stack whose components are called by the words of HCL and by names that clouds reserve, under real Terraform."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cloudgen.generate import generate
from cloudgen.load.catalog import PROVIDERS, Catalog
from tests.support.readback import read_back
from tests.support.specs import HEAD, loaded
from tests.support.stacks import TERRAFORM_NAMES, initialised, terraform, write

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


SHORT = (
    HEAD
    + """domain: shop.example.com
components:
  s: {kind: service}
  w: {kind: worker}
  j: {kind: job}
  d: {kind: relational-db}
  q: {kind: queue}
  x: {kind: dead-letter}
  o: {kind: object-store}
  c: {kind: cache}
  e: {kind: cdn}
  f: {kind: firewall}
  k: {kind: secrets, settings: {names: [ab]}}
  m: {kind: observability}
flows:
  - {from: users, to: f, action: request}
  - {from: f, to: e, action: route}
  - {from: e, to: s, action: route}
  - {from: e, to: o, action: read}
  - {from: s, to: d, action: read-write}
  - {from: s, to: q, action: enqueue}
  - {from: o, to: q, action: enqueue}
  - {from: w, to: q, action: consume}
  - {from: q, to: x, action: enqueue}
  - {from: j, to: o, action: read-write}
  - {from: s, to: c, action: read-write}
  - {from: s, to: k, action: read, secrets: [ab]}
"""
)


@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_letter_is_name_enough(tmp_path: Path, provider: str) -> None:
    """What clouds and modules want of a name's least length is met, whatever the system and its components are called."""
    text = SHORT.replace("name: demo", "name: a")
    write(tmp_path, generate(loaded(tmp_path, text), Catalog(), (provider,)).artifacts)
    tested = read_back(initialised(tmp_path / "infra" / provider, provider))
    assert not tested.failed, tested.messages
    names = [name for state in tested.states.values() for name in _names(state["values"]["root_module"])]
    assert not [(kind, name) for kind, name in names if len(name) < LEAST.get(kind, 1)]
    assert {kind for kind, _ in names} >= {kind for kind in LEAST if kind.startswith(TERRAFORM_NAMES[provider])}


# Characters that a provider asks for at least, where a module names a resource after a component alone.
LEAST = {
    "azurerm_cdn_frontdoor_origin": 2,
    "azurerm_cdn_frontdoor_origin_group": 2,
    "azurerm_cdn_frontdoor_route": 2,
    "azurerm_cdn_frontdoor_security_policy": 2,
    "azurerm_eventgrid_system_topic_event_subscription": 3,
    "azurerm_storage_container": 3,
}


def _names(module: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Type and name of every resource, nested modules included."""
    for resource in module.get("resources", []):
        if isinstance(resource["values"].get("name"), str):
            yield resource["type"], resource["values"]["name"]
    for nested in module.get("child_modules", []):
        yield from _names(nested)
