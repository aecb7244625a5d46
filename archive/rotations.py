"""The heads under which one key of the log gave its place to the next, as they lie at hand.

A head of more entries than the one that names the next key, signed by both, is what shows that
nobody but the holder of the key before chose its heir. Those from before a fork lie aside
(`archive.forking`) and count as well. Which keys there were says the log (`archive.log_keys`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive import heads
from archive.log_keys import LogKeys, Reign
from archive.settings import Settings
from evidence.errors import EvidenceError
from evidence.proof.checkpoint import open_checkpoint
from evidence.store.regular import read_regular


@dataclass(frozen=True, slots=True)
class Handover:
    """One key of the log after another."""

    before: Reign
    after: Reign
    note: str | None
    """A head that both have signed; None if there is none at hand, as when a key was lost."""


def handovers(settings: Settings, keys: LogKeys) -> tuple[Handover, ...]:
    """Each change of the key of the log, the oldest first; empty where there was one key only."""
    if len(keys.reigns) == 1:
        return ()
    notes = list(_notes(settings))
    return tuple(
        Handover(before, after, next((n for n in notes if _is_by_both(n, before, after)), None))
        for before, after in pairwise(keys.reigns)
    )


def _notes(settings: Settings) -> Iterator[str]:
    """All heads that are at hand, those from before a fork too."""
    for path in (*heads.kept_heads(settings), *settings.checkpoints.glob("log-*/*.checkpoint")):
        try:
            yield read_regular(path).decode("utf-8", "replace")
        except OSError:
            continue


def _is_by_both(note: str, before: Reign, after: Reign) -> bool:
    try:
        heads_signed = [open_checkpoint(note, one.vkey) for one in (before, after)]
    except EvidenceError:
        return False
    return all(one.size > after.seq for one in heads_signed)
