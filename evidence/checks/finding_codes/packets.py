"""Codes about packets; those of `verify.py` too, which carries no table."""

from __future__ import annotations

from evidence.checks.finding_codes.row import (
    BAG,
    CHECKPOINT,
    ENTRY,
    NOTE,
    PARTS,
    PROOF,
    SENDER,
    SSHSIG,
    STORE,
    TREE,
    Row,
)

SUBJECTS = {"packet": "Packets"}
"""What the first word of a code is about, as the page says it."""

ROWS: tuple[Row, ...] = (
    (
        "packet.file_changed",
        "error",
        f"{BAG} §3",
        "A file of the packet is not the one in the manifest.",
        SENDER,
    ),
    (
        "packet.file_missing",
        "error",
        f"{BAG} §3",
        "A file that the packet has to hold is not there.",
        SENDER,
    ),
    (
        "packet.file_added",
        "error",
        f"{BAG} §3",
        "A file in the packet is in no manifest.",
        "Do not open it. It is not from the sender of the packet.",
    ),
    (
        "packet.manifest_changed",
        "error",
        f"{BAG} §2.2.1",
        "The manifest of the packet is not the one that the tag manifest names.",
        SENDER,
    ),
    (
        "packet.manifest_missing",
        "error",
        f"{BAG} §2.1.3",
        "A manifest of the packet is not there.",
        SENDER,
    ),
    (
        "packet.unreadable",
        "error",
        f"{BAG}; the form of the file",
        "A file of the packet is not of the form that it should have, or cannot be read.",
        SENDER,
    ),
    (
        "packet.irregular",
        "notice",
        f"{BAG} §6.1",
        "A bag by others is written in a way that some systems and programs read otherwise.",
        "Nothing is lost here. Ask its sender if the file that is named is one that you need.",
    ),
    (
        "packet.record_digest_differs",
        "error",
        PARTS,
        "The parts of a record do not hash to the digest that the log sealed.",
        SENDER,
    ),
    (
        "packet.entry_missing",
        "error",
        PROOF,
        "The packet speaks of an entry that it does not hold.",
        SENDER,
    ),
    (
        "packet.entry_not_in_log",
        "error",
        f"{PROOF}; {TREE}",
        "The proof does not lead from an entry to the root of the log.",
        SENDER,
    ),
    (
        "packet.entry_differs",
        "error",
        ENTRY,
        "An entry gives another number than its file, or two copies of it differ.",
        SENDER,
    ),
    (
        "packet.exhibit_differs",
        "error",
        STORE,
        "An exhibit is not the file that the log names, or what was made of it differs.",
        SENDER,
    ),
    (
        "packet.checkpoint_bad_signature",
        "error",
        NOTE,
        "The signature on the checkpoint of the packet does not fit.",
        SENDER,
    ),
    (
        "packet.other_key",
        "error",
        f"{NOTE}; {SSHSIG}",
        "Something in the packet is signed by another key than the one named, or by a revoked one.",
        "Compare fingerprints with the sender by another way, before relying on anything here.",
    ),
    (
        "packet.signature_bad",
        "error",
        SSHSIG,
        "The signature of the custodian does not fit the packet.",
        SENDER,
    ),
    (
        "packet.signature_not_checked",
        "notice",
        SSHSIG,
        "The custodian's key is of a kind that is checked by ssh-keygen only.",
        "Run the ssh-keygen command that is printed.",
    ),
    (
        "packet.inconsistent_checkpoints",
        "error",
        CHECKPOINT,
        "Proofs in one packet lead to different heads of the log.",
        SENDER,
    ),
)
