"""Apps, logins and tokens. Secrets, codes and tokens are stored as hashes."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row

from social import tables as t
from social.app.services import Services
from social.domain.errors import Invalid, Refused, Unauthenticated
from social.domain.permissions import parse_scopes, within

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
CODE_MS = 600_000
HASHER = PasswordHasher()
_NOBODY = HASHER.hash(secrets.token_hex(16))


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def register_app(
    services: Services, name: str, redirect_uris: Sequence[str], scopes: str | None, website: str | None
) -> dict[str, Any]:
    """A new app with its credentials, which are shown this once."""
    wanted = _scopes(scopes)
    for uri in redirect_uris:
        if uri != OUT_OF_BAND and (
            ("://" not in uri and ":/" not in uri) or "#" in uri or uri.lower().startswith(("javascript:", "data:"))
        ):
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


async def client(services: Services, client_id: str | None, client_secret: str | None, *, public: bool = False) -> Row[Any]:
    """The app of its credentials; a public one proves itself by PKCE and sends no secret."""
    async with services.db.read() as connection:
        app = (await connection.execute(select(t.apps).where(t.apps.c.client_id == (client_id or "")))).first()
    if app is None or (not (public and client_secret is None) and not hmac.compare_digest(app.secret_hash, digest(client_secret or ""))):
        raise Unauthenticated(
            "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method."
        )
    return app


async def person(services: Services, login: str, password: str) -> Row[Any] | None:
    """The user of a name or e-mail address and a password; the time taken is the same without one."""
    key = login.strip().casefold()
    wanted = (
        select(t.users)
        .join(t.accounts, t.accounts.c.id == t.users.c.account_id)
        .where((t.users.c.email_key == key) | (t.accounts.c.username_key == key))
    )
    async with services.db.read() as connection:
        user = (await connection.execute(wanted)).first()
    try:
        HASHER.verify(user.password if user is not None and user.password else _NOBODY, password)
    except Argon2Error:
        return None
    return user if user is not None and user.password else None


async def issue(
    services: Services, app: Row[Any], user_id: int | None, scopes: Sequence[str], grant_id: int | None = None
) -> dict[str, Any]:
    """A new token."""
    token, now = secrets.token_urlsafe(32), services.clock.now()
    row = {
        "id": services.ids.next(), "token_hash": digest(token), "app_id": app.id, "user_id": user_id, "grant_id": grant_id,
        "scopes": " ".join(scopes), "created_at": now,
    }  # fmt: skip
    async with services.db.begin() as unit:
        await unit.connection.execute(insert(t.tokens).values(row))
    return {"access_token": token, "token_type": "Bearer", "scope": row["scopes"], "created_at": now // 1000}


async def authorize(
    services: Services, app: Row[Any], user_id: int, redirect_uri: str, scopes: str | None, challenge: str | None, method: str | None
) -> str:
    """A code for an app, which the person agreed to."""
    if redirect_uri not in app.redirect_uris:
        raise Refused("The requested redirect uri is malformed or doesn't match client redirect URI.")
    wanted = _scopes(scopes)
    if not within(wanted, app.scopes):
        raise Refused("The requested scope is invalid, unknown, or malformed.")
    if method not in (None, "", "S256"):
        raise Refused("The code challenge method must be S256.")
    code, now = secrets.token_urlsafe(32), services.clock.now()
    row = {
        "id": services.ids.next(), "code_hash": digest(code), "app_id": app.id, "user_id": user_id, "redirect_uri": redirect_uri,
        "scopes": " ".join(wanted), "challenge": challenge or None, "challenge_method": method or None, "expires_at": now + CODE_MS, "created_at": now,
    }  # fmt: skip
    async with services.db.begin() as unit:
        await unit.connection.execute(insert(t.grants).values(row))
    return code


async def redeem(services: Services, app: Row[Any], code: str, redirect_uri: str, verifier: str | None) -> dict[str, Any]:
    """A token for a code. A code that comes twice was stolen by somebody: every token of it is revoked."""
    now = services.clock.now()
    wrong = Refused(
        "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client."
    )
    async with services.db.begin() as unit:
        grant = (await unit.connection.execute(select(t.grants).where(t.grants.c.code_hash == digest(code)).with_for_update())).first()
        reused = grant is not None and grant.used_at is not None
        if grant is not None and not reused:
            await unit.connection.execute(update(t.grants).where(t.grants.c.id == grant.id).values(used_at=now))
    if grant is None:
        raise wrong
    if reused:
        await revoke_where(services, t.tokens.c.grant_id == grant.id)
        raise wrong
    if grant.app_id != app.id or grant.expires_at <= now or grant.redirect_uri != redirect_uri or not _proved(grant, verifier):
        raise wrong
    return await issue(services, app, grant.user_id, grant.scopes.split(), grant.id)


def _proved(grant: Row[Any], verifier: str | None) -> bool:
    """PKCE: the verifier's hash is the challenge."""
    if grant.challenge is None:
        return True
    made = base64.urlsafe_b64encode(hashlib.sha256((verifier or "").encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(made, grant.challenge)


async def revoke_where(services: Services, condition: Any) -> int:
    """Revoke tokens, and close their streams."""
    async with services.db.begin() as unit:
        rows = (await unit.connection.execute(select(t.tokens.c.id).where(condition, t.tokens.c.revoked_at.is_(None)))).scalars().all()
        await unit.connection.execute(update(t.tokens).where(t.tokens.c.id.in_(rows)).values(revoked_at=services.clock.now()))
    for token_id in rows:
        await services.bus.publish("control", f"revoked:{token_id}".encode())
    return len(rows)
