"""The chain from people to a number, and from the number to money."""

from decimal import Decimal
from typing import Any

from cloudgen.architecture import Environment, UsageFigure
from cloudgen.cost.price.estimate import Estimate
from cloudgen.cost.reports.report import Currency, amount
from cloudgen.cost.reports.views import merged


def explain(estimate: Estimate, environment: Environment, key: str, currency: Currency) -> list[str]:
    """Lines of text: flows from users down to the component, its figures, its bill."""
    group = next(group for group in estimate.groups if group.key == key)
    lines = [f"{key}: {group.kind}, {group.service} on {estimate.provider} in {estimate.region}, {estimate.environment}", ""]
    lines += ["From people to calls (a month)"]
    lines += _flows(environment, key) or ["  nothing calls it; its figures come from other components or from settings"]
    lines += ["", "From calls to figures (a month)"]
    lines += [f"  {_figure(figure)}" for figure in environment.figures.get(key, {}).values()] or ["  none"]
    lines += ["", "From figures to money"]
    for resource in group.resources:
        state = "" if resource.status == "priced" else f": {resource.status}, {resource.reason}"
        lines.append(f"  {resource.address}{state}")
        for each in merged([resource]):
            line = each.line
            if line.unknown:
                lines.append(f"    {each.name}: unknown, {line.unknown}")
                continue
            less = f" less {amount(line.free)} free" if line.free else ""
            price = currency.unit_price(line.list_price)
            terms = f", {line.discount}" if line.discount else ""
            sums = f"{amount(each.quantity)} {line.unit}{less} at {price}{terms} = {currency.money(each.monthly)} {currency.code}"
            lines.append(f"    {each.name}: {sums}")
            dated = f" ({line.as_of})" if line.as_of else ""
            substitute = f"; priced as {line.priced_as}" if line.priced_as else ""
            lines.append(f"      price {line.price_id}: {line.source}{dated}, confidence {line.confidence}{substitute}")
    lines += ["", f"Total {currency.money(group.monthly, certain=group.certain)} {currency.code} a month"]
    return lines


def _flows(environment: Environment, key: str) -> list[str]:
    """Every flow on a way from the users to the component, nearest last, each once."""
    into: dict[str, list[Any]] = {}
    for flow in environment.flows:
        into.setdefault(flow.source if flow.action == "consume" else flow.target, []).append(flow)
    lines: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        for flow in into.get(name, []):
            visit(flow.target if flow.action == "consume" else flow.source)
            data = f", {amount(flow.gigabytes)} GB" if flow.gigabytes else ""
            lines.append(f"  {flow.source} -> {flow.target} ({flow.action}): {flow.formula} = {amount(flow.calls)}{data}")

    visit(key)
    return lines


def _figure(figure: UsageFigure) -> str:
    value = f"{figure.name} = {amount(Decimal(repr(figure.value)))} {figure.unit}"
    if figure.by_hand:
        return f"{value}, set by hand"
    if not figure.parts:
        return f"{value}. {figure.help}"
    parts = ", ".join(f"{name} {_shown(part)}" for name, part in figure.parts)
    return f"{value} = {figure.formula}   with {parts}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        numbers = all(isinstance(member, int | float) for member in value)
        return "[" + ", ".join(map(_shown, value)) + "]" if numbers else f"of {len(value)}"
    return amount(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
