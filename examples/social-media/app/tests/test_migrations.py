"""The schema that migrations make is the one that the code believes in, on both databases, on the way up and down."""

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from social.adapters.sql.database import Database
from social.adapters.sql.migrate import FOLDER, downgrade, newest, revision, upgrade
from social.settings import Settings
from social.tables import metadata
from social.wiring import wire
from tests import freeze

REVISIONS = [each.revision for each in reversed(list(ScriptDirectory(str(FOLDER)).walk_revisions()))]


def _searchs_own(name: str | None) -> bool:
    """Tables and indexes of full-text search are each dialect's own, so the metadata doesn't have them."""
    return (name or "").startswith("search_") or (name or "").endswith("_trgm")


def _differences(connection: Connection) -> list[Any]:
    def included(thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
        return not (reflected and kind in ("table", "index") and _searchs_own(name))

    options = {"compare_type": True, "compare_server_default": True, "include_object": included}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def _tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names())) - {"alembic_version"}


@pytest.fixture
async def database(settings: Settings) -> Any:
    """One without a schema."""
    services = wire(settings)
    if await revision(services.db):  # the tests' own come with one
        await downgrade(services.db)
    assert await _tables(services.db) == set()
    yield services.db
    await services.queue.close()
    await services.db.close()


async def test_migrations_make_the_tables_that_the_code_has(database: Database) -> None:
    """Columns, types, keys, indexes. If this fails: write a migration, or before the first release `python -m tests.freeze`."""
    await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    assert await revision(database) == newest()
    assert {name for name in await _tables(database) if not _searchs_own(name)} == set(metadata.tables)


async def test_each_step_can_be_undone_and_done_again(database: Database) -> None:
    """One by one, and all at once; at the bottom nothing is left."""
    for number, step in enumerate(REVISIONS):
        await upgrade(database, step)
        here = await _tables(database)
        await downgrade(database, REVISIONS[number - 1] if number else "base")
        await upgrade(database, step)
        assert await _tables(database) == here
    await downgrade(database)
    assert await _tables(database) == set()
    await upgrade(database)
    assert await revision(database) == newest()


@pytest.mark.parametrize("settings", ["servers"], indirect=True)
async def test_processes_that_start_at_once_migrate_once(settings: Settings) -> None:
    """Each finds the schema made in the end."""
    several = [wire(settings) for _ in range(3)]
    await downgrade(several[0].db)
    await asyncio.gather(*(upgrade(each.db) for each in several))
    assert [await revision(each.db) for each in several] == [newest()] * 3
    for each in several:
        await each.queue.close()
        await each.db.close()


def test_the_first_migration_is_written_out() -> None:
    """It must not follow the tables of today: what it made once, it always makes."""
    code = freeze.FILE.read_text()
    assert "metadata" not in code
    assert "create_all" not in code
    assert code.count("op.create_table(") == code.count("op.drop_table(") > 30
