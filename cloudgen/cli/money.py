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
from cloudgen.catalog import PROVIDERS, Catalog
from cloudgen.cli import report as problem_report
from cloudgen.cost.book import load_book
from cloudgen.cost.engine import Terms
from cloudgen.cost.estimate import Estimate, estimate
from cloudgen.cost.ownprices import from_file, from_spec, joined, unknown_names
from cloudgen.cost.report import Currency, Report, together
from cloudgen.cost.rules import Rules
from cloudgen.cost.tariff import Overrides, Tariff
from cloudgen.generate import resolve_all
from cloudgen.problems import Problem, ProblemsError
from cloudgen.renderers import report as written
from cloudgen.specfile import LoadedSpec

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
        """The spec's own prices, then those of --prices; a name that no price of any cloud has is a problem."""
        own = from_spec(loaded.spec.prices if loaded else None)
        if self.prices:
            own = joined(own, from_file(self.prices))
        wrong = unknown_names(own, {cloud: load_book(cloud) for cloud in PROVIDERS}) if own != Overrides() else []
        if wrong:
            where = loaded.where("prices") if loaded and not self.prices else None
            raise ProblemsError(tuple(Problem("unknown-price", f"{text}.", where, "See: cloudgen prices list") for text in wrong))
        return own

    def terms(self, own: Overrides) -> Terms:
        """The option's commitment before that of the own prices."""
        return Terms(Decimal(f"{self.hours:g}"), self.free_tiers, self.commitment or own.commitment)

    def resolved(self, loaded: LoadedSpec, providers: tuple[str, ...]) -> tuple[Architecture, ...]:
        """The architectures; warnings are shown."""
        architectures, warnings = resolve_all(loaded, Catalog(self.catalogs), providers, self.months)
        if self.form != "json":
            problem_report.show(warnings, "text")
        return architectures

    def estimates(self, loaded: LoadedSpec, architecture: Architecture, environments: Sequence[str]) -> list[Estimate]:
        """The bill of each named environment on one cloud."""
        own = self.overrides(loaded)
        rules, tariff = Rules(architecture.provider), Tariff(load_book(architecture.provider), own)
        chosen = [environment for environment in architecture.environments if environment.name in environments]
        return [estimate(architecture, environment, rules, tariff, self.terms(own)) for environment in chosen]


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
        typer.echo(written.to_text(whole, None if terminal else 160, colour=terminal), nl=False)
    else:
        typer.echo({"markdown": written.to_markdown, "csv": written.to_csv, "html": written.to_html}[form](whole), nl=False)
