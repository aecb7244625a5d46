"""Review states: how far an incident has been checked, and who may say so.

The states are those of the vocabulary review_states. A draft and one that needs work may be called
so by whoever records; that it was reviewed or approved is for people with that task. The entry
`record.reviewed` names who said it; the record carries the state and that person's name.
"""

from __future__ import annotations

from collections.abc import Mapping

from archive import lookup, recording
from archive.accounts import granting
from archive.errors import Conflict, WrongType
from archive.policy import Operation
from archive.recording import Planned, Recorded
from archive.workspace import Archive
from schemas.incident import Incident, Review
from schemas.vocabulary import vocabulary

REVIEWED = "record.reviewed"

NEEDS: Mapping[str, Operation] = {
    "draft": Operation.RECORD,
    "needs_work": Operation.RECORD,
    "reviewed": Operation.REVIEW,
    "approved": Operation.REVIEW,
}
"""What setting each state is, for the policy."""


def review(
    archive: Archive,
    ref: str,
    state: str,
    *,
    reason: str | None = None,
    expected_revision: int | None = None,
) -> Recorded:
    """Say how far an incident has been checked, in the name of the person at work.

    Raises:
        UnknownRecord: there is no such record.
        WrongType: it is no incident.
        UnknownTerm: `state` is no code of review_states.
        NotPermitted: it is not the task of the person at work.
        Conflict: `expected_revision` is not the current one.
    """
    state = vocabulary("review_states").term(state).code
    with archive.writing() as writer:
        by = granting.at_work(writer)
        before, record = lookup.load(writer.connection, ref, by)
        if not isinstance(record, Incident):
            raise WrongType(ref, expected="an incident", found=f"a record of type {record.type}")
        if expected_revision not in (None, before.revision):
            raise Conflict(ref, expected=expected_revision or 0, found=before.revision)
        at_work = granting.allow(writer.connection, archive.person, NEEDS[state])
        changed = record.model_copy(update={"review": Review(state=state, by=at_work.name)})
        detail = {"reason": reason} if reason else {}
        (outcome,) = recording.carry_out(
            writer, (Planned(changed, before, REVIEWED, detail=detail),)
        )
        return outcome
