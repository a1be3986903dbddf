"""The root command. It imports typer alone; each command imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from cloudgen.cli import prices_app
from cloudgen.cli.options import (
    DEFAULT_SPEC,
    AllCloudsOption,
    CatalogFile,
    CatalogOption,
    Clouds,
    CloudsOption,
    EnvironmentOption,
    Format,
    FormatOption,
    GateOptions,
    OutOption,
    PlanOptions,
    PricingOptions,
    SpecOption,
    asked,
    clouds,
    grouped,
)

app = typer.Typer(
    name="cloudgen",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="One architecture spec becomes Terraform for AWS, Azure and Google Cloud.",
    epilog="Start with: cloudgen init web-app my-app && cd my-app && cloudgen generate --provider gcp",
)
catalog_app = typer.Typer(no_args_is_help=True, help="Look at the kinds and services that a spec can use.")
app.add_typer(catalog_app, name="catalog")
app.add_typer(prices_app.app, name="prices")


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
    from cloudgen.cli import project_commands

    project_commands.init(example, directory)


@app.command(epilog="Example: cloudgen validate --provider all")
def validate(
    spec: SpecOption = DEFAULT_SPEC,
    provider: AllCloudsOption = None,
    catalog: CatalogOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Check a spec against the catalog, for one cloud or all."""
    from cloudgen.cli import project_commands

    project_commands.validate(spec, asked(provider), catalog or [], format.value)


@app.command(epilog="Example: cloudgen generate --provider gcp && terraform -chdir=infra/gcp init -backend=false")
def generate(
    provider: CloudsOption,
    spec: SpecOption = DEFAULT_SPEC,
    out: OutOption = None,
    catalog: CatalogOption = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if something would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that were edited by hand.")] = False,
    accept_replace: Annotated[bool, typer.Option("--accept-replace", help="Allow to replace or remove what holds data.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="After a merge of branches, or with a lost manifest: rebuild it and keep edits.")
    ] = False,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Write the Terraform of one cloud, several or all."""
    from cloudgen.cli import generate_command

    generate_command.generate(
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
    provider: Annotated[Clouds, typer.Argument(help="The cloud whose files are removed, or all.")],
    spec: SpecOption = DEFAULT_SPEC,
    out: OutOption = None,
    force: Annotated[bool, typer.Option("--force", help="Also remove files that were edited by hand.")] = False,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Remove what was generated for a cloud."""
    from cloudgen.cli import generate_command

    generate_command.remove(spec, clouds([provider]), out, force, format.value)


@app.command(epilog="Example: cloudgen cost --provider aws --env prod --max-increase 10% --diff main.yaml")
@grouped
def cost(
    *,
    spec: SpecOption = DEFAULT_SPEC,
    provider: AllCloudsOption = None,
    env: EnvironmentOption = None,
    all_envs: Annotated[bool, typer.Option("--all-envs", help="All environments side by side.")] = False,
    plan: PlanOptions,
    explain: Annotated[str | None, typer.Option("--explain", help="Show how one component's cost is computed.")] = None,
    gates: GateOptions,
    pricing: PricingOptions,
) -> None:
    """What a spec costs a month on each cloud, or what a Terraform plan costs."""
    from cloudgen.cli import cost_commands

    if plan.plan is not None:
        cost_commands.without(explain=explain, env=env, all_envs=all_envs)
        cost_commands.plan_cost(plan.plan, plan, gates, pricing)
    else:
        cost_commands.without(usage=plan.usage, region=plan.region, needs="--plan")
        cost_commands.cost(spec, asked(provider), env, gates, pricing, every=all_envs, explained=explain)


@app.command(epilog="Example: cloudgen compare --provider aws --regions us-east-1,eu-central-1")
@grouped
def compare(
    *,
    spec: SpecOption = DEFAULT_SPEC,
    provider: AllCloudsOption = None,
    env: EnvironmentOption = None,
    regions: Annotated[str | None, typer.Option("--regions", help="Regions of one cloud instead, joined by commas.")] = None,
    pricing: PricingOptions,
) -> None:
    """The clouds side by side at equal footprint, or regions of one cloud."""
    from cloudgen.cli import cost_commands

    named = [region.strip() for region in (regions or "").split(",") if region.strip()]
    cost_commands.compare(spec, asked(provider), named, env, pricing)


@app.command("what-if", epilog="Example: cloudgen what-if --set traffic.monthly_active_users=1000,10000,100000 --chart")
@grouped
def what_if(
    *,
    setting: Annotated[str, typer.Option("--set", help="A value's path in the spec, and the values to try.")],
    spec: SpecOption = DEFAULT_SPEC,
    provider: AllCloudsOption = None,
    env: EnvironmentOption = None,
    chart: Annotated[bool, typer.Option("--chart", help="Also draw the curve.")] = False,
    pricing: PricingOptions,
) -> None:
    """How the cost changes with a value in the spec, such as the number of users."""
    from cloudgen.cli import cost_commands

    cost_commands.what_if(spec, asked(provider), env, setting, pricing, bars=chart)


@app.command(epilog="Example: cloudgen schema > cloudgen.schema.json")
def schema(
    catalog: Annotated[CatalogFile | None, typer.Option("--catalog", help="The schema of a catalog file of this sort instead.")] = None,
) -> None:
    """Print the JSON Schema of the spec, or of catalog files, for editors."""
    from cloudgen.cli import project_commands

    project_commands.schema(catalog.value if catalog else None)


@catalog_app.command("check", epilog="Example: cloudgen catalog check my-catalog")
def catalog_check(
    folders: Annotated[list[Path] | None, typer.Argument(help="Folders of your own.", metavar="[DIR]...")] = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Check every file of the catalog, and of folders of your own: names, modules, sizes, bills. Exit 1 if anything is wrong."""
    from cloudgen.cli import catalog_check_command

    catalog_check_command.check(folders or [], format.value)


@catalog_app.command("list", epilog="Example: cloudgen catalog list --format json")
def catalog_list(catalog: CatalogOption = None, format: FormatOption = Format.text) -> None:  # noqa: A002
    """Kinds and their services on each cloud."""
    from cloudgen.cli import catalog_commands

    catalog_commands.list_kinds(catalog or [], format.value)


@catalog_app.command("show", epilog="Example: cloudgen catalog show cache")
def catalog_show(
    kind: Annotated[str, typer.Argument(help="A kind, such as cache.")],
    catalog: CatalogOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Everything about one kind: settings, services, sizes, lifecycle, what flows grant."""
    from cloudgen.cli import catalog_commands

    catalog_commands.show(kind, catalog or [], format.value)


def run() -> None:
    """The entry point: problems become text and an exit code, never a traceback."""
    from cloudgen.cli import problem_report

    problem_report.guarded(app)
