"""docs/checked-figures.md: published figures beside cloudgen's; `python -m pytest --update-goldens tests/test_checked_figures.py` writes it."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.engine import Terms, price_resources
from cloudgen.cost.price.model import Billed
from cloudgen.cost.price.rules import Fixture, Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.cost.reports.report import percent
from cloudgen.load.catalog import PROVIDERS

PAGE = Path(__file__).parent.parent / "docs" / "checked-figures.md"
TITLES = {"aws": "AWS", "azure": "Azure", "gcp": "Google Cloud"}
# Figures that somebody else published: another estimator's test, a calculator, an example on a pricing page. Not our own multiplication.
PUBLISHED = re.compile(r"\binfracost|\bc3x|calculator|worked example|pricing example|example on", re.IGNORECASE)
OWN = re.compile(r"^by hand|price book", re.IGNORECASE)
HEAD = """# Checked figures

What somebody else published for a resource, beside what cloudgen's rules make of the same values and usage: another estimator's test,
a calculator, an example of a pricing page. Every rule's examples, these and others, are in `catalog/billing/<cloud>/` and are tested.

Amounts are USD a month. Where an estimator's test counts meters that another rule has here, or rounds its lines, the source says which
of its lines are meant.
"""


def published(provider: str) -> list[tuple[str, Fixture]]:
    """Fixtures with a figure from outside, by resource type."""
    rules = Rules(provider)
    return [
        (name, fixture)
        for name in rules.types()
        for fixture in rules.fixtures(name)
        if PUBLISHED.search(fixture.source) and not OWN.search(fixture.source)
    ]


def ours(provider: str, name: str, fixture: Fixture) -> Decimal:
    """What the rules make of it."""
    resource = Billed(f"{name}.this", name, fixture.values, fixture.region, fixture.usage)
    return price_resources([resource], Rules(provider), Tariff(load_book(provider)), Terms(free_tiers=fixture.free_tiers)).monthly


def page() -> str:
    """The document."""
    parts = [HEAD]
    for provider in PROVIDERS:
        figures = published(provider)
        parts.append(
            f"\n## {TITLES[provider]}: {len(figures)} figures\n\n| Resource | Region | Published | cloudgen | Difference | Source |"
        )
        parts.append("|---|---|---:|---:|---:|---|")
        for name, fixture in figures:
            amount, expected = ours(provider, name, fixture), Decimal(repr(fixture.monthly))
            source = fixture.source.replace("|", "/").replace("<", "&lt;")
            difference = percent(round(amount, 2), expected)
            parts.append(f"| `{name}` | {fixture.region} | {expected:,.2f} | {amount:,.2f} | {difference} | {source} |")
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_twenty_published_figures_agree_within_two_percent(provider: str) -> None:
    """At least twenty of each cloud, of at least ten resource types."""
    figures = published(provider)
    assert len(figures) >= 20
    assert len({name for name, _ in figures}) >= 10
    for name, fixture in figures:
        amount, expected = ours(provider, name, fixture), Decimal(repr(fixture.monthly))
        assert abs(amount - expected) <= max(Decimal("0.01"), expected * Decimal("0.02")), (name, amount, expected, fixture.source)


def test_the_page_is_as_the_rules_have_it(request: pytest.FixtureRequest) -> None:
    """The document lists exactly these figures."""
    if request.config.getoption("--update-goldens"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "docs/checked-figures.md is old: --update-goldens writes it"
