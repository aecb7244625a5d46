"""Pictures drawn again: upright, and with nothing of the original but what can be seen."""

from __future__ import annotations

import io
from functools import partial

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from evidence.errors import BadRedaction, UnreadablePicture
from evidence.imaging.drawing import for_page, redact, strip_metadata, thumbnail
from tests.evidence.pictures_for_tests import make_exif, make_picture, png_bomb, written

SECRET = "witness 7"
TEXTS = PngImagePlugin.PngInfo()
TEXTS.add_text("Comment", SECRET)
TAGS = make_exif(image={0x010F: SECRET}, gps={1: "N", 2: (43.0, 19.0, 0.84)})
XMP = f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

TALKATIVE = {
    "JPEG": {"exif": TAGS, "xmp": XMP, "comment": SECRET, "icc_profile": PROFILE, "dpi": (72, 72)},
    "PNG": {"exif": TAGS, "pnginfo": TEXTS, "icc_profile": PROFILE, "dpi": (72, 72)},
    "WEBP": {"exif": TAGS, "xmp": XMP, "icc_profile": PROFILE},
    "TIFF": {"exif": TAGS, "icc_profile": PROFILE, "description": SECRET},
    "AVIF": {"exif": TAGS, "xmp": XMP, "icc_profile": PROFILE},
    "GIF": {"comment": SECRET},
}


def drawn(data: bytes, draw=thumbnail, *arguments, **options):
    return draw(io.BytesIO(data), *arguments, **options)


def shown(rendition) -> Image.Image:
    picture = Image.open(io.BytesIO(rendition.content))
    picture.load()
    return picture


def segments(data: bytes) -> set[str]:
    """The kinds of segments in a JPEG, or of chunks in a PNG."""
    found, at = set(), 2
    if data.startswith(b"\x89PNG"):
        at = 8
        while at < len(data):
            found.add(data[at + 4 : at + 8].decode())
            at += 12 + int.from_bytes(data[at : at + 4], "big")
        return found
    while data[at + 1] != 0xDA:
        found.add(f"{data[at + 1]:02x}")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found


def redacted(file, **options):
    return redact(file, [(0, 0, 10, 10)], **options)


page = partial(for_page, box=(640, 640))


@pytest.mark.parametrize("kind", TALKATIVE)
@pytest.mark.parametrize("draw", [thumbnail, page, strip_metadata, redacted])
def test_nothing_but_the_pixels_comes_along(kind, draw):
    data = written(make_picture(), kind, **TALKATIVE[kind])
    assert SECRET.encode() in data
    made = drawn(data, draw)
    plain = (
        {"e0", "db", "c0", "c4"} if made.media_type == "image/jpeg" else {"IHDR", "IDAT", "IEND"}
    )
    assert segments(made.content) <= plain
    assert SECRET.encode() not in made.content
    assert shown(made).getexif() == {}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/png"),
        ("TIFF", "image/png"),
        ("GIF", "image/png"),
    ],
)
def test_a_copy_in_full_size_is_jpeg_only_of_a_jpeg(kind, expected):
    made = drawn(written(make_picture(), kind), strip_metadata)
    assert (made.media_type, made.width, made.height) == (expected, 120, 80)
    assert made.how.startswith(expected.removeprefix("image/").upper())
    assert "Pillow" in made.how


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_png_without_metadata_shows_the_same_pixels(mode):
    picture = make_picture().convert(mode)
    made = shown(drawn(written(picture, "PNG"), strip_metadata))
    assert made.convert("RGBA").tobytes() == picture.convert("RGBA").tobytes()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1280, 960), (640, 480)),
        ((900, 1800), (320, 640)),
        ((100, 50), (100, 50)),
        ((3000, 1), (640, 1)),
    ],
)
def test_a_small_picture_fits_and_never_grows(size, expected):
    made = drawn(written(Image.new("RGB", size, "red")), thumbnail)
    assert (made.width, made.height) == shown(made).size == expected
    assert made.media_type == "image/jpeg"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((400, 300), (200, 150)),  # halved once
        ((440, 600), (220, 300)),
        ((290, 200), (290, 200)),  # less than half as many again: as it is
        ((340, 200), (200, 118)),  # filtered
        ((1700, 900), (212, 112)),
        ((100, 50), (100, 50)),
        ((3400, 1), (212, 1)),
    ],
)
def test_a_picture_for_a_page_fills_it_and_at_most_half_as_much_again(kind, turned, size, expected):
    stored, tags = (size[::-1], {0x0112: 6}) if turned else (size, {})
    data = written(Image.new("RGB", stored, "red"), kind, exif=make_exif(image=tags))
    made = drawn(data, for_page, box=(200, 300))
    assert shown(made).size == (made.width, made.height)
    assert max(abs(made.width - expected[0]), abs(made.height - expected[1])) <= 1


@pytest.mark.parametrize("draw", [thumbnail, page, strip_metadata, redacted])
def test_a_picture_stored_on_its_side_is_drawn_upright(draw):
    turned = make_picture().transpose(Image.Transpose.ROTATE_90)
    data = written(turned, "JPEG", exif=make_exif(image={0x0112: 6}))
    made = drawn(data, draw)
    assert (made.width, made.height) == (120, 80)
    assert shown(made).getpixel((30, 15))[0] > 200  # the red roof is to the left above
    assert shown(made).getpixel((110, 70)) < (60, 60, 60)


def test_xmp_turns_nothing():
    data = written(make_picture(), xmp=b'<rdf:Description tiff:Orientation="6"/>')
    assert drawn(data).width == 120


def test_transparent_parts_of_a_thumbnail_are_white():
    made = shown(drawn(written(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG")))
    assert min(made.getpixel((25, 25))) > 250


def test_a_picture_of_sixteen_bits_is_scaled_and_not_cut_off():
    made = drawn(written(Image.new("I;16", (50, 50), 32_768), "PNG"))
    assert abs(shown(made).convert("L").getpixel((25, 25)) - 128) <= 2
    assert made.notes == ("sixteen bits or more of each value reduced to eight",)


def test_colours_are_converted_when_their_profile_goes():
    exchanged = (
        PROFILE.replace(b"rXYZ", b"....").replace(b"gXYZ", b"rXYZ").replace(b"....", b"gXYZ")
    )
    data = written(Image.new("RGB", (50, 50), (250, 0, 0)), "PNG", icc_profile=exchanged)
    red, green, blue = shown(drawn(data, strip_metadata)).getpixel((0, 0))
    assert green > 200 > red + blue  # red and green were exchanged by the profile


def test_a_profile_that_does_not_fit_changes_nothing():
    unfit = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    data = written(Image.new("RGB", (50, 50), (200, 40, 40)), "PNG", icc_profile=unfit)
    assert shown(drawn(data, strip_metadata)).getpixel((0, 0)) == (200, 40, 40)


def test_more_than_one_frame_is_noted():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    data = written(frames[0], "GIF", save_all=True, append_images=frames[1:])
    made = drawn(data, strip_metadata)
    assert made.notes == ("the first of 3 frames",)
    assert shown(made).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_boxes_are_black_and_the_rest_is_as_it_was(kind, mode):
    if (kind, mode) == ("JPEG", "RGBA"):
        pytest.skip("JPEG knows no transparency")
    data = written(Image.new(mode, (64, 64), "white"), kind)
    made = shown(drawn(data, redact, [(8, 8, 24, 24), (40, 0, 64, 8)])).convert("RGB")
    for x, y in ((8, 8), (23, 23), (40, 0), (63, 7)):
        assert max(made.getpixel((x, y))) <= 8
    for x, y in ((0, 0), (30, 30), (63, 20)):
        assert min(made.getpixel((x, y))) >= 247


def test_the_edges_of_a_box_are_exact():
    data = written(Image.new("RGB", (20, 20), "white"), "PNG")
    made = shown(drawn(data, redact, [(5, 6, 7, 9)]))
    black = {(x, y) for x in range(20) for y in range(20) if made.getpixel((x, y)) == (0, 0, 0)}
    assert black == {(x, y) for x in (5, 6) for y in (6, 7, 8)}


def test_a_box_over_the_edge_is_cut():
    data = written(Image.new("RGB", (20, 20), "white"), "PNG")
    made = shown(drawn(data, redact, [(-5, -5, 100, 3)]))
    assert made.getpixel((19, 2)) == (0, 0, 0)
    assert made.getpixel((19, 3)) == (255, 255, 255)


def test_boxes_are_meant_on_the_upright_picture():
    turned = make_picture().transpose(Image.Transpose.ROTATE_90)
    data = written(turned, "PNG", exif=make_exif(image={0x0112: 6}))
    made = shown(drawn(data, redact, [(0, 0, 60, 20)]))
    assert made.getpixel((30, 10)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("boxes", "why"),
    [
        ([], "there is none"),
        ([(10, 10, 10, 20)], "is empty"),
        ([(10, 10, 5, 20)], "is empty"),
        ([(0, 0, 5, 5), (120, 0, 130, 80)], "outside of 120 × 80 pixels"),
        ([(-9, -9, 0, 0)], "outside of 120 × 80 pixels"),
    ],
)
def test_boxes_that_cover_nothing_are_refused(boxes, why):
    with pytest.raises(BadRedaction, match=why) as caught:
        drawn(written(make_picture()), redact, boxes)
    assert why in caught.value.why


@pytest.mark.parametrize("draw", [thumbnail, strip_metadata, redacted])
@pytest.mark.parametrize("data", [b"", b"words", png_bomb(50_000), written(make_picture())[:200]])
def test_what_cannot_be_decoded_is_refused(draw, data):
    with pytest.raises(UnreadablePicture, match="within the limits"):
        drawn(data, draw)


@pytest.mark.parametrize("draw", [thumbnail, strip_metadata, redacted])
def test_the_limit_of_pixels_is_a_setting(draw):
    with pytest.raises(UnreadablePicture, match="more than 100 pixels"):
        drawn(written(make_picture()), draw, max_pixels=100)
