"""The pictures of the worked example say what they are and carry what a camera would write."""

from __future__ import annotations

from pathlib import Path

import exifread
import pytest
from PIL import Image

from archive.worked_example import example_records
from archive.worked_example.pictures import MARK, MadePicture, make_pictures
from schemas.access import Level


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def made(folder: Path) -> dict[str, MadePicture]:
    return {one.file_name: one for one in make_pictures(folder)}


def tags_of(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {name: str(value) for name, value in exifread.process_file(file).items()}


def test_each_picture_stands_for_an_act_of_its_incident(made: dict[str, MadePicture]) -> None:
    acts = {
        (one["ref"], act["key"])
        for one in example_records()
        for act in one.get("acts", ())
        if one["type"] == "incident"
    }
    assert {one.file_name: one.incident for one in made.values()} == {
        "jmg-office-fire.jpg": "I5",
        "search-of-car.jpg": "I8",
        "banner-square.png": "I4",
        "press-conference.jpg": "I3",
    }
    assert {(one.incident, one.act) for one in made.values()} <= acts


def test_the_same_bytes_are_made_each_time(
    made: dict[str, MadePicture], folder: Path, tmp_path: Path
) -> None:
    make_pictures(tmp_path)
    for name in made:
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes()


def test_each_picture_says_that_it_is_made(made: dict[str, MadePicture], folder: Path) -> None:
    for name, picture in made.items():
        with Image.open(folder / name) as image:
            assert image.size == (1280, 960)
            dark, pale = (59, 63, 69), (242, 239, 230)
            band = image.convert("RGB").crop((0, 850, 1280, 960))
            letters = {color for _, color in band.getcolors(maxcolors=100_000) or ()}
        if name.endswith(".png"):
            assert {dark, pale} <= letters
        assert "not a photograph" in tags_of(folder / name)["Image ImageDescription"]
        assert "made for the example" in f"{picture.title} {picture.description}".lower()
    assert "MADE FOR THE EXAMPLE" in MARK


def test_the_letters_of_the_mark_are_all_in_the_font() -> None:
    # A letter that is not there is drawn as a box; plain ASCII is always there.
    assert MARK.isascii()


@pytest.mark.parametrize(
    ("name", "clock", "offset"),
    [
        ("jmg-office-fire.jpg", "2014:12:13 19:40:00", None),
        ("search-of-car.jpg", "2014:12:14 11:05:00", "+03:00"),
        pytest.param("banner-square.png", "2013:01:01 00:00:00", None, id="wrong-on-purpose"),
        ("press-conference.jpg", "2014:12:11 12:30:00", "+03:00"),
    ],
)
def test_clock_and_zone_are_written_as_the_camera_had_them(
    made: dict[str, MadePicture], folder: Path, name: str, clock: str, offset: str | None
) -> None:
    tags = tags_of(folder / name)
    assert (tags["Image Make"], tags["Image Model"]) == ("Khronika", "Example camera")
    assert tags["EXIF DateTimeOriginal"] == clock
    assert tags.get("EXIF OffsetTimeOriginal") == offset


def test_positions_are_the_centres_of_towns_and_one_picture_has_none(
    made: dict[str, MadePicture], folder: Path
) -> None:
    latitudes = {name: tags_of(folder / name).get("GPS GPSLatitude") for name in made}
    assert latitudes == {
        "jmg-office-fire.jpg": "[43, 19, 24/5]",  # 43.318 degrees
        "search-of-car.jpg": "[43, 19, 24/5]",
        "banner-square.png": None,
        "press-conference.jpg": "[55, 45, 522/25]",  # 55.7558 degrees
    }


def test_one_picture_is_for_fewer_eyes(made: dict[str, MadePicture]) -> None:
    restricted = [name for name, one in made.items() if one.level is Level.RESTRICTED]
    assert restricted == ["search-of-car.jpg"]
