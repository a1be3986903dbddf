"""Billing rules: per Terraform resource type, which meters it has and how much of each it uses."""

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import Field, ValidationError, model_validator

from cloudgen.load.datafiles import StrictModel, data_root, parse_yaml
from cloudgen.load.fields import Expression, OptionalExpression, OptionalTemplate, Template
from cloudgen.problems import Problem, ProblemsError, Where


class UsageKey(StrictModel):
    """A monthly figure that Terraform doesn't carry."""

    unit: str = Field(description="Unit of the figure.")
    help: str = Field(description="What is counted, as a sentence.")
    default: float | None = Field(default=None, description="Figure if none is given; without one the line's cost is unknown.")


class RuleLine(StrictModel):
    """One meter: which price, how much of it."""

    name: Template = Field(description="Name of the line on the bill.")
    price: OptionalTemplate = Field(default=None, description="Id of the price in the price book.")
    unknown: str | None = Field(default=None, description="In place of `price`, why its price is not known, as a sentence.")
    quantity: Expression = Field(description="How much, in single things: requests, GB, hours.")
    when: OptionalExpression = Field(default=None, description="Condition of the line; absent values are false.")
    each: OptionalExpression = Field(default=None, description="List of blocks: a line for each, read as `each.x`.")
    region: OptionalExpression = Field(default=None, description="Region of the price, if not the resource's.")
    commitments: dict[str, Template] = Field(default={}, description="`1yr`, `3yr` to a price id, or to an ending of the list price id.")

    @model_validator(mode="after")
    def _priced(self) -> "RuleLine":
        if (self.price is None) == (self.unknown is None):
            raise ValueError("a line has 'price' or 'unknown', and not both")
        return self


class Fixture(StrictModel):
    """An example with a known cost."""

    values: dict[str, Any] = Field(default={}, description="Attributes of the resource.")
    usage: dict[str, Any] = Field(default={}, description="Monthly figures.")
    region: str = Field(description="The resource's region.")
    monthly: float = Field(description="What it costs a month, in USD.")
    free_tiers: bool = Field(default=False, description="Whether always-free allowances are subtracted.")
    tolerance: float = Field(default=0.005, description="Allowed difference, as a share of the figure.")
    source: str = Field(min_length=11, description="Where the figure is from, best independent of the price book.")


class BillingRule(StrictModel):
    """How a resource type is billed: `catalog/billing/<cloud>/<type>.yaml`."""

    title: str = Field(description="Name for people.")
    docs: str = Field(description="Address of the pricing page.")
    usage: dict[str, UsageKey] = Field(default={}, description="Monthly figures by name; Infracost's names where it has the type.")
    lines: list[RuleLine] = Field(description="Meters of the resource.")


class RuleFile(BillingRule):
    """A rule with its examples, which close the file."""

    fixtures: list[Fixture] = Field(description="At least one example with its cost and the source of that figure.")


_R = TypeVar("_R", bound=BillingRule)


class Rules:
    """The rules of one cloud, read on demand."""

    def __init__(self, provider: str, root: Path | None = None) -> None:
        self.provider = provider
        self._folder = (root or data_root()) / "catalog" / "billing" / provider

    def path(self, resource_type: str) -> Path:
        """The file of a priced type."""
        return self._folder / f"{resource_type}.yaml"

    def rule(self, resource_type: str) -> BillingRule | None:
        """The rule of a priced type."""
        path = self._folder / f"{resource_type}.yaml"
        return _rule(path) if resource_type.isidentifier() and path.is_file() else None

    def fixtures(self, resource_type: str) -> list[Fixture]:
        """The examples of a priced type."""
        path = self._folder / f"{resource_type}.yaml"
        return _checked(RuleFile, path, path.read_text(encoding="utf-8")).fixtures

    def reason(self, resource_type: str) -> tuple[str, str] | None:
        """`free` or `included` with its reason, for a type that has no bill of its own."""
        return _unbilled(self._folder / "unbilled.yaml").get(resource_type)

    def types(self) -> list[str]:
        """Every priced type."""
        return sorted(path.stem for path in self._folder.glob("*.yaml") if path.stem != "unbilled")

    def unbilled(self) -> dict[str, tuple[str, str]]:
        """Every type without a bill of its own."""
        return dict(_unbilled(self._folder / "unbilled.yaml"))


def helper_reason(resource_type: str) -> tuple[str, str] | None:
    """`free` or `included` with its reason, for a type of no cloud: random_id, helm_release and the like."""
    return _unbilled(data_root() / "catalog" / "billing" / "helpers.yaml").get(resource_type)


@cache
def _rule(path: Path) -> BillingRule:
    """A rule without its examples, which take longer to parse than all the rest."""
    return _checked(BillingRule, path, path.read_text(encoding="utf-8").partition("\nfixtures:")[0])


def _checked(model: type[_R], path: Path, text: str) -> _R:
    try:
        return model.model_validate(parse_yaml(text))
    except yaml.YAMLError as error:
        raise ProblemsError((Problem("billing", f"Not a billing rule: {error}", Where(str(path), 1, 1), blame="catalog"),)) from None
    except ValidationError as error:
        from cloudgen.load.catalog_places import validation_problems

        raise ProblemsError(validation_problems(path, model, error)) from None


@cache
def _unbilled(path: Path) -> dict[str, tuple[str, str]]:
    """`free: {type: reason}` and `included: {type: reason}`."""
    if not path.is_file():
        return {}
    data = parse_yaml(path.read_bytes())
    return {name: (status, str(reason)) for status in ("free", "included") for name, reason in (data.get(status) or {}).items()}
