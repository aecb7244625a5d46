"""Several records at a glance are the same as each by itself."""

from __future__ import annotations

from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.glance import glance
from archive.lookup import show
from tests.archive.samples import access, actor, incident, record


def test_a_glance_shows_what_a_look_shows(archive):
    made = record(
        archive,
        actor("V", access=access("public", names="confidential"), pseudonym="W7"),
        incident(
            "I1", access=access("public"), acts=[{"type": "threat", "victims": [{"actor": "V"}]}]
        ),
        incident("I2", access=access("confidential")),
    )
    ids = [one.id for one in made]
    for audience, expected in ((PUBLIC, ids[:2]), (CONFIDENTIAL, ids)):
        views = glance(archive, [*ids, "a" * 16, ids[0]], audience)
        assert list(views) == expected
        for key, view in views.items():
            assert view == show(archive, key, audience).view


def test_nothing_asked_is_nothing_seen(archive):
    assert glance(archive, [], CONFIDENTIAL) == {}
