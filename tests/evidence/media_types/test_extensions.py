"""What a file's name announces."""

from __future__ import annotations

import re

import pytest

from evidence.media_types.extensions import (
    _BY_EXTENSION,
    extension_of_type,
    types_of_extension,
)


@pytest.mark.parametrize("extension", ["jpg", ".jpg", ".JPG", "JPEG"])
def test_case_and_dot_do_not_matter(extension):
    assert types_of_extension(extension) == {"image/jpeg"}


@pytest.mark.parametrize("extension", ["", ".", ".unheard-of", ".jpg "])
def test_an_unknown_extension_announces_nothing(extension):
    assert types_of_extension(extension) is None


def test_every_announced_type_is_written_as_media_types_are():
    written = {media_type for types in _BY_EXTENSION.values() for media_type in types}
    assert all(re.fullmatch(r"[a-z]+/[a-z0-9][a-z0-9.+-]*", one) for one in written)
    assert len(_BY_EXTENSION) > 80


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/plain", "txt"),
        ("image/jpeg", "jpg"),
        ("message/rfc822", "eml"),
        ("application/json", "json"),
        ("image/heif", "heic"),
        ("application/x-unheard-of", "bin"),
    ],
)
def test_a_file_gets_the_extension_that_is_meant_for_its_type(media_type, expected):
    assert extension_of_type(media_type) == expected
