"""Alembic from Python: the migrations are in the package."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from social.adapters.sql.database import Database

# Any number that nobody else takes.
LOCK = 7_263_541_907
FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.attributes["connection"] = connection
    return found


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up; of several processes that start at once, one does."""
    async with database.engine.execution_options(immediate=True).begin() as connection:
        if database.dialect == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        await connection.run_sync(lambda sync: command.upgrade(config(sync), revision))


async def revision(database: Database) -> str | None:
    """Where the schema stands; None for an empty database."""
    async with database.read() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


def newest() -> str | None:
    """Where this version wants it."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    return ScriptDirectory.from_config(found).get_current_head()


async def downgrade(database: Database, revision: str = "base") -> None:
    """Take the schema down."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), revision))
