"""Alembic from Python: the migrations are in the package."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from social.adapters.sql.database import Database

FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.attributes["connection"] = connection
    return found


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(config(sync), revision))


async def downgrade(database: Database, revision: str = "base") -> None:
    """Take the schema down."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(config(sync), revision))
