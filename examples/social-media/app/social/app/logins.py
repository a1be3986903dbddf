"""Logging in by an identity provider: the way there and back, and who somebody is here."""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from social import tables as t
from social.app.oauth import digest
from social.app.people import RESERVED, create
from social.app.services import Services
from social.domain.errors import Refused, Unauthenticated, Unavailable
from social.domain.permissions import ROLES
from social.ports.others import Identity, IdentityDown, Person

LOGIN_MS = 600_000
# What an ID token of our own clients may do; admin scopes need the role as well.
FIRST_PARTY = "read write follow push admin:read admin:write"
_NO_NAME = re.compile(r"[^A-Za-z0-9_]+")


def down() -> Unavailable:
    """What people hear while the provider is away."""
    return Unavailable("The login service does not answer; try again in a moment", headers={"Retry-After": "30"})


def _identity(services: Services) -> Identity:
    if services.identity is None:
        raise Refused("This server has no cloud login")
    return services.identity


def callback(services: Services) -> str:
    """Where the provider sends people back to."""
    return f"{services.settings.base_url}/auth/callback"


async def begin(services: Services, browser: str, params: Mapping[str, str]) -> str:
    """The provider's address for one login of one browser; the parameters of the wish come back with it."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    try:
        address = await _identity(services).authorize_url(state, nonce, challenge, callback(services))
    except IdentityDown:
        raise down() from None
    except ValueError:
        raise Refused("The login service of this server has no login page; log in by its own app") from None
    now = services.clock.now()
    row = {
        "id": services.ids.next(), "state_hash": digest(state), "browser_hash": digest(browser), "nonce": nonce, "verifier": verifier,
        "params": dict(params), "expires_at": now + LOGIN_MS, "created_at": now,
    }  # fmt: skip
    async with services.db.begin() as unit:
        await unit.connection.execute(delete(t.logins).where(t.logins.c.expires_at < now))
        await unit.connection.execute(insert(t.logins).values(row))
    return address


async def finish(services: Services, browser: str, state: str, code: str) -> tuple[Row[Any], dict[str, str]]:
    """The user and the wish of a login that this browser began. A state works once."""
    async with services.db.begin() as unit:
        row = (await unit.connection.execute(select(t.logins).where(t.logins.c.state_hash == digest(state)).with_for_update())).first()
        if row is not None:
            await unit.connection.execute(delete(t.logins).where(t.logins.c.id == row.id))
    if row is None or row.expires_at <= services.clock.now() or not secrets.compare_digest(row.browser_hash, digest(browser)):
        raise Refused("This login is too old, or began in another browser")
    try:
        person = await _identity(services).exchange(code, row.verifier, callback(services), row.nonce)
    except IdentityDown:
        raise down() from None
    except ValueError:
        raise Unauthenticated("The login service's answer does not hold") from None
    return await user_of(services, person), dict(row.params)


async def user_of(services: Services, person: Person) -> Row[Any]:
    """The user of an identity, made at the first login. Groups decide the role at each login, where the settings map them."""
    user = await _known(services, person) or await _newcomer(services, person)
    role = role_of(services, person)
    if role is not None and role != user.role:
        async with services.db.begin() as unit:
            await unit.connection.execute(update(t.users).where(t.users.c.id == user.id).values(role=role))
            user = (await unit.connection.execute(select(t.users).where(t.users.c.id == user.id))).one()
    return user


def role_of(services: Services, person: Person) -> str | None:
    """The highest role of somebody's groups; None where groups say nothing."""
    mapped = services.settings.oidc_roles
    if not mapped:
        return None
    return max((mapped[group] for group in person.groups if mapped.get(group) in ROLES), key=ROLES.index, default="user")


async def _known(services: Services, person: Person) -> Row[Any] | None:
    wanted = (
        select(t.users)
        .join(t.identities, t.identities.c.user_id == t.users.c.id)
        .where(t.identities.c.issuer == person.issuer, t.identities.c.subject == person.subject)
    )
    async with services.db.read() as connection:
        return (await connection.execute(wanted)).first()


async def _newcomer(services: Services, person: Person) -> Row[Any]:
    """A new user. An address that a local user claims doesn't make them the same person: anybody could have typed it before."""
    email = person.email if person.email_verified and person.email and len(person.email.casefold()) <= 320 else None
    for attempt in range(8):
        name = _username(person, attempt)
        if await _has(services, t.accounts.c.username_key, name.casefold()):
            continue
        if email is not None and await _has(services, t.users.c.email_key, email.casefold()):
            email = None
        identity = (person.issuer, person.subject)
        try:
            return await create(services, name, email, None, "en", services.clock.now(), identity=identity)
        except IntegrityError:
            # The same person in another window, or somebody with the same name.
            known = await _known(services, person)
            if known is not None:
                return known
    raise Unavailable("No name was free; try again")


def _username(person: Person, attempt: int) -> str:
    """A name from what the provider knows; the address's part is not used, since names are public."""
    name = _NO_NAME.sub("_", (person.username or person.name or "").partition("@")[0]).strip("_")[:22].lower()
    if not name or name in RESERVED:
        name = f"{name or 'user'}_{secrets.token_hex(3)}"
    return name if attempt == 0 else f"{name}_{secrets.token_hex(3)}"


async def _has(services: Services, column: Any, value: str) -> bool:
    async with services.db.read() as connection:
        return (await connection.execute(select(column).where(column == value))).first() is not None


async def by_id_token(services: Services, token: str) -> tuple[Row[Any], Row[Any]]:
    """The user and the token row of a provider's token that one of our own clients sent as its bearer.

    All such tokens of a person share one row, under a name that no secret can hash to; revoking it ends those issued until then.
    """
    try:
        person = await _identity(services).verify(token)
    except IdentityDown:
        raise down() from None
    except ValueError:
        raise Unauthenticated("The access token is invalid") from None
    user = await user_of(services, person)
    name = f"oidc:{digest(f'{person.issuer} {person.subject}')[:59]}"
    async with services.db.read() as connection:
        row = (await connection.execute(select(t.tokens).where(t.tokens.c.token_hash == name))).first()
    if row is None or row.revoked_at is not None:
        if row is not None and person.issued_at <= row.revoked_at:
            raise Unauthenticated("The access token was revoked")
        row = await _first_party(services, user, name)
    return user, row


async def _first_party(services: Services, user: Row[Any], name: str) -> Row[Any]:
    """The token row of a person's ID tokens, made or made valid again."""
    now, apps, tokens = services.clock.now(), t.apps, t.tokens
    app = {
        "id": services.ids.next(), "name": services.settings.title, "website": services.settings.base_url, "redirect_uris": [],
        "scopes": FIRST_PARTY, "client_id": "first-party", "secret_hash": "", "created_at": now,
    }  # fmt: skip
    async with services.db.begin() as unit:
        run = unit.connection.execute
        await run(services.db.insert_new(apps).values(app))
        app_id = (await run(select(apps.c.id).where(apps.c.client_id == "first-party"))).scalar_one()
        row = {
            "id": services.ids.next(), "token_hash": name, "app_id": app_id, "user_id": user.id, "scopes": FIRST_PARTY, "created_at": now,
        }  # fmt: skip
        await run(services.db.upsert(tokens, ["token_hash"], row, {"revoked_at": None}))
        return (await run(select(tokens).where(tokens.c.token_hash == name))).one()
