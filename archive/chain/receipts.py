"""Receipts: what somebody who hands something in takes home, as a file and on paper.

A file is a proof of C2SP tlog-proof with the entry itself in its `extra` line, so that it can be
checked alone: the hash of the entry is what is proved, and the entry has the digest of the file.
Paper holds the same in words, with fingerprints short enough to be compared by voice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import Connection

from archive import custody, heads, log, lookup, repository
from archive.disclosure import Audience
from archive.errors import UnknownRecord
from archive.workspace import Archive
from evidence.errors import DamagedEvidence
from evidence.proof import canonical, merkle
from evidence.proof.errors import BadProof
from evidence.proof.notes import VerifierKey
from evidence.proof.receipt import Receipt, check_receipt
from evidence.signing import keys

BROUGHT = ("item.acquired", "item.captured")


@dataclass(frozen=True, slots=True)
class PaperReceipt:
    """What stands on the printed receipt."""

    seq: int
    """Number of the entry."""
    at: str
    """When it was entered, UTC."""
    sha256: str
    size: int
    """Bytes."""
    entry_hash: str
    origin: str
    """Of the log."""
    entries: int
    """Entries under the signed head."""
    root: str
    """Of that head, in hexadecimal."""
    root_short: str
    """Its first 128 bits, in eight groups of four hexadecimal digits."""
    key_short: str
    """Fingerprint of the log's key, for reading aloud."""
    key_fingerprint: str
    """As `ssh-keygen -l` prints it."""
    vkey: str
    """The key for programs."""
    text: str
    """The receipt as a file."""


def receipt_of(archive: Archive, seq: int) -> str:
    """The receipt of an entry, as a file that can be checked alone.

    Raises:
        UnknownEntry: the log is shorter.
    """
    with archive.reading() as connection:
        log.entry(connection, seq)  # before a head is signed for it
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    with archive.reading() as connection:
        return _with_entry(connection, seq, signed).to_text()


def _with_entry(connection: Connection, seq: int, signed: heads.Signed) -> Receipt:
    entry = log.entry(connection, seq)
    return replace(custody.proof(connection, seq, signed), extra=entry.data)


def receipt_for_item(archive: Archive, ref: str, audience: Audience) -> PaperReceipt:
    """The receipt of the entry by which the item came.

    Raises:
        UnknownRecord: there is no such item with a file of which this audience may know the digest.
    """
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    with archive.reading() as connection:
        entry = _brought(connection, ref, audience)
        text = _with_entry(connection, entry.seq, signed).to_text()
    vkey = heads.verification_key(archive.settings)
    public, root = VerifierKey.from_text(vkey).public, signed.checkpoint.root.hex()
    thing = next(one for one in entry.fields["objects"] if "sha256" in one)
    return PaperReceipt(
        seq=entry.seq,
        at=entry.fields["at"],
        sha256=thing["sha256"],
        size=thing["size"],
        entry_hash=merkle.leaf_hash(entry.data).hex(),
        origin=signed.checkpoint.origin,
        entries=signed.checkpoint.size,
        root=root,
        root_short=" ".join(root[at : at + 4] for at in range(0, 32, 4)),
        key_short=keys.short_fingerprint(public),
        key_fingerprint=keys.fingerprint(public),
        vkey=vkey,
        text=text,
    )


def _brought(connection: Connection, ref: str, audience: Audience) -> log.Entry:
    summary = lookup.find(connection, ref, audience)
    _, record = repository.load(connection, summary.id)
    view = lookup.view_of(connection, record, audience)
    if view is None or "digest" not in view.content:
        raise UnknownRecord(ref)
    for entry in reversed(log.about(connection, summary.id)):
        if entry.fields["action"] in BROUGHT:
            return entry
    raise UnknownRecord(ref)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a receipt proves."""

    seq: int
    at: str
    """When the archive says that it entered it, UTC."""
    action: str
    sha256: str
    """Of the bytes that the entry is about; empty if it is about none."""
    origin: str
    entries: int
    """Entries of the log under the head in the receipt."""


def check(text: str, vkey: str, *, file: Path | None = None) -> Checked:
    """What the receipt proves under the key of the log; of `file` too, if one is given.

    Raises:
        BadProof: it is no receipt with an entry, or proves another one.
        BadKey, BadNote, BadSignature, BadCheckpoint: as `open_checkpoint`.
        DamagedEvidence: the file is not the one that the entry is about.
    """
    receipt = Receipt.from_text(text)
    if receipt.extra is None:
        raise BadProof("the receipt does not hold its entry")
    head = check_receipt(receipt, receipt.extra, vkey)
    fields = canonical.decode_entry(receipt.extra)
    digests = [str(one["sha256"]) for one in fields["objects"] if "sha256" in one]
    if file is not None:
        with file.open("rb") as source:
            found = file_digest(source, "sha256").hexdigest()
        if found not in digests:
            raise DamagedEvidence(expected=", ".join(digests) or "of no file", found=found)
    return Checked(
        receipt.index,
        str(fields["at"]),
        str(fields["action"]),
        digests[0] if digests else "",
        head.origin,
        head.size,
    )
