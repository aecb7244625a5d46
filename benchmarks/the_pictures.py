"""Photos taken in with all that is made of them, and the share of that which decoding takes."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

from PIL import ExifTags, Image

from archive import founding, intake
from archive.describing import Describing
from benchmarks.figures import Figure, seconds
from evidence.imaging.pictures import picture_within

SIZE = (3000, 2000)
"""Six megapixels, as small cameras and most messengers make them."""


def measure(place: Path, photos: int) -> Iterator[Figure]:
    """Photos a second with claims, picture hash and a small picture of each."""
    folder = place / "photos"
    folder.mkdir()
    for number in range(photos):
        (folder / f"{number:05}.jpg").write_bytes(_photo(number))
    archive = founding.found_archive(place / "pictures", person="bench")
    with Describing(archive.blobs) as describing:
        took = seconds(
            lambda: list(intake.add(archive, [folder], intake.Order(), describing.describe_many))
        )
    yield Figure(
        f"intake of {photos} photos of 6 MP with derivatives",
        f"{photos / took:.1f} photos/s",
        0,
        "none",
    )
    for name, is_small in (("at full size", False), ("at the size of small ones", True)):
        decoding = seconds(lambda small=is_small: _decode_all(folder, small=small))
        share = decoding / took
        yield Figure(f"  one thread decoding them {name}", f"{share:.0%} of that time", 0, "none")
    archive.close()


def _photo(number: int) -> bytes:
    """A JPEG with as much detail as a photo has, and a camera's tags."""
    chosen = random.Random(number)
    coarse = Image.frombytes("RGB", (150, 100), chosen.randbytes(150 * 100 * 3))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Benchmark"
    file = io.BytesIO()
    coarse.resize(SIZE, Image.Resampling.BICUBIC).save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


def _decode_all(folder: Path, *, small: bool) -> None:
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file, picture_within(file) as picture:
            if small:
                picture.draft(None, (640, 640))
            picture.load()
