"""A saved search tells what is new since somebody last looked."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from archive import recording
from archive.accounts import granting
from archive.cli import cli
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.errors import BadQuery
from archive.policy import Role, Standing
from archive.search import saved
from archive.search.engine import SearchEngine
from archive.search.errors import UnknownSavedSearch
from archive.search.query import SearchQuery
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.cli.program import khronika
from tests.archive.samples import access, incident

AMBER = SearchQuery(words="amber", near=(43.0, 45.0, 2.0), kinds=("threat",), types=("incident",))


def run(archive: Archive, *arguments: str) -> Result:
    named = ["--archive", str(archive.settings.folder), *arguments]
    return CliRunner().invoke(cli, named, catch_exceptions=False)


def new_refs(archive: Archive, engine: SearchEngine, name: str) -> list[str]:
    found = saved.news(engine, saved.load(archive.settings, name), CONFIDENTIAL)
    saved.looked(archive.settings, found)
    return [hit.ref for hit in found.new.hits]


def test_what_was_kept_is_read_back(archive: Archive) -> None:
    kept = saved.save(archive.settings, "Fires near Grozny", AMBER, seen=7)
    assert saved.load(archive.settings, "Fires near Grozny") == kept
    assert saved.saved(archive.settings) == (kept,)


def test_only_what_is_new_is_told_and_once(archive: Archive, engine: SearchEngine) -> None:
    recording.record(archive, [incident("old", title="Amber")])
    saved.save(archive.settings, "a", SearchQuery(words="amber"), seen=engine.newest(CONFIDENTIAL))
    assert new_refs(archive, engine, "a") == []
    recording.record(archive, [incident("new", title="Amber"), incident("other", title="Birch")])
    assert new_refs(archive, engine, "a") == ["new"]
    assert new_refs(archive, engine, "a") == []
    recording.record(archive, [incident("old", title="Amber again")])
    assert new_refs(archive, engine, "a") == ["old"]


def test_what_is_hidden_is_no_news(archive: Archive, engine: SearchEngine) -> None:
    recording.record(archive, [incident("old", title="Amber", access=access("public"))])
    before = engine.newest(PUBLIC)
    kept = saved.save(archive.settings, "a", SearchQuery(words="amber"), seen=before)
    recording.record(archive, [incident("new", title="Amber", access=access("restricted"))])
    assert saved.news(engine, kept, PUBLIC).new.hits == ()
    assert engine.newest(PUBLIC) == before


def test_the_commands_keep_tell_and_forget(archive: Archive) -> None:
    run(archive, "search", "amber", "--save", "stones")
    recording.record(archive, [incident("new", title="Amber")])
    assert run(archive, "saved", "list").output == "stones: 1 new certain, 0 possible\n"
    told = json.loads(run(archive, "saved", "news", "stones", "--keep", "--json").output)
    assert [hit["ref"] for hit in told["hits"]] == ["new"]
    assert "1 certain" in run(archive, "saved", "news", "stones").output
    assert "0 certain" in run(archive, "saved", "news", "stones").output
    run(archive, "saved", "forget", "stones")
    assert run(archive, "saved", "list").output == ""


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "x" * 70])
def test_a_name_that_is_no_file_name_is_refused(archive: Archive, name: str) -> None:
    with pytest.raises(BadQuery, match="expected a name of letters"):
        saved.save(archive.settings, name, AMBER, seen=0)
    with pytest.raises(UnknownSavedSearch, match="expected the name of a saved search") as caught:
        saved.load(archive.settings, name)
    assert caught.value.name == name


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"query": {"sort": "up"}, "seen": 1}', "\x00"])
def test_a_file_that_is_none_is_no_saved_search(archive: Archive, text: str) -> None:
    saved.save(archive.settings, "a", AMBER, seen=0)
    (archive.settings.folder / "searches" / "a.json").write_text(text)
    with pytest.raises((UnknownSavedSearch, BadQuery), match="expected"):
        saved.load(archive.settings, "a")


@pytest.mark.parametrize(
    "words", [("list",), ("news", "a"), ("forget", "a"), ("search", "amber", "--save", "b")]
)
def test_who_does_not_see_everything_has_no_kept_searches(
    archive: Archive, words: tuple[str, ...]
) -> None:
    # Danger: their names and words are those of people who see more.
    saved.save(archive.settings, "a", AMBER, seen=0)
    granting.let_in(archive, "Amina", Standing(Role.ANALYST, Level.CONFIDENTIAL, frozenset()))
    command = words if words[0] == "search" else ("saved", *words)
    refused = khronika("--archive", str(archive.settings.folder), "--as", "Amina", *command)
    assert (refused.code, refused.out) == (5, "")
    assert "somebody from whom nothing is withheld" in refused.err
    assert [one.name for one in saved.saved(archive.settings)] == ["a"]
