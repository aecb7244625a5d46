"""Several records at a glance, as one audience sees them: for lists, without a query for each.

What stands around one record, its labels and what points to it, is for `archive.lookup`.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive import lookup, repository
from archive.disclosure import Audience, View
from archive.workspace import Archive


def glance(archive: Archive, ids: Iterable[str], audience: Audience) -> dict[str, View]:
    """The records of these ids as `audience` sees them, in the order asked for.

    What it may not see, and what is not there or was erased, is left out without a word.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    with archive.reading() as connection:
        summaries = repository.find_many(connection, wanted)
        records = repository.current(connection, list(summaries.values()))
        views = lookup.views_of(connection, records, audience)
    return {key: view for key in wanted if (view := views.get(key)) is not None}
