"""Codes about timestamps of authorities outside."""

from __future__ import annotations

from evidence.checks.finding_codes.row import BACKUP, TSA, Row

SUBJECTS = {"timestamp": "Timestamps"}
"""What the first word of a code is about, as the page says it."""

ROWS: tuple[Row, ...] = (
    (
        "timestamp.invalid",
        "error",
        f"{TSA} §2.4.2",
        "A timestamp is malformed, or its signature does not fit.",
        "Look for another timestamp of the same checkpoint.",
    ),
    (
        "timestamp.unknown_authority",
        "error",
        f"{TSA} §2.3",
        "A timestamp is by an authority that is not among the trusted ones.",
        "Compare the certificate with the one that the authority publishes.",
    ),
    (
        "timestamp.other_content",
        "error",
        f"{TSA} §2.4.2",
        "A timestamp is of another file.",
        "Look for the timestamp that belongs to this checkpoint.",
    ),
    (
        "timestamp.later_than_claimed",
        "error",
        f"{TSA} §2.4.2",
        "A timestamp was given later than the archive says.",
        "Rely on the time in the timestamp.",
    ),
    (
        "timestamp.missing",
        "error",
        f"{TSA} §2.4.2",
        "A timestamp that an entry of the log names is not there.",
        BACKUP,
    ),
    (
        "timestamp.changed",
        "error",
        f"{TSA} §2.4.2",
        "A timestamp is no longer the file that its entry in the log names.",
        BACKUP,
    ),
    (
        "timestamp.not_checked",
        "notice",
        TSA,
        "A timestamp was not checked, because no trusted roots are at hand.",
        "Run the openssl command that is printed.",
    ),
    (
        "timestamp.not_entered",
        "notice",
        f"{TSA}; form of entries",
        "A timestamp fits the log, and no entry of the log names it.",
        "Compare the root of its authority with what that publishes: it may be somebody else's.",
    ),
)
