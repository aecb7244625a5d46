"""A perceptual hash: pictures that look alike have hashes that differ in few bits.

The difference hash of N. Krawetz, "Kind of like that", 2013,
http://www.hackerfactor.com/blog/?/archives/529-Kind-of-Like-That.html : the picture is reduced to
9 × 8 grey values, and each bit says whether the value to the right is brighter. It finds scaled,
recompressed and lightly corrected copies; cropped, mirrored or turned ones it does not. Pictures
with one hash are worth a look by a person, and nothing more: plain areas have equal hashes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import BinaryIO

from PIL import Image

from evidence.imaging.pictures import picture_within, turned_upright
from evidence.imaging.rendition import LONGEST_SIDE
from evidence.isolation.limits import MAX_PIXELS

_SIDE = 8


def perceptual_hash(file: BinaryIO, *, max_pixels: int = MAX_PIXELS) -> str:
    """Sixty-four bits in 16 hex digits, row by row from the top left, highest bit first.

    Raises:
        UnreadablePicture: it cannot be decoded within `max_pixels`.
    """
    with picture_within(file, max_pixels=max_pixels) as picture:
        picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        return bits_of(turned_upright(picture))


def bits_of(upright: Image.Image) -> str:
    """The hash of a picture that is decoded and upright.

    A JPEG may have been decoded as small as its thumbnail is, so that one decoding is enough for
    both, and no smaller: the reduction stays the same for all.
    """
    if upright.has_transparency_data:
        shown = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
    grey = upright.convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.LANCZOS)
    values = grey.tobytes()
    bits = 0
    for row in range(_SIDE):
        start = row * (_SIDE + 1)
        for left, right in pairwise(values[start : start + _SIDE + 1]):
            bits = bits << 1 | (left < right)
    return f"{bits:016x}"


def differing_bits(one: str, other: str) -> int:
    """How many of the 64 bits differ; up to about ten, two pictures are worth comparing."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
