"""Push subscriptions: one per token."""

from typing import Any

from social.app import pushing
from social.http.params import Params
from social.http.routing import Call, Parameter, route, scope

PATH = "/api/v1/push/subscription"
ACCESS = scope("push")
DATA = (
    Parameter("data", "object", help="alerts by type of notification, and the policy: all, followed, follower or none."),
    Parameter("policy", enum=pushing.POLICIES),
)


def _token(call: Call) -> int:
    assert call.viewer is not None  # noqa: S101 - the route asks for a token
    return call.viewer.token_id


def _alerts(data: Params) -> dict[str, bool]:
    given = data.nested("alerts")
    return pushing.alerts({name: bool(given.flag(name, default=False)) for name in given.tree})


def _policy(call: Call) -> str | None:
    return call.params.nested("data").text("policy") or call.params.text("policy")


@route("POST", PATH, ACCESS, takes=(Parameter("subscription", "object", required=True), *DATA))
async def create(call: Call) -> dict[str, Any]:
    """Subscribe this device; an earlier subscription of the same token is replaced."""
    subscription = call.params.nested("subscription")
    keys = subscription.nested("keys")
    endpoint, p256dh, auth = pushing.checked(
        call.services, subscription.required("endpoint"), keys.required("p256dh", most=200), keys.required("auth", most=100)
    )
    standard = bool(subscription.flag("standard", default=False))
    wish = pushing.PushWish(endpoint, p256dh, auth, _alerts(call.params.nested("data")), pushing.policy(_policy(call)), standard)
    return pushing.entity(call.services, await pushing.subscribe(call.services, _token(call), call.account.id, wish))


@route("GET", PATH, ACCESS)
async def show(call: Call) -> dict[str, Any]:
    """What this device is told."""
    async with call.services.db.read() as connection:
        return pushing.entity(call.services, await pushing.of_token(connection, _token(call)))


@route("PUT", PATH, ACCESS, takes=DATA)
async def change(call: Call) -> dict[str, Any]:
    """Change what this device is told."""
    data = call.params.nested("data")
    given: dict[str, Any] = {"alerts": _alerts(data)} if "alerts" in data else {}
    if _policy(call) is not None:
        given["policy"] = pushing.policy(_policy(call))
    return pushing.entity(call.services, await pushing.change(call.services, _token(call), given))


@route("DELETE", PATH, ACCESS)
async def delete(call: Call) -> dict[str, Any]:
    """Tell this device nothing more."""
    await pushing.unsubscribe(call.services, _token(call))
    return {}
