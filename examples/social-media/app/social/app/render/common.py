"""Small things that every entity needs."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from social.app.services import Services
from social.domain.text import tag_key


def time(milliseconds: int | None) -> str | None:
    """`2026-11-21T10:00:00.123Z`."""
    if milliseconds is None:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(milliseconds: int | None) -> str | None:
    """`2026-11-21`."""
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()


def account_url(services: Services, username: str) -> str:
    """The page of a person."""
    return f"{services.settings.base_url}/@{quote(username)}"


def status_url(services: Services, username: str, status_id: int) -> str:
    """The page of a post."""
    return f"{account_url(services, username)}/{status_id}"


def tag_url(services: Services, name: str) -> str:
    """The page of a tag."""
    return f"{services.settings.base_url}/tags/{quote(name)}"


def featured_url(services: Services, username: str, name: str) -> str:
    """The page of what a person says with a tag."""
    return f"{account_url(services, username)}/tagged/{quote(name)}"


def tag_links(services: Services) -> Callable[[str], str]:
    """The page of a tag as somebody wrote it."""
    return lambda name: tag_url(services, tag_key(name))


def missing_image(services: Services, kind: str) -> str:
    """The picture of those who have none."""
    return f"{services.settings.base_url}/static/{kind}-missing.png"
