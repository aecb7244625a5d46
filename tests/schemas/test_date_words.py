"""Dates as short texts, in five languages."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.date_tongues import TONGUES
from schemas.date_words import date_words
from schemas.edtf import Mode, read_edtf
from schemas.errors import BadDate, UnknownLanguage
from tests.schemas.edtf_texts import likely_texts


def said(text, language="en", mode=None):
    return date_words(text, mode or read_edtf(text).mode, language)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2014-12-11", "11 December 2014"),
        ("2014-12", "December 2014"),
        ("2014", "2014"),
        ("2014-12-11?", "perhaps 11 December 2014"),
        ("2014-12-11~", "about 11 December 2014"),
        ("2014?-12-11", "perhaps 11 December 2014"),
        ("2014?-12-~11", "perhaps about 11 December 2014"),
        ("2014%", "perhaps about 2014"),
        ("1950S2", "about 1950"),
        ("1950S2?", "perhaps 1950"),
        ("2014-12-XX", "December 2014"),
        ("2014-12-XX~", "about December 2014"),
        ("2014-XX-XX", "2014"),
        ("2014-XX", "2014"),
        ("199X", "between 1 January 1990 and 31 December 1999"),
        ("199X?", "between 1 January 1990 and 31 December 1999 (perhaps)"),
        ("156X-12-XX", "between 1 December 1560 and 31 December 1569"),
        ("2014-21", "spring 2014"),
        ("2014-24", "winter 2014"),
        ("2014-26", "summer 2014 (northern hemisphere)"),
        ("2014-31", "autumn 2014 (southern hemisphere)"),
        ("2014-22?", "perhaps summer 2014"),
        ("2014-34", "between 1 April 2014 and 30 June 2014"),
        ("-0043-03-15", "15 March 44 BC"),
        ("0000", "1 BC"),
        ("Y170000002", "170000002"),
        ("2014-12-11T10:00:00+03:00", "11 December 2014, 10:00:00+03:00"),
        ("2014-12-05/2014-12-20", "from 5 December 2014 to 20 December 2014"),
        ("2014-12~/2015?", "from December 2014 (about) to 2015 (perhaps)"),
        ("2014-12-XX/2015-1X", "from December 2014 to 2015-1X"),
        ("2014-12-11/..", "from 11 December 2014, going on"),
        ("2014-12-11/", "from 11 December 2014, end not known"),
        ("/2014-12-11", "until 11 December 2014, start not known"),
        ("../2014-12-11", "until 11 December 2014"),
        ("[2014-12-05..2015-01-28]", "between 5 December 2014 and 28 January 2015"),
        ("[2014-12..2015-01]", "between 1 December 2014 and 31 January 2015"),
        ("[..2014-12-11]", "11 December 2014 or earlier"),
        ("[2014-12-11..]", "11 December 2014 or later"),
        ("[2014-12-04, 2014-12-05?]", "4 December 2014 or 5 December 2014 (perhaps)"),
        ("{2014-12-04, 2014-12-05}", "4 December 2014 and 5 December 2014"),
        ("{2014-12-04..2014-12-06}", "from 4 December 2014 to 6 December 2014"),
    ],
)
def test_english_says_what_the_date_says(text, words):
    assert said(text) == words


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        ("2014-12", Mode.THROUGHOUT, "the whole of December 2014"),
        ("2014-34", Mode.THROUGHOUT, "from 1 April 2014 to 30 June 2014"),
        ("2014-12-11", Mode.THROUGHOUT, "11 December 2014"),
        ("2014-12-XX", Mode.THROUGHOUT, "December 2014"),
        (
            "2014-12-05/2014-12-20",
            Mode.SOMETIME_WITHIN,
            "between 5 December 2014 and 20 December 2014",
        ),
        ("2014-12-11/..", Mode.SOMETIME_WITHIN, "11 December 2014 or later"),
        ("../2014-12-11", Mode.SOMETIME_WITHIN, "11 December 2014 or earlier"),
    ],
)
def test_words_follow_the_mode_that_a_person_gave(text, mode, words):
    assert said(text, mode=mode) == words


@pytest.mark.parametrize(
    ("text", "russian", "arabic", "french", "spanish"),
    [
        (
            "2014-12-11",
            "11 декабря 2014 года",
            "11 ديسمبر 2014",
            "11 décembre 2014",
            "11 de diciembre de 2014",
        ),
        (
            "2014-12~",
            "около декабря 2014 года",
            "نحو ديسمبر 2014",
            "vers décembre 2014",
            "hacia diciembre de 2014",
        ),
        (
            "2014-05-01?",
            "возможно, 1 мая 2014 года",
            "ربما 1 مايو 2014",
            "peut-être le 1er mai 2014",
            "quizá el 1 de mayo de 2014",
        ),
        (
            "[2014-12-05..2015-01-28]",
            "между 5 декабря 2014 года и 28 января 2015 года",
            "بين 5 ديسمبر 2014 و28 يناير 2015",
            "entre le 5 décembre 2014 et le 28 janvier 2015",
            "entre el 5 de diciembre de 2014 y el 28 de enero de 2015",
        ),
        (
            "2014-12-02/..",
            "со 2 декабря 2014 года, продолжается",
            "منذ 2 ديسمبر 2014، ولا يزال مستمرًا",
            "depuis le 2 décembre 2014, en cours",
            "desde el 2 de diciembre de 2014, continúa",
        ),
        (
            "2014-10/2015",
            "с октября 2014 года по 2015 год",
            "من أكتوبر 2014 إلى 2015",
            "d’octobre 2014 à 2015",
            "de octubre de 2014 a 2015",
        ),
        (
            "2014-24/2015-27",
            "с зимы 2014 года по осень 2015 года (северное полушарие)",
            "من شتاء 2014 إلى خريف 2015 (نصف الكرة الشمالي)",
            "de l’hiver 2014 à l’automne 2015 (hémisphère nord)",
            "del invierno de 2014 al otoño de 2015 (hemisferio norte)",
        ),
        (
            "/-0043-03-15",
            "по 15 марта 44 года до н. э., начало неизвестно",
            "حتى 15 مارس 44 ق.م، والبداية غير معروفة",
            "jusqu’au 15 mars 44 av. J.-C., début inconnu",
            "hasta el 15 de marzo de 44 a. C., comienzo desconocido",
        ),
        ("2014", "2014 год", "2014", "2014", "2014"),
    ],
)
def test_other_languages_decline_and_contract(text, russian, arabic, french, spanish):
    found = tuple(said(text, language) for language in ("ru", "ar", "fr", "es"))
    assert found == (russian, arabic, french, spanish)


def test_a_language_without_words_is_refused():
    with pytest.raises(UnknownLanguage, match="found 'de'") as caught:
        said("2014", "de")
    assert caught.value.known == ("en", "ru", "ar", "fr", "es")


@settings(max_examples=150)
@given(likely_texts, st.sampled_from(sorted(TONGUES)), st.sampled_from(Mode))
def test_every_date_has_words_without_gaps(text, language, mode):
    with contextlib.suppress(BadDate):
        words = said(text, language, mode)
        assert words == words.strip() != ""
        assert not {"None", "{"} & set(words.split())
        assert "  " not in words
