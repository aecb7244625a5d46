"""A slow search over the JSON of disclosed records: what the engine must agree with.

It shares with the product the rules of disclosure, the reader of dates and the vocabularies, which
have tests of their own, and nothing of `archive.search`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import snowballstemmer
from anyascii import anyascii

from archive import repository
from archive.disclosure import Audience, disclose
from archive.workspace import Archive
from schemas.dates import DateValue
from schemas.edtf import read_edtf
from schemas.shape import Json
from schemas.vocabulary import vocabulary

EARTH_M = 6371008.8
STEMMERS = {"en": "english", "ru": "russian", "es": "spanish", "fr": "french", "ar": "arabic"}
PLACED = tuple[float, float, float | None]


@dataclass(frozen=True)
class Asked:
    """A question, in plain values."""

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    box: tuple[float, float, float, float] | None = None
    circle: tuple[float, float, float] | None = None
    kind: str | None = None
    place: str | None = None
    """Ref of a place."""
    actor: str | None = None
    """Ref of an actor."""


def views_for(archive: Archive, audience: Audience) -> dict[str, Json]:
    """The JSON of everything that `audience` may see, by id, with its type."""
    with archive.reading() as connection:
        summaries = list(repository.every(connection))
        records = repository.current(connection, summaries)
    rank = {key: record.access.level.rank for key, record in records.items()}

    def sees(name: str) -> bool:
        is_id = re.fullmatch("[a-z2-7]{16}", name) is not None
        return rank.get(name, 99) <= audience.rank if is_id else True

    shown = {key: disclose(record, audience, sees) for key, record in records.items()}
    return {key: {**view.content, "id": key} for key, view in shown.items() if view is not None}


def search(views: Mapping[str, Json], asked: Asked) -> tuple[set[str], set[str]]:
    """The ids of incidents that are certainly and possibly meant."""
    found: tuple[set[str], set[str]] = set(), set()
    for key, content in views.items():
        if content["type"] != "incident" or "retired" in content:
            continue
        verdict = min(_verdicts(views, content, asked))
        if verdict:
            found[2 - verdict].add(key)
    return found


def counted(
    views: Mapping[str, Json], field: str, found: tuple[set[str], set[str]]
) -> Counter[Any]:
    """How many of the certain and of the possible have each value of a field."""
    return Counter(
        (value, at) for at, some in enumerate(found) for key in some for value in
        set(_values(views[key], field))
    )  # fmt: skip


def _verdicts(views: Mapping[str, Json], content: Json, asked: Asked) -> Iterator[int]:
    yield 2
    yield from (2 * _has(views, content, word) for word in asked.words)
    yield from (2 * (not _has(views, content, word)) for word in asked.without)
    if asked.phrase:
        yield 2 * any(_follow(text, asked.phrase) for text, _ in _texts(content))
    if asked.date_from or asked.date_to:
        yield _in_window(content.get("date"), asked)
    if asked.kind:
        wanted = {
            code
            for name in ("incident_kinds", "acts")
            if asked.kind in vocabulary(name).codes()
            for code in vocabulary(name).narrower(asked.kind)
        }
        yield 2 * bool(wanted & set(_values(content, "kind")))
    if asked.actor:
        yield 2 * (_id_of(views, asked.actor) in set(_values(content, "actor")))
    if asked.place:
        yield _in_place(views, content, _id_of(views, asked.place))
    if asked.box:
        yield _placed(views, content, lambda at: _in_box(at, asked.box))
    if asked.circle:
        yield _placed(views, content, lambda at: _in_circle(at, asked.circle))


def _id_of(views: Mapping[str, Json], ref: str) -> str:
    return next((key for key, content in views.items() if content["ref"] == ref), "-")


def _values(content: Json, field: str) -> Iterator[str]:
    acts = content.get("acts", [])
    match field:
        case "kind":
            yield from content.get("kinds", [])
            yield from (act["type"] for act in acts)
        case "tag":
            yield from content.get("tags", [])
        case "actor":
            yield from (
                row["actor"] for act in acts for row in act.get("victims", []) if "actor" in row
            )


# Words


def _has(views: Mapping[str, Json], content: Json, word: str) -> bool:
    if any(_meets(there, word, language) for there, language in _words(content)):
        return True
    pointed = {
        row.get("actor") for act in content.get("acts", []) for row in act.get("victims", [])
    }
    pointed.add(content.get("place", {}).get("place"))
    for key, other in views.items():
        if other["type"] == "item":
            if content["id"] not in [row["incident"] for row in other.get("documents", [])]:
                continue
        elif key not in pointed:
            continue
        names = [other.get("title", "")] + [name["text"] for name in other.get("names", [])
                                            if isinstance(name, dict)]  # fmt: skip
        if any(_meets(there, word, "en") for name in names for there in _cut(name)):
            return True
    return False


def _texts(content: Json) -> Iterator[tuple[str, str]]:
    own = content.get("language", "en")
    yield content.get("title", ""), own
    yield content.get("ref", ""), own
    yield content.get("place", {}).get("name", ""), own
    yield from ((text, language) for language, text in content.get("narrative", {}).items())
    for name in content.get("place", {}).get("admin", []):
        yield name, own
    for tag in content.get("tags", []):
        yield tag, own
    for act in content.get("acts", []):
        yield from ((row.get("description", ""), own) for row in act.get("victims", []))


def _words(content: Json) -> Iterator[tuple[str, str]]:
    for text, language in _texts(content):
        yield from ((word, language) for word in _cut(text))


@cache
def _cut(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))


@cache
def _meets(there: str, wanted: str, language: str) -> bool:
    a, b = _plain(there), _plain(wanted)
    if a == b or _latin(a) == _latin(b):
        return True
    if _is_cyrillic(a) != _is_cyrillic(b):  # endings do not part two scripts
        one, other = (_latin(_stem(w, "ru")) if _is_cyrillic(w) else _latin(w) for w in (a, b))
        return one == other
    own = "ru" if _is_cyrillic(a) else language if language != "ru" else None
    if own is None or _is_cyrillic(a) != _is_cyrillic(b):
        return False
    return _stem(a, own) == _stem(b, own)


@cache
def _stem(word: str, language: str) -> str:
    return str(snowballstemmer.stemmer(STEMMERS[language]).stemWord(word))


@cache
def _plain(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold().replace("ё", "е")
    return plain.translate(str.maketrans("آأإىئؤة", "ااايي" + "وه"))


@cache
def _latin(word: str) -> str:
    return "".join(filter(str.isalnum, anyascii(word).lower()))


def _is_cyrillic(word: str) -> bool:
    return any("Ѐ" <= letter <= "ӿ" for letter in word)


def _follow(text: str, phrase: Sequence[str]) -> bool:
    there = [_plain(word) for word in _cut(text)]
    wanted = [_plain(word) for word in phrase]
    return any(there[at : at + len(wanted)] == wanted for at in range(len(there)))


# Dates


def _in_window(date: Json, asked: Asked) -> int:
    first = read_edtf(asked.date_from).lo if asked.date_from else None
    last = read_edtf(asked.date_to).hi if asked.date_to else None
    if date is None:
        return 1
    verdict = DateValue.model_validate(date, strict=False).within(first, last)
    return {"certainly": 2, "possibly": 1, "no": 0}[verdict.value]


# Places


def _around(views: Mapping[str, Json], place: str | None) -> Iterator[str]:
    """A place and the places that hold it, as far as they are seen."""
    while place in views:
        yield place
        place = views[place].get("parent")


def _in_place(views: Mapping[str, Json], content: Json, wanted: str) -> int:
    where = content.get("place", {}).get("place")
    if wanted in list(_around(views, where)):
        return 2
    return int(where in views and where in list(_around(views, wanted)))


def _position(content: Json) -> PLACED | None:
    geometry = content.get("geometry")
    if geometry is None:
        return None
    lon, lat = geometry["coordinates"]
    return lat, lon, content.get("radius_m")


def _placed(views: Mapping[str, Json], content: Json, judge: Any) -> int:
    """The verdict on where an incident lies by itself, or by its place, or by a place inside it."""
    own = content.get("place", {})
    chain = list(_around(views, own.get("place")))
    at = _position(own) or next(filter(None, (_position(views[key]) for key in chain)), None)
    if at is not None:
        return int(judge(at))
    if not chain:
        return 0
    inside = [
        key
        for key, other in views.items()
        if other["type"] == "place" and key != chain[0] and chain[0] in list(_around(views, key))
    ]
    spots = [_position(views[key]) for key in inside]
    return int(any(spot is not None and judge(spot) for spot in spots))


def _in_box(at: PLACED, box: Any) -> int:
    west, south, east, north = box
    lat, lon, radius = at
    reach = (radius or 0) / EARTH_M
    up = math.degrees(reach)
    aside = math.degrees(math.asin(min(1, math.sin(reach) / math.cos(math.radians(lat)))))
    width, offset = (east - west) % 360, (lon - west) % 360
    inside = aside <= offset <= width - aside and south <= lat - up and lat + up <= north
    if inside and radius is not None:
        return 2
    meets = offset <= width + aside or offset >= 360 - aside
    return int(meets and lat + up >= south and lat - up <= north)


def _in_circle(at: PLACED, circle: Any) -> int:
    lat, lon, km = circle
    radius = at[2] or 0
    a, b = math.radians(at[0]), math.radians(lat)
    across = math.radians(at[1] - lon)
    line = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
    away = EARTH_M * math.acos(max(-1, min(1, line)))
    if at[2] is not None and away + radius <= km * 1000:
        return 2
    return int(away - radius <= km * 1000)
