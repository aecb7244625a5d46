"""Into which groups an incident falls, and whether certainly: by kind, act, place, month or year.

An incident may fall into several groups, so that the groups need not add up to the whole: one of
two kinds stands in both, and one of which only the year is known stands possibly in twelve months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from archive.disclosure import View
from schemas.dates import DateValue
from schemas.verdict import Verdict

MOST_PERIODS = 1200
"""Months or years into which one report divides: a hundred years of months."""
UNSTATED = ""
"""Key of the group of those that do not state what is grouped by."""
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()

Groups = Mapping[str, Verdict]
"""The groups of one incident, by key."""
Span = tuple[int, int]
"""First and last day, as numbers (`datetime.date.toordinal`)."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to divide incidents."""

    name: str
    of: Callable[[View, Span | None], Groups]
    """The groups of an incident; the span is that of all days that the report knows of."""


def _kinds(view: View, _span: Span | None) -> Groups:
    return _certainly(view.content.get("kinds", []))


def _acts(view: View, _span: Span | None) -> Groups:
    return _certainly(act["type"] for act in view.content.get("acts", []))


def _places(view: View, _span: Span | None) -> Groups:
    admin = view.content.get("place", {}).get("admin", [])
    return _certainly([" / ".join(admin[:2])] if admin else [])


def _certainly(keys: Iterator[str] | list[str]) -> Groups:
    return dict.fromkeys(keys, Verdict.CERTAINLY) or {UNSTATED: Verdict.CERTAINLY}


def _months(view: View, span: Span | None) -> Groups:
    return _periods(view, span, _month_of)


def _years(view: View, span: Span | None) -> Groups:
    return _periods(view, span, _year_of)


def _periods(
    view: View, span: Span | None, period_of: Callable[[date], tuple[str, date, date]]
) -> Groups:
    """Every period that the date of the incident certainly or possibly meets."""
    when = _date_of(view)
    if when is None or span is None:
        return {UNSTATED: Verdict.CERTAINLY}
    low, high = when.day_bounds()
    first = max(span[0], span[0] if low is None else low)
    last = min(span[1], span[1] if high is None else high)
    found: dict[str, Verdict] = {}
    day = first
    while day <= last and len(found) < MOST_PERIODS:
        key, begin, end = period_of(date.fromordinal(day))
        verdict = when.within(begin.toordinal(), end.toordinal())
        if verdict is not Verdict.NO:
            found[key] = verdict
        if end == date.max:
            break
        day = end.toordinal() + 1
    return found or {UNSTATED: Verdict.CERTAINLY}


def _month_of(day: date) -> tuple[str, date, date]:
    last = date(day.year, 12, 31)
    if day.month < 12:
        last = date.fromordinal(date(day.year, day.month + 1, 1).toordinal() - 1)
    return f"{day:%Y-%m}", day.replace(day=1), last


def _year_of(day: date) -> tuple[str, date, date]:
    return f"{day:%Y}", date(day.year, 1, 1), date(day.year, 12, 31)


def _date_of(view: View) -> DateValue | None:
    content = view.content.get("date")
    if content is None or "edtf" not in content:
        return None
    return DateValue.model_validate(content, strict=False)


def span_of(views: list[View], window: tuple[int | None, int | None]) -> Span | None:
    """The days over which periods are laid: all stated bounds, within the window asked for.

    None: no incident states a day. An open end reaches to the last day that any incident states.
    """
    days = [
        day
        for view in views
        if (when := _date_of(view)) is not None
        for day in when.day_bounds()
        if day is not None and FIRST_DAY <= day <= LAST_DAY
    ]
    if not days:
        return None
    first, last = window
    return (
        min(days) if first is None else max(first, FIRST_DAY),
        max(days) if last is None else min(last, LAST_DAY),
    )


GROUPINGS: Mapping[str, Grouping] = {
    row.name: row
    for row in (
        Grouping("kind", _kinds),
        Grouping("act", _acts),
        Grouping("place", _places),
        Grouping("month", _months),
        Grouping("year", _years),
    )
}
"""By what a report can be divided."""
