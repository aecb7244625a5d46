"""The tables of an archive. Everything but `entries`, `revisions` and `details` can be made again.

| table | what it holds | checked by `verify` against |
|---|---|---|
| entries | the log, one canonical entry a row | the tree and the signed checkpoints |
| tiles | hashes of the tree (C2SP tlog-tiles) | the entries |
| log_state | size, frontier and root | the entries |
| revisions | content and secret of each revision | the digest in its entry |
| details | an entry's own words (reason, counterpart) | the digest in its entry |
| entry_objects, people | what entries speak of; who works here | entries and details, replayed |
| credentials | how people prove who they are | the digests in their entries |
| drafts | what people have typed and not recorded | nothing: it is no record |
| uses, attempts | when that was used last; what was tried in vain | nothing: they hold no right |
| records, views, terms, names, links, external_ids, compartments | followers | the revisions |

Rows never leave the modules that read them: the repository and the followers' readers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    REAL,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.ext.compiler import compiles


@compiles(Integer, "postgresql")
def _integer(_type: Integer, _compiler: Any, **_options: Any) -> str:
    """64 bits everywhere, as an INTEGER of SQLite has: four bytes of seconds end in 2038."""
    return "BIGINT"


@compiles(REAL, "postgresql")
def _real(_type: REAL[float], _compiler: Any, **_options: Any) -> str:
    """Eight bytes, as a REAL of SQLite has: four would move a place by a metre."""
    return "DOUBLE PRECISION"


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

entries = Table(
    "entries",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("bytes", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""`seq` is the leaf index from 0; `bytes` the canonical JSON whose hash is the leaf."""

tiles = Table(
    "tiles",
    metadata,
    Column("level", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
    PrimaryKeyConstraint("level", "number"),
    sqlite_strict=True,
)
"""Up to 256 hashes of 32 bytes each; level L holds the roots of complete subtrees of height 8 L."""

log_state = Table(
    "log_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""One row, id 1: where the next entry goes."""

entry_objects = Table(
    "entry_objects",
    metadata,
    Column("object_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    PrimaryKeyConstraint("object_id", "seq"),
    Index("ix_entry_objects_seq", "seq"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Which entries speak of a record, a packet or a key."""

revisions = Table(
    "revisions",
    metadata,
    Column("record_id", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("seq", Integer, ForeignKey("entries.seq"), nullable=False, unique=True),
    Column("secret", LargeBinary),
    Column("body", Text),
    PrimaryKeyConstraint("record_id", "revision"),
    sqlite_strict=True,
)
"""`secret` (32 bytes) and `body` (canonical JSON) are null once the record has been erased."""

details = Table(
    "details",
    metadata,
    Column("seq", Integer, ForeignKey("entries.seq"), primary_key=True, autoincrement=False),
    Column("secret", LargeBinary),
    Column("body", Text),
    sqlite_strict=True,
)
"""The words of an entry that are not in the log itself, null once they have been erased."""

records = Table(
    "records",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ref", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("seq", Integer, ForeignKey("entries.seq"), nullable=False),
    Column("state", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("created", Text, nullable=False),
    Column("updated", Text, nullable=False),
    sqlite_strict=True,
)
"""The current state of each record. `state` is current, retired or erased; `level` 0 to 2."""

views = Table(
    "views",
    metadata,
    Column("record_id", Text, ForeignKey("records.id"), nullable=False),
    Column("view_lo", Integer, nullable=False),
    Column("view_hi", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("ref", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("date_lo", Integer),
    Column("date_hi", Integer),
    Column("core_lo", Integer),
    Column("core_hi", Integer),
    Column("date_words", Text),
    Column("place_id", Text),
    Column("place_words", Text),
    Column("lat", REAL),
    Column("lon", REAL),
    Column("radius_m", Integer),
    Column("context_only", Integer, nullable=False),
    Column("retired", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    PrimaryKeyConstraint("record_id", "view_lo"),
    sqlite_strict=True,
)
"""One row per distinct view of a record: audiences of rank `view_lo` to `view_hi` see the same.

`ref` is what these audiences call it: not the record's own where that would tell a withheld name.
Days are counted as in `datetime.date.toordinal`; a null bound is open. `radius_m` is how far the
true place may lie from lat, lon; null means that the place has no position.
"""

terms = Table(
    "terms",
    metadata,
    Column("record_id", Text, nullable=False),
    Column("view_lo", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("record_id", "view_lo", "field", "value"),
    Index("ix_terms_field_value", "field", "value"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""What a view can be filtered by: kind, act, method, actor, place, tag, incident, status, state."""

names = Table(
    "names",
    metadata,
    Column("record_id", Text, nullable=False),
    Column("view_lo", Integer, nullable=False),
    Column("view_hi", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("record_id", "view_lo", "position"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Names of actors and places as each view shows them, in the record's order."""

links = Table(
    "links",
    metadata,
    Column("record_id", Text, nullable=False),
    Column("pointer", Text, nullable=False),
    Column("target", Text, nullable=False),
    PrimaryKeyConstraint("record_id", "pointer"),
    Index("ix_links_target", "target"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Every reference from one record to another, by the JSON Pointer at which it stands."""

external_ids = Table(
    "external_ids",
    metadata,
    Column("scheme", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    PrimaryKeyConstraint("scheme", "value"),
    Index("ix_external_ids_record_id", "record_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Names of records in other collections."""

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seq", Integer, ForeignKey("entries.seq"), nullable=False),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("clearance", Text, nullable=False, server_default="confidential"),
    Column("compartments", Text),
    Column("working", Integer, nullable=False, server_default="1"),
    sqlite_strict=True,
)
"""Who works with the archive. The log knows them by `id` only. `seq` is the entry by which they
came; `role` their task, `clearance` a level of access, `compartments` a JSON list of teams and
cases, null for all there are. `working` is 0 for those who have left."""

credentials = Table(
    "credentials",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seq", Integer, ForeignKey("entries.seq"), nullable=False),
    Column("person", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("secret", Text, nullable=False, index=True),
    Column("facts", Text, nullable=False),
    sqlite_strict=True,
)
"""How somebody proves who they are; gone when it has ended. `secret` is never what they type or
carry, but its hash (Argon2id for passwords, SHA-256 for what is random); the seed of a second
factor is sealed with a key outside the database. `facts` is canonical JSON."""

uses = Table(
    "uses",
    metadata,
    Column("credential", Text, primary_key=True),
    Column("last", Integer, nullable=False),
    sqlite_strict=True,
)
"""When a session was used last (seconds since 1970), or the last step of a second factor."""

attempts = Table(
    "attempts",
    metadata,
    Column("bucket", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    sqlite_strict=True,
)
"""Attempts to sign in that failed, by a hash of where they came from or whom they were for. `last`
in seconds since 1970."""

drafts = Table(
    "drafts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("type", Text, nullable=False),
    Column("record", Text),
    Column("begun_from", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("saved", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_strict=True,
)
"""What `person` has typed and not recorded yet; `record` is what it revises, null for a new one.
`body` is JSON. No entry speaks of it."""

compartments = Table(
    "compartments",
    metadata,
    Column("record_id", Text, nullable=False),
    Column("compartment", Text, nullable=False),
    PrimaryKeyConstraint("record_id", "compartment"),
    Index("ix_compartments_compartment", "compartment"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The teams and cases to which a record is limited; those in none have no row."""

FOLLOWERS = (views, terms, names, links, external_ids, compartments)
"""Tables that are computed from the current revision of each record alone, keyed by record_id."""
