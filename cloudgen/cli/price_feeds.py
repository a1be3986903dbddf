"""`prices update`: refresh a price book, with progress on stderr and the report on stdout."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from cloudgen.cli.price_books import WIDTH, book_path, wrong
from cloudgen.cli.tables import print_table
from cloudgen.cost.feeds.bookfile import plain
from cloudgen.cost.feeds.fetch import BadAnswer, Client, FeedError, Unreachable, checked
from cloudgen.cost.feeds.gcp import KEY_HEADER
from cloudgen.cost.feeds.judge import Verdict
from cloudgen.cost.feeds.mapping import load_map, read_map
from cloudgen.cost.feeds.store import cache_folder
from cloudgen.cost.feeds.update import UpdateReport, UpdateRequest, update

KEY_VARIABLE = "CLOUDGEN_GCP_API_KEY"


class Bars:
    """Progress bars on stderr: files or lists done, and bytes of the one being read. Silent unless stderr is a terminal."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        console = Console(stderr=True)
        self._all = Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True)
        self._task = self._all.add_task("price lists", total=None)
        self._name, self._size = "index", 0

    def __enter__(self) -> "Bars":
        self._all.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._all.stop()

    def begin(self, jobs: int) -> None:
        """The number of files or lists is known."""
        self._all.update(self._task, total=jobs)

    def job(self, name: str) -> None:
        """One of them is begun."""
        self._name, self._size = name, 0
        self._all.update(self._task, description=name)

    def received(self, size: int) -> None:
        """Bytes came in."""
        self._size += size
        self._all.update(self._task, description=f"{self._name} {self._size / 1e6:.1f} MB")

    def done(self) -> None:
        """It is finished, well or not."""
        self._all.advance(self._task)


def run(
    provider: str,
    *,
    url: str | None,
    key: str | None,
    book: Path | None,
    feed: Path | None,
    cache: Path | None,
    dry_run: bool,
    restart: bool,
    form: str,
) -> None:
    """Exit 0 if every response was accepted, 1 if one was refused, 3 if the feed is unreachable."""
    mapping = read_map(feed) if feed else load_map(provider)
    order = UpdateRequest(
        provider=provider,
        book=book_path(provider, book),
        feed=mapping,
        base=_base(url or mapping.base),
        state=(cache or cache_folder()) / f"{provider}.json",
        dry_run=dry_run,
        restart=restart,
    )
    try:
        with Bars() as bars:
            report = update(order, Client(_headers(provider, key)), bars)
    except Unreachable as error:
        typer.echo(f"error: {error} [feed-unreachable]", err=True)
        typer.echo("  Nothing was changed. Run the same command again to resume.", err=True)
        raise typer.Exit(3) from None
    except FeedError as error:
        typer.echo(f"error: Unusable feed index: {error} [feed]", err=True)
        typer.echo("  Nothing was changed.", err=True)
        raise typer.Exit(1) from None
    _show(report, order, form)
    if report.failed or report.of("refused"):
        raise typer.Exit(1)


def _base(url: str) -> str:
    try:
        return checked(url).rstrip("/")
    except BadAnswer as error:
        wrong("bad-url", f"{error}.", "--url takes https addresses, and http addresses on this machine.")


def _headers(provider: str, key: str | None) -> dict[str, str]:
    """The key travels in a header. It is in no message, no address and no file."""
    if provider != "gcp":
        if key:
            wrong("key", f"The price feed of {provider} needs no key.")
        return {}
    value = (key or os.environ.get(KEY_VARIABLE, "")).strip()
    if not value:
        hint = f"Set {KEY_VARIABLE}, or give --key. See docs/prices.md for where to get one."
        wrong("no-key", "Google Cloud's price feed needs an API key.", hint)
    if not value.isascii() or not value.isprintable():
        wrong("key", "The API key contains characters that aren't valid in a key.")
    return {KEY_HEADER: value}


def _show(report: UpdateReport, order: UpdateRequest, form: str) -> None:
    if form == "json":
        typer.echo(json.dumps(_data(report, order), indent=2))
        return
    changed = report.of("changed")
    if changed:
        table = Table(title="Changed", title_justify="left", box=None, pad_edge=False)
        for column in ("id", "region", "before", "now", "change"):
            table.add_column(column, overflow="fold", justify="left" if column in ("id", "region") else "right")
        for each in changed:
            table.add_row(each.price.id, each.price.region, _tiers(each.price.tiers), _tiers(each.tiers), _percent(each))
        print_table(table, WIDTH)
    for each in report.of("refused"):
        typer.echo(f"refused: {each.price.id} in {each.price.region}: {each.reason}")
    for name, reason in report.failed.items():
        typer.echo(f"unusable response: {name}: {reason}")
    for each in report.of("missing"):
        typer.echo(f"not found: {each.price.id} in {each.price.region}")
    for each in report.verdicts:
        if each.note:
            typer.echo(f"note: {each.price.id} in {each.price.region}: {each.note}")
    counts = ", ".join(f"{len(report.of(status))} {status}" for status in ("changed", "confirmed", "refused", "missing"))
    typer.echo(f"{order.provider}: {counts}; {len(report.unmapped)} ids without a mapping")
    typer.echo(f"{order.book} {'was written' if report.written else 'is unchanged'}")


def _tiers(tiers: tuple[tuple[Any, Any], ...]) -> str:
    return ", ".join(f"{plain(amount)}{'' if bound is None else f' to {plain(bound)}'}" for bound, amount in tiers)


def _percent(each: Verdict) -> str:
    return "own price" if each.price.same_as and not each.percent else f"{each.percent:+.1f}%"


def _data(report: UpdateReport, order: UpdateRequest) -> dict[str, Any]:
    def record(each: Verdict) -> dict[str, Any]:
        data: dict[str, Any] = {"id": each.price.id, "region": each.price.region, "status": each.status}
        if each.tiers:
            data |= {"before": _plain(each.price.tiers), "now": _plain(each.tiers), "percent": f"{each.percent:.2f}"}
        return data | {key: value for key, value in (("reason", each.reason), ("note", each.note)) if value}

    return {
        "provider": order.provider,
        "book": str(order.book),
        "written": report.written,
        "prices": [record(each) for each in report.verdicts],
        "bad_answers": dict(report.failed),
        "unmapped": list(report.unmapped),
    }


def _plain(tiers: tuple[tuple[Any, Any], ...]) -> list[dict[str, Any]]:
    return [{"up_to": None if bound is None else plain(bound), "price": plain(amount)} for bound, amount in tiers]
