"""Faults: at a place that people find in their file, in words that speak of their file."""

from __future__ import annotations

import json
import re

import pytest

from schemas.errors import BadRecord
from schemas.faults import PATTERN_WORDS
from schemas.pointer import resolve
from schemas.records import ANY_RECORD, read_record

INCIDENT = {"type": "incident", "title": "A search"}
ITEM = {"type": "item", "title": "A photo", "kind": "photo", "state": "lead"}
INNER_WORDS = re.compile(
    r"pydantic|function-|tagged-union|union_tag|tuple|dict\b|None\b|True|str\b|Input|extra_forbidden"
    r"|Value error|validation"
)
"""What only those know who have written the program."""


def faults(record) -> tuple[tuple[str, str], ...]:
    text = record if isinstance(record, str) else json.dumps(record)
    with pytest.raises(BadRecord, match="expected") as caught:
        read_record(text)
    assert not INNER_WORDS.search(str(caught.value))
    return caught.value.faults


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        ({"title": 3}, "/title", "expected a text, found 3"),
        ({"title": None}, "/title", "expected a text, found null"),
        ({"title": ["A"]}, "/title", "expected a text, found a list"),
        ({"title": {}}, "/title", "expected a text, found an object"),
        ({"title": ""}, "/title", 'expected some text, found ""'),
        ({"context_only": "yes"}, "/context_only", 'expected true or false, found "yes"'),
        ({"tags": "Grozny"}, "/tags", 'expected a list, found "Grozny"'),
        ({"tags": [True]}, "/tags/0", "expected a text, found true"),
        ({"acts": ["search"]}, "/acts/0", 'expected an object, found "search"'),
        ({"narrative": "Police came."}, "/narrative", 'expected an object, found "Police came."'),
        ({"place": "Grozny"}, "/place", 'expected an object, found "Grozny"'),
        (
            {"titel": "A"},
            "/titel",
            "expected no field of this name here; did you mean title or time?",
        ),
        ({"colour": "red"}, "/colour", "expected no field of this name here"),
        ({"a/b~c": 1}, "/a~1b~0c", "expected no field of this name here"),
        ({"acts": [{}]}, "/acts/0/type", "expected this field, found none"),
        (
            {"acts": [{"type": "kiling"}]},
            "/acts/0/type",
            (
                "expected a code of the vocabulary 'acts', found 'kiling'; "
                "did you mean killing or looting?"
            ),
        ),
        (
            {"acts": [{"type": "looting", "property": [{"class": 7}]}]},
            "/acts/0/property/0/class",
            "expected a text, found 7",
        ),
        (
            {"acts": [{"type": "looting", "property": [{"clas": "house", "class": "house"}]}]},
            "/acts/0/property/0/clas",
            "expected no field of this name here; did you mean class?",
        ),
        (
            {"acts": [{"type": "detention", "duration": {"lo": -1}}]},
            "/acts/0/duration/lo",
            "expected a number from 0 on, found -1",
        ),
        (
            {"counts": [{"of_what": "killed", "value": {"comparator": "exactly", "lo": "9"}}]},
            "/counts/0/value/lo",
            'expected a whole number, found "9"',
        ),
        (
            {
                "counts": [
                    {"of_what": "killed", "value": {"comparator": "at_least", "lo": 9, "hi": 9}}
                ]
            },
            "/counts/0/value",
            (
                "expected bounds for 'at_least', found lo 9 and hi 9: "
                "a lower bound above 0 and no upper one"
            ),
        ),
        (
            {"date": {"edtf": "2014-12-32"}},
            "/date",
            (
                "expected an EDTF date such as 2014-12-11 or 2014-12?, found '2014-12-32': "
                "December 2014 has 31 days, found day 32"
            ),
        ),
        (
            {"narrative": {"english": "Police came."}},
            "/narrative/english",
            'expected a language tag such as en or zh-Hant, found "english"',
        ),
        (
            {"ref": "the office"},
            "/ref",
            (
                "expected a short name of up to 64 characters without spaces "
                'and without / ? # % \\, found "the office"'
            ),
        ),
        (
            {"citations": [{"path": "date", "source": "ua"}]},
            "/citations/0/path",
            (
                'expected a JSON Pointer such as /acts/0/date, or "" for the whole record, '
                'found "date"'
            ),
        ),
        (
            {"access": {"level": "secret"}},
            "/access/level",
            "expected 'public', 'restricted' or 'confidential', found \"secret\"",
        ),
        (
            {"place": {"geometry": {"type": "Polygn", "coordinates": []}}},
            "/place/geometry/type",
            (
                "expected a type that is one of 'Point', 'MultiPoint', 'LineString', "
                "'MultiLineString', 'Polygon', 'MultiPolygon', found 'Polygn'"
            ),
        ),
        (
            {"place": {"geometry": {"type": "Point", "coordinates": [45, 91]}}},
            "/place/geometry/coordinates",
            "expected a latitude from -90 to 90 degrees, found 91.0",
        ),
        (
            {"place": {"geometry": {"type": "LineString", "coordinates": [[45, 43], [45, "x"]]}}},
            "/place/geometry/coordinates/1/1",
            'expected a number, found "x"',
        ),
        (
            {"place": {"geometry": {"type": "Point", "coordinates": [45, 43], "bbox": []}}},
            "/place/geometry/bbox",
            "expected no field of this name here",
        ),
        (
            {"place": {"geometry": {"type": "LineString", "coordinates": [[45, 43]]}}},
            "/place/geometry/coordinates",
            "expected a list of at least 2, found one of 1",
        ),
    ],
)
def test_a_fault_says_where_what_was_expected_and_what_stands_there(fields, pointer, sentence):
    assert faults({**INCIDENT, **fields}) == ((pointer, sentence),)


@pytest.mark.parametrize(
    ("fields", "pointer", "sentence"),
    [
        (
            {"acquired": {"at": "2014-12-15T20:49:54"}},
            "/acquired/at",
            (
                "expected a date and time with its zone, such as 2014-12-14T09:30:00+03:00, "
                'found "2014-12-15T20:49:54"'
            ),
        ),
        (
            {"acquired": {"at": "2014-12-15T20:49:54Z", "from": 7}},
            "/acquired/from",
            "expected a text, found 7",
        ),
        (
            {"digest": "SHA"},
            "/digest",
            'expected a SHA-256 digest of 64 hexadecimal digits in lower case, found "SHA"',
        ),
        ({"crc32": 4294967296}, "/crc32", "expected a number up to 4294967295, found 4294967296"),
        (
            {"state": "collected"},
            "",
            "expected digest and size of an item that is collected, found none",
        ),
    ],
)
def test_faults_of_items_use_the_names_that_people_write(fields, pointer, sentence):
    assert faults({**ITEM, **fields}) == ((pointer, sentence),)


@pytest.mark.parametrize(
    ("text", "pointer", "sentence"),
    [
        ("", "", "expected JSON, found none: EOF while parsing a value at line 1 column 0"),
        ('{"type"}', "", "expected JSON, found none: expected `:` at line 1 column 8"),
        ("[]", "", "expected an object, found a list"),
        ("7", "", "expected an object, found 7"),
        ("{}", "/type", "expected a type, found none"),
        (
            '{"type": "incdent"}',
            "/type",
            (
                "expected a type that is one of 'incident', 'actor', 'source', 'item', 'appeal', "
                "'place', 'case', found 'incdent'"
            ),
        ),
    ],
)
def test_what_is_not_even_the_beginning_of_a_record_is_refused(text, pointer, sentence):
    assert faults(text) == ((pointer, sentence),)


@pytest.mark.parametrize("text", ['{"type": "case", "title": "\\ud800"}', '{"a":' * 5000, "\x00"])
def test_hostile_texts_are_faults_and_no_crash(text):
    assert faults(text)[0][1].startswith("expected JSON, found none")


def test_all_faults_are_found_in_one_reading():
    found = faults({**INCIDENT, "title": "", "status": "true", "links": [{"to": "I5"}], "x": 1})
    assert [pointer for pointer, _ in found] == ["/title", "/status", "/links/0/type", "/x"]


def test_a_list_is_not_called_too_short_where_only_its_elements_are_wrong():
    found = faults({"type": "actor", "kind": "individual", "names": [{"text": ""}]})
    assert found == (("/names/0/text", 'expected some text, found ""'),)


def test_a_bound_that_nobody_wrote_is_not_found_faulty():
    number = {"comparator": "exactly", "lo": "9"}
    assert len(faults({**INCIDENT, "counts": [{"of_what": "killed", "value": number}]})) == 1


def test_places_can_be_followed_into_the_file():
    wrong = {
        **INCIDENT,
        "acts": [
            {"type": "looting", "property": [{"class": "spoon"}]},
            {"type": "killing", "victims": [{"actor": 7}]},
        ],
        "place": {"geometry": {"type": "MultiPoint", "coordinates": [[0, 0], [0, 95]]}},
    }
    stands = [resolve(wrong, pointer) for pointer, _ in faults(wrong)]
    assert stands == [[0, 95], "spoon", 7]


def test_a_long_value_is_shown_by_its_beginning():
    ((pointer, sentence),) = faults({**INCIDENT, "ref": "a b" * 100})
    assert pointer == "/ref"
    assert sentence.endswith("…")
    assert len(sentence) < 200


def test_every_pattern_of_a_record_has_words():
    schema = json.dumps(ANY_RECORD.json_schema())
    patterns = set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', schema))
    assert {json.loads(pattern) for pattern in patterns} == set(PATTERN_WORDS)
