"""`catalog check`: every file of the built-in catalog and of folders of one's own."""

from pathlib import Path

import typer

from cloudgen.cli import problem_report
from cloudgen.cost.price.rule_checks import billed_problems, rule_problems
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.resolve.catalog_checks.files import all_problems


def check(folders: list[Path], form: str) -> None:
    """Report everything that is wrong; exit 1 if anything is."""
    catalog = Catalog(tuple(folders))
    problems = list(all_problems(catalog))
    for provider in PROVIDERS:
        problems += [*billed_problems(catalog, provider), *rule_problems(provider)]
    problem_report.show(dict.fromkeys(problems), form)
    if problems:
        raise typer.Exit(1)
    if form == "text":
        services = sum(len(catalog.services(provider)) for provider in PROVIDERS)
        typer.echo(f"The catalog is valid: {len(catalog.kinds())} kinds, {services} services.")
