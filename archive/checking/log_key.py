"""The key of the log, in its two files, against the one that the first entry names.

The first entry holds the SHA-256 of the verifier key, so that no other key can be slipped in
without another first entry, and thereby another root at every size. Heads are checked with this key
(`archive.checking.verify`); whether it is the right one is seen here.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection

from archive import heads, log
from archive.checking.report import Report
from archive.errors import NotAnArchive, UnknownEntry
from archive.founding import LOG_KEY
from archive.settings import Settings
from evidence import keys
from evidence.errors import EvidenceError
from evidence.notes import VerifierKey

PUBLIC, PRIVATE = "keys/log.vkey", "keys/log.key"


def check(
    settings: Settings, connection: Connection, report: Report, *, noted: str | None = None
) -> str | None:
    """The verifier key, if there is one that can be read; what is wrong with it is a finding.

    `noted` is the key as somebody noted it elsewhere: verifier key or fingerprint.
    """
    try:
        vkey = heads.verification_key(settings)
        public = VerifierKey.from_text(vkey).public
    except NotAnArchive as error:
        report.found("key.missing", str(error), PUBLIC)
        return None
    except EvidenceError as error:
        report.found("key.differs", str(error), PUBLIC)
        return None
    report.trust.append(f"the key of the log: {vkey}")
    report.trust.append(f"its fingerprint: {keys.fingerprint(public)}")
    if noted is not None:
        _check_noted(report, vkey, public, noted.strip())
    _check_private(settings, public, report)
    _check_named(connection, vkey, report)
    return vkey


def _check_noted(report: Report, vkey: str, public: bytes, noted: str) -> None:
    if noted in (vkey, keys.fingerprint(public), keys.short_fingerprint(public)):
        report.trust.append("the key as it was noted elsewhere, which is the same")
    else:
        message = f"expected {noted}, as it was noted elsewhere, found {keys.fingerprint(public)}"
        report.found("key.differs", message, PUBLIC)


def _check_private(settings: Settings, public: bytes, report: Report) -> None:
    try:
        private = heads.log_key(settings)
    except NotAnArchive as error:
        report.found("key.missing", str(error), PRIVATE)
        return
    if keys.public_bytes(private) != public:
        expected, found = keys.fingerprint(public), keys.fingerprint(keys.public_bytes(private))
        message = f"expected the private half of {expected}, as in {PUBLIC}, found that of {found}"
        report.found("key.differs", message, PRIVATE)


def _check_named(connection: Connection, vkey: str, report: Report) -> None:
    named = _named_first(connection)
    if named and sha256(vkey.encode()).hexdigest() not in named:
        message = (
            f"expected the key that the first entry of the log names by its SHA-256, {named[0]}, "
            f"found {vkey}"
        )
        report.found("key.differs", message, PUBLIC)


def _named_first(connection: Connection) -> list[str]:
    """What the first entry names as the key; nothing if it is no such entry, which is found apart.

    A key that took the place of the first one would be named by a later entry and by both keys.
    """
    try:
        things = log.entry(connection, 0).fields["objects"]
        return [str(thing["sha256"]) for thing in things if thing["id"] == LOG_KEY]
    except (UnknownEntry, EvidenceError, LookupError, TypeError):
        return []
