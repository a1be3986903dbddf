"""Which price holds: list price, commitment, or what the user says of prices and discounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from cloudgen.cost.price.book import Found, Price, PriceBook


@dataclass(frozen=True)
class Overrides:
    """A user's own prices: percent off by service or price id (its beginning counts), fixed prices per unit by id, `1yr` or `3yr` rates."""

    percent_off: Mapping[str, Decimal] = field(default_factory=dict)
    fixed: Mapping[str, Decimal] = field(default_factory=dict)
    commitment: str | None = None


@dataclass(frozen=True)
class Tariff:
    """A price book with what holds for this user."""

    book: PriceBook
    overrides: Overrides = Overrides()

    def find(self, price_id: str, region: str) -> Found | None:
        """The price under the user's own terms: a fixed price, a discount, or the list price."""
        found = self.book.find(price_id, region)
        if found is None:
            return None
        fixed = self.overrides.fixed.get(price_id)
        if fixed is not None:
            own = replace(found.price, tiers=((None, fixed),), free=Decimal(0), source="your own price", as_of=None, confidence="own")
            return Found(own, None, "own price")
        percent = self._percent(found.price)
        if not percent:
            return found
        factor = 1 - percent / 100
        tiers = tuple((bound, price * factor) for bound, price in found.price.tiers)
        return Found(replace(found.price, tiers=tiers), found.priced_as, f"{percent.normalize():f}% off")

    def _percent(self, price: Price) -> Decimal:
        """The most specific entry: the longest beginning of the id, else the service's name, else `*`."""
        entries = self.overrides.percent_off
        beginnings = [key for key in entries if price.id == key or price.id.startswith(f"{key}.")]
        for key in (*sorted(beginnings, key=len, reverse=True), price.service, "*"):
            if key in entries:
                return entries[key]
        return Decimal(0)


def cost_of(quantity: Decimal, tiers: tuple[tuple[Decimal | None, Decimal], ...]) -> Decimal:
    """USD for a quantity, each tier's share at its own price."""
    total, lower = Decimal(0), Decimal(0)
    for bound, price in tiers:
        upper = quantity if bound is None else min(quantity, bound)
        if upper > lower:
            total += (upper - lower) * price
            lower = upper
    return total
