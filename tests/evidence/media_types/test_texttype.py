"""Whether bytes are text, and of which encoding."""

from __future__ import annotations

import pytest

from evidence.media_types.texttype import recognise_text


def encoding(data: bytes, *, whole: bool = True) -> str | None:
    found = recognise_text(data, data, whole=whole)
    return found and found.signature


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("дом".encode(), "UTF-8"),
        (b"plain", "UTF-8"),
        ("plain words".encode("utf-16-le"), "UTF-16-LE"),
        ("дом".encode("utf-8-sig"), "UTF-8 with a byte order mark"),
        ("дом".encode("utf-32"), "UTF-32-LE with a byte order mark"),
        ("сожжены дома в Грозном".encode("koi8-r"), "eight-bit text, its encoding unknown"),
        ("señal de la montaña".encode("latin-1"), "eight-bit text, its encoding unknown"),
        (b"\x1b[31mred\x1b[0m on a terminal", "UTF-8"),
    ],
)
def test_texts_are_told_with_their_encoding(data, expected):
    assert encoding(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"a\0b",
        b"bell\x07",
        b"\xef\xbb\xbf\xff\xff",
        b"\xff\xfe\xd8",
        "дом".encode("cp1251"),  # too short to tell from anything else
        b"\xd0" + b"x" * 20 + b"\x7f",
        bytes(100),
    ],
)
def test_other_bytes_are_no_text(data):
    assert encoding(data) is None


def test_a_character_may_be_cut_only_where_the_file_goes_on():
    cut = "дом на горе над рекой".encode()[:-1]
    assert encoding(cut, whole=False) == "UTF-8"
    assert encoding(cut, whole=True) != "UTF-8"
