"""The audit log: a chain that shows every change, which the database itself refuses."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from social import tables as t
from social.__main__ import main
from social.app import auditing
from tests.world import World


async def write(world: World, number: int) -> list[int]:
    """Rows of the log, each in a transaction of its own."""
    found = []
    for each in range(number):
        async with world.services.db.begin() as unit:
            found.append(await auditing.record(unit, "system", "test.done", f"thing:{each}", {"number": each, "ü": None}))
    return found


async def unguarded(world: World, statement: str) -> None:
    """Change the log behind the database's back, as somebody with all rights would."""
    drops = {
        "sqlite": ("DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"),
        "postgresql": ("DROP TRIGGER IF EXISTS audit_no_change ON audit",),
    }
    async with world.services.db.begin() as unit:
        for line in (*drops[world.services.db.dialect], statement):
            await unit.connection.execute(text(line))


async def test_a_whole_chain_verifies(world: World) -> None:
    """From the start to the head, and a head of earlier is still in it."""
    await write(world, 3)
    early = (await auditing.verify(world.services.db)).head
    await write(world, 2)
    checked = await auditing.verify(world.services.db, early)
    assert (checked.rows, checked.whole) == (5, True)


@pytest.mark.parametrize(
    "change", ["details = '{\"number\": 7}'", "actor = 'account:somebody'", "target = 'x'", "created_at = created_at + 1"]
)
async def test_a_tampered_row_is_named(world: World, change: str) -> None:
    """Whichever column was changed."""
    rows = await write(world, 4)
    await unguarded(world, f"UPDATE audit SET {change} WHERE id = {rows[2]}")  # noqa: S608
    assert (await auditing.verify(world.services.db)).broken == rows[2]


async def test_a_missing_row_is_named(world: World) -> None:
    """By the row after it."""
    rows = await write(world, 4)
    await unguarded(world, f"DELETE FROM audit WHERE id = {rows[1]}")  # noqa: S608
    assert (await auditing.verify(world.services.db)).broken == rows[2]


async def test_a_cut_end_is_seen_with_a_noted_head(world: World) -> None:
    """A chain that was cut off is whole in itself; the head that was noted tells."""
    rows = await write(world, 3)
    head = (await auditing.verify(world.services.db)).head
    await unguarded(world, f"DELETE FROM audit WHERE id = {rows[2]}")  # noqa: S608
    assert (await auditing.verify(world.services.db)).whole
    assert not (await auditing.verify(world.services.db, head)).whole


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
async def test_the_database_refuses_changes(world: World, statement: str) -> None:
    """Even to the application itself."""
    await write(world, 1)
    with pytest.raises(DBAPIError, match="new rows only"):
        async with world.services.db.begin() as unit:
            await unit.connection.execute(text(statement))
    assert (await auditing.verify(world.services.db)).rows == 1


async def test_writers_at_the_same_time_make_one_chain(world: World) -> None:
    """No fork, no lost row."""
    await asyncio.gather(*(write(world, 3) for _ in range(6)))
    checked = await auditing.verify(world.services.db)
    assert (checked.rows, checked.whole) == (18, True)


async def test_a_log_that_cannot_be_written_undoes_the_deed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deed and its row are one transaction."""
    ann = await world.person()
    monkeypatch.setattr(auditing, "link", lambda _row: None)  # a hash that the table refuses

    async def suspend() -> None:
        async with world.services.db.begin() as unit:
            await unit.connection.execute(t.accounts.update().where(t.accounts.c.id == int(ann.id)).values(state="suspended"))
            await auditing.record(unit, "system", "account.suspended", "x")

    with pytest.raises(DBAPIError):
        await suspend()
    assert (await world.row(t.accounts, id=int(ann.id))).state == "active"


async def test_admins_read_it(world: World) -> None:
    """By account and by who acted; nobody else does, and no name is in it."""
    admin, moderator, ann = await world.person(role="admin"), await world.person(role="moderator"), await world.person("anns_name")
    actor, target = (auditing.subject(world.services, "account", int(each.id)) for each in (admin, ann))
    await write(world, 2)
    async with world.services.db.begin() as unit:
        await auditing.record(unit, actor, "account.suspended", target)
    rows: list[Any] = await admin.get("/api/x/v1/audit")
    assert len(rows) == 3
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), key=int, reverse=True)
    assert rows[0]["actor_account_id"] == admin.id
    assert [row["action"] for row in await admin.get("/api/x/v1/audit", account_id=ann.id)] == ["account.suspended"]
    assert [row["action"] for row in await admin.get("/api/x/v1/audit", actor_id=admin.id)] == ["account.suspended"]
    assert len(await admin.get("/api/x/v1/audit", limit=1, max_id=rows[0]["id"])) == 1
    refused = await moderator.get("/api/x/v1/audit", 403)
    assert "view_audit" in refused["error"]
    async with world.services.db.read() as connection:
        everything = str((await connection.execute(select(t.audit))).all())
    assert ann.id not in everything
    assert "anns_name" not in everything


def test_the_command_names_a_tampered_row(settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`social audit verify` says which row, and fails."""
    from social.adapters.sql.migrate import upgrade
    from social.http.app import closed
    from social.wiring import wire

    async def prepare(change: bool) -> list[int]:
        services = wire(settings)
        world = World(services, None)  # type: ignore[arg-type]
        if change:
            await unguarded(world, "UPDATE audit SET actor = 'x' WHERE target = 'thing:1'")
            rows: list[int] = []
        else:
            await upgrade(services.db)
            rows = await write(world, 3)
        await closed(services)
        return rows

    for name, value in settings.model_dump(include={"data_dir", "database_url"}).items():
        if value:
            monkeypatch.setenv(f"SOCIAL_{name.upper()}", str(value))
    if settings.redis_url is not None:
        monkeypatch.setenv("SOCIAL_REDIS_URL", settings.redis_url.get_secret_value())
    monkeypatch.setenv("SOCIAL_SECRET_KEY", "k" * 40)
    rows = asyncio.run(prepare(False))
    assert main(["audit", "verify"]) == 0
    head = capsys.readouterr().out.split()[-1]
    assert main(["audit", "verify", "--head", head]) == 0
    asyncio.run(prepare(True))
    assert main(["audit", "verify"]) == 1
    assert str(rows[1]) in capsys.readouterr().err
