"""Passages of the original are found in a file that somebody gives, and quoted from there."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from archive.worked_example import example_records, source_note
from archive.worked_example.original import (
    citations_into_original,
    fingerprints,
    locate,
    with_original,
)
from schemas.access import Level
from schemas.citations import find_passage
from schemas.records import read_record

MADE_UP = "\n\n".join(
    f"{one.start_words}\nand so on for {one.fact}\n{one.end_words}" for one in fingerprints()
)
"""A text that begins and ends its passages as the original does, and says nothing else of it."""


@pytest.fixture(scope="module")
def original(shared_data: Path) -> str:
    path = shared_data.parent / "case" / "urgent-action.txt"
    if not path.is_file():
        pytest.skip(f"the original appeal is not here: {path}")
    return path.read_text("utf-8")


def test_no_fingerprint_is_longer_than_four_words() -> None:
    for one in fingerprints():
        assert 1 <= len(one.start_words.split()) <= 4, one.fact
        assert 1 <= len(one.end_words.split()) <= 4, one.fact


def test_each_fingerprint_belongs_to_a_paragraph_of_the_note() -> None:
    facts = [one.fact for one in fingerprints()]
    assert len(facts) == len(set(facts))
    note = source_note()
    assert [fact for fact in facts if f"\n[{fact}] " not in note] == []
    assert note.count("\n[") == len(facts) + 1  # D is about the text as a whole.


def test_each_passage_is_found_whatever_the_lines_and_quotation_marks() -> None:
    straight = MADE_UP.replace("“", '"').replace("”", '"').replace("’", "'").replace(" ", " \n ")
    assert set(locate(MADE_UP)) == {one.fact for one in fingerprints()} == set(locate(straight))


def test_a_passage_that_is_not_there_or_there_twice_is_left_out() -> None:
    assert locate("Nothing of it is here.") == {}
    twice = MADE_UP + "\nFull video footage that others made\nare easily identifiable.\n"
    assert set(locate(MADE_UP)) - set(locate(twice)) == {"S9"}


def test_a_passage_does_not_run_on_to_words_far_below() -> None:
    far = "Full video footage" + " of something else" * 100 + " are easily identifiable."
    assert locate(far) == {}


def test_citations_say_what_those_into_the_note_say_with_other_words() -> None:
    records = example_records()
    threats = next(one for one in records if one["ref"] == "I6")
    found = list(citations_into_original(MADE_UP, [threats]))
    conflict = next(one.citation for one in found if one.citation.status == "conflict")
    assert conflict.source == "ua"
    assert conflict.path == "/date"
    assert conflict.quote is not None
    assert conflict.quote.exact == "Since then, Igor and so on for S0 has been attacked."
    start = MADE_UP.index("Since then, Igor")
    end = MADE_UP.index("has been attacked.") + len("has been attacked.")
    assert conflict.locator == f"characters {start}–{end}"
    assert "silent" not in {one.citation.polarity for one in found}


def test_records_with_citations_into_the_original_are_records() -> None:
    before = example_records()
    after = with_original(before, MADE_UP)
    assert before == example_records()
    for old, new in zip(before, after, strict=True):
        read_record(json.dumps(new), name=new["ref"])
        assert new.get("citations", [])[: len(old.get("citations", []))] == old.get("citations", [])
    assert sum(len(one.get("citations", [])) for one in after) > 250


def test_a_file_that_is_something_else_changes_nothing() -> None:
    assert with_original(example_records(), "Something else.") == example_records()


def test_every_fact_is_found_in_the_original_and_its_quote_leads_back(original: str) -> None:
    passages = locate(original)
    assert set(passages) == {one.fact for one in fingerprints()}
    ordered = sorted(passages.values(), key=lambda one: one.start)
    assert all(one.end <= after.start for one, after in itertools.pairwise(ordered))
    for one in citations_into_original(original, example_records()):
        assert one.citation.quote is not None
        found = find_passage(one.citation.quote, original)
        assert found is not None, one.citation.quote.exact
        assert found in passages.values(), one.citation.quote.exact
        assert one.citation.locator == f"characters {found.start}–{found.end}"


def test_quotes_from_the_original_with_withheld_words_are_restricted(original: str) -> None:
    withheld = ("Babinets", "Dimitriev", "265 9077", "692 17 25", "prgenproc", "pereulok")
    levels: dict[bool, set[Level]] = {True: set(), False: set()}
    for one in citations_into_original(original, example_records()):
        assert one.citation.quote is not None
        tells = any(word in one.citation.quote.exact for word in withheld)
        levels[tells].add(one.level)
    assert levels[True] == {Level.RESTRICTED}
    assert Level.PUBLIC in levels[False]
    for record in with_original(example_records(), original):
        hidden = {rule["path"] for rule in record["access"].get("fields", ())}
        for index, citation in enumerate(record.get("citations", ())):
            if any(word in citation["quote"]["exact"] for word in withheld):
                assert f"/citations/{index}" in hidden, f"{record['ref']} {citation['path']}"
