"""Pricing, on the test's own price book and rules: tiers, allowances, substitutes, doubts, own prices, commitments."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from cloudgen.cost.price.book import PriceBook, read_book
from cloudgen.cost.price.engine import Terms, price_resources
from cloudgen.cost.price.expressions import UNKNOWN
from cloudgen.cost.price.model import Bill, Billed
from cloudgen.cost.price.own_prices import from_file, unknown_names
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Overrides, Tariff
from cloudgen.problems import ProblemsError

BOOK = """
provider: aws
prices:
  - {id: box.small, service: Box, meter: Hours, unit: hour, region: us-east-1, price: 0.1, source: list, as_of: "2026-01-02", confidence: high}
  - {id: box.small-1yr, service: Box, meter: Hours, unit: hour, region: us-east-1, price: 0.06, source: list, as_of: "2026-01-02", confidence: high}
  - {id: box.big, service: Box, meter: Hours, unit: hour, region: us-east-1, same_as: {id: box.small}, source: list}
  - id: box.requests
    service: Box
    meter: Requests
    unit: 1M requests
    region: us-east-1
    tiers: [{up_to: 10, price: 1}, {up_to: null, price: 0.5}]
    free: 2
    free_pool: calls
    source: list
    as_of: "2026-03-04"
  - {id: box.reads, service: Other, meter: Reads, unit: 1M requests, region: global, price: 2, free: 2, free_pool: calls, source: list}
alternatives: {"*": [us-east-1]}
"""
RULE = """
title: Box
docs: https://example.com/prices
usage: {monthly_requests: {unit: requests, help: Requests.}, monthly_reads: {unit: requests, help: Reads., default: 0}}
lines:
  - {name: Hours, price: "box.${values.size}", quantity: hours, commitments: {1yr: "box.${values.size}-1yr"}}
  - {name: Requests, price: box.requests, quantity: usage.monthly_requests}
  - {name: Reads, price: box.reads, quantity: usage.monthly_reads, when: usage.monthly_reads > 0}
fixtures: [{region: us-east-1, monthly: 0, source: none}]
"""


@pytest.fixture
def book(tmp_path: Path) -> PriceBook:
    """Four prices with tiers, an allowance that two share, and a relative."""
    path = tmp_path / "book.yaml"
    path.write_text(BOOK)
    return read_book(path)


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    """A rule for aws_box, a free and an included type."""
    folder = tmp_path / "catalog/billing/aws"
    folder.mkdir(parents=True)
    (folder / "aws_box.yaml").write_text(RULE)
    (folder / "unbilled.yaml").write_text("free: {aws_role: roles cost nothing}\nincluded: {aws_box_lid: in the box}\n")
    return Rules("aws", tmp_path)


def box(name: str, requests: object = 0, reads: object = 0, size: object = "small", region: str = "us-east-1") -> Billed:
    """A box with its usage."""
    return Billed(f"aws_box.{name}", "aws_box", {"size": size}, region, {"monthly_requests": requests, "monthly_reads": reads})


def cents(bill: Bill, name: str, line: str) -> Decimal:
    """What a line of a box costs."""
    [resource] = [each for each in bill.resources if each.address == f"aws_box.{name}"]
    [found] = [each for each in resource.lines if each.name == line]
    assert found.monthly is not None
    return found.monthly


def test_tiers_hold_for_the_sum_of_a_stack_and_are_shared_in_proportion(book: PriceBook, rules: Rules) -> None:
    """Two boxes with 5 and 15 million: 20 in all, 10 at 1 and 10 at 0.5; a quarter and three quarters of 15."""
    bill = price_resources([box("a", 5_000_000), box("b", 15_000_000)], rules, Tariff(book), Terms(free_tiers=False))
    assert cents(bill, "a", "Requests") == Decimal("3.75")
    assert cents(bill, "b", "Requests") == Decimal("11.25")
    assert bill.monthly == Decimal("15") + 2 * 73


def test_an_allowance_that_two_meters_share_is_given_once(book: PriceBook, rules: Rules) -> None:
    """Three million requests and one million reads share two million: three quarters and one quarter of it."""
    bill = price_resources([box("a", 3_000_000, 1_000_000)], rules, Tariff(book))
    assert cents(bill, "a", "Requests") == Decimal("1.5")
    assert cents(bill, "a", "Reads") == Decimal("1")
    without = price_resources([box("a", 3_000_000, 1_000_000)], rules, Tariff(book), Terms(free_tiers=False))
    assert without.monthly - bill.monthly == Decimal("1.5") + Decimal("1")


def test_hours_of_a_part_of_the_month(book: PriceBook, rules: Rules) -> None:
    """Twelve hours cost twelve hours."""
    bill = price_resources([box("a")], rules, Tariff(book), Terms(hours=Decimal(12)))
    assert bill.monthly == Decimal("1.2")


def test_a_commitment_holds_where_the_book_has_one(book: PriceBook, rules: Rules) -> None:
    """The small box has a one-year rate, the big one keeps its list price."""
    bill = price_resources([box("a"), box("b", size="big")], rules, Tariff(book), Terms(commitment="1yr"))
    assert cents(bill, "a", "Hours") == Decimal("43.8")
    assert cents(bill, "b", "Hours") == Decimal("73")
    assert [line.committed for each in bill.resources for line in each.lines if line.name == "Hours"] == [True, False]


def test_a_price_of_another_product_or_region_says_so(book: PriceBook, rules: Rules) -> None:
    """A relative's price, another region's, and both; a global price is every region's own."""
    bill = price_resources([box("a", size="big", region="eu-west-1", reads=5_000_000)], rules, Tariff(book))
    hours, requests, reads = bill.resources[0].lines
    assert hours.priced_as == "box.small in us-east-1"
    assert requests.priced_as == "in us-east-1"
    assert reads.priced_as is None
    assert bill.oldest == "2026-01-02"


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (box("a", size="huge"), "no price 'box.huge'"),
        (box("a", size=UNKNOWN), "'size' is known only after apply"),
        (box("a", requests=None), "no usage 'monthly_requests'"),
        (box("a", requests=-5), "is not a quantity"),
        (box("a", requests=Decimal("1e400")), "is not a quantity"),
        (box("a", requests=Decimal("NaN")), "is not a quantity"),
        (Billed("aws_thing.x", "aws_thing", {}, "us-east-1"), "no billing rule for aws_thing"),
    ],
)
def test_what_is_missing_is_unknown_and_never_zero(book: PriceBook, rules: Rules, resource: Billed, reason: str) -> None:
    """The total stays what is known, and is no longer certain."""
    bill = price_resources([resource, box("z", 1_000_000)], rules, Tariff(book), Terms(free_tiers=False))
    found = bill.resources[0]
    texts = [line.unknown or "" for line in found.lines] + [found.reason or ""]
    assert any(reason in text for text in texts)
    assert not bill.certain
    assert bill.monthly >= 74
    assert all(line.monthly is None for line in found.lines if line.unknown)


def test_a_line_whose_condition_is_known_after_apply_is_unknown(book: PriceBook, rules: Rules) -> None:
    """It neither vanishes nor counts."""
    [resource] = price_resources([box("a", 0, UNKNOWN)], rules, Tariff(book)).resources
    assert [line.name for line in resource.lines] == ["Hours", "Requests", "Reads"]
    assert "known only after apply" in (resource.lines[2].unknown or "")
    assert resource.lines[2].monthly is None


def test_free_and_included_types_say_why(book: PriceBook, rules: Rules) -> None:
    """They have no lines, and the total stays certain."""
    resources = [Billed(f"{name}.x", name, {}, "us-east-1") for name in ("aws_role", "aws_box_lid")]
    bill = price_resources(resources, rules, Tariff(book))
    assert [(each.status, each.reason) for each in bill.resources] == [("free", "roles cost nothing"), ("included", "in the box")]
    assert bill.certain


def test_own_prices_come_before_the_list(book: PriceBook, rules: Rules) -> None:
    """The longest beginning of an id, else the service, else everything; a fixed price has neither tiers nor allowance."""
    own = Overrides({"*": Decimal(50), "Box": Decimal(20), "box.small": Decimal(10)}, {"box.requests": Decimal(3)})
    bill = price_resources([box("a", 1_000_000, 1_000_000)], rules, Tariff(book, own), Terms(free_tiers=False))
    hours, requests, reads = bill.resources[0].lines
    assert (hours.monthly, hours.discount) == (Decimal("65.7"), "10% off")
    assert (requests.monthly, requests.discount) == (Decimal(3), "own price")
    assert (reads.monthly, reads.discount) == (Decimal(1), "50% off")
    service = Tariff(book, replace(own, percent_off={"Box": Decimal(20)}))
    assert price_resources([box("a")], rules, service).resources[0].lines[0].discount == "20% off"


def test_a_price_file_is_checked(book: PriceBook, tmp_path: Path) -> None:
    """Every mistake at its place, and names that no price has."""
    path = tmp_path / "own.yaml"
    path.write_text("percent_off: {Box: 120}\nfixd: {}\ncommitment: 5yr\n")
    with pytest.raises(ProblemsError) as caught:
        from_file(path)
    assert "'fixd' is unknown" in str(caught.value)
    assert "must be a number from 0 to 100" in str(caught.value)
    assert "'commitment' must be 1yr or 3yr" in str(caught.value)
    path.write_text("percent_off: {Bix: 10}\nfixed: {box.smal: 1, box.small: 2}\n")
    assert unknown_names(from_file(path), {"aws": book}) == [
        "Unknown price 'box.smal' on these clouds; did you mean 'box.small'?",
        "Unknown service or price 'Bix' on these clouds; did you mean 'Box'?",
    ]


def test_a_book_with_a_mistake_is_refused(tmp_path: Path) -> None:
    """Negative prices and tiers that don't ascend."""
    path = tmp_path / "book.yaml"
    for old, new in (("price: 0.1,", "price: -0.1,"), ("up_to: 10,", "up_to: null,")):
        assert old in BOOK
        path.write_text(BOOK.replace(old, new))
        with pytest.raises(ProblemsError, match="Not a price book: box"):
            _ = read_book(path).prices


def test_a_book_reads_the_same_record_by_record_and_as_a_whole(book: PriceBook, tmp_path: Path) -> None:
    """In the shipped layout records are parsed on demand; the same data in another layout gives the same prices."""
    data = yaml.safe_load(BOOK)
    path = tmp_path / "lines.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False))
    assert path.read_text().count("\n- id: ") == len(data["prices"])
    lazy = read_book(path)
    assert lazy.prices == book.prices
    assert lazy.find("box.big", "eu-west-1") == book.find("box.big", "eu-west-1")
