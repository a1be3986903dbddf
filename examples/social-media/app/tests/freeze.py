"""Writes migration 0001 anew from the tables: `python -m tests.freeze`, for as long as nothing is deployed. After that, migrations are added."""

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from social.tables import metadata

FILE = Path(__file__).parent.parent / "social" / "adapters" / "sql" / "migrations" / "versions" / "0001_first.py"
TEXT = '''"""The first schema, written out: later changes get migrations of their own, and this one stays."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Up."""
    {up}


def downgrade() -> None:
    """Down."""
    {down}
'''


def rendered() -> str:
    """The migration's text before formatting."""
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
        made = produce_migrations(context, metadata)
    assert made.upgrade_ops is not None
    assert made.downgrade_ops is not None
    up, down = (render_python_code(ops, migration_context=context) for ops in (made.upgrade_ops, made.downgrade_ops))
    return TEXT.format(up=_plain(up), down=_plain(down))


def _plain(code: str) -> str:
    return "\n".join(line for line in code.splitlines() if not line.strip().startswith("#")).strip()


def main() -> None:
    """Write it, in the repository's format."""
    FILE.write_text(rendered())
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(FILE)], check=True)


if __name__ == "__main__":
    main()
