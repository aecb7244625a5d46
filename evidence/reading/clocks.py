"""Times as other formats write them: ISO 8601 (XMP, QuickTime, office files) and PDF's own form.

A zone that is not written stays unknown. A date without a time of day is no clock: it is kept among
the tags only.
"""

from __future__ import annotations

import re
from datetime import datetime

from evidence.capture.claims import ClaimedTime
from evidence.errors import UnusableTag

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?\d*)?\s*(Z|[+-]\d\d:?\d\d)?"
)
_DAY = re.compile(r"\d{4}(-\d\d){0,2}")
_PDF = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d'?\d\d'?)?.{0,3}")
_WIDEST_MINUTES = 14 * 60


def time_of_iso(written: str, source: str) -> ClaimedTime | None:
    """The claimed time; None: only a day is written.

    Raises:
        UnusableTag: it is neither.
    """
    match = _ISO.fullmatch(written.strip())
    if match is None:
        if _DAY.fullmatch(written.strip()):
            return None
        raise UnusableTag(source, f"expected a date and time, found {written[:60]!r}")
    return _time(match, written, source, fraction=match[7] or "", zone=match[8])


def time_of_pdf(written: str, source: str) -> ClaimedTime | None:
    """The time that a PDF states, such as D:20141214100500+03'00' (ISO 32000-1, 7.9.4).

    Raises:
        UnusableTag: it is written in another way.
    """
    match = _PDF.fullmatch(written.strip())
    if match is None:
        if re.fullmatch(r"(?:D:)?\d{4}(\d\d){0,2}", written.strip()):
            return None
        raise UnusableTag(source, f"expected a date and time, found {written[:60]!r}")
    return _time(match, written, source, fraction="", zone=match[7])


def _time(
    match: re.Match[str], written: str, source: str, *, fraction: str, zone: str | None
) -> ClaimedTime:
    numbers = [int(match[number] or 0) for number in range(1, 7)]
    try:
        time = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - six numbers, no zone claimed
    except ValueError as error:
        raise UnusableTag(source, f"{written[:60]!r} is no day or no time of a day") from error
    return ClaimedTime(time.isoformat() + fraction, _offset(zone, source), source)


def _offset(zone: str | None, source: str) -> str | None:
    if zone is None:
        return None
    if zone == "Z":
        return "+00:00"
    digits = re.sub(r"[^0-9]", "", zone)
    hours, minutes = int(digits[:2]), int(digits[2:])
    if minutes > 59 or hours * 60 + minutes > _WIDEST_MINUTES:
        raise UnusableTag(source, f"expected an offset such as +03:00, found {zone!r}")
    return f"{zone[0]}{hours:02}:{minutes:02}"
