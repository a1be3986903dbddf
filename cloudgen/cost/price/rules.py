"""Billing rules: per Terraform resource type, which meters it has and how much of each it uses."""

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import Field, ValidationError

from cloudgen.load.datafiles import StrictModel, data_root, parse_yaml
from cloudgen.load.fields import Expression, OptionalExpression, Template
from cloudgen.problems import Problem, ProblemsError, Where


class UsageKey(StrictModel):
    """A monthly figure that Terraform doesn't carry."""

    unit: str
    help: str
    default: float | None = None


class RuleLine(StrictModel):
    """One meter: which price, how much of it. The language of its values is the catalog's; see docs/billing.md."""

    name: Template
    price: Template
    quantity: Expression
    when: OptionalExpression = None
    each: OptionalExpression = None
    region: OptionalExpression = None
    commitments: dict[str, Template] = Field({})


class Fixture(StrictModel):
    """An example with a known cost."""

    values: dict[str, Any] = Field({})
    usage: dict[str, Any] = Field({})
    region: str
    monthly: float
    free_tiers: bool = False
    tolerance: float = 0.005
    source: str


class BillingRule(StrictModel):
    """How a resource type is billed."""

    title: str
    docs: str
    usage: dict[str, UsageKey] = Field({})
    lines: list[RuleLine]


class RuleFile(BillingRule):
    """A rule with its examples, which close the file."""

    fixtures: list[Fixture]


_R = TypeVar("_R", bound=BillingRule)


class Rules:
    """The rules of one cloud, read on demand."""

    def __init__(self, provider: str, root: Path | None = None) -> None:
        self.provider = provider
        self._folder = (root or data_root()) / "catalog" / "billing" / provider

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
    except (yaml.YAMLError, ValidationError) as error:
        raise ProblemsError((Problem("billing", f"Not a billing rule: {error}", Where(str(path), 1, 1)),)) from None


@cache
def _unbilled(path: Path) -> dict[str, tuple[str, str]]:
    """`free: {type: reason}` and `included: {type: reason}`."""
    if not path.is_file():
        return {}
    data = parse_yaml(path.read_bytes())
    return {name: (status, str(reason)) for status in ("free", "included") for name, reason in (data.get(status) or {}).items()}
