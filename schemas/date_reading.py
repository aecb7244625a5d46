"""Dates in people's words, read into a date with bounds, with the words kept; or refused.

Nothing that is not said is filled in: "mid-April 2005" is some day of that April, because where the
middle begins is not said; a date without a year has `XXXX` for it; "Unknown" has words and no date.
What is relative to another event, or may be read in two ways, is refused with the reason. The words
themselves are in `schemas.date_spoken`; docs/dates.md lists what becomes of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from schemas.date_spoken import meanings
from schemas.dates import DateValue
from schemas.edtf import read_edtf
from schemas.errors import BadDate, UnreadDate

__all__ = ["read_date"]

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?!\w)")
_DECADE = re.compile(r"(\d{3})0(?:'?s|-?[ехe]|-х)(?!\w)")
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th|-?го|-?е|er|º|ª|°)(?!\w)")
_MONTH_RANGE = 12


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    number: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Side:
    """One date as far as it is said."""

    day: int | None = None
    month: int | None = None
    year: str | None = None
    season: int | None = None
    weekday: int | None = None

    def edtf(self, text: str) -> str:
        """The date in EDTF.

        Raises:
            UnreadDate: a day without its month, or a weekday that is another one.
        """
        year = self.year or "XXXX"
        if self.season is not None:
            return f"{year}-{self.season}"
        if self.day is not None and self.month is None:
            raise UnreadDate(text, "a day without its month")
        if self.day is not None:
            self._check_weekday(text)
            return f"{year}-{self.month:02}-{self.day:02}"
        if self.month is not None:
            return f"{year}-{self.month:02}"
        if self.year is None:
            raise UnreadDate(text, "no day, month or year")
        return self.year

    def _check_weekday(self, text: str) -> None:
        if self.weekday is None or self.year is None or not self.year.isdigit():
            return
        try:
            found = date(int(self.year), self.month or 1, self.day or 1).weekday()
        except ValueError as error:
            raise UnreadDate(text, f"a day that does not exist ({error})") from error
        if found != self.weekday:
            raise UnreadDate(text, "a day of the week that this date was not")


def read_date(text: str, language: str = "en") -> DateValue:
    """The date that `text` says in words of `language`, with the words kept.

    Raises:
        UnreadDate: it cannot be read without guessing; says what stands in the way.
        UnknownLanguage: dates are not read in this language.
    """
    tokens = _tokens(text, language)
    if [token.kind for token in tokens] == ["unknown"]:
        return DateValue(verbatim=text)
    mark = _mark(tokens)
    rest = [token for token in tokens if token.kind not in ("about", "maybe")]
    edtf = _edtf(rest, mark, text)
    try:
        return DateValue(edtf=read_edtf(edtf).text, verbatim=text)
    except BadDate as error:
        raise UnreadDate(text, error.why) from error


def _tokens(text: str, language: str) -> list[_Token]:
    known = meanings(language)
    folded = text.translate(_DIGITS).casefold().strip()
    whole = folded.strip(" .,;()[]\"'")
    if known.get(whole, ("", 0))[0] == "unknown":
        return [_Token("unknown")]
    if numeric := _NUMERIC.fullmatch(whole):
        return _numeric(numeric, text)
    folded = _DECADE.sub(r" \g<1>x ", folded)
    folded = _ORDINAL.sub(r"\1", folded)
    folded = re.sub(r"(?<!\w)و(?=\d)", " و ", folded)
    longest = max(word.count(" ") for word in known) + 1
    words = re.findall(
        rf"{_ISO.pattern}|\d+x?|[–—-]|[^\W\d_]+(?:['’][^\W\d_]*)?|&|º|ª", folded.replace("’", "'")
    )
    return _tagged(words, known, longest, text)


def _tagged(
    words: Sequence[str], known: dict[str, tuple[str, int]], longest: int, text: str
) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(words):
        word = words[at]
        if _ISO.fullmatch(word):
            numbers = [_Token("number", text=part) for part in word.split("-")]
            numbers[1] = _Token("month", int(numbers[1].text))
            found += numbers
            at += 1
            continue
        if word.isdigit() or (word[:-1].isdigit() and word.endswith("x")):
            found.append(_Token("number", text=word.upper()))
            at += 1
            continue
        for count in range(min(longest, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + count])
            if phrase in known:
                kind, number = known[phrase]
                if kind != "skip":
                    found.append(_Token(kind, number, phrase))
                at += count
                break
        else:
            if word not in "–—-":
                raise UnreadDate(text, f"the word {word!r}, which is not understood in a date")
            if found and found[-1].kind != "part":  # as in mid-April
                found.append(_Token("to"))
            at += 1
    return found


def _numeric(found: re.Match[str], text: str) -> list[_Token]:
    first, mark, second, year = found[1], found[2], found[3], found[4]
    if (
        mark != "."
        and int(first) <= _MONTH_RANGE
        and int(second) <= _MONTH_RANGE
        and first != second
    ):
        raise UnreadDate(text, "a day and a month of which either may come first; state the format")
    day, month = (first, second) if int(second) <= _MONTH_RANGE else (second, first)
    if int(month) not in range(1, _MONTH_RANGE + 1):
        raise UnreadDate(text, "no month among 1 to 12")
    return [_Token("number", text=day), _Token("month", int(month)), _Token("number", text=year)]


def _mark(tokens: Sequence[_Token]) -> str:
    kinds = {token.kind for token in tokens}
    if {"about", "maybe"} <= kinds:
        return "%"
    return "~" if "about" in kinds else "?" if "maybe" in kinds else ""


def _edtf(tokens: list[_Token], mark: str, text: str) -> str:
    kinds = [token.kind for token in tokens]
    if "unknown" in kinds or not tokens:
        raise UnreadDate(text, "a date that is said to be unknown and stated all the same")
    first = kinds[0]
    if first == "since" and ("to" in kinds or "before" in kinds):
        tokens, kinds = tokens[1:], kinds[1:]
        kinds = ["to" if kind == "before" else kind for kind in kinds]
    elif first in ("before", "after", "since"):
        one = _one(tokens[1:], text).edtf(text) + mark
        return {"before": f"[..{one}]", "after": f"[{one}..]", "since": f"{one}/.."}[first]
    if first == "between":
        return _joined(_split(tokens[1:], kinds[1:], "and", text), "..", "[]", mark, text)
    for kind, join, around in (("to", "/", ""), ("or", ",", "[]"), ("and", ",", "{}")):
        if kind in kinds:
            return _joined(_split(tokens, kinds, kind, text), join, around, mark, text)
    return _one(tokens, text).edtf(text) + mark


def _split(
    tokens: Sequence[_Token], kinds: Sequence[str], at: str, text: str
) -> list[list[_Token]]:
    sides: list[list[_Token]] = [[]]
    for token, kind in zip(tokens, kinds, strict=True):
        if kind == at:
            sides.append([])
        else:
            sides[-1].append(token)
    if not all(sides) or (len(sides) != 2 and at != "or"):
        raise UnreadDate(text, "two dates of which one is not stated")
    return sides


def _joined(sides: list[list[_Token]], join: str, around: str, mark: str, text: str) -> str:
    dates = _completed([_one(side, text) for side in sides])
    if len({bool(one.year) for one in dates}) > 1:
        raise UnreadDate(text, "a year of which it is not clear whether it is that of both dates")
    said = [f"{one.edtf(text)}{mark}" for one in dates]
    whole = join.join(said)
    return f"{around[0]}{whole}{around[1]}" if around else whole


def _completed(sides: list[_Side]) -> list[_Side]:
    """Each date with the month and year that it shares with the next or the one before."""
    later = list(sides)
    for at in range(len(later) - 2, -1, -1):
        later[at] = _sharing(later[at], later[at + 1])
    for at in range(1, len(later)):
        if later[at].month is None and later[at].season is None and later[at].day is not None:
            later[at] = replace(later[at], month=later[at - 1].month)
    for at in range(len(later) - 2, -1, -1):
        later[at] = _sharing(later[at], later[at + 1])
    return later


def _sharing(side: _Side, following: _Side) -> _Side:
    month = side.month
    if month is None and side.day is not None:
        month = following.month
    return replace(side, month=month, year=side.year or following.year)


def _one(tokens: Sequence[_Token], text: str) -> _Side:
    side = _Side()
    for token in tokens:
        match token.kind:
            case "number":
                side = _with_number(side, token.text, text)
            case "month" | "season" | "weekday" as kind:
                if getattr(side, kind) is not None:
                    raise UnreadDate(text, f"two words for one {kind}")
                side = _with_word(side, kind, token.number)
            case "part":
                continue  # where the beginning, middle or end of it lies is not said
            case _:
                raise UnreadDate(text, f"{token.text!r} where a day, month or year is expected")
    return side


def _with_word(side: _Side, kind: str, number: int) -> _Side:
    match kind:
        case "month":
            return replace(side, month=number)
        case "season":
            return replace(side, season=number)
        case _:
            return replace(side, weekday=number)


def _with_number(side: _Side, number: str, text: str) -> _Side:
    if len(number) == 4 and side.year is None:
        return replace(side, year=number)
    if len(number) <= 2 and 1 <= int(number) <= 31 and side.day is None:
        return replace(side, day=int(number))
    raise UnreadDate(text, f"the number {number}, which is no day or full year here")
