"""Pricing: billed resources and rules in, a bill out. Tiers and free allowances apply to a meter's sum over the stack."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeGuard

from cloudgen.cost.price.book import Price
from cloudgen.cost.price.expressions import BillingScope
from cloudgen.cost.price.model import Bill, Billed, Line, Priced
from cloudgen.cost.price.rules import BillingRule, RuleLine, Rules
from cloudgen.cost.price.tariff import Tariff, cost_of
from cloudgen.language.operands import EvaluationError, is_number, text_part
from cloudgen.language.tree import Join, Literal, Node, references
from cloudgen.load.fields import references_of

HOURS = Decimal(730)
_ZERO = Decimal(0)
_MOST = Decimal(10) ** 18


@dataclass(frozen=True)
class Terms:
    """How to price: hours of the month, whether free allowances count, and `1yr` or `3yr` for commitments."""

    hours: Decimal = HOURS
    free_tiers: bool = True
    commitment: str | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    """A line before its meter's sum is known."""

    line: Line
    price: Price | None


def price_resources(resources: Iterable[Billed], rules: Rules, tariff: Tariff, terms: Terms | None = None) -> Bill:
    """The bill of resources that belong together."""
    terms = terms or Terms()
    drafted = [(resource, *_draft(resource, rules, tariff, terms)) for resource in resources]
    settled = _settle([draft for *_, drafts in drafted for draft in drafts], terms)
    priced = []
    position = 0
    for resource, status, reason, drafts in drafted:
        lines = tuple(settled[position : position + len(drafts)])
        position += len(drafts)
        priced.append(Priced(resource.address, resource.type, status, reason, lines))
    return Bill(tuple(priced), terms.hours, terms.free_tiers, terms.commitment)


def _draft(resource: Billed, rules: Rules, tariff: Tariff, terms: Terms) -> tuple[Any, str | None, list[_Draft]]:
    rule = rules.rule(resource.type)
    if rule is None:
        found = rules.reason(resource.type)
        missing = "its service's catalog file has no `billed`" if resource.type == "module" else f"no billing rule for {resource.type}"
        status, reason = found or ("unknown", missing)
        return status, reason, []
    defaults = {key: usage.default for key, usage in rule.usage.items() if usage.default is not None}
    scope = BillingScope(resource, terms.hours, defaults)
    drafts = [draft for line in rule.lines for draft in _lines(line, scope, tariff, terms)]
    return "priced", None, drafts


def _lines(line: RuleLine, scope: BillingScope, tariff: Tariff, terms: Terms) -> list[_Draft]:
    try:
        members = [None] if line.each is None else scope.lenient(line.each) or []
        scopes = [scope if line.each is None else scope.within(member) for member in (members if isinstance(members, list) else [members])]
        wanted = [each for each in scopes if line.when is None or each.lenient(line.when)]
    except EvaluationError as error:
        return [_Draft(replace(_blank(line, scope), unknown=str(error)), None)]
    return [_line(line, each, tariff, terms) for each in wanted]


def _blank(line: RuleLine, scope: BillingScope) -> Line:
    """The line before anything but its name is known."""
    based = any(reference.root == "usage" for reference in references(line.quantity))
    return Line(_name(line.name, scope), "", None, None, None, based)


def _name(name: Node, scope: BillingScope) -> str:
    """A line's name, with a question mark for what is missing in it."""
    if isinstance(name, Join):
        return "".join(_name(part, scope) for part in name.parts)
    try:
        return text_part(scope.strict(name), name)
    except EvaluationError:
        return "?"


def _line(line: RuleLine, scope: BillingScope, tariff: Tariff, terms: Terms) -> _Draft:
    empty = _blank(line, scope)
    if line.price is None:
        return _Draft(_without_price(line, empty, scope), None)
    try:
        scope.lenient(line.name)
        price_id, committed = _price_id(line.price, line, scope, tariff, terms)
        region = str(scope.strict(line.region)) if line.region else scope.region
    except EvaluationError as error:
        return _Draft(replace(empty, unknown=str(error)), None)
    found = tariff.find(price_id, region)
    if found is None:
        return _Draft(replace(empty, price_id=price_id, unknown=f"no price '{price_id}'"), None)
    price = found.price
    known = replace(
        empty, unit=price.unit, price_id=price.id, list_price=price.tiers[0][1], source=price.source, as_of=price.as_of,
        confidence=price.confidence, priced_as=found.priced_as, discount=found.discount, committed=committed,
    )  # fmt: skip
    try:
        quantity = _quantity(scope.strict(line.quantity)) / price.per
    except EvaluationError as error:
        return _Draft(replace(known, unknown=str(error)), None)
    if not quantity.is_finite() or not 0 <= quantity < _MOST:
        return _Draft(replace(known, unknown=f"{quantity:.3g} is not a quantity"), None)
    return _Draft(replace(known, quantity=quantity), price)


def _without_price(line: RuleLine, empty: Line, scope: BillingScope) -> Line:
    """A line whose price nobody knows: none of it costs nothing, anything else is unknown."""
    try:
        quantity = _quantity(scope.strict(line.quantity))
    except EvaluationError as error:
        return replace(empty, unknown=str(error))
    return replace(empty, quantity=quantity, unknown=line.unknown) if quantity else replace(empty, quantity=quantity, monthly=_ZERO)


def _price_id(price: Node, line: RuleLine, scope: BillingScope, tariff: Tariff, terms: Terms) -> tuple[str, bool]:
    """The committed price where one is asked for and known, else the list price; and which of the two."""
    listed = str(scope.strict(price))
    form = line.commitments.get(terms.commitment) if terms.commitment else None
    if form is not None:
        committed = f"{listed}{form.value}" if is_suffix(form) else str(scope.strict(form))
        if tariff.book.of(committed):
            return committed, True
    return listed, False


def is_suffix(form: Node) -> TypeGuard[Literal]:
    """Whether a commitment says how its price's name ends, after the list price's name, and not the whole name."""
    return isinstance(form, Literal) and str(form.value).startswith(".")


def _quantity(value: Any) -> Decimal:
    """A quantity, which a plan may hold as a text."""
    try:
        if is_number(value) or isinstance(value, str):
            return Decimal(value)
    except ArithmeticError:
        pass
    raise EvaluationError(f"{value!r} is no quantity")


def _settle(drafts: Sequence[_Draft], terms: Terms) -> list[Line]:
    """Costs of lines, from the sums of their meters."""
    sums: dict[tuple[str, str], Decimal] = {}
    prices: dict[tuple[str, str], Price] = {}
    for draft in drafts:
        if draft.price is not None:
            key = (draft.price.id, draft.price.region)
            sums[key] = sums.get(key, _ZERO) + (draft.line.quantity or _ZERO)
            prices[key] = draft.price
    free = _free(sums, prices) if terms.free_tiers else {}
    totals = {key: cost_of(max(_ZERO, sums[key] - free.get(key, _ZERO)), prices[key].tiers) for key in sums}
    return [_settled(draft, sums, totals, free) for draft in drafts]


def _free(sums: Mapping[tuple[str, str], Decimal], prices: Mapping[tuple[str, str], Price]) -> dict[tuple[str, str], Decimal]:
    """Each meter's free allowance; one that several meters share is split by their quantities."""
    pools: dict[str, Decimal] = {}
    for key, price in prices.items():
        if price.free_pool:
            pools[price.free_pool] = pools.get(price.free_pool, _ZERO) + sums[key]
    shares = {}
    for key, price in prices.items():
        pool = pools.get(price.free_pool or "", _ZERO)
        share = sums[key] / pool if pool else Decimal(1)
        shares[key] = min(sums[key], price.free * share)
    return shares


def _settled(
    draft: _Draft,
    sums: Mapping[tuple[str, str], Decimal],
    totals: Mapping[tuple[str, str], Decimal],
    free: Mapping[tuple[str, str], Decimal],
) -> Line:
    if draft.price is None or draft.line.quantity is None:
        return draft.line
    key, quantity = (draft.price.id, draft.price.region), draft.line.quantity
    if not sums[key]:
        return replace(draft.line, monthly=_ZERO, unit_price=draft.price.tiers[0][1])
    share = quantity / sums[key]
    monthly = totals[key] * share
    unit_price = monthly / quantity if quantity else draft.price.tiers[0][1]
    return replace(draft.line, monthly=monthly, unit_price=unit_price, free=free.get(key, _ZERO) * share)


def usage_keys(rule: BillingRule) -> set[str]:
    """The usage that a rule's lines read."""
    values = [[line.price, line.quantity, line.when, line.each] for line in rule.lines]
    return {".".join(reference.path) for reference in references_of(values) if reference.root == "usage"}
