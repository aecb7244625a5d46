"""The table of finding codes: code, severity, clause, meaning, what to do.

Text only, read by `evidence.findings`. A code once given stays, and keeps its meaning: people cite
it in letters to courts. Codes of packets are those of `verify.py` too, which carries no table.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Row: TypeAlias = tuple[str, Literal["error", "notice"], str, str, str]

_BAG = "RFC 8493 (BagIt 1.0)"
_TREE = "RFC 6962 §2.1, RFC 9162 §2.1"
_CHECKPOINT = "C2SP tlog-checkpoint"
_NOTE = "C2SP signed-note"
_PROOF = "C2SP tlog-proof"
_SSHSIG = "OpenSSH PROTOCOL.sshsig"
_PARTS = "Part and record digests (evidence/parts.py), after RFC 9901 §4"
_ENTRY = "RFC 8785; form of entries (evidence/canonical.py)"
_STORE = "FIPS 180-4; blobs are named by their SHA-256"
_REPLAY = "The log is the truth; tables follow it"
_TSA = "RFC 3161"

_BACKUP = "Keep the disk as it is. Compare with a backup and restore what differs from there."
_SENDER = "Do not rely on this file. Ask the sender for the packet again, by another way."
_FORK = (
    "Stop writing. Collect every checkpoint, receipt and packet that others hold, and compare; a "
    "restored backup goes on as a new log (khronika log fork)."
)
_TWO = "Keep both. Two signed histories of one log prove that its keeper signed two stories."

TABLE: tuple[Row, ...] = (
    (
        "blob.changed",
        "error",
        _STORE,
        "The bytes of a stored file are no longer those that came in.",
        _BACKUP,
    ),
    ("blob.missing", "error", _STORE, "A file that the log names is not in the store.", _BACKUP),
    (
        "blob.unreferenced",
        "notice",
        _STORE,
        "A stored file is named by no entry: an intake was interrupted before it was recorded.",
        "Add the file again, or remove it after looking at it.",
    ),
    (
        "row.edited",
        "error",
        _REPLAY,
        "A row of the database differs from what the log says.",
        "Find out who had access to the database; rebuild the tables from records and log.",
    ),
    (
        "row.missing",
        "error",
        _REPLAY,
        "The log names a record that the database does not hold, and no erasure is recorded.",
        _BACKUP,
    ),
    (
        "row.added",
        "error",
        _REPLAY,
        "The database holds a record that no entry of the log names.",
        "Do not rely on it. Find out how it came there.",
    ),
    (
        "record.digest_differs",
        "error",
        _PARTS,
        "A record does not hash to the digest that its last entry names.",
        _BACKUP,
    ),
    (
        "entry.edited",
        "error",
        _TREE,
        "An entry of the log does not hash to its leaf in the tree.",
        _BACKUP,
    ),
    ("entry.missing", "error", _TREE, "The log lacks an entry between others.", _BACKUP),
    (
        "entry.not_canonical",
        "error",
        _ENTRY,
        "An entry is not in the one form that an entry has.",
        "Do not rely on it: two readers could read two things.",
    ),
    (
        "entry.order",
        "error",
        _ENTRY,
        "An entry gives another number, or an earlier time, than its place in the log allows.",
        "Look for a clock that was set back, in the entries clock.checked around it.",
    ),
    (
        "entry.outside_bracket",
        "error",
        _TSA,
        "An entry claims a time that the timestamps before and after it exclude.",
        "Rely on the timestamps. Find out how the clock of the machine came to be wrong.",
    ),
    (
        "tree.differs",
        "error",
        _TREE,
        "The stored tree differs from the one that the entries make.",
        "Rebuild the tree from the entries; if the root then differs from a checkpoint, see there.",
    ),
    (
        "log.shorter_than_checkpoint",
        "error",
        _CHECKPOINT,
        "A signed checkpoint speaks of more entries than the log has: its end was cut.",
        _FORK,
    ),
    (
        "log.differs_from_checkpoint",
        "error",
        _TREE,
        "The log is not a continuation of what a signed checkpoint speaks of.",
        _FORK,
    ),
    (
        "log.two_histories",
        "error",
        _CHECKPOINT,
        "Two signed checkpoints give two roots for one size of the log.",
        _TWO,
    ),
    (
        "log.ahead_of_mark",
        "notice",
        _CHECKPOINT,
        "The last entries are not under a signed checkpoint yet.",
        "Write a checkpoint (khronika checkpoint).",
    ),
    (
        "checkpoint.bad_signature",
        "error",
        _NOTE,
        "A checkpoint names the expected key, but its signature does not fit.",
        "Do not rely on it. Look for another copy.",
    ),
    (
        "checkpoint.other_key",
        "error",
        _NOTE,
        "A checkpoint is signed by another key than the expected one, or is of another log.",
        "Compare fingerprints with its keeper by another way; look for an entry key.rotated.",
    ),
    (
        "checkpoint.unreadable",
        "error",
        _CHECKPOINT,
        "A file that should be a checkpoint is none.",
        "Look for another copy.",
    ),
    (
        "checkpoint.missing",
        "error",
        _CHECKPOINT,
        "There is no signed checkpoint where one has to be.",
        "In an archive: restore it, or look for copies outside. In a packet: ask the sender.",
    ),
    (
        "checkpoint.not_compared",
        "notice",
        _TREE,
        "A checkpoint from outside has another size, and no proof leads from one to the other.",
        "Ask the archive for a consistency proof between the two sizes.",
    ),
    (
        "witness.bad_signature",
        "error",
        "C2SP tlog-cosignature",
        "A line names a known witness, but its signature does not fit.",
        "Ask the witness which heads it signed.",
    ),
    ("key.missing", "error", _NOTE, "A key that is needed is not in its place.", _BACKUP),
    (
        "key.differs",
        "error",
        _NOTE,
        "A key is not the one that the log names, or two forms of one key differ.",
        "Do not sign. Find out who replaced it.",
    ),
    (
        "schema.differs",
        "error",
        _REPLAY,
        "The tables, triggers or indexes of the database are not those that this version makes.",
        "Run khronika migrate; if that changes nothing, find out who changed them.",
    ),
    (
        "packet.file_changed",
        "error",
        f"{_BAG} §3",
        "A file of the packet is not the one in the manifest.",
        _SENDER,
    ),
    (
        "packet.file_missing",
        "error",
        f"{_BAG} §3",
        "A file that the packet has to hold is not there.",
        _SENDER,
    ),
    (
        "packet.file_added",
        "error",
        f"{_BAG} §3",
        "A file in the packet is in no manifest.",
        "Do not open it. It is not from the sender of the packet.",
    ),
    (
        "packet.manifest_changed",
        "error",
        f"{_BAG} §2.2.1",
        "The manifest of the packet is not the one that the tag manifest names.",
        _SENDER,
    ),
    (
        "packet.manifest_missing",
        "error",
        f"{_BAG} §2.1.3",
        "A manifest of the packet is not there.",
        _SENDER,
    ),
    (
        "packet.unreadable",
        "error",
        f"{_BAG}; the form of the file",
        "A file of the packet is not of the form that it should have, or cannot be read.",
        _SENDER,
    ),
    (
        "packet.record_digest_differs",
        "error",
        _PARTS,
        "The parts of a record do not hash to the digest that the log sealed.",
        _SENDER,
    ),
    (
        "packet.record_view_differs",
        "error",
        _PARTS,
        "A record as shown says something else than its proved parts.",
        "Rely on the parts, not on the view. Ask the sender.",
    ),
    (
        "packet.entry_missing",
        "error",
        _PROOF,
        "The packet speaks of an entry that it does not hold.",
        _SENDER,
    ),
    (
        "packet.entry_not_in_log",
        "error",
        f"{_PROOF}; {_TREE}",
        "The proof does not lead from an entry to the root of the log.",
        _SENDER,
    ),
    (
        "packet.entry_differs",
        "error",
        _ENTRY,
        "An entry gives another number than its file, or two copies of it differ.",
        _SENDER,
    ),
    (
        "packet.exhibit_differs",
        "error",
        _STORE,
        "An exhibit is not the file that the log names.",
        _SENDER,
    ),
    (
        "packet.checkpoint_bad_signature",
        "error",
        _NOTE,
        "The signature on the checkpoint of the packet does not fit.",
        _SENDER,
    ),
    (
        "packet.other_key",
        "error",
        f"{_NOTE}; {_SSHSIG}",
        "Something in the packet is signed by another key than the one that is named or expected.",
        "Compare fingerprints with the sender by another way, before relying on anything here.",
    ),
    (
        "packet.signature_bad",
        "error",
        _SSHSIG,
        "The signature of the custodian does not fit the packet.",
        _SENDER,
    ),
    (
        "packet.signature_not_checked",
        "notice",
        _SSHSIG,
        "The custodian's key is of a kind that is checked by ssh-keygen only.",
        "Run the ssh-keygen command that is printed.",
    ),
    (
        "packet.inconsistent_checkpoints",
        "error",
        _CHECKPOINT,
        "Proofs in one packet lead to different heads of the log.",
        _SENDER,
    ),
    (
        "timestamp.invalid",
        "error",
        f"{_TSA} §2.4.2",
        "A timestamp is malformed, or its signature does not fit.",
        "Look for another timestamp of the same checkpoint.",
    ),
    (
        "timestamp.unknown_authority",
        "error",
        f"{_TSA} §2.3",
        "A timestamp is by an authority that is not among the trusted ones.",
        "Compare the certificate with the one that the authority publishes.",
    ),
    (
        "timestamp.other_content",
        "error",
        f"{_TSA} §2.4.2",
        "A timestamp is of another file.",
        "Look for the timestamp that belongs to this checkpoint.",
    ),
    (
        "timestamp.later_than_claimed",
        "error",
        f"{_TSA} §2.4.2",
        "A timestamp was given later than the archive says.",
        "Rely on the time in the timestamp.",
    ),
    (
        "timestamp.missing",
        "error",
        f"{_TSA} §2.4.2",
        "A timestamp that an entry of the log names is not there.",
        _BACKUP,
    ),
    (
        "timestamp.changed",
        "error",
        f"{_TSA} §2.4.2",
        "A timestamp is no longer the file that its entry in the log names.",
        _BACKUP,
    ),
    (
        "timestamp.not_checked",
        "notice",
        _TSA,
        "A timestamp was not checked, because no trusted roots are at hand.",
        "Run the openssl command that is printed.",
    ),
)
