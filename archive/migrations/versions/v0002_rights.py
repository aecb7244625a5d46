"""What the people of an archive are cleared for, their compartments, and who has left.

Whoever worked with an archive before this saw everything: so it stays until somebody changes it.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.execute("ALTER TABLE people ADD COLUMN clearance TEXT NOT NULL DEFAULT 'confidential'")
    op.execute("ALTER TABLE people ADD COLUMN compartments TEXT")
    op.execute("ALTER TABLE people ADD COLUMN working INTEGER NOT NULL DEFAULT 1")
