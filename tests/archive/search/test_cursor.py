"""A list of hits goes on where it stopped, whatever is recorded meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive import recording
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SORTS, SearchQuery
from archive.workspace import Archive
from tests.archive.samples import access, incident


def pages(engine: SearchEngine, asked: SearchQuery, between: object = None) -> list[str]:
    """All refs, page by page, calling `between` after each."""
    refs: list[str] = []
    cursor: str | None = None
    for _ in range(50):
        query = SearchQuery(**{**{f: getattr(asked, f) for f in asked.__slots__}, "after": cursor})
        results = engine.search(query, CONFIDENTIAL)
        refs += [hit.ref for hit in results.hits]
        cursor = results.next
        if cursor is None:
            return refs
        if callable(between):
            between()
    raise AssertionError("it never ends")


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("words", ["", "houses"])
def test_pages_together_are_the_whole_list(invented: Archive, sort: str, words: str) -> None:
    engine = engine_of(invented)
    asked = {"words": words, "sort": sort, "date_from": "2014-12-05"}
    if sort == "distance":
        asked["near"] = (43.3, 45.7, 200)
    whole = engine.search(SearchQuery(**asked, limit=1000), CONFIDENTIAL)
    assert whole.next is None
    assert pages(engine, SearchQuery(**asked, limit=4)) == [hit.ref for hit in whole.hits]


@pytest.mark.parametrize("sort", SORTS)
def test_the_way_back_leads_over_the_same_pages(invented: Archive, sort: str) -> None:
    engine = engine_of(invented)
    near = (43.3, 45.7, 200.0) if sort == "distance" else None
    asked = SearchQuery(words="houses", sort=sort, near=near, limit=4)
    there = [engine.search(asked, CONFIDENTIAL)]
    while there[-1].next:
        there.append(engine.search(replace(asked, after=there[-1].next), CONFIDENTIAL))
    back = [there[-1]]
    while back[-1].previous:
        back.append(engine.search(replace(asked, before=back[-1].previous), CONFIDENTIAL))
    shown = [(page.first, page.hits, page.next, page.previous) for page in there]
    assert shown == [(page.first, page.hits, page.next, page.previous) for page in reversed(back)]
    assert [page.first for page in there] == list(range(0, 4 * len(there), 4))
    assert len(there) > 2


@pytest.mark.parametrize("sort", ["relevance", "date", "newest", "recorded"])
def test_records_that_are_added_meanwhile_shift_nothing(archive: Archive, sort: str) -> None:
    recording.record(
        archive,
        [incident(f"a{n}", title="Amber", date={"edtf": f"2014-12-{n + 1:02}"}) for n in range(20)],
    )
    engine = engine_of(archive)
    asked = SearchQuery(words="amber", sort=sort, limit=3)
    before = pages(engine, asked)
    added = iter(range(100))

    def add() -> None:
        some = [
            incident(f"b{next(added)}", title="Amber amber amber", date={"edtf": date})
            for date in ("2014-01-01", "2014-12-05", "2016")
        ]
        recording.record(archive, some)

    assert pages(engine, asked, add) == before
    assert len(before) == 20


def test_a_cursor_does_not_tell_of_what_is_hidden(archive: Archive) -> None:
    shown = [incident(f"a{n}", title="Amber", access=access("public")) for n in range(5)]
    recording.record(archive, shown)
    engine, asked = engine_of(archive), SearchQuery(limit=2)
    before = engine.search(asked, PUBLIC).next
    recording.record(archive, [incident("hidden", access=access("confidential"))])
    assert engine.search(asked, PUBLIC).next == before
