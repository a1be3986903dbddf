"""Whether a quote may replace a price of the book: a price of zero or a jump is reported instead."""

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal

from cloudgen.cost.feeds.quotes import Quote, Tiers, merged
from cloudgen.cost.price.book import Price

LARGEST_JUMP = 5
_DIGITS = Context(prec=12)
Status = Literal["changed", "confirmed", "refused", "missing"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one price. `tiers` are the book's new ones; `percent` is the largest change of any tier."""

    price: Price
    status: Status
    reason: str = ""
    tiers: tuple[tuple[Decimal | None, Decimal], ...] = ()
    source: str = ""
    date: str = ""
    percent: Decimal = Decimal(0)
    note: str = ""


def judge(price: Price, quote: Quote) -> Verdict:
    """Compare at the start of every tier of either."""
    old = _starts(price)
    new, note = _without_free(price, quote.tiers)
    points = sorted({start for start, _ in (*old, *new)})
    pairs = [(_at(old, point), _at(new, point)) for point in points]
    reason = _suspicious(pairs)
    if reason:
        return Verdict(price, "refused", reason, note=note)
    percent = max(((after / before - 1) * 100 for before, after in pairs if before), key=abs, default=Decimal(0))
    same = all(before == after for before, after in pairs) and price.same_as is None
    return Verdict(price, "confirmed" if same else "changed", "", _ends(new), quote.source, quote.date, percent, note)


def _suspicious(pairs: list[tuple[Decimal, Decimal]]) -> str:
    for before, after in pairs:
        if before != after and after == 0:
            return f"a price of zero instead of {before:f}"
        if before != after and before == 0:
            return f"{after:f} where the book has a price of zero"
        if before and not Decimal(1) / LARGEST_JUMP <= after / before <= LARGEST_JUMP:
            return f"a jump from {before:f} to {after:f}, more than {LARGEST_JUMP} times"
    return ""


def _starts(price: Price) -> Tiers:
    """The book's tiers by their start."""
    starts = [Decimal(0), *(bound for bound, _ in price.tiers if bound is not None)]
    return merged(tuple((start, amount) for start, (_, amount) in zip(starts, price.tiers, strict=True)))


def _ends(tiers: Tiers) -> tuple[tuple[Decimal | None, Decimal], ...]:
    """Tiers as the book writes them, by their end."""
    bounds = [start for start, _ in tiers[1:]]
    return tuple((bound, amount) for bound, (_, amount) in zip([*bounds, None], tiers, strict=True))


def _without_free(price: Price, tiers: Tiers) -> tuple[Tiers, str]:
    """A free allowance appears in the feeds as a first tier of zero; the book has it as `free`, or omits it on purpose."""
    rounded = tuple((_DIGITS.plus(start).normalize(), _DIGITS.plus(amount).normalize()) for start, amount in tiers)
    if len(rounded) == 1 or rounded[0][1] != 0 or price.tiers[0][1] == 0:
        return rounded, ""
    allowance = rounded[1][0]
    note = "" if allowance == price.free else f"the feed has {allowance:f} free, the book {price.free:f}; that was left"
    return tuple((start - allowance, amount) for start, amount in rounded[1:]), note


def _at(tiers: Tiers, point: Decimal) -> Decimal:
    return next(amount for start, amount in reversed(tiers) if start <= point)
