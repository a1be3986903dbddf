"""What a resolved architecture costs: its billed resources priced together, grouped by component."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cloudgen.architecture import Architecture, Environment
from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.engine import Terms, price_resources
from cloudgen.cost.price.model import Bill, Billed, Priced, base
from cloudgen.cost.price.own_prices import own_prices
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Overrides, Tariff
from cloudgen.load.specfile import LoadedSpec


@dataclass(frozen=True)
class Group:
    """A component or foundation piece with what is billed for it."""

    key: str
    title: str
    kind: str
    service: str
    lane: str
    foundation: bool
    resources: tuple[Priced, ...]

    @property
    def monthly(self) -> Decimal:
        """The known cost."""
        return sum((resource.monthly for resource in self.resources), Decimal(0))

    @property
    def certain(self) -> bool:
        """Whether nothing is unknown."""
        return all(resource.certain for resource in self.resources)


@dataclass(frozen=True)
class Estimate:
    """The bill of one environment on one cloud."""

    provider: str
    environment: str
    region: str
    groups: tuple[Group, ...]
    bill: Bill


def estimate(architecture: Architecture, environment: Environment, rules: Rules, tariff: Tariff, terms: Terms | None = None) -> Estimate:
    """Price every billed resource of an environment."""
    bill = price_resources(billed(environment), rules, tariff, terms)
    by_label: dict[str, list[Priced]] = {}
    for resource, priced in zip(environment.billed, bill.resources, strict=True):
        by_label.setdefault(resource.component, []).append(priced)
    titles = {component.key: component for component in architecture.components}
    groups = []
    for module in architecture.modules:
        component = titles.get(module.key)
        groups.append(
            Group(
                key=module.key,
                title=component.title if component else module.key,
                kind=module.kind,
                service=module.service,
                lane=component.lane if component else "foundation",
                foundation=module.foundation,
                resources=tuple(by_label.get(module.label, ())),
            )
        )
    return Estimate(architecture.provider, environment.name, environment.region, tuple(groups), bill)


def estimates(
    loaded: LoadedSpec,
    architecture: Architecture,
    environments: Sequence[str] | None = None,
    own: Overrides | None = None,
    terms: Terms | None = None,
) -> list[Estimate]:
    """The bill of the named environments or of all, by the spec's own prices unless others are given."""
    own = own if own is not None else own_prices(loaded)
    terms = terms or Terms(commitment=own.commitment)
    rules, tariff = Rules(architecture.provider), Tariff(load_book(architecture.provider), own)
    chosen = [each for each in architecture.environments if environments is None or each.name in environments]
    return [estimate(architecture, environment, rules, tariff, terms) for environment in chosen]


def usage_by_address(environment: Environment) -> dict[str, dict[str, Any]]:
    """The architecture's usage by Terraform address without instance keys: instances are added up."""
    found: dict[str, dict[str, Any]] = {}
    for each in environment.billed:
        total = found.setdefault(base(each.address), {})
        for key, value in each.usage.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            total[key] = total.get(key, 0) + value if number else value
    return found


def billed(environment: Environment) -> list[Billed]:
    """The billed resources of an environment, as pricing takes them."""
    return [Billed(each.address, each.type, each.values, environment.region, each.usage) for each in environment.billed]
