"""What was done last against loss: a full reading of the stored files, a backup, an anchor outside.

Each is due some time after it was done last, or after the archive began; a backup and an anchor
only if something was entered since.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from archive.doctor.advice import Advice, AdviceCode, Fact, Look

VERIFY_EVERY = timedelta(days=90)
BACKUP_EVERY = timedelta(days=7)
ANCHOR_EVERY = timedelta(days=30)


def verification(look: Look) -> Iterator[Fact | Advice]:
    """When all stored files were read last."""
    condition = look.condition
    told = f"all stored files were read last: {_told(condition.full_pass)}"
    yield Fact("verification", told)
    if condition.harmed:
        found = f"{condition.harmed:,} stored files were not whole when all were read last"
        yield Advice(AdviceCode.VERIFY_HARMED, found, "khronika verify; restore them from a backup")
    if look.now - (condition.full_pass or condition.began) > VERIFY_EVERY:
        yield Advice(
            AdviceCode.VERIFY_OVERDUE,
            f"{told}; {VERIFY_EVERY.days} days are too long",
            "khronika verify, or khronika verify --budget 10m each day",
        )


def backup(look: Look) -> Iterator[Fact | Advice]:
    """When the last backup was begun."""
    condition = look.condition
    told = f"the last backup was begun: {_told(condition.backup)}"
    yield Fact("backup", told)
    if look.now - (condition.backup or condition.began) > BACKUP_EVERY:
        found = f"{told}; {BACKUP_EVERY.days} days are too long"
        yield Advice(AdviceCode.BACKUP_OVERDUE, found, "khronika backup DIR, on another disk")


def anchor(look: Look) -> Iterator[Fact | Advice]:
    """When somebody outside signed a head of the log."""
    condition = look.condition
    newest = condition.anchor
    by = f", by {newest.by}, over {newest.size:,} entries" if newest else ""
    told = f"a head was signed outside last: {_told(newest.at if newest else None)}{by}"
    yield Fact("anchor", told)
    due = look.now - (newest.at if newest else condition.began) > ANCHOR_EVERY
    if due and condition.unanchored > 1:
        yield Advice(
            AdviceCode.ANCHOR_OVERDUE,
            f"{told}; {condition.unanchored:,} entries have nobody outside to vouch for them",
            "khronika timestamp, khronika witness ask, or carry checkpoints/head away",
        )


def _told(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never, as far as the log knows"
