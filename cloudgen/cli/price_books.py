"""`prices list`, `show` and `check`."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.table import Table

from cloudgen.cli.tables import print_table
from cloudgen.cost.feeds.audit import Audit, audit
from cloudgen.cost.feeds.bookfile import plain, repeated
from cloudgen.cost.price.book import Price, PriceBook, read_book
from cloudgen.cost.price.rules import Rules
from cloudgen.load.catalog import PROVIDERS
from cloudgen.load.datafiles import data_root, parse_yaml
from cloudgen.problems import Problem, ProblemsError, nearest, nearest_hint

WIDTH = 180
_SHOWN = 20


def wrong(code: str, message: str, hint: str | None = None) -> NoReturn:
    """End with a problem of the input."""
    raise ProblemsError((Problem(code, message, None, hint),))


def book_path(provider: str, own: Path | None) -> Path:
    """The book that was named, or the built-in one."""
    path = own or data_root() / "catalog" / "prices" / f"{provider}.yaml"
    if not path.is_file():
        wrong("no-book", f"There is no price book {path}.")
    return path


def _books(providers: tuple[str, ...]) -> dict[str, PriceBook]:
    return {provider: read_book(book_path(provider, None)) for provider in providers}


def listing(providers: tuple[str, ...], service: str | None, region: str | None, form: str) -> None:
    """Prices that fit, a row per record."""
    books = _books(providers)
    found = [(cloud, price) for cloud, book in books.items() for price in book.prices if _fits(price, service, region)]
    if not found:
        _nothing(books, service, region)
    if form == "json":
        typer.echo(json.dumps({"prices": [{"provider": cloud, **_data(price)} for cloud, price in found]}, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for column in ("cloud", "id", "region", "price", "unit", "as of", "confidence"):
        table.add_column(column, overflow="fold", justify="right" if column == "price" else "left")
    for cloud, price in found:
        note = f", priced as {substitute}" if (substitute := price.priced_as(price.region)) else ""
        table.add_row(cloud, price.id, price.region, _amount(price), price.unit, str(price.as_of or "-"), price.confidence + note)
    print_table(table, WIDTH)
    typer.echo(f"{len(found)} prices in USD")


def _fits(price: Price, service: str | None, region: str | None) -> bool:
    """Service by part of its name or by the id's beginning; region by its name."""
    by_service = service is None or service.casefold() in price.service.casefold() or price.id.startswith(f"{service}.")
    return by_service and (region is None or price.region == region)


def _nothing(books: dict[str, PriceBook], service: str | None, region: str | None) -> None:
    """A filter without a match is an error; say what there is."""
    services = sorted({price.service for book in books.values() for price in book.prices})
    regions = sorted({price.region for book in books.values() for price in book.prices})
    if region is not None and region not in regions:
        wrong("unknown-region", f"No price has the region '{region}'.", nearest_hint(region, regions, "Regions"))
    hint = nearest_hint(service or "", services, "Services")
    wrong("no-price", f"No price matches the service '{service}'{f' in {region}' if region else ''}.", hint)


def _amount(price: Price) -> str:
    """The price, or its tiers."""
    if len(price.tiers) == 1:
        return plain(price.tiers[0][1])
    return ", ".join(f"{plain(amount)}{f' to {plain(bound)}' if bound is not None else ''}" for bound, amount in price.tiers)


def _data(price: Price) -> dict[str, Any]:
    """A record as plain data; amounts are texts, so that no digit is lost."""
    return {
        "id": price.id,
        "service": price.service,
        "meter": price.meter,
        "region": price.region,
        "unit": price.unit,
        "tiers": [{"up_to": None if bound is None else plain(bound), "price": plain(amount)} for bound, amount in price.tiers],
        "free": plain(price.free),
        "free_pool": price.free_pool,
        "source": price.source,
        "as_of": None if price.as_of is None else str(price.as_of),
        "confidence": price.confidence,
        "priced_as": price.priced_as(price.region),
        "note": price.note,
    }


def show(price_id: str, form: str) -> None:
    """Everything about a price, in every region and cloud that has it."""
    books = _books(PROVIDERS)
    found = [(cloud, price) for cloud, book in books.items() for price in book.of(price_id).values()]
    if not found:
        close = nearest(price_id, [name for book in books.values() for name in book.ids()])
        wrong("unknown-price", f"Unknown price '{price_id}'.", f"Did you mean '{close}'?" if close else "See: cloudgen prices list")
    if form == "json":
        typer.echo(json.dumps({"prices": [{"provider": cloud, **_data(price)} for cloud, price in found]}, indent=2))
        return
    for cloud, price in found:
        typer.echo(f"{price.id} ({cloud}, {price.region}): {_amount(price)} USD per {price.unit}")
        rows = {
            "service": price.service,
            "meter": price.meter,
            "free a month": f"{plain(price.free)} of the unit" if price.free else "",
            "free together with": price.free_pool or "",
            "priced as": price.priced_as(price.region) or "",
            "source": price.source,
            "as of": str(price.as_of or "not dated"),
            "confidence": price.confidence,
            "note": price.note or "",
        }
        for key, value in rows.items():
            if value:
                typer.echo(f"  {key}: {value}")


def today() -> date:
    """The day that ages are counted to; SOURCE_DATE_EPOCH sets it for output that must not move."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)).date()


def check(providers: tuple[str, ...], own: Path | None, max_age: int, form: str) -> None:
    """Findings on the books; exit 1 where a price is missing or a record is wrong."""
    if own is not None and len(providers) != 1:
        wrong("one-cloud", "--book goes with one --provider.")
    audits: list[Audit] = []
    invalid: list[Problem] = []
    for provider in providers:
        path = book_path(provider, own)
        try:
            twice = repeated(path.read_text(encoding="utf-8"))
            audits.append(audit(read_book(path), twice, Rules(provider), _regions(provider), today(), max_age))
        except ProblemsError as error:
            invalid += error.problems
    if form == "json":
        typer.echo(json.dumps({"books": [_audit_data(each) for each in audits], "invalid": [p.message for p in invalid]}, indent=2))
    else:
        for each in audits:
            _report(each, max_age)
        for problem in invalid:
            typer.echo(f"error: {problem.where.file if problem.where else ''}: {problem.message}", err=True)
    if invalid or not all(each.fine for each in audits):
        raise typer.Exit(1)


def _regions(provider: str) -> list[str]:
    """The regions of the examples."""
    specs = [parse_yaml(path.read_bytes()) for path in sorted((data_root() / "examples").glob("*/cloudgen.yaml"))]
    return sorted({str(spec["regions"][provider]) for spec in specs if provider in spec.get("regions", {})})


def _audit_data(each: Audit) -> dict[str, Any]:
    return {
        "provider": each.provider,
        "records": each.records,
        "oldest": _place(each.oldest) if each.oldest else None,
        "undated": [_place(price) for price in each.undated],
        "old": [_place(price) for price in each.old],
        "low_confidence": [_place(price) for price in each.low],
        "substitutes": [{**_place(price), "priced_as": price.priced_as(price.region)} for price in each.substitutes],
        "other_regions": {region: [{"id": i, "of": of} for i, of in pairs] for region, pairs in each.elsewhere.items()},
        "gaps": [{"resource_type": gap.resource_type, "line": gap.line, "price": gap.price} for gap in each.gaps],
        "faults": list(each.faults),
    }


def _place(price: Price) -> dict[str, Any]:
    return {"id": price.id, "region": price.region, "as_of": None if price.as_of is None else str(price.as_of)}


def _report(each: Audit, max_age: int) -> None:
    typer.echo(f"{each.provider}: {each.records} prices")
    if each.oldest:
        typer.echo(f"  oldest: {each.oldest.as_of} ({each.oldest.id}, {each.oldest.region})")
    _list(f"older than {max_age} days", [f"{price.id} {price.region} {price.as_of}" for price in each.old])
    _list("not dated", [f"{price.id} {price.region}" for price in each.undated])
    _list("low confidence", [f"{price.id} {price.region}" for price in each.low])
    _list("priced as another product", [f"{price.id} {price.region}: {price.priced_as(price.region)}" for price in each.substitutes])
    for region, pairs in each.elsewhere.items():
        _list(f"{region} priced as another region", [f"{price_id}: in {of}" for price_id, of in pairs])
    _list("gaps", [f"{gap.price} ({gap.resource_type}, {gap.line})" for gap in each.gaps], everything=True)
    _list("faults", list(each.faults), everything=True)


def _list(title: str, entries: list[str], everything: bool = False) -> None:
    typer.echo(f"  {title}: {len(entries) or 'none'}")
    shown = entries if everything else entries[:_SHOWN]
    for entry in shown:
        typer.echo(f"    {entry}")
    if len(entries) > len(shown):
        typer.echo(f"    and {len(entries) - len(shown)} more; --format json has all")
