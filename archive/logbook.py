"""The log as people look at it: its head, the key behind it, and the newest entries.

What the log says about one record is for `archive.custody`; proofs are for `archive.custody` and
`evidence.proof.merkle`.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive import heads, log, lookup, people
from archive.disclosure import Audience
from archive.log import Head
from archive.lookup import Label
from archive.workspace import Archive
from evidence.proof.notes import VerifierKey
from evidence.signing.keys import fingerprint, short_fingerprint


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry, with what it is about."""

    seq: int
    """Number of the entry, from 0."""
    at: str
    """When the archive wrote it, UTC."""
    action: str
    """Code of the vocabulary custody_actions."""
    who: str
    about: tuple[Label, ...]
    """The records that it names."""


@dataclass(frozen=True, slots=True)
class LogKey:
    """The key that signs the log's heads, in the forms in which people compare it."""

    vkey: str
    """C2SP signed-note."""
    fingerprint: str
    """As `ssh-keygen -l` prints it."""
    short: str
    """For reading aloud."""


@dataclass(frozen=True, slots=True)
class LogBook:
    """The state of the log."""

    head: Head
    signed: heads.Signed | None
    """The newest signed head; None if none was ever signed."""
    key: LogKey
    newest: tuple[LogLine, ...]
    """The newest entries, the newest first; empty for those from whom anything is withheld."""


def log_book(archive: Archive, audience: Audience, newest: int = 50) -> LogBook:
    """The log as `audience` may look at it.

    Raises:
        BadCheckpoint, BadSignature: the signed head was altered, or signed by another key.
    """
    with archive.reading() as connection:
        head = log.head(connection)
        lines: tuple[LogLine, ...] = ()
        if audience.sees_everything:
            entries = [
                (entry.seq, entry.fields)
                for entry in log.entries(connection, max(0, head.size - newest))
            ]
            named = [str(thing["id"]) for _, fields in entries for thing in fields["objects"]]
            labels = lookup.labels_of(connection, named, audience)
            lines = tuple(
                LogLine(
                    seq=seq,
                    at=fields["at"],
                    action=fields["action"],
                    who=people.shown(connection, fields["actor"], audience),
                    about=tuple(labels[t["id"]] for t in fields["objects"] if t["id"] in labels),
                )
                for seq, fields in reversed(entries)
            )
    return LogBook(head, heads.newest_head(archive.settings), log_key(archive), lines)


def log_key(archive: Archive) -> LogKey:
    """The key that signs the heads of the log; those of packets: `archive.keyring.custodian`."""
    vkey = heads.verification_key(archive.settings)
    public = VerifierKey.from_text(vkey).public
    return LogKey(vkey, fingerprint(public), short_fingerprint(public))
