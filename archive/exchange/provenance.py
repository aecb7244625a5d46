"""What is told here of where a revision came from: the entry of the other log, and its proof."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from archive.entry_words import PROOF, RECEIVED
from archive.exchange.checking import Bundle, Entered, Revised
from archive.exchange.steps import Write
from archive.recording import CREATED, REVISED
from evidence.proof import canonical

__all__ = ["as_received", "facts_of", "proof_of", "view_of"]

ACQUIRED = "item.acquired"


def as_received(row: Revised, bundle: Bundle, *, is_known: bool) -> Write:
    """A revision of a bundle as it is written here; `is_known` says whether its record is here."""
    listed = bundle.opened.listed
    told: dict[str, Any] = {"archive": listed.archive, "origin": listed.origin}
    if row.entry is None or bundle.head is None:
        told |= {"view": view_of(row), "audience": listed.audience}
        action = REVISED if is_known else CREATED
        action = ACQUIRED if row.file else action
        return Write(row.record, row.body, None, action, file=row.file, detail={RECEIVED: told})
    if (before := _came_before(row.entry)) is not None:
        told["before"] = before
    told |= facts_of(row.entry) | {
        "size": bundle.head.size,
        "root": bundle.head.root.hex(),
    }
    detail = {RECEIVED: told, PROOF: [proof_of(row.entry)]}
    return Write(
        row.record,
        row.body,
        row.secret,
        str(row.entry.fields["action"]),
        leaf=row.entry.leaf,
        file=row.file,
        detail=detail,
    )


def facts_of(entry: Entered) -> dict[str, Any]:
    """What is told of an entry of another log."""
    return {
        "entry": entry.sent.seq,
        "at": str(entry.fields["at"]),
        "action": str(entry.fields["action"]),
        "who": entry.sent.who,
        "leaf": entry.leaf,
    }


def _came_before(entry: Entered) -> dict[str, Any] | None:
    """From where it had come to the sender, as the sender's words tell; None: from no other one."""
    words = canonical.decode((entry.sent.words or "{}").encode())
    told = words.get(RECEIVED)
    return dict(told) if isinstance(told, Mapping) and "archive" in told else None


def proof_of(entry: Entered) -> dict[str, Any]:
    """What proves it, under the head that the entry of its bundle holds."""
    return {"entry": entry.sent.entry, "path": list(entry.sent.path)}


def view_of(row: Revised) -> str:
    """By what a view is known again that has no digest: that of what it says."""
    return hashlib.sha256(canonical.encode(row.record.content())).hexdigest()
