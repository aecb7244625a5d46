"""Values of the public EXIF samples beside those of exiftool, where it is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from evidence.reading.picture import read_picture
from tests.evidence.pictures_for_tests import make_picture, written

TAGS = {
    "DateTimeOriginal": "EXIF DateTimeOriginal",
    "OffsetTimeOriginal": "EXIF OffsetTimeOriginal",
    "Make": "Image Make",
    "Model": "Image Model",
    "Orientation": "Image Orientation",
}
DEGREES = 1e-5


WANTED = [
    *(f"-EXIF:{name}" for name in (*TAGS, "GPSLatitude", "GPSLongitude")),
    "-EXIF:GPSLatitudeRef",
    "-EXIF:GPSLongitudeRef",
]


@pytest.fixture(scope="module")
def exiftool() -> str:
    program = shutil.which("exiftool")
    if program is None:
        pytest.skip("exiftool (libimage-exiftool-perl) is not installed")
    return program


@pytest.fixture(scope="module")
def samples(exiftool: str, shared_data: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Every sample picture with what exiftool reads from its EXIF alone."""
    done = subprocess.run(
        [exiftool, "-json", "-n", "-fast2", "-r", *WANTED, str(shared_data / "exif-samples")],
        capture_output=True,
        check=False,  # it complains about files that are no pictures
    )
    rows = json.loads(done.stdout)
    return [(Path(row["SourceFile"]), row) for row in rows]


def values(path: Path) -> dict[str, str | float]:
    """What is shown of a picture, under exiftool's names."""
    with path.open("rb") as file:
        claims = read_picture(file).claims
    shown: dict[str, str | float | None] = {
        "Make": claims.make,
        "Model": claims.model,
        "Orientation": claims.orientation,
    }
    for time in claims.times:
        if time.source == TAGS["DateTimeOriginal"]:
            shown["DateTimeOriginal"] = time.wall_clock.partition(".")[0]
            shown["OffsetTimeOriginal"] = time.utc_offset
    if claims.place is not None and claims.place.source.startswith("GPS"):
        shown["GPSLatitude"] = float(claims.place.lat)
        shown["GPSLongitude"] = float(claims.place.lon)
    return {name: value for name, value in shown.items() if value is not None}


def expected(row: dict[str, Any]) -> dict[str, str | float]:
    """What exiftool says, in the same form."""
    found: dict[str, str | float] = {}
    for name in TAGS:
        value = row.get(name)
        if value not in (None, "", "0000:00:00 00:00:00"):
            found[name] = value if isinstance(value, int) else str(value).strip()
    if "DateTimeOriginal" in found:
        day, _, clock = str(found["DateTimeOriginal"]).partition(" ")
        found["DateTimeOriginal"] = f"{day.replace(':', '-')}T{clock}"
    if "GPSLatitude" in row and "GPSLongitude" in row:
        south, west = row.get("GPSLatitudeRef") == "S", row.get("GPSLongitudeRef") == "W"
        found["GPSLatitude"] = -row["GPSLatitude"] if south else row["GPSLatitude"]
        found["GPSLongitude"] = -row["GPSLongitude"] if west else row["GPSLongitude"]
    return found


def agrees(one: object, other: object) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        return abs(float(str(one)) - float(str(other))) <= DEGREES
    return str(one) == str(other)


def test_what_exiftool_has_is_shown_and_nothing_else(samples):
    compared, differing, invented = 0, [], []
    for path, row in samples:
        theirs, ours = expected(row), values(path)
        compared += len(theirs)
        differing += [
            (path.name, name, value, ours.get(name))
            for name, value in theirs.items()
            if not agrees(ours.get(name), value)
        ]
        invented += [(path.name, name, ours[name]) for name in ours.keys() - theirs.keys()]
    assert compared >= 70
    assert invented == []
    assert len(differing) <= 0.01 * compared, differing


MADE: list[dict[str, Any]] = [
    {"EXIF:DateTimeOriginal": "2014:12:14 10:05:00", "EXIF:OffsetTimeOriginal": "+03:00"},
    {"EXIF:DateTimeOriginal": "1999:12:31 23:59:59", "EXIF:OffsetTimeOriginal": "-11:00"},
    {"EXIF:DateTimeOriginal": "2030:02:28 00:00:00", "EXIF:OffsetTimeOriginal": "+05:45"},
    {"EXIF:Make": "Камера Ü", "EXIF:Model": "M" * 60, "EXIF:Orientation": 7},
    {
        "EXIF:GPSLatitude": 89.1234567,
        "EXIF:GPSLatitudeRef": "S",
        "EXIF:GPSLongitude": 179.7654321,
        "EXIF:GPSLongitudeRef": "W",
    },
]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_what_exiftool_writes_is_read_in_every_format(exiftool, tmp_path, kind):
    rows = []
    for number, tags in enumerate(MADE):
        path = tmp_path / f"{number}.{kind.lower()}"
        path.write_bytes(written(make_picture((16, 12)), kind))
        rows.append({"SourceFile": str(path), **tags})
    tags_file = tmp_path / "tags.json"
    tags_file.write_text(json.dumps(rows, ensure_ascii=False))
    paths = [row["SourceFile"] for row in rows]
    writing = [exiftool, "-q", "-n", "-overwrite_original", f"-json={tags_file}", *paths]
    subprocess.run(writing, check=True, capture_output=True)
    reading = [exiftool, "-json", "-n", *WANTED, *paths]
    done = subprocess.run(reading, check=True, capture_output=True)
    for row in json.loads(done.stdout):
        theirs, ours = expected(row), values(Path(row["SourceFile"]))
        assert len(theirs) >= 2
        assert ours.keys() == theirs.keys()
        assert [name for name in theirs if not agrees(ours[name], theirs[name])] == []
