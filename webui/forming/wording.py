"""What the fields of a form and the choices in them are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.drafting.fields import Field
from archive.drafting.typed import NOTHING_AT_ALL
from schemas.dates import DateBasis
from schemas.pointer import escaped
from schemas.vocabulary import vocabulary
from webui.language import _, marked
from webui.telling import fields as told_fields
from webui.telling import words


def opened_by(group: Field, text: str) -> tuple[str, ...]:
    """The names of the fields of a group that a person means by names or words, between commas."""
    whole = _name_of(group, text)
    if any(inner.name == whole for inner in group.inner):
        return (whole,)  # the words of a field may have a comma themselves
    return tuple(_name_of(group, one) for one in _COMMA.split(text) if one.strip())


def _name_of(group: Field, text: str) -> str:
    said = text.strip().casefold()
    for inner in group.inner:
        if said in (inner.name.casefold(), field_label(inner, group).casefold()):
            return inner.name
    return text.strip()


_COMMA = re.compile("[,;،؛]")


def field_label(one: Field, group: Field) -> str:
    """What a field of a group is called."""
    special = _LABELS.get((group.shape, one.name)) or _LABELS.get(("", one.name))
    if special:
        return _(special)
    return told_fields.field_words(f"/{escaped(one.name)}")


_LABELS = {
    ("DateValue", "said"): marked("Date, in words or as 2014-12-14"),
    ("CountValue", "said"): marked("Number, in words or digits"),
    ("Duration", "said"): marked("Duration, in words"),
    ("TimeOfDay", "said"): marked("Time, as 14:30 or in words"),
    ("", "verbatim"): marked("Words of the source"),
    ("", "ref"): marked("Short name (ref)"),
    ("", "lo"): marked("At least"),
    ("", "hi"): marked("At most"),
    ("", "path"): marked("Field (JSON Pointer)"),
    ("PlaceValue", "place"): marked("Place of this archive"),
    ("PlaceValue", "name"): marked("Place as the source writes it"),
    ("PlaceValue", "precision"): marked("How exactly"),
    ("", "anchor"): marked("Relative to"),
    ("", "basis"): marked("How it is known"),
}
"""What fields are called where their own name does not say it to a person."""


def choice(code: str) -> str:
    """The words of a choice that is no vocabulary's."""
    if code in ("public", "restricted", "confidential"):
        return words.label("access_levels", code)
    return _(_CHOICES.get(code, code))


_CHOICES = {
    "exactly": marked("exactly"),
    "at_least": marked("at least"),
    "at_most": marked("at most"),
    "about": marked("about"),
    "more_than": marked("more than"),
    "fewer_than": marked("fewer than"),
    "between": marked("between"),
    "several": marked("several"),
    "dozens": marked("dozens"),
    "many": marked("many"),
    "some": marked("some"),
    "unknown": marked("unknown"),
    "throughout": marked("the whole time"),
    "sometime_within": marked("some time within"),
    "ongoing": marked("going on"),
    "stated": marked("stated by the source"),
    "relative": marked("relative to another event"),
    "inferred": marked("inferred from the source"),
    "coder": marked("judged by the coder"),
}
"""Words of choices that are no vocabulary's (`schemas.counts`, `schemas.dates`)."""


def bases() -> tuple[tuple[str, str], ...]:
    """The ways in which a date can be known, with their words."""
    return tuple((one.value, choice(one.value)) for one in DateBasis)


def all_or_none(one: Field) -> tuple[tuple[str, str], ...]:
    """The choices of a field that takes several terms, or none at all."""
    terms = vocabulary(one.vocabulary).offered()
    options = [(code, words.label(one.vocabulary, code)) for code in terms]
    return (*options, (NOTHING_AT_ALL, _("none of these: it was refused")))


def with_what_stands(options: list[tuple[str, str]], value: str) -> Iterator[tuple[str, str]]:
    """The options, with what stands there already if it is none of them."""
    yield from options
    if value and value not in [code for code, _words in options]:
        yield value, value


def labels_of(name: str) -> Iterator[str]:
    """What the terms of a vocabulary are called."""
    for code in vocabulary(name).offered():
        yield words.label(name, code)
