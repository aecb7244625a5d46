"""Run by Alembic: use the connection and transaction of the archive that is being changed.

Without one, the SQL is only said, for the script of a new archive.
"""

from __future__ import annotations

from alembic import context

from archive.models import metadata

given = context.config.attributes
if "connection" in given:
    context.configure(
        connection=given["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        transaction_per_migration=False,
    )
else:
    context.configure(
        dialect_name=given["dialect"],
        target_metadata=metadata,
        as_sql=True,
        output_buffer=given["said"],
    )
context.run_migrations()
