"""Rate limits per account, else per address; a route may name a stricter one."""

import ipaddress
from datetime import UTC, datetime

from starlette.requests import Request

from social.app.services import Services
from social.domain.errors import TooMany
from social.http.routing import Route, Viewer


async def limited(services: Services, request: Request, viewer: Viewer | None, route: Route) -> dict[str, str]:
    """The X-RateLimit headers; TooMany when the allowance is used up."""
    settings = services.settings
    if not settings.rate_limits:
        return {}
    who = f"a{viewer.account.id}" if viewer and viewer.account is not None else f"i{client_address(request, settings.trusted_proxies)}"
    limits = {
        None: ("all", settings.rate_per_5_minutes, 300),
        "media": ("media", settings.media_per_30_minutes, 1_800),
        "deletes": ("deletes", settings.deletes_per_30_minutes, 1_800),
        "signups": ("signups", settings.signups_per_30_minutes, 1_800),
    }
    name, most, seconds = limits[route.limit]
    allowance = await services.limiter.take(f"{name}:{who}", most, seconds)
    reset = datetime.fromtimestamp(allowance.reset_at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    headers = {"X-RateLimit-Limit": str(allowance.limit), "X-RateLimit-Remaining": str(allowance.remaining), "X-RateLimit-Reset": reset}
    if not allowance.allowed:
        wait = max(1, (allowance.reset_at - services.clock.now()) // 1000 + 1)
        raise TooMany("Too many requests", headers={**headers, "Retry-After": str(wait)})
    return headers


def client_address(request: Request, trusted: tuple[str, ...]) -> str:
    """The nearest address that no trusted proxy has: X-Forwarded-For is believed from those alone."""
    address = request.client.host if request.client else "unknown"
    if not trusted:
        return address
    networks = [ipaddress.ip_network(each, strict=False) for each in trusted]
    chain = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    while chain and _inside(address, networks):
        address = chain.pop()
    return address


def _inside(address: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)
