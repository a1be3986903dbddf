"""The root command. It imports typer alone; each command imports what it needs when it runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

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


SpecOption = Annotated[Path, typer.Option("--spec", "-s", help="The spec.")]
ProviderOption = Annotated[list[Cloud], typer.Option("--provider", "-p", help="A cloud, or all. Repeat for several.")]
CatalogOption = Annotated[
    list[Path] | None,
    typer.Option("--catalog", help="A folder with catalog/ and templates/ of your own. Repeatable."),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="text for people, json for programs.")]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="Where to write; the spec's folder if left out.")]


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
    from cloudgen.cli import project

    project.init(example, directory)


@app.command(epilog="Example: cloudgen validate --provider all")
def validate(
    spec: SpecOption = Path("cloudgen.yaml"),
    provider: ProviderOption = [Cloud.all],  # noqa: B006 - typer copies it
    catalog: CatalogOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Check a spec against the catalog, for one cloud or all."""
    from cloudgen.cli import project

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
        bool, typer.Option("--accept-replace", help="Allow another service for a component that holds data.")
    ] = False,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Write the Terraform of one cloud, several or all."""
    from cloudgen.cli import output

    output.generate(
        spec,
        clouds(provider),
        out,
        catalog or [],
        check=check,
        show_diff=diff,
        force=force,
        accept_replace=accept_replace,
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
    from cloudgen.cli import output

    output.remove(spec, clouds([provider]), out, force, format.value)


@app.command(epilog="Example: cloudgen schema > cloudgen.schema.json")
def schema() -> None:
    """Print the JSON Schema of the spec, for editors."""
    from cloudgen.cli import project

    project.schema()


@catalog_app.command("list", epilog="Example: cloudgen catalog list --format json")
def catalog_list(catalog: CatalogOption = None, format: FormatOption = Format.text) -> None:  # noqa: A002
    """Kinds and their services on each cloud."""
    from cloudgen.cli import catalogue

    catalogue.list_kinds(catalog or [], format.value)


@catalog_app.command("show", epilog="Example: cloudgen catalog show cache")
def catalog_show(
    kind: Annotated[str, typer.Argument(help="A kind, such as cache.")],
    catalog: CatalogOption = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Everything about one kind: settings, services, sizes, lifecycle, what flows grant."""
    from cloudgen.cli import catalogue

    catalogue.show(kind, catalog or [], format.value)


def clouds(chosen: list[Cloud]) -> tuple[str, ...]:
    """The clouds in a fixed order, each once."""
    names = ("aws", "azure", "gcp")
    return names if Cloud.all in chosen else tuple(name for name in names if Cloud(name) in chosen)


def run() -> None:
    """The entry point: problems become text and an exit code, never a traceback."""
    from cloudgen.cli import report

    report.guarded(app)
