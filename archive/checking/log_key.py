"""The key of the log, in its two files, against the one that the log names.

The first entry holds the SHA-256 of the verifier key, so that no other key can be slipped in
without another first entry, and thereby another root at every size. A key that follows it is named
by a later entry, and one head at least bears the signatures of both: else whoever can write the
database could give the log a key of his own. Heads are checked with the key of their time
(`archive.checking.signed`); whether it is the right one is seen here.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection

from archive import heads, log_keys, rotations
from archive.checking.report import Report
from archive.errors import LockedKey, NotAnArchive
from archive.keyring import identity
from archive.log_keys import LogKeys
from archive.settings import Settings
from evidence.errors import EvidenceError
from evidence.proof.notes import VerifierKey
from evidence.signing import keys

PUBLIC, PRIVATE = "keys/log.vkey", "keys/log.key"


def check(
    settings: Settings, connection: Connection, report: Report, *, noted: str | None = None
) -> LogKeys | None:
    """The keys of the log, if the one in use can be read; what is wrong is a finding.

    `noted` is a key of the log as somebody noted it elsewhere: verifier key or fingerprint.
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
    found = log_keys.log_keys(connection, vkey)
    _check_handed_over(settings, connection, found, report)
    if noted is not None:
        _check_noted(report, found, noted.strip())
    _check_private(settings, public, report)
    _check_named(connection, vkey, report)
    return found


def _check_noted(report: Report, found: LogKeys, noted: str) -> None:
    for one in reversed(found.reigns):
        public = log_keys.public_of(one.vkey)
        if noted in (one.vkey, keys.fingerprint(public), keys.short_fingerprint(public)):
            followed = "" if one is found.reigns[-1] else ", and handed over to the one in use"
            report.trust.append(f"the key as it was noted elsewhere, which is the same{followed}")
            return
    ours = keys.fingerprint(log_keys.public_of(found.reigns[-1].vkey))
    message = f"expected {noted}, as it was noted elsewhere, found {ours}"
    report.found("key.differs", message, PUBLIC)


def _check_handed_over(
    settings: Settings, connection: Connection, found: LogKeys, report: Report
) -> None:
    """Each key but the first was given its place by the one before it."""
    if len(found.reigns) == 1:
        return
    for one in rotations.handovers(settings, found):
        if one.note is not None:
            continue
        before, after = one.before, one.after
        if identity.vouches_for(settings, connection, after.vkey, before=after.seq):
            report.trust.append("the identity key, for a key of the log whose predecessor was lost")
        else:
            message = (
                f"expected a head of more than {after.seq} entries that bears the signatures of "
                f"{before.vkey} and of {after.vkey}, found none"
            )
            report.found("key.rotation_unsigned", message, f"entry {after.seq}")
    report.trust.append(f"{len(found.reigns) - 1} rotations of that key, as entries name them")


def _check_private(settings: Settings, public: bytes, report: Report) -> None:
    try:
        private = heads.log_key(settings)
    except NotAnArchive as error:
        report.found("key.missing", str(error), PRIVATE)
        return
    except LockedKey:
        report.trust.append("its private half is locked by a passphrase, and was not compared")
        return
    if keys.public_bytes(private) != public:
        expected, found = keys.fingerprint(public), keys.fingerprint(keys.public_bytes(private))
        message = f"expected the private half of {expected}, as in {PUBLIC}, found that of {found}"
        report.found("key.differs", message, PRIVATE)


def _check_named(connection: Connection, vkey: str, report: Report) -> None:
    named = log_keys.named_last(connection)
    if named and sha256(vkey.encode()).hexdigest() != named:
        message = f"expected the key that the log named last by its SHA-256, {named}, found {vkey}"
        report.found("key.differs", message, PUBLIC)
