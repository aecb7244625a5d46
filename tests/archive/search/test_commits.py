"""A running search finds after every kind of change exactly what a new index finds."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from archive import erasing, recording
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.search import following
from archive.search.engine import SearchEngine
from archive.search.query import SearchQuery
from archive.search.text_writing import Batch
from archive.workspace import Archive
from schemas.records import Record
from tests.archive.samples import access, actor, incident

CHANGES = int(os.environ.get("KHRONIKA_MANY_CHANGES", "8"))
"""Random changes; set the variable for a long run. The seeds bring each kind among the first 8."""
KINDS = ("add", "add", "revise", "raise", "lower", "retire", "erase", "many")
WORDS = ["amber", "birch", "cedar", "dune", "elder", "fern", "gorse", "heath"]
QUERIES = (
    *(SearchQuery(words=word, limit=100) for word in WORDS),
    SearchQuery(words="ced*", limit=100),
    SearchQuery(words="Quillon", limit=100),
    SearchQuery(words='"amber birch"', limit=100),
    SearchQuery(limit=100, sort="recorded"),
    SearchQuery(kinds=("threat",), limit=100),
)


class Changing:
    """Changes an archive in a random way, a hundred times if need be."""

    def __init__(self, archive: Archive, seed: int) -> None:
        self.archive = archive
        self.random = random.Random(seed)
        self.alive: list[str] = []
        self.made = 0
        self.done: set[str] = set()
        """The kinds of changes that were made."""

    def once(self) -> str:
        kind = self.random.choice(KINDS) if self.alive else "add"
        self.done.add(kind)
        match kind:
            case "add":
                self.record([self.new()])
            case "many":
                self.record([self.new() for _ in range(5)])
            case "revise":
                self.record([self.draft(self.random.choice(self.alive), "public")])
            case "raise":
                self.record([self.draft(self.random.choice(self.alive), "confidential")])
            case "lower":
                self.record([self.draft(self.random.choice(self.alive), "restricted")])
            case "retire":
                gone = self.alive.pop(self.random.randrange(len(self.alive)))
                self.record([self.draft(gone, "public", retired={"reason": "mistake"})])
            case "erase":
                gone = self.alive.pop(self.random.randrange(len(self.alive)))
                erasing.erase(self.archive, gone, basis="asked for")
        return kind

    def new(self) -> Record:
        self.made += 1
        self.alive.append(f"c{self.made}")
        return self.draft(f"c{self.made}", self.random.choice(("public", "restricted")))

    def draft(self, ref: str, level: str, **fields: object) -> Record:
        text = " ".join(self.random.choices(WORDS, k=3))
        victims = [{"actor": "quillon"}] if self.random.random() < 0.3 else [{"description": "one"}]
        return incident(
            ref,
            title=text,
            kinds=["threat"] if self.random.random() < 0.5 else [],
            acts=[{"type": "detention", "victims": victims}],
            access=access(level),
            **fields,
        )

    def record(self, drafts: list[Record]) -> None:
        recording.record(self.archive, drafts)


def test_a_running_search_finds_what_a_new_index_finds(
    archive: Archive, engine: SearchEngine, tmp_path: Path
) -> None:
    recording.record(archive, [actor("quillon", name="Quillon", access=access("restricted"))])
    changing = Changing(archive, seed=82)
    for step in range(CHANGES):
        kind = changing.once()
        fresh = new_engine(archive, tmp_path / f"fresh-{step}")
        for audience in (PUBLIC, RESTRICTED, CONFIDENTIAL):
            for query in QUERIES:
                found, expected = engine.search(query, audience), fresh.search(query, audience)
                assert found == expected, (step, kind, query)
        shutil.rmtree(tmp_path / f"fresh-{step}")
    assert changing.done == {*KINDS}


def new_engine(archive: Archive, folder: Path) -> SearchEngine:
    """A search with an index of its own."""
    folder.mkdir()
    return SearchEngine(archive.engine, folder / "index", folder / "token")


@pytest.mark.parametrize("withdraw", ["revise", "raise", "retire", "erase"])
def test_a_withdrawn_word_is_gone_at_once(
    archive: Archive, engine: SearchEngine, withdraw: str
) -> None:
    recording.record(archive, [opened("i", "Amber"), opened("j", "Birch")])
    assert engine.search(SearchQuery(words="amber"), PUBLIC).certain == 1
    match withdraw:
        case "revise":
            recording.record(archive, [opened("i", "Cedar")])
        case "raise":
            recording.record(archive, [incident("i", title="Amber", access=access("restricted"))])
        case "retire":
            recording.record(archive, [opened("i", "Amber", retired={"reason": "mistake"})])
        case "erase":
            erasing.erase(archive, "i", basis="asked for")
    assert engine.search(SearchQuery(words="amber"), PUBLIC).certain == 0
    assert engine.search(SearchQuery(words="birch"), PUBLIC).certain == 1


def opened(ref: str, title: str, **fields: object) -> Record:
    """An incident that everybody sees."""
    return incident(ref, title=title, access=access("public"), **fields)


def test_a_record_that_is_erased_leaves_the_rest_to_be_found(
    archive: Archive, engine: SearchEngine
) -> None:
    # Once a change that left no row behind stopped every later answer.
    recording.record(archive, [opened("i", "Amber")])
    assert engine.search(SearchQuery(), PUBLIC).certain == 1
    erasing.erase(archive, "i", basis="asked for")
    assert engine.search(SearchQuery(), PUBLIC).certain == 0
    recording.record(archive, [opened("j", "Birch")])
    assert engine.search(SearchQuery(), PUBLIC).certain == 1


@pytest.mark.parametrize(("new", "patient"), [(2, False), (3, True)])
def test_large_segments_are_joined_beside_much_that_is_new_and_not_otherwise(
    archive: Archive, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, new: int, patient: bool
) -> None:
    asked: list[bool] = []
    commit = Batch.commit

    def told(batch: Batch, *, patiently: bool) -> None:
        asked.append(patiently)
        commit(batch, patiently=patiently)

    monkeypatch.setattr(Batch, "commit", told)
    monkeypatch.setattr(following, "MUCH", 3)
    recording.record(archive, [opened(f"i{at}", "Amber") for at in range(new)])
    assert engine.index_all().indexed == new
    assert asked == [patient]
