"""The first schema: every table as it stands. Later changes get a migration of their own."""

from alembic import op

from social.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Up."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Down."""
    metadata.drop_all(op.get_bind())
