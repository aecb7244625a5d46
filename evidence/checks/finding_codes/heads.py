"""Codes about signed heads, those who cosign them, and keys."""

from __future__ import annotations

from evidence.checks.finding_codes.row import BACKUP, CHECKPOINT, NOTE, TREE, Row

SUBJECTS = {"checkpoint": "Checkpoints", "witness": "Witnesses", "key": "Keys"}
"""What the first word of a code is about, as the page says it."""

ROWS: tuple[Row, ...] = (
    (
        "checkpoint.bad_signature",
        "error",
        NOTE,
        "A checkpoint names the expected key, but its signature does not fit.",
        "Do not rely on it. Look for another copy.",
    ),
    (
        "checkpoint.other_key",
        "error",
        NOTE,
        "A checkpoint is signed by another key than the expected one, or is of another log.",
        "Compare fingerprints with its keeper by another way; look for an entry key.rotated.",
    ),
    (
        "checkpoint.unreadable",
        "error",
        CHECKPOINT,
        "A file that should be a checkpoint is none.",
        "Look for another copy.",
    ),
    (
        "checkpoint.missing",
        "error",
        CHECKPOINT,
        "There is no signed checkpoint where one has to be.",
        "In an archive: restore it, or look for copies outside. In a packet: ask the sender.",
    ),
    (
        "checkpoint.not_compared",
        "notice",
        TREE,
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
    ("key.missing", "error", NOTE, "A key that is needed is not in its place.", BACKUP),
    (
        "key.differs",
        "error",
        NOTE,
        "A key is not the one that the log names, or two forms of one key differ.",
        "Do not sign. Find out who replaced it.",
    ),
    (
        "key.rotation_unsigned",
        "error",
        NOTE,
        "A key of the log was followed by another, but did not sign that it is to be.",
        "Trust heads under the earlier key only. Find out who made the later one.",
    ),
)
