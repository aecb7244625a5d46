"""Rows of a form that are folded up: their words are shown, and their fields wait until asked for.

An incident may have ten acts, and fifty passages with ten fields each. What is folded goes back
with the form as it is, in one hidden field, so that nothing rests on what another window has done.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from archive.drafting.reading import Reading, code_of
from archive.drafting.typed import Typed
from archive.lookup import Label
from webui.telling import fields as told_fields
from webui.telling import words

FOLDED: Mapping[str, str] = {"/acts": "type", "/citations": "source"}
"""The lists whose rows can be folded, and the field without which a row is only begun."""
FEW = 5
"""So many rows are all shown whole."""
LONGEST = 140
"""Characters of a passage that are shown."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What is shown of a row, and what goes back."""

    words: str
    """The passage, or the beginning of it; the victims of an act."""
    field: str
    """What the passage supports, or what was done, in words."""
    mark: str
    """The ref of the source, or the key of the act; empty if there is none."""
    json: Markup
    """The row as it was typed, for an attribute in single quotes: it goes back as `KEPT`."""
    is_quote: bool = False
    """Whether the words are the source's."""


def is_folded(
    pointer: str, row: Typed, of: int, shown: Collection[str], faults: Collection[str]
) -> bool:
    """Whether a row among `of` is folded: not if asked for, not begun yet, or wrong."""
    needed = FOLDED.get(pointer.rpartition("/")[0])
    if needed is None or of <= FEW or not row.get(needed):
        return False
    return not any(f"{one}/".startswith(f"{pointer}/") for one in (*shown, *faults))


def row_around(pointer: str) -> str:
    """The row that can be folded and in which this stands; empty if there is none."""
    row = "/".join(pointer.split("/")[:3])
    return row if row.rpartition("/")[0] in FOLDED else ""


def folded(pointer: str, row: Typed, reading: Reading, labels: Mapping[str, Label]) -> Folded:
    """A row as it is folded."""
    sent = htmlsafe_json_dumps(row, dumps=_short)
    if pointer.startswith("/acts/"):
        said = str(row["type"])
        code = code_of("acts", said) or said
        who = [labels.get(key) for key in _people(pointer, row, reading)]
        named = [label.title for label in who if label]
        return Folded(", ".join(named), words.label("acts", code), str(row.get("key", "")), sent)
    passage = str((row.get("quote") or {}).get("exact", ""))
    source = labels.get(str(reading.understood.get(f"{pointer}/source", "")))
    return Folded(
        words=passage if len(passage) <= LONGEST else f"{passage[:LONGEST].rstrip()} …",
        field=told_fields.field_words(str(row.get("path", ""))),
        mark=source.ref if source else "",
        json=sent,
        is_quote=bool(passage),
    )


def _people(pointer: str, row: Typed, reading: Reading) -> list[str]:
    """Ids of the victims of an act that are actors of the archive."""
    places = (f"{pointer}/victims/{n}/actor" for n in range(len(row.get("victims") or [])))
    return [str(reading.understood.get(place, "")) for place in places]


def _short(row: Typed) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
