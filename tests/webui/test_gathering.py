"""Every text of the interface gets into the catalogues, and translations survive it."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from webui.gathering import check, gathered, untranslated, updated


@pytest.fixture(scope="module")
def texts():
    return gathered()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Search the archive", id="template"),
        pytest.param("Archive %(archive)s, read as: %(audience)s.", id="trans-block"),
        pytest.param("Oldest first", id="marked"),
        pytest.param("Please sign in", id="problem"),
        pytest.param("status at end", id="name-of-a-field"),
        pytest.param("Who captured it and when?", id="lower-layer"),
    ],
)
def test_texts_of_every_kind_are_gathered(texts, text):
    assert text in texts


def test_plurals_are_gathered_with_both_forms(texts):
    assert texts["%(n)s byte"].id == ("%(n)s byte", "%(n)s bytes")
    assert texts["%(n)s passage"].id == ("%(n)s passage", "%(n)s passages")


def test_what_a_language_lacks_is_named(texts, capsys):
    texts.add("a text that was written a moment ago")
    try:
        assert "a text that was written a moment ago" in untranslated("ar", texts)
        assert check(texts) == 4
    finally:
        texts.delete("a text that was written a moment ago")
    assert "ar: 'a text that was written a moment ago' is not" in capsys.readouterr().err


def test_gathering_twice_changes_nothing(texts):
    assert updated("ru", texts) == updated("ru", texts)
    again = read_po(BytesIO(updated("ru", texts)), locale="ru")
    assert {one.id for one in again if one.id} == {one.id for one in texts if one.id}
