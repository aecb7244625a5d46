"""An incident is told with its doubts."""

from __future__ import annotations

from archive.lookup import Label
from tests.webui.telling.views import MILL, SECOND, by_name, said, teller
from webui.telling import incident


def test_counts_are_told_as_intervals_with_what_they_count():
    told = teller(
        counts=[
            {"of_what": "destroyed", "who": "houses", "value": {"comparator": "at_least", "lo": 9}}
        ]
    )
    assert by_name(incident.facts(told))["How many"] == ["destroyed, houses: ≥ 9"]


def test_a_place_is_told_with_its_precision_and_the_words_of_the_source():
    told = teller(
        place={
            "place": MILL,
            "name": "by the mill",
            "precision": "2",
            "admin": ["Country", "Upper Mill"],
        }
    )
    assert by_name(incident.facts(told))["Where"] == [
        "Upper Mill by the mill Country Near a known location"
    ]


def test_the_readers_own_language_comes_first():
    told = incident.narratives(teller(narrative={"ar": "نص", "en": "Text", "ru": "Текст"}))
    assert [one.language for one in told] == ["en", "ar", "ru"]
    assert told[1].name == "العربية"


def test_links_say_how_the_incidents_stand_to_each_other():
    told = teller(links=[{"to": SECOND, "type": "precedes", "note": "by a day"}])
    assert said(incident.links(told)[0]) == "Precedes A second door by a day"


def test_a_link_from_elsewhere_is_told_from_the_other_side():
    label = Label(SECOND, "I2", "incident", "A second door")
    content = {"links": [{"to": "z" * 16, "type": "part_of"}, {"to": "y" * 16, "type": "causes"}]}
    assert said(incident.link_back(label, content, "z" * 16)) == "A second door part of this one"


def test_review_says_how_far_and_by_whom():
    told = teller(review={"state": "reviewed", "by": "a colleague"})
    assert by_name(incident.facts(told))["How far checked"] == ["Reviewed by a colleague"]
