"""What a record says comes back from its form as it was, and what was opened stays open."""

from __future__ import annotations

import json

import pytest

from archive.drafting.fields import fields_of
from archive.drafting.reading import read
from archive.drafting.typed import nothing, put, standing_at, typed_of
from archive.worked_example import example_records
from schemas.errors import BadPointer
from schemas.records import RECORD_TYPES, read_record
from tests.archive.rich_records import rich


def as_it_is(text: str, _field: object) -> str:
    return text


def there_and_back(content: dict[str, object]) -> dict[str, object]:
    kind = str(content["type"])
    form = fields_of(kind)
    read_again = read(kind, typed_of(form, content, {}), as_it_is)
    assert read_again.faults == []
    kept = {key: content[key] for key in content if key not in {one.name for one in form.inner}}
    return read_record(json.dumps({**kept, **read_again.content})).content()


def test_every_record_of_the_example_comes_back_from_its_form_as_it_was() -> None:
    for record in example_records():
        content = read_record(json.dumps(record)).content()
        assert there_and_back(content) == content, record["ref"]


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_a_record_with_every_field_filled_comes_back_from_its_form_as_it_was(kind: str) -> None:
    content = read_record(json.dumps(rich(kind))).content()
    assert there_and_back(content) == content


def test_every_field_of_every_shape_can_be_opened_empty() -> None:
    for kind in RECORD_TYPES:
        for field in fields_of(kind).inner:
            assert nothing(field) in ("", [], {}), f"{kind} {field.name}"


def test_putting_a_value_opens_what_is_on_the_way() -> None:
    tree: dict[str, object] = {}
    put(tree, "/acts/0/victims/0/actor", "vera")
    assert standing_at(tree, "/acts/0/victims/0") == {"actor": "vera"}
    with pytest.raises(BadPointer, match="there is no row 5"):
        put(tree, "/acts/5/type", "killing")


def test_what_was_never_opened_stands_nowhere() -> None:
    assert standing_at({"acts": []}, "/acts/0/type") is None
    assert standing_at({"title": "x"}, "/title/0") is None
