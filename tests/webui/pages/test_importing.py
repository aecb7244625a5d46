"""Importing in the browser: looked at first, with every refused row and its reason."""

from __future__ import annotations

import io
import re
from contextlib import closing

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive import log, repository
from archive.disclosure import RESTRICTED
from archive.workspace import Archive
from tests.webui.accounts import Browser
from tests.webui.reading import Page, dangers
from webui.application import create_app

GOOD = "id,date,title\n1,2014-12-14,A search\n2,2014-12-13,A fire\n"
BAD = GOOD + '3,some day,"<script>alert(1)</script>"\n'


def send(client: FlaskClient, text: str, way: str = "guess") -> str:
    """Hand over a file; the address of its preview."""
    page = client.get("/import").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    file = (io.BytesIO(text.encode()), "list.csv")
    given = {"csrf_token": token[1], "mapping": way, "file": file}
    answer = client.post("/import", data=given, content_type="multipart/form-data")
    assert answer.status_code == 303
    return answer.headers["Location"]


def press(client: FlaskClient, there: str, do: str) -> TestResponse:
    text = client.get(there).get_data(as_text=True)
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert area
    mapping = area[1].replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
    return Browser(client).fill_in(there, do=do, mapping=mapping.replace("&amp;", "&"))


def size(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def test_a_file_is_looked_at_and_then_imported_whole(archive: Archive, client: FlaskClient) -> None:
    before = size(archive)
    there = send(client, GOOD)
    text = Page(client.get(there)).text
    assert "2 rows: 2 accepted, 0 refused" in text
    assert size(archive) == before
    assert "2 created" in Page(press(client, there, "import")).text
    with archive.reading() as connection:
        assert len(list(repository.every(connection, "incident"))) == 2
    assert client.get(there).status_code == 404  # the file is not kept


def test_refused_rows_are_shown_with_their_reasons_and_kept_aside(
    archive: Archive, client: FlaskClient
) -> None:
    there = send(client, BAD)
    page = Page(client.get(there))
    assert dangers(page) == []
    assert "3 rows: 2 accepted, 1 refused" in page.text
    assert "some day" in page.text
    assert not [one for one in page.all("button") if one.get("value") == "import"]
    before = size(archive)
    assert press(client, there, "import").status_code == 303  # sent all the same: nothing is done
    assert size(archive) == before
    done = press(client, there, "partial")
    assert "2 created" in Page(done).text
    with closing(client.get(f"{there}/refused.csv", buffered=True)) as left:
        assert "some day" in left.get_data(as_text=True)
        assert "attachment" in left.headers["Content-Disposition"]


def test_a_mapping_that_is_none_is_refused_and_kept_to_be_mended(client: FlaskClient) -> None:
    there = send(client, GOOD)
    Browser(client).fill_in(there, do="look", mapping="not a mapping")
    page = Page(client.get(there))
    assert "The mapping cannot be used as it is" in page.text
    assert "not a mapping" in page.text


def test_who_does_not_see_everything_cannot_import(archive: Archive) -> None:
    client = create_app(archive, RESTRICTED).test_client()
    assert client.get("/import").status_code == 403


def test_a_file_of_nobody_is_not_there(client: FlaskClient) -> None:
    for token in ("x", "a" * 16, "..", "mapping.toml"):
        assert client.get(f"/import/{token}").status_code == 404
