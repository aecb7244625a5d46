"""A date as short text for people, in the languages of the archive.

The text says what the EDTF says and no more: a day within a span is "between", a mark is "about" or
"perhaps", an end that is not known is called so. It is for reading only; nothing is read back from
it. The names and phrases are in `schemas.date_tongues`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from schemas.date_tongues import TONGUES, Tongue
from schemas.days import civil
from schemas.edtf import Mode
from schemas.edtf_bounds import Days
from schemas.edtf_date import OneDate, Precision
from schemas.edtf_spans import Form, OpenEnd, Span, read_spans
from schemas.errors import UnknownLanguage

__all__ = ["date_words"]

Say = Callable[[str], str]
"""A date in the place that it is asked for: "plain", "of", "to" or "the"."""

_NOTES: Final = {
    (False, False): "",
    (False, True): "about",
    (True, False): "perhaps",
    (True, True): "perhaps_about",
}
"""The phrase for a date that is (uncertain, approximate)."""
_WITHOUT_MARKS: Final = str.maketrans("", "", "?~%")
_SPRING = 21
"""Spring in no named hemisphere; the northern follow from 25, the southern from 29."""


def date_words(text: str, mode: Mode, language: str) -> str:
    """The EDTF `text` in words, when its days are filled as `mode` says.

    Raises:
        BadDate: the text is no EDTF.
        UnknownLanguage: there are no words in this language.
    """
    if language not in TONGUES:
        raise UnknownLanguage(language, tuple(TONGUES))
    tongue = TONGUES[language]
    form, spans = read_spans(text)
    match form:
        case Form.DATE:
            words = _one_date(tongue, _stated(spans[0].first), mode)
        case Form.DATE_TIME:
            words = f"{_one_date(tongue, _stated(spans[0].first), mode)}, {text.partition('T')[2]}"
        case Form.INTERVAL:
            words = _span(tongue, spans[0], mode)
        case Form.ONE_OF:
            members = (_span(tongue, span, Mode.SOMETIME_WITHIN) for span in spans)
            words = tongue.phrases["or"].join(members)
        case Form.ALL_OF:
            members = (_span(tongue, span, Mode.THROUGHOUT) for span in spans)
            words = tongue.phrases["and"].join(members)
    for apart, together in tongue.contractions.items():
        words = words.replace(apart, together)
    return words


def _one_date(tongue: Tongue, date: OneDate, mode: Mode) -> str:
    say = _sayer(tongue, date)
    several_days = date.strict[0] != date.strict[1]
    whole = mode is not Mode.SOMETIME_WITHIN and date.has_fixed_days and several_days
    if say is None:
        joined = _joined(tongue, "from_to" if whole else "between", date.strict)
        return _noted(tongue, date, joined)
    if whole:
        return _phrase(tongue, "whole", say)
    kind = _kind_of_doubt(date)
    return _phrase(tongue, kind, say) if kind else say("plain")


def _span(tongue: Tongue, span: Span, mode: Mode) -> str:
    first, last = span.first, span.last
    if first is last:
        date = _stated(first)
        if _sayer(tongue, date) is None:
            return _noted(tongue, date, _joined(tongue, "between", date.strict))
        return _end(tongue, date)("plain")
    if isinstance(first, OpenEnd):
        return _phrase(tongue, _open_start(first, mode), _end(tongue, _stated(last)))
    if isinstance(last, OpenEnd):
        return _phrase(tongue, _open_end(last, mode), _end(tongue, first))
    if mode is Mode.SOMETIME_WITHIN:
        within = _joined(tongue, "between", (first.strict[0], last.strict[1]))
        return _noted(tongue, first if first.marks else last, within)
    start, end = _end(tongue, first), _end(tongue, last)
    return tongue.phrases["from_to"].format(of=start("of"), to=end("to"))


def _open_start(start: OpenEnd, mode: Mode) -> str:
    if mode is Mode.SOMETIME_WITHIN:
        return "or_earlier"
    return "no_start" if start is OpenEnd.UNKNOWN else "until"


def _open_end(end: OpenEnd, mode: Mode) -> str:
    if mode is Mode.SOMETIME_WITHIN:
        return "or_later"
    return "no_end" if end is OpenEnd.UNKNOWN else "ongoing"


def _end(tongue: Tongue, date: OneDate) -> Say:
    """One end of an interval: its doubts are set behind it in brackets."""
    say = _sayer(tongue, date)
    if say is None:
        return lambda place: tongue.code.get(place, "{text}").format(text=date.text)
    return lambda place: _noted(tongue, date, say(place))


def _sayer(tongue: Tongue, date: OneDate) -> Say | None:
    """How to say a day, month, season or year; None for what is only a span of days."""
    precision = _stated_precision(date)
    if precision is None:
        return None
    if precision is Precision.SEASON:
        return lambda place: _season(tongue, date, place)
    year, month, day = civil(date.strict[0])
    forms = {
        Precision.DAY: tongue.day,
        Precision.MONTH: tongue.month,
        Precision.YEAR: tongue.year,
    }[precision]
    return lambda place: _filled(tongue, forms.get(place, forms["plain"]), year, month, day)


def _stated_precision(date: OneDate) -> Precision | None:
    """The smallest component without X, if all before it have none either; None when there is none.

    "2014-12-XX" is said as December 2014 is, because both mean some day of it.
    """
    stated = date.text.translate(_WITHOUT_MARKS)
    for unspecified, precision in (("-XX-XX", Precision.YEAR), ("-XX", None)):
        if date.unspecified and stated.endswith(unspecified):
            shorter = stated.removesuffix(unspecified)
            coarser = Precision.MONTH if date.precision is Precision.DAY else Precision.YEAR
            return None if "X" in shorter else precision or coarser
    return None if date.unspecified or date.precision is Precision.PART else date.precision


def _season(tongue: Tongue, date: OneDate, place: str) -> str:
    stated = date.text.translate(_WITHOUT_MARKS)
    hemisphere, number = divmod(int(stated[-2:]) - _SPRING, 4)
    name = tongue.seasons.get(place, tongue.seasons["plain"])[number]
    season = _filled(tongue, tongue.season.replace("{season}", name), int(stated[:-3]), 1, 1)
    return f"{season} ({tongue.hemispheres[hemisphere - 1]})" if hemisphere else season


def _filled(tongue: Tongue, form: str, year: int, month: int, day: int) -> str:
    era = f" {tongue.before_year_1}" if year < 1 else ""
    counted = str(1 - year if year < 1 else year)
    if "{era}" not in form:
        counted += era
    return form.format(
        day=tongue.first_of_month if day == 1 else day,
        month=tongue.months[month - 1],
        month_of=(tongue.months_of or tongue.months)[month - 1],
        year=counted,
        era=era,
    )


def _joined(tongue: Tongue, phrase: str, days: Days) -> str:
    """Two days in a phrase for two."""
    first, last = (civil(number) for number in days)

    def say(place: str, day: tuple[int, int, int]) -> str:
        return _filled(tongue, tongue.day.get(place, tongue.day["plain"]), *day)

    return tongue.phrases[phrase].format(
        first=say("the", first), last=say("the", last), of=say("of", first), to=say("to", last)
    )


def _phrase(tongue: Tongue, name: str, say: Say) -> str:
    places = {place: say(place) for place in ("plain", "of", "to", "the")}
    return tongue.phrases[name].format_map(places)


def _noted(tongue: Tongue, date: OneDate, words: str) -> str:
    kind = _kind_of_doubt(date)
    return f"{words} ({tongue.phrases['note_' + kind]})" if kind else words


def _kind_of_doubt(date: OneDate) -> str:
    uncertain = "?" in date.marks or "%" in date.marks
    estimated = not date.marks and "S" in date.text
    approximate = "~" in date.marks or "%" in date.marks or estimated
    return _NOTES[uncertain, approximate]


def _stated(end: OneDate | OpenEnd) -> OneDate:
    assert isinstance(end, OneDate)
    return end
