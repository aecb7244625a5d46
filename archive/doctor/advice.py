"""What a look at an archive gives: facts, and advice where one of them could be better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.condition import Condition
from archive.workspace import Archive

__all__ = ["Advice", "AdviceCode", "Fact", "Look"]


class AdviceCode(StrEnum):
    """What advice is about."""

    INDEX_OUTGROWN = "index.outgrown"
    INDEX_BEHIND = "index.behind"
    DISK_NEARLY_FULL = "disk.nearly_full"
    CLOCK_OFF = "clock.off"
    KEYS_OPEN = "keys.open"
    KEYS_OLD = "keys.old"
    VERIFY_OVERDUE = "verify.overdue"
    VERIFY_HARMED = "verify.harmed"
    BACKUP_OVERDUE = "backup.overdue"
    ANCHOR_OVERDUE = "anchor.overdue"
    DATABASE_UNSAFE = "database.unsafe"
    EVIDENCE_AWAY = "evidence.away"
    BUCKET_OVERWRITES = "bucket.overwrites"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was looked at."""

    about: str
    found: str
    """In a sentence."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that could be better."""

    code: AdviceCode
    found: str
    """What was found, in a sentence."""
    do: str
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What every part of the look begins from."""

    archive: Archive
    condition: Condition
    now: datetime
