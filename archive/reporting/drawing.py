"""A report as a picture: a bar a group, solid as far as is certain, hatched to what is possible.

Scalable Vector Graphics 1.1, made of plain elements, without scripts, styles or anything fetched
from elsewhere. A bar whose upper bound is open ends in an arrow. All numbers stand as text, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from archive.reporting.report import Report, Row
from schemas.counts import Interval

WIDTH, ROW_HEIGHT, LEFT, RIGHT, TOP = 720, 28, 220, 110, 44
"""Pixels: the picture, a bar with its gap, the room for names, for numbers, for the title."""
NOTHING = Interval(0, 0)
LONGEST_NAME = 30
"""Characters of a group's name that fit beside the bars."""


def svg(report: Report, measure: str, *, title: str, unstated: str = "not stated") -> str:
    """The bars of one measure, as an SVG document in UTF-8."""
    rows = report.rows or (report.total,)
    height = TOP + ROW_HEIGHT * len(rows) + 16
    most = max((_reach(row.numbers.get(measure, NOTHING)) for row in rows), default=1) or 1
    body = "\n".join(
        line
        for place, row in enumerate(rows)
        for line in _bar(row, measure, TOP + ROW_HEIGHT * place, most, unstated)
    )
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" \
aria-label="{_attribute(title)}" font-family="sans-serif" font-size="14">
<title>{escape(title)}</title>
<defs><pattern id="possible" width="6" height="6" patternUnits="userSpaceOnUse" \
patternTransform="rotate(45)"><rect width="6" height="6" fill="#dbe7ef"/>\
<line x1="0" y1="0" x2="0" y2="6" stroke="#2f6690" stroke-width="2"/></pattern></defs>
<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>
<text x="16" y="24" font-weight="bold" fill="#1d1d1d">{escape(title)}</text>
{body}
</svg>
"""


def _reach(number: Interval) -> int:
    """How far the bar of a number goes; an open one goes somewhat beyond what is certain."""
    return number.hi if number.hi is not None else max(number.lo + 1, round(number.lo * 1.15))


def _bar(row: Row, measure: str, top: int, most: int, unstated: str) -> Iterator[str]:
    number = row.numbers.get(measure, NOTHING)
    scale = (WIDTH - LEFT - RIGHT) / most
    sure, reach = round(number.lo * scale, 1), round(_reach(number) * scale, 1)
    name = row.key or unstated
    shown = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    words = number.words() if measure in row.numbers else "–"
    middle = top + ROW_HEIGHT // 2
    yield _words(LEFT - 8, middle, shown, 'text-anchor="end" ')
    if reach > sure:
        yield _rectangle(LEFT + sure, top, reach - sure, "url(#possible)")
    if sure:
        yield _rectangle(LEFT, top, sure, "#2f6690")
    end = LEFT + reach
    if number.hi is None:
        yield (
            f'<path d="M{end} {top + 4} l8 {ROW_HEIGHT // 2 - 4} l-8 {ROW_HEIGHT // 2 - 4}" '
            'fill="none" stroke="#2f6690" stroke-width="2"/>'
        )
    yield _words(end + 14, middle, words)


def _words(left: float, middle: int, words: str, anchor: str = "") -> str:
    return f'<text x="{left}" y="{middle + 5}" {anchor}fill="#1d1d1d">{escape(words)}</text>'


def _rectangle(left: float, top: int, width: float, fill: str) -> str:
    return (
        f'<rect x="{round(left, 1)}" y="{top + 4}" width="{round(width, 1)}" '
        f'height="{ROW_HEIGHT - 8}" fill="{fill}"/>'
    )


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
