"""A report as rows and notes, whatever it is written as."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import Literal

MOST_BULLETS = 30
_WIDE = Context(prec=80)


def rounded(value: Decimal, digits: int) -> Decimal:
    """A number with so many digits after the point, however large it is."""
    return value.quantize(Decimal(1).scaleb(-digits), context=_WIDE)


@dataclass(frozen=True)
class Row:
    """Cells in the columns' order; `head` rows name what follows, `sum` rows add up."""

    cells: tuple[str, ...]
    role: Literal["head", "item", "line", "sum", "total"] = "item"


@dataclass(frozen=True)
class Table:
    """Rows under columns; those from `numbers` on are figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numbers: int = 1


@dataclass(frozen=True)
class Report:
    """Tables, and what a reader must know of them."""

    title: str
    tables: tuple[Table, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Currency:
    """What money is shown in: USD, or another currency at the user's rate."""

    code: str = "USD"
    rate: Decimal = Decimal(1)

    def money(self, usd: Decimal | None, *, certain: bool = True) -> str:
        """Two decimals; `at least` where something is unknown, `?` where all is."""
        if usd is None:
            return "?"
        text = f"{usd * self.rate:,.2f}"
        return text if certain else f">= {text}"

    def unit_price(self, usd: Decimal | None) -> str:
        """Four significant digits, no exponent, at least two decimals."""
        if usd is None:
            return "?"
        value = usd * self.rate
        if not value:
            return "0"
        digits = max(2, 3 - value.adjusted())
        text = f"{value:,.{digits}f}"
        whole, _, fraction = text.partition(".")
        return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"

    def change(self, usd: Decimal) -> str:
        """With its sign."""
        return f"{usd * self.rate:+,.2f}"


def amount(value: Decimal | float | None) -> str:
    """A quantity: three significant decimals, thousands apart."""
    if value is None:
        return "?"
    number = Decimal(str(value))
    if number == number.to_integral_value():
        return f"{number:,.0f}"
    digits = 1 if abs(number) >= 100 else 2 if abs(number) >= 1 else max(3, 2 - number.adjusted())
    text = f"{number:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(now: Decimal, before: Decimal) -> str:
    """The change against before; `new` where there was nothing."""
    if not before:
        return "-" if not now else "new"
    return f"{(now - before) / before * 100:+.1f}%"


def bullets(lines: Sequence[str]) -> tuple[str, ...]:
    """Each once, in order; many are cut short."""
    found = tuple(dict.fromkeys(lines))
    rest = len(found) - MOST_BULLETS
    return found if rest <= 1 else (*found[:MOST_BULLETS], f"and {rest} more: see --format json")


def together(reports: Sequence[Report]) -> Report:
    """Several reports as one: each title precedes its tables and its notes."""
    if len(reports) == 1:
        return reports[0]
    tables = [
        replace(table, title=f"{each.title}: {table.title}" if table.title else each.title) for each in reports for table in each.tables
    ]
    notes = [(f"{each.title}: {heading}", lines) for each in reports for heading, lines in each.notes]
    return Report(" and ".join(each.title for each in reports), tuple(tables), tuple(notes))
