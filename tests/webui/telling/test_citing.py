"""Passages are told in the source's words, with who says so and how surely."""

from __future__ import annotations

from tests.webui.telling.views import VERA, citation, shown
from webui.telling import citing


def _only(**fields):
    ((_path, cited),) = citing.all_cited(shown(date={"edtf": "2014"}, **fields))
    return cited


def test_a_quote_keeps_what_stands_around_it():
    quote = {"exact": "nine houses", "prefix": "at least", "suffix": "were burnt"}
    cited = _only(citations=[citation("/date", quote=quote)])
    assert (cited.prefix, cited.quote, cited.suffix) == ("at least", "nine houses", "were burnt")


def test_remarks_say_who_says_so_and_how_surely():
    cited = _only(
        citations=[
            citation(
                "/date",
                locator="p. 2",
                hedge="apparently",
                asserted_by=VERA,
                reported_via=["a driver"],
                as_of={"edtf": "2015-01-28"},
                note="hard to read",
            )
        ]
    )
    told = {name: " ".join(piece.text for piece in pieces) for name, pieces in cited.remarks}
    assert told["Who says so"] == "Vera N."
    assert told["Reported through"] == "a driver"
    assert told["As of"] == "28 January 2015"
    assert told["Remark"] == "hard to read"
    assert told[""] == "apparently"


def test_a_conflict_tells_the_other_value_as_its_field_asks():
    row = citation("/date", status="conflict", value={"edtf": "2014-12-11"})
    cited = _only(citations=[row])
    assert cited.contradicts
    assert [piece.text for piece in cited.says] == ["11 December 2014"]


def test_a_denial_contradicts_without_another_value():
    cited = _only(citations=[citation("/date", polarity="denies")])
    assert cited.contradicts
    assert [piece.text for piece in cited.says] == ["denies it"]


def test_a_source_that_the_reader_may_not_see_is_not_named():
    cited = _only(citations=[{"path": "/date", "source": "q" * 16}])
    assert cited.source.ref == ""
    assert cited.source.title == "a source that is not shown"


def test_passages_are_named_by_record_and_number():
    assert _only(citations=[citation("/date")]).anchor == "I1-1"
