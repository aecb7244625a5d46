"""No answer is a dated fact."""

from __future__ import annotations

from tests.webui.telling.views import SECOND, VERA, by_name, said, teller
from webui.telling import appeal


def test_no_response_is_told_with_its_date():
    told = teller("appeal", responses=[{"kind": "none", "as_of": {"edtf": "2015-01-28"}}])
    assert said(appeal.responses(told)[0]) == "No response as of 28 January 2015"


def test_nothing_recorded_is_not_told_as_no_response():
    assert said(appeal.responses(teller("appeal"))[0]) == "none recorded"


def test_demands_name_the_incidents_that_they_are_about():
    told = teller("appeal", demands=[{"text": "Investigate", "incidents": [SECOND]}])
    (demand,) = appeal.demands(told)
    assert said(demand.line) == "Investigate"
    assert [piece.text for piece in demand.about] == ["A second door"]


def test_addressees_keep_their_contact_details_apart():
    told = teller("appeal", addressees=[{"person": VERA, "fax": "+7 1"}, {"office": "Ministry"}])
    first, second = appeal.addressees(told)
    assert by_name(first) == {"Person": ["Vera N."], "Fax": ["+7 1"]}
    assert by_name(second) == {"Office": ["Ministry"]}


def test_a_response_is_told_with_who_and_when():
    told = teller(
        "appeal",
        responses=[
            {"kind": "denial", "by": "the ministry", "date": {"edtf": "2015"}, "text": "No."}
        ],
    )
    assert said(appeal.responses(told)[0]) == "Denial by the ministry on 2015 No."
