"""Options that several commands share, each declared once. Like the root command, this imports typer alone."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer


class Cloud(StrEnum):
    """A cloud, with its price book."""

    aws = "aws"
    azure = "azure"
    gcp = "gcp"


class Clouds(StrEnum):
    """A cloud, or all of them."""

    aws = "aws"
    azure = "azure"
    gcp = "gcp"
    all = "all"


class Format(StrEnum):
    """How messages and lists are printed."""

    text = "text"
    json = "json"


class TableFormat(StrEnum):
    """How bills are printed."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    html = "html"


class Commitment(StrEnum):
    """How long a commitment runs."""

    one = "1yr"
    three = "3yr"


SpecOption = Annotated[Path, typer.Option("--spec", "-s", help="The spec.")]
class CatalogFile(StrEnum):
    """Sorts of catalog files that have a schema."""

    kind = "kind"
    service = "service"
    billing = "billing"
    flows = "flows"
    provider = "provider"


_CLOUDS_HELP = "A cloud, or all. Repeat for several."
CloudsOption = Annotated[list[Clouds], typer.Option("--provider", "-p", help=_CLOUDS_HELP)]
AllCloudsOption = Annotated[
    list[Clouds] | None, typer.Option("--provider", "-p", help=_CLOUDS_HELP, show_default="those that the spec has regions for")
]
CatalogOption = Annotated[
    list[Path] | None,
    typer.Option("--catalog", help="A folder with catalog/ and templates/ of your own. Repeatable."),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="text for people, json for programs.")]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="Where to write; the spec's folder if left out.")]
EnvironmentOption = Annotated[str | None, typer.Option("--env", "-e", help="An environment of the spec.", show_default="prod")]

DEFAULT_SPEC = Path("cloudgen.yaml")


@dataclass(frozen=True)
class PlanOptions:
    """A Terraform plan that is priced instead of a spec."""

    plan: Annotated[Path | None, typer.Option("--plan", help="Price a plan or state instead, as `terraform show -json` writes it.")] = None
    usage: Annotated[Path | None, typer.Option("--usage", help="With --plan: monthly figures, as in infracost-usage.yml.")] = None
    region: Annotated[
        list[str] | None, typer.Option("--region", help="With --plan: cloud=region where the plan names none. Repeatable.")
    ] = None


@dataclass(frozen=True)
class GateOptions:
    """What a bill is compared with, and the limits that it must keep."""

    diff: Annotated[Path | None, typer.Option("--diff", help="Against another spec, a plan or a saved JSON bill.")] = None
    budget: Annotated[str | None, typer.Option("--budget", help="Exit 1 if the total is over this.")] = None
    max_increase: Annotated[str | None, typer.Option("--max-increase", help="With --diff: exit 1 if it grew by more: 50 or 10%.")] = None
    max_decrease: Annotated[str | None, typer.Option("--max-decrease", help="With --diff: exit 1 if it fell by more.")] = None
    fail_on_unknown: Annotated[bool, typer.Option("--fail-on-unknown", help="Exit 1 if a cost is unknown.")] = False


@dataclass(frozen=True)
class PricingOptions:
    """How `cost`, `compare` and `what-if` price, and how they print."""

    prices: Annotated[Path | None, typer.Option("--prices", help="A file with your own prices and discounts.")] = None
    hours: Annotated[float, typer.Option("--hours", min=0, max=744, help="Hours that the stack runs in the month.")] = 730
    month: Annotated[int, typer.Option("--month", min=1, max=120, help="The month after the start: storage grows until then.")] = 12
    no_free_tiers: Annotated[bool, typer.Option("--no-free-tiers", help="Without the always-free allowances.")] = False
    commitment: Annotated[Commitment | None, typer.Option("--commitment", help="Committed-use rates where the price book has them.")] = None
    currency: Annotated[str, typer.Option("--currency", help="Another currency, at your --rate.")] = "USD"
    rate: Annotated[str | None, typer.Option("--rate", help="What one USD costs in that currency.")] = None
    catalog: CatalogOption = None
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="table for people; json follows Infracost's output schema.")] = (
        TableFormat.table
    )


GROUPS = (PlanOptions, GateOptions, PricingOptions)


def asked(chosen: list[Clouds] | None) -> tuple[str, ...] | None:
    """The clouds that were asked for, or None for those that the spec has."""
    return clouds(chosen) if chosen else None


def clouds(chosen: list[Clouds]) -> tuple[str, ...]:
    """The clouds in a fixed order, each once."""
    names = tuple(cloud.value for cloud in Cloud)
    return names if Clouds.all in chosen else tuple(name for name in names if Clouds(name) in chosen)


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of each group among its parameters; the command receives a group as one value.

    typer has no groups of options: it reads a command's signature, so the signature it sees has a group's fields in the group's place.
    """
    parameters = inspect.signature(command).parameters
    groups = {name: each.annotation for name, each in parameters.items() if each.annotation in GROUPS}

    @wraps(command)
    def filled(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{field: given.pop(field) for field in inspect.signature(group).parameters})
        command(**given)

    def options() -> Iterator[inspect.Parameter]:
        for name, parameter in parameters.items():
            yield from inspect.signature(groups[name]).parameters.values() if name in groups else (parameter,)

    keywords = [option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in options()]
    filled.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]
    filled.__annotations__ = {option.name: option.annotation for option in keywords}
    return filled
