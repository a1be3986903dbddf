"""The root command. It imports typer alone; each command imports what it needs when it runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cloudgen.cli import prices_app as priceapp

app = typer.Typer(
    name="cloudgen",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="One architecture spec becomes Terraform for AWS, Azure and Google Cloud.",
    epilog="Start with: cloudgen init web-app my-app && cd my-app && cloudgen generate --provider gcp",
)
catalog_app = typer.Typer(no_args_is_help=True, help="Look at the kinds and services that a spec can use.")
app.add_typer(catalog_app, name="catalog")
app.add_typer(priceapp.app, name="prices")


class Cloud(StrEnum):
    """What --provider takes."""

    aws = "aws"
    azure = "azure"
    gcp = "gcp"
    all = "all"


class Format(StrEnum):
    """What --format takes."""

    text = "text"
    json = "json"


class Table(StrEnum):
    """What --format takes for tables."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    html = "html"


class Commitment(StrEnum):
    """What --commitment takes."""

    one = "1yr"
    three = "3yr"


SpecOption = Annotated[Path, typer.Option("--spec", "-s", help="The spec.")]
ProviderOption = Annotated[list[Cloud], typer.Option("--provider", "-p", help="A cloud, or all. Repeat for several.")]
CatalogOption = Annotated[
    list[Path] | None,
    typer.Option("--catalog", help="A folder with catalog/ and templates/ of your own. Repeatable."),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="text for people, json for programs.")]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="Where to write; the spec's folder if left out.")]

TableOption = Annotated[Table, typer.Option("--format", "-f", help="table for people; json follows Infracost's output schema.")]
PricesOption = Annotated[Path | None, typer.Option("--prices", help="A file with your own prices and discounts.")]
HoursOption = Annotated[float, typer.Option("--hours", min=0, max=744, help="Hours that the stack runs in the month.")]
MonthOption = Annotated[int, typer.Option("--month", min=1, max=120, help="The month after the start: storage grows until then.")]
FreeOption = Annotated[bool, typer.Option("--no-free-tiers", help="Without the always-free allowances.")]
CommitmentOption = Annotated[Commitment | None, typer.Option("--commitment", help="Committed-use rates where the price book has them.")]
CurrencyOption = Annotated[str, typer.Option("--currency", help="Another currency, at your --rate.")]
RateOption = Annotated[str | None, typer.Option("--rate", help="What one USD costs in that currency.")]
EnvOption = Annotated[str | None, typer.Option("--env", "-e", help="dev, staging or prod.", show_default="prod")]
AllClouds = Annotated[list[Cloud], typer.Option("--provider", "-p", help="A cloud, or all. Repeat for several.")]


def _version(wanted: bool) -> None:
    if wanted:
        from cloudgen import __version__

        typer.echo(f"cloudgen {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """One architecture spec becomes Terraform for AWS, Azure and Google Cloud."""


@app.command(epilog="Example: cloudgen init event-pipeline importer")
def init(
    example: Annotated[str, typer.Argument(help="The example to start from.")] = "web-app",
    directory: Annotated[Path, typer.Argument(help="The folder to write cloudgen.yaml to.")] = Path(),
) -> None:
    """Start a project from an example."""
    from cloudgen.cli import project_commands as project

    project.init(example, directory)


@app.command(epilog="Example: cloudgen validate --provider all")
def validate(
    spec: SpecOption = Path("cloudgen.yaml"),
    provider: ProviderOption = [Cloud.all],  # noqa: B006 - typer copies it
    catalog: CatalogOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Check a spec against the catalog, for one cloud or all."""
    from cloudgen.cli import project_commands as project

    project.validate(spec, clouds(provider), catalog or [], format.value)


@app.command(epilog="Example: cloudgen generate --provider gcp && terraform -chdir=infra/gcp init -backend=false")
def generate(
    provider: ProviderOption,
    spec: SpecOption = Path("cloudgen.yaml"),
    out: OutOption = None,
    catalog: CatalogOption = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if something would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that were edited by hand.")] = False,
    accept_replace: Annotated[
        bool, typer.Option("--accept-replace", help="Allow to replace or remove what holds data.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="After a merge of branches, or with a lost manifest: make it anew and keep edits.")
    ] = False,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Write the Terraform of one cloud, several or all."""
    from cloudgen.cli import generate_command as output

    output.generate(
        spec,
        clouds(provider),
        out,
        catalog or [],
        check=check,
        show_diff=diff,
        force=force,
        accept_replace=accept_replace,
        repair=repair,
        form=format.value,
    )


@app.command(epilog="Example: cloudgen remove gcp")
def remove(
    provider: Annotated[Cloud, typer.Argument(help="The cloud whose files go, or all.")],
    spec: SpecOption = Path("cloudgen.yaml"),
    out: OutOption = None,
    force: Annotated[bool, typer.Option("--force", help="Remove files that were edited by hand, too.")] = False,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Take away what was generated for a cloud."""
    from cloudgen.cli import generate_command as output

    output.remove(spec, clouds([provider]), out, force, format.value)


@app.command(epilog="Example: cloudgen cost --provider aws --env prod --max-increase 10% --diff main.yaml")
def cost(
    spec: SpecOption = Path("cloudgen.yaml"),
    provider: AllClouds = [Cloud.all],  # noqa: B006 - typer copies it
    env: EnvOption = None,
    all_envs: Annotated[bool, typer.Option("--all-envs", help="dev, staging and prod side by side.")] = False,
    plan: Annotated[Path | None, typer.Option("--plan", help="Price a plan or state instead, as `terraform show -json` writes it.")] = None,
    usage: Annotated[Path | None, typer.Option("--usage", help="With --plan: monthly figures, as in infracost-usage.yml.")] = None,
    region: Annotated[
        list[str] | None, typer.Option("--region", help="With --plan: cloud=region where the plan names none. Repeatable.")
    ] = None,
    explain: Annotated[str | None, typer.Option("--explain", help="Show how one component's cost comes about.")] = None,
    diff: Annotated[Path | None, typer.Option("--diff", help="Against another spec, a plan or a saved JSON bill.")] = None,
    budget: Annotated[str | None, typer.Option("--budget", help="Exit 1 if the total is over this.")] = None,
    max_increase: Annotated[str | None, typer.Option("--max-increase", help="With --diff: exit 1 if it grew by more: 50 or 10%.")] = None,
    max_decrease: Annotated[str | None, typer.Option("--max-decrease", help="With --diff: exit 1 if it fell by more.")] = None,
    fail_on_unknown: Annotated[bool, typer.Option("--fail-on-unknown", help="Exit 1 if a cost is unknown.")] = False,
    prices: PricesOption = None,
    hours: HoursOption = 730,
    month: MonthOption = 12,
    no_free_tiers: FreeOption = False,
    commitment: CommitmentOption = None,
    currency: CurrencyOption = "USD",
    rate: RateOption = None,
    catalog: CatalogOption = None,
    format: TableOption = Table.table,  # noqa: A002 - the option's name
) -> None:
    """What a spec costs a month on each cloud, or what a Terraform plan costs."""
    from cloudgen.cli import cost_commands as costs
    from cloudgen.cli.pricing_options import Options

    options = Options(hours, month, not no_free_tiers, commitment, currency, rate, prices, tuple(catalog or ()), format.value)
    limits = costs.gates(budget, max_increase, max_decrease, unknown=fail_on_unknown, based=diff is not None)
    if plan is not None:
        costs.without(explain=explain, env=env, all_envs=all_envs)
        costs.plan_cost(plan, usage, costs.regions_of(region or []), options, limits, diff)
    else:
        costs.without(usage=usage, region=region, needs="--plan")
        costs.cost(spec, clouds(provider), costs.chosen(env, every=all_envs), options, limits, base=diff, explained=explain)


@app.command(epilog="Example: cloudgen compare --provider aws --regions us-east-1,eu-central-1")
def compare(
    spec: SpecOption = Path("cloudgen.yaml"),
    provider: AllClouds = [Cloud.all],  # noqa: B006 - typer copies it
    env: EnvOption = None,
    regions: Annotated[str | None, typer.Option("--regions", help="Regions of one cloud instead, joined by commas.")] = None,
    prices: PricesOption = None,
    hours: HoursOption = 730,
    month: MonthOption = 12,
    no_free_tiers: FreeOption = False,
    commitment: CommitmentOption = None,
    currency: CurrencyOption = "USD",
    rate: RateOption = None,
    catalog: CatalogOption = None,
    format: TableOption = Table.table,  # noqa: A002 - the option's name
) -> None:
    """The clouds side by side at equal footprint, or regions of one cloud."""
    from cloudgen.cli import cost_commands as costs
    from cloudgen.cli.pricing_options import Options

    options = Options(hours, month, not no_free_tiers, commitment, currency, rate, prices, tuple(catalog or ()), format.value)
    named = [region.strip() for region in (regions or "").split(",") if region.strip()]
    [environment] = costs.chosen(env, every=False)
    costs.compare(spec, clouds(provider), named, environment, options)


@app.command("what-if", epilog="Example: cloudgen what-if --set traffic.monthly_active_users=1000,10000,100000 --chart")
def what_if(
    setting: Annotated[str, typer.Option("--set", help="A value's path in the spec, and the values to try.")],
    spec: SpecOption = Path("cloudgen.yaml"),
    provider: AllClouds = [Cloud.all],  # noqa: B006 - typer copies it
    env: EnvOption = None,
    chart: Annotated[bool, typer.Option("--chart", help="Draw the curve, too.")] = False,
    prices: PricesOption = None,
    hours: HoursOption = 730,
    month: MonthOption = 12,
    no_free_tiers: FreeOption = False,
    commitment: CommitmentOption = None,
    currency: CurrencyOption = "USD",
    rate: RateOption = None,
    catalog: CatalogOption = None,
    format: TableOption = Table.table,  # noqa: A002 - the option's name
) -> None:
    """How the cost moves with a value in the spec, such as the number of users."""
    from cloudgen.cli import cost_commands as costs
    from cloudgen.cli.pricing_options import Options

    options = Options(hours, month, not no_free_tiers, commitment, currency, rate, prices, tuple(catalog or ()), format.value)
    [environment] = costs.chosen(env, every=False)
    costs.what_if(spec, clouds(provider), environment, setting, options, bars=chart)


@app.command(epilog="Example: cloudgen schema > cloudgen.schema.json")
def schema() -> None:
    """Print the JSON Schema of the spec, for editors."""
    from cloudgen.cli import project_commands as project

    project.schema()


@catalog_app.command("list", epilog="Example: cloudgen catalog list --format json")
def catalog_list(catalog: CatalogOption = None, format: FormatOption = Format.text) -> None:  # noqa: A002
    """Kinds and their services on each cloud."""
    from cloudgen.cli import catalog_commands as catalogue

    catalogue.list_kinds(catalog or [], format.value)


@catalog_app.command("show", epilog="Example: cloudgen catalog show cache")
def catalog_show(
    kind: Annotated[str, typer.Argument(help="A kind, such as cache.")],
    catalog: CatalogOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Everything about one kind: settings, services, sizes, lifecycle, what flows grant."""
    from cloudgen.cli import catalog_commands as catalogue

    catalogue.show(kind, catalog or [], format.value)


def clouds(chosen: list[Cloud]) -> tuple[str, ...]:
    """The clouds in a fixed order, each once."""
    names = ("aws", "azure", "gcp")
    return names if Cloud.all in chosen else tuple(name for name in names if Cloud(name) in chosen)


def run() -> None:
    """The entry point: problems become text and an exit code, never a traceback."""
    from cloudgen.cli import problem_report as report

    report.guarded(app)
