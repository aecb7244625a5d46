"""Pictures that look alike, and how far apart others are."""

from __future__ import annotations

import io
import itertools

import pytest
from PIL import Image

from evidence.errors import UnreadablePicture
from evidence.imaging.drawing import thumbnail, thumbnail_and_bits
from evidence.imaging.likeness import differing_bits, perceptual_hash
from tests.evidence.pictures_for_tests import make_exif, make_picture, png_bomb, written


def hashed(data: bytes) -> str:
    return perceptual_hash(io.BytesIO(data))


def test_each_bit_says_whether_the_value_to_the_right_is_brighter():
    # Krawetz: P[x] < P[x+1] is 1. Nine columns that rise and fall give the same byte in each row.
    values = [0, 200, 100, 200, 100, 50, 60, 70, 0]  # < > < > > < < >
    picture = Image.new("L", (9, 8))
    picture.putdata(values * 8)
    assert hashed(written(picture, "PNG")) == f"{0b10100110:02x}" * 8


def test_a_plain_picture_has_no_bits():
    assert hashed(written(Image.new("RGB", (64, 64), "grey"), "PNG")) == "0" * 16


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "GIF", "AVIF"])
def test_a_copy_in_another_format_and_size_is_alike(kind):
    original = hashed(written(make_picture((1200, 800)), "PNG"))
    copy = make_picture((1200, 800)).resize((500, 333))
    assert differing_bits(original, hashed(written(copy, kind))) <= 6


def test_a_transparent_ground_counts_as_white():
    clear = make_picture(mode="RGBA", ground="#00000000")
    on_white = hashed(written(make_picture(), "PNG"))
    assert differing_bits(hashed(written(clear, "PNG")), on_white) <= 2


def test_a_picture_stored_on_its_side_is_alike():
    turned = make_picture().transpose(Image.Transpose.ROTATE_90)
    data = written(turned, "PNG", exif=make_exif(image={0x0112: 6}))
    assert hashed(data) == hashed(written(make_picture(), "PNG"))


def test_camera_samples_are_alike_in_every_orientation_and_differ_otherwise(shared_data):
    folder = shared_data / "exif-samples" / "jpg" / "orientation"
    hashes = {}
    for name in ("landscape", "portrait"):
        hashes[name] = [hashed((folder / f"{name}_{n}.jpg").read_bytes()) for n in range(1, 9)]
        pairs = itertools.combinations(hashes[name], 2)
        assert max(differing_bits(one, other) for one, other in pairs) <= 4
    assert differing_bits(hashes["landscape"][0], hashes["portrait"][0]) > 20


def test_what_cannot_be_decoded_has_no_hash():
    with pytest.raises(UnreadablePicture, match="pixels"):
        hashed(png_bomb(50_000))


def test_differing_bits_are_counted():
    assert differing_bits("0" * 16, "f" * 16) == 64
    assert differing_bits("8000000000000001", "8000000000000000") == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_one_decoding_gives_the_same_hash_beside_the_thumbnail(kind):
    exif = make_exif(image={0x0112: 6})
    data = written(make_picture((1800, 1200)), kind, exif=exif)
    drawn, bits = thumbnail_and_bits(io.BytesIO(data))
    assert bits == perceptual_hash(io.BytesIO(data))
    assert drawn == thumbnail(io.BytesIO(data))
