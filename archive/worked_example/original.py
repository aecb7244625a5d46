"""Where the facts of the worked example stand in the original appeal, when somebody has it.

The project ships its own note and not the appeal. Of each passage it knows the few words with
which the passage begins and ends, so that the passage is found in a file that the user gives, and
is quoted from there (W3C Web Annotation Data Model, section 4.2.4, TextQuoteSelector). Reading the
file and recording what comes out are left to whoever calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from schemas.access import Level
from schemas.citations import Citation, Passage, Quote
from schemas.shape import Json

__all__ = [
    "Fingerprint",
    "OriginalCitation",
    "citations_into_original",
    "fingerprints",
    "locate",
    "with_original",
]

LONGEST_PASSAGE: Final = 600
"""Characters; the longest passage has some 360. What is longer only happens to begin and end so."""
NOTE_REF: Final = "note"
ORIGINAL_REF: Final = "ua"
PARAGRAPH: Final = "paragraph "
"""Locators into the note read "paragraph S10"."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How one passage of the original is recognised."""

    fact: str
    """The paragraph of the note that sums it up, such as "S10"."""
    start_words: str
    """Its first words, four at most."""
    end_words: str
    """Its last words, four at most."""
    level: Level
    """Who may see the passage: one that names a withheld person is restricted."""


@dataclass(frozen=True, slots=True)
class OriginalCitation:
    """A citation into the original, and the record to which it belongs."""

    ref: str
    citation: Citation
    level: Level
    """Who may see it."""


def fingerprints() -> tuple[Fingerprint, ...]:
    """Every passage that can be found, in the order of the original."""
    package = resources.files("archive.worked_example")
    content = json.loads(package.joinpath("original_quotes.json").read_text("utf-8"))
    return tuple(
        Fingerprint(
            passage["fact"],
            passage["start_words"],
            passage["end_words"],
            Level(passage.get("level", Level.PUBLIC)),
        )
        for passage in content["passages"]
    )


def locate(text: str) -> dict[str, Passage]:
    """Where each fact stands in `text`. A fact that is not there, or there twice, is left out.

    Only words count: line breaks, quotation marks and dashes may differ from the original.
    """
    found = {}
    for fingerprint in fingerprints():
        passages = list(_passages(fingerprint, text))
        if len(passages) == 1:
            found[fingerprint.fact] = passages[0]
    return found


def citations_into_original(
    text: str, records: Iterable[Mapping[str, Json]]
) -> Iterator[OriginalCitation]:
    """For each citation into the note, the one that says the same by the words of `text`.

    What the note only says to be left open is passed over: silence has no words.
    """
    passages = locate(text)
    levels = {fingerprint.fact: fingerprint.level for fingerprint in fingerprints()}
    for record in records:
        seen: list[Citation] = []
        for index, citation in enumerate(record.get("citations", ())):
            fact = citation.get("locator", "").removeprefix(PARAGRAPH)
            silent = citation.get("polarity") == "silent"
            if citation["source"] != NOTE_REF or fact not in passages or silent:
                continue
            level = max(levels[fact], _level(record, index), key=lambda one: one.rank)
            quoted = _quoted(citation, text, passages[fact])
            if quoted not in seen:
                seen.append(quoted)
                yield OriginalCitation(record["ref"], quoted, level)


def with_original(records: Iterable[Mapping[str, Json]], text: str) -> list[dict[str, Any]]:
    """The records with their citations into `text` behind those that they have already.

    A citation that quotes a withheld name or address is restricted by the record's `access`.
    """
    extended = [json.loads(json.dumps(record)) for record in records]
    by_ref = {record["ref"]: record for record in extended}
    for original in citations_into_original(text, list(extended)):
        record = by_ref[original.ref]
        if original.level is not Level.PUBLIC:
            path = f"/citations/{len(record['citations'])}"
            fields = record.setdefault("access", {}).setdefault("fields", [])
            fields.append({"path": path, "level": original.level.value})
        record["citations"].append(original.citation.content())
    return extended


def _passages(fingerprint: Fingerprint, text: str) -> Iterator[Passage]:
    end_pattern = re.compile(_words(fingerprint.end_words) + "[.!?)”\"’']*")
    for start in re.finditer(_words(fingerprint.start_words), text):
        end = end_pattern.search(text, start.start(), start.start() + LONGEST_PASSAGE)
        if end:
            yield Passage(start.start(), end.end())


def _words(words: str) -> str:
    """A pattern for these words, whatever stands between them."""
    return r"\b" + r"\W+".join(map(re.escape, re.findall(r"\w+", words))) + r"\b"


def _quoted(citation: Mapping[str, Json], text: str, passage: Passage) -> Citation:
    """`citation` with the words of the original for those of the note."""
    exact = " ".join(text[passage.start : passage.end].split())
    return Citation.model_validate_json(
        json.dumps(
            {
                **citation,
                "source": ORIGINAL_REF,
                "quote": Quote(exact=exact).content(),
                "locator": f"characters {passage.start}–{passage.end}",
            }
        )
    )


def _level(record: Mapping[str, Json], index: int) -> Level:
    """Who may see the citation with this index in `record`."""
    fields = record.get("access", {}).get("fields", ())
    levels = [Level(one["level"]) for one in fields if one["path"] == f"/citations/{index}"]
    return max(levels, key=lambda one: one.rank, default=Level.PUBLIC)
