"""Alembic's entry: the connection comes from social.adapters.sql.migrate."""

from alembic import context

from social.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
