"""The price book: list prices with their source and date, read from `catalog/prices/<cloud>.yaml`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cloudgen.load.datafiles import data_root, parse_yaml
from cloudgen.problems import Problem, ProblemsError, Where

_UNIT = re.compile(r"(\d+(?:\.\d+)?)([kKM]?) (.+)")
_FACTORS = {"": 1, "k": 1000, "K": 1000, "M": 1_000_000}
_RECORD = re.compile(r"^- id: ([A-Za-z0-9_.-]+)$", re.MULTILINE)
_TOP_LEVEL = re.compile(r"^[a-z]", re.MULTILINE)
_WRONG = (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, ArithmeticError, StopIteration)
GLOBAL = "global"
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Price:
    """One record: USD per `unit`; `tiers` are (cumulative upper bound in units or None, price), one tier where the price is flat.

    `same_as` has the id and the region of the record that the figures are taken from.
    """

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
    same_as: tuple[str, str] | None = None

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

    def priced_as(self, region: str) -> str | None:
        """Which price this is in a region, where it isn't the product's and the region's own: `box.small in us-east-1`, `in us-east-1`."""
        price_id, home = self.same_as or (self.id, self.region)
        parts = [*([price_id] if price_id != self.id else []), *([f"in {home}"] if home not in (region, GLOBAL) else [])]
        return " ".join(parts) or None


@dataclass(frozen=True, slots=True)
class Found:
    """A price for a region; which one it is if it isn't that region's and that product's own; the user's terms for it."""

    price: Price
    priced_as: str | None
    discount: str | None = None


class PriceBook:
    """Prices by id and region. The records of an id are parsed when somebody asks for it: a bill needs a few dozen of many hundreds."""

    def __init__(self, provider: str, records: Mapping[str, str | list[Record]], alternatives: Mapping[str, Sequence[str]]) -> None:
        self.provider = provider
        self._records = dict(records)
        self._alternatives = alternatives
        self._by_id: dict[str, dict[str, Price]] = {}

    @property
    def prices(self) -> tuple[Price, ...]:
        """Every price, in the file's order."""
        return tuple(price for price_id in self._records for price in self.of(price_id).values())

    def find(self, price_id: str, region: str) -> Found | None:
        """The region's own price, the global one, or that of the first listed region which has one; None if there is none."""
        regions = self.of(price_id)
        if not regions:
            return None
        for own in (region, GLOBAL):
            if own in regions:
                return Found(regions[own], regions[own].priced_as(region))
        candidates = [*self._alternatives.get(region, ()), *self._alternatives.get("*", ()), *sorted(regions)]
        other = next(name for name in candidates if name in regions)
        return Found(regions[other], regions[other].priced_as(region))

    def ids(self) -> list[str]:
        """Every id, sorted."""
        return sorted(self._records)

    def of(self, price_id: str) -> Mapping[str, Price]:
        """The prices of an id by region."""
        if price_id not in self._by_id and price_id in self._records:
            try:
                found = [self._price(record) for record in self._parsed(price_id)]
            except _WRONG as error:
                raise _refused(f"catalog/prices/{self.provider}.yaml", f"{price_id}: {error}") from None
            self._by_id[price_id] = {price.region: price for price in found}
        return self._by_id.get(price_id, {})

    def _parsed(self, price_id: str) -> list[Record]:
        records = self._records[price_id]
        if isinstance(records, str):
            records = self._records[price_id] = parse_yaml(records)
        return records

    def _price(self, record: Record) -> Price:
        """A record; with `same_as` it has the price of another record and says so."""
        figures = record
        same_as = None
        if "same_as" in record:
            relative = record["same_as"]
            region = relative.get("region", record["region"])
            figures = next(other for other in self._parsed(relative["id"]) if other["region"] == region)
            same_as = (figures["id"], figures["region"])
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
            same_as=same_as,
        )


@cache
def load_book(provider: str) -> PriceBook:
    """The built-in list prices of a cloud."""
    return read_book(data_root() / "catalog" / "prices" / f"{provider}.yaml")


def read_book(path: Path) -> PriceBook:
    """A price book file; what is wrong with it as a whole is raised as a problem, a record's mistake when it is asked for."""
    try:
        text = path.read_text(encoding="utf-8")
        before, _, rest = text.partition("\nprices:\n")
        end = _TOP_LEVEL.search(rest)
        listed, after = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
        texts = _texts(listed)
        if texts is None:
            data = parse_yaml(text)
            return PriceBook(data["provider"], _by_id(data["prices"]), data.get("alternatives", {}))
        data = parse_yaml(f"{before}\n{after}")
        return PriceBook(data["provider"], texts, data.get("alternatives", {}))
    except _WRONG as error:
        raise _refused(str(path), str(error)) from None


def _texts(listed: str) -> dict[str, str | list[Record]] | None:
    """The records' text by id where each begins with `- id: `; None where the file is written otherwise."""
    parts = _RECORD.split(listed)
    if parts[0].strip() or any(line.startswith("-") and not line.startswith("- id: ") for line in listed.splitlines()):
        return None
    found: dict[str, str | list[Record]] = {}
    for price_id, body in zip(parts[1::2], parts[2::2], strict=True):
        found[price_id] = f"{found.get(price_id, '')}- id: {price_id}{body}"
    return found


def _by_id(records: Sequence[Record]) -> dict[str, str | list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record["id"], []).append(record)
    return {**found}


def _refused(file: str, message: str) -> ProblemsError:
    return ProblemsError((Problem("prices", f"Not a price book: {message}", Where(file, 1, 1)),))


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
