"""How people prove who they are, and what was tried in vain.

Credentials are made and ended, never changed: each has an entry of the log, which holds its digest.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archive.migrations.guards import Guard, make_guards

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CHANGED = "'credentials are made and ended, never changed'"
GUARDS: tuple[Guard, ...] = (
    ("credentials_no_update", "UPDATE ON credentials", _CHANGED),
    (
        "credentials_no_replace",
        "INSERT ON credentials WHEN EXISTS (SELECT 1 FROM credentials WHERE id = NEW.id)",
        _CHANGED,
    ),
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "credentials",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["entries.seq"], name=op.f("fk_credentials_seq_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sqlite_strict=True,
    )
    op.create_index("ix_credentials_secret", "credentials", ["secret"], unique=False)
    op.create_index("ix_credentials_person", "credentials", ["person"], unique=False)
    op.create_table(
        "uses",
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("credential", name=op.f("pk_uses")),
        sqlite_strict=True,
    )
    op.create_table(
        "attempts",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_attempts")),
        sqlite_strict=True,
    )
    make_guards(GUARDS)
