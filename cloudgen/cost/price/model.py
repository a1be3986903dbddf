"""What pricing takes and gives: billed resources in, cost lines with their sources out. Money is USD, exact, and unrounded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

_INSTANCE = re.compile(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]")


def base(address: str) -> str:
    """An address without instance keys."""
    return _INSTANCE.sub("", address)


@dataclass(frozen=True, slots=True)
class Billed:
    """A resource to price: its address, type, the values that rules read, and its monthly usage."""

    address: str
    type: str
    values: Mapping[str, Any]
    region: str
    usage: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One meter of a resource. `quantity` counts price units; `unit_price` is what a unit costs on average after tiers and free allowance.

    `unknown` says why there is no cost; then `monthly` is None.
    """

    name: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    monthly: Decimal | None
    usage_based: bool
    price_id: str | None = None
    list_price: Decimal | None = None
    free: Decimal = Decimal(0)
    source: str | None = None
    as_of: str | None = None
    confidence: str | None = None
    priced_as: str | None = None
    discount: str | None = None
    committed: bool = False
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A resource with its lines. Free and included ones have none, and say why."""

    address: str
    type: str
    status: Literal["priced", "free", "included", "unknown"]
    reason: str | None
    lines: tuple[Line, ...]

    @property
    def monthly(self) -> Decimal:
        """What is known of its cost."""
        return sum((line.monthly for line in self.lines if line.monthly is not None), Decimal(0))

    @property
    def certain(self) -> bool:
        """Whether nothing of its cost is unknown."""
        return self.status != "unknown" and all(line.unknown is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Bill:
    """Every resource of a stack, priced together."""

    resources: tuple[Priced, ...]
    hours: Decimal
    free_tiers: bool
    commitment: str | None = None

    @property
    def monthly(self) -> Decimal:
        """The known total."""
        return sum((resource.monthly for resource in self.resources), Decimal(0))

    @property
    def certain(self) -> bool:
        """Whether the total is the whole: nothing is unknown."""
        return all(resource.certain for resource in self.resources)

    @property
    def oldest(self) -> str | None:
        """The oldest date of a price that was used."""
        dates = [line.as_of for resource in self.resources for line in resource.lines if line.as_of and line.monthly is not None]
        return min(dates) if dates else None
