"""Pictures made from a picture: small, without metadata, or with parts blackened.

Every one is drawn again from the decoded pixels, upright, in sRGB, first frame only, and holds
nothing of the original but what can be seen: no tags, no place, no embedded thumbnail, no colour
profile, no comment. The original is not touched. What was left out is told in the notes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import BinaryIO

from PIL import Image, ImageCms, ImageDraw, __version__

from evidence.errors import BadRedaction
from evidence.imaging.likeness import bits_of
from evidence.imaging.pictures import orientation_of, picture_within, turned_upright
from evidence.imaging.rendition import LONGEST_SIDE, Box, Rendition
from evidence.isolation.limits import MAX_PIXELS

_THUMBNAIL_QUALITY = 82
_COPY_QUALITY = 95
_PAGE_QUALITY = 80
_JPEGS = frozenset({"JPEG", "MPO"})
_MOST_ABOVE = 1.5
"""A picture for a page may have so many times the pixels of its box, along a side."""
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})
"""Values of the tag Orientation by which width and height change places."""


def thumbnail(
    file: BinaryIO, *, longest_side: int = LONGEST_SIDE, max_pixels: int = MAX_PIXELS
) -> Rendition:
    """A JPEG that fits into a square of `longest_side` pixels; never larger than the original.

    Raises:
        UnreadablePicture: it cannot be decoded within `max_pixels`.
    """
    return thumbnail_and_bits(file, longest_side=longest_side, max_pixels=max_pixels)[0]


def thumbnail_and_bits(
    file: BinaryIO, *, longest_side: int = LONGEST_SIDE, max_pixels: int = MAX_PIXELS
) -> tuple[Rendition, str]:
    """The same with the picture hash (`evidence.imaging.likeness`), of one decoding.

    Raises:
        UnreadablePicture: it cannot be decoded within `max_pixels`.
    """
    with picture_within(file, max_pixels=max_pixels) as picture:
        picture.draft(None, (longest_side, longest_side))  # a JPEG is decoded small at once
        notes = _notes(picture)
        turned = turned_upright(picture)
        bits = bits_of(turned)
        upright = _on_white(_in_known_mode(turned, picture.info.get("icc_profile")))
        upright.thumbnail((longest_side, longest_side), reducing_gap=3.0)
        how = f"JPEG within {longest_side} × {longest_side} pixels"
        return _jpeg(upright, _THUMBNAIL_QUALITY, how, notes), bits


def for_page(file: BinaryIO, *, box: tuple[int, int], max_pixels: int = MAX_PIXELS) -> Rendition:
    """A JPEG for a printed page: as many pixels as fill `box`, or up to half as many again a side.

    For thousands of pages at once: a picture is halved as often as that leaves enough, a JPEG while
    it is decoded, which costs a tenth of other filters. One that is smaller than `box` stays so.

    Raises:
        UnreadablePicture: it cannot be decoded within `max_pixels`.
    """
    with picture_within(file, max_pixels=max_pixels) as picture:
        stored = box[::-1] if orientation_of(picture) in _ON_ITS_SIDE else box
        halves, before = _halves(picture.size, stored), max(picture.size)
        fewer = (max(1, picture.width // halves), max(1, picture.height // halves))
        picture.draft(None, fewer)
        notes, left = _notes(picture), halves // round(before / max(picture.size))
        if picture.format in _JPEGS:  # small before it is turned; it has one of the modes for this
            upright = _on_white(_upright(picture.reduce(left)))
        else:
            upright = _on_white(_upright(picture)).reduce(left)
        if _times(upright.size, box) > _MOST_ABOVE:
            upright.thumbnail(box, Image.Resampling.BILINEAR, reducing_gap=2.0)
        how = f"JPEG of {upright.width} × {upright.height} pixels"
        return _jpeg(upright, _PAGE_QUALITY, how, notes, optimize=False)


def _times(size: tuple[int, int], box: tuple[int, int]) -> float:
    """How many times larger a picture is than it would be if it just fitted into `box`."""
    return max(size[0] / box[0], size[1] / box[1])


def _halves(size: tuple[int, int], box: tuple[int, int]) -> int:
    """The same as a power of two, not more."""
    return 1 << max(0, int(_times(size, box)).bit_length() - 1)


def small(picture: Image.Image, how: str, *, longest_side: int = LONGEST_SIDE) -> Rendition:
    """A JPEG of a picture that is decoded already, as `thumbnail` makes it of a file."""
    drawn = picture.convert("RGB")
    drawn.thumbnail((longest_side, longest_side), reducing_gap=3.0)
    drawn.info = {}
    return _jpeg(
        drawn, _THUMBNAIL_QUALITY, f"JPEG within {longest_side} × {longest_side} pixels, {how}", ()
    )


def strip_metadata(file: BinaryIO, *, max_pixels: int = MAX_PIXELS) -> Rendition:
    """The same picture in full size without metadata: JPEG from JPEG, PNG from everything else.

    Raises:
        UnreadablePicture: it cannot be decoded within `max_pixels`.
    """
    with picture_within(file, max_pixels=max_pixels) as picture:
        return _full_size(picture, _upright(picture), "drawn again without metadata")


def redact(file: BinaryIO, boxes: Sequence[Box], *, max_pixels: int = MAX_PIXELS) -> Rendition:
    """The picture in full size with `boxes` filled black, without metadata.

    A box that reaches over the edge is cut there.

    Raises:
        UnreadablePicture: it cannot be decoded within `max_pixels`.
        BadRedaction: there is no box, or one that covers nothing of the picture.
    """
    if not boxes:
        raise BadRedaction("there is none")
    with picture_within(file, max_pixels=max_pixels) as picture:
        upright = _upright(picture)
        pen = ImageDraw.Draw(upright)
        for box in boxes:
            left, top, right, bottom = _within(box, upright.size)
            pen.rectangle((left, top, right - 1, bottom - 1), fill=_black(upright.mode))
        made = f"{len(boxes)} boxes filled black, drawn again without metadata"
        return _full_size(picture, upright, made)


def upright_size(file: BinaryIO, *, max_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Width and height in pixels of the picture as it is seen; its pixels are not decoded.

    Raises:
        UnreadablePicture: it is no picture that is opened here, or has more than `max_pixels`.
    """
    with picture_within(file, max_pixels=max_pixels) as picture:
        width, height = picture.size
        on_its_side = orientation_of(picture) in _ON_ITS_SIDE
    return (height, width) if on_its_side else (width, height)


def _within(box: Box, size: tuple[int, int]) -> Box:
    left, top, right, bottom = box
    cut = (max(0, left), max(0, top), min(size[0], right), min(size[1], bottom))
    if cut[0] >= cut[2] or cut[1] >= cut[3]:
        raise BadRedaction(f"{box} lies outside of {size[0]} × {size[1]} pixels, or is empty")
    return cut


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its tag says, in sRGB, in one of the modes that JPEG and PNG both know."""
    profile = picture.info.get("icc_profile")
    return _in_known_mode(turned_upright(picture), profile)


def _in_known_mode(drawn: Image.Image, profile: bytes | None) -> Image.Image:
    mode = "RGB"
    if drawn.has_transparency_data:
        mode = "RGBA"
    elif drawn.mode in {"1", "L"}:
        mode = "L"
    elif drawn.mode.startswith("I"):
        drawn, mode = _eight_bits(drawn), "L"
    if profile and mode != "L":
        drawn = _in_srgb(drawn, profile)
    if drawn.mode != mode:
        drawn = drawn.convert(mode)
    drawn.info = {}  # what is there would be written into the copy
    return drawn


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The same colours without the profile; as they are, if the profile does not fit."""
    if picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        given, wanted = (
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
        )
        converted = ImageCms.profileToProfile(picture, given, wanted, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen bits of grey scaled to eight: Pillow would cut off everything brighter than 255."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground.convert("RGB")


def _black(mode: str) -> int | tuple[int, ...]:
    return 0 if mode == "L" else (0, 0, 0, 255)[: len(mode)]


def _full_size(original: Image.Image, drawn: Image.Image, how: str) -> Rendition:
    if original.format in _JPEGS and drawn.mode != "RGBA":
        return _jpeg(drawn, _COPY_QUALITY, f"JPEG, {how}", _notes(original))
    return _png(drawn, f"PNG, {how}", _notes(original))


def _jpeg(
    picture: Image.Image, quality: int, how: str, notes: tuple[str, ...], *, optimize: bool = True
) -> Rendition:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=optimize)
    how = f"{how}, quality {quality}; {_pillow()}"
    return Rendition(file.getvalue(), "image/jpeg", *picture.size, how, notes)


def _png(picture: Image.Image, how: str, notes: tuple[str, ...]) -> Rendition:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return Rendition(file.getvalue(), "image/png", *picture.size, f"{how}; {_pillow()}", notes)


def _pillow() -> str:
    return f"Pillow {__version__}"


def _notes(picture: Image.Image) -> tuple[str, ...]:
    frames = getattr(picture, "n_frames", 1)
    notes = [f"the first of {frames} frames"] if frames > 1 else []
    if picture.mode.startswith(("I", "F")):
        notes.append("sixteen bits or more of each value reduced to eight")
    return tuple(notes)
