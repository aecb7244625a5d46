"""Hostile texts in every field of every type of record show as text: in forms and on pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.drafting.typed import Typed
from archive.workspace import Archive
from tests.webui import hostile
from tests.webui.forms import Coder
from tests.webui.holdings import HOSTILE
from tests.webui.reading import Page, dangers, spaced
from webui.application import create_app
from webui.desk import KEY


def texts_in(typed: Typed) -> Iterator[str]:
    if isinstance(typed, dict | list):
        for one in typed.values() if isinstance(typed, dict) else typed:
            yield from texts_in(one)
    else:
        yield typed


def see(client: FlaskClient, path: str) -> Page:
    answer = client.get(path)
    page = Page(answer)
    assert (answer.status_code, dangers(page)) == (200, []), path
    return page


def test_every_field_of_every_form_shows_what_was_typed_as_text(
    archive: Archive, client: FlaskClient
) -> None:
    for kind, draft in hostile.drafted(archive, hostile.different(HOSTILE)).items():
        coder = Coder(client, f"/drafts/{draft.id}", client.get(f"/drafts/{draft.id}"))
        assert dangers(Page(coder.seen)) == [], kind  # type: ignore[arg-type]
        shown = {spaced(one) for some in coder.fields().listvalues() for one in some}
        wanted = {spaced(text) for text in texts_in(draft.typed) if text}
        assert wanted - shown == set(), kind
        coder.press("save").press("check")
        assert dangers(Page(coder.seen)) == [], kind  # type: ignore[arg-type]


@pytest.mark.parametrize("place", ["/{kind}/{ref}", "/{kind}/{ref}/history"])
def test_every_text_of_every_record_shows_as_text(archive: Archive, place: str) -> None:
    app = create_app(archive)
    client = app.test_client()
    made = hostile.recorded(archive, app.extensions[KEY], hostile.different(HOSTILE))
    for kind, (ref, count) in made.items():
        page = see(client, place.format(kind=kind, ref=ref))
        assert count > 5, kind
        assert any(text in page.text for text in HOSTILE[:3])
    see(client, "/?type=all")
    see(client, "/incident/h-incident/packet")


@pytest.mark.parametrize("whole", [True, False])
def test_the_big_list_of_naughty_strings_shows_as_text(
    archive: Archive, shared_data: Path, whole: bool
) -> None:
    texts = json.loads((shared_data / "blns" / "blns.json").read_text("utf-8"))
    usable = [one for one in texts if one.strip() and one.isprintable()]
    app = create_app(archive)
    client, source = app.test_client(), hostile.different(usable)
    if whole:
        for draft in hostile.drafted(archive, source).values():
            see(client, f"/drafts/{draft.id}")
        return
    for kind, (ref, _count) in hostile.recorded(archive, app.extensions[KEY], source).items():
        see(client, f"/{kind}/{ref}")
        see(client, f"/{kind}/{ref}/history")
