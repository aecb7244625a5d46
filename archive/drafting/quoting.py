"""Quoting a marked passage: its words, the sentence around it, and where it stands.

A quote is found again by its words (`schemas.citations.find_passage`); what stands before and after
is kept only where the same words occur more than once. Where it stands is told by the label of its
paragraph, such as [B9], or else in characters from 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from schemas.citations import Passage, Quote, find_passage
from schemas.shape import Json

AROUND = 40
"""Characters before and after a quote that occurs more than once."""
_END = re.compile(r"[.!?…؟。։]+[”\"’»)\]]*(?=\s|$)|\n[ \t]*\n")
_LABEL = re.compile(r"\[([^\]\s]{1,12})\]")
_ABBREVIATED = re.compile(r"(?:\b[A-ZА-Я]|\b(?:Mr|Mrs|Ms|Dr|St|No|Art|г|ул|д|ст))\.$")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage as a citation has it."""

    quote: dict[str, Json]
    locator: str


def words_at(text: str, passage: Passage) -> str:
    """The words of a passage, with each run of white space as one space."""
    return " ".join(text[passage.start : passage.end].split())


def quoted(text: str, passage: Passage) -> Quoted:
    """The passage as a citation has it."""
    exact = words_at(text, passage)
    quote: dict[str, Json] = {"exact": exact}
    if find_passage(Quote(exact=exact), text) is None:
        before = " ".join(text[max(0, passage.start - AROUND) : passage.start].split())
        after = " ".join(text[passage.end : passage.end + AROUND].split())
        quote |= {name: words for name, words in (("prefix", before), ("suffix", after)) if words}
    return Quoted(quote, locator(text, passage))


def locator(text: str, passage: Passage) -> str:
    """Where a passage stands, for people."""
    label = _LABEL.match(text, _start_of_paragraph(text, passage.start))
    if label and label.end() <= passage.start:
        return f"paragraph {label[1]}"
    return f"characters {passage.start}–{passage.end}"


def sentence_around(text: str, passage: Passage) -> Passage:
    """The sentence, or the sentences, in which a passage stands, without a label before it."""
    start = max(_start_of_paragraph(text, passage.start), 0)
    for end in _ends(text, start, passage.start + 1):
        start = end
    stop = next((end for end in _ends(text, start, len(text)) if end >= passage.end), len(text))
    stop = min(stop, _end_of_paragraph(text, passage.end))
    return trimmed(text, Passage(start, stop))


def trimmed(text: str, passage: Passage) -> Passage:
    """A passage without white space, or the label of a paragraph, at its ends."""
    start, stop = passage.start, passage.end
    while start < stop and text[start].isspace():
        start += 1
    if (label := _LABEL.match(text, start)) and label.end() < stop:
        return trimmed(text, Passage(label.end(), stop))
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Passage(start, stop)


def _ends(text: str, start: int, stop: int) -> list[int]:
    """Where sentences end between two places."""
    return [
        found.end()
        for found in _END.finditer(text, start, stop)
        if not _ABBREVIATED.search(text[start : found.end()])
    ]


def _start_of_paragraph(text: str, at: int) -> int:
    breaks = [found.end() for found in re.finditer(r"\n[ \t]*\n", text[:at])]
    return breaks[-1] if breaks else 0


def _end_of_paragraph(text: str, at: int) -> int:
    found = re.compile(r"\n[ \t]*\n").search(text, at)
    return found.start() if found else len(text)
