"""What changed between two bills, and the gates that a change must pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cloudgen.cost.price.model import Bill
from cloudgen.cost.reports.report import Currency, Report, Row, Table, percent


@dataclass(frozen=True)
class Gates:
    """Limits of a total and of its change; a change limit is a share of the base, or an amount."""

    budget: Decimal | None = None
    max_increase: tuple[Decimal, bool] | None = None
    max_decrease: tuple[Decimal, bool] | None = None
    fail_on_unknown: bool = False


def difference_report(title: str, before: Mapping[str, Decimal], now: Mapping[str, Decimal], currency: Currency) -> Report:
    """A row per component that changed, and the total."""
    names = [*now, *(name for name in before if name not in now)]
    zero = Decimal(0)
    changed = [(name, before.get(name, zero), now.get(name, zero)) for name in names if before.get(name, zero) != now.get(name, zero)]
    rows = [_row(name, old, new, currency) for name, old, new in sorted(changed, key=lambda each: -abs(each[2] - each[1]))]
    total = _row("Total", sum(before.values(), zero), sum(now.values(), zero), currency)
    columns = ("Component", f"Before {currency.code}", f"Now {currency.code}", "Change", "Percent")
    same = len(names) - len(changed)
    notes = (("Unchanged", (f"{same} components cost the same.",)),) if same else ()
    return Report(title, (Table("", columns, (*rows, Row(total.cells, "total"))),), notes)


def _row(name: str, old: Decimal, new: Decimal, currency: Currency) -> Row:
    return Row((name, currency.money(old), currency.money(new), currency.change(new - old), percent(new, old)))


def failed_gates(gates: Gates, bill: Bill, base: Decimal | None, currency: Currency) -> list[str]:
    """A line per gate that failed, with how much it is over. The gates' amounts are in the currency, `base` is in USD."""
    now = bill.monthly * currency.rate
    before = None if base is None else base * currency.rate
    lines = []
    if gates.budget is not None and now > gates.budget:
        lines.append(f"{now:,.2f} {currency.code} a month is {now - gates.budget:,.2f} over the budget of {gates.budget:,.2f}")
    if before is not None:
        lines += _change(gates.max_increase, now - before, before, "increase", currency)
        lines += _change(gates.max_decrease, before - now, before, "decrease", currency)
    unknown = sum(1 for each in bill.resources if not each.certain)
    if gates.fail_on_unknown and unknown:
        lines.append(f"{unknown} resources have costs that are unknown; the notes list them")
    return lines


def _change(limit: tuple[Decimal, bool] | None, change: Decimal, before: Decimal, word: str, currency: Currency) -> list[str]:
    if limit is None:
        return []
    value, is_share = limit
    allowed = before * value / 100 if is_share else value
    if change <= allowed:
        return []
    shown = f"{value:f}%, which is {allowed:,.2f}" if is_share else f"{value:,.2f}"
    return [f"the {word} of {change:,.2f} {currency.code} is {change - allowed:,.2f} over the limit of {shown}"]
