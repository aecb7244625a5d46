"""Pictures of other people, opened within limits.

Only the formats named here are opened: some others start programs when they are read. A picture's
header costs nothing; its pixels are decoded only if there are fewer than the limit, because a file
of a few kilobytes may unfold into gigabytes. Meant for the parser process, which has limits of its
own: the settings of Pillow that are changed here hold for the whole process.
"""

from __future__ import annotations

import importlib
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from PIL import ExifTags, Image, UnidentifiedImageError
from PIL.ImageFile import ImageFile

from evidence.errors import UnreadablePicture
from evidence.isolation.limits import MAX_PIXELS

_XMP = frozenset({"xmp", "XML:com.adobe.xmp"})
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF 3.0, 4.6.4, Orientation."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "JPEG2000", "HEIF")

PARSER_ERRORS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What the readers of pictures raise over bad content. What else they raise ends their process."""


def open_heic() -> bool:
    """Whether HEIC pictures can be opened from now on: they need the package pi-heif."""
    with suppress(ImportError):
        importlib.import_module("pi_heif").register_heif_opener()
    return "HEIF" in Image.OPEN


@contextmanager
def picture_header(file: BinaryIO) -> Iterator[ImageFile]:
    """The picture in `file` with its size and its tags; its pixels are not decoded.

    Raises:
        UnidentifiedImageError: it is no picture of a format that is opened here.
    """
    before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with Image.open(file, formats=_formats()) as picture:
            yield picture
    finally:
        Image.MAX_IMAGE_PIXELS = before


@contextmanager
def picture_within(file: BinaryIO, *, max_pixels: int = MAX_PIXELS) -> Iterator[Image.Image]:
    """The picture in `file`, which may be decoded.

    Raises:
        UnreadablePicture: it is no picture of a format that is opened here, it has too many pixels,
            or decoding it fails within the block.
    """
    before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, max_pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=_formats()) as picture:
                yield picture
    except UnidentifiedImageError as error:
        raise UnreadablePicture("it is no picture of a known format") from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnreadablePicture(f"it has more than {max_pixels} pixels") from error
    except PARSER_ERRORS as error:
        raise UnreadablePicture(said_by(error)) from error
    finally:
        Image.MAX_IMAGE_PIXELS = before


def exif_of(picture: Image.Image) -> Image.Exif:
    """The EXIF tags of an opened picture, and nothing that stands in its XMP only.

    Pillow would take the orientation from XMP, where no viewer looks, and call it EXIF.
    """
    if picture.format == "PNG" and not picture.info.keys() & {"exif", "Raw profile type exif"}:
        return Image.Exif()  # Pillow would decode all pixels to look for tags behind them
    info = picture.info
    picture.info = {name: value for name, value in info.items() if name not in _XMP}
    try:
        return picture.getexif()
    finally:
        picture.info = info


def orientation_of(picture: Image.Image) -> int:
    """The tag Orientation (EXIF 3.0, 4.6.4); 1, upright, where it is absent or damaged."""
    try:
        found = exif_of(picture).get(ExifTags.Base.Orientation, 1)
    except PARSER_ERRORS:  # damaged tags are no reason not to show the pixels
        return 1
    return found if isinstance(found, int) else 1


def turned_upright(picture: Image.Image) -> Image.Image:
    """The decoded picture, turned as its tag Orientation says; as it is, if there is none.

    Decoders of HEIC and AVIF turn the picture themselves, and then set the tag to 1.
    """
    picture.load()
    turn = _TURNS.get(orientation_of(picture))
    return picture if turn is None else picture.transpose(turn)


def said_by(error: BaseException) -> str:
    """One line about what a reader said, however much it said."""
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _formats() -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in _FORMATS if name in Image.OPEN)
