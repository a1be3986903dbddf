"""What `cost`, `compare` and `what-if` make of their common options: terms, own prices, currency, output."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any

import typer

from cloudgen.architecture import Architecture
from cloudgen.cli import problem_report
from cloudgen.cli.misuse import misuse
from cloudgen.cli.options import PricingOptions, TableFormat
from cloudgen.cost.price.engine import Terms
from cloudgen.cost.price.estimate import Estimate, estimates
from cloudgen.cost.price.own_prices import own_prices
from cloudgen.cost.price.tariff import Overrides
from cloudgen.cost.reports import formats
from cloudgen.cost.reports.report import Currency, Report, together
from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import LoadedSpec
from cloudgen.resolve.pipeline import resolve_all
from cloudgen.write.manifest import load as load_manifest

MOST = 10**12
_CODE = re.compile(r"[A-Z]{3}")
_WRITERS = {TableFormat.markdown: formats.to_markdown, TableFormat.csv: formats.to_csv, TableFormat.html: formats.to_html}


@dataclass(frozen=True)
class Pricing:
    """How to price and how to print, as the options say."""

    options: PricingOptions

    @cached_property
    def money(self) -> Currency:
        """The currency; another one than USD needs its rate."""
        code, rate = self.options.currency.upper(), self.options.rate
        if not _CODE.fullmatch(code):
            raise misuse(f"Unknown currency '{self.options.currency}'.", "A currency has three letters, such as EUR.")
        if code == "USD" and rate is None:
            return Currency()
        if rate is None:
            raise misuse(f"Amounts in {code} need its rate.", f"For example: --currency {code} --rate 0.92, which is what one USD costs.")
        return Currency(code, positive(rate, "--rate"))

    def overrides(self, loaded: LoadedSpec | None) -> Overrides:
        """The spec's own prices, then those of --prices."""
        return own_prices(loaded, self.options.prices)

    def terms(self, own: Overrides) -> Terms:
        """The option's commitment before that of the own prices."""
        options = self.options
        if not isfinite(options.hours):
            raise misuse("--hours must be a number from 0 to 744.")
        return Terms(Decimal(f"{options.hours:g}"), not options.no_free_tiers, options.commitment or own.commitment)

    def resolved(self, loaded: LoadedSpec, providers: tuple[str, ...]) -> tuple[Architecture, ...]:
        """The architectures; warnings are shown."""
        catalog = Catalog(tuple(self.options.catalog or ()))
        remembered = load_manifest(Path(loaded.file).parent).remembered()
        architectures, warnings = resolve_all(loaded, catalog, providers, self.options.month, remembered)
        if self.options.format != TableFormat.json:
            problem_report.show(warnings, "text")
        return architectures

    def estimates(self, loaded: LoadedSpec, architecture: Architecture, environments: Sequence[str]) -> list[Estimate]:
        """The bill of each named environment on one cloud."""
        own = self.overrides(loaded)
        return estimates(loaded, architecture, environments, own, self.terms(own))

    def emit(self, reports: Sequence[Report], data: Mapping[str, Any]) -> None:
        """Print reports in the form that was asked for; JSON prints the data instead."""
        form = self.options.format
        if form == TableFormat.json:
            typer.echo(json.dumps(data, indent=2))
            return
        whole = together(reports)
        if form == TableFormat.table:
            terminal = sys.stdout.isatty()
            typer.echo(formats.to_text(whole, None if terminal else 160, colour=terminal), nl=False)
        else:
            typer.echo(_WRITERS[form](whole), nl=False)


def positive(text: str, name: str) -> Decimal:
    """A number above zero, of a size that amounts can be computed with."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or not Decimal("1e-9") <= number <= MOST:
        raise misuse(f"{name} must be a number above 0 and at most {MOST:,}, not '{text[:60]}'.")
    return number
