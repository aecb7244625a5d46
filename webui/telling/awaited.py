"""Appeals about an incident: until when an answer was asked for, from whom, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from archive.casework.appeals import Answer, Asked, standing
from archive.disclosure import View
from archive.lookup import Label
from schemas.verdict import Verdict
from webui.language import _, marked
from webui.telling import around, words


@dataclass(frozen=True, slots=True)
class Awaited:
    """One appeal, as it stands today."""

    label: Label
    note: str
    """Kind and state, in a few words."""
    deadline: str
    """In words; empty without one."""
    overdue: str
    """In words; empty if it is not."""
    asked: tuple[tuple[str, str], ...]
    """Each addressee, and what came from there."""


OVERDUE: Mapping[Verdict, str] = {
    Verdict.CERTAINLY: marked("overdue: somebody who was asked has not answered"),
    Verdict.POSSIBLY: marked("perhaps overdue: the deadline may have passed"),
    Verdict.NO: "",
}
ANSWERS: Mapping[Answer, str] = {
    Answer.ANSWERED: marked("answered"),
    Answer.NONE_AS_OF: marked("no answer as of %(when)s"),
    Answer.NOT_RECORDED: marked("no answer recorded"),
}


def people_asked(views: Iterable[View]) -> list[str]:
    """Ids of the persons to whom these appeals are addressed."""
    rows = (row for view in views for row in view.content.get("addressees", []))
    return [row["person"] for row in rows if "person" in row]


def awaited(label: Label, view: View, names: dict[str, str], on: date) -> Awaited:
    """How an appeal stands on a day; `names` says what the persons who were asked are called."""
    found = standing(view, names, on)
    deadline = view.content.get("deadline")
    overdue = OVERDUE[found.overdue]
    return Awaited(
        label=label,
        note=around.glimpse(label, view).note,
        deadline=words.date(deadline)[0].text if deadline else "",
        overdue=_(overdue) if overdue else "",
        asked=tuple((one.who, _answer(one)) for one in found.asked),
    )


def _answer(one: Asked) -> str:
    return _(ANSWERS[one.answer], when=one.words)
