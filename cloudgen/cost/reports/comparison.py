"""The same components on several clouds or in several regions: what each gives, what it costs, and why the totals differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cloudgen.architecture import Environment, Footprint
from cloudgen.cost.price.estimate import Estimate, Group
from cloudgen.cost.reports.report import Currency, Report, Row, Table, amount, rounded
from cloudgen.cost.reports.views import LANES, assumptions, basis_of, merged, price_notes

MEASURES = {"vcpu": "vCPU", "memory_gb": "Memory GiB", "replicas": "Replicas", "zones": "Zones", "stored_gb": "Stored GB"}
GAPS = 3
_NOTHING = Footprint(None, {})
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Candidate:
    """One column: a cloud or a region with its estimate."""

    label: str
    estimate: Estimate
    environment: Environment

    def group(self, key: str) -> Group | None:
        """What a component costs here; None where there is none."""
        return next((group for group in self.estimate.groups if group.key == key and group.resources), None)

    def footprint(self, key: str) -> Footprint:
        """What a component gets here."""
        return self.environment.footprints.get(key, _NOTHING)


def comparison_report(title: str, candidates: Sequence[Candidate], currency: Currency) -> Report:
    """Costs side by side, then what each gives for it."""
    tables = [_costs(candidates, currency)]
    footprints = _footprints(candidates)
    if footprints.rows:
        tables.append(footprints)
    return Report(title, tuple(tables), _notes(candidates, currency))


def cheapest(candidates: Sequence[Candidate]) -> Candidate:
    """The one with the least total; the first of equals."""
    return min(candidates, key=lambda each: each.estimate.bill.monthly)


def gaps(candidates: Sequence[Candidate], currency: Currency) -> tuple[str, ...]:
    """The components that make the most expensive total larger than the cheapest one, the largest first, with the lines behind it."""
    low, high = cheapest(candidates), max(candidates, key=lambda each: each.estimate.bill.monthly)
    found = []
    for key in _keys(candidates):
        change = _monthly(high.group(key)) - _monthly(low.group(key))
        found.append((change, key))
    found.sort(key=lambda each: -each[0])
    lines = []
    for change, key in found[:GAPS]:
        if change > 0:
            lines.append(
                f"{key}: {currency.money(change)} more on {high.label} ({_largest(high.group(key), currency)}) "
                f"than on {low.label} ({_largest(low.group(key), currency)})"
            )
    return tuple(lines)


def _costs(candidates: Sequence[Candidate], currency: Currency) -> Table:
    rows: list[Row] = []
    for lane, heading in LANES.items():
        keys = [key for key in _keys(candidates) if _lane(key, candidates) == lane]
        if keys:
            rows.append(Row((heading, *("" for _ in candidates), ""), "head"))
            rows += [_cost_row(key, candidates, currency) for key in keys]
    totals = [each.estimate.bill for each in candidates]
    sums = tuple(currency.money(bill.monthly, certain=bill.certain) for bill in totals)
    rows.append(Row(("Total", *sums, _marked([bill.monthly for bill in totals], candidates)), "total"))
    return Table("Monthly cost", ("Component", *(f"{each.label} {currency.code}" for each in candidates), "Cheapest"), tuple(rows))


def _cost_row(key: str, candidates: Sequence[Candidate], currency: Currency) -> Row:
    groups = [each.group(key) for each in candidates]
    cells = ("-" if group is None else currency.money(group.monthly, certain=group.certain) for group in groups)
    comparable = all(group is not None and group.certain for group in groups)
    return Row((key, *cells, _marked([_monthly(group) for group in groups], candidates) if comparable else ""))


def _marked(costs: Sequence[Decimal], candidates: Sequence[Candidate]) -> str:
    """Who costs least to the cent; nobody where all cost the same."""
    cents = [rounded(cost, 2) for cost in costs]
    least = min(cents)
    return "" if max(cents) == least else ", ".join(each.label for each, cost in zip(candidates, cents, strict=True) if cost == least)


def _footprints(candidates: Sequence[Candidate]) -> Table:
    rows: list[Row] = []
    for key in _keys(candidates):
        if not any(each.footprint(key).measures for each in candidates):
            continue
        rows.append(Row((key, *("" for _ in range(len(MEASURES) + 2)), _differing(key, candidates)), "head"))
        for each in candidates:
            footprint, group = each.footprint(key), each.group(key)
            cells = (amount(footprint.measures[name]) if name in footprint.measures else "-" for name in MEASURES)
            rows.append(Row((each.label, group.service if group else "-", footprint.size or "-", *cells, ""), "item"))
    return Table("What each gives for it", ("Component", "Service", "Size", *MEASURES.values(), "Differs in"), tuple(rows), numbers=3)


def _differing(key: str, candidates: Sequence[Candidate]) -> str:
    """The measures in which the candidates differ; one that has no such measure differs, too."""
    different = [title for name, title in MEASURES.items() if len({each.footprint(key).measures.get(name) for each in candidates}) > 1]
    return ", ".join(different) or "nothing"


def _notes(candidates: Sequence[Candidate], currency: Currency) -> tuple[tuple[str, tuple[str, ...]], ...]:
    bases = dict.fromkeys(line for each in candidates for line in basis_of(each.estimate.bill, each.environment))
    regions = "; ".join(f"{each.label} in {each.estimate.region}" for each in candidates)
    found: list[tuple[str, tuple[str, ...]]] = [("Basis", (*bases, regions))]
    reasons = gaps(candidates, currency)
    if reasons:
        found.append(("Why the totals differ: the largest gaps between the most expensive and the cheapest", reasons))
    for each in candidates:
        found += [(f"{each.label}: {heading}", lines) for heading, lines in price_notes(each.estimate.bill)]
    shared = dict.fromkeys(line for each in candidates for line in assumptions(each.environment))
    found.append(("Assumptions (set others under usage: in the spec)", tuple(shared)))
    return tuple(found)


def _keys(candidates: Sequence[Candidate]) -> list[str]:
    """Every component and foundation piece that costs something somewhere, in the order of the first that has it."""
    return list(dict.fromkeys(group.key for each in candidates for group in each.estimate.groups if group.resources))


def _lane(key: str, candidates: Sequence[Candidate]) -> str:
    return next(group.lane for each in candidates for group in each.estimate.groups if group.key == key)


def _monthly(group: Group | None) -> Decimal:
    return group.monthly if group else _ZERO


def _largest(group: Group | None, currency: Currency) -> str:
    lines = [line for line in merged(group.resources) if line.monthly] if group else []
    if not lines:
        return "nothing"
    top = max(lines, key=lambda line: line.monthly or _ZERO)
    return f"most of it: {top.name}, {currency.money(top.monthly)}" if len(lines) > 1 else f"{top.name}, {currency.money(top.monthly)}"
