"""Blackening parts of a picture in the browser: by numbers here, by drawing in tests/browser."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from werkzeug.datastructures import MultiDict

from archive import log, repository
from archive.disclosure import PUBLIC, RESTRICTED
from schemas.access import Level
from tests.archive.samples import add
from tests.evidence.pictures_for_tests import make_exif, make_picture, written
from tests.webui.reading import Page
from webui.application import create_app
from webui.errors import BadField
from webui.pages.redact import boxes_of


@pytest.fixture
def ref(archive, tmp_path):
    """A photo of 120 × 80 pixels that lies on its side."""
    path = tmp_path / "photo.jpg"
    exif = make_exif(image={0x010F: "Maker", 0x0112: 6})
    path.write_bytes(written(make_picture((120, 80)), exif=exif, quality=95))
    (added,) = add(archive, path, title="The house", level=Level.PUBLIC)
    return added.ref


def send(client, ref, **form):
    page = Page(client.get(f"/item/{ref}/redact"))
    form["csrf_token"] = next(
        field["value"] for field in page.all("input") if field.get("name") == "csrf_token"
    )
    return client.post(f"/item/{ref}/redact", data=form)


FILLED = {
    "left": ["10", ""],
    "top": ["20", ""],
    "width": ["30", ""],
    "height": ["40", ""],
    "reason": "a face",
    "level": "public",
}


def test_the_form_tells_the_size_of_the_upright_picture(client, ref):
    page = Page(client.get(f"/item/{ref}/redact"))
    assert "80 wide, 120 high" in page.text
    labels = [field for field in page.all("input") if field.get("type") == "number"]
    assert len(labels) == 16
    assert f"/item/{ref}/redact" in Page(client.get(f"/item/{ref}")).links()


@pytest.mark.parametrize(
    ("asked", "rows"), [("", 4), ("?boxes=16", 16), ("?boxes=0", 1), ("?boxes=999", 100)]
)
def test_without_scripts_more_boxes_can_be_asked_for(client, ref, asked, rows):
    page = Page(client.get(f"/item/{ref}/redact{asked}"))
    assert len([one for one in page.all("input") if one.get("name") == "left"]) == rows


def test_the_picture_on_the_form_has_no_metadata(client, ref):
    data = client.get(f"/item/{ref}/redact/picture").data
    assert Image.open(io.BytesIO(data)).size == (80, 120)
    assert b"Maker" not in data


def test_a_copy_is_made_of_the_numbers(client, archive, ref):
    answer = send(client, ref, **FILLED)
    assert answer.status_code == 303
    made = answer.headers["Location"].rpartition("/")[2]
    with archive.reading() as connection:
        _, copy = repository.load(connection, made)
        summary, _ = repository.load(connection, ref)
        entry = log.about(connection, summary.id)[-1]
        detail = log.detail(connection, entry.seq)
    assert detail == {"boxes": [[10, 20, 40, 60]], "reason": "a face"}
    with archive.blobs.open(copy.digest) as file:
        picture = Image.open(io.BytesIO(file.read()))
    assert picture.crop((12, 22, 38, 58)).convert("L").getextrema()[1] < 8


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "why, in a few words"),
        ({"level": "nobody"}, "one of the words that the form offers"),
        ({"left": ["", ""]}, "four whole numbers"),
        ({"left": ["-1", ""]}, "four whole numbers"),
        ({"left": ["", ""], "top": [], "width": ["", ""], "height": ["", ""]}, "at least one box"),
    ],
)
def test_a_form_that_cannot_be_understood_makes_nothing(client, archive, ref, changed, said):
    with archive.reading() as connection:
        before = log.head(connection)
    answer = send(client, ref, **{**FILLED, **changed})
    assert answer.status_code == 400
    assert said in Page(answer).text
    with archive.reading() as connection:
        assert log.head(connection) == before


def test_a_form_without_its_token_is_refused(client, ref):
    assert client.post(f"/item/{ref}/redact", data=FILLED).status_code in (400, 403)


def test_who_may_not_have_the_original_gets_neither_form_nor_picture(archive, ref):
    for path in (f"/item/{ref}/redact", f"/item/{ref}/redact/picture"):
        assert create_app(archive, PUBLIC).test_client().get(path).status_code == 403
        assert create_app(archive, RESTRICTED).test_client().get(path).status_code == 200


def test_what_is_no_picture_has_no_form(client, archive, tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("words")
    (added,) = add(archive, path)
    assert client.get(f"/item/{added.ref}/redact").status_code == 404


def test_too_many_boxes_are_cut_nowhere_in_the_middle():
    rows = 120
    fields = MultiDict(
        [(side, "1") for side in ("left", "top", "width", "height") for _ in range(rows)]
    )
    with pytest.raises(BadField, match="at most 100 boxes"):
        boxes_of(fields)
