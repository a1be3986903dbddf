"""The full-text index, in the database's own kind."""

from alembic import op

from social.adapters.search import postgres, sqlite

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Up."""
    for line in (sqlite if op.get_bind().dialect.name == "sqlite" else postgres).UP:
        op.get_bind().exec_driver_sql(line)


def downgrade() -> None:
    """Down."""
    for line in (sqlite if op.get_bind().dialect.name == "sqlite" else postgres).DOWN:
        op.get_bind().exec_driver_sql(line)
