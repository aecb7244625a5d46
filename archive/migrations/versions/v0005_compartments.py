"""The teams and cases to which a record is limited. No record was in one before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "compartments",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "compartment", name=op.f("pk_compartments")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_compartments_compartment", "compartments", ["compartment"], unique=False)
