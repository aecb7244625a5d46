"""Rules of addresses that are compiled when the first address is written by them."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import BuildError, Map, MapAdapter, Rule

from webui.late_rules import LateRule

RULES = {
    "record": ("/<any(incident,item):record_type>/<ref>", {}),
    "page": ("/item/<ref>/page/<int:number>", {}),
    "first": ("/first/<ref>", {"ref": "I1"}),
    "about": ("/about", {}),
}


def bound(kind: type[Rule]) -> MapAdapter:
    rules = [kind(path, endpoint=name, defaults=more) for name, (path, more) in RULES.items()]
    return Map(rules).bind("archive.example")


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("record", {"record_type": "item", "ref": "a/b ü?", "from": "x y", "to": ["1", "2"]}),
        ("page", {"ref": "E1", "number": 7}),
        ("first", {"ref": "I1"}),
        ("about", {"q": "a&b"}),
    ],
)
def test_addresses_are_written_as_by_rules_compiled_at_once(
    endpoint: str, values: dict[str, Any]
) -> None:
    late, plain = bound(LateRule), bound(Rule)
    written = plain.build(endpoint, values)
    assert late.build(endpoint, values) == late.build(endpoint, values) == written
    assert bound(LateRule).build(endpoint, values) == written
    assert late.match("/item/E1/page/7") == plain.match("/item/E1/page/7")


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(BuildError, match="record"):
        bound(LateRule).build("record", {"ref": "E1"})
    with pytest.raises(ValueError, match="door"):
        bound(LateRule).build("record", {"record_type": "door", "ref": "E1"})


def test_a_rule_with_other_values_of_its_own_is_another() -> None:
    one = Map([LateRule("/x/<ref>", endpoint="x", defaults={"ref": "a"})]).bind("a.example")
    other = Map([LateRule("/x/<ref>", endpoint="x")]).bind("a.example")
    assert one.build("x", {"ref": "a"}) == "/x/a"
    assert other.build("x", {"ref": "b"}) == "/x/b"
