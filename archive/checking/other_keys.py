"""Keys beside the one of the log: custodians' keys, and the list that the identity signs.

Whoever can write into the archive's folder could put a key pair of his own in the place of a
custodian's: the next packet would be signed with it, and the log would name it then.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from archive.checking.report import Report
from archive.keyring import custodian, identity, listing
from archive.keyring.identity import ListState
from archive.keyring.listing import Kind, Known, State
from archive.settings import Settings
from archive.workspace import Archive
from evidence.errors import EvidenceError

_STRANGE = (EvidenceError, OSError, LookupError, TypeError, ValueError)
"""What hostile files and rows raise; entries that are not of their form are findings elsewhere."""


def check(archive: Archive, connection: Connection, report: Report) -> None:
    """Note custodians' keys that the log does not name, and a list that is not the identity's."""
    try:
        known = listing.known_keys(connection)
        forged = identity.state_of_list(archive) is ListState.FORGED
    except _STRANGE:
        return
    if forged:
        message = "expected a list signed by the identity that the log names, found another"
        report.found("key.differs", message, "keys/list.txt")
    for place in custodian.places(archive.settings):
        _check_custodian(archive.settings, place, known, report)


def _check_custodian(
    settings: Settings, place: Path, known: tuple[Known, ...], report: Report
) -> None:
    """A key that was made and not used yet is in no entry; but then no other of this person is."""
    where = place.relative_to(settings.folder).as_posix()
    named = {one.digest for one in known if one.kind is Kind.PACKET}
    in_use = {one.person for one in known if one.kind is Kind.PACKET and one.state is State.IN_USE}
    try:
        found = [*custodian.read(place)]
        strange = [one for one in found if one.digest not in named and one.person in in_use]
    except _STRANGE as error:
        report.found("key.differs", f"a custodian's key that cannot be read: {error}", where)
        return
    for one in strange:
        message = f"expected a key that the log names for this custodian, found {one.fingerprint}"
        report.found("key.differs", message, where)
