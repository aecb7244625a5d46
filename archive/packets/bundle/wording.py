"""Values of records in English words, with their uncertainty, for the pages of the bundle.

What people wrote keeps its language and direction; what is not stated is left unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive.projections import middle
from archive.typesetting.directions import said
from schemas.counts import CountValue
from schemas.dates import DateBasis, DateValue, Duration, TimeOfDay
from schemas.errors import SchemaError
from schemas.shape import Json
from schemas.vocabulary import vocabulary

__all__ = ["count", "date", "duration", "exact", "label", "place", "said", "time_of_day", "within"]

_BASES = {
    DateBasis.RELATIVE: "reckoned from another date",
    DateBasis.INFERRED: "inferred, not stated",
    DateBasis.CODER: "as the coder judged",
}


def exact(text: str) -> Json:
    """A digest or another word that is to be compared letter by letter."""
    return {"text": text, "exact": True}


def label(name: str, code: str) -> str:
    """What people read for a code; the code itself if it is an archive's own."""
    try:
        return vocabulary(name).label(code, "en")
    except SchemaError:
        return code.replace("_", " ")


def within(name: str, code: str) -> str:
    """The label as it stands inside a sentence."""
    text = label(name, code)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def joined(pieces: Iterable[str]) -> str:
    """Pieces of a line."""
    return "; ".join(piece for piece in pieces if piece)


def date(value: Json) -> str:
    """A date: bounds in words, the words of the source, and how the bounds were reached."""
    read = DateValue.model_validate(value, strict=False)
    words = read.words()
    notes = [_BASES.get(read.basis, ""), f"relative to {read.anchor}" if read.anchor else ""]
    return joined([words, _verbatim(value, words), *notes])


def time_of_day(value: Json) -> str:
    """A time; without a zone where none is written."""
    read = TimeOfDay.model_validate(value, strict=False)
    words = read.words()
    zone = "" if read.utc_offset or not (read.lo or read.hi) else "no time zone stated"
    return joined([words, _verbatim(value, words), zone])


def duration(value: Json) -> str:
    """How long it lasted."""
    return Duration.model_validate(value, strict=False).words()


def count(value: Json) -> str:
    """A number with its bounds."""
    words = CountValue.model_validate(value, strict=False).words()
    return joined([words, _verbatim(value, words)])


def _verbatim(value: Json, shown: str) -> str:
    words = value.get("verbatim")
    return f"“{words}”" if words and words != shown else ""


def place(value: Json, names: Mapping[str, str]) -> str:
    """A place: name, what lies around it, position, and how exactly it is known."""
    known = names.get(value.get("place", ""), "")
    name = value.get("name", "")
    around = [unit for unit in reversed(value.get("admin", [])) if unit not in (name, known)]
    pieces = [known, name if name != known else "", ", ".join(around)]
    lat, lon = middle(value.get("geometry"))
    if lat is not None and lon is not None:
        pieces.append(f"latitude {lat:.6g}°, longitude {lon:.6g}° (WGS 84)")
    if "radius_m" in value:
        pieces.append(f"within {value['radius_m']:,} m of it")
    if "precision" in value:
        pieces.append(f"precision: {within('place_precisions', value['precision'])}")
    return joined(pieces)
