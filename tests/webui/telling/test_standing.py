"""The foot of a page tells what every record has."""

from __future__ import annotations

from tests.webui.telling.views import by_name, teller
from webui.telling import standing


def test_tags_names_elsewhere_and_access_are_told():
    told = teller(
        tags=["a", "b"],
        external_ids=[{"scheme": "list", "value": "7"}],
        access={"level": "public", "fields": [{"path": "/notes", "level": "confidential"}]},
    )
    facts = by_name(standing.standing(told))
    assert facts["Tags"] == ["a b"]
    assert facts["In other collections"] == ["list 7"]
    assert facts["Who may see it"] == ["Public", "/notes: Confidential"]


def test_an_unremarkable_record_has_an_empty_foot():
    assert standing.standing(teller()) == ()
