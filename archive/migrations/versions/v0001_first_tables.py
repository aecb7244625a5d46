"""The first tables of an archive, and the guards against accidents on the log.

The triggers stop a slip of the hand in an SQL tool; against somebody who means it stands the tree
of hashes with its signed heads.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archive.migrations.guards import Guard, literal, make_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EMPTY_FRONTIER = "0000000000000000"
EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""Size 0; the root of no entries is SHA-256 of nothing (RFC 6962, section 2.1)."""


_ADDED_TO = "'the log is only ever added to'"
_KEPT = "'revisions and details are kept; erasing empties them'"
GUARDS: tuple[Guard, ...] = (
    ("entries_no_update", "UPDATE ON entries", _ADDED_TO),
    ("entries_no_delete", "DELETE ON entries", _ADDED_TO),
    (
        "entries_no_replace",
        "INSERT ON entries WHEN EXISTS (SELECT 1 FROM entries WHERE seq = NEW.seq)",
        _ADDED_TO,
    ),
    (
        "revisions_no_update",
        "UPDATE ON revisions WHEN NEW.body IS NOT NULL OR NEW.secret IS NOT NULL",
        _KEPT,
    ),
    ("revisions_no_delete", "DELETE ON revisions", _KEPT),
    (
        "revisions_no_replace",
        """INSERT ON revisions WHEN EXISTS (SELECT 1 FROM revisions WHERE seq = NEW.seq
        OR (record_id = NEW.record_id AND revision = NEW.revision))""",
        _KEPT,
    ),
    (
        "details_no_update",
        "UPDATE ON details WHEN NEW.body IS NOT NULL OR NEW.secret IS NOT NULL",
        _KEPT,
    ),
    ("details_no_delete", "DELETE ON details", _KEPT),
    (
        "details_no_replace",
        "INSERT ON details WHEN EXISTS (SELECT 1 FROM details WHERE seq = NEW.seq)",
        _KEPT,
    ),
)
"""Triggers by name: when, and what they refuse. REPLACE deletes without telling the delete trigger
(https://www.sqlite.org/lang_conflict.html), so that an insert over a row is refused by its own."""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "entries",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entries")),
        sqlite_strict=True,
    )
    op.create_table(
        "entry_objects",
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("object_id", "seq", name=op.f("pk_entry_objects")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "external_ids",
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scheme", "value", name=op.f("pk_external_ids")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_external_ids_record_id", "external_ids", ["record_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("pointer", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "pointer", name=op.f("pk_links")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_links_target", "links", ["target"], unique=False)
    op.create_table(
        "log_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_state")),
        sqlite_strict=True,
    )
    op.create_table(
        "names",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("view_lo", sa.Integer(), nullable=False),
        sa.Column("view_hi", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "view_lo", "position", name=op.f("pk_names")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "terms",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("view_lo", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "view_lo", "field", "value", name=op.f("pk_terms")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_terms_field_value", "terms", ["field", "value"], unique=False)
    op.create_table(
        "tiles",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_tiles")),
        sqlite_strict=True,
    )
    op.create_table(
        "details",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["seq"], ["entries.seq"], name=op.f("fk_details_seq_entries")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_details")),
        sqlite_strict=True,
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["entries.seq"], name=op.f("fk_people_seq_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("name", name=op.f("uq_people_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "records",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("updated", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["entries.seq"], name=op.f("fk_records_seq_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint("ref", name=op.f("uq_records_ref")),
        sqlite_strict=True,
    )
    op.create_table(
        "revisions",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["seq"], ["entries.seq"], name=op.f("fk_revisions_seq_entries")),
        sa.PrimaryKeyConstraint("record_id", "revision", name=op.f("pk_revisions")),
        sa.UniqueConstraint("seq", name=op.f("uq_revisions_seq")),
        sqlite_strict=True,
    )
    op.create_table(
        "views",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("view_lo", sa.Integer(), nullable=False),
        sa.Column("view_hi", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("date_lo", sa.Integer(), nullable=True),
        sa.Column("date_hi", sa.Integer(), nullable=True),
        sa.Column("core_lo", sa.Integer(), nullable=True),
        sa.Column("core_hi", sa.Integer(), nullable=True),
        sa.Column("date_words", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("place_words", sa.Text(), nullable=True),
        sa.Column("lat", sa.REAL(), nullable=True),
        sa.Column("lon", sa.REAL(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=True),
        sa.Column("context_only", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_views_record_id_records")
        ),
        sa.PrimaryKeyConstraint("record_id", "view_lo", name=op.f("pk_views")),
        sqlite_strict=True,
    )
    op.create_index("ix_entry_objects_seq", "entry_objects", ["seq"], unique=False)
    op.create_index("ix_views_ref", "views", ["ref"], unique=False)
    op.execute(
        "INSERT INTO log_state (id, size, frontier, root) VALUES (1, 0, "  # noqa: S608 - constants
        f"{literal(EMPTY_FRONTIER)}, {literal(EMPTY_ROOT)})"
    )
    make_guards(GUARDS)
