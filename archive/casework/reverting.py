"""Going back: an earlier revision becomes the newest one again, and nothing in between is lost."""

from __future__ import annotations

from archive import reach, recording, repository
from archive.accounts import granting
from archive.casework.errors import NothingToRevert
from archive.drafting import sparing
from archive.errors import Conflict
from archive.recording import REVISED, Planned, Recorded
from archive.workspace import Archive
from schemas.records import read_record


def revert(
    archive: Archive,
    ref: str,
    revision: int,
    *,
    reason: str,
    expected_revision: int | None = None,
) -> Recorded:
    """Make what revision `revision` said the newest revision; unchanged if it says that already.

    Raises:
        UnknownRecord: there is no such record, or no such revision of it.
        NothingToRevert: the content of that revision was erased.
        BadReference: it points to a record that has been erased since.
        RefTaken, ExternalIdTaken: a name that it had belongs to another record now.
        NotYoursToChange: something changed since then that is withheld from the person at work.
        Conflict: `expected_revision` is not the current one.
    """
    with archive.writing() as writer:
        by = granting.at_work(writer)
        before = reach.find(writer.connection, ref, by)
        if expected_revision not in (None, before.revision):
            raise Conflict(ref, expected=expected_revision or 0, found=before.revision)
        stored = repository.revision(writer.connection, before, revision)
        if stored.body is None:
            raise NothingToRevert(ref, revision)
        old = read_record(stored.body)
        sparing.check(writer.connection, [old], by)
        (planned,) = recording.plan_recording(writer.connection, [old], by=by)
        detail = {"reason": reason, "as_in_revision": revision}
        step = Planned(planned.record, before, REVISED, detail=detail)
        (outcome,) = recording.carry_out(writer, (step,))
        return outcome
