"""A JPEG that may be put into a PDF as it is: one baseline picture, and nothing beside."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from evidence.errors import UnreadablePicture
from evidence.imaging.plain_jpeg import PlainJpeg
from tests.evidence.pictures_for_tests import make_exif, make_picture, written


def jpeg(mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    make_picture().convert(mode).save(file, "JPEG", **options)
    return file.getvalue()


@pytest.mark.parametrize(("mode", "is_grey"), [("RGB", False), ("L", True)])
def test_size_and_colour_are_those_of_the_frame(mode: str, is_grey: bool) -> None:
    picture = PlainJpeg.of(jpeg(mode))
    assert (picture.width, picture.height, picture.is_grey) == (120, 80, is_grey)
    assert picture.content == jpeg(mode)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "begin and end"),
        (b"\xff\xd8\xff\xd9", "breaks off"),
        (written(make_picture(), "PNG"), "begin and end"),
        (jpeg()[:200] + b"\xff\xd9", "breaks off"),
        (jpeg() + b"more", "begin and end"),
        (jpeg(comment=b"words"), "segment fe"),
        (jpeg(exif=make_exif(image={0x010F: "Acme"})), "segment e1"),
        (jpeg(progressive=True), "segment c2"),
        (jpeg("CMYK"), "segment ee"),
    ],
)
def test_what_drawers_never_write_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(UnreadablePicture, match=why) as caught:
        PlainJpeg.of(data)
    assert why in caught.value.why


def test_a_frame_is_believed_once_only() -> None:
    data = jpeg()
    frame = data.index(b"\xff\xc0")
    twice = data[:frame] + data[frame : frame + 19] + data[frame:]
    with pytest.raises(UnreadablePicture, match="segment c0"):
        PlainJpeg.of(twice)


def test_a_picture_without_a_size_is_none() -> None:
    data = bytearray(jpeg())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = bytes(4)
    with pytest.raises(UnreadablePicture, match="no size"):
        PlainJpeg.of(bytes(data))


def test_what_is_drawn_here_is_plain() -> None:
    assert Image.open(io.BytesIO(PlainJpeg.of(jpeg()).content)).size == (120, 80)
