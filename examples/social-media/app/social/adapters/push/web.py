"""Web push: encrypted for the device, signed with the server's key, sent to whatever service the device named."""

import asyncio
import base64
import hashlib
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import http_ece
import httpx
import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid01, Vapid02

from social.adapters.outbound import Blocked, Outbound
from social.ports.others import Device, PushGone, PushLater, PushRefused

KEEP_SECONDS = 172_800
TOKEN_SECONDS = 43_200
_POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def new_key() -> str:
    """A private key as it is kept: 32 bytes in URL-safe base64."""
    return _text(ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32, "big"))


class WebPusher:
    """aesgcm with the older signature for most apps, aes128gcm with the newer one for those that ask for the standard."""

    def __init__(self, key: str, contact: str, outbound: Outbound) -> None:
        self._draft, self._standard = Vapid01.from_string(key), Vapid02.from_string(key)
        self._contact = contact
        self._outbound = outbound

    @property
    def public_key(self) -> str:
        """The point of the key, URL-safe."""
        return _text(self._draft.public_key.public_bytes(*_POINT))

    async def send(self, device: Device, payload: Mapping[str, Any]) -> None:
        """Deliver one notification. A service that still holds an older delivery of it replaces that one."""
        body, headers = await asyncio.to_thread(self._sealed, device, orjson.dumps(payload))
        topic = _text(hashlib.sha256(str(payload.get("notification_id")).encode()).digest()[:24])
        headers |= {"TTL": str(KEEP_SECONDS), "Urgency": "normal", "Topic": topic, "Content-Type": "application/octet-stream"}
        try:
            reply = await self._outbound.post(device.endpoint, body, headers)
        except Blocked as error:
            raise PushGone from error
        except (httpx.HTTPError, OSError) as error:
            raise PushLater from error
        _judge(reply.status, reply.headers)

    def _sealed(self, device: Device, text: bytes) -> tuple[bytes, dict[str, str]]:
        """Body and headers of one delivery, with a key of its own."""
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(device.p256dh))
        except ValueError as error:
            raise PushGone from error
        once, secret = ec.generate_private_key(ec.SECP256R1()), _bytes(device.auth)
        aim = urlsplit(device.endpoint)
        claims = {"aud": f"{aim.scheme}://{aim.netloc}", "sub": f"mailto:{self._contact}", "exp": int(time.time()) + TOKEN_SECONDS}
        if device.standard:
            body = http_ece.encrypt(text, salt=os.urandom(16), private_key=once, dh=point, auth_secret=secret, version="aes128gcm")
            return body, {"Content-Encoding": "aes128gcm", **self._standard.sign(claims)}
        salt = os.urandom(16)
        body = http_ece.encrypt(text, salt=salt, private_key=once, dh=point, auth_secret=secret, version="aesgcm")
        signed = self._draft.sign(claims, crypto_key=f"dh={_text(once.public_key().public_bytes(*_POINT))}")
        return body, {"Content-Encoding": "aesgcm", "Encryption": f"salt={_text(salt)}", **signed}


def _judge(status: int, headers: Mapping[str, str]) -> None:
    """What an answer means; redirects aren't followed, since nobody looked at where they lead."""
    if status in (404, 410):
        raise PushGone
    if status == 429 or status >= 500:
        raise PushLater(_wait(headers.get("retry-after")))
    if not 200 <= status < 300:
        raise PushRefused(f"the push service answered {status}")


def _wait(text: str | None) -> float | None:
    """Retry-After: seconds or a date, at most an hour."""
    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), 3_600.0)
    try:
        return max(0.0, min((parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds(), 3_600.0))
    except (ValueError, TypeError):
        return None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
