"""The whole site: every page of every record works, and nothing in it can run or reach outside."""

from __future__ import annotations

import json

import pytest

from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from tests.archive.samples import actor, appeal, case, incident, item, place, record, source
from tests.webui.holdings import HOSTILE, SECRET_NAME
from tests.webui.reading import Page, crawl, dangers, spaced
from webui.application import create_app

AUDIENCES = [
    pytest.param(PUBLIC, id="public"),
    pytest.param(RESTRICTED, id="restricted"),
    pytest.param(CONFIDENTIAL, id="confidential"),
]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_page_works_and_nothing_in_it_can_run_or_reach_outside(site, audience):
    pages = site(audience)
    assert len(pages) > 40
    for address, page in pages.items():
        assert page.status == 200, address
        assert dangers(page) == [], address
        assert page.all("html")[0]["lang"] == "en", address
        assert len(page.all("h1")) == 1, address
        assert page.all("main"), address
        assert all(image.get("alt") for image in page.all("img")), address
        ids = [attrs["id"] for _tag, attrs in page.elements if "id" in attrs]
        assert len(ids) == len(set(ids)), address


@pytest.mark.parametrize("audience", [PUBLIC, RESTRICTED], ids=["public", "restricted"])
def test_no_page_tells_what_is_withheld(site, audience):
    for address, page in site(audience).items():
        for secret in (SECRET_NAME, "closed matter", "whispered", "closed case", "closed item"):
            assert secret not in page.text, address


def test_the_same_pages_tell_it_to_those_who_may_know(site):
    told = " ".join(page.text for page in site(CONFIDENTIAL).values())
    for secret in (SECRET_NAME, "closed matter", "whispered", "closed case", "closed item"):
        assert secret in told.replace("A closed", "closed")


def test_hostile_texts_show_as_texts_wherever_they_stand(archive):
    record(archive, *hostile_records())
    pages = crawl(create_app(archive).test_client())
    for address, page in pages.items():
        assert page.status == 200, address
        assert dangers(page) == [], address
    told = " ".join(page.text for page in pages.values())
    assert [text for text in HOSTILE if spaced(text) not in told] == []


def hostile_records() -> list:
    """Records with hostile texts in every field that takes a text."""
    all_of_it = " ".join(HOSTILE)
    cite = [
        {
            "path": path,
            "source": "S",
            "locator": all_of_it,
            "note": all_of_it,
            "quote": {"exact": text, "prefix": text, "suffix": text},
            "asserted_by": text,
            "reported_via": [text],
            "value": text,
            "status": status,
        }
        for path in ("", "/title", "/acts/0", "/tags")
        for text, status in zip(HOSTILE, ("conflict", "accepted") * 5, strict=False)
    ]
    words = {"comparator": "some", "verbatim": all_of_it, "unit": all_of_it}
    date = {"verbatim": all_of_it, "anchor": all_of_it}
    spot = {"name": all_of_it, "admin": list(HOSTILE)}
    act = {
        "type": "threat",
        "description": all_of_it,
        "stated_reason": all_of_it,
        "place": spot,
        "count": words,
        "date": date,
        "duration": {"verbatim": all_of_it},
        "victims": [
            {
                "description": all_of_it,
                "consequences": all_of_it,
                "characteristics": list(HOSTILE),
                "count": words,
            }
        ],
        "perpetrators": [{"description": all_of_it, "count": words}],
        "property": [{"class": "phone", "description": all_of_it, "quantity": words}],
    }
    return [
        source(
            "S",
            title=all_of_it,
            author=all_of_it,
            publisher=all_of_it,
            text="\n".join(HOSTILE),
            urls=list(HOSTILE),
            rights=all_of_it,
            note=all_of_it,
            received_from=all_of_it,
        ),
        *(incident(f"H{n}", title=text, tags=[text]) for n, text in enumerate(HOSTILE)),
        incident(
            "H",
            title=all_of_it,
            narrative={"en": all_of_it, "ar": all_of_it},
            acts=[act],
            date=date,
            place=spot,
            time={"verbatim": all_of_it},
            tags=list(HOSTILE),
            counts=[{"of_what": all_of_it, "who": all_of_it, "value": words}],
            links=[{"to": "H1", "type": "causes", "note": all_of_it}],
            citations=cite,
            external_ids=[{"scheme": all_of_it, "value": all_of_it}],
            gaps=[{"path": "/status", "reason": "unknown", "note": all_of_it}],
        ),
        actor(
            "A",
            name=all_of_it,
            occupation=all_of_it,
            nationality=all_of_it,
            description=all_of_it,
            pseudonym=all_of_it,
            consent={"scope": ["court"], "note": all_of_it},
        ),
        item(
            "E",
            title=all_of_it,
            description=all_of_it,
            creator=all_of_it,
            urls=list(HOSTILE),
            names=list(HOSTILE),
            original_whereabouts=all_of_it,
            safety_note=all_of_it,
            claims={"make": all_of_it, "notes": list(HOSTILE), "raw": {all_of_it: all_of_it}},
        ),
        appeal(
            "N",
            title=all_of_it,
            by=all_of_it,
            legal_reference=all_of_it,
            channel=all_of_it,
            demands=[{"text": text} for text in HOSTILE],
            copies_to=list(HOSTILE),
            addressees=[{"office": all_of_it, "address": all_of_it, "email": all_of_it}],
            responses=[{"kind": "denial", "text": all_of_it, "by": all_of_it}],
        ),
        place("P", name=all_of_it, gazetteer_ids={all_of_it: all_of_it}),
        case("C", title=all_of_it, notes=all_of_it, incidents=["H"], members=list(HOSTILE)),
    ]


def test_naughty_strings_show_as_text(archive, shared_data):
    lists = sorted(path for path in (shared_data / "blns").rglob("*.json"))
    strings = [
        s
        for path in lists
        for s in json.loads(path.read_text(encoding="utf-8"))
        if isinstance(s, str) and s.strip() and s.isprintable()
    ]
    assert len(strings) > 300
    acts = [{"type": "other", "description": text} for text in strings]
    record(archive, incident("B", acts=acts))
    page = Page(create_app(archive).test_client().get("/incident/B"))
    assert dangers(page) == []
    assert [text for text in strings if spaced(text) not in page.text] == []


def test_what_people_wrote_carries_its_direction(reader):
    page = Page(reader().get("/incident/I8"))
    arabic = [attrs for _tag, attrs in page.elements if attrs.get("lang") == "ar"]
    assert arabic
    assert all(attrs.get("dir") in ("auto", "rtl") for attrs in arabic)
