"""A source told, and its text with the passages marked that records cite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from archive.lookup import Label
from schemas.citations import Quote, QuotedText
from schemas.shape import Json
from webui.language import _
from webui.telling import citing, fields, words
from webui.telling.pieces import Fact, ours, present
from webui.telling.teller import Teller


@dataclass(frozen=True, slots=True)
class Use:
    """One citation of this source by a record."""

    anchor: str
    by: Label
    field: str
    """The field that it supports, in words."""
    quote: str
    start: int | None
    """Where the quote begins in the text, in characters from 0. None: it is not found there."""
    end: int | None
    """One past its last character."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text with the citations that it belongs to, if any."""

    text: str
    uses: tuple[Use, ...]
    begins: tuple[Use, ...]
    """Those that begin here."""
    ends: tuple[Use, ...]
    """Those that end with it."""


def facts(teller: Teller) -> tuple[Fact, ...]:
    """What kind of source it is, by whom, and how far to trust it."""
    return present(
        teller.fact(_("Kind"), "/kind"),
        teller.fact(_("Author"), "/author"),
        teller.fact(_("Publisher"), "/publisher"),
        teller.fact(
            _("Language"), "/source_language", lambda tag: (ours(words.language_name(tag)),)
        ),
        teller.fact(_("Published"), "/published"),
        teller.fact(_("Received"), "/received_at"),
        teller.fact(_("Received from"), "/received_from"),
        teller.texts(_("Addresses"), "/urls"),
        teller.fact(_("Stored document"), "/item"),
        teller.fact(_("Reliability"), "/reliability"),
        teller.fact(_("How it stands to what it tells"), "/connection"),
        teller.fact(_("Rights"), "/rights"),
        teller.fact(_("Remark"), "/note"),
    )


def uses_of(source_id: str, text: QuotedText, by: Label, content: Json) -> tuple[Use, ...]:
    """The citations of this source in one record."""
    return tuple(
        _use(text, by, index, row)
        for index, row in enumerate(content.get("citations", []))
        if row["source"] == source_id
    )


def _use(text: QuotedText, by: Label, index: int, row: Json) -> Use:
    quote = Quote.model_validate(row["quote"]) if "quote" in row else None
    found = text.find(quote) if quote else None
    return Use(
        anchor=citing.anchor(by.ref, index),
        by=by,
        field=fields.field_words(row["path"]),
        quote=quote.exact if quote else "",
        start=found.start if found else None,
        end=found.end if found else None,
    )


WRAPPED = range(55, 120)
"""Characters of a line that was broken by a program and not by its writer."""


def unwrapped(text: str) -> str:
    """`text` with a space for each break that only wraps a paragraph; every place stays the same.

    Such a break ends a long line and is followed by a line that goes on with a letter.
    """
    lines = text.split("\n")
    out = [lines[0]]
    for before, after in pairwise(lines):
        wraps = len(before.rstrip()) in WRAPPED and after[:1].isalnum()
        out += [" " if wraps else "\n", after]
    return "".join(out)


def stretches(text: str, uses: Iterable[Use]) -> tuple[Stretch, ...]:
    """`text` cut wherever a passage begins or ends, so that passages may overlap."""
    found = [use for use in uses if use.start is not None and use.end is not None]
    shown = unwrapped(text)
    cuts = sorted({0, len(text), *(u.start or 0 for u in found), *(u.end or 0 for u in found)})
    return tuple(
        Stretch(
            text=shown[start:end],
            uses=tuple(u for u in found if (u.start or 0) <= start and end <= (u.end or 0)),
            begins=tuple(u for u in found if u.start == start),
            ends=tuple(u for u in found if u.end == end),
        )
        for start, end in pairwise(cuts)
    )
