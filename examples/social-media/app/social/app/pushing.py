"""Push: what a device wants to hear, and what it is told."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from sqlalchemy import delete, exists, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.notifying import TYPES, kept
from social.app.render.accounts import account
from social.app.services import Services
from social.domain.errors import Invalid, NotFound
from social.ports.others import Device, PushLater

POLICIES = ("all", "followed", "follower", "none")
REMEMBERED = 50
BODY_LENGTH = 140
AT_A_TIME = 3
TURN_SECONDS = 1.0
p = t.push_subscriptions.c
_TITLES = {
    "mention": "You were mentioned by {name}",
    "status": "{name} just posted",
    "reblog": "{name} boosted your post",
    "follow": "{name} is now following you",
    "follow_request": "Pending follower: {name}",
    "favourite": "{name} favorited your post",
    "poll": "A poll by {name} has ended",
    "update": "{name} edited a post",
    "admin.sign_up": "{name} signed up",
    "admin.report": "{name} submitted a report",
}


@dataclass(frozen=True)
class PushWish:
    """A device and what it wants."""

    endpoint: str
    p256dh: str
    auth: str
    alerts: Mapping[str, bool]
    policy: str
    standard: bool


def checked(services: Services, endpoint: str, p256dh: str, auth: str) -> tuple[str, str, str]:
    """Address and keys as they are kept; Invalid for what can't be one. Where the name leads is looked at before each delivery."""
    schemes = ("https", "http") if services.settings.private_addresses else ("https",)
    if len(endpoint) > 2_000 or not _web(endpoint, schemes):
        raise Invalid("Validation failed: Endpoint is not a valid URL")
    point, secret = _decoded(p256dh, "p256dh"), _decoded(auth, "auth")
    if len(point) != 65 or point[0] != 4:
        raise Invalid("Validation failed: Key p256dh is not a point of the curve")
    if len(secret) != 16:
        raise Invalid("Validation failed: Auth is not a secret of 16 bytes")
    return endpoint, _text(point), _text(secret)


def _web(address: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False


def _decoded(text: str, name: str) -> bytes:
    """Base64 of either alphabet, with padding or without."""
    plain = text.strip().rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(f"Validation failed: Key {name} is not base64") from None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def alerts(given: Mapping[str, bool]) -> dict[str, bool]:
    """All types, each on or off."""
    return {name: bool(given.get(name, False)) for name in TYPES}


def policy(text: str | None) -> str:
    """Whose doings are told."""
    if text is not None and text not in POLICIES:
        raise Invalid("Validation failed: Policy is not included in the list")
    return text or "all"


async def subscribe(services: Services, token_id: int, account_id: int, wish: PushWish) -> Row[Any]:
    """The one subscription of a token; an earlier one is replaced."""
    row = {
        "id": services.ids.next(), "token_id": token_id, "account_id": account_id, "endpoint": wish.endpoint, "p256dh": wish.p256dh,
        "auth": wish.auth, "alerts": dict(wish.alerts), "policy": wish.policy, "standard": wish.standard, "delivered": [],
        "created_at": services.clock.now(),
    }  # fmt: skip
    changed = {name: value for name, value in row.items() if name != "token_id"}
    async with services.db.begin() as unit:
        await unit.connection.execute(services.db.upsert(t.push_subscriptions, ["token_id"], row, changed))
        return await of_token(unit.connection, token_id)


async def of_token(connection: AsyncConnection, token_id: int) -> Row[Any]:
    """The subscription of a token."""
    row = (await connection.execute(select(t.push_subscriptions).where(p.token_id == token_id))).first()
    if row is None:
        raise NotFound
    return row


async def change(services: Services, token_id: int, given: Mapping[str, Any]) -> Row[Any]:
    """Change what a device wants to hear."""
    async with services.db.begin() as unit:
        row = await of_token(unit.connection, token_id)
        if given:
            await unit.connection.execute(update(t.push_subscriptions).where(p.id == row.id).values(**given))
        return await of_token(unit.connection, token_id)


async def unsubscribe(services: Services, token_id: int) -> None:
    """Nothing more to this device."""
    async with services.db.begin() as unit:
        await unit.connection.execute(delete(t.push_subscriptions).where(p.token_id == token_id))


async def drop(services: Services, subscription_id: int) -> None:
    """The device is gone."""
    async with services.db.begin() as unit:
        await unit.connection.execute(delete(t.push_subscriptions).where(p.id == subscription_id))


def entity(services: Services, row: Row[Any]) -> dict[str, Any]:
    """A WebPushSubscription."""
    return {
        "id": str(row.id), "endpoint": row.endpoint, "standard": row.standard, "alerts": alerts(row.alerts), "policy": row.policy,
        "server_key": services.pusher.public_key,
    }  # fmt: skip


# --- deliveries ---------------------------------------------------------------------------------------------------------------------
_turns: WeakValueDictionary[int, asyncio.Semaphore] = WeakValueDictionary()


@asynccontextmanager
async def _turn(account_id: int) -> AsyncIterator[None]:
    """One of a few that an account has in this process, so that its slow devices leave room for others; PushLater if none comes free."""
    turns = _turns.setdefault(account_id, asyncio.Semaphore(AT_A_TIME))
    try:
        async with asyncio.timeout(TURN_SECONDS):
            await turns.acquire()
    except TimeoutError:
        raise PushLater from None
    try:
        yield
    finally:
        turns.release()


async def spread(services: Services, notification_id: int) -> None:
    """A message for each device that wants a notification, once."""
    async with services.db.begin() as unit:
        once = update(t.notifications).where(t.notifications.c.id == notification_id, t.notifications.c.pushed.is_(False))
        if not (await unit.connection.execute(once.values(pushed=True))).rowcount:
            return
        row = (await unit.connection.execute(select(t.notifications).where(t.notifications.c.id == notification_id))).one()
        for each in await _listening(unit, row):
            body = {"notification_id": str(notification_id), "subscription_id": str(each)}
            await unit.emit("notify", "push.deliver", each, body)


async def _listening(unit: Unit, notification: Row[Any]) -> list[int]:
    """Subscriptions, of tokens that hold, whose alerts and policy want it."""
    query = (
        select(t.push_subscriptions)
        .join(t.tokens, t.tokens.c.id == p.token_id)
        .where(p.account_id == notification.account_id, t.tokens.c.revoked_at.is_(None))
        .order_by(p.id)
    )
    rows = [row for row in await unit.connection.execute(query) if row.alerts.get(notification.type)]
    mine, theirs = notification.account_id, notification.from_id
    wanted = {"all": True, "none": False}
    if any(row.policy in ("followed", "follower") for row in rows):
        wanted |= {"followed": await _follows(unit, mine, theirs), "follower": await _follows(unit, theirs, mine)}
    return [row.id for row in rows if wanted[row.policy]]


async def _follows(unit: Unit, source: int, target: int) -> bool:
    f = t.follows.c
    query = select(exists(select(f.id).where(f.source_id == source, f.target_id == target, f.state == "accepted")))
    return bool((await unit.connection.execute(query)).scalar_one())


async def deliver(services: Services, notification_id: int, subscription_id: int) -> None:
    """Send to one device, unless that was done or the notification is no longer one."""
    async with services.db.read() as connection:
        subscription = (await connection.execute(select(t.push_subscriptions).where(p.id == subscription_id))).first()
        if subscription is None or notification_id in subscription.delivered:
            return
        query = kept(services, subscription.account_id).where(t.notifications.c.id == notification_id)
        row = (await connection.execute(query)).first()
        if row is None:
            return
        payload = await _payload(services, connection, row)
    device = Device(subscription.endpoint, subscription.p256dh, subscription.auth, subscription.standard)
    async with _turn(subscription.account_id):
        await services.pusher.send(device, payload)
    async with services.db.begin() as unit:
        locked = select(p.delivered).where(p.id == subscription_id).with_for_update()
        before = (await unit.connection.execute(locked)).scalar_one_or_none()
        if before is not None:
            done = [*before, notification_id][-REMEMBERED:]
            await unit.connection.execute(update(t.push_subscriptions).where(p.id == subscription_id).values(delivered=done))


async def _payload(services: Services, connection: AsyncConnection, row: Row[Any]) -> dict[str, Any]:
    """As apps expect it, but without `access_token`: a token is no business of a push, and only its hash is kept here anyway."""
    sender = (await connection.execute(select(t.accounts).where(t.accounts.c.id == row.from_id))).one()
    locale = select(t.users.c.locale).where(t.users.c.account_id == row.account_id)
    text = sender.note
    if row.status_id is not None:
        post = (await connection.execute(select(t.statuses).where(t.statuses.c.id == row.status_id))).one()
        text = post.spoiler_text or post.text
    return {
        "preferred_locale": (await connection.execute(locale)).scalar_one(),
        "notification_id": str(row.id),
        "notification_type": row.type,
        "icon": account(services, sender)["avatar"],
        "title": _TITLES[row.type].format(name=sender.display_name or sender.username),
        "body": text if len(text) <= BODY_LENGTH else f"{text[: BODY_LENGTH - 1]}…",
    }
