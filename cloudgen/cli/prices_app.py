"""The commands of `prices`. Like the root, this imports typer alone."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Look at the list prices, check them, refresh them.")


class Feed(StrEnum):
    """The clouds, one price book each."""

    aws = "aws"
    azure = "azure"
    gcp = "gcp"


class Form(StrEnum):
    """What --format takes."""

    text = "text"
    json = "json"


FeedsOption = Annotated[list[Feed] | None, typer.Option("--provider", "-p", help="A cloud; all if left out. Repeat for several.")]
FormOption = Annotated[Form, typer.Option("--format", "-f", help="text for people, json for programs.")]
BookOption = Annotated[Path | None, typer.Option("--book", help="Another price book than the built-in one.")]


def _chosen(feeds: list[Feed] | None) -> tuple[str, ...]:
    return tuple(feed.value for feed in Feed if not feeds or feed in feeds)


@app.command("list", epilog="Example: cloudgen prices list --provider aws --service lambda")
def list_prices(
    provider: FeedsOption = None,
    service: Annotated[str | None, typer.Option("--service", help="Part of a service's name, or how the ids begin: s3.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="A region; 'global' for prices that hold everywhere.")] = None,
    format: FormOption = Form.text,  # noqa: A002 - the option's name
) -> None:
    """List prices with their unit and date."""
    from cloudgen.cli import prices_list as prices

    prices.listing(_chosen(provider), service, region, format.value)


@app.command(epilog="Example: cloudgen prices show nat_gateway.hour")
def show(
    price: Annotated[str, typer.Argument(metavar="ID", help="A price, such as nat_gateway.hour.")],
    format: FormOption = Form.text,  # noqa: A002 - the option's name
) -> None:
    """Show a price in every region and cloud that has it, with its source."""
    from cloudgen.cli import prices_list as prices

    prices.show(price, format.value)


@app.command(epilog="Example: cloudgen prices check --provider gcp --max-age 90")
def check(
    provider: FeedsOption = None,
    book: BookOption = None,
    max_age: Annotated[int, typer.Option("--max-age", min=0, help="Days after which a price is listed as old.")] = 365,
    format: FormOption = Form.text,  # noqa: A002 - the option's name
) -> None:
    """Report age, gaps, low confidence and stand-ins; exit 1 where a price is missing or a record is wrong."""
    from cloudgen.cli import prices_list as prices

    prices.check(_chosen(provider), book, max_age, format.value)


@app.command(epilog="Example: cloudgen prices update --provider azure --dry-run")
def update(
    provider: Annotated[Feed, typer.Option("--provider", "-p", help="The cloud whose price feed is read.")],
    url: Annotated[str | None, typer.Option("--url", help="Where the feed is, instead of the cloud's own address.")] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="API key for Google Cloud; better in the variable CLOUDGEN_GCP_API_KEY.", show_default=False)
    ] = None,
    book: BookOption = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="Another mapping than the built-in one.")] = None,
    cache: Annotated[Path | None, typer.Option("--cache", help="The folder that keeps how far a run has come.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; report what would change.")] = False,
    restart: Annotated[bool, typer.Option("--restart", help="Don't go on with a run that broke off.")] = False,
    format: FormOption = Form.text,  # noqa: A002 - the option's name
) -> None:
    """Refresh a price book from the cloud's public price feed; doubtful answers change nothing and are reported."""
    from cloudgen.cli import prices_update as pricefeeds

    pricefeeds.run(
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
