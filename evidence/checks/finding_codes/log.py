"""Codes about entries, the tree over them and the log as a whole."""

from __future__ import annotations

from evidence.checks.finding_codes.row import BACKUP, CHECKPOINT, ENTRY, FORK, TREE, TSA, TWO, Row

SUBJECTS = {
    "entry": "Entries of the log",
    "tree": "The tree of the log",
    "log": "The log as a whole",
}
"""What the first word of a code is about, as the page says it."""

ROWS: tuple[Row, ...] = (
    (
        "entry.edited",
        "error",
        TREE,
        "An entry of the log does not hash to its leaf in the tree.",
        BACKUP,
    ),
    ("entry.missing", "error", TREE, "The log lacks an entry between others.", BACKUP),
    (
        "entry.not_canonical",
        "error",
        ENTRY,
        "An entry is not in the one form that an entry has.",
        "Do not rely on it: two readers could read two things.",
    ),
    (
        "entry.order",
        "error",
        ENTRY,
        "An entry gives another number, or an earlier time, than its place in the log allows.",
        "Look for a clock that was set back, in the entries clock.checked around it.",
    ),
    (
        "entry.outside_bracket",
        "error",
        TSA,
        "An entry claims a time that the timestamps before and after it exclude.",
        "Rely on the timestamps. Find out how the clock of the machine came to be wrong.",
    ),
    (
        "tree.differs",
        "error",
        TREE,
        "The stored tree differs from the one that the entries make.",
        "Rebuild the tree from the entries; if the root then differs from a checkpoint, see there.",
    ),
    (
        "log.shorter_than_checkpoint",
        "error",
        CHECKPOINT,
        "A signed checkpoint speaks of more entries than the log has: its end was cut.",
        FORK,
    ),
    (
        "log.differs_from_checkpoint",
        "error",
        TREE,
        "The log is not a continuation of what a signed checkpoint speaks of.",
        FORK,
    ),
    (
        "log.two_histories",
        "error",
        CHECKPOINT,
        "Two signed checkpoints give two roots for one size of the log.",
        TWO,
    ),
    (
        "log.ahead_of_mark",
        "notice",
        CHECKPOINT,
        "The last entries are not under a signed checkpoint yet.",
        "Write a checkpoint (khronika checkpoint).",
    ),
)
