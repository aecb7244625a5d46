"""What was asked for, until when, and who has not answered."""

from __future__ import annotations

from datetime import date

import pytest

from archive.disclosure import View
from archive.lookup import Label
from webui.telling import awaited

LABEL = Label("a" * 16, "N2", "appeal", "Please act")
DEADLINE = {"edtf": "2015-01-28"}


def _told(on, **content):
    whole = {
        "title": "Please act",
        "kind": "urgent_action",
        "addressees": [{"office": "Prosecutor"}],
    }
    view = View(id="a" * 16, ref="N2", type="appeal", content={**whole, **content}, withheld=())
    return awaited.awaited(LABEL, view, {}, on)


@pytest.mark.parametrize(
    ("deadline", "on", "expected"),
    [
        pytest.param(DEADLINE, date(2015, 1, 28), "", id="last-day"),
        pytest.param(DEADLINE, date(2015, 1, 29), "overdue", id="day-after"),
        pytest.param({"edtf": "2015-01"}, date(2015, 1, 20), "perhaps overdue", id="some-day"),
        pytest.param(None, date(2030, 1, 1), "", id="none"),
    ],
)
def test_an_appeal_is_overdue_once_its_deadline_has_passed(deadline, on, expected):
    told = _told(on, **({"deadline": deadline} if deadline else {}))
    assert told.overdue.partition(":")[0] == expected
    assert told.asked == (("Prosecutor", "no answer recorded"),)


def test_an_answer_ends_the_waiting():
    answers = [{"kind": "pledge", "by": "Prosecutor", "date": {"edtf": "2015-01-20"}}]
    told = _told(date(2016, 1, 1), deadline=DEADLINE, responses=answers)
    assert (told.overdue, told.asked) == ("", (("Prosecutor", "answered"),))


def test_that_nothing_came_is_told_with_its_day():
    answers = [{"kind": "none", "as_of": {"edtf": "2015-01-28"}}]
    told = _told(date(2016, 1, 1), deadline=DEADLINE, responses=answers)
    assert told.asked == (("Prosecutor", "no answer as of 28 January 2015"),)


def test_the_persons_who_were_asked_are_named_by_their_ids():
    view = View("a" * 16, "N2", "appeal", {"addressees": [{"person": "x"}, {"office": "y"}]}, ())
    assert awaited.people_asked([view]) == ["x"]
