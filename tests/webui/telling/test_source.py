"""The text of a source is shown whole, with its cited passages marked, however they overlap."""

from __future__ import annotations

from archive.lookup import Label
from schemas.citations import QuotedText
from tests.webui.telling.views import SOURCE, citation
from webui.telling import source

TEXT = "At least nine houses were burnt. Nobody was asked."
BY = Label("x" * 16, "I1", "incident", "Houses")


def _uses(*quotes):
    rows = [citation("/counts/0", quote={"exact": quote}) for quote in quotes]
    return source.uses_of(SOURCE, QuotedText(TEXT), BY, {"citations": rows})


def test_the_stretches_are_the_text():
    found = source.stretches(TEXT, _uses("nine houses", "houses were burnt", "Nobody"))
    assert "".join(one.text for one in found) == TEXT


def test_overlapping_passages_are_both_marked():
    found = source.stretches(TEXT, _uses("nine houses", "houses were burnt"))
    (both,) = [one for one in found if len(one.uses) == 2]
    assert both.text == "houses"
    assert [len(one.begins) for one in found] == [0, 1, 1, 0, 0]
    assert [len(one.ends) for one in found] == [0, 0, 1, 1, 0]


def test_a_quote_that_is_not_in_the_text_is_kept_and_said():
    (use,) = _uses("ten houses")
    assert use.start is None
    assert use.quote == "ten houses"
    assert source.stretches(TEXT, (use,))[0].text == TEXT


def test_citations_of_other_sources_are_not_counted():
    rows = [{"path": "/title", "source": "y" * 16}, citation("/title")]
    (use,) = source.uses_of(SOURCE, QuotedText(TEXT), BY, {"citations": rows})
    assert use.anchor == "I1-2"
    assert use.field == "title"


def test_a_source_without_text_has_no_stretches():
    assert source.stretches("", ()) == ()


def test_breaks_that_only_wrap_a_paragraph_are_shown_as_spaces_in_the_same_places():
    wrapped = "This line was broken by a program that likes lines of some sixty\ncharacters.\n\nA"
    shown = source.unwrapped(wrapped)
    assert shown == wrapped.replace("sixty\n", "sixty ")
    assert len(shown) == len(wrapped)


def test_short_lines_keep_their_breaks():
    address = "The Ministry\n1 Some Street\nSome Town"
    assert source.unwrapped(address) == address
