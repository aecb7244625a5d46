"""Pictures in the place of their stand-ins: the PDF is the one that was set, with real pixels."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from archive.typesetting.errors import UnsetPages
from archive.typesetting.pictures import put_pictures, stand_in
from archive.typesetting.setting import typeset
from evidence.imaging.plain_jpeg import PlainJpeg

PROGRAM = """
#set document(title: "Pictures")
#set text(font: "Noto Sans")
#let data = json("data.json")
= Pictures
#for (at, one) in data.enumerate() [
  #image(one.file, width: one.width * 1pt, height: one.height * 1pt, fit: "stretch", alt: one.file)
]
"""
AT = datetime(2014, 12, 13, tzinfo=UTC)


def picture(colour: object, size: tuple[int, int] = (30, 20), mode: str = "RGB") -> PlainJpeg:
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, "JPEG", quality=95)  # type: ignore[arg-type]
    return PlainJpeg.of(file.getvalue())


PICTURES = [picture("red"), picture("blue", (7, 60)), picture(40, (50, 50), "L")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a PDF that was set with stand-ins, the first of them twice: pages.pdf."""
    folder = tmp_path_factory.mktemp("set")
    program = folder / "program.typ"
    program.write_text(PROGRAM)
    rows = []
    for at, one in enumerate([*PICTURES, PICTURES[0]]):
        (folder / f"{at}.jpg").write_bytes(stand_in(one))
        (folder / f"{one.digest.hex()}.picture").write_bytes(one.content)
        rows.append({"file": f"{at}.jpg", "width": one.width, "height": one.height})
    typeset(program, rows, folder, at=AT)
    return folder


def waiting(place: Path) -> dict[bytes, Path]:
    return {bytes.fromhex(path.stem): path for path in place.glob("*.picture")}


def placed(place: Path, pictures: dict[bytes, Path]) -> bytes:
    out = io.BytesIO()
    put_pictures((place / "pages.pdf").read_bytes(), pictures, out)
    return out.getvalue()


def test_every_picture_comes_where_its_stand_in_was(place: Path) -> None:
    document = pypdfium2.PdfDocument(placed(place, waiting(place)))
    shown = [
        one for one in document[0].get_objects(max_depth=5) if isinstance(one, pypdfium2.PdfImage)
    ]
    found = [
        (one.get_px_size(), one.get_bitmap().to_pil().convert("RGB").getpixel((3, 3)))
        for one in shown
    ]
    document.close()
    assert [size for size, _ in found] == [(30, 20), (7, 60), (50, 50), (30, 20)]
    for (_, seen), wanted in zip(
        found, [(255, 0, 0), (0, 0, 255), (40, 40, 40), (255, 0, 0)], strict=True
    ):
        assert max(abs(one - two) for one, two in zip(seen, wanted, strict=True)) <= 3


def test_a_picture_that_stands_twice_is_kept_once(place: Path) -> None:
    assert placed(place, waiting(place)).count(PICTURES[0].content) == 1


def test_nothing_of_a_stand_in_is_left(place: Path) -> None:
    pdf = placed(place, waiting(place))
    assert not [one for one in PICTURES if one.digest in pdf]
    assert b"/Width 1/" not in pdf


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_another_reader_finds_every_offset_right(place: Path, tmp_path: Path) -> None:
    (tmp_path / "pages.pdf").write_bytes(placed(place, waiting(place)))
    done = subprocess.run(
        ["qpdf", "--check", tmp_path / "pages.pdf"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_without_pictures_the_pdf_stays_as_it_was_set(place: Path) -> None:
    assert placed(place, {}) == (place / "pages.pdf").read_bytes()


def test_a_picture_without_a_place_is_said(place: Path) -> None:
    other = picture("green")
    (place / "other").write_bytes(other.content)
    with pytest.raises(UnsetPages, match="no place for 1 of 4 pictures"):
        placed(place, waiting(place) | {other.digest: place / "other"})


def test_a_pdf_that_is_written_otherwise_is_refused() -> None:
    with pytest.raises(UnsetPages, match="without a table of offsets"):
        put_pictures(b"%PDF-1.7\nstartxref\n3\n%%EOF", {}, io.BytesIO())
