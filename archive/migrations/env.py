"""Run by Alembic: use the connection and transaction of the archive that is being changed."""

from __future__ import annotations

from alembic import context

from archive.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
