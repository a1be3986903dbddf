"""Bills as JSON in the form of Infracost's output (schema 0.2), so that its tooling reads them; and the figures of such a file."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from cloudgen.cost.price.estimate import Estimate
from cloudgen.cost.price.model import Bill, Line, Priced
from cloudgen.cost.reports.report import Currency, rounded
from cloudgen.load.datafiles import TooLargeError, read_bounded
from cloudgen.load.jsonfile import MAX_NUMBER, parse_json
from cloudgen.problems import Problem, ProblemsError, Where

_HOURS = Decimal(730)
_NO_DATE = "1970-01-01"
MAX_BYTES = 100_000_000


def document(projects: list[dict[str, Any]], currency: Currency) -> dict[str, Any]:
    """The root object of several projects. `timeGenerated` is the newest price's date, so that the same input gives the same bytes."""

    def total(part: str, key: str) -> str:
        return _text(sum((Decimal(each[part][key]) for each in projects), Decimal(0)))

    return {
        "version": "0.2",
        "currency": currency.code,
        "projects": projects,
        "totalHourlyCost": total("breakdown", "totalHourlyCost"),
        "totalMonthlyCost": total("breakdown", "totalMonthlyCost"),
        "totalMonthlyUsageCost": total("breakdown", "totalMonthlyUsageCost"),
        "pastTotalHourlyCost": total("pastBreakdown", "totalHourlyCost"),
        "pastTotalMonthlyCost": total("pastBreakdown", "totalMonthlyCost"),
        "diffTotalHourlyCost": total("diff", "totalHourlyCost"),
        "diffTotalMonthlyCost": total("diff", "totalMonthlyCost"),
        "timeGenerated": f"{max((each['metadata']['pricesAsOf'] for each in projects), default=_NO_DATE)}T00:00:00Z",
        "summary": _united([project["summary"] for project in projects]),
    }


def project(
    name: str,
    bill: Bill,
    currency: Currency,
    components: Mapping[str, str],
    metadata: Mapping[str, Any],
    base: Decimal | None = None,
) -> dict[str, Any]:
    """One stack; `components` names the component of an address, `base` is the USD that it cost before."""
    billed = [resource for resource in bill.resources if resource.status in ("priced", "unknown")]
    free = [resource for resource in bill.resources if resource.status not in ("priced", "unknown")]
    usage = sum((line.monthly or Decimal(0) for resource in billed for line in resource.lines if line.usage_based), Decimal(0))
    past, now = (base or Decimal(0)) * currency.rate, bill.monthly * currency.rate
    return {
        "name": name,
        "metadata": {"type": "cloudgen", "path": ".", **metadata, "pricesAsOf": _newest(bill)},
        "pastBreakdown": {"resources": [], **_totals(past)},
        "breakdown": {
            "resources": [_resource(resource, currency, components) for resource in billed],
            "freeResources": [{"name": each.address, "resourceType": each.type, "metadata": {"reason": each.reason}} for each in free],
            **_totals(now),
            "totalMonthlyUsageCost": _text(usage * currency.rate),
        },
        "diff": {"resources": [], **_totals(now - past)},
        "summary": _summary(bill),
    }


def _totals(monthly: Decimal) -> dict[str, str]:
    return {"totalHourlyCost": _text(monthly / _HOURS), "totalMonthlyCost": _text(monthly)}


def _newest(bill: Bill) -> str:
    """The newest whole date of a price that was used."""
    dates = [line.as_of for resource in bill.resources for line in resource.lines if line.as_of and len(line.as_of) == len(_NO_DATE)]
    return max(dates, default=_NO_DATE)


def estimate_project(estimate: Estimate, name: str, currency: Currency, base: Decimal | None = None) -> dict[str, Any]:
    """An environment of a spec."""
    components = {resource.address: group.key for group in estimate.groups for resource in group.resources}
    path = f"infra/{estimate.provider}"
    metadata = {"path": path, "provider": estimate.provider, "environment": estimate.environment, "region": estimate.region}
    return project(f"{name}/{estimate.provider}/{estimate.environment}", estimate.bill, currency, components, metadata, base)


def amounts(bill: Bill, keys: Mapping[str, str]) -> dict[str, Decimal]:
    """Monthly USD by the key whose prefix an address has, else by the address; what costs nothing is left out."""
    found: dict[str, Decimal] = {}
    for resource in bill.resources:
        if resource.monthly:
            key = next((key for prefix, key in keys.items() if resource.address.startswith(prefix)), resource.address)
            found[key] = found.get(key, Decimal(0)) + resource.monthly
    return found


def read_amounts(path: Path, currency: Currency, stack: str | None) -> dict[str, Decimal] | None:
    """Monthly USD by component (else by address) of a saved bill; None if the file is a plan. `stack` is `cloud/environment`."""
    data = _read(path)
    if not (isinstance(data, dict) and "projects" in data):
        return None
    if data.get("currency", "USD") != currency.code:
        raise _wrong(path, f"The saved bill is in {data.get('currency')}, not in {currency.code}.")
    found: dict[str, Decimal] = {}
    try:
        projects = [each for each in data["projects"] if stack is None or str(each["name"]).endswith(f"/{stack}")]
        for each in projects or data["projects"]:
            for resource in each["breakdown"]["resources"]:
                name = (resource.get("metadata") or {}).get("component") or resource["name"]
                found[name] = found.get(name, Decimal(0)) + _amount(resource.get("monthlyCost")) / currency.rate
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError):
        raise _wrong(path, "Not a saved bill: each project needs a 'breakdown' with resources and amounts.") from None
    if stack is not None and not projects and any(str(each["name"]).count("/") >= 2 for each in data["projects"]):
        raise _wrong(path, f"The saved bill has no {stack}.")
    return found


def _amount(value: Any) -> Decimal:
    """An amount of a saved bill; ValueError for NaN and what is out of range."""
    amount = Decimal(value or 0)
    if not amount.is_finite() or abs(amount) > MAX_NUMBER:
        raise ValueError(value)
    return amount


def _read(path: Path) -> Any:
    try:
        return parse_json(read_bounded(path, MAX_BYTES))
    except TooLargeError:
        raise _wrong(path, f"The file has more than {MAX_BYTES // 1_000_000} MB.") from None
    except (ValueError, RecursionError) as error:
        raise _wrong(path, f"Neither a saved bill nor a plan: {error}.") from None


def _wrong(path: Path, message: str) -> ProblemsError:
    hint = "Write one with: cloudgen cost --format json > bill.json"
    return ProblemsError((Problem("wrong-bill", message, Where(str(path), 1, 1), hint),))


def _resource(resource: Priced, currency: Currency, components: Mapping[str, str]) -> dict[str, Any]:
    monthly = resource.monthly * currency.rate if resource.status == "priced" else None
    component = components.get(resource.address)
    metadata = {**({"component": component} if component else {}), **({"reason": resource.reason} if resource.reason else {})}
    return {
        "name": resource.address,
        "resourceType": resource.type,
        "tags": {},
        "metadata": metadata,
        "hourlyCost": _text(monthly / _HOURS) if monthly is not None else None,
        "monthlyCost": _text(monthly) if monthly is not None else None,
        "costComponents": [_component(line, currency) for line in resource.lines],
    }


def _component(line: Line, currency: Currency) -> dict[str, Any]:
    monthly = line.monthly * currency.rate if line.monthly is not None else None
    return {
        "name": line.name,
        "unit": line.unit,
        "hourlyQuantity": _text(line.quantity / _HOURS) if line.quantity is not None else None,
        "monthlyQuantity": _text(line.quantity) if line.quantity is not None else None,
        "price": _text(line.list_price * currency.rate) if line.list_price is not None else "0",
        "hourlyCost": _text(monthly / _HOURS) if monthly is not None else None,
        "monthlyCost": _text(monthly) if monthly is not None else None,
        "usageBased": line.usage_based,
        "priceNotFound": line.unknown is not None,
    }


def _summary(bill: Bill) -> dict[str, int]:
    counts = {status: sum(1 for each in bill.resources if each.status == status) for status in ("priced", "free", "included", "unknown")}
    return {
        "totalDetectedResources": len(bill.resources),
        "totalSupportedResources": counts["priced"],
        "totalUnsupportedResources": counts["unknown"],
        "totalUsageBasedResources": sum(1 for each in bill.resources if any(line.usage_based for line in each.lines)),
        "totalNoPriceResources": counts["free"] + counts["included"],
    }


def _united(summaries: list[dict[str, int]]) -> dict[str, int]:
    return {key: sum(summary[key] for summary in summaries) for key in summaries[0]} if summaries else {}


def _text(value: Decimal) -> str:
    """A decimal string without an exponent, at most ten digits after the point."""
    return f"{rounded(value, 10).normalize():f}" if value else "0"
