"""Films are played in parts, documents drawn page by page, files read again; the log says so."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from archive import lookup
from archive.disclosure import CONFIDENTIAL, PUBLIC
from schemas.access import Level
from schemas.records import read_record
from tests.archive.samples import add, incident, record
from tests.by_hand import needs_folder
from tests.evidence.reading import made_files
from tests.webui.reading import Page, dangers
from webui.application import create_app


@pytest.fixture
def taken_in(archive, tmp_path):
    """Takes a file in and gives the ref of its item."""
    record(archive, incident("I1", access={"level": "public"}))

    def take(name, content, **fields):
        path = tmp_path / name
        path.write_bytes(content)
        (added,) = add(archive, path, incident="I1", **fields)
        return added.ref

    return take


def check(client, ref):
    """Press the button that has the file read again."""
    inputs = Page(client.get(f"/item/{ref}")).all("input")
    token = next(one["value"] for one in inputs if one.get("name") == "csrf_token")
    return Page(client.post(f"/item/{ref}/check", data={"csrf_token": token}))


def openings(client, ref):
    page = Page(client.get(f"/item/{ref}"))
    return page.text.count("shown on its page") // 2  # among the answers, and among all entries


def test_a_film_is_played_by_its_page_and_sought_in_parts(client, taken_in):
    av = pytest.importorskip("av")
    content = made_files.film(av)
    ref = taken_in("film.mp4", content)
    page = Page(client.get(f"/item/{ref}"))
    (video,) = page.all("video")
    assert (video["src"], video["preload"]) == (f"/item/{ref}/play", "none")
    assert "autoplay" not in video
    answer = client.get(video["src"], headers={"Range": "bytes=10-19"}, buffered=True)
    assert (answer.status_code, answer.data) == (206, content[10:20])
    assert answer.mimetype == "video/mp4"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_looking_is_entered_once_in_an_hour_however_many_parts_are_asked_for(client, taken_in):
    av = pytest.importorskip("av")
    ref = taken_in("film.mp4", made_files.film(av))
    assert openings(client, ref) == 0
    for start in (0, 40, 80):
        client.get(f"/item/{ref}/play", headers={"Range": f"bytes={start}-"}, buffered=True)
    assert openings(client, ref) == 1


def test_only_what_a_browser_plays_and_does_not_run_is_played(client, taken_in):
    ref = taken_in("page.html", b"<html><script>alert(1)</script></html>" * 40)
    answer = client.get(f"/item/{ref}/play")
    assert answer.status_code == 404
    assert b"alert" not in answer.data
    assert Page(client.get(f"/item/{ref}")).all("video") == []


def test_a_document_is_drawn_page_by_page(client, taken_in):
    ref = taken_in("letter.pdf", made_files.pdf("First page", "Second page"))
    assert f"/item/{ref}/pages" in Page(client.get(f"/item/{ref}")).links()
    page = Page(client.get(f"/item/{ref}/pages?page=2"))
    assert "Page 2 of 2" in page.text
    assert dangers(page) == []
    (image,) = page.all("img")
    drawn = client.get(image["src"])
    assert drawn.mimetype == "image/jpeg"
    assert Image.open(io.BytesIO(drawn.data)).size[0] > 300
    assert openings(client, ref) == 1


@pytest.mark.parametrize("number", ["0", "3", "-1", "two", "²"])
def test_a_page_that_is_not_there_is_refused(client, taken_in, number):
    ref = taken_in("letter.pdf", made_files.pdf("First page", "Second page"))
    page = Page(client.get(f"/item/{ref}/pages?page={number}"))
    assert page.status == 400
    assert "a page from 1 to 2" in page.text


def test_a_picture_is_seen_larger_without_what_the_file_says(client, taken_in):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A Camera"
    Image.new("RGB", (2000, 1000), "sienna").save(file, "JPEG", exif=exif)
    ref = taken_in("photo.jpg", file.getvalue())
    assert f'src="/item/{ref}/large.jpg"' in client.get(f"/item/{ref}/larger").text
    drawn = client.get(f"/item/{ref}/large.jpg")
    assert Image.open(io.BytesIO(drawn.data)).size == (1600, 800)
    assert b"A Camera" not in drawn.data


def test_a_file_is_read_again_and_the_log_says_what_came_of_it(client, archive, taken_in):
    needs_folder(archive.settings)
    ref = taken_in("note.txt", b"The bridge was whole at noon.")
    page = check(client, ref)
    assert "every byte is as it was" in page.text
    assert dangers(page) == []
    (blob,) = (path for path in archive.settings.folder.rglob("*") if path.stat().st_size == 29)
    blob.chmod(0o644)
    blob.write_bytes(b"The bridge was whole at nine.")
    harmed = check(client, ref)
    assert "The file is not what was taken in" in harmed.text
    blob.unlink()
    assert "The file is not what was taken in" in check(client, ref).text
    custody = Page(client.get(f"/item/{ref}")).around("Has it been altered since?", 600)
    assert "FAILED, blob.changed" in custody
    assert "FAILED, blob.missing" in custody


def test_who_may_not_have_the_bytes_is_shown_none_of_them(archive, taken_in):
    ref = taken_in("letter.pdf", made_files.pdf("First page"), level=Level.CONFIDENTIAL)
    stranger = create_app(archive, PUBLIC).test_client()
    for what in ("play", "pages", "pages/1.jpg", "large"):
        assert stranger.get(f"/item/{ref}/{what}").status_code == 404


def test_the_hands_stand_in_one_line(client, taken_in):
    ref = taken_in("note.txt", b"The bridge was whole at noon.", handed_over_by="A neighbour")
    page = Page(client.get(f"/item/{ref}"))
    assert "A neighbour" in page.around("Through whose hands it went", 300)


def test_pages_that_are_hard_to_look_at_are_sent_blurred_until_they_are_asked_for(
    archive, client, taken_in
):
    ref = taken_in("letter.pdf", made_files.pdf("First page", "Second page"))
    content = lookup.show(archive, ref, CONFIDENTIAL).view.content
    record(archive, read_record(json.dumps({**content, "graphic": True})))
    page = Page(client.get(f"/item/{ref}/pages?page=2"))
    (image,) = page.all("img")
    assert image["src"] == f"/item/{ref}/pages/2.jpg?blurred=1"
    with Image.open(io.BytesIO(client.get(image["src"]).data)) as blurred:
        assert max(blurred.size) == 320
    asked = Page(client.get(f"/item/{ref}/pages?page=2&show=1"))
    assert [one["src"] for one in asked.all("img")] == [f"/item/{ref}/pages/2.jpg"]
    assert f"/item/{ref}/pages?page=1&show=1" in asked.links()


def test_a_film_that_is_hard_to_look_at_is_there_when_it_is_asked_for(archive, client, taken_in):
    ref = taken_in("film.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(64))
    content = lookup.show(archive, ref, CONFIDENTIAL).view.content
    record(archive, read_record(json.dumps({**content, "graphic": True})))
    page = Page(client.get(f"/item/{ref}"))
    assert page.all("video") == []
    assert f"/item/{ref}?show=1#film" in page.links()
    (film,) = Page(client.get(f"/item/{ref}?show=1")).all("video")
    assert film["preload"] == "none"
