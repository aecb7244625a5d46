"""Citations: the passage of a source that supports a field, found again in its text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.citations import Citation, Passage, Quote, QuotedText, find_passage

TEXT = "The police held the two members.\n\nThe police  came\tback. The police left."


def cite(**fields) -> Citation:
    return Citation.model_validate_json(json.dumps({"path": "/date", "source": "ua", **fields}))


def found(quote: Quote, text: str = TEXT) -> str | None:
    passage = find_passage(quote, text)
    return None if passage is None else text[passage.start : passage.end]


def test_a_citation_holds_everything_that_a_source_says_of_a_field():
    full = {
        "path": "/acts/0/victims/1/status_at_end",
        "source": "ua",
        "quote": {"exact": "released", "prefix": "were ", "suffix": " without charge"},
        "locator": "paragraph B11",
        "hedge": "reported",
        "asserted_by": "kadyrov",
        "reported_via": ["security services, not named", "jmg"],
        "polarity": "denies",
        "as_of": {
            "edtf": "2015-01-28",
            "lo": "2015-01-28",
            "hi": "2015-01-28",
            "mode": "throughout",
            "basis": "stated",
        },
        "status": "conflict",
        "value": {"code": "held"},
        "note": "The letter contradicts itself.",
    }
    assert full.keys() == Citation.model_fields.keys()
    assert cite(**full).content() == full


def test_a_source_asserts_what_it_is_cited_for_unless_otherwise_said():
    plain = cite()
    assert (plain.polarity, plain.status) == ("asserts", "accepted")


def test_a_citation_of_the_whole_record_keeps_its_empty_path():
    # Left out, the record could not be read again, and the citation would lead nowhere.
    whole = cite(path="")
    assert whole.content()["path"] == ""
    assert cite(**whole.content()) == whole


@pytest.mark.parametrize("value", [0, False, "", [], {}, "held", {"lo": None}, 2.5])
def test_what_the_source_says_instead_is_kept_as_it_is(value):
    citation = cite(status="conflict", value=value)
    assert citation.content()["value"] == value
    assert cite(**citation.content()) == citation


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_is_no_value(number):
    with pytest.raises(ValidationError, match="found a number that is not finite"):
        Citation.model_validate_json(f'{{"path": "", "source": "ua", "value": [{number}]}}')


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"path": "date"}, "path"),
        ({"path": "/"}, "path"),
        ({"source": ""}, "source"),
        ({"quote": {"exact": ""}}, "exact"),
        ({"quote": {"prefix": "were"}}, "exact"),
        ({"quote": "released"}, "quote"),
        ({"hedge": "perhaps"}, "vocabulary 'hedges'"),
        ({"polarity": "maybe"}, "vocabulary 'polarities'"),
        ({"status": "ok"}, "vocabulary 'citation_statuses'"),
        ({"reported_via": [""]}, "reported_via"),
    ],
)
def test_a_citation_of_nothing_is_refused(fields, why):
    with pytest.raises(ValidationError, match=why):
        cite(**fields)


def test_words_are_found_in_their_place():
    assert find_passage(Quote(exact="held the two"), TEXT) == Passage(11, 23)


@pytest.mark.parametrize(
    ("exact", "passage"),
    [
        ("members. The police", "members.\n\nThe police"),
        ("The police came back", "The police  came\tback"),
        ("  held\nthe  two ", "held the two"),
        ("left.", "left."),
    ],
)
def test_any_white_space_is_one_space(exact, passage):
    assert found(Quote(exact=exact)) == passage


def test_white_space_around_the_text_and_of_every_kind_is_passed_over():
    assert found(Quote(exact="a b"), "\n\t a\u00a0\u2003b \n") == "a\u00a0\u2003b"


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        (Quote(exact="The police", prefix="members."), 34),
        (Quote(exact="The police", suffix="left"), 57),
        (Quote(exact="The police", prefix="back. ", suffix=" left."), 57),
        (Quote(exact="The police", suffix="held"), 0),
        (Quote(exact="The police", prefix="two\nmembers. ", suffix=" came\n"), 34),
    ],
)
def test_what_stands_before_and_after_tells_repeated_words_apart(quote, passage):
    assert find_passage(quote, TEXT) == Passage(passage, passage + len("The police"))


@pytest.mark.parametrize(
    "quote",
    [
        Quote(exact="The police"),
        Quote(exact="The police", prefix="nobody"),
        Quote(exact="police", prefix="The"),
        Quote(exact="the army"),
        Quote(exact="THE POLICE HELD"),
        Quote(exact="   "),
    ],
)
def test_words_that_are_nowhere_or_in_several_places_are_not_found(quote):
    assert find_passage(quote, TEXT) is None


def test_words_that_overlap_themselves_stand_in_several_places():
    assert find_passage(Quote(exact="aa"), "aaa") is None
    assert find_passage(Quote(exact="aa", prefix="a"), "aaa") == Passage(1, 3)


def test_words_that_stand_once_are_found_though_their_surroundings_have_changed():
    assert (
        found(Quote(exact="held the two", prefix="The soldiers", suffix="women")) == "held the two"
    )


def test_nothing_is_found_in_nothing():
    assert find_passage(Quote(exact="a"), "") is None
    assert find_passage(Quote(exact="a"), " \n ") is None


def test_words_in_other_scripts_and_beyond_the_basic_plane_are_found():
    text = "В офис пришла полиция 🚓. وجاءت الشرطة"
    assert found(Quote(exact="полиция 🚓"), text) == "полиция 🚓"
    assert found(Quote(exact="وجاءت الشرطة"), text) == "وجاءت الشرطة"


@given(st.text(), st.text(min_size=1), st.text())
def test_what_is_found_are_the_words_that_were_asked_for(before, words, after):
    passage = find_passage(Quote(exact=words), before + words + after)
    if passage is not None:
        shown = (before + words + after)[passage.start : passage.end]
        assert shown.split() == words.split()


def test_many_quotes_are_sought_in_a_text_that_was_read_once():
    whole = QuotedText(TEXT)
    quotes = [
        Quote(exact="held the  two"),
        Quote(exact="The police", suffix="left"),
        Quote(exact="x"),
    ]
    assert [whole.find(one) for one in quotes] == [find_passage(one, TEXT) for one in quotes]
    assert whole.find(quotes[0]) == Passage(11, 23)
