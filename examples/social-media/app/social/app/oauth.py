"""Apps, logins and tokens. Secrets, codes and tokens are stored as hashes."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.returning import returned
from social.app.services import Services
from social.domain.errors import Invalid, OAuthRefused
from social.domain.permissions import parse_scopes, within
from social.ports.bus import BusDown

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
CODE_MS = 600_000
UNKNOWN_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method."
)
WRONG_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, "
    "or was issued to another client."
)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_PLAIN = re.compile(r"[!-~]{1,2000}")
_NEVER = {"javascript", "data", "vbscript", "file", "blob", "about"}


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def register_app(
    services: Services, name: str, redirect_uris: Sequence[str], scopes: str | None, website: str | None
) -> dict[str, Any]:
    """A new app with its credentials, which are shown this once."""
    wanted = _scopes(scopes)
    if not redirect_uris or not all(map(_may_redirect, redirect_uris)):
        raise Invalid("Validation failed: Redirect URI must be an absolute URI.")
    client_id, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row = {
        "id": services.ids.next(), "name": name, "website": website, "redirect_uris": list(redirect_uris), "scopes": " ".join(wanted),
        "client_id": client_id, "secret_hash": digest(secret), "vapid_key": services.pusher.public_key, "created_at": services.clock.now(),
    }  # fmt: skip
    async with services.db.begin() as unit:
        await unit.connection.execute(insert(t.apps).values(row))
    return {**row, "client_secret": secret}


def _scopes(text: str | None) -> tuple[str, ...]:
    try:
        return parse_scopes(text)
    except ValueError as error:
        raise Invalid(f"Validation failed: Scopes don't match configured on the server: {error}") from None


def _may_redirect(uri: str) -> bool:
    """Absolute, without a fragment, and with a scheme that runs nothing."""
    if uri == OUT_OF_BAND:
        return True
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    if not _SCHEME.fullmatch(parts.scheme) or parts.scheme in _NEVER or "#" in uri or not _PLAIN.fullmatch(uri):
        return False
    return bool(parts.netloc) if parts.scheme in ("http", "https") else ":/" in uri


async def client(services: Services, client_id: str | None, client_secret: str | None, *, public: bool = False) -> Row[Any]:
    """The app of its credentials; a public one sends no secret, since PKCE is its proof."""
    async with services.db.read() as connection:
        app = (await connection.execute(select(t.apps).where(t.apps.c.client_id == (client_id or "")))).first()
    without = public and client_secret is None
    if app is None or not (without or hmac.compare_digest(app.secret_hash, digest(client_secret or ""))):
        raise OAuthRefused("invalid_client", UNKNOWN_CLIENT, 401)
    return app


async def issue(services: Services, app_id: int, user_id: int | None, scopes: Sequence[str]) -> dict[str, Any]:
    """A new token."""
    async with services.db.begin() as unit:
        return await _issue(services, unit, app_id, user_id, scopes, None)


async def _issue(
    services: Services, unit: Unit, app_id: int, user_id: int | None, scopes: Sequence[str], grant_id: int | None
) -> dict[str, Any]:
    if user_id is not None:
        await returned(services, unit, user_id)
    token, now = secrets.token_urlsafe(32), services.clock.now()
    row = {
        "id": services.ids.next(), "token_hash": digest(token), "app_id": app_id, "user_id": user_id, "grant_id": grant_id,
        "scopes": " ".join(scopes), "created_at": now,
    }  # fmt: skip
    await unit.connection.execute(insert(t.tokens).values(row))
    return {"access_token": token, "token_type": "Bearer", "scope": row["scopes"], "created_at": now // 1000}


@dataclass(frozen=True)
class LoginWish:
    """What an app asks a person for, in the words of /oauth/authorize."""

    client_id: str
    redirect_uri: str
    response_type: str = "code"
    scope: str = "read"
    state: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None


WISH = tuple(each.name for each in fields(LoginWish))


async def wished(services: Services, wish: LoginWish) -> tuple[Row[Any], tuple[str, ...]]:
    """The app and the scopes of a wish that can be put before a person. One that can't is never sent to its redirect URI."""
    async with services.db.read() as connection:
        app = (await connection.execute(select(t.apps).where(t.apps.c.client_id == wish.client_id))).first()
    if app is None:
        raise OAuthRefused("invalid_client", UNKNOWN_CLIENT)
    if wish.redirect_uri not in app.redirect_uris:
        raise OAuthRefused("invalid_redirect_uri", "The requested redirect uri is malformed or doesn't match client redirect URI.")
    if wish.response_type != "code":
        raise OAuthRefused("unsupported_response_type", "The authorization server does not support this response type.")
    scopes = allowed_scopes(wish.scope, app)
    if wish.code_challenge_method and wish.code_challenge_method != "S256":
        raise OAuthRefused("invalid_code_challenge_method", "The code challenge method must be S256.")
    # A challenge without a method would be `plain`.
    if wish.code_challenge and (not wish.code_challenge_method or not _CHALLENGE.fullmatch(wish.code_challenge)):
        raise OAuthRefused("invalid_request", "The code challenge must be the SHA-256 of a verifier.")
    return app, scopes


def allowed_scopes(text: str | None, app: Row[Any]) -> tuple[str, ...]:
    """The scopes of a request, if the app registered for them."""
    try:
        scopes = parse_scopes(text)
    except ValueError:
        scopes = ()
    if not scopes or not within(scopes, app.scopes):
        raise OAuthRefused("invalid_scope", "The requested scope is invalid, unknown, or malformed.")
    return scopes


async def authorize(services: Services, wish: LoginWish, user_id: int) -> str:
    """A code for an app, which the person agreed to."""
    app, scopes = await wished(services, wish)
    code, now = secrets.token_urlsafe(32), services.clock.now()
    row = {
        "id": services.ids.next(), "code_hash": digest(code), "app_id": app.id, "user_id": user_id, "redirect_uri": wish.redirect_uri,
        "scopes": " ".join(scopes), "challenge": wish.code_challenge or None, "challenge_method": wish.code_challenge_method or None,
        "expires_at": now + CODE_MS, "created_at": now,
    }  # fmt: skip
    async with services.db.begin() as unit:
        await unit.connection.execute(insert(t.grants).values(row))
    return code


async def redeem(services: Services, app: Row[Any], code: str, redirect_uri: str, verifier: str | None, *, proved: bool) -> dict[str, Any]:
    """A token for a code; `proved` says that the app sent its secret.

    A wrong try uses the code up, and a code that comes twice was stolen by somebody: every token of it is revoked.
    """
    now = services.clock.now()
    async with services.db.begin() as unit:
        run = unit.connection.execute
        grant = (await run(select(t.grants).where(t.grants.c.code_hash == digest(code)).with_for_update())).first()
        reused = grant is not None and grant.used_at is not None
        token = None
        if grant is not None and not reused:
            await run(update(t.grants).where(t.grants.c.id == grant.id).values(used_at=now))
            if (
                grant.app_id == app.id
                and grant.expires_at > now
                and grant.redirect_uri == redirect_uri
                and _proves(grant, verifier, proved)
            ):
                token = await _issue(services, unit, app.id, grant.user_id, grant.scopes.split(), grant.id)
    if reused and grant is not None:
        await revoke_where(services, t.tokens.c.grant_id == grant.id)
    if token is None:
        raise OAuthRefused("invalid_grant", WRONG_GRANT)
    return token


def _proves(grant: Row[Any], verifier: str | None, proved: bool) -> bool:
    """PKCE: the verifier's hash is the challenge. Without a challenge the app's secret is the proof, and a verifier is a mistake."""
    if grant.challenge is None:
        return proved and verifier is None
    made = base64.urlsafe_b64encode(hashlib.sha256((verifier or "").encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(made, grant.challenge)


async def revoke_where(services: Services, condition: Any) -> int:
    """Revoke tokens, and close their streams."""
    async with services.db.begin() as unit:
        rows = (await unit.connection.execute(select(t.tokens.c.id).where(condition, t.tokens.c.revoked_at.is_(None)))).scalars().all()
        await unit.connection.execute(update(t.tokens).where(t.tokens.c.id.in_(rows)).values(revoked_at=services.clock.now()))
    # Without the bus there are no streams to close.
    with suppress(BusDown):
        for token_id in rows:
            await services.bus.publish("control", f"revoked:{token_id}".encode())
    return len(rows)
