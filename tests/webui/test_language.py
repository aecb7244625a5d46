"""Every word of the interface goes through one door."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup

import webui
from webui import catalogues, language

TEMPLATES = sorted((Path(webui.__file__).parent / "templates").glob("*.html"))


def test_a_message_without_a_translation_is_said_in_english():
    assert language._("%(n)s m", n=5) == "5 m"
    assert language._("100 % sure") == "100 % sure"


def test_numbers_choose_their_form():
    assert language.several("%(n)s byte", "%(n)s bytes", 1) == "1 byte"
    assert language.several("%(n)s byte", "%(n)s bytes", 12345) == "12,345 bytes"


def test_languages_know_their_direction():
    assert language.direction("ar-EG") == "rtl"
    assert language.direction("ru") == "ltr"
    assert language.language() == "en"


def test_a_template_says_what_gettext_says_and_escapes_what_it_is_filled_with() -> None:
    token = language.speak(catalogues.spoken("fr"))
    try:
        for _time in range(2):  # the second one is kept
            assert language.in_template("Search") == language.translated("Search") != "Search"
        filled = language.in_template("Act %(n)s", n="<b>")
        assert filled == Markup(language.translated("Act %(n)s")) % {"n": "<b>"}
        assert "&lt;b&gt;" in filled
    finally:
        language.fall_silent(token)
    assert language.in_template("Search") == "Search"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_a_word_of_its_own(template: Path):
    # Danger: a word that does not pass the door stays English in every language.
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"{%-?\s*trans.*?endtrans\s*-?%}|{#.*?#}|{{.*?}}|{%.*?%}", " ", text, flags=re.S)
    text = re.sub(r'<code dir="ltr">.*?</code>', " ", text)  # what is typed is of no language
    text = re.sub(r"<title>|<[^>]*>", " ", text, flags=re.S)
    text = re.sub(
        r' class="[\w -]*"', " ", text
    )  # what a block puts into a tag of another template
    words = set(re.findall(r"[A-Za-z]{2,}", text))
    names = {"Khronika", "SHA", "CSV", "GeoJSON", "JSON", "zip", "December"}
    assert words - names == set()
