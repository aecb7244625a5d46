"""Nothing of a record is left out in silence: each passage and gap is told once."""

from __future__ import annotations

from tests.webui.telling.views import SOURCE, VERA, by_name, citation, said, teller
from webui.telling.pieces import Role, ours


def test_a_field_that_nobody_looked_at_is_not_told():
    assert teller().fact("When", "/date") is None


def test_a_gap_says_why_the_field_is_empty():
    told = teller(gaps=[{"path": "/date", "reason": "refused", "note": "she would not say"}])
    fact = told.fact("When", "/date")
    assert fact is not None
    assert said(fact.lines[0]) == "Refused she would not say"
    assert fact.lines[0].pieces[0].role is Role.MISSING


def test_passages_about_parts_of_a_value_belong_to_its_line():
    told = teller(date={"edtf": "2014"}, citations=[citation("/date/edtf"), citation("/title")])
    line = told.line("/date", ours("2014"))
    assert [one.field for one in line.passages] == ["date, date"]


def test_a_line_about_a_container_leaves_inner_passages_to_inner_lines():
    told = teller(
        acts=[{"type": "threat"}], citations=[citation("/acts/0"), citation("/acts/0/type")]
    )
    assert [one.field for one in told.line("/acts/0", whole=False).passages] == ["act 1"]


def test_what_no_page_asked_for_is_told_at_the_end():
    told = teller(
        citations=[citation("/date"), citation("/tags/0")],
        gaps=[{"path": "/time", "reason": "unknown"}],
    )
    told.line("/date")
    rest = told.rest()
    assert [fact.name for fact in rest] == ["time", "tag 1"]
    assert by_name(rest)["time"] == ["Unknown"]
    assert len(rest[1].lines[0].passages) == 1


def test_passages_on_an_empty_field_are_told_with_it():
    told = teller(citations=[citation("/date", polarity="silent")])
    fact = told.fact("When", "/date")
    assert fact is not None
    assert said(fact.lines[0]) == "not recorded"
    assert len(fact.lines[0].passages) == 1


def test_a_reference_is_told_by_its_title_and_leads_to_its_record():
    piece = teller().who(VERA)
    assert (piece.text, piece.to and piece.to.ref) == ("Vera N.", "vera")
    assert teller().who("a passer-by").to is None


def test_texts_keep_the_language_of_the_record():
    assert teller(language="ru").text("слово").language == "ru"


def test_one_passage_can_support_only_the_source_that_it_names():
    told = teller(citations=[citation("/title")])
    assert told.line("/title").passages[0].source.id == SOURCE
