"""What is indexed of a record for an audience is what its page shows them, neither more nor less.

Many audiences share a row, and some rows are taken from what is stored as it is. Here every row is
compared with what each of them is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from archive import lookup
from archive.disclosure.audience import read
from archive.search.columns import Columns
from archive.search.contents import views_of
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from schemas.records import Record
from tests.archive import samples
from tests.journeys import twins

AUDIENCES = tuple(
    read(level + limited)
    for level in ("public", "restricted", "confidential")
    for limited in ("", "+team-a", "+team-b", "+team-a+team-b", "+team-c", "+*")
)
OF_AN_ACT = re.compile(r"/documents/[0-9]+/act")


@pytest.mark.parametrize("seed", [7])
def test_each_row_holds_what_its_audiences_are_shown(archive: Archive, seed: int) -> None:
    drafts = twins.fill(archive, seed)
    assert list(differences(archive, drafts)) == []


@pytest.mark.everything
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_each_row_of_many_draws_does(archive: Archive, seed: int) -> None:
    drafts = twins.fill(archive, seed, size=16)
    assert list(differences(archive, drafts)) == []


def test_words_about_an_act_that_is_not_there_do_not_lead_to_an_item(archive: Archive) -> None:
    samples.record(archive, *_evidence_of_no_act())
    search = engine_of(archive)
    for level in ("public", "confidential", "confidential+*"):
        found = [search.search(SearchQuery(words=one, types=("item",)), read(level))
                 for one in ("zerquon", "mill")]  # fmt: skip
        assert [one.certain for one in found] == [0, 1]


def _evidence_of_no_act() -> tuple[Record, ...]:
    open_to_all = samples.access("public")
    fire = samples.incident("fire", acts=[{"type": "arrest", "key": "a1"}], access=open_to_all)
    said = samples.source("said", access=open_to_all)
    told = [{"path": "/documents/0/act", "source": "said", "quote": {"exact": "Zerquon"}}]
    documents = [{"incident": "fire", "act": "none"}]
    photo = samples.item(
        "photo", title="The mill", documents=documents, citations=told, access=open_to_all
    )
    return fire, said, photo


def differences(archive: Archive, drafts: tuple[Record, ...]) -> Iterator[str]:
    """Where a row and a page do not agree, in words."""
    columns = Columns()
    columns.audiences |= {audience.compartments for audience in AUDIENCES}
    with archive.reading() as connection:
        columns.load(connection)
        rows = dict(views_of(connection, columns, range(len(columns))))
        for audience in AUDIENCES:
            at = columns.row_of(audience)
            for draft in drafts:
                row = int(at[columns.numbers[draft.id or ""]])
                indexed = _without_rules(rows[row].content) if row >= 0 else None
                view = lookup.view_of(connection, draft, audience)
                shown = _without_acts(_without_rules(view.content)) if view else None
                if indexed != shown:
                    yield f"{draft.ref} for {audience.in_words()}: {indexed} != {shown}"


def _without_rules(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "access"}


def _without_acts(shown: dict[str, Any]) -> dict[str, Any]:
    """Without which acts an item documents, and what is cited for that: it is not indexed."""
    told = dict(shown)
    if told["type"] == "item" and "documents" in told:
        told["documents"] = [{"incident": row["incident"]} for row in told["documents"]]
        for name in ("citations", "gaps"):
            if name in told:
                rows = [row for row in told[name] if not OF_AN_ACT.fullmatch(row["path"])]
                told[name] = rows
    return told
