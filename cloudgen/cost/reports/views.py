"""What a bill looks like: components with their lines, environments side by side, and the notes that belong to the figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cloudgen.architecture import Environment
from cloudgen.cost.price.estimate import Estimate, Group
from cloudgen.cost.price.model import Bill, Line, Priced
from cloudgen.cost.reports.report import Currency, Report, Row, Table, amount, bullets

_ASSUMED = " (an assumption)"
LANES = {
    "edge": "Edge",
    "compute": "Compute",
    "messaging": "Messaging",
    "data": "Data",
    "ai": "AI",
    "platform": "Platform",
    "foundation": "Foundation",
}


@dataclass(frozen=True)
class Merged:
    """Equal lines of a component's resources as one."""

    name: str
    line: Line
    quantity: Decimal | None
    monthly: Decimal | None


def bill_report(estimate: Estimate, environment: Environment, currency: Currency) -> Report:
    """A component per block, its meters, sub-totals by lane, and the total."""
    rows: list[Row] = []
    for lane, heading in LANES.items():
        groups = [group for group in estimate.groups if group.lane == lane and group.resources]
        if not groups:
            continue
        rows.append(Row((heading, "", "", "", ""), "head"))
        for group in groups:
            rows.append(Row((f"{group.key} ({group.service})", "", "", "", currency.money(group.monthly, certain=group.certain))))
            rows += _line_rows(merged(group.resources), currency)
        if len(groups) > 1:
            known = sum((group.monthly for group in groups), Decimal(0))
            certain = all(group.certain for group in groups)
            rows.append(Row((f"{heading} in all", "", "", "", currency.money(known, certain=certain)), "sum"))
    rows.append(_total(estimate.bill, currency, 3))
    columns = ("Component", "Quantity", "Unit", "Unit price", f"Monthly {currency.code}")
    title = f"{estimate.environment} on {estimate.provider} in {estimate.region}"
    return Report(title, (Table("", columns, tuple(rows)),), notes(estimate.bill, environment, currency))


def plan_report(bill: Bill, title: str, currency: Currency, doubts: Sequence[str] = (), most: int | None = None) -> Report:
    """A resource per block, as a plan has them; free ones are counted, unknown ones listed. Beyond `most` the cheapest are one row."""
    priced = [resource for resource in bill.resources if resource.status == "priced" and resource.lines]
    most_expensive = sorted(priced, key=lambda resource: -resource.monthly)[:most]
    shown = {resource.address for resource in most_expensive}
    rows: list[Row] = []
    for resource in priced:
        if resource.address in shown:
            rows.append(Row((resource.address, "", "", "", currency.money(resource.monthly, certain=resource.certain))))
            rows += _line_rows(merged([resource]), currency)
    rest = [resource for resource in priced if resource.address not in shown]
    if rest:
        known = sum((resource.monthly for resource in rest), Decimal(0))
        certain = all(resource.certain for resource in rest)
        rows.append(Row((f"{len(rest)} cheaper ones: see --format csv", "", "", "", currency.money(known, certain=certain))))
    rows.append(_total(bill, currency, 3))
    counts = {
        status: sum(1 for resource in bill.resources if resource.status == status) for status in ("priced", "free", "included", "unknown")
    }
    summary = ", ".join(f"{number} {status}" for status, number in counts.items())
    columns = ("Resource", "Quantity", "Unit", "Unit price", f"Monthly {currency.code}")
    extra = (("Resources", (summary, *doubts)),)
    return Report(title, (Table("", columns, tuple(rows)),), (*extra, *price_notes(bill)))


def environments_report(estimates: Sequence[Estimate], environments: Sequence[Environment], currency: Currency) -> Report:
    """Components by environment."""
    rows: list[Row] = []
    for lane, heading in LANES.items():
        groups = [[group for group in estimate.groups if group.lane == lane] for estimate in estimates]
        shown = [members for members in zip(*groups, strict=True) if any(group.resources for group in members)]
        if shown:
            rows.append(Row((heading, *("" for _ in estimates)), "head"))
            rows += [Row((members[0].key, *(_money(group, currency) for group in members))) for members in shown]
    rows.append(Row(("Total", *(currency.money(each.bill.monthly, certain=each.bill.certain) for each in estimates)), "total"))
    columns = ("Component", *(f"{each.environment} {currency.code}" for each in estimates))
    title = f"{estimates[0].provider} in {estimates[0].region}"
    together = Bill(
        tuple(resource for each in estimates for resource in each.bill.resources),
        estimates[0].bill.hours,
        estimates[0].bill.free_tiers,
        estimates[0].bill.commitment,
    )
    return Report(title, (Table("", columns, tuple(rows)),), notes(together, environments[-1], currency))


def _money(group: Group, currency: Currency) -> str:
    return currency.money(group.monthly, certain=group.certain)


def _total(bill: Bill, currency: Currency, blanks: int) -> Row:
    label = "Total" if bill.certain else "Total, at least"
    return Row((label, *([""] * blanks), currency.money(bill.monthly)), "total")


def merged(resources: Iterable[Priced]) -> list[Merged]:
    """Lines with the same name, price and doubt added up, in order."""
    found: dict[tuple[str, str | None, str | None], Merged] = {}
    for resource in resources:
        if resource.status == "unknown":
            line = Line(resource.type, "", None, None, None, usage_based=False, unknown=resource.reason)
            found[resource.type, None, resource.reason] = Merged(resource.type, line, None, None)
        for line in resource.lines:
            key = (line.name, line.price_id, line.unknown)
            before = found.get(key)
            quantity = line.quantity if before is None or before.quantity is None else before.quantity + (line.quantity or 0)
            monthly = line.monthly if before is None or before.monthly is None else before.monthly + (line.monthly or 0)
            found[key] = Merged(line.name, line, quantity, monthly)
    return list(found.values())


def _line_rows(lines: Iterable[Merged], currency: Currency) -> list[Row]:
    rows = []
    for each in lines:
        line = each.line
        if line.unknown:
            rows.append(Row((f"{each.name}: {line.unknown}", amount(each.quantity), line.unit, "?", "?"), "line"))
            continue
        if not each.quantity:
            continue
        unit_price = each.monthly / each.quantity if each.quantity and each.monthly is not None else line.unit_price
        mark = " *" if line.priced_as or line.confidence == "low" else ""
        name = f"{each.name}{mark}" + (f" ({line.discount})" if line.discount else "")
        rows.append(Row((name, amount(each.quantity), line.unit, currency.unit_price(unit_price), currency.money(each.monthly)), "line"))
    return rows


def notes(bill: Bill, environment: Environment, currency: Currency) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the figures rest on."""
    basis = list(basis_of(bill, environment))
    if currency.code != "USD":
        basis.append(f"1 USD = {currency.rate:f} {currency.code}, the rate that you gave")
    return (("Basis", tuple(basis)), ("Assumptions (set others under usage: in the spec)", assumptions(environment)), *price_notes(bill))


def basis_of(bill: Bill, environment: Environment) -> tuple[str, ...]:
    """Users, hours and what is left out."""
    usage = f"{environment.users:,.0f} monthly active users; {bill.hours:f} hours a month; taxes and support are not in it"
    existing = (f"There already, so not in it: {', '.join(environment.existing)}",) if environment.existing else ()
    return (usage, *existing)


def assumptions(environment: Environment) -> tuple[str, ...]:
    """Figures that nothing in the spec determines, by component; their help marks them."""
    found: dict[str, list[str]] = {}
    for key, figures in environment.figures.items():
        for figure in figures.values():
            if _ASSUMED in figure.help and not figure.by_hand:
                text = f"{figure.name} {amount(figure.value)} {figure.unit}: {figure.help.replace(_ASSUMED, '')}"
                found.setdefault(text, []).append(key)
    return tuple(f"{text} ({', '.join(keys)})" for text, keys in found.items())


def price_notes(bill: Bill) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Allowances, substitutes, doubts, gaps and age of the prices."""
    lines = [line for resource in bill.resources for line in resource.lines]
    free = sum(1 for line in lines if line.free)
    allowances = "Always-free allowances are subtracted" if bill.free_tiers else "Always-free allowances are not subtracted"
    facts = [
        f"{allowances}{f' ({free} lines use one)' if free and bill.free_tiers else ''}. Oldest price: {bill.oldest or 'none has a date'}."
    ]
    if bill.commitment:
        committed = dict.fromkeys(line.name for line in lines if line.committed)
        term = {"1yr": "One-year", "3yr": "Three-year"}[bill.commitment]
        facts.append(f"{term} committed rates hold for: {', '.join(committed) or 'nothing here, the price book has none'}.")
    found = [("Prices", tuple(facts))]
    substitutes = bullets([f"{line.name}: priced as {line.priced_as}" for line in lines if line.priced_as and line.monthly])
    low = bullets([f"{line.name}: {line.source}" for line in lines if line.confidence == "low" and line.monthly])
    unknown = [f"{resource.address}: {line.name}: {line.unknown}" for resource in bill.resources for line in resource.lines if line.unknown]
    unknown += [f"{resource.address}: {resource.reason}" for resource in bill.resources if resource.status == "unknown"]
    if substitutes:
        found.append(("* Prices of another region or product", substitutes))
    if low:
        found.append(("* Prices of low confidence", low))
    if unknown:
        found.append(("Unknown, so the total is at least what is shown", bullets(unknown)))
    return tuple(found)
