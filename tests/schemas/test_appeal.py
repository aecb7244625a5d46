"""Appeals: what was asked of whom, and no answer as a dated fact."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from schemas.appeal import Appeal
from schemas.record import BaseRecord

DATE = {
    "edtf": "2015-01-28",
    "lo": "2015-01-28",
    "hi": "2015-01-28",
    "mode": "throughout",
    "basis": "stated",
}
APPEAL = {
    "type": "appeal",
    "kind": "urgent_action",
    "title": "Protect them",
    "by": "a human rights organisation",
    "on_behalf_of": ["kalyapin", "jmg"],
    "about": ["I5", "I8"],
    "legal_reference": "Article 286",
    "demands": [{"text": "Investigate.", "incidents": ["I3"]}, {"text": "Protect them."}],
    "addressees": [
        {
            "person": "chaika",
            "office": "Prosecutor General",
            "address": "125993 Moscow",
            "fax": "+7 495 000",
            "email": "letters@example.org",
            "salutation": "Dear Prosecutor General",
        }
    ],
    "copies_to": ["diplomatic representatives"],
    "languages": ["Russian", "the writer's own"],
    "issued": DATE,
    "deadline": DATE,
    "after_deadline": "Ask the section office.",
    "channel": "letter",
    "status": "sent",
    "responses": [
        {
            "by": "chaika",
            "date": DATE,
            "kind": "none",
            "text": "Nothing came.",
            "impact": "none",
            "as_of": DATE,
        }
    ],
}


def appeal(**fields) -> Appeal:
    return Appeal.model_validate_json(
        json.dumps({"type": "appeal", "kind": "open_letter", "title": "A letter", **fields})
    )


def test_every_field_can_be_said_and_is_kept():
    assert APPEAL.keys() == Appeal.model_fields.keys() - BaseRecord.model_fields.keys()
    content = appeal(**APPEAL).content()
    assert {name: content[name] for name in APPEAL} == APPEAL


def test_that_nobody_answered_by_a_date_is_a_response():
    silent = appeal(responses=[{"kind": "none", "as_of": DATE}])
    assert silent.responses[0].as_of is not None
    assert silent != appeal()


@pytest.mark.parametrize("row", [{}, {"person": None}, {"office": "", "address": "", "email": ""}])
def test_an_empty_row_of_a_form_is_nobody_to_write_to(row):
    with pytest.raises(
        ValidationError, match="expected a person, an office or a way to reach them"
    ):
        appeal(addressees=[row])


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"kind": "tweet"}, "vocabulary 'appeal_kinds'"),
        ({"status": "lost"}, "vocabulary 'appeal_statuses'"),
        ({"responses": [{"kind": "shrug"}]}, "vocabulary 'responses'"),
        ({"responses": [{"kind": "none", "impact": "huge"}]}, "vocabulary 'impacts'"),
        ({"responses": [{"as_of": DATE}]}, "kind"),
        ({"demands": [{"text": ""}]}, "text"),
        ({"demands": ["Investigate."]}, "demands"),
        ({"copies_to": [""]}, "copies_to"),
        ({"title": ""}, "title"),
    ],
)
def test_what_asks_for_nothing_is_refused(fields, why):
    with pytest.raises(ValidationError, match=why):
        appeal(**fields)
