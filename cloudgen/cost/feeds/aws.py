"""AWS: the price list's bulk files, read as a stream (EC2's file of one region has hundreds of megabytes).

The service index names each service's region index, that one the file of each region's current version; formats as documented in
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/bulk-api-reading-price-list-files.html
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import ijson  # type: ignore[import-untyped]

from cloudgen.cost.feeds.fetch import BadAnswer, Client, same_host
from cloudgen.cost.feeds.mapping import Want, fits
from cloudgen.cost.feeds.quotes import FeedTier, Job, Page
from cloudgen.cost.price.book import GLOBAL

INDEX = "/offers/v1.0/aws/index.json"
# A usage type may begin with its region's billing code or name: EU-, USE1-, us-east-1-.
_PREFIX = re.compile(r"(?:[A-Z]{2,4}\d?|[a-z]{2}(?:-[a-z]+)+-\d)-")
_HEAD = 64 * 1024


class AwsFeed:
    """The file of each service and region that a meter is in."""

    def jobs(self, client: Client, wants: Sequence[Want], base: str) -> list[Job]:
        """One per service and region; prices of all regions are in a file of their own."""
        groups: dict[tuple[str, str], list[Want]] = {}
        for want in wants:
            groups.setdefault((want.service, want.at or want.region), []).append(want)
        offers = _section(client.json(base + INDEX), "offers")
        return [
            Job(f"{service} {region}", base + _path(offers, service, region == GLOBAL), tuple(group))
            for (service, region), group in sorted(groups.items())
        ]

    def page(self, client: Client, job: Job, url: str, base: str) -> Page:
        """The region index leads to the file; the file is the end."""
        if url.endswith("/region_index.json"):
            region = job.name.split()[-1]
            regions = _section(client.json(url), "regions")
            return Page([], _link(base, _text(regions, region, "currentVersionUrl")))
        return Page(client.fetch(url, lambda blocks: _rows(blocks, job)), None)


def _section(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = data.get(name)
    if not isinstance(section, dict):
        raise BadAnswer(f"the index has no {name}")
    return section


def _text(section: Mapping[str, Any], name: str, key: str) -> str:
    entry = section.get(name)
    value = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(value, str):
        raise BadAnswer(f"the index has no {key} for {name}")
    return value


def _path(offers: Mapping[str, Any], service: str, everywhere: bool) -> str:
    """A service that the index lacks is asked for where it would be, so that its job reports it and the others go on."""
    key = "currentVersionUrl" if everywhere else "currentRegionIndexUrl"
    if service in offers:
        return _text(offers, service, key)
    return f"/offers/v1.0/aws/{service}/current/{'index' if everywhere else 'region_index'}.json"


def _link(base: str, path: str) -> str:
    url = path if "://" in path else base + path
    if not same_host(url, base):
        raise BadAnswer("the index leads to another host")
    return url


class _Section:
    """The members of one object of the file, as they arrive: of `products`, of `terms.OnDemand`."""

    def __init__(self, prefix: str) -> None:
        self._found: list[tuple[str, Any]] = []
        self._parser = ijson.kvitems_coro(_Sink(self._found), prefix)

    def feed(self, block: bytes) -> list[tuple[str, Any]]:
        """The members that end in this block."""
        self._parser.send(block)
        members = list(self._found)
        self._found.clear()
        return members

    def close(self) -> None:
        """The end of the file; raises where that comes too early."""
        self._parser.close()


class _Sink:
    """What ijson sends its members to."""

    def __init__(self, found: list[tuple[str, Any]]) -> None:
        self._found = found

    def send(self, member: tuple[str, Any]) -> None:
        """Keep one."""
        self._found.append(member)

    def close(self) -> None:
        """Nothing is held open."""


class _Top:
    """The head of the file: what it is about and when it was published."""

    def __init__(self) -> None:
        self._head = b""

    def feed(self, block: bytes) -> None:
        """Keep the beginning; the products that follow aren't looked at here."""
        if len(self._head) < _HEAD:
            self._head += block[:_HEAD]

    def value(self, name: str) -> str:
        """A text of the head, empty where it isn't there."""
        found = re.search(rb'"%s"\s*:\s*"([^"\\]*)"' % name.encode(), self._head.partition(b'"products"')[0])
        return found.group(1).decode("ascii", "replace") if found else ""


class _Reader:
    """Products give the numbers of the meters, terms their prices."""

    def __init__(self, job: Job) -> None:
        self._by_type: dict[str, list[_Sought]] = {}
        for want in job.wants:
            for name in want.match.get("usagetype", "").split("|"):
                self._by_type.setdefault(name.casefold(), []).append(_sought(want))
        self._skus: dict[str, list[_Sought]] = {}
        self.kinds = sorted({sought.kind for wanted in self._by_type.values() for sought in wanted})
        self.rows: list[FeedTier] = []

    def product(self, sku: str, product: Any) -> None:
        """Remember which wants this product is."""
        fields = {**product["attributes"], "productFamily": product.get("productFamily", "")}
        usage_type = str(fields.get("usagetype", ""))
        for name in {usage_type.casefold(), _PREFIX.sub("", usage_type, count=1).casefold()}:
            fitting = [sought for sought in self._by_type.get(name, ()) if fits(sought.product, fields)]
            if fitting:
                self._skus.setdefault(sku, []).extend(fitting)

    def term(self, kind: str, sku: str, offers: Any, date: str) -> None:
        """The tiers of a product's offers of one kind."""
        for sought in self._skus.get(sku, ()):
            if sought.kind == kind:
                for offer in offers.values():
                    if fits(sought.term, offer.get("termAttributes", {})):
                        tiers = (tier for tier in offer["priceDimensions"].values() if _used(sought, tier))
                        self.rows += [_row(sought.want, sku, tier, date) for tier in tiers]


class _Sought(NamedTuple):
    """A want, its conditions sorted by where they are looked up."""

    want: Want
    kind: str
    product: dict[str, str]
    term: dict[str, str]


def _sought(want: Want) -> _Sought:
    term = {key.removeprefix("term."): value for key, value in want.match.items() if key.startswith("term.")}
    product = {key: value for key, value in want.match.items() if key != "usagetype" and not key.startswith("term.")}
    return _Sought(want, term.pop("type", "OnDemand"), product, term)


def _used(sought: _Sought, tier: Mapping[str, Any]) -> bool:
    """A reserved offer has a fee besides its hours; the fee has another unit."""
    return sought.kind == "OnDemand" or str(tier["unit"]).casefold() in {unit.casefold() for unit in sought.want.units}


def _row(want: Want, sku: str, tier: Mapping[str, Any], date: str) -> FeedTier:
    """A tier; its range begins at `beginRange` in the files and at `startingRange` in their documentation."""
    start = tier.get("beginRange", tier.get("startingRange", "0"))
    currency, amount = next(iter(tier["pricePerUnit"].items()))
    return FeedTier(want.key, sku, str(tier["unit"]), str(currency), str(start), str(amount), date)


def _rows(blocks: Iterator[bytes], job: Job) -> list[FeedTier]:
    """One pass: the head, the products, then the terms of those that are wanted."""
    reader, top, products = _Reader(job), _Top(), _Section("products")
    terms = {kind: _Section(f"terms.{kind}") for kind in reader.kinds}
    try:
        for block in blocks:
            top.feed(block)
            for sku, product in products.feed(block):
                reader.product(sku, product)
            for kind, section in terms.items():
                for sku, offers in section.feed(block):
                    reader.term(kind, sku, offers, top.value("publicationDate")[:10])
        for part in (products, *terms.values()):
            part.close()
    except ijson.IncompleteJSONError as error:
        raise BadAnswer(f"the file is cut off or isn't JSON: {str(error).splitlines()[0]}") from None
    except (ijson.JSONError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise BadAnswer(f"the file isn't a price list: {error!r}") from None
    if top.value("offerCode") != job.name.split()[0]:
        raise BadAnswer(f"the file is of {top.value('offerCode')!r}")
    return reader.rows
