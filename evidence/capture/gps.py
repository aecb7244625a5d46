"""The place that GPS tags claim, or the reason why they claim none.

EXIF 3.0 (CIPA DC-008), 4.6.7. Degrees are computed from the written fractions, exactly, and rounded
once, to seven places (a centimetre). 0° 0′ is what devices write that have no fix: it is no place.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from evidence.capture.claims import ClaimedPlace
from evidence.capture.tags import Tag, Tags, tag_name
from evidence.errors import UnusableTag

SOURCE = "GPS GPSLatitude, GPSLongitude"

_LAT_REF, _LAT, _LON_REF, _LON, _ALT_REF, _ALT = range(1, 7)
_STATUS, _DATUM = 9, 18
_PLACES, _ALTITUDE_PLACES = 7, 2
_BELOW_SEA = frozenset({1, 3})
"""Values of GPSAltitudeRef that mean a negative height."""
_HIGHEST_METRES = 100_000


def place_of(tags: Tags) -> tuple[ClaimedPlace | None, list[str]]:
    """The claimed place, if the tags name one, and notes on what is wrong or unusual with them."""
    gps = {number: tag for (group, number), tag in tags.items() if group == "GPS"}
    if _LAT not in gps and _LON not in gps:
        return None, []
    try:
        lat = _degrees(gps, _LAT, _LAT_REF, {"N": 1, "S": -1}, limit=90)
        lon = _degrees(gps, _LON, _LON_REF, {"E": 1, "W": -1}, limit=180)
    except UnusableTag as error:
        return None, [str(error)]
    if lat == 0 and lon == 0:
        return None, [str(UnusableTag(SOURCE, "devices write 0, 0 when they have no fix"))]
    altitude, notes = _altitude(gps)
    place = ClaimedPlace(_decimal(lat, _PLACES), _decimal(lon, _PLACES), altitude, SOURCE)
    return place, notes + _unusual(gps)


def _degrees(
    gps: dict[int, Tag], number: int, ref_number: int, signs: dict[str, int], *, limit: int
) -> Fraction:
    name = tag_name("GPS", number)
    numbers = gps[number].numbers if number in gps else ()
    if not 1 <= len(numbers) <= 3:
        raise UnusableTag(name, f"expected three numbers, found {len(numbers)}")
    if any(denominator == 0 for _, denominator in numbers):
        raise UnusableTag(name, f"a denominator is 0 in {_written(numbers)}")
    parts = [Fraction(*pair) for pair in numbers]
    if any(part < 0 for part in parts) or any(part > 60 for part in parts[1:]):
        raise UnusableTag(name, f"expected degrees, minutes, seconds, found {_written(numbers)}")
    ref = gps[ref_number].text.upper()[:1] if ref_number in gps else ""
    if ref not in signs:
        raise UnusableTag(
            name, f"expected {' or '.join(signs)} beside it, found {ref or 'nothing'}"
        )
    degrees = sum((part / 60**power for power, part in enumerate(parts)), Fraction(0))
    if degrees > limit:
        raise UnusableTag(name, f"expected at most {limit} degrees, found {_decimal(degrees, 3)}")
    return signs[ref] * degrees


def _altitude(gps: dict[int, Tag]) -> tuple[str | None, list[str]]:
    if _ALT not in gps:
        return None, []
    numbers = gps[_ALT].numbers
    if len(numbers) != 1 or numbers[0][1] == 0:
        return None, [f"GPS altitude: no height ({_written(numbers)})"]
    metres = Fraction(*numbers[0])
    reference = gps[_ALT_REF].numbers[:1] if _ALT_REF in gps else ()
    if reference and reference[0][0] in _BELOW_SEA:
        metres = -metres
    if abs(metres) > _HIGHEST_METRES:
        return None, [f"GPS altitude: {_written(numbers)} metres is no height"]
    return _decimal(metres, _ALTITUDE_PLACES), []


def _unusual(gps: dict[int, Tag]) -> list[str]:
    notes = []
    if _STATUS in gps and gps[_STATUS].text.upper().startswith("V"):
        notes.append("GPS status V: the receiver had lost its fix; the place may be an earlier one")
    datum = gps[_DATUM].text if _DATUM in gps else ""
    if datum and "".join(datum.upper().split("-")).replace(" ", "") not in {"WGS84", "WGS1984"}:
        notes.append(f"GPS datum {datum!r}: the degrees are not of WGS 84, and were not converted")
    return notes


def _decimal(value: Fraction, places: int) -> str:
    rounded = Decimal(round(value * 10**places)).scaleb(-places)
    text = f"{rounded:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _written(numbers: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(f"{numerator}/{denominator}" for numerator, denominator in numbers) or "empty"
