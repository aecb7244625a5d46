"""A picture that was made, on its way out of the parser process."""

from __future__ import annotations

import pytest

from evidence.errors import ParserStopped
from evidence.imaging.rendition import Rendition
from evidence.isolation.frames import Frame

MADE = Rendition(
    b"\xff\xd8", "image/jpeg", 640, 480, "JPEG within 640 × 640 pixels", ("one frame",)
)


def test_what_is_written_is_read_again():
    assert Rendition.from_frame(MADE.to_frame()) == MADE


@pytest.mark.parametrize(
    "change",
    [
        {"width": "640"},
        {"width": 0},
        {"height": None},
        {"how": 7},
        {"notes": [1]},
        {"media_type": None},
    ],
)
def test_anything_else_is_refused(change):
    frame = Frame(MADE.to_frame().content | change, b"")
    with pytest.raises(ParserStopped, match="something else than a picture"):
        Rendition.from_frame(frame)
    with pytest.raises(ParserStopped, match="something else than a picture"):
        Rendition.from_frame(Frame({}))
