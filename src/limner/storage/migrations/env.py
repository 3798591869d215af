"""Alembic's entry: migrates over the connection that ``schema.migrate`` hands in."""

from __future__ import annotations

from alembic import context

from limner.storage.automation_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
