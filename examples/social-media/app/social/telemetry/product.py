"""What people do, for operators who measure their product: deeds without content, under names that nobody can trace beyond a month."""

import hashlib
from datetime import UTC, datetime

import structlog

from social.app.services import Services

DEEDS = {
    ("POST", "/api/v1/accounts"): "signed_up",
    ("POST", "/api/v1/statuses"): "posted",
    ("POST", "/api/v1/statuses/{id}/favourite"): "favourited",
    ("POST", "/api/v1/statuses/{id}/reblog"): "boosted",
    ("POST", "/api/v1/accounts/{id}/follow"): "followed",
    ("POST", "/api/v2/media"): "uploaded",
    ("GET", "/api/v2/search"): "searched",
    ("GET", "/api/v1/timelines/home"): "read_home",
    ("GET", "/api/x/v1/timelines/ranked"): "read_ranked",
}
log = structlog.get_logger("social.product")


def happened(services: Services, method: str, path: str, account_id: int | None) -> None:
    """One line of log for a request that succeeded, if the setting wants it and the route is one of those above."""
    deed = DEEDS.get((method, path)) if services.settings.product_events else None
    if deed is not None:
        log.info("deed", deed=deed, who=None if account_id is None else _pseudonym(services, account_id))


def _pseudonym(services: Services, account_id: int) -> str:
    """A keyed hash with the month in it: months can't be joined, and without the key nobody can be found."""
    month = datetime.fromtimestamp(services.clock.now() / 1000, UTC).strftime("%Y-%m")
    return hashlib.blake2b(f"{month} {account_id}".encode(), key=services.secret[:64], digest_size=8, person=b"product").hexdigest()
