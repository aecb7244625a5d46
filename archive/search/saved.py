"""Searches that people keep under a name, and what is new in each since they last looked.

One small JSON file each, in the folder `searches` of the archive. They are notes of whoever works
here, not part of the record: no entry of the log, and not in packets or exports.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.disclosure import Audience
from archive.errors import BadQuery
from archive.search.errors import UnknownSavedSearch
from archive.search.query import SearchQuery
from archive.settings import Settings
from evidence.store.durable import put_text

if TYPE_CHECKING:  # whoever only keeps searches, or looks into them, loads no index
    from archive.search.engine import SearchEngine, SearchResults

NAME = re.compile(r"\w[\w .-]{0,60}")
NOT_KEPT = (
    *("limit", "offset", "after", "before", "since"),
    *("facets", "histogram", "bars", "cells", "cells_in", "cells_across"),
)
"""Parts of a query that are about one answer, not about what is looked for."""
_KEPT = tuple(field.name for field in fields(SearchQuery) if field.name not in NOT_KEPT)


@dataclass(frozen=True, slots=True)
class Saved:
    """One search that was kept."""

    name: str
    query: SearchQuery
    seen: int
    """Entries of the log below this number were there when somebody last looked."""


@dataclass(frozen=True, slots=True)
class News:
    """What a saved search finds now."""

    saved: Saved
    new: SearchResults
    """Records that were recorded or revised since."""
    until: int
    """What `seen` is once these have been looked at."""


def save(settings: Settings, name: str, query: SearchQuery, *, seen: int) -> Saved:
    """Keep a search under a name, in place of another one of that name.

    Raises:
        BadQuery: the name is none that can be kept; nothing was kept.
    """
    if not NAME.fullmatch(name):
        raise BadQuery("a name of letters, digits, spaces, dots and dashes", name[:80])
    kept = {field: value for field, value in asdict(query).items() if field in _KEPT}
    folder = settings.folder / "searches"
    folder.mkdir(mode=0o700, exist_ok=True)
    text = json.dumps({"query": kept, "seen": seen}, ensure_ascii=False, indent=2)
    put_text(_path(settings, name), f"{text}\n")
    return Saved(name, replace(query), seen)


def saved(settings: Settings) -> tuple[Saved, ...]:
    """All searches that were kept, by name."""
    names = sorted(path.stem for path in (settings.folder / "searches").glob("*.json"))
    return tuple(load(settings, name) for name in names)


def load(settings: Settings, name: str) -> Saved:
    """The search of this name.

    Raises:
        UnknownSavedSearch: none was kept under it, or its file is not one of this program.
    """
    if not NAME.fullmatch(name):
        raise UnknownSavedSearch(name)
    try:
        values = json.loads(_path(settings, name).read_text("utf-8"))
        kept = {key: _as_kept(value) for key, value in values["query"].items() if key in _KEPT}
        return Saved(name, SearchQuery(**kept), int(values["seen"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnknownSavedSearch(name) from error


def forget(settings: Settings, name: str) -> None:
    """Keep the search of this name no longer.

    Raises:
        UnknownSavedSearch: none was kept under it.
    """
    load(settings, name)
    _path(settings, name).unlink(missing_ok=True)


def words_kept(settings: Settings) -> dict[str, set[str]]:
    """For each search the words that its file tells; of a file that is damaged all that it has."""
    found = {}
    for path in sorted((settings.folder / "searches").glob("*.json")):
        try:
            query = load(settings, path.stem).query
            text = " ".join([query.words, query.place or "", *query.actors])
        except UnknownSavedSearch:
            text = path.read_text("utf-8", errors="replace")
        found[path.stem] = set(re.findall(r"\w{2,}", f"{path.stem} {text}".casefold()))
    return found


def drop(settings: Settings, name: str) -> None:
    """Keep the search of this name no longer, whatever its file holds."""
    _path(settings, name).unlink(missing_ok=True)


def news(engine: SearchEngine, kept: Saved, audience: Audience, *, limit: int = 20) -> News:
    """What is new in a saved search since somebody last looked."""
    until = engine.newest(audience)
    query = replace(kept.query, since=kept.seen, limit=limit, sort="recorded")
    return News(kept, engine.search(query, audience), until)


def looked(settings: Settings, found: News) -> Saved:
    """Note that somebody has looked at the news."""
    return save(settings, found.saved.name, found.saved.query, seen=found.until)


def _path(settings: Settings, name: str) -> Path:
    return settings.folder / "searches" / f"{name}.json"


def _as_kept(value: Any) -> Any:
    """JSON has lists where a query has tuples."""
    return tuple(_as_kept(inner) for inner in value) if isinstance(value, list) else value
