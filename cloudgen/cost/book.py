"""The price book: list prices with their source and date, read from `catalog/prices/<cloud>.yaml`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cloudgen.datafiles import data_root
from cloudgen.problems import Problem, ProblemsError, Where

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNIT = re.compile(r"(\d+(?:\.\d+)?)([kKM]?) (.+)")
_FACTORS = {"": 1, "k": 1000, "K": 1000, "M": 1_000_000}
GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Price:
    """One record: USD per `unit`; `tiers` are (cumulative upper bound in units or None, price), one tier where the price is flat."""

    id: str
    service: str
    meter: str
    unit: str
    region: str
    tiers: tuple[tuple[Decimal | None, Decimal], ...]
    source: str
    as_of: str | None
    confidence: str
    free: Decimal = Decimal(0)
    free_pool: str | None = None
    note: str | None = None
    stands_for: str | None = None

    @property
    def per(self) -> Decimal:
        """How many of the things that a rule counts make one unit: 1000000 for `1M requests`."""
        found = _UNIT.fullmatch(self.unit)
        return Decimal(found.group(1)) * _FACTORS[found.group(2)] if found else Decimal(1)

    @property
    def thing(self) -> str:
        """What is counted: `requests` for `1M requests`."""
        found = _UNIT.fullmatch(self.unit)
        return found.group(3) if found else self.unit


@dataclass(frozen=True, slots=True)
class Found:
    """A price for a region, and what it stands in for if it isn't that region's or that product's own."""

    price: Price
    stands_in: str | None


class PriceBook:
    """Prices by id and region."""

    def __init__(self, provider: str, prices: Sequence[Price], alternatives: Mapping[str, Sequence[str]]) -> None:
        self.provider = provider
        self.prices = tuple(prices)
        self._alternatives = alternatives
        self._by_id: dict[str, dict[str, Price]] = {}
        for price in prices:
            self._by_id.setdefault(price.id, {})[price.region] = price

    def find(self, price_id: str, region: str) -> Found | None:
        """The region's own price, the global one, or that of the first listed region which has one; None if there is none."""
        regions = self._by_id.get(price_id)
        if not regions:
            return None
        for own in (region, GLOBAL):
            if own in regions:
                return Found(regions[own], regions[own].stands_for)
        candidates = [*self._alternatives.get(region, ()), *self._alternatives.get("*", ()), *sorted(regions)]
        other = next(name for name in candidates if name in regions)
        parts = [regions[other].stands_for, f"{other} for {region}"]
        return Found(regions[other], "; ".join(part for part in parts if part))

    def ids(self) -> list[str]:
        """Every id, sorted."""
        return sorted(self._by_id)

    def of(self, price_id: str) -> Mapping[str, Price]:
        """The prices of an id by region."""
        return self._by_id.get(price_id, {})

    def replaced(self, prices: Sequence[Price]) -> "PriceBook":
        """The same book with other prices."""
        return PriceBook(self.provider, prices, self._alternatives)


@cache
def load_book(provider: str) -> PriceBook:
    """The built-in list prices of a cloud."""
    return read_book(data_root() / "catalog" / "prices" / f"{provider}.yaml")


def read_book(path: Path) -> PriceBook:
    """A price book file; what is wrong with it is raised as problems with their record."""
    try:
        data = yaml.load(path.read_bytes(), _LOADER)  # noqa: S506 - a safe loader, in C
        return PriceBook(data["provider"], _prices(data["prices"]), data.get("alternatives", {}))
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise ProblemsError((Problem("prices", f"Not a price book: {error}", Where(str(path), 1, 1)),)) from None


def _prices(records: Sequence[Mapping[str, Any]]) -> list[Price]:
    by_key = {(record["id"], record["region"]): record for record in records}
    return [_price(record, by_key) for record in records]


def _price(record: Mapping[str, Any], by_key: Mapping[tuple[str, str], Mapping[str, Any]]) -> Price:
    """A record; with `same_as` it has the price of another record and says so."""
    figures = record
    stands_for = None
    if "same_as" in record:
        figures = by_key[record["same_as"]["id"], record["same_as"].get("region", record["region"])]
        stands_for = f"{figures['id']} for {record['id']}"
        if figures["region"] != record["region"]:
            stands_for += f", {figures['region']} for {record['region']}"
    return Price(
        id=record["id"],
        service=record["service"],
        meter=record["meter"],
        unit=figures["unit"],
        region=record["region"],
        tiers=_tiers(figures),
        source=figures["source"],
        as_of=figures.get("as_of"),
        confidence=record.get("confidence", figures.get("confidence", "high")),
        free=Decimal(str(figures.get("free", 0))),
        free_pool=figures.get("free_pool"),
        note=record.get("note", figures.get("note")),
        stands_for=stands_for,
    )


def _tiers(record: Mapping[str, Any]) -> tuple[tuple[Decimal | None, Decimal], ...]:
    if "price" in record:
        return ((None, _money(record["price"])),)
    tiers = tuple((None if tier["up_to"] is None else Decimal(str(tier["up_to"])), _money(tier["price"])) for tier in record["tiers"])
    bounds = [bound for bound, _ in tiers[:-1]]
    if tiers[-1][0] is not None or None in bounds or bounds != sorted(bounds, key=lambda bound: bound or 0):
        raise ValueError(f"the tiers of {record['id']} in {record['region']} don't ascend to an open end")
    return tiers


def _money(value: Any) -> Decimal:
    price = Decimal(str(value))
    if price < 0:
        raise ValueError(f"{value} is negative")
    return price
