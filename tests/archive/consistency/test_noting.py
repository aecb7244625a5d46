"""Notes on an item, from what its audience sees of it and of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from archive.cli import cli
from archive.consistency.likeness import is_plain
from archive.consistency.notes import About, Unit
from archive.consistency.noting import notes_on
from archive.describing import Describing
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.intake import Order, add
from archive.workspace import Archive
from schemas.access import Level
from schemas.verdict import Verdict
from tests.archive.samples import access, incident, item, place, record
from tests.evidence.pictures_for_tests import written

GROZNY = {"type": "Point", "coordinates": [45.6985, 43.3169]}
FILE = {"state": "collected", "digest": "a" * 64, "size": 5}


def put(archive: Archive, ref: str, **fields: Any) -> None:
    record(archive, item(ref, **{**FILE, "access": access("confidential"), **fields}))


def notes(archive: Archive, ref: str = "E-1", audience=CONFIDENTIAL):
    return {note.about: note for note in notes_on(archive, ref, audience)}


def clock(text: str, offset: str | None = None) -> Mapping[str, Any]:
    zone = {"utc_offset": offset} if offset else {}
    return {"times": [{"wall_clock": text, "source": "EXIF DateTimeOriginal", **zone}]}


def test_a_clock_is_compared_with_the_date_of_each_incident(archive):
    record(
        archive,
        incident("I-1", date={"edtf": "2014-12-13"}),
        incident("I-2", date={"edtf": "2014-11"}),
    )
    documents = [{"incident": "I-1"}, {"incident": "I-2"}]
    put(archive, "E-1", claims=clock("2014-12-13T19:40:00"), documents=documents)
    one, other = notes_on(archive, "E-1", CONFIDENTIAL)
    assert (one.verdict, one.difference, one.unit) == (Verdict.POSSIBLY, 0, Unit.HOURS)
    assert one.claimed == "2014-12-13 19:40:00 (no zone written)"
    assert one.by == "EXIF DateTimeOriginal"
    assert (other.verdict, other.difference) == (Verdict.NO, 308)
    assert other.other is not None
    assert other.other.ref == "I-2"


@pytest.mark.parametrize(
    ("where", "verdict"),
    [
        ({"geometry": GROZNY, "radius_m": 100_000}, Verdict.POSSIBLY),
        ({"geometry": GROZNY, "radius_m": 100}, Verdict.NO),
        ({"geometry": GROZNY}, None),
        ({"place": "P-1"}, Verdict.NO),
    ],
)
def test_a_position_is_compared_with_the_place_in_metres(archive, where, verdict):
    record(archive, place("P-1", geometry=GROZNY, radius_m=20), incident("I-1", place=where))
    spot = {"lat": "43.3169", "lon": "45.7985", "source": "GPS GPSLatitude, GPSLongitude"}
    put(archive, "E-1", claims={"place": spot}, documents=[{"incident": "I-1"}])
    note = notes(archive)[About.CAPTURE_PLACE]
    assert (note.verdict, note.unit) == (verdict, Unit.METRES)
    assert note.difference == pytest.approx(8091, abs=10)


def test_a_file_that_was_here_before_its_own_clock_is_noted(archive):
    came = {"at": "2014-12-15T00:00:00Z"}
    put(archive, "E-1", claims=clock("2015-01-01T00:00:00", "+00:00"), acquired=came)
    note = notes(archive)[About.ARRIVAL]
    assert (note.verdict, note.difference) == (Verdict.NO, 17 * 24)


def test_a_file_of_the_day_of_its_arrival_may_be_older_than_its_arrival(archive):
    came = {"at": "2014-12-15T00:00:00Z"}
    put(archive, "E-1", claims=clock("2014-12-15T10:00:00"), acquired=came)
    assert About.ARRIVAL not in notes(archive)


def test_programs_that_change_pictures_are_named_and_cameras_are_not(archive):
    put(archive, "E-1", claims={"software": "Adobe Photoshop CS6"})
    assert notes(archive)[About.SOFTWARE].compared == "Photoshop"
    put(archive, "E-2", digest="b" * 64, claims={"software": "Camera 1.0"})
    assert notes(archive, "E-2") == {}


def test_content_credentials_are_told_with_their_state(archive):
    put(archive, "E-1", claims={"credentials": {"state": "broken", "remarks": ["x.mismatch"]}})
    note = notes(archive)[About.CREDENTIALS]
    assert (note.claimed, note.compared) == ("broken", "x.mismatch")


HASH = "0f0f0f0f3c3c3c3c"


def test_the_same_picture_known_before_the_incident_is_noted(archive):
    record(archive, incident("I-1", date={"edtf": "2014-12-13"}))
    put(archive, "E-1", perceptual_hash=HASH, documents=[{"incident": "I-1"}])
    put(
        archive,
        "E-2",
        digest="b" * 64,
        perceptual_hash="0f0f0f0f3c3c3c3d",
        acquired={"at": "2014-12-01T00:00:00Z"},
    )
    found = notes(archive)
    like, earlier = found[About.LIKE_PICTURE], found[About.KNOWN_EARLIER]
    assert (like.difference, like.unit, like.shared) == (1, Unit.BITS, False)
    assert like.other is not None
    assert like.other.ref == "E-2"
    assert (earlier.verdict, earlier.difference) == (Verdict.NO, 12 * 24 - 14)


def test_the_same_bytes_from_two_hands_are_noted_in_both(archive):
    put(archive, "E-1")
    put(archive, "E-2")
    for ref, other in (("E-1", "E-2"), ("E-2", "E-1")):
        note = notes(archive, ref)[About.SAME_FILE]
        assert note.other is not None
        assert note.other.ref == other


def test_pictures_of_hardly_anything_are_not_alike(archive):
    put(archive, "E-1", perceptual_hash="0" * 16)
    put(archive, "E-2", digest="b" * 64, perceptual_hash="0" * 16)
    assert notes(archive) == {}
    assert [is_plain(one) for one in ("0" * 16, "f" * 16, HASH)] == [True, True, False]


def test_a_copy_and_its_original_are_no_news_to_each_other(archive):
    put(archive, "E-1", perceptual_hash=HASH)
    put(archive, "E-2", digest="b" * 64, perceptual_hash=HASH, derivative_of="E-1")
    assert notes(archive) == {}
    assert notes(archive, "E-2") == {}


def test_who_may_not_know_of_an_item_is_not_told_that_it_looks_alike(archive):
    put(archive, "E-1", perceptual_hash=HASH, access=access("public"))
    put(archive, "E-2", digest="b" * 64, perceptual_hash=HASH, access=access("confidential"))
    assert About.LIKE_PICTURE in notes(archive)
    assert notes(archive, audience=RESTRICTED) == {}
    assert notes(archive, audience=PUBLIC) == {}


def test_claims_that_are_withheld_are_not_compared(archive):
    record(archive, incident("I-1", date={"edtf": "2014-12-13"}, access=access("public")))
    put(
        archive,
        "E-1",
        claims=clock("2014-12-20T00:00:00"),
        documents=[{"incident": "I-1"}],
        access=access("public"),
    )
    assert notes(archive, audience=PUBLIC) == {}
    assert About.CAPTURE_TIME in notes(archive)


def scene(number: int) -> Image.Image:
    """A picture of its own for each number: squares of greys."""
    picture = Image.new("RGB", (400, 300))
    pen = ImageDraw.Draw(picture)
    for square in range(48):
        left, top = square % 8 * 50, square // 8 * 50
        grey = (square * square * (7 + 6 * number) + 31 * number * square) % 256
        pen.rectangle((left, top, left + 50, top + 50), fill=(grey, grey, 255 - grey))
    return picture


def test_a_picture_that_was_saved_again_smaller_and_worse_is_found(archive, tmp_path):
    files: dict[str, bytes] = {f"{number}.jpg": written(scene(number)) for number in range(6)}
    files["again.jpg"] = written(scene(0).resize((150, 112)), quality=35)
    files["again.webp"] = written(scene(0).resize((500, 375)), "WEBP", quality=60)
    refs = {}
    with Describing(archive.blobs) as describing:
        for name, data in files.items():
            path = tmp_path / name
            path.write_bytes(data)
            [added] = add(archive, [path], Order(level=Level.PUBLIC), describing.describe_many)
            refs[name] = added.ref
    of_first = notes_on(archive, refs["0.jpg"], CONFIDENTIAL)
    assert {note.other.ref for note in of_first if note.other} == {
        refs["again.jpg"],
        refs["again.webp"],
    }
    for number in range(1, 6):
        assert notes_on(archive, refs[f"{number}.jpg"], CONFIDENTIAL) == ()


def test_notes_are_shown_on_the_command_line(archive):
    record(archive, incident("I-1", title="The fire", date={"edtf": "2014-11"}))
    put(archive, "E-1", claims=clock("2014-12-13T19:40:00"), documents=[{"incident": "I-1"}])
    where = str(archive.settings.folder)
    shown = CliRunner().invoke(cli, ["--archive", where, "show", "E-1"]).output
    assert "notes for people" in shown
    assert "308 h apart; they do NOT fit" in shown
    as_json = CliRunner().invoke(cli, ["--archive", where, "show", "E-1", "--notes", "--json"])
    assert '"verdict": "no"' in as_json.output
