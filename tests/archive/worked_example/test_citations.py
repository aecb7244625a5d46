"""Every value of the worked example can show the words that it rests on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.worked_example import example_records, example_revision, source_note
from schemas.citations import Citation, find_passage
from schemas.errors import BadPointer
from schemas.incident import Incident
from schemas.pointer import resolve
from schemas.records import Record, read_record
from schemas.reference import references

RECORDS: dict[str, Record] = {
    one["ref"]: read_record(json.dumps(one), name=one["ref"]) for one in example_records()
}
NOTE = source_note()
PARAGRAPHS = {
    found["label"]: " ".join(found["text"].split())
    for found in re.finditer(r"^\[(?P<label>\S+)\] (?P<text>.*?)(?=\n\n|\Z)", NOTE, re.S | re.M)
}


def citations() -> Iterator[tuple[str, Citation]]:
    return ((ref, one) for ref, record in RECORDS.items() for one in record.citations)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_each_reference_leads_to_a_record_before_it_of_the_right_type() -> None:
    seen: dict[str, str] = {}
    for ref, record in RECORDS.items():
        seen[ref] = record.type
        for found in references(record):
            if found.mark.or_text and found.value not in RECORDS:
                continue
            assert found.value in seen, f"{ref} {found.pointer} {found.value}"
            allowed = found.mark.types or (seen[found.value],)
            assert seen[found.value] in allowed, f"{ref} {found.pointer}"


def test_words_that_stand_for_a_record_are_no_mistyped_ref() -> None:
    words = {
        found.value
        for record in RECORDS.values()
        for found in references(record)
        if found.value not in RECORDS
    }
    assert words == {"somebody whom the source does not name", "security services, not named"}


def test_each_citation_leads_to_a_field_or_to_a_gap_about_which_the_source_is_silent() -> None:
    for ref, one in citations():
        content = RECORDS[ref].content()
        try:
            resolve(content, one.path)
        except BadPointer:
            gaps = {gap.path for gap in RECORDS[ref].gaps}
            assert one.polarity == "silent", f"{ref} {one.path}"
            assert one.path in gaps, f"{ref} {one.path}"


def test_each_gap_is_about_a_field_that_is_empty() -> None:
    for ref, record in RECORDS.items():
        for gap in record.gaps:
            with pytest.raises(BadPointer, match="there is no member"):
                resolve(record.content(), gap.path)
            above = gap.path.rpartition("/")[0]
            assert resolve(record.content(), above), f"{ref} {gap.path}"


def test_each_access_rule_is_about_a_field_that_is_there() -> None:
    for ref, record in RECORDS.items():
        for rule in record.access.fields:
            assert resolve(record.content(), rule.path), f"{ref} {rule.path}"


def test_each_quote_stands_once_in_the_note_and_in_the_paragraph_that_is_named() -> None:
    for ref, one in citations():
        assert one.source == "note"
        assert one.quote is not None
        assert find_passage(one.quote, NOTE) is not None, f"{ref} {one.quote.exact}"
        label = (one.locator or "").removeprefix("paragraph ")
        assert one.quote.exact in PARAGRAPHS[label], f"{ref} {one.quote.exact}"


def test_each_statement_has_a_hedge_unless_it_is_silence_or_our_own_remark() -> None:
    bare = {one.locator for _, one in citations() if one.hedge is None and one.polarity != "silent"}
    # D dates the text as a whole; S4 remarks that a label does not occur.
    assert bare == {"paragraph D", "paragraph S4"}


def test_each_paragraph_of_the_note_is_cited() -> None:
    cited = {(one.locator or "").removeprefix("paragraph ") for _, one in citations()}
    assert cited == set(PARAGRAPHS)


def test_each_act_count_and_link_has_a_citation() -> None:
    for ref, one in RECORDS.items():
        if not isinstance(one, Incident):
            continue
        cited = {citation.path for citation in one.citations}
        wanted = {f"/acts/{index}" for index in range(len(one.acts))}
        wanted |= {f"/counts/{index}" for index in range(len(one.counts))}
        wanted |= {f"/links/{index}" for index in range(len(one.links))}
        wanted |= {"/date"}
        assert wanted <= cited, f"{ref} {sorted(wanted - cited)}"


def test_words_kept_with_values_are_words_of_the_note() -> None:
    def verbatims(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if "verbatim" in value:
                yield value["verbatim"]
            value = list(value.values())
        if isinstance(value, list):
            for inner in value:
                yield from verbatims(inner)

    found = {words.lower() for words in verbatims(example_records())}
    assert len(found) > 20
    note = " ".join(NOTE.split()).lower()
    assert {words for words in found if words not in note} == set()


def test_no_sentence_of_the_original_is_in_the_example(shared_data: Path) -> None:
    path = shared_data.parent / "case" / "urgent-action.txt"
    if not path.is_file():
        pytest.skip(f"the original appeal is not here: {path}")
    original = _runs(path.read_text("utf-8"), length=8)
    ours = [*strings(example_records()), *strings(example_revision())]
    copied = {" ".join(words) for text in ours for words in _runs(text, length=8) & original}
    # Two addresses are as they are.
    assert {words for words in copied if not re.search("pereulok|dmitrovka", words)} == set()


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}
