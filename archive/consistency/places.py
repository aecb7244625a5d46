"""A position against the place of an incident, in metres.

How exact a telephone's position was is not known, so that nothing certainly fits.
"""

from __future__ import annotations

from schemas.verdict import Verdict


def fits(metres: int, radius_m: int | None) -> Verdict | None:
    """Whether a position so far from the middle of a place can lie in it.

    None: how far the place reaches is not stated.
    """
    if radius_m is None:
        return None
    return Verdict.POSSIBLY if metres <= radius_m else Verdict.NO
