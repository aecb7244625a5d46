"""A revision is told by its fields, before and after."""

from __future__ import annotations

from archive.history import Change, Unshown
from tests.webui.telling.views import VERA, shown
from webui.telling import changes


def test_values_are_told_as_their_fields_ask():
    change = Change(
        2,
        41,
        "2026-01-01T10:00:00Z",
        "record.revised",
        "Vera",
        "typing error",
        (
            ("/id", None, "x"),
            ("/date", None, {"edtf": "2014-12"}),
            ("/acts/0/type", "threat", "death_threat"),
            ("/acts/0/victims/0/actor", None, VERA),
            ("/title", Unshown.EARLIER, "A door"),
        ),
    )
    told = changes.told(change, shown())
    assert (told.at, told.reason, told.entry) == ("2026-01-01 10:00:00 UTC", "typing error", 41)
    rows = [(one.field, one.before[0].text, one.after[0].text) for one in told.differences]
    assert rows == [
        ("date", "nothing", "December 2014"),
        ("act 1, type", "Threat", "Death threat"),
        ("act 1, victim 1, actor", "nothing", "Vera N."),
        ("title", "other words, not shown any more", "A door"),
    ]
