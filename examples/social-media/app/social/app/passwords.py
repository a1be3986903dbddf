"""Passwords: argon2id, a few at a time since each takes 64 MB, and a back-off per name."""

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import delete, select, update
from sqlalchemy.engine import Row

from social import tables as t
from social.app.services import Services
from social.domain.errors import TooMany

FREE_FAILURES = 5
FIRST_WAIT_MS, LONGEST_WAIT_MS = 5_000, 900_000
FORGET_MS = 86_400_000
HASHER = PasswordHasher()
_NOBODY = HASHER.hash(secrets.token_hex(16))
_HASHING = ThreadPoolExecutor(2, "argon2")


async def hashed(password: str) -> str:
    """What is stored of a password."""
    return await asyncio.get_running_loop().run_in_executor(_HASHING, HASHER.hash, password)


async def person(services: Services, login: str, password: str) -> Row[Any] | None:
    """The user of a name or e-mail address and a password.

    Names that nobody has take the same time and the same back-off, so that an answer doesn't say who is here. Tries by name and by address
    count together, too; but that somebody waits is only told to whoever used up the same spelling, else two spellings that wait together
    would be known for one person's. Everybody else hears that the password is wrong.
    """
    key = login.strip().casefold()
    wanted = (
        select(t.users)
        .join(t.accounts, t.accounts.c.id == t.users.c.account_id)
        .where((t.users.c.email_key == key) | (t.accounts.c.username_key == key))
    )
    async with services.db.read() as connection:
        user = (await connection.execute(wanted)).first()
    spelling, whoever = counter("login", key), counter("user", user.id) if user is not None else counter("nobody", key)
    wait = await _count(services, spelling)
    if wait:
        raise TooMany("Too many failed logins, try again later", headers={"Retry-After": str(wait)})
    waits = await _count(services, whoever)
    held = user.password if user is not None and user.password else None
    right = await asyncio.get_running_loop().run_in_executor(_HASHING, _matches, held or _NOBODY, password)
    if not right or held is None or waits:
        return None
    async with services.db.begin() as unit:
        await unit.connection.execute(delete(t.login_failures).where(t.login_failures.c.key.in_([spelling, whoever])))
    return user


def counter(kind: str, what: str | int) -> str:
    """The key under which tries are counted."""
    return hashlib.sha256(f"{kind} {what}".encode()).hexdigest()


def _matches(held: str, password: str) -> bool:
    try:
        return HASHER.verify(held, password)
    except Argon2Error:
        return False


async def _count(services: Services, key: str) -> int:
    """Count a try before it is made, so that many at a time don't get more; seconds to wait, 0 if it may be made."""
    now, failed = services.clock.now(), t.login_failures
    async with services.db.begin() as unit:
        run = unit.connection.execute
        await run(delete(failed).where(failed.c.updated_at < now - FORGET_MS))
        first = {"key": key, "failures": 0, "blocked_until": 0, "updated_at": now}
        await run(services.db.upsert(failed, ["key"], first, {"updated_at": now}))
        row = (await run(select(failed).where(failed.c.key == key))).one()
        if row.blocked_until > now:
            return int((row.blocked_until - now) // 1000 + 1)
        failures = row.failures + 1
        wait = min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min(failures - FREE_FAILURES, 20)) if failures >= FREE_FAILURES else 0
        await run(update(failed).where(failed.c.key == key).values(failures=failures, blocked_until=now + wait))
        return 0
