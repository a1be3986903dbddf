"""Azure: the Retail Prices API, pages of at most 1,000 meters that name the next page.

Format and filter as documented in https://learn.microsoft.com/en-us/rest/api/cost-management/retail-prices/azure-retail-prices
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from cloudgen.cost.feeds.fetch import BadAnswer, Client, CutOff, same_host
from cloudgen.cost.feeds.mapping import Want, fits
from cloudgen.cost.feeds.quotes import FeedTier, Job, Page
from cloudgen.cost.price.book import GLOBAL

PATH = "/api/retail/prices"


class AzureFeed:
    """The list of each service in each region that a meter is in."""

    def jobs(self, client: Client, wants: Sequence[Want], base: str) -> list[Job]:  # noqa: ARG002 - needs no index
        """One per service and region; what holds everywhere is looked for in all regions, or in the one that the mapping names."""
        groups: dict[tuple[str, str], list[Want]] = {}
        for want in wants:
            groups.setdefault((want.service, want.at or want.region), []).append(want)
        return [
            Job(f"{service}, {region}", f"{base}{PATH}?$filter={quote(_filter(service, region))}", tuple(group))
            for (service, region), group in sorted(groups.items())
        ]

    def page(self, client: Client, job: Job, url: str, base: str) -> Page:
        """One page, and the address of the next."""
        data = client.json(url)
        items = data.get("Items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise BadAnswer("the page has no items")
        if "Count" in data and data["Count"] != str(len(items)):
            raise CutOff(f"the page has {len(items)} of {data['Count']} items")
        following = data.get("NextPageLink") or None
        if following and not same_host(following, base):
            raise BadAnswer("the next page is on another host")
        rows = [_row(want, item, client.date) for item in items for want in job.wants if _fits(want, item)]
        return Page(rows, following)


def _filter(service: str, region: str) -> str:
    """An OData filter; quotes in a value are doubled."""
    parts = {"serviceName": service, "priceType": "Consumption"}
    if region != GLOBAL:
        parts["armRegionName"] = region
    return " and ".join(f"{key} eq '{value.replace(chr(39), chr(39) * 2)}'" for key, value in sorted(parts.items()))


def _fits(want: Want, item: Mapping[str, Any]) -> bool:
    """The item is the meter; a price that has an end has a successor in the list, too."""
    return item.get("type", "Consumption") == "Consumption" and not item.get("effectiveEndDate") and fits(want.match, item)


def _row(want: Want, item: Mapping[str, Any], date: str) -> FeedTier:
    try:
        return FeedTier(
            want.key,
            item["meterId"],
            item["unitOfMeasure"],
            item["currencyCode"],
            item["tierMinimumUnits"],
            item["retailPrice"],
            date or item["effectiveStartDate"][:10],
        )
    except (KeyError, TypeError) as error:
        raise BadAnswer(f"an item of the page lacks {error}") from None
