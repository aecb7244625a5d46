"""Sentences of lower layers are said in the language of the interface, with all that is in them."""

from __future__ import annotations

import pytest

from archive.chain.questions import UNANSWERED
from archive.custody import CustodyEvent
from webui.language import Spoken, fall_silent, speak
from webui.telling.said_again import FORMS, custody_words, said_again


class Marks:
    """A catalogue that says every message in brackets."""

    def gettext(self, message: str) -> str:
        return f"[{message}]"


@pytest.fixture
def russian():
    before = speak(Spoken("ru", Marks()))  # type: ignore[arg-type]
    yield
    fall_silent(before)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "the date is only known to lie between 5 December 2014 and 28 January 2015",
            "[the date is only known to lie between 5 декабря 2014 года and 28 января 2015 года]",
        ),
        (
            "the place is only known as Grozny, of which no position is recorded",
            "[the place is only known as Grozny, of which no position is recorded]",
        ),
        (
            "the place is only known to within 20 km (its position)",
            "[the place is only known to within 20 km ([its position])]",
        ),
        ("12,345 that would match otherwise state no place, and are left out", None),
        (UNANSWERED, f"[{UNANSWERED}]"),
    ],
)
def test_a_sentence_of_a_known_form_is_said_again(russian, sentence, said):
    assert said_again(sentence) == (said or f"[{sentence}]")


def test_days_far_away_stay_as_they_are(russian):
    sentence = "the date is only known to lie on or after 1 January 50 BC"
    assert said_again(sentence) == f"[{sentence}]"


def test_in_english_nothing_is_touched():
    assert said_again("any sentence at all") == "any sentence at all"


def test_no_form_takes_what_is_of_another():
    said = [form.replace("%(", "<").replace(")s", ">") for form in FORMS]
    assert len(set(said)) == len(FORMS)


def test_the_reasons_that_a_search_gives_are_all_known(reader):
    # Danger: what the search comes to say otherwise stays English without anybody noticing.
    asked = "/?from=2014-12-06&to=2014-12-07&place=Grozny&near=43.3,45.7,5"
    for tag in ("ru", "ar"):
        text = reader().get(asked, headers={"Accept-Language": tag}).get_data(as_text=True)
        assert "only known" not in text
        assert "left out" not in text


def test_an_entry_of_custody_keeps_its_numbers_and_names(russian):
    event = CustodyEvent(
        seq=7,
        at="2014-12-14T00:00:00Z",
        action="item.transferred_out",
        who="Vera",
        words="…",
        things=({"id": "x", "role": "target", "sha256": "ab" * 32, "size": 12345},),
        detail={"reason": "asked in writing", "stated_date": "2014-12-13"},
        other="Counsel",
    )
    said = custody_words(event)
    for part in ("Vera", "Counsel", "2014-12-13", "12\u00a0345", "abababababababab…", "asked in"):
        assert part in said
