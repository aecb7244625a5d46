"""What the public may see of the worked example."""

from __future__ import annotations

import json
import re
from typing import Any

from archive.disclosure import PUBLIC, disclose
from archive.worked_example import example_records
from schemas.record import new_record_id
from schemas.records import Record, read_record
from schemas.reference import with_references

RECORDS: dict[str, Record] = {
    one["ref"]: read_record(json.dumps(one), name=one["ref"]) for one in example_records()
}


def public_views() -> dict[str, dict[str, Any]]:
    """What the public sees of each record, with opaque ids for refs, as in an archive."""
    ids = {ref: new_record_id() for ref in RECORDS}
    views = {}
    for ref, record in RECORDS.items():
        linked = with_references(record, lambda found: ids.get(found.value, found.value))
        view = disclose(linked.model_copy(update={"id": ids[ref]}), PUBLIC, lambda _: True)
        assert view is not None, f"{ref} is not public"
        views[ref] = view.content
    return views


def test_the_public_meets_no_withheld_name_anywhere() -> None:
    latin = ("Babinets", "Dimitriev", "Sergei", "Dmitry")
    cyrillic = ("Бабинец", "Димитриев", "Сергей", "Дмитрий")
    arabic = ("بابينيتس", "ديميترييف", "سيرغي", "دميتري")
    withheld = latin + cyrillic + arabic
    shown = json.dumps(list(public_views().values()), ensure_ascii=False).casefold()
    assert [name for name in withheld if name.casefold() in shown] == []
    assert {"jmg member a", "jmg member b"} <= set(re.findall("jmg member [ab]", shown))


def test_the_public_meets_neither_contact_blocks_nor_the_note() -> None:
    views = public_views()
    shown = json.dumps(views)
    hidden = ("265 9077", "692 17 25", "prgenproc", "Tekhnicheskii", "Bolshaia", "105005", "125993")
    assert [text for text in hidden if text in shown] == []
    assert "text" not in views["note"]
    assert [one["salutation"] for one in views["N2"]["addressees"]] == [
        "Dear Chairman",
        "Dear Prosecutor General",
    ]
