"""The other side acknowledges a hand-over, signed where they have a key.

Whoever receives something is given a statement: a few lines of text that name the entry of the
hand-over by its hash, and the bytes by their digest. They sign it with a tool of their own,

    ssh-keygen -Y sign -f KEY -n handover@khronika statement.txt

and give back the signature (OpenSSH PROTOCOL.sshsig; Ed25519). It is kept beside the log with the
key that made it, so that it can be checked again at any time; whose key that is, is theirs to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from archive import log
from archive.custody import ACKNOWLEDGED, RETURNED, TRANSFERRED_IN, TRANSFERRED_OUT
from archive.errors import WrongEntry
from archive.log import Draft, Thing
from archive.workspace import Archive
from evidence.proof import merkle
from evidence.signing import keys, sshsig

HAND_OVERS = (TRANSFERRED_OUT, TRANSFERRED_IN, RETURNED)
PACKETS = ("packet.built", "packet.signed", "packet.released")
NAMESPACE = "handover@khronika"
FORM = "Khronika hand-over, form 1"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What was entered."""

    seq: int
    """The entry that says it."""
    of_entry: int
    fingerprint: str
    """Of the key that signed, as `ssh-keygen -l` prints it; empty if nothing was signed."""


def statement(archive: Archive, seq: int) -> str:
    """The text by which the other side acknowledges what entry `seq` says was handed over.

    Raises:
        UnknownEntry: the log is shorter. WrongEntry: it speaks of no hand-over.
    """
    with archive.reading() as connection:
        return _statement(archive.settings.origin, _hand_over(connection, seq))


def _statement(origin: str, entry: log.Entry) -> str:
    fields = entry.fields
    lines = [FORM, f"log: {origin}", f"entry: {entry.seq}"]
    lines += [f"entry hash: {merkle.leaf_hash(entry.data).hex()}", f"entered: {fields['at']}"]
    for thing in fields["objects"]:
        if "sha256" in thing:
            lines.append(f"sha256: {thing['sha256']}")
            lines.append(f"bytes: {thing.get('size', 'not said')}")
    return "\n".join([*lines, "I have received what is named here.", ""])


def acknowledge(
    archive: Archive, seq: int, *, by: str, signature: str | None = None, reason: str | None = None
) -> Acknowledgement:
    """Enter that the other side acknowledges the hand-over of entry `seq`.

    `signature` is theirs over `statement`, as `ssh-keygen -Y sign` writes it.

    Raises:
        UnknownEntry: the log is shorter. WrongEntry: it speaks of no hand-over.
        BadSignature: it does not fit the statement. In all cases nothing was entered.
    """
    with archive.writing() as writer:
        entry = _hand_over(writer.connection, seq)
        detail: dict[str, Any] = {"of_entry": seq, "counterpart": by}
        fingerprint = ""
        if signature is not None:
            public = _signer(_statement(archive.settings.origin, entry), signature)
            fingerprint = keys.fingerprint(public)
            detail |= {"signature": signature, "key": keys.ssh_line(public)}
        if reason:
            detail["reason"] = reason
        (number,) = writer.append([_draft(entry, detail)])
    return Acknowledgement(number, seq, fingerprint)


def _hand_over(connection: Connection, seq: int) -> log.Entry:
    entry = log.entry(connection, seq)
    action = entry.fields["action"]
    if action not in (*HAND_OVERS, *PACKETS) or entry.fields["outcome"] == ACKNOWLEDGED:
        raise WrongEntry(seq, expected="a hand-over or a packet", found=action)
    return entry


def _draft(entry: log.Entry, detail: dict[str, Any]) -> Draft:
    """The same act once more, of which the outcome is known now."""
    fields = entry.fields
    things = tuple(
        Thing(thing["id"], thing["role"], thing.get("sha256"), thing.get("size"))
        for thing in fields["objects"]
    )
    action = fields["action"] if fields["action"] in HAND_OVERS else "packet.acknowledged"
    return Draft(action, things, detail=detail, outcome=ACKNOWLEDGED)


def _signer(text: str, signature: str) -> bytes:
    """The key that made `signature`, after it was found to fit.

    Raises:
        BadSignature: it does not fit the statement.
    """
    public = sshsig.SshSignature.from_text(signature).public
    sshsig.verify(text.encode(), signature, namespace=NAMESPACE, public=public)
    return public
