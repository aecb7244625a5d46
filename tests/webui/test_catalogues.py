"""Catalogues are read as GNU gettext reads them; what is not translated is said in English."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from webui import language
from webui.catalogues import Message, catalogue, messages, spoken, text_of

TRANSLATED = tuple(tag for tag in language.LANGUAGES if tag != language.ENGLISH)
RUSSIAN = r"""# A comment.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
"(n%100<10 || n%100>=20) ? 1 : 2);\n"

#: templates/told.html
#, python-format
msgid "%(n)s passage"
msgid_plural "%(n)s passages"
msgstr[0] "%(n)s отрывок"
msgstr[1] "%(n)s отрывка"
msgstr[2] "%(n)s отрывков"

#, fuzzy
msgid "Log"
msgstr "Полено"

msgid "a \"quoted\"\tword"
msgstr ""
"слово в \"кавычках\"\n"
"и ещё"

msgid "Check"
msgstr ""

#~ msgid "gone"
#~ msgstr "нет"
"""


@pytest.fixture
def russian() -> gettext.NullTranslations:
    return catalogue(messages(RUSSIAN))


def test_messages_are_read_with_their_plurals_and_escapes():
    header, plural, fuzzy, quoted, empty = messages(RUSSIAN)
    assert header.text == ""
    assert plural == Message(
        "%(n)s passage", "%(n)s passages", ("%(n)s отрывок", "%(n)s отрывка", "%(n)s отрывков")
    )
    assert (fuzzy.text, fuzzy.fuzzy, fuzzy.is_translated) == ("Log", True, False)
    assert (quoted.text, quoted.forms) == ('a "quoted"\tword', ('слово в "кавычках"\nи ещё',))
    assert not empty.is_translated


@pytest.mark.parametrize(
    ("n", "form"),
    [(1, "отрывок"), (2, "отрывка"), (5, "отрывков"), (11, "отрывков"), (21, "отрывок")],
)
def test_numbers_choose_among_all_forms_of_a_language(russian, n, form):
    assert russian.ngettext("%(n)s passage", "%(n)s passages", n) == f"%(n)s {form}"


def test_what_is_fuzzy_empty_or_gone_is_said_in_english(russian):
    assert [russian.gettext(text) for text in ("Log", "Check", "gone")] == ["Log", "Check", "gone"]


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_language_has_the_forms_that_its_plural_asks_for(tag):
    count = {"ru": 3, "ar": 6, "fr": 3, "es": 3}[tag]
    found = messages(text_of(tag))
    assert {len(one.forms) for one in found if one.plural} == {count}
    assert f"nplurals={count};" in found[0].forms[0]


@pytest.mark.parametrize("tag", TRANSLATED)
def test_the_tools_of_gettext_read_the_same(tag, tmp_path):
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        pytest.skip("msgfmt of GNU gettext is not installed")
    path = Path(language.__file__).parent / "translations" / tag / "LC_MESSAGES" / "messages.po"
    compiled = tmp_path / "messages.mo"
    subprocess.run([msgfmt, "--check-format", "-o", compiled, path], check=True)
    with compiled.open("rb") as file:
        theirs = gettext.GNUTranslations(file)
    ours = spoken(tag).catalogue
    for one in messages(text_of(tag))[1:]:
        assert ours.gettext(one.text) == theirs.gettext(one.text)
        for n in (0, 1, 2, 5, 11, 100):
            asked = (one.text, one.plural, n)
            assert ours.ngettext(*asked) == theirs.ngettext(*asked)


def test_a_language_without_a_catalogue_is_english():
    assert (spoken("en").tag, spoken("xx").tag) == ("en", "en")
    assert spoken("xx").catalogue.gettext("Log") == "Log"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_what_the_catalogue_of_a_language_names_it_says(tag):
    # Danger: a text that nobody translated is English in the midst of an Arabic page.
    assert [one.text for one in messages(text_of(tag)) if not one.is_translated] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_fills_in_what_its_text_fills_in(tag):
    for one in messages(text_of(tag)):
        for form in one.forms if one.text else ():
            assert places(form) == places(one.plural or one.text), (one.text, form)


def places(text: str) -> list[str]:
    """What is filled in, and what is marked up."""
    return sorted(re.findall(r"%\(\w+\)s|</?\w+>", text))
