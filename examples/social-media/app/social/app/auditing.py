"""The audit log: what staff did and what was erased, as a chain of hashes.

It holds no names: people are keyed hashes, so that it can stay when they go.
"""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Row

from social import tables as t
from social.adapters.sql.database import Database, Unit
from social.app.services import Services

START = "0" * 64
SYSTEM = "system"
# Whoever runs the commands of the server.
OPERATOR = "operator"
PAGE = 1_000
a = t.audit.c


def subject(services: Services, kind: str, number: int) -> str:
    """What stands in the log for a person or a thing of theirs: the same one always gives the same hash, and only the key leads back."""
    made = hmac.new(services.secret, f"audit\n{kind}\n{number}".encode(), hashlib.sha256)
    return f"{kind}:{made.hexdigest()[:32]}"


async def record(unit: Unit, actor: str, action: str, target: str, details: Mapping[str, Any] | None = None) -> int:
    """Add a row in the transaction of the deed: without it, the deed is undone. `details` hold nothing personal."""
    await unit.alone("audit")
    last = (await unit.connection.execute(select(a.id, a.hash).order_by(a.id.desc()).limit(1))).first()
    row: dict[str, Any] = {
        "id": unit.next_id(after=last.id if last else 0), "actor": actor, "action": action, "target": target,
        "details": dict(details or {}),
        "previous": last.hash if last else START, "created_at": unit.now(),
    }  # fmt: skip
    await unit.connection.execute(insert(t.audit).values(**row, hash=link(row)))
    number: int = row["id"]
    return number


def link(row: Mapping[str, Any]) -> str:
    """The hash of a row and of the one before it."""
    names = ("previous", "id", "actor", "action", "target", "details", "created_at")
    text = json.dumps([row[name] for name in names], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Checked:
    """What a check of the chain found: `broken` is the first row that doesn't fit, `head` the hash of the last one."""

    rows: int
    head: str
    broken: int | None = None
    reason: str = ""
    seen: bool = True

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, taken out or cut off."""
        return self.broken is None and self.seen


async def verify(database: Database, known: str | None = None) -> Checked:
    """Walk the chain. `known` is a head that was noted earlier: it must still be in the chain, or rows were cut off or all written anew."""
    previous, count, seen = START, 0, known in (None, START)
    async for row in _every(database):
        if row.previous != previous:
            return Checked(count, previous, row.id, "a row before it is missing or was changed")
        if link(row._asdict()) != row.hash:
            return Checked(count, previous, row.id, "its content is not what was written")
        previous, count = row.hash, count + 1
        seen = seen or row.hash == known
    return Checked(count, previous, seen=seen, reason="" if seen else "the head that was noted is not in the chain")


async def _every(database: Database) -> AsyncIterator[Row[Any]]:
    """Rows in the order of the chain, in pieces."""
    last = 0
    while True:
        async with database.read() as connection:
            rows = (await connection.execute(select(t.audit).where(a.id > last).order_by(a.id).limit(PAGE))).all()
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        last = rows[-1].id


async def staff(services: Services) -> dict[str, int]:
    """Accounts of staff by their hash, so that a reader of the log sees who acted."""
    query = select(t.users.c.account_id).where(t.users.c.role != "user")
    async with services.db.read() as connection:
        return {subject(services, "account", number): number for number in (await connection.execute(query)).scalars()}
