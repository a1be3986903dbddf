"""Rate limits per account, else per address, and per app; some kinds of request have a stricter one besides."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import HTTPConnection

from social.app.services import Services
from social.domain.errors import TooMany
from social.http.routing import Viewer
from social.ports.others import Allowance, Want
from social.settings import Settings
from social.telemetry import metrics


@dataclass(frozen=True)
class Limit:
    """One row: requests in so many seconds. By `address`: whoever asks, it counts for where they are; by `app`: for all who use it."""

    name: str
    most: int
    seconds: int
    by: str = "account"


def limits(settings: Settings, kind: str | None) -> list[Limit]:
    """What applies to a kind of route: the usual limits, and its own; `none` has neither."""
    if kind == "none":
        return []
    if kind == "files":
        # A page of a timeline shows dozens; they are apart from what clients ask of the API.
        return [Limit("files", 10 * settings.rate_per_5_minutes, 300, by="address")]
    usual = [Limit("all", settings.rate_per_5_minutes, 300), Limit("app", settings.rate_per_app_5_minutes, 300, by="app")]
    own = {
        "media": Limit("media", settings.media_per_30_minutes, 1_800),
        "deletes": Limit("deletes", settings.deletes_per_30_minutes, 1_800),
        "signups": Limit("signups", settings.signups_per_30_minutes, 1_800, by="address"),
    }
    return usual if kind is None else [*usual, own[kind]]


async def limited(services: Services, connection: HTTPConnection, viewer: Viewer | None, kind: str | None) -> dict[str, str]:
    """Count a request. The X-RateLimit headers of the limit that is nearest; TooMany when one is used up."""
    settings = services.settings
    if not settings.rate_limits:
        return {}
    applying = [each for each in limits(settings, kind) if each.by != "app" or viewer is not None]
    if not applying:
        return {}
    wanted = [Want(f"{each.name}:{_who(services, connection, viewer, each)}", each.most, each.seconds) for each in applying]
    taken = await services.limiter.take(*wanted)
    for limit, allowance in zip(applying, taken, strict=True):
        if not allowance.allowed:
            metrics.LIMITED.labels(limit.name).inc()
            wait = max(1, -(-(allowance.reset_at - services.clock.now()) // 1000))
            raise TooMany("Too many requests", headers={**_headers(allowance), "Retry-After": str(wait)})
    return _headers(min(taken, key=lambda each: each.remaining))


def _headers(allowance: Allowance) -> dict[str, str]:
    reset = datetime.fromtimestamp(allowance.reset_at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"X-RateLimit-Limit": str(allowance.limit), "X-RateLimit-Remaining": str(allowance.remaining), "X-RateLimit-Reset": reset}


def _who(services: Services, connection: HTTPConnection, viewer: Viewer | None, limit: Limit) -> str:
    """The app, the account; or the address, as a keyed hash, since the counter's store has no use for the address itself."""
    if viewer is not None and limit.by == "app":
        return f"p{viewer.app_id}"
    if viewer is not None and viewer.account is not None and limit.by == "account":
        return f"a{viewer.account.id}"
    place = neighbourhood(client_address(connection, services.settings.trusted_proxies))
    return "i" + hashlib.blake2b(place.encode(), key=services.secret[:64], digest_size=16).hexdigest()


def neighbourhood(address: str) -> str:
    """What counts as one address: a single one of IPv4, a /64 of IPv6, which is what one customer gets."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return address


def client_address(connection: HTTPConnection, trusted: tuple[str, ...]) -> str:
    """The nearest address that no trusted proxy has: X-Forwarded-For is believed from those alone."""
    address = connection.client.host if connection.client else "unknown"
    if not trusted:
        return address
    networks = [ipaddress.ip_network(each, strict=False) for each in trusted]
    chain = [part.strip() for line in connection.headers.getlist("x-forwarded-for") for part in line.split(",") if part.strip()]
    while chain and _inside(address, networks):
        found = _plain(chain.pop())
        if found is None:
            break
        address = found
    return address


def _plain(text: str) -> str | None:
    """An address without the port that some proxies add; None for what is none."""
    host = text[1:].partition("]")[0] if text.startswith("[") else text.partition(":")[0] if text.count(":") == 1 else text
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def _inside(address: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)
