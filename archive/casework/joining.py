"""Two records that are one and the same: one is retired in favour of the other, by a person.

Nothing is merged: the retired record stays readable under its own name, search passes it over, and
whoever opens it is told which one to use. Reverting the retirement parts them again.
"""

from __future__ import annotations

from archive import lookup, recording
from archive.accounts import granting
from archive.casework.errors import SameRecord
from archive.errors import WrongType
from archive.recording import REVISED, Planned, Recorded
from archive.workspace import Archive
from schemas.record import Retirement
from schemas.vocabulary import vocabulary

DUPLICATE = "duplicate"


def retire(
    archive: Archive, ref: str, *, why: str, in_favour_of: str | None = None, reason: str
) -> Recorded:
    """Take a record out of use; `why` is a code of retired_reasons, `reason` your words for it.

    Raises:
        UnknownRecord: one of them is not here.
        UnknownTerm: `why` is no code of retired_reasons.
        WrongType: the record to use instead is of another type.
        SameRecord: it would be replaced by itself, or by one that is replaced by it.
    """
    why = vocabulary("retired_reasons").term(why).code
    with archive.writing() as writer:
        by = granting.at_work(writer)
        before, record = lookup.load(writer.connection, ref, by)
        instead = None
        if in_favour_of is not None:
            other, replacement = lookup.load(writer.connection, in_favour_of, by)
            if other.type != record.type:
                expected = f"a record of type {record.type}, to be used in place of {ref}"
                found = f"one of type {other.type}"
                raise WrongType(in_favour_of, expected=expected, found=found)
            back = replacement.retired and replacement.retired.in_favour_of
            if other.id in (before.id, back) or back == before.id:
                raise SameRecord(ref, in_favour_of)
            instead = other.id
        changed = record.model_copy(
            update={"retired": Retirement(reason=why, in_favour_of=instead)}
        )
        step = Planned(changed, before, REVISED, detail={"reason": reason})
        (outcome,) = recording.carry_out(writer, (step,))
        return outcome


def join(archive: Archive, ref: str, into: str, *, reason: str) -> Recorded:
    """Say that the record `ref` is the same as `into`, which is to be used. Raises as `retire`."""
    return retire(archive, ref, why=DUPLICATE, in_favour_of=into, reason=reason)
