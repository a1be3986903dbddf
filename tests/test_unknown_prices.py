"""Lines of billing rules that no source has a price for."""

from decimal import Decimal
from pathlib import Path

import pytest

from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.engine import price_resources
from cloudgen.cost.price.model import Billed, Priced
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.problems import ProblemsError

IMAGES = "No public source that can be cited has the price of an image; the pricing page loads it by script."


def priced(images: object) -> Priced:
    """A Content Safety account that judges texts, and so many images."""
    usage = {"monthly_text_records": 1000, "monthly_images": images}
    resource = Billed("module.judge.azurerm_cognitive_account.this", "azurerm_cognitive_account", {"kind": "ContentSafety", "sku_name": "S0"}, "eastus", usage)
    [found] = price_resources([resource], Rules("azure"), Tariff(load_book("azure"))).resources
    return found


def test_more_than_none_is_unknown() -> None:
    """The reason and the quantity are on the line, and the rest is still known."""
    found = priced(5)
    [texts, images] = found.lines
    assert (images.unknown, images.quantity, images.monthly) == (IMAGES, 5, None)
    assert not found.certain
    assert found.monthly == texts.monthly == Decimal("0.38")


def test_none_of_it_costs_nothing() -> None:
    """A total without it is whole."""
    found = priced(0)
    assert found.certain
    assert [line.monthly for line in found.lines] == [Decimal("0.38"), 0]


def test_a_wrong_quantity_is_unknown_too() -> None:
    """With what is wrong with it."""
    found = priced("many")
    assert found.lines[1].unknown == "'many' is no quantity"


@pytest.mark.parametrize("line", ["{name: Images, quantity: '1'}", "{name: Images, quantity: '1', price: x, unknown: y}"])
def test_a_line_has_a_price_or_the_reason(tmp_path: Path, line: str) -> None:
    """Neither and both are refused, at the line's place in the file."""
    rule = tmp_path / "catalog" / "billing" / "aws" / "api.yaml"
    rule.parent.mkdir(parents=True)
    rule.write_text(f"title: API\ndocs: https://example.com\nlines:\n  - {line}\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        Rules("aws", tmp_path).rule("api")
    [problem] = caught.value.problems
    assert "a line has 'price' or 'unknown', and not both" in problem.message
    assert problem.where is not None
    assert problem.where.line == 4
