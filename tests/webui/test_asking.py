"""The address is the whole state of a search."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from webui.asking import MOST, PAGE, Asked
from webui.errors import BadField


def _asked(*pairs: tuple[str, str], **options: bool) -> Asked:
    return Asked(MultiDict(pairs), **options)


def test_empty_fields_ask_nothing():
    assert _asked(("words", " "), ("from", "")).is_empty
    assert not _asked(("kind", "threat")).is_empty


def test_every_field_reaches_the_engine():
    asked = _asked(
        ("words", "fire"),
        ("from", "2014-12"),
        ("to", "2014-12-15"),
        ("place", "Chechnya"),
        ("near", "43.318, 45.698,20"),
        ("bbox", "45,43,46,44"),
        ("kind", "destruction"),
        ("kind", "threat"),
        ("actor", "jmg"),
        ("type", "incident"),
        ("certain", "1"),
        ("sort", "date"),
        ("after", "WzEsMiwzLjAsNF0"),
        ("method", "set_on_fire"),
        ("status", 'a "quoted" word'),
    )
    query = asked.query()
    assert query.words == 'fire method:"set_on_fire" status:"a  quoted  word"'
    assert (query.after, query.before) == ("WzEsMiwzLjAsNF0", None)
    assert (query.date_from, query.date_to, query.place) == ("2014-12", "2014-12-15", "Chechnya")
    assert query.near == (43.318, 45.698, 20.0)
    assert query.bbox == (45.0, 43.0, 46.0, 44.0)
    assert query.kinds == ("destruction", "threat")
    assert query.actors == ("jmg",)
    assert query.certain_only
    assert (query.sort, query.limit, query.offset) == ("date", PAGE, 0)


@pytest.mark.parametrize(
    ("field", "value"), [("limit", "-1"), ("limit", "²"), ("offset", "1" * 30)]
)
def test_numbers_of_programs_are_whole(field, value):
    with pytest.raises(BadField, match="a whole number"):
        _asked((field, value), for_programs=True).query()


def test_a_part_of_the_map_is_counted_in_its_own_squares():
    query = _asked(("map", "0,179,2")).query()
    assert query.cells == 7.5
    assert query.cells_across is None
    assert query.cells_in is not None
    west, _south, east, _north = query.cells_in
    assert (west, east) == (134.0, -136.0)  # across the 180th meridian
    assert _asked().query().cells_across == 12


def test_all_records_are_a_type_of_its_own():
    assert len(_asked(("type", "all")).query().types) == 7


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("near", "43.3"),
        ("near", "a,b,c"),
        ("bbox", "1,2,3"),
        ("near", "nan,1,1"),
        ("near", "inf,1,1"),
        ("map", "43.3,45.7"),
        ("map", "43.3,45.7,2.5"),
        ("map", "86,45.7,2"),
        ("map", "43.3,45.7,13"),
        ("type", "secret"),
        ("sort", "best"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_its_field(field, value):
    with pytest.raises(BadField, match="expected") as caught:
        _asked((field, value)).query()
    assert (caught.value.field, caught.value.found) == (field, value)


def test_addresses_change_one_thing_and_begin_at_the_first_page():
    asked = _asked(("words", "fire"), ("kind", "threat"), ("after", "X"))
    assert asked.address(added=("kind", "attack")) == "?words=fire&kind=threat&kind=attack"
    assert asked.address(added=("kind", "threat")) == "?words=fire&kind=threat"
    assert asked.address(without=("kind", "threat")) == "?words=fire"
    assert asked.address(replaced={"words": "a&b"}) == "?kind=threat&words=a%26b"
    assert asked.address(same_page=True) == "?words=fire&kind=threat&after=X"
    assert asked.address(replaced={"before": "Y"}) == "?words=fire&kind=threat&before=Y"


def test_each_filter_leads_to_the_search_without_it():
    asked = _asked(("words", "fire"), ("sort", "date"))
    assert asked.filters() == [("words", "fire", "?sort=date")]


def test_programs_get_many_hits_at_once():
    assert _asked(for_programs=True).query().limit == MOST
    asked = _asked(("limit", "5"), ("offset", "10"), for_programs=True)
    assert (asked.query().limit, asked.query().offset) == (5, 10)
