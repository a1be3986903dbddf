"""What `cost`, `compare` and `what-if` share: terms, own prices, currency, output."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

import typer

from cloudgen.architecture import Architecture
from cloudgen.cli import problem_report as problem_report
from cloudgen.cost.price.engine import Terms
from cloudgen.cost.price.estimate import Estimate, estimates
from cloudgen.cost.price.own_prices import own_prices
from cloudgen.cost.price.tariff import Overrides
from cloudgen.cost.reports import formats
from cloudgen.cost.reports.report import Currency, Report, together
from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem, ProblemsError
from cloudgen.resolve.pipeline import resolve_all
from cloudgen.write.manifest import load as load_manifest

_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Options:
    """How to price and how to print."""

    hours: float = 730
    months: int = 12
    free_tiers: bool = True
    commitment: str | None = None
    currency: str = "USD"
    rate: str | None = None
    prices: Path | None = None
    catalogs: tuple[Path, ...] = ()
    form: str = "table"

    @cached_property
    def money(self) -> Currency:
        """The currency; another one than USD needs its rate."""
        code = self.currency.upper()
        if not _CODE.fullmatch(code):
            raise misuse(f"'{self.currency}' is no currency code.", "Three letters, such as EUR.")
        if code == "USD" and self.rate is None:
            return Currency()
        if self.rate is None:
            raise misuse(f"Amounts in {code} need its rate.", f"For example: --currency {code} --rate 0.92, which is what one USD costs.")
        return Currency(code, positive(self.rate, "--rate"))

    def overrides(self, loaded: LoadedSpec | None) -> Overrides:
        """The spec's own prices, then those of --prices."""
        return own_prices(loaded, self.prices)

    def terms(self, own: Overrides) -> Terms:
        """The option's commitment before that of the own prices."""
        return Terms(Decimal(f"{self.hours:g}"), self.free_tiers, self.commitment or own.commitment)

    def resolved(self, loaded: LoadedSpec, providers: tuple[str, ...]) -> tuple[Architecture, ...]:
        """The architectures; warnings are shown."""
        remembered = load_manifest(Path(loaded.file).parent).remembered()
        architectures, warnings = resolve_all(loaded, Catalog(self.catalogs), providers, self.months, remembered)
        if self.form != "json":
            problem_report.show(warnings, "text")
        return architectures

    def estimates(self, loaded: LoadedSpec, architecture: Architecture, environments: Sequence[str]) -> list[Estimate]:
        """The bill of each named environment on one cloud."""
        own = self.overrides(loaded)
        return estimates(loaded, architecture, environments, own, self.terms(own))


def positive(text: str, name: str) -> Decimal:
    """A number above zero."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        raise misuse(f"{name} must be a number above 0, not '{text}'.")
    return number


def misuse(message: str, hint: str | None = None) -> ProblemsError:
    """What is wrong with options."""
    return ProblemsError((Problem("wrong-option", message, None, hint),))


def emit(reports: Sequence[Report], data: Mapping[str, Any], form: str) -> None:
    """Print reports in the form that was asked for; JSON prints the data instead."""
    if form == "json":
        typer.echo(json.dumps(data, indent=2))
        return
    whole = together(reports)
    if form == "table":
        terminal = sys.stdout.isatty()
        typer.echo(formats.to_text(whole, None if terminal else 160, colour=terminal), nl=False)
    else:
        typer.echo({"markdown": formats.to_markdown, "csv": formats.to_csv, "html": formats.to_html}[form](whole), nl=False)
