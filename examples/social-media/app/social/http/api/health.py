"""What machines ask: whether the process lives, whether it can serve, and its metrics."""

import hmac
import ipaddress

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import PlainTextResponse, Response

from social.domain.errors import Forbidden
from social.http import condition
from social.http.app import bearer
from social.http.routing import ANYBODY, Call, json, route
from social.telemetry import metrics


@route("GET", "/health", ANYBODY, limit="none")
@route("GET", "/health/live", ANYBODY, limit="none")
async def live(call: Call) -> Response:  # noqa: ARG001 - asks nothing of anybody
    """Whether the process answers at all."""
    return PlainTextResponse("OK")


@route("GET", "/health/ready", ANYBODY, limit="none")
async def ready(call: Call) -> Response:
    """Whether everything answers that this role needs; else 503 with the names of what doesn't."""
    found = await condition.unready(call.services)
    return json({"status": "unready" if found else "ready", "failing": found}, 503 if found else 200)


@route("GET", "/metrics", ANYBODY, limit="none")
async def scrape(call: Call) -> Response:
    """Prometheus metrics, for who has their token; without such a token, for this machine alone."""
    _let_in(call)
    await condition.measure(call.services)
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _let_in(call: Call) -> None:
    token = call.services.settings.metrics_token
    if token is not None:
        if not hmac.compare_digest((bearer(call.request) or "").encode(), token.get_secret_value().encode()):
            raise Forbidden("Metrics need their token")
        return
    host = call.request.client.host if call.request.client else ""
    # A proxy on this machine speaks for others, and says so.
    if "x-forwarded-for" in call.request.headers or "forwarded" in call.request.headers or not _here(host):
        raise Forbidden("Metrics are for this machine alone, unless they have a token")


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
