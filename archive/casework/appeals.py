"""How appeals stand on a day: what was asked of whom, until when, what came back, what is overdue.

That there was no answer is a dated fact like any other: it is recorded as a response of the kind
`none` with the day for which it is known, and a later day is not covered by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from archive import lookup, recording, repository
from archive.accounts import granting
from archive.disclosure import Audience, View
from archive.errors import WrongType
from archive.glance import glance
from archive.lookup import labels_of
from archive.recording import REVISED, Planned, Recorded
from archive.workspace import Archive
from schemas.appeal import Appeal, Response
from schemas.dates import DateValue
from schemas.shape import Json
from schemas.verdict import Verdict

NO_ANSWER = "none"
"""The code of responses that says that nothing had come back."""
DONE = frozenset({"granted", "refused", "withdrawn", "closed"})
"""Statuses after which nobody waits for an answer."""


class Answer(StrEnum):
    """What is known of an answer."""

    ANSWERED = "answered"
    """Something came back."""
    NONE_AS_OF = "none as of"
    """It is recorded that nothing had come back by a day."""
    NOT_RECORDED = "not recorded"
    """Nobody has noted an answer or its absence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One addressee of an appeal, and what came from there."""

    who: str
    """The addressee's name or office."""
    answer: Answer
    words: str
    """The day or kind of the answer, for people; "" if nothing is recorded."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An appeal on a day."""

    id: str
    ref: str
    title: str
    deadline: str
    """In words; "" without one."""
    overdue: Verdict
    """Whether the deadline has passed without an answer from somebody who was asked."""
    status: str
    """Code of appeal_statuses; "" if none is stated."""
    demands: int
    """How many things are asked for."""
    asked: tuple[Asked, ...]


def standings(archive: Archive, audience: Audience, on: date) -> tuple[Standing, ...]:
    """All appeals in use as `audience` sees them on the day `on`, the overdue ones first."""
    with archive.reading() as connection:
        ids = [row.id for row in repository.every(connection, "appeal") if row.state == "current"]
    views = glance(archive, ids, audience)
    people = {
        one for view in views.values() for row in _addressees(view) if (one := row.get("person"))
    }
    with archive.reading() as connection:
        labels = labels_of(connection, people, audience)
    names = {key: label.title for key, label in labels.items()}
    found = [standing(view, names, on) for view in views.values()]
    return tuple(sorted(found, key=lambda row: (_URGENCY[row.overdue], row.deadline, row.ref)))


_URGENCY = {Verdict.CERTAINLY: 0, Verdict.POSSIBLY: 1, Verdict.NO: 2}


def standing(view: View, names: dict[str, str], on: date) -> Standing:
    """How an appeal stands on a day; `names` says what the people who were asked are called."""
    content = view.content
    asked = tuple(
        _asked(row, content.get("responses", []), names, alone=len(_addressees(view)) == 1)
        for row in _addressees(view)
    )
    deadline = _date(content.get("deadline"))
    answered = bool(asked) and all(row.answer is Answer.ANSWERED for row in asked)
    over = content.get("status") in DONE or answered
    return Standing(
        id=view.id,
        ref=view.ref,
        title=content.get("title", "—"),
        deadline=deadline.words() if deadline else "",
        overdue=Verdict.NO if over else _passed(deadline, on),
        status=content.get("status", ""),
        demands=len(content.get("demands", [])),
        asked=asked,
    )


def _addressees(view: View) -> list[Json]:
    rows: list[Json] = view.content.get("addressees", [])
    return rows


def _asked(row: Json, responses: Sequence[Json], names: dict[str, str], *, alone: bool) -> Asked:
    person = row.get("person")
    who = names.get(person or "") or row.get("office") or "—"
    from_here = [
        one
        for one in responses
        if one.get("by") in (person or object(), row.get("office") or object())
        or ("by" not in one and (alone or one["kind"] == NO_ANSWER))
    ]
    answers = [one for one in from_here if one["kind"] != NO_ANSWER]
    if answers:
        return Asked(who, Answer.ANSWERED, _when(answers, "date") or answers[-1]["kind"])
    if from_here:
        return Asked(who, Answer.NONE_AS_OF, _when(from_here, "as_of"))
    return Asked(who, Answer.NOT_RECORDED, "")


def _when(responses: Iterable[Json], field: str) -> str:
    dates = [found for one in responses if (found := _date(one.get(field)))]
    return dates[-1].words() if dates else ""


def _date(content: Json) -> DateValue | None:
    return None if content is None else DateValue.model_validate(content, strict=False)


def _passed(deadline: DateValue | None, on: date) -> Verdict:
    """Whether a deadline lies before a day; one of which no day is known never does for certain."""
    if deadline is None or deadline.edtf is None:
        return Verdict.NO
    low, high = deadline.day_bounds()
    if high is not None and high < on.toordinal():
        return Verdict.CERTAINLY
    if low is None or low < on.toordinal():
        return Verdict.POSSIBLY
    return Verdict.NO


def answer(
    archive: Archive, ref: str, response: Response, *, reason: str | None = None
) -> Recorded:
    """Note what came back to an appeal, or that nothing had come back by a day.

    Raises:
        UnknownRecord: there is no such record.
        WrongType: it is no appeal.
        BadReference: `by` names a record that is not here.
    """
    with archive.writing() as writer:
        by = granting.at_work(writer)
        before, record = lookup.load(writer.connection, ref, by)
        if not isinstance(record, Appeal):
            raise WrongType(ref, expected="an appeal", found=f"a record of type {record.type}")
        changed = record.model_copy(update={"responses": (*record.responses, response)})
        (planned,) = recording.plan_recording(writer.connection, [changed], by=by, reason=reason)
        step: Planned = replace(planned, before=before, action=REVISED)
        (outcome,) = recording.carry_out(writer, (step,))
        return outcome
