"""What is withheld from an audience changes nothing that this audience finds, counts or is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience
from archive.founding import found_archive
from archive.search.choosing import IndexEngine, choose
from archive.search.engine import SearchEngine, engine_of
from archive.search.query import SearchQuery
from archive.workspace import Archive
from schemas.records import Record
from tests.archive.samples import access, actor, incident, item, place, record

OPEN = access("public")
EVERY_ID = {"town": "towntowntowntown", "hand": "handhandhandhand", "fire": "firefirefirefire"}
QUERIES = (
    SearchQuery(),
    SearchQuery(words="mill"),
    SearchQuery(words="mills"),
    SearchQuery(words="mil*"),
    SearchQuery(words="mikl~"),
    SearchQuery(words='"old mill"'),
    SearchQuery(words="zerquon"),
    SearchQuery(words="zerqon"),
    SearchQuery(words="zerquo*"),
    SearchQuery(words="mill -zerquon"),
    SearchQuery(words="place:Zerquon"),
    SearchQuery(words="actor:Zerquon mill"),
    SearchQuery(words="tag:zerquon"),
    SearchQuery(words="kind:killing"),
    SearchQuery(place="Zerquon"),
    SearchQuery(place="Lower Mill"),
    SearchQuery(date_from="2014-12-01", date_to="2014-12-31"),
    SearchQuery(date_from="2014-12-01", date_to="2014-12-31", certain_only=True),
    SearchQuery(bbox=(40, 40, 50, 50)),
    SearchQuery(near=(43.3, 45.7, 30)),
    SearchQuery(kinds=("killing",)),
    SearchQuery(actors=("Zerquon",)),
    SearchQuery(sort="date"),
    SearchQuery(sort="newest"),
    SearchQuery(sort="recorded"),
    SearchQuery(types=("incident", "actor", "place", "item"), words="mill"),
)


def the_same_for_all() -> list[Record]:
    """Records that everybody sees, so that there is something to count and to order."""
    town = place("town", name="Lower Mill", id=EVERY_ID["town"], access=OPEN)
    hand = actor("hand", name="Obrun Takket", id=EVERY_ID["hand"], access=OPEN)
    rest = [
        incident(
            f"i{n}", id=f"iiii{'abcd'[n]}iiiiiiiiiii", title="The mill burnt down", access=OPEN
        )
        for n in range(4)
    ]
    return [town, hand, *rest]


SECRETS: dict[str, Callable[[], list[Record]]] = {
    "a narrative": lambda: [fire(narrative={"en": "Zerquon came to the old mill, mill, mill"})],
    "a title": lambda: [fire(title="Zerquon and the old mill")],
    "kinds": lambda: [fire(kinds=["killing"])],
    "a date": lambda: [fire(date={"edtf": "2014-12-11"})],
    "a place": lambda: [
        fire(
            place={
                "place": EVERY_ID["town"],
                "name": "Zerquon",
                "geometry": {"type": "Point", "coordinates": [45.7, 43.3]},
                "radius_m": 10,
            }
        )
    ],
    "acts": lambda: [
        fire(acts=[{"type": "killing", "victims": [{"description": "Zerquon of the old mill"}]}])
    ],
    "tags": lambda: [fire(tags=["zerquon", "mill"])],
}


def fire(**withheld: Any) -> Record:
    """An incident with one field for fewer eyes than the rest of it."""
    open_fields = {"title": "A fire at night", **withheld}
    levels = dict.fromkeys(withheld, "restricted")
    rules = access("public", **levels)
    return incident("fire", id=EVERY_ID["fire"], access=rules, **open_fields)


Answer = Callable[[SearchQuery, Audience], dict[str, Any]]
Searching = Callable[[str, list[Record]], Answer]


@pytest.fixture
def searching(tmp_path: Path) -> Iterator[Searching]:
    """Makes an archive of this name, and a function that tells everything that a search says."""
    with ExitStack() as opened:

        def search(name: str, drafts: list[Record]) -> Answer:
            archive = opened.enter_context(closing(found_archive(tmp_path / name, person="Vera")))
            record(archive, *drafts)
            engine = engine_of(archive)
            return lambda query, audience: everything_said(engine, query, audience)

        yield search


@pytest.mark.parametrize("secret", SECRETS)
def test_a_withheld_field_changes_nothing_for_those_who_do_not_see_it(
    searching: Searching, secret: str
) -> None:
    found = SECRETS[secret]()
    bare = incident("fire", id=EVERY_ID["fire"], title="A fire at night", access=OPEN)
    if secret == "a title":
        bare = fire(title="—")
    one = searching("with", [*the_same_for_all(), *found])
    other = searching("without", [*the_same_for_all(), bare])
    compare(one, other, PUBLIC)
    assert any(one(query, RESTRICTED) != other(query, RESTRICTED) for query in QUERIES)


def test_a_withheld_record_changes_nothing_for_those_who_do_not_see_it(
    searching: Searching,
) -> None:
    documented = the_same_for_all()[2].id
    hidden = [
        actor("secret-a", name="Zerquon", access=access("restricted")),
        place("secret-p", name="Zerquon", parent=EVERY_ID["town"], access=access("restricted")),
        incident("secret-i", title="Zerquon at the old mill, the mill", kinds=["killing"],
                 date={"edtf": "2014-12-11"}, access=access("restricted"), tags=["zerquon"]),
        item("secret-f", title="Zerquon mill", documents=[{"incident": documented}],
             access=access("restricted")),
    ]  # fmt: skip
    one = searching("with", [*the_same_for_all(), *hidden])
    other = searching("without", the_same_for_all())
    compare(one, other, PUBLIC)
    assert any(one(query, RESTRICTED) != other(query, RESTRICTED) for query in QUERIES)


def test_what_points_to_a_withheld_record_is_found_as_if_it_did_not(searching: Searching) -> None:
    acts = [{"type": "killing", "victims": [{"actor": "secret"}]}, {"type": "arrest"}]
    secret = actor("secret", name="Zerquon", access=access("confidential"))
    pointing = incident("fire", id=EVERY_ID["fire"], title="At the mill", acts=acts,
                        access=OPEN)  # fmt: skip
    bare = incident("fire", id=EVERY_ID["fire"], title="At the mill",
                    acts=[{"type": "killing"}, {"type": "arrest"}], access=OPEN)  # fmt: skip
    one = searching("with", [*the_same_for_all(), secret, pointing])
    other = searching("without", [*the_same_for_all(), bare])
    for audience in (PUBLIC, RESTRICTED):
        compare(one, other, audience)
    assert one(SearchQuery(words="zerquon"), CONFIDENTIAL)["certain"] == 1


def everything_said(engine: SearchEngine, query: SearchQuery, audience: Audience) -> dict[str, Any]:
    results = engine.search(query, audience)
    return {
        "certain": results.certain,
        "possible": results.possible,
        "hits": results.hits,
        "facets": results.facets,
        "notes": results.notes,
        "did_you_mean": results.did_you_mean,
        "people": engine.people("Zerquon", audience),
    }


def compare(one: Answer, other: Answer, audience: Audience) -> None:
    for query in QUERIES:
        assert one(query, audience) == other(query, audience), query


@pytest.mark.parametrize("engine", IndexEngine)
@pytest.mark.parametrize(
    "words", ["zerquon", "zerqu*", "zerquan~", '"zerquon mill"', "actor:zerquon"]
)
def test_the_index_is_not_even_asked_for_withheld_words(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, engine: IndexEngine, words: str
) -> None:
    if engine is IndexEngine.TANTIVY:
        pytest.importorskip("tantivy", reason="the extra `large` is not installed")
    hidden = [
        incident(f"h{n}", title="Zerquon mill", access=access("restricted")) for n in range(5)
    ]
    record(archive, *the_same_for_all(), actor("a", name="Zerquon", access=access("restricted")))
    record(archive, *hidden)
    choose(archive.settings, engine)
    search, told = engine_of(archive), Told()
    search.index_all()
    told.listen_to(type(search._following.index), monkeypatch)
    query = SearchQuery(words=words)
    assert search.search(query, PUBLIC).certain == 0
    withheld = told.taken()
    absent = SearchQuery(words=words.replace("zerq", "zurk"))
    assert search.search(absent, PUBLIC).certain == 0
    assert withheld == told.taken() == 0
    assert search.search(query, RESTRICTED).certain == (0 if "actor" in words else 5)
    assert told.taken() > 0


class Told:
    """Counts what a text index answers: rows and words."""

    def __init__(self) -> None:
        self._count = 0

    def listen_to(self, index: type, monkeypatch: pytest.MonkeyPatch) -> None:
        weigh, rows_with, phrase = index.weigh, index.rows_with, index.with_phrase
        prefix, within = index.find_prefix, index.words_within

        def heard_weigh(this: Any, asked: Any) -> Any:
            others = [one for one in asked if "mill" not in one.word]
            self._count += sum(len(rows) for rows, _ in weigh(this, others))
            return weigh(this, asked)

        def heard_rows_with(this: Any, field: str, words: Any) -> Any:
            others = [word for word in words if "mill" not in word]
            self._count += len(rows_with(this, field, others))
            return rows_with(this, field, words)

        def heard_phrase(*asked: Any) -> Any:
            rows = phrase(*asked)
            self._count += len(rows)
            return rows

        def heard_prefix(*asked: Any) -> Any:
            for rows, counts in prefix(*asked):
                self._count += len(rows)
                yield rows, counts

        def heard_within(*asked: Any) -> Any:
            found = within(*asked)
            self._count += len(found)
            return found

        monkeypatch.setattr(index, "weigh", heard_weigh)
        monkeypatch.setattr(index, "rows_with", heard_rows_with)
        monkeypatch.setattr(index, "with_phrase", heard_phrase)
        monkeypatch.setattr(index, "find_prefix", heard_prefix)
        monkeypatch.setattr(index, "words_within", heard_within)

    def taken(self) -> int:
        """How many since it was asked last."""
        count, self._count = self._count, 0
        return count
