"""What stands in a cell, as a value of a record: text, number, date, count, point.

A reader gives None where the cell says nothing, and raises ValueError with what was expected and
found where the cell cannot be such a value. It never fills in what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from archive.importing.rows import Cell, as_text
from schemas.count_reading import read_count
from schemas.date_reading import read_date
from schemas.dates import DateValue
from schemas.days import day_text
from schemas.edtf import read_edtf
from schemas.errors import SchemaError
from schemas.shape import Json


class Look(Protocol):
    """How a reader sees a row."""

    def __call__(self, column: str, /) -> Cell:
        """The cell of a column; None where it says nothing."""

    def matching(self, pattern: str) -> list[str]:
        """The columns that a pattern names, in which * stands for anything."""


Options = Mapping[str, Any]
"""What an instruction says beside the reader."""

HOLE = re.compile(r"\{([^{}]+)\}")
"""A column in a pattern."""
_LONGEST = 60
"""Characters of a wrong cell that are shown."""


def read_text(look: Look, options: Options) -> Json:
    """A text, or a list of texts where the instruction splits or takes several columns."""
    if "text" in options:
        return filled(options["text"], look)
    found = _cells(look, options)
    if "split" in options:
        found = [part.strip() for one in found for part in as_text(one).split(options["split"])]
    texts = [as_text(one) for one in found]
    texts = [text for text in texts if text]
    if "map" in options:
        texts = [code for text in texts if (code := _mapped(text, options)) is not None]
    texts = list(dict.fromkeys(texts))
    if "join" in options:
        return options["join"].join(texts) or None
    if _is_list(options):
        return texts or None
    return texts[0] if texts else None


def filled(pattern: str, look: Callable[[str], Cell]) -> str | None:
    """A pattern with its columns in it; None if all of them are absent."""
    texts = list(_pieces(pattern))
    cells = [look(column) for column in texts[1::2]]
    if cells and all(cell is None for cell in cells):
        return None
    texts[1::2] = [as_text(cell) for cell in cells]
    text = "".join(texts)
    return (re.sub(" +", " ", text) if "  " in text else text).strip() or None


@cache
def _pieces(pattern: str) -> tuple[str, ...]:
    """Words and columns of a pattern of a mapping in turn. There are few, and each is filled for
    every row."""
    return tuple(HOLE.split(pattern))


def _is_list(options: Options) -> bool:
    return "split" in options or "columns" in options or "each" in options


def _cells(look: Look, options: Options) -> list[Cell]:
    if "columns" in options:
        names = [name for one in options["columns"] for name in look.matching(one)]
        return [cell for name in names if (cell := look(name)) is not None]
    cell = look(options["column"]) if "column" in options else None
    if isinstance(cell, list):
        each = options.get("each")
        return [one.get(each) if each and isinstance(one, dict) else one for one in cell]
    if isinstance(cell, dict):
        raise ValueError(f"expected a text in {options['column']}, found an object")  # noqa: TRY004 - a fault of the file
    return [] if cell is None else [cell]


def _mapped(text: str, options: Options) -> Json:
    """The code for what stands in a cell, by the mapping's own list."""
    if text in options["map"]:
        return options["map"][text] or None
    other = options.get("other", "refuse")
    if other == "refuse":
        known = ", ".join(list(options["map"])[:8])
        raise ValueError(f"expected one of {known}, found {shown(text)}")
    return None if other == "leave_out" else text if other == "keep" else other


def read_value(_look: Look, options: Options) -> Json:
    """A constant."""
    return options["value"]


def read_integer(look: Look, options: Options) -> Json:
    """A whole number."""
    text = _one(look, options)
    if text is None:
        return None
    try:
        return int(text)
    except ValueError as error:
        raise ValueError(f"expected a whole number, found {shown(text)}") from error


def read_boolean(look: Look, options: Options) -> Json:
    """True or false, by the words that the instruction lists."""
    text = _one(look, options)
    if text is None:
        return None
    yes, no = options.get("yes", ["true", "1"]), options.get("no", ["false", "0"])
    if text in yes or text in no:
        return text in yes
    raise ValueError(f"expected one of {', '.join((*yes, *no))}, found {shown(text)}")


def read_geometry(look: Look, options: Options) -> Json:
    """A GeoJSON geometry as it stands in the file; one without coordinates is none."""
    cell = look(options.get("column", "geometry"))
    if cell is None:
        return None
    if not isinstance(cell, dict):
        found = shown(as_text(cell))
        raise ValueError(f"expected a GeoJSON geometry, found {found}")  # noqa: TRY004 - as above
    return {key: cell[key] for key in ("type", "coordinates") if key in cell}


def read_point(look: Look, options: Options) -> Json:
    """A GeoJSON point of latitude and longitude in degrees, in two columns or in one."""
    if "column" in options:
        text = _one(look, options)
        parts = [] if text is None else text.replace(";", ",").split(",")
        if text is not None and len(parts) != 2:
            raise ValueError(f"expected latitude and longitude, found {shown(text)}")
        if options.get("order", "lat_lon") == "lon_lat":
            parts = parts[::-1]
    else:
        cells = [look(options["lat"]), look(options["lon"])]
        parts = [as_text(cell) for cell in cells if cell is not None]
        if len(parts) == 1:
            raise ValueError("expected latitude and longitude, found one of them")
    if not parts:
        return None
    lat, lon = _degrees(parts[0], "latitude", 90), _degrees(parts[1], "longitude", 180)
    if lat == lon == 0:
        raise ValueError("expected a position, found latitude 0 and longitude 0, which is no place")
    return {"type": "Point", "coordinates": [lon, lat]}


def _degrees(text: str, what: str, limit: int) -> float:
    try:
        number = float(text.strip())
    except ValueError as error:
        raise ValueError(f"expected a {what} in degrees, found {shown(text)}") from error
    if not abs(number) <= limit:
        raise ValueError(f"expected a {what} from -{limit} to {limit}, found {shown(text)}")
    return number


def read_counted(look: Look, options: Options) -> Json:
    """A count: of a number or its words, or of a lowest and a highest number."""
    unit = {"unit": options["unit"]} if "unit" in options else {}
    if "low" not in options:
        text = _one(look, options)
        return None if text is None else {**read_count(text).content(), **unit}
    cells = [look(options["low"]), look(options["high"])]
    if None in cells:
        return None
    low, high = (read_count(as_text(cell)).lo for cell in cells)
    if low == high:
        return {"comparator": "exactly", "lo": low, "hi": high, **unit}
    if low > high:
        return _backward(f"a lowest number of {low} and a highest of {high}", options, _COUNT)
    return {"comparator": "between", "lo": low, "hi": high, **unit}


def read_dated(look: Look, options: Options) -> Json:
    """A date: of one cell in a stated format, EDTF or words, or of first and last day."""
    basis = {"basis": options["basis"]} if "basis" in options else {}
    if "column" in options:
        text = _one(look, options)
        return None if text is None else {**_date(text, options), **basis}
    first = _end(look, options, "from")
    last = _end(look, options, "to")
    if first is None and last is None:
        return None
    if _ends_before_it_begins(first, last):
        return _backward(f"from {first} to {last}", options, {})
    return {"edtf": _between(first, last, throughout=bool(options.get("throughout"))), **basis}


_COUNT = {"comparator": "unknown"}


def _backward(words: str, options: Options, value: dict[str, Json]) -> Json:
    """Two bounds that contradict each other: refused, or kept as words if the mapping says so."""
    if options.get("backward") != "words":
        raise ValueError(f"expected a first bound up to the last, found {words}")
    return {"verbatim": words, **value}


def _ends_before_it_begins(first: str | None, last: str | None) -> bool:
    if first is None or last is None:
        return False
    one, two = read_edtf(first).lo, read_edtf(last).hi
    return one is not None and two is not None and two < one


def _end(look: Look, options: Options, which: str) -> str | None:
    """The first of the columns that says something, as EDTF; without its day where that is none."""
    columns = options.get(which, ())
    for column in [columns] if isinstance(columns, str) else columns:
        cell = look(column)
        if cell is not None:
            edtf = str(_date(as_text(cell), options)["edtf"])
            return edtf[:7] if column in options.get("months", ()) else edtf
    return None


def _between(first: str | None, last: str | None, *, throughout: bool) -> str:
    if first == last and first is not None:
        return first
    if throughout:
        return f"{first or ''}/{last or ''}"
    return f"[{first or ''}..{last or ''}]"


def _date(text: str, options: Options) -> dict[str, Json]:
    """A date as JSON, with its words where they say more than the date."""
    for form in options.get("formats", ()):
        try:
            day = datetime.strptime(text.strip(), form)  # noqa: DTZ007 - only its day is read
        except ValueError:
            continue
        edtf = day.date().isoformat()
        edtf = edtf if "%d" in form or "%j" in form else edtf[:7] if _has_month(form) else edtf[:4]
        return {"edtf": edtf} if text == edtf else {"edtf": edtf, "verbatim": text}
    try:
        edtf = read_edtf(text.strip()).text
    except SchemaError:
        if "words" not in options:
            forms = ", ".join((*options.get("formats", ()), "EDTF"))
            raise ValueError(f"expected a date ({forms}), found {shown(text)}") from None
        return read_date(text, options["words"]).content()
    return {"edtf": edtf} if text == edtf else {"edtf": edtf, "verbatim": text}


def _has_month(form: str) -> bool:
    return any(code in form for code in ("%m", "%b", "%B"))


def _one(look: Look, options: Options) -> str | None:
    cell = look(options["column"])
    return None if cell is None else as_text(cell)


def shown(text: str) -> str:
    """A cell in short."""
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def combined(values: Sequence[Json], how: str | None) -> Json:
    """One value for a group of rows that say different things.

    Raises:
        ValueError: the mapping does not say what to do then.
    """
    match how:
        case "first":
            return values[0]
        case "lists":
            return list(dict.fromkeys(one for value in values for one in value))
        case "span":
            return _span(values)
        case _ if isinstance(how, str) and how.startswith("join "):
            return how.removeprefix("join ").join(values)
        case _:
            raise ValueError(f"{shown(str(values[0]))} and {shown(str(values[1]))}")


def _span(values: Sequence[Json]) -> Json:
    """Sometime from the first possible day of all the dates to the last."""
    dated = [value for value in values if "edtf" in value]
    if len(dated) < 2:
        return dated[0] if dated else {"verbatim": "; ".join(v["verbatim"] for v in values)}
    bounds = [DateValue.model_validate(value, strict=False).day_bounds() for value in dated]
    lows, highs = [lo for lo, _ in bounds], [hi for _, hi in bounds]
    first = None if None in lows else day_text(min(lo for lo in lows if lo is not None))
    last = None if None in highs else day_text(max(hi for hi in highs if hi is not None))
    if first is None and last is None:
        return {"verbatim": "; ".join(value["edtf"] for value in dated), "basis": "inferred"}
    return {"edtf": _between(first, last, throughout=False), "basis": "inferred"}


READERS: Mapping[str, Callable[[Look, Options], Json]] = {
    "text": read_text,
    "value": read_value,
    "integer": read_integer,
    "boolean": read_boolean,
    "geometry": read_geometry,
    "point": read_point,
    "count": read_counted,
    "date": read_dated,
}
"""How values are read, by the word that an instruction uses."""

__all__ = ["READERS", "Look", "Options", "combined", "shown"]
