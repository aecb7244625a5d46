"""Every record as one audience may see it, read as a stream.

What leaves is computed from what `disclose` returns, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection

from archive import lookup, repository
from archive.disclosure import Audience, View, disclose
from archive.repository import CHUNK
from schemas.dates import DateValue
from schemas.reference import references
from schemas.shape import Json

DATED_BY = {"incident": "date", "source": "published", "appeal": "issued", "actor": "born"}
"""The field that dates a record of each type."""
PRECISION_CODES = ("ucdp_date_prec", "acled_time_precision")
"""Columns of the precision of the date, as UCDP GED and ACLED code it."""


def shown_to(
    connection: Connection, audience: Audience, record_type: str | None = None
) -> Iterator[View]:
    """The records that `audience` may know of, in the order of their ids; erased ones are gone."""
    found = repository.every(connection, record_type)
    summaries = (one for one in found if one.level <= audience.rank)
    while some := list(islice(summaries, CHUNK)):
        records = repository.current(connection, some)
        named = [found.value for one in records.values() for found in references(one)]
        may_see = lookup.sees(connection, named, audience)
        shows_act = lookup.shows_act(connection, records.values(), audience)
        for summary in some:
            if summary.id not in records:
                continue
            view = disclose(records[summary.id], audience, may_see, shows_act)
            if view is not None:
                yield view


def precision_codes(view: View) -> dict[str, int]:
    """The precision of a record's date in the codes of UCDP GED and ACLED; none without a date."""
    date: Json = view.content.get(DATED_BY.get(view.type, ""))
    if date is None:
        return {}
    value = DateValue.model_validate(date, strict=False)
    return dict(
        zip(PRECISION_CODES, (value.ucdp_date_prec(), value.acled_time_precision()), strict=True)
    )
