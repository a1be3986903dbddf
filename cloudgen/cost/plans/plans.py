"""A plan's bill: its resources, with usage from a file or from an architecture, priced cloud by cloud."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cloudgen.architecture import Environment
from cloudgen.cost.plans.planfile import cloud_of, read_plan, with_usage
from cloudgen.cost.plans.usagefile import applied, read_usage
from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.engine import Terms, price_resources
from cloudgen.cost.price.estimate import usage_by_address
from cloudgen.cost.price.model import Bill, Billed, Priced
from cloudgen.cost.price.rules import Rules, helper_reason
from cloudgen.cost.price.tariff import Overrides, Tariff


@dataclass(frozen=True)
class PlanBill:
    """A bill, and what is doubtful in it."""

    bill: Bill
    doubts: tuple[str, ...]


def price_plan(
    path: Path, usage: Path | None, regions: Mapping[str, str], own: Overrides, terms: Terms, environment: Environment | None = None
) -> PlanBill:
    """Price a plan or state file; `environment` gives the usage of a stack that cloudgen wrote, a usage file comes before it."""
    plan = read_plan(path, regions)
    resources = with_usage(plan.resources, usage_by_address(environment)) if environment else list(plan.resources)
    doubts = [
        f"no region is known on {cloud}: its default region's prices hold; set one with --region {cloud}=..." for cloud in plan.assumed
    ]
    if usage:
        figures = read_usage(usage)
        resources, unused = applied(resources, figures)
        doubts += [f"no rule reads the usage {key}" for key in figures.unread]
        doubts += [f"the usage of {address} fits no resource of the plan" for address in unused]
    priced: dict[str, Priced] = {}
    for cloud in sorted({found for resource in resources if (found := cloud_of(resource.type))}):
        mine = [resource for resource in resources if cloud_of(resource.type) == cloud]
        priced |= _by_address(price_resources(mine, Rules(cloud), Tariff(load_book(cloud), own), terms))
    priced |= {resource.address: _helper(resource) for resource in resources if cloud_of(resource.type) is None}
    return PlanBill(
        Bill(tuple(priced[resource.address] for resource in resources), terms.hours, terms.free_tiers, terms.commitment), tuple(doubts)
    )


def _by_address(bill: Bill) -> dict[str, Priced]:
    return {resource.address: resource for resource in bill.resources}


def _helper(resource: Billed) -> Priced:
    status, reason = helper_reason(resource.type) or ("unknown", f"no billing rule for {resource.type}")
    return Priced(resource.address, resource.type, status, reason, ())  # type: ignore[arg-type]
