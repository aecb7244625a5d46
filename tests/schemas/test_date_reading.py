"""Dates in people's words: bounds and words kept, or refused with the reason; no day invented."""

from __future__ import annotations

import pytest

from schemas.date_reading import read_date
from schemas.errors import UnknownLanguage, UnreadDate


@pytest.mark.parametrize(
    ("text", "language", "edtf"),
    [
        ("June 7 or 8, 2008", "en", "[2008-06-07,2008-06-08]"),
        ("mid-April 2005", "en", "2005-04"),
        ("between January 23 and February 21, 2002", "en", "[2002-01-23..2002-02-21]"),
        ("June 5-7, 2008", "en", "2008-06-05/2008-06-07"),
        ("Friday, June 6, 2008", "en", "2008-06-06"),
        ("(Believed to be) 2020-05-30", "en", "2020-05-30?"),
        ("about 5 May 2004", "en", "2004-05-05~"),
        ("1990s", "en", "199X"),
        ("summer 2014", "en", "2014-22"),
        ("since 11 December 2014", "en", "2014-12-11/.."),
        ("before June 2008", "en", "[..2008-06]"),
        ("June 2008 and July 2008", "en", "{2008-06,2008-07}"),
        ("late 1973 or early 1974", "en", "[1973,1974]"),
        ("в начале декабря", "ru", "XXXX-12"),
        ("7 или 8 июня 2008", "ru", "[2008-06-07,2008-06-08]"),
        ("между 23 января и 21 февраля 2002 года", "ru", "[2002-01-23..2002-02-21]"),
        ("с 5 по 7 июня 2013 г.", "ru", "2013-06-05/2013-06-07"),
        ("04.12.2011", "ru", "2011-12-04"),
        ("a mediados de abril de 2005", "es", "2005-04"),
        ("7 u 8 de junio de 2008", "es", "[2008-06-07,2008-06-08]"),
        ("le 1er juin 2008", "fr", "2008-06-01"),
        ("du 5 au 7 juin 2008", "fr", "2008-06-05/2008-06-07"),
        ("mi-avril 2005", "fr", "2005-04"),
        ("بين 5 و7 يونيو 2013", "ar", "[2013-06-05..2013-06-07]"),
        ("منتصف نيسان 2005", "ar", "2005-04"),
        ("٧ كانون الأول ٢٠٠٨", "ar", "2008-12-07"),
    ],
)
def test_a_date_in_words_has_bounds_and_keeps_its_words(
    text: str, language: str, edtf: str
) -> None:
    date = read_date(text, language)
    assert (date.edtf, date.verbatim) == (edtf, text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Unknown", "en"),
        ("Unknown Date", "en"),
        ("неизвестно", "ru"),
        ("fecha desconocida", "es"),
        ("date inconnue", "fr"),
        ("غير معروف", "ar"),
    ],
)
def test_an_unknown_date_has_words_and_no_day(text: str, language: str) -> None:
    date = read_date(text, language)
    assert (date.edtf, date.lo, date.hi, date.verbatim) == (None, None, None, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("the following day", "'following', which is not understood"),
        ("03/04/2011", "either may come first"),
        ("31 June 2008", "June 2008 has 30 days"),
        ("Monday, June 6, 2008", "a day of the week that this date was not"),
        ("12 May 08", "the number 08"),
        ("the 13th", "a day without its month"),
        ("between December 20 and January 5, 2003", "before it begins"),
        ("between June 5, 2003", "of which one is not stated"),
        ("May June 2008", "two words for one month"),
        ("unknown, 2008", "said to be unknown and stated all the same"),
        ("13.13.2011", "no month among 1 to 12"),
        ("", "said to be unknown"),
    ],
)
def test_what_can_only_be_guessed_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(UnreadDate, match=why) as caught:
        read_date(text, "en")
    assert caught.value.text == text


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        read_date("5 May 2004", "xx")
