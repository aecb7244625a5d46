"""Whatever is typed: hits or one sentence, and soon."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from archive.disclosure import CONFIDENTIAL
from archive.errors import BadQuery
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive


@pytest.fixture(scope="module")
def searching(invented: Archive) -> SearchEngine:
    engine = engine_of(invented)
    engine.index_all()
    return engine


def answered(engine: SearchEngine, text: str) -> str:
    """What came of it: a number of hits or a sentence."""
    try:
        results = engine.search(SearchQuery(words=text), CONFIDENTIAL)
    except BadQuery as error:
        return str(error)
    return str(results.certain + results.possible)


def check(answer: str) -> None:
    """A number, or a sentence of a line or two even where each character is an escape."""
    assert answer.isdigit() or (answer.startswith("expected ") and len(answer) < 800)


@pytest.mark.parametrize(
    "text",
    [
        "*", "**", "~", "-", '"', '""', "kind:", ":", "a:b:c:d", "(" * 1000, "((bridge))",
        "bri*dg*e*", "*bridge", "b*", "a~", "?" * 500, "x" * 100_000, "bridge " * 10_000,
        "-" * 3000, "*" * 3000, '"' * 2000, "kind:*", "date:2014-99", "date:..", "place:-",
        "type:nothing", "\x00", "\ud800", "\u202e\u0301\u0301", "bridge\x00house", "AND OR NOT",
        "\u0661\u0662", "%00", "' OR 1=1 --", "\U0001f600", "ﷺ" * 900, "İ" * 600,
        "(a|a)*" * 300, "[[[[", "\\", "bridge AND", "te\u0301te*", "𝔟𝔯𝔦𝔡𝔤𝔢",
    ],
    ids=range(43),
)  # fmt: skip
def test_odd_texts_get_hits_or_a_sentence(searching: SearchEngine, text: str) -> None:
    check(answered(searching, text))


def test_random_characters_get_hits_or_a_sentence(searching: SearchEngine) -> None:
    chosen = random.Random(9)
    alphabet = '*~-":()[]{}\\/?+&|!^ \t\n\x00' + "bridge" + "дом" + "بيت" + "家屋" + "\u0301\u200d"
    for _ in range(300):
        text = "".join(chosen.choices(alphabet, k=chosen.randrange(1, 60)))
        check(answered(searching, text))


def test_the_list_of_naughty_strings_gets_hits_or_a_sentence(
    searching: SearchEngine, shared_data: Path
) -> None:
    for text in json.loads((shared_data / "blns" / "blns.json").read_text("utf-8")):
        check(answered(searching, text))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('"not closed', "expected a closing quotation mark"),
        ("a*", "expected at least 3 letters before '\\*'"),
        ("wr~", "expected at least 3 letters before '~'"),
        ("* bridge", "expected letters before '\\*', as in tomb"),
        ("kind:destrucion", "destruction or "),
        ("date:2014-13", "expected a date such as 2014-12-11"),
        ("((((", "expected letters or digits to look for"),
        ("type:person", "expected a type of record, one of"),
        ("w " * 40, "expected at most 32 words to look for, found '40 words'"),
    ],
)
def test_a_text_that_can_only_be_a_mistake_is_explained(
    searching: SearchEngine, text: str, sentence: str
) -> None:
    with pytest.raises(BadQuery, match=sentence):
        searching.search(SearchQuery(words=text), CONFIDENTIAL)
