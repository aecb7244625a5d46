"""JSON Lines and GeoJSON: each record whole, as the audience may see it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from archive.disclosure import View
from archive.exporting.shown import precision_codes
from archive.exporting.tables import AUDIENCE
from schemas.access import Level
from schemas.shape import Json


def write_jsonl(path: Path, records: Iterable[View], audience: str, *, codes: bool) -> int:
    """Write one JSON object a line, as `khronika record` reads it; how many.

    An audience below confidential is named in each object: what it does not see is not in it.
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for view in records:
            file.write(_text(_object(view, audience, codes=codes)) + "\n")
            count += 1
    return count


def write_geojson(path: Path, records: Iterable[View], audience: str, *, codes: bool) -> int:
    """Write a FeatureCollection (RFC 7946); how many features are in it.

    The record is in `properties`; one without a position has the geometry null (section 3.2).
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type":"FeatureCollection","features":[')
        for view in records:
            feature = {
                "type": "Feature",
                "id": view.id,
                "geometry": geometry_of(view),
                "properties": _object(view, audience, codes=codes),
            }
            file.write(("," if count else "") + "\n" + _text(feature))
            count += 1
        file.write("\n]}\n")
    return count


def geometry_of(view: View) -> Json:
    """Where a record is on the map; None: nowhere."""
    where: Any = view.content if view.type == "place" else view.content.get("place")
    return where.get("geometry") if isinstance(where, dict) else None


def _object(view: View, audience: str, *, codes: bool) -> dict[str, Json]:
    named = {} if audience == Level.CONFIDENTIAL else {AUDIENCE: audience}
    return {**named, **view.content, **(precision_codes(view) if codes else {})}


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
