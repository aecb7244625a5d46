"""A mapping proposed for a file: from the names of its columns and what stands in its first rows.

It is a proposal, to be read and mended by a person. A column that is not recognised is written down
as a comment, so that nothing of the file is passed over in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from archive.importing.documents import parsed
from archive.importing.files import open_table
from archive.importing.mapping import Mapping
from archive.importing.rows import Row, as_text
from archive.importing.sight import Looking, Sight
from archive.importing.values import read_dated
from schemas.date_spoken import LANGUAGES
from schemas.errors import SchemaError

SAMPLE = 200
"""Rows that are looked at."""
_MEANS = (
    ("id", r"(external_?|incident_?|event_?)?id|№|no|номер|ид|رقم|número"),
    ("date", r".*(date|дата|fecha|تاريخ).*"),
    ("title", r"title|name|headline|event|название|заголовок|titre|título|nombre|nom|عنوان|اسم"),
    ("narrative", r"descri.*|narrative|notes?|summary|text|описание|текст|وصف"),
    ("lat", r"lat(itude)?|широта"),
    ("lon", r"lon(g|gitude)?|lng|долгота"),
    ("point", r"geolocation|coordinates|coords|координаты"),
    ("geometry", r"geometry"),
    ("place", r"place|city|town|location|место|город|lugar|ciudad|lieu|ville|مكان|مدينة"),
    ("admin", r"state|region|province|country|county|регион|область|страна|región|pays"),
    ("detained", r".*(detain|detention|arrest|задержан).*"),
    ("killed", r".*(killed|deaths|fatalities|погиб|muertos|tués|قتلى).*"),
    ("tags", r"tags?|keywords?|метки|теги"),
)
_FORMATS = ("%d.%m.%Y", "%Y/%m/%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y%m%d")


def guess(path: Path) -> str:
    """A mapping for the file, in TOML.

    Raises:
        UnreadableTable, TooLargeToRead: the file cannot be read.
    """
    table = open_table(path, Mapping(name="a guess", templates=(), rows=_rows(path)))
    rows = list(islice(table.rows, SAMPLE))
    columns = table.columns or tuple(dict.fromkeys(name for row in rows for name in row.cells))
    found: dict[str, list[str]] = {}
    for column in columns:
        if column:
            found.setdefault(_meaning(column), []).append(column)
    samples = {
        column: [as_text(row.cells.get(column)) for row in rows if row.cells.get(column)]
        for column in columns
    }
    return "\n".join(_lines(path, found, samples)) + "\n"


def _rows(path: Path) -> str | None:
    """Where the list stands in a JSON document that is an object."""
    if path.suffix.lower() != ".json":
        return None
    whole = parsed(path.read_text("utf-8-sig"))
    names = (
        [name for name, one in whole.items() if isinstance(one, list)]
        if isinstance(whole, dict)
        else []
    )
    return f"/{names[0]}" if names else None


def _meaning(column: str) -> str:
    last = column.rsplit(".", 1)[-1].strip().casefold()
    return next((name for name, form in _MEANS if re.fullmatch(form, last)), "")


def _lines(path: Path, found: dict[str, list[str]], samples: dict[str, list[str]]) -> Sequence[str]:
    lines = [f"# Proposed for {path.name} from its first rows: read it, and mend it.", ""]
    if rows := _rows(path):
        lines.append(f"rows = {_text(rows)}")
    own = found.get("id", [])
    identity = f"column = {_text(own[0])}" if own else 'text = "{…}" # state what names a row'
    scheme = re.sub(r"\W+", "-", path.stem.casefold()).strip("-") or "file"
    lines += [
        "[[record]]",
        'type = "incident"',
        f"external_id = {{ scheme = {_text(scheme)}, {identity} }}",
        "",
        "[record.fields]",
    ]
    title = found.get("title") or found.get("narrative") or []
    if title:
        lines.append(f"title = {{ column = {_text(title[0])}, required = true }}")
    else:
        lines.append(f'title = {{ text = "{scheme} {{{own[0] if own else "…"}}}" }}')
    if found.get("narrative"):
        lines.append(f"narrative.en = {{ column = {_text(found['narrative'][0])} }}")
    if found.get("date"):
        lines.append(_date(found["date"][0], samples))
    if found.get("tags"):
        lines.append(f'tags = {{ column = {_text(found["tags"][0])}, split = ";" }}')
    lines += _place(found)
    for what in ("detained", "killed"):
        if found.get(what):
            lines += ["", "[[record.fields.counts]]", f'of_what = "{what}"']
            lines.append(f'value = {{ column = {_text(found[what][0])}, read = "count" }}')
    return [*lines, *_left(found)]


def _date(column: str, samples: dict[str, list[str]]) -> str:
    texts = samples.get(column, [])
    for options in _ways():
        if texts and all(_reads(text, options) for text in texts):
            said = ", ".join(f"{name} = {json.dumps(value)}" for name, value in options.items())
            more = f", {said}" if said else ""
            return f'date = {{ column = {_text(column)}, read = "date"{more} }}'
    return f'date = {{ column = {_text(column)}, read = "date", words = "en" }} # some are refused'


def _ways() -> list[dict[str, object]]:
    forms: list[dict[str, object]] = [{"formats": [form]} for form in _FORMATS]
    forms += [{"words": language} for language in LANGUAGES]
    return [{}, *forms]


def _reads(text: str, options: dict[str, object]) -> bool:
    row = Row(1, {"x": text})
    try:
        read_dated(Looking(Sight([row], frozenset(), {}, {}), row), {"column": "x", **options})
    except (ValueError, SchemaError):
        return False
    return True


def _place(found: dict[str, list[str]]) -> list[str]:
    lines = []
    if found.get("place"):
        lines.append(f"name = {{ column = {_text(found['place'][0])} }}")
    if found.get("admin"):
        lines.append(f"admin = {{ columns = {json.dumps(found['admin'], ensure_ascii=False)} }}")
    if found.get("lat") and found.get("lon"):
        lat, lon = _text(found["lat"][0]), _text(found["lon"][0])
        lines.append(f'geometry = {{ read = "point", lat = {lat}, lon = {lon} }}')
    elif found.get("point"):
        lines.append(f'geometry = {{ column = {_text(found["point"][0])}, read = "point" }}')
    elif found.get("geometry"):
        lines.append(f'geometry = {{ column = {_text(found["geometry"][0])}, read = "geometry" }}')
    return ["", "[record.fields.place]", *lines] if lines else []


def _left(found: dict[str, list[str]]) -> list[str]:
    several = ("admin",)
    left = [
        c
        for name, some in found.items()
        for c in (some[1:] if name else some)
        if name not in several
    ]
    return ["", "# Not used:", *(f"#   {column}" for column in left)] if left else []


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
