"""A marked passage: its words, its sentence, and where it stands."""

from __future__ import annotations

import pytest

from archive.drafting.quoting import quoted, sentence_around, words_at
from archive.worked_example import source_note
from schemas.citations import Passage, Quote, find_passage

NOTE = source_note()


def at(words: str, text: str = NOTE) -> Passage:
    start = text.index(words)
    return Passage(start, start + len(words))


@pytest.mark.parametrize(
    ("marked", "sentence", "where"),
    [
        (
            "Sergei Babinets",
            "These two were Sergei Babinets and Dmitry Dimitriev.",
            "paragraph B9",
        ),
        (
            "no\nsearch warrant",
            "No explanation was given, and there was no search warrant.",
            "paragraph B10",
        ),
        (
            "The next day, police",
            "The next day, police came to the office that had been destroyed.",
            "paragraph B9",
        ),
    ],
)
def test_the_sentence_around_a_passage_is_quoted_without_its_label(
    marked: str, sentence: str, where: str
) -> None:
    around = sentence_around(NOTE, at(marked))
    found = quoted(NOTE, around)
    assert (found.quote, found.locator) == ({"exact": sentence}, where)
    assert find_passage(Quote(exact=sentence), NOTE) == around


def test_words_that_stand_twice_are_quoted_with_what_is_around_them() -> None:
    text = "He came. He was asked to go. He came. He was let in."
    second = Passage(29, 37)
    assert words_at(text, second) == "He came."
    found = quoted(text, second)
    assert found.quote["suffix"].startswith("He was let in")
    assert find_passage(Quote.model_validate(found.quote), text) == second
    assert found.locator == "characters 29–37"


@pytest.mark.parametrize(
    ("text", "marked", "sentence"),
    [
        ("Dr. Amin saw it. Nobody else did.", "saw it", "Dr. Amin saw it."),
        ("Что случилось? Дом сгорел. Все живы.", "Дом", "Дом сгорел."),
        ("ماذا حدث؟ احترق البيت. الجميع أحياء.", "البيت", "احترق البيت."),
        ("“It burnt.” They left.", "burnt", "“It burnt.”"),
        ("no end at all", "end", "no end at all"),
    ],
)
def test_sentences_end_as_they_do_in_each_language(text: str, marked: str, sentence: str) -> None:
    assert words_at(text, sentence_around(text, at(marked, text))) == sentence
