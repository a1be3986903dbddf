"""Billing rules and price books, over the whole collection."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import hcl2
import pytest

from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.engine import Terms, price_resources, usage_keys
from cloudgen.cost.price.model import Billed
from cloudgen.cost.price.rules import Fixture, Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.language.formula import source_of
from cloudgen.language.tree import is_constant
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.load.fields import references_of

ROOT = Path(__file__).parent.parent
CATALOG = Catalog()
RULES = [(provider, name) for provider in PROVIDERS for name in Rules(provider).types()]
SERVICES = [(provider, name) for provider in PROVIDERS for name in CATALOG.services(provider)]
FIXTURES = [
    pytest.param(provider, name, number, id=f"{provider}-{name}-{number}")
    for provider, name in RULES
    for number in range(len(Rules(provider).fixtures(name)))
]


def _fixture(provider: str, name: str, number: int) -> Fixture:
    return Rules(provider).fixtures(name)[number]


@pytest.mark.parametrize(("provider", "name", "number"), FIXTURES)
def test_a_fixture_costs_what_its_source_says(provider: str, name: str, number: int) -> None:
    """Within the stated tolerance (share of the figure), and with nothing unknown."""
    fixture = _fixture(provider, name, number)
    resource = Billed(f"{name}.this", name, fixture.values, fixture.region, fixture.usage)
    bill = price_resources([resource], Rules(provider), Tariff(load_book(provider)), Terms(free_tiers=fixture.free_tiers))
    assert bill.certain, [line.unknown for line in bill.resources[0].lines if line.unknown]
    expected = Decimal(repr(fixture.monthly))
    assert abs(bill.monthly - expected) <= max(Decimal("0.005"), expected * Decimal(repr(fixture.tolerance))), bill.monthly


@pytest.mark.parametrize(("provider", "name"), RULES)
def test_a_rule_declares_the_usage_that_it_reads(provider: str, name: str) -> None:
    """No more and no less; every rule has a fixture with a source and a pricing page."""
    rule = Rules(provider).rule(name)
    assert rule is not None
    assert usage_keys(rule) == set(rule.usage)
    assert rule.docs.startswith("https://")
    fixtures = Rules(provider).fixtures(name)
    assert fixtures
    assert all(len(fixture.source) > 10 for fixture in fixtures)


@pytest.mark.parametrize(("provider", "name"), RULES)
def test_literal_prices_exist(provider: str, name: str) -> None:
    """A price id without references is in the book; a commitment's suffix is one that some price has."""
    rule = Rules(provider).rule(name)
    assert rule is not None
    book = load_book(provider)
    for line in rule.lines:
        for tree in filter(is_constant, filter(None, [line.price, *line.commitments.values()])):
            price_id = str(source_of(tree))
            if price_id.startswith("."):
                assert any(known.endswith(price_id) for known in book.ids()), price_id
            else:
                assert book.of(price_id), price_id


def _made(provider: str) -> set[str]:
    """Every resource type that modules, flows and the platform make."""
    types: set[str] = set()
    for path in (ROOT / "templates" / provider).rglob("*.tf*"):
        types |= set(re.findall(r'^resource "([a-z0-9_]+)"', path.read_text(encoding="utf-8"), re.MULTILINE))
    file = CATALOG.provider(provider)
    types |= {rule.resource for rule in file.network_rules} | ({file.statement.resource} if file.statement else set())
    for name in CATALOG.services(provider):
        service = CATALOG.service(provider, name)
        assert service is not None
        grants = [*service.grants, *(grant for rule in service.flows for grant in rule.grants)]
        types |= {grant.resource for grant in grants if grant.resource}
    return types


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_resource_type_is_priced_free_or_included(provider: str) -> None:
    """No type that cloudgen makes is missing from the rules, and none is in both lists."""
    rules = Rules(provider)
    missing = {name for name in _made(provider) if rules.rule(name) is None and rules.reason(name) is None}
    assert not missing
    assert not set(rules.types()) & set(rules.unbilled())
    assert all(len(reason) > 8 for _, reason in rules.unbilled().values())


def _resources(provider: str, name: str) -> dict[str, dict[str, Any]]:
    """The resources of a service's module by address."""
    service = CATALOG.service(provider, name)
    assert service is not None
    if service.module == "none":
        return {}
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((ROOT / "templates" / provider / (service.module or name)).glob("*.tf")):
        for block in hcl2.loads(path.read_text(encoding="utf-8")).get("resource", []):
            for kind, members in block.items():
                for label, body in members.items():
                    found[f"{kind}.{label}".replace('"', "")] = body
    return found


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_a_service_lists_what_is_billed(provider: str, name: str) -> None:
    """Every resource of a priced type, with attributes that it has and usage that its rule reads."""
    service = CATALOG.service(provider, name)
    assert service is not None
    if service.lifecycle.status in ("closed", "retired"):
        return
    assert service.billed is not None, "a service with nothing to bill says `billed: []`"
    resources, rules = _resources(provider, name), Rules(provider)
    listed = [form.resource for form in service.billed if form.resource]
    assert len(listed) == len(set(listed))
    assert set(listed) == {address for address in resources if rules.rule(address.split(".")[0])}
    for form in (each for each in service.billed if each.resource):
        body = resources[form.resource]
        rule = rules.rule(form.resource.split(".")[0])
        assert rule is not None
        attributes = {key.strip('"') for key in body} | {
            key.strip('"') for block in body.get("dynamic", []) for key in block
        }  # fmt: skip
        assert set(form.values) <= attributes, f"{form.resource} doesn't set {set(form.values) - attributes}"
        assert set(form.usage) <= {key.split(".")[0] for key in rule.usage} | set(rule.usage)
        assert (form.count is not None) == bool({"count", "for_each"} & set(body)), form.resource
        roots = {reference.root for reference in references_of(form.values)}
        assert roots <= {"input", "stack", "entries", "leads_to"}, f"{form.resource}: values come from inputs and the flows only"
