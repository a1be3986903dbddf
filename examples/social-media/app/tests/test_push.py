"""Push: what a device receives is decrypted with its own key; nothing goes where nobody from outside may send us."""

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import http_ece
import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import insert

from social import tables as t
from social.adapters import outbound
from social.adapters.outbound import Blocked, Outbound, public
from social.adapters.push.web import WebPusher, new_key
from social.app import pushing
from social.ports.others import Device, PushGone, PushLater, PushRefused
from social.ports.queue import Ack, Dead, Envelope, Retry
from social.workers import loop, registry
from social.workers.relay import relay_once
from tests.live import PATIENCE, until
from tests.world import Person, World

loopback = pytest.mark.settings(private_addresses=True)


def urlsafe(data: bytes) -> str:
    """As apps write keys."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Receiver:
    """A push service and the browser behind it."""

    port: int = 0
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = b"0123456789abcdef"

    @property
    def endpoint(self) -> str:
        """Where the server shall send."""
        return f"http://127.0.0.1:{self.port}/push/1?a=b"

    @property
    def point(self) -> bytes:
        """The device's public key."""
        return self.key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:]) if name}
        self.got.append((head[0], headers, await reader.readexactly(int(headers["content-length"]))))
        extra = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\nConnection: close\r\n{extra}\r\n".encode())
        await writer.drain()
        writer.close()

    def opened(self, number: int = -1) -> dict[str, Any]:
        """What the browser reads, with its private key."""
        _, headers, body = self.got[number]
        if headers["content-encoding"] == "aes128gcm":
            text = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        else:
            salt, point = headers["encryption"].split("salt=")[1], headers["crypto-key"].split("dh=")[1].split(";")[0]
            text = http_ece.decrypt(
                body,
                salt=unpadded(salt),
                private_key=self.key,
                dh=unpadded(point),
                auth_secret=self.auth,
                keylabel="P-256",
                version="aesgcm",
            )
        found: dict[str, Any] = json.loads(text)
        return found

    def signer(self, number: int = -1) -> tuple[str, dict[str, Any]]:
        """The server's key and its claims, after checking the signature."""
        _, headers, _ = self.got[number]
        kind, _, rest = headers["authorization"].partition(" ")
        if kind == "vapid":
            token, _, key = rest.removeprefix("t=").partition(",k=")
        else:
            token, key = rest, headers["crypto-key"].split("p256ecdsa=")[1]
        point = unpadded(key)
        jwk = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": urlsafe(point[1:33]), "y": urlsafe(point[33:])})
        return key, jwt.decode(token, jwk, algorithms=["ES256"]).claims


def unpadded(text: str) -> bytes:
    """URL-safe base64 without its padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A push service on loopback."""
    found = Receiver()
    server = await asyncio.start_server(found.answer, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found


async def subscribe(
    person: Person, receiver: Receiver, status: int = 200, *, standard: bool = False, policy: str | None = None, **alerts: bool
) -> Any:
    """As apps do it."""
    keys = {"p256dh": urlsafe(receiver.point), "auth": urlsafe(receiver.auth)}
    data = {"alerts": alerts or {"mention": True}, **({"policy": policy} if policy else {})}
    body = {"subscription": {"endpoint": receiver.endpoint, "keys": keys, "standard": standard}, "data": data}
    return await person.call("POST", "push/subscription", status, json=body)


async def notify(world: World, to: Person, by: Person, type_: str = "follow", status_id: str | None = None) -> str:
    """A notification as the workers write it, with its message."""
    number = world.services.ids.next()
    row = {
        "id": number, "account_id": int(to.id), "from_id": int(by.id), "type": type_, "cause": f"test:{number}",
        "status_id": int(status_id) if status_id else None, "created_at": world.services.clock.now(),
    }  # fmt: skip
    async with world.services.db.begin() as unit:
        await unit.connection.execute(insert(t.notifications).values(row))
        await unit.emit("notify", "push", number, {"notification_id": str(number)})
    return str(number)


@loopback
@pytest.mark.parametrize("standard", [False, True])
async def test_a_device_reads_what_was_sent(world: World, receiver: Receiver, standard: bool) -> None:
    """From a mention in a private post to the browser's plain text; nobody on the way can read it, and the server signs it."""
    ann, bob = await world.people(2)
    made = await subscribe(ann, receiver, standard=standard)
    assert made["standard"] is standard
    post = await bob.say(f"@{ann.username} SECRET", visibility="direct")
    await world.settle()
    [(line, headers, body)] = receiver.got
    assert line == "POST /push/1?a=b HTTP/1.1"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert headers["content-encoding"] == ("aes128gcm" if standard else "aesgcm")
    assert int(headers["ttl"]) > 0
    assert b"SECRET" not in body
    seen = receiver.opened()
    [notification] = await ann.get("notifications")
    assert seen == {
        "preferred_locale": "en", "notification_id": notification["id"], "notification_type": "mention", "icon": post["account"]["avatar"],
        "title": f"You were mentioned by {bob.username}", "body": f"@{ann.username} SECRET",
    }  # fmt: skip
    key, claims = receiver.signer()
    assert key == made["server_key"] == world.services.pusher.public_key
    assert claims["aud"] == f"http://127.0.0.1:{receiver.port}"
    assert claims["sub"] == "mailto:admin@example.com"
    assert 0 < claims["exp"] - world.services.clock.now() / 1000 <= 86_400


async def test_subscriptions_are_made_and_changed(world: World, receiver: Receiver) -> None:
    """One per token; forms with brackets and both alphabets of base64."""
    ann, bob = await world.people(2)
    await ann.get("push/subscription", 404)
    await ann.call("PUT", "push/subscription", 404, json={"data": {"alerts": {"poll": True}}})
    standard = base64.b64encode(receiver.point).decode()
    form = {
        "subscription[endpoint]": "https://push.example.com/1", "subscription[keys][p256dh]": standard,
        "subscription[keys][auth]": base64.b64encode(receiver.auth).decode(), "data[alerts][mention]": "1", "data[alerts][admin.report]": "true",
        "data[alerts][nonsense]": "1", "policy": "followed",
    }  # fmt: skip
    made = await ann.post("push/subscription", **form)
    assert made["endpoint"] == "https://push.example.com/1"
    assert {name for name, on in made["alerts"].items() if on} == {"mention", "admin.report"}
    assert len(made["alerts"]) == 10
    assert made["policy"] == "followed"
    row = await world.row(t.push_subscriptions, id=int(made["id"]))
    assert (row.p256dh, row.auth) == (urlsafe(receiver.point), urlsafe(receiver.auth))
    assert len(unpadded(made["server_key"])) == 65
    changed = await ann.call("PUT", "push/subscription", json={"data": {"alerts": {"poll": True}, "policy": "none"}})
    assert {name for name, on in changed["alerts"].items() if on} == {"poll"}
    assert (changed["policy"], changed["id"]) == ("none", made["id"])
    await bob.get("push/subscription", 404)
    again = await ann.post("push/subscription", **{**form, "subscription[endpoint]": "https://push.example.com/2"})
    assert again["endpoint"].endswith("/2")
    assert (await ann.get("push/subscription")) == again
    assert await ann.call("DELETE", "push/subscription") == {}
    await ann.get("push/subscription", 404)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("endpoint", "http://push.example.com/1"), ("endpoint", "ftp://push.example.com/1"), ("endpoint", "https://"), ("endpoint", "https://[/"),
        ("endpoint", "https://user:word@push.example.com/"), ("endpoint", "https://push.example.com/" + "x" * 2_000), ("endpoint", ""),
        ("p256dh", "AAAA"), ("p256dh", "!!!"), ("p256dh", ""), ("auth", "AAAA"), ("auth", "ä"),
    ],
)  # fmt: skip
async def test_bad_subscriptions_are_refused(world: World, receiver: Receiver, name: str, value: str) -> None:
    """Each for what it lacks."""
    keys = {"p256dh": urlsafe(receiver.point), "auth": urlsafe(receiver.auth)}
    body = {"endpoint": "https://push.example.com/1", "keys": keys}
    (body if name == "endpoint" else keys)[name] = value
    ann = await world.person()
    await ann.call("POST", "push/subscription", 422, json={"subscription": body})
    await ann.get("push/subscription", 404)
    bad = {
        "subscription": {
            "endpoint": "https://push.example.com/1",
            "keys": {"p256dh": urlsafe(receiver.point), "auth": urlsafe(receiver.auth)},
        }
    }
    await ann.call("POST", "push/subscription", 422, json={**bad, "data": {"policy": "some"}})


@loopback
async def test_alerts_and_policy_decide(world: World, receiver: Receiver) -> None:
    """Types that are off, people who don't fit, and tokens that were revoked: silence."""
    ann, friend, fan, stranger = await world.people(4)
    await ann.follow(friend)
    await fan.follow(ann)
    await world.settle()
    wanted = {"all": {friend.id, fan.id, stranger.id}, "followed": {friend.id}, "follower": {fan.id}, "none": set()}
    for policy, people in wanted.items():
        await subscribe(ann, receiver, policy=policy, favourite=True)
        told = {}
        for each in (friend, fan, stranger):
            told[await notify(world, ann, each, "favourite")] = each.id
            await notify(world, ann, each, "reblog")
        receiver.got.clear()
        await world.settle()
        assert {told[receiver.opened(number)["notification_id"]] for number in range(len(receiver.got))} == people, policy
        assert len(receiver.got) == len(people)
    await subscribe(ann, receiver, favourite=True)
    token = await world.row(t.push_subscriptions, account_id=int(ann.id))
    await world.change(t.tokens, token.token_id, revoked_at=1)
    receiver.got.clear()
    await notify(world, ann, fan, "favourite")
    await world.settle()
    assert receiver.got == []


@loopback
async def test_a_notification_is_sent_once(world: World, receiver: Receiver) -> None:
    """However often its messages come; and not at all once it was dismissed or its post is gone."""
    ann, bob = await world.people(2)
    made = await subscribe(ann, receiver, follow=True, mention=True)
    number = await notify(world, ann, bob)
    await world.settle()
    first = Envelope("push", "1", number, {"notification_id": number})
    second = Envelope("push.deliver", "2", made["id"], {"notification_id": number, "subscription_id": made["id"]})
    for envelope in (first, second, first, second):
        assert await registry.handle("notify", envelope, world.services) == Ack()
        await world.settle()
    assert len(receiver.got) == 1
    post = await bob.say(f"@{ann.username} gone")
    number = await notify(world, ann, bob, "mention", post["id"])
    await bob.call("DELETE", f"statuses/{post['id']}")
    dismissed = await notify(world, ann, bob)
    await world.change(t.notifications, int(dismissed), dismissed=True)
    await world.settle()
    assert len(receiver.got) == 1


@loopback
async def test_what_the_service_answers(world: World, receiver: Receiver) -> None:
    """Gone deletes the subscription; busy waits as long as it says; what is refused as wrong goes to the dead letters, and so does what never works."""
    ann, bob = await world.people(2)
    date = format_datetime(datetime.now(UTC) + timedelta(days=3), usegmt=True)
    cases: list[tuple[int, dict[str, str], Any]] = [
        (429, {"Retry-After": "120"}, Retry(120.0)), (503, {}, Retry(None)), (500, {"Retry-After": "99999"}, Retry(3_600.0)),
        (503, {"Retry-After": date}, Retry(3_600.0)), (503, {"Retry-After": "soon"}, Retry(None)), (400, {}, Dead("the push service answered 400")),
        (302, {"Location": "http://127.0.0.1:1/"}, Dead("the push service answered 302")),
    ]  # fmt: skip
    made = await subscribe(ann, receiver, follow=True)
    for status, headers, outcome in cases:
        receiver.status, receiver.headers = status, headers
        number = await notify(world, ann, bob)
        envelope = Envelope("push.deliver", "1", made["id"], {"notification_id": number, "subscription_id": made["id"]})
        assert await registry.handle("notify", envelope, world.services) == outcome, status
    assert await ann.get("push/subscription") == made
    for status in (404, 410):
        made = await subscribe(ann, receiver, follow=True)
        receiver.status, receiver.headers = status, {}
        number = await notify(world, ann, bob)
        envelope = Envelope("push.deliver", "1", made["id"], {"notification_id": number, "subscription_id": made["id"]})
        assert await registry.handle("notify", envelope, world.services) == Ack()
        await ann.get("push/subscription", 404)
        assert await registry.handle("notify", envelope, world.services) == Ack()


DEVICE_KEY = (
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
)
DEVICE = Device("https://push.example.com/1", urlsafe(DEVICE_KEY), urlsafe(b"0" * 16))


class Wire(httpx.AsyncBaseTransport):
    """Where requests would have gone."""

    def __init__(self, status: int = 201) -> None:
        self.status = status
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Note it."""
        self.requests.append(request)
        return httpx.Response(self.status, headers={"location": "https://169.254.169.254/"})


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1",
        "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "ff02::1", "no address",
    ],
)  # fmt: skip
async def test_private_addresses_are_not_called(address: str) -> None:
    """Whatever name leads there, even if another of its addresses is public; the subscription goes."""
    assert not public(address)
    for found in ([address], ["93.184.216.34", address]):
        wire = Wire()

        async def resolve(host: str, port: int, found: list[str] = found) -> list[str]:
            return found

        with pytest.raises(PushGone):
            await WebPusher(new_key(), "a@example.com", Outbound(resolve=resolve, transport=wire)).send(DEVICE, {"notification_id": "1"})
        assert wire.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example.com/",
        "https://push.example.com:8443/",
        "https://a:b@push.example.com/",
        "ftp://push.example.com/",
        "https:///x",
        "x",
    ],
)
async def test_odd_addresses_are_not_called(url: str) -> None:
    """Only https on its own port, without a password."""
    wire = Wire()

    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    with pytest.raises(Blocked):
        await Outbound(resolve=resolve, transport=wire).post(url, b"", {})
    assert wire.requests == []


async def test_the_address_that_was_looked_at_is_called() -> None:
    """A name that changes between looking and calling changes nothing: it is looked up once, and the certificate is still the name's. Redirects end there."""
    answers, wire = [["93.184.216.34"], ["127.0.0.1"]], Wire(307)

    async def rebinding(host: str, port: int) -> list[str]:
        assert (host, port) == ("push.example.com", 443)
        return answers.pop(0)

    with pytest.raises(PushRefused):
        await WebPusher(new_key(), "a@example.com", Outbound(resolve=rebinding, transport=wire)).send(DEVICE, {"notification_id": "1"})
    [request] = wire.requests
    assert request.url.host == "93.184.216.34"
    assert request.headers["host"] == "push.example.com"
    assert request.extensions["sni_hostname"] == "push.example.com"
    assert answers == [["127.0.0.1"]]


async def test_a_dead_name_and_a_bad_key() -> None:
    """What can't be reached may come back; a key that is no point of the curve never will."""

    async def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    pusher = WebPusher(new_key(), "a@example.com", Outbound(resolve=nowhere))
    with pytest.raises(PushLater):
        await pusher.send(DEVICE, {"notification_id": "1"})
    with pytest.raises(PushGone):
        await pusher.send(replace(DEVICE, p256dh=urlsafe(b"\x04" + b"\x01" * 64)), {"notification_id": "1"})


@asynccontextmanager
async def dripping() -> AsyncIterator[tuple[int, set[asyncio.StreamWriter]]]:
    """A port that begins to answer, and goes on with it for ever; whom it is answering."""
    open_: set[asyncio.StreamWriter] = set()

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_.add(writer)
        with contextlib.suppress(OSError):
            writer.write(b"HTTP/1.1 201 Created\r\nX-Long: ")
            while not writer.is_closing():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)
        open_.discard(writer)

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], open_
        for each in tuple(open_):
            each.transport.abort()


@pytest.mark.parametrize("slow", ["answer", "name"])
async def test_a_delivery_ends(monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
    """Even if something comes all the time, or the name is looked for endlessly."""
    monkeypatch.setattr(outbound, "SECONDS", 0.5)

    async def resolve(host: str, _port: int) -> list[str]:
        if slow == "name":
            await asyncio.Event().wait()
        return [host]

    async with dripping() as (port, open_):
        device = replace(DEVICE, endpoint=f"http://127.0.0.1:{port}/")
        with pytest.raises(PushLater):
            await asyncio.wait_for(
                WebPusher(new_key(), "a@example.com", Outbound(private=True, resolve=resolve)).send(device, {"notification_id": "1"}),
                PATIENCE,
            )
        await until(lambda: not open_)


@loopback
async def test_slow_devices_hold_up_nobody_else(world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many notices one account has for them, and however many hosts: the worker goes on with the others."""
    monkeypatch.setattr(outbound, "SECONDS", 600)
    monkeypatch.setattr(pushing, "TURN_SECONDS", 0.05)
    ann, bob = await world.people(2)
    stop = asyncio.Event()
    async with dripping() as (port, open_):
        await subscribe(ann, Receiver(port), follow=True)
        await subscribe(bob, receiver, follow=True)
        for _ in range(2 * loop.BATCH):
            await notify(world, ann, bob)
        working = asyncio.create_task(loop.work(world.services, "notify", stop, 0.1))
        async with asyncio.timeout(PATIENCE):
            while await relay_once(world.services) or len(open_) < pushing.AT_A_TIME:
                await asyncio.sleep(0.01)
            await notify(world, bob, ann)
            while not receiver.got:
                await relay_once(world.services)
                await asyncio.sleep(0.01)
        assert len(open_) == pushing.AT_A_TIME
        stop.set()
    await asyncio.wait_for(working, PATIENCE)


async def test_the_key_is_kept(world: World) -> None:
    """Apps get the key that a restart has, too; its file is its owner's only."""
    from social.http.app import closed
    from social.wiring import wire

    again = wire(world.services.settings)
    assert again.pusher.public_key == world.services.pusher.public_key
    assert (world.services.settings.data_dir / "vapid.key").stat().st_mode & 0o077 == 0
    await closed(again)
