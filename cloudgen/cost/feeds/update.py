"""A whole update: read what is wanted, judge it, write the book."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cloudgen.cost.feeds.aws import AwsFeed
from cloudgen.cost.feeds.azure import AzureFeed
from cloudgen.cost.feeds.bookfile import rewritten
from cloudgen.cost.feeds.fetch import BadAnswer, Client
from cloudgen.cost.feeds.gcp import GcpFeed
from cloudgen.cost.feeds.judge import Verdict, judge
from cloudgen.cost.feeds.mapping import FeedMap, Want, unmapped, wants
from cloudgen.cost.feeds.quotes import Feed, FeedTier, Job, NoMeter, quote
from cloudgen.cost.feeds.store import Progress, fingerprint, write_book
from cloudgen.cost.price.book import Price, PriceBook, read_book

FEEDS: Mapping[str, Callable[[], Feed]] = {"aws": AwsFeed, "azure": AzureFeed, "gcp": GcpFeed}
TITLES = {"aws": "AWS price list", "azure": "Azure Retail Prices API", "gcp": "Cloud Billing Catalog"}


class Watcher(Protocol):
    """Progress callbacks."""

    def begin(self, jobs: int) -> None:
        """The number of files or lists is known."""

    def job(self, name: str) -> None:
        """One of them is begun."""

    def received(self, size: int) -> None:
        """Bytes came in."""

    def done(self) -> None:
        """It is finished, well or not."""


@dataclass(frozen=True)
class UpdateReport:
    """What an update found and did."""

    verdicts: tuple[Verdict, ...]
    failed: Mapping[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    written: bool = False

    def of(self, status: str) -> list[Verdict]:
        """The verdicts with this status."""
        return [verdict for verdict in self.verdicts if verdict.status == status]


@dataclass(frozen=True)
class UpdateRequest:
    """What is to be updated, from where and how."""

    provider: str
    book: Path
    feed: FeedMap
    base: str
    state: Path
    dry_run: bool = False
    restart: bool = False


def update(order: UpdateRequest, client: Client, watch: Watcher) -> UpdateReport:
    """Refresh a book. Unreachable passes through; the state file then says where the next run goes on."""
    text = order.book.read_text(encoding="utf-8")
    book = read_book(order.book)
    wanted = wants(order.feed, book.prices)
    progress = Progress(order.state, fingerprint(order.base, wanted))
    if not order.restart:
        progress.load()
    client.received = watch.received
    rows, failed = _read(FEEDS[order.provider](), client, wanted, order.base, progress, watch)
    verdicts = _judged(book, wanted, rows, failed, TITLES[order.provider])
    after = rewritten(text, verdicts)
    written = after != text and not order.dry_run
    if written:
        write_book(order.book, text, after, verdicts)
    progress.forget()
    return UpdateReport(tuple(verdicts), {name: reason for name, (reason, _) in failed.items()}, tuple(unmapped(order.feed, book)), written)


Failed = dict[str, tuple[str, Job]]


def _read(
    feed: Feed, client: Client, wanted: Sequence[Want], base: str, progress: Progress, watch: Watcher
) -> tuple[dict[str, tuple[Job, list[FeedTier]]], Failed]:
    """All rows by job, and the jobs whose answers were bad."""
    found: dict[str, tuple[Job, list[FeedTier]]] = {}
    failed: Failed = {}
    jobs = feed.jobs(client, wanted, base)
    watch.begin(len(jobs))
    for job in jobs:
        watch.job(job.name)
        try:
            found[job.name] = (job, _pages(feed, client, job, base, progress))
        except BadAnswer as error:
            failed[job.name] = (str(error), job)
        watch.done()
    return found, failed


def _pages(feed: Feed, client: Client, job: Job, base: str, progress: Progress) -> list[FeedTier]:
    rows, url = progress.job(job.name, job.url)
    seen: set[str] = set()
    while url:
        if url in seen:
            raise BadAnswer("its pages lead in a circle")
        seen.add(url)
        page = feed.page(client, job, url, base)
        rows, url = [*rows, *page.rows], page.next
        progress.note(job.name, rows, url)
    return rows


def _judged(
    book: PriceBook, wanted: Sequence[Want], found: Mapping[str, tuple[Job, list[FeedTier]]], failed: Failed, title: str
) -> list[Verdict]:
    """A verdict for each price that was looked for, in the book's order."""
    rows = [row for _, own in found.values() for row in own]
    place = {want.key: name for name, (job, _) in found.items() for want in job.wants}
    broken = {want.key: f"{name}: {reason}" for name, (reason, job) in failed.items() for want in job.wants}
    by_price: dict[tuple[str, str], list[Want]] = {}
    for want in wanted:
        by_price.setdefault((want.id, want.region), []).append(want)
    by_key: dict[str, list[FeedTier]] = {}
    for row in rows:
        by_key.setdefault(row.want, []).append(row)
    return [
        _verdict(price, own, [row for want in own for row in by_key.get(want.key, ())], broken, place, title)
        for price in book.prices
        if (own := by_price.get((price.id, price.region), []))
    ]


def _verdict(
    price: Price, own: Sequence[Want], rows: Sequence[FeedTier], broken: Mapping[str, str], place: Mapping[str, str], title: str
) -> Verdict:
    reasons = [broken[want.key] for want in own if want.key in broken]
    if reasons:
        return Verdict(price, "refused", reasons[0])
    try:
        return judge(price, quote(own, rows, price, f"{title}, {place[own[0].key]}"))
    except NoMeter as error:
        return Verdict(price, "missing", str(error))
    except BadAnswer as error:
        return Verdict(price, "refused", str(error))
