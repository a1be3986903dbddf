"""What the feeds answered, in one form: rows of a meter's tiers, put together into a quote."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, Protocol

from cloudgen.cost.feeds.fetch import BadAnswer, Client, FeedError
from cloudgen.cost.feeds.mapping import Want, split_unit
from cloudgen.cost.price.book import Price

Tiers = tuple[tuple[Decimal, Decimal], ...]


class NoMeter(FeedError):  # noqa: N818 - an answer, not a state of the program
    """The feed has nothing that fits."""


class FeedTier(NamedTuple):
    """One tier of one meter, as the feed has it: it starts after `start` units. All text, so that progress can be kept."""

    want: str
    sku: str
    unit: str
    currency: str
    start: str
    price: str
    date: str


@dataclass(frozen=True, slots=True)
class Job:
    """A file or a list of pages to read: `name` says which."""

    name: str
    url: str
    wants: tuple[Want, ...]


class Page(NamedTuple):
    """What one request brought, and where it goes on."""

    rows: list[FeedTier]
    next: str | None


class Feed(Protocol):
    """A cloud's feed."""

    def jobs(self, client: Client, wants: Sequence[Want], base: str) -> list[Job]:
        """What must be read to find the meters."""

    def page(self, client: Client, job: Job, url: str, base: str) -> Page:
        """Read one address of a job."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A price in the book's units: tiers by their start."""

    tiers: Tiers
    source: str
    date: str


def quote(wants: Sequence[Want], rows: Sequence[FeedTier], price: Price, title: str) -> Quote:
    """The price that a meter's rows, or those of its parts, come to; raises where they don't."""
    parts = [_part(want, [row for row in rows if row.want == want.key], price) for want in wants]
    skus = ", ".join(sku for _, sku, _ in parts)
    date = min(date for _, _, date in parts)
    if len(parts) == 1:
        return Quote(tuple((start, amount * wants[0].times) for start, amount in parts[0][0]), f"{title}, {skus}", date)
    if any(len(tiers) != 1 for tiers, _, _ in parts):
        raise BadAnswer("a part of the price has tiers")
    total = sum((tiers[0][1] * want.times for want, (tiers, _, _) in zip(wants, parts, strict=True)), Decimal(0))
    return Quote(((Decimal(0), total),), f"{title}, {skus}", date)


def _part(want: Want, rows: Sequence[FeedTier], price: Price) -> tuple[Tiers, str, str]:
    """A meter's tiers in the book's units, its number in the feed, and the feed's date."""
    if not rows:
        raise NoMeter("the feed has no such meter")
    by_sku: dict[str, list[FeedTier]] = {}
    for row in rows:
        by_sku.setdefault(row.sku, []).append(row)
    found = {sku: _tiers(want, own, price) for sku, own in by_sku.items()}
    if len(set(found.values())) > 1:
        raise BadAnswer(f"{len(found)} meters with different prices fit: {', '.join(sorted(found)[:4])}")
    sku = min(found)
    return found[sku], sku, by_sku[sku][0].date


def _tiers(want: Want, rows: Sequence[FeedTier], price: Price) -> Tiers:
    currencies = {row.currency for row in rows}
    if currencies != {"USD"}:
        raise BadAnswer(f"another currency: {', '.join(sorted(currencies))}")
    units = sorted({row.unit for row in rows})
    size, thing = split_unit(units[0])
    if len(units) != 1 or thing.casefold() not in {unit.casefold() for unit in want.units}:
        expected = " or ".join(repr(unit) for unit in want.units) or "one that the mapping knows"
        raise BadAnswer(f"another unit: {', '.join(map(repr, units))} instead of {expected}")
    factor = price.per * want.per / size
    tiers = tuple(sorted({(_number(row.start) / factor, _number(row.price) * factor) for row in rows}))
    starts = [start for start, _ in tiers]
    if starts[0] != 0 or len(set(starts)) != len(starts):
        raise BadAnswer("its tiers don't follow each other from zero on")
    return merged(tiers)


def merged(tiers: Tiers) -> Tiers:
    """Without borders between tiers of one price."""
    kept: list[tuple[Decimal, Decimal]] = []
    for start, amount in tiers:
        if not kept or kept[-1][1] != amount:
            kept.append((start, amount))
    return tuple(kept)


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise BadAnswer(f"{text!r} isn't a number") from None
    if not value.is_finite() or value < 0:
        raise BadAnswer(f"{text} isn't a price")
    return value
