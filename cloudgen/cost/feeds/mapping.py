"""`catalog/feeds/<cloud>.yaml`: how the meter of a price id is found in its cloud's feed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, Field, ValidationError

from cloudgen.cost.price.book import GLOBAL, Price, PriceBook
from cloudgen.load.datafiles import StrictModel, data_root, parse_yaml
from cloudgen.problems import Problem, ProblemsError, Where

_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s?([kKmM]?)(?![A-Za-z])\s?(.*)")
_FACTORS = {"": 1, "K": 1000, "M": 1_000_000}


class FeedModel(StrictModel):
    """A part of the file; numbers that stand for a feed's words are texts."""

    model_config = ConfigDict(populate_by_name=True, coerce_numbers_to_str=True)


class Part(FeedModel):
    """One meter of several that make a price together, such as a machine's cores and memory."""

    match: dict[str, str]
    times: Decimal = Decimal(1)


class Meter(FeedModel):
    """Where the price of an id comes from; `*` in the id is the text that `{1}` inserts in the values."""

    id: str
    service: str = Field(alias="from")
    match: dict[str, str] = Field({})
    parts: list[Part] = Field([])
    unit: list[str] = Field([])
    per: Decimal = Decimal(1)
    at: str | None = None


class FeedMap(FeedModel):
    """A cloud's file: the words that the feed has for a unit of the book and for a region, and the meters."""

    docs: list[str]
    base: str
    units: dict[str, list[str]]
    regions: dict[str, dict[str, str]] = Field({})
    any_region: bool = False
    meters: list[Meter]

    def meter(self, price_id: str) -> tuple[Meter, str] | None:
        """The first meter whose id fits, and the text that its star matches."""
        for meter in self.meters:
            star = _star(meter.id, price_id)
            if star is not None:
                return meter, star
        return None


@dataclass(frozen=True, slots=True)
class Want:
    """A meter that is looked for: `per` of the feed's things make one of the book's, `times` of it go into the price."""

    id: str
    region: str
    part: int
    service: str
    match: Mapping[str, str]
    units: tuple[str, ...]
    per: Decimal
    times: Decimal
    at: str | None

    @property
    def key(self) -> str:
        """Unique among the wants of a run."""
        return f"{self.id}|{self.region}|{self.part}"


def _star(pattern: str, price_id: str) -> str | None:
    """The text that the star matches, an empty text where the id is literal, None where it doesn't fit."""
    head, star, tail = pattern.partition("*")
    if not star:
        return "" if pattern == price_id else None
    if len(price_id) > len(head) + len(tail) and price_id.startswith(head) and price_id.endswith(tail):
        return price_id[len(head) : len(price_id) - len(tail)]
    return None


@cache
def load_map(provider: str) -> FeedMap:
    """The built-in file of a cloud."""
    return read_map(data_root() / "catalog" / "feeds" / f"{provider}.yaml")


def read_map(path: Path) -> FeedMap:
    """A mapping file."""
    try:
        return FeedMap.model_validate(parse_yaml(path.read_bytes()))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ProblemsError((Problem("feeds", f"Not a feed mapping: {error}", Where(str(path), 1, 1)),)) from None


def wants(feed: FeedMap, prices: Iterable[Price]) -> list[Want]:
    """What to look for, for every price whose id the file knows, in a region that it knows."""
    found: list[Want] = []
    for price in prices:
        hit = feed.meter(price.id)
        if hit is not None and (price.region == GLOBAL or feed.any_region or price.region in feed.regions):
            found += _wants(feed, hit[0], hit[1], price)
    return found


def unmapped(feed: FeedMap, book: PriceBook) -> list[str]:
    """Ids of the book that the file doesn't know, sorted."""
    return [price_id for price_id in book.ids() if feed.meter(price_id) is None]


def _wants(feed: FeedMap, meter: Meter, star: str, price: Price) -> list[Want]:
    words = {"1": star, "1_": star.replace("_", " "), "1-": star.replace("_", "-"), "region": price.region}
    words |= feed.regions.get(price.region, {})
    return [
        Want(
            id=price.id,
            region=price.region,
            part=number,
            service=meter.service,
            match={key: _filled(text, words) for key, text in (meter.match | part.match).items()},
            units=tuple(meter.unit or feed.units.get(price.thing, [])),
            per=meter.per,
            times=part.times,
            at=meter.at,
        )
        for number, part in enumerate(meter.parts or [Part(match={})])
    ]


def _filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its words put in; one that this region doesn't have stays and finds nothing."""
    for key, value in words.items():
        text = text.replace("{" + key + "}", value)
    return text


def split_unit(unit: str) -> tuple[Decimal, str]:
    """How many of which thing: `10K` is 10,000 of something without a name, `100 Hours` is 100 hours, `Hrs` is one."""
    found = _UNIT.fullmatch(unit.strip())
    if found is None:
        return Decimal(1), unit.strip()
    return Decimal(found.group(1)) * _FACTORS[found.group(2).upper()], found.group(3).strip()


def fits(match: Mapping[str, str], fields: Mapping[str, Any]) -> bool:
    """Whether an entry of the feed has every value; one that it lacks counts as empty."""
    return all(like(str(fields.get(key, "")), pattern) for key, pattern in match.items())


def like(value: str, pattern: str) -> bool:
    """Whether a value fits a pattern, whatever its case: `*` is any text, `a|b` fits either, a leading `!` what doesn't fit."""
    if pattern.startswith("!"):
        return not like(value, pattern[1:])
    return any(fnmatchcase(value.casefold(), one.casefold()) for one in pattern.split("|"))
