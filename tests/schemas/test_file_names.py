"""Names of any bytes are kept exactly, and ordinary ones as they are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.file_names import PREFIX, name_bytes, on_one_line, written_name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        pytest.param(b"photo.jpg", "photo.jpg", id="ascii"),
        pytest.param("фото 1.jpg".encode(), "фото 1.jpg", id="utf-8"),
        pytest.param(b"two\nlines", "two\nlines", id="line break"),
        pytest.param(b"100%.txt", "100%.txt", id="per cent"),
        pytest.param(b"f\xeete.jpg", "bytes;percent,f%EEte.jpg", id="latin-1"),
        pytest.param(b"\xff100%", "bytes;percent,%FF100%25", id="per cent beside other bytes"),
        pytest.param(b"a%\0.jpg", "bytes;percent,a%25%00.jpg", id="a byte that ends names"),
        pytest.param(b"\xed\xb2\x80", "bytes;percent,%ED%B2%80", id="a surrogate in UTF-8"),
        pytest.param(PREFIX.encode() + b"a%FF", f"{PREFIX}{PREFIX}a%25FF", id="the prefix itself"),
    ],
)
def test_a_name_is_written_in_one_way_and_read_back(name, written):
    assert written_name(name) == written
    assert name_bytes(written) == name


@given(st.binary(max_size=255))
def test_every_name_of_any_bytes_comes_back_through_json(name):
    assert name_bytes(json.loads(json.dumps(written_name(name)))) == name


def test_a_name_on_a_screen_can_neither_break_the_line_nor_steer_the_terminal():
    assert on_one_line("a\nb\x1b[31m\u202egpj.exe") == "a\\nb\\x1b[31m\\u202egpj.exe"
    assert on_one_line("Каляпин 1.jpg") == "Каляпин 1.jpg"
