"""Pictures opened within limits."""

from __future__ import annotations

import io

import pytest
from PIL import Image, UnidentifiedImageError

from evidence.errors import UnreadablePicture
from evidence.imaging.pictures import picture_header, picture_within, said_by, turned_upright
from tests.evidence.pictures_for_tests import make_exif, make_picture, png_bomb, written


def test_a_picture_within_the_limit_can_be_decoded():
    with picture_within(io.BytesIO(written(make_picture())), max_pixels=120 * 80) as picture:
        picture.load()
        assert picture.size == (120, 80)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "JPEG2000"])
def test_one_pixel_too_many_is_refused_before_decoding(kind):
    data = written(make_picture(), kind)
    with (
        pytest.raises(UnreadablePicture, match="more than 9599 pixels") as caught,
        picture_within(io.BytesIO(data), max_pixels=120 * 80 - 1),
    ):
        pass
    assert "9599" in caught.value.why


def test_a_bomb_is_refused_and_its_header_may_be_read():
    bomb = png_bomb(50_000)
    assert len(bomb) < 500_000
    with (
        pytest.raises(UnreadablePicture, match="pixels"),
        picture_within(io.BytesIO(bomb)),
    ):
        pass
    with picture_header(io.BytesIO(bomb)) as picture:
        assert picture.size == (50_000, 50_000)


def test_the_settings_of_pillow_are_as_before():
    before = Image.MAX_IMAGE_PIXELS
    with picture_within(io.BytesIO(written(make_picture())), max_pixels=10_000):
        assert Image.MAX_IMAGE_PIXELS == 10_000
    with picture_header(io.BytesIO(written(make_picture()))):
        assert Image.MAX_IMAGE_PIXELS is None
    assert before == Image.MAX_IMAGE_PIXELS


@pytest.mark.parametrize("kind", ["EPS", "PCX", "TGA", "PPM"])
def test_formats_that_nobody_hands_in_are_not_opened(kind):
    data = written(make_picture(), kind)
    with pytest.raises(UnidentifiedImageError), picture_header(io.BytesIO(data)):
        pass
    with (
        pytest.raises(UnreadablePicture, match="no picture of a known format"),
        picture_within(io.BytesIO(data)),
    ):
        pass


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_a_truncated_picture_is_refused_with_what_the_reader_said(kind):
    data = written(make_picture((400, 300)), kind)
    with (
        pytest.raises(UnreadablePicture, match="within the limits") as caught,
        picture_within(io.BytesIO(data[: len(data) // 2])) as picture,
    ):
        picture.load()
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_stands_upright_again(orientation):
    turns = dict.fromkeys(range(1, 9)) | {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = make_picture()
    turn = turns[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    data = written(stored, "PNG", exif=make_exif(image={0x0112: orientation}))
    with picture_within(io.BytesIO(data)) as picture:
        assert turned_upright(picture).tobytes() == upright.tobytes()


def test_turned_samples_of_cameras_all_come_out_alike(shared_data):
    for name, shape in (("landscape", (600, 450)), ("portrait", (450, 600))):
        for number in range(1, 9):
            path = shared_data / "exif-samples" / "jpg" / "orientation" / f"{name}_{number}.jpg"
            with path.open("rb") as file, picture_within(file) as picture:
                assert turned_upright(picture).size == shape, path.name


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation):
    data = written(make_picture(), "PNG", exif=make_exif(image={0x0112: orientation}))
    with picture_within(io.BytesIO(data)) as picture:
        assert turned_upright(picture).tobytes() == make_picture().tobytes()


def test_what_a_reader_said_is_one_short_line():
    assert said_by(ValueError("first\nsecond")) == "ValueError: first second"
    assert said_by(EOFError()) == "EOFError"
    assert len(said_by(OSError("x" * 10_000))) < 250
