"""Google Cloud: the Cloud Billing Catalog, services and their SKUs in pages, with an API key.

Format as documented in https://cloud.google.com/billing/v1/how-tos/catalog-api and
https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list
The key goes in a header (https://cloud.google.com/docs/authentication/api-keys-use), so it is in no address, message or file.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from cloudgen.cost.feeds.fetch import BadAnswer, Client
from cloudgen.cost.feeds.mapping import Want, fits
from cloudgen.cost.feeds.quotes import FeedTier, Job, Page
from cloudgen.cost.price.book import GLOBAL

KEY_HEADER = "X-Goog-Api-Key"
_PAGE = 5000


class GcpFeed:
    """The SKUs of each service that a meter is of; one list has all regions."""

    def jobs(self, client: Client, wants: Sequence[Want], base: str) -> list[Job]:
        """One per service. The mapping has the services' names; their numbers are read from the list of services."""
        groups: dict[str, list[Want]] = {}
        for want in wants:
            groups.setdefault(want.service, []).append(want)
        names = _services(client, base)
        return [
            Job(service, f"{base}/v1/{names.get(service) or _nowhere(service)}/skus?currencyCode=USD&pageSize={_PAGE}", tuple(group))
            for service, group in sorted(groups.items())
        ]

    def page(self, client: Client, job: Job, url: str, base: str) -> Page:  # noqa: ARG002 - tokens lead nowhere else
        """One page, and the address of the next."""
        data = client.json(url)
        rows = [row for sku in _list(data, "skus") for want in job.wants if _fits(want, sku) for row in _rows(want, sku, client.date)]
        return Page(rows, _following(data, job.url))


def _nowhere(service: str) -> str:
    """A service that the list lacks gets an address that doesn't exist, so that its job reports it and the others go on."""
    return f"services/{quote(service, safe='')}"


def _services(client: Client, base: str) -> dict[str, str]:
    """Resource names such as `services/6F81-5844-456A` by display name."""
    names: dict[str, str] = {}
    first = f"{base}/v1/services?pageSize={_PAGE}"
    url: str | None = first
    while url:
        data = client.json(url)
        for service in _list(data, "services"):
            names[str(service.get("displayName"))] = str(service.get("name"))
        url = _following(data, first)
    return names


def _list(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A page's entries; the last page may have none, but an answer without any of the documented parts is none."""
    entries = data.get(name, [] if "nextPageToken" in data else None)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadAnswer(f"the page has no {name}")
    return entries


def _following(data: Mapping[str, Any], first: str) -> str | None:
    token = data.get("nextPageToken")
    return f"{first}&pageToken={quote(str(token), safe='')}" if token else None


def _fits(want: Want, sku: Mapping[str, Any]) -> bool:
    regions = sku.get("serviceRegions") or []
    region = want.at or want.region
    if region not in regions and not (region == GLOBAL and want.at is None):
        return False
    category = sku.get("category") or {}
    return fits({"usageType": "OnDemand", **want.match}, {**category, "description": sku.get("description", "")})


def _rows(want: Want, sku: Mapping[str, Any], date: str) -> Iterator[FeedTier]:
    """The tiers of the newest price; an amount is whole units and billionths."""
    try:
        pricing = sku["pricingInfo"][-1]
        expression = pricing["pricingExpression"]
        for tier in expression["tieredRates"]:
            price = tier["unitPrice"]
            amount = Decimal(price.get("units") or 0) + Decimal(price.get("nanos") or 0).scaleb(-9)
            day = date or pricing["effectiveTime"][:10]
            start = str(tier.get("startUsageAmount") or 0)
            yield FeedTier(want.key, sku["skuId"], expression["usageUnit"], price.get("currencyCode", ""), start, f"{amount:f}", day)
    except (KeyError, IndexError, TypeError, AttributeError, ArithmeticError) as error:
        raise BadAnswer(f"a SKU of the page has no price: {error!r}") from None
