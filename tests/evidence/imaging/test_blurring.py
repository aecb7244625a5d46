"""What is blurred shows nothing of what was to be seen."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from evidence.errors import UnreadablePicture
from evidence.imaging.blurring import blurred


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (7, 640), (1, 1)])
def test_two_pictures_that_differ_in_details_only_become_the_same(size: tuple[int, int]) -> None:
    fine = Image.effect_noise(size, 60).convert("RGB")
    with Image.open(io.BytesIO(blurred(jpeg(fine)))) as made:
        low, high = made.convert("L").getextrema()
        assert max(made.size) == 320
    if min(size) > 100:  # a dozen pixels, each the mean of thousands
        assert high - low < 16


def test_what_was_not_drawn_here_is_not_opened() -> None:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    with pytest.raises(UnreadablePicture, match="decoded within the limits"):
        blurred(out.getvalue())
    with pytest.raises(UnreadablePicture):
        blurred(jpeg(Image.new("RGB", (640, 480)))[:600])
