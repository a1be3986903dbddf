"""The commands of `prices`. Like the root, this imports typer alone."""

from pathlib import Path
from typing import Annotated

import typer

from cloudgen.cli.options import Cloud, Format, FormatOption

app = typer.Typer(no_args_is_help=True, help="Look at the list prices, check them, refresh them.")

BooksOption = Annotated[list[Cloud] | None, typer.Option("--provider", "-p", help="A cloud; all if left out. Repeat for several.")]
BookOption = Annotated[Path | None, typer.Option("--book", help="Another price book than the built-in one.")]


def _chosen(chosen: list[Cloud] | None) -> tuple[str, ...]:
    return tuple(cloud.value for cloud in Cloud if not chosen or cloud in chosen)


@app.command("list", epilog="Example: cloudgen prices list --provider aws --service lambda")
def list_prices(
    provider: BooksOption = None,
    service: Annotated[str | None, typer.Option("--service", help="Part of a service's name, or how the ids begin: s3.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="A region; 'global' for prices that hold everywhere.")] = None,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """List prices with their unit and date."""
    from cloudgen.cli import price_books

    price_books.listing(_chosen(provider), service, region, format.value)


@app.command(epilog="Example: cloudgen prices show nat_gateway.hour")
def show(
    price: Annotated[str, typer.Argument(metavar="ID", help="A price, such as nat_gateway.hour.")],
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Show a price in every region and cloud that has it, with its source."""
    from cloudgen.cli import price_books

    price_books.show(price, format.value)


@app.command(epilog="Example: cloudgen prices check --provider gcp --max-age 90")
def check(
    provider: BooksOption = None,
    book: BookOption = None,
    max_age: Annotated[int, typer.Option("--max-age", min=0, help="Days after which a price is listed as old.")] = 365,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Report age, gaps, low confidence and substituted prices; exit 1 where a price is missing or a record is wrong."""
    from cloudgen.cli import price_books

    price_books.check(_chosen(provider), book, max_age, format.value)


@app.command(epilog="Example: cloudgen prices update --provider azure --dry-run")
def update(
    provider: Annotated[Cloud, typer.Option("--provider", "-p", help="The cloud whose price feed is read.")],
    url: Annotated[str | None, typer.Option("--url", help="Where the feed is, instead of the cloud's own address.")] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="API key for Google Cloud; better in the variable CLOUDGEN_GCP_API_KEY.", show_default=False)
    ] = None,
    book: BookOption = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="Another mapping than the built-in one.")] = None,
    cache: Annotated[Path | None, typer.Option("--cache", help="The folder that keeps the progress of a run.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; report what would change.")] = False,
    restart: Annotated[bool, typer.Option("--restart", help="Start again instead of resuming an interrupted run.")] = False,
    format: FormatOption = Format.text,  # noqa: A002 - the option's name
) -> None:
    """Refresh a price book from the cloud's public price feed; doubtful answers change nothing and are reported."""
    from cloudgen.cli import price_feeds

    price_feeds.run(
        provider.value,
        url=url,
        key=key,
        book=book,
        feed=mapping,
        cache=cache,
        dry_run=dry_run,
        restart=restart,
        form=format.value,
    )
