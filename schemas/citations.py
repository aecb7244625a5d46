"""Citations: which passage of which source supports a field, in whose words, with which hedge.

The quote is a TextQuoteSelector of the W3C Web Annotation Data Model, section 4.2.4: the exact
words with a little of what stands before and after, so that it is found again when pages change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, field_validator

from schemas.dates import DateValue
from schemas.reference import AnyRefOrText, OptionalWho, SourceRef
from schemas.shape import Json, NonEmpty, OptionalText, Shape
from schemas.vocabulary import code_of

POINTER_PATTERN = r"^(/[^/]+)*$"
"""A JSON Pointer (RFC 6901) that leads into the record or, when empty, to the whole of it."""


class Quote(Shape):
    """The words of a source (W3C TextQuoteSelector)."""

    exact: NonEmpty
    """The words themselves."""
    prefix: OptionalText = None
    """Some words directly before."""
    suffix: OptionalText = None
    """Some words directly after."""


class Citation(Shape):
    """What a source says about one field of a record."""

    path: Annotated[str, Field(pattern=POINTER_PATTERN)]
    """The field, as a JSON Pointer (RFC 6901) into the record; "" is the whole record."""
    source: SourceRef
    """The source record."""
    quote: Quote | None = None
    """The passage."""
    locator: OptionalText = None
    """Where in the source: page, paragraph, minute."""
    hedge: Annotated[str, code_of("hedges")] | None = None
    """How sure the source sounds."""
    asserted_by: OptionalWho = None
    """Who says so, if not the source itself: a record or words."""
    reported_via: tuple[AnyRefOrText, ...] = ()
    """Through whom it came to the one who says so, nearest first."""
    polarity: Annotated[str, code_of("polarities")] = "asserts"
    """Whether the source asserts, denies, or is silent about it."""
    as_of: DateValue | None = None
    """The date for which this was said to hold."""
    status: Annotated[str, code_of("citation_statuses")] = "accepted"
    """"conflict" keeps a contradicting statement beside the record's own value."""
    value: Json = None
    """What the source says when that differs from what the record holds."""
    note: OptionalText = None
    """A remark of the coder."""

    @field_validator("value")
    @classmethod
    def _value_is_json(cls, value: Json) -> Json:
        try:
            json.dumps(value, allow_nan=False)
        except ValueError as error:
            raise ValueError("expected JSON, found a number that is not finite") from error
        return value


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a quote stands in a text."""

    start: int
    """Characters from 0."""
    end: int
    """One past its last character."""


class QuotedText:
    """A text in which quotes are sought, with each run of white space as one space."""

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        origin: list[int] = []
        for found in _PIECE.finditer(text):
            word = found["word"]
            if word is None and not pieces:
                continue
            pieces.append(word or " ")
            origin.extend(range(found.start(), found.end() if word else found.start() + 1))
        self._spaced = "".join(pieces)
        self._origin = origin
        """Where each character came from."""

    def find(self, quote: Quote) -> Passage | None:
        """Where `quote` stands: see `find_passage`."""
        exact = _spaced(quote.exact)
        starts = list(_starts(exact, self._spaced)) if exact else []
        if len(starts) > 1:
            starts = [at for at in starts if self._fits(quote, at, at + len(exact))]
        if len(starts) != 1:
            return None
        start = starts[0]
        return Passage(self._origin[start], self._origin[start + len(exact) - 1] + 1)

    def _fits(self, quote: Quote, start: int, end: int) -> bool:
        before, after = self._spaced[:start].rstrip(), self._spaced[end:].lstrip()
        prefix, suffix = _spaced(quote.prefix or ""), _spaced(quote.suffix or "")
        return before.endswith(prefix) and after.startswith(suffix)


_PIECE = re.compile(r"(?P<word>\S+)|\s+")


def find_passage(quote: Quote, text: str) -> Passage | None:
    """Where `quote` stands in `text`, with any run of white space taken as one space.

    Prefix and suffix are asked only where the words occur several times: pages change. None when
    the words do not occur, or when prefix and suffix do not leave one place. Whoever seeks many
    quotes in one text makes it a `QuotedText` once.
    """
    return QuotedText(text).find(quote)


def _starts(words: str, text: str) -> Iterator[int]:
    """Each place where `words` stand in `text`; places may overlap."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _spaced(words: str) -> str:
    return " ".join(words.split())
