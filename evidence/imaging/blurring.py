"""A picture of which nothing can be made out: what is hard to look at, before it is asked for.

It is made of the small copies that are drawn here, so that the sharp pixels leave only for who asks
for them. A dozen pixels are left; all that is drawn between them is guessed.
"""

from __future__ import annotations

import io

from PIL import Image

from evidence.errors import UnreadablePicture
from evidence.imaging.pictures import PARSER_ERRORS
from evidence.imaging.plain_jpeg import PlainJpeg

LEFT = 12
"""Pixels of the longer side that say anything."""
LONGEST = 320
"""Pixels of the longer side of what is made."""
MOST_PIXELS = 8_000_000
"""Of a copy that was drawn here; they have a quarter of that."""


def blurred(jpeg: bytes) -> bytes:
    """A JPEG of the same shape as `jpeg`, which was drawn here, with hardly anything left in it.

    Raises:
        UnreadablePicture: it was not drawn here, or is broken.
    """
    plain = PlainJpeg.of(jpeg)
    if plain.width * plain.height > MOST_PIXELS:
        raise UnreadablePicture(f"{plain.width} × {plain.height} pixels of a small copy")
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
            left = picture.convert("RGB").resize(_within(picture.size, LEFT), Image.Resampling.BOX)
        size = _within((plain.width, plain.height), LONGEST)
        left.resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=60)
    except PARSER_ERRORS as error:
        raise UnreadablePicture(str(error)) from error
    return out.getvalue()


def _within(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """A size of the same shape whose longer side is `longest`."""
    most = max(size)
    width, height = (max(1, round(side * longest / most)) for side in size)
    return width, height
