"""A tour of every address with hostile values, by somebody who is signed in and means harm."""

from __future__ import annotations

import re
import socket
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask

from archive import repository
from archive.accounts import granting, joining
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.webui.accounts import PASSWORDS, Browser, browser
from tests.webui.pages.test_members import keeper
from tests.webui.pages.test_sign_in import (  # noqa: F401 - fixtures
    CHEAP,
    app,
    clock,
    house,
    settled,
)
from tests.webui.reading import Page, dangers
from tests.webui.test_guard import addresses
from webui.application import create_app

MEANT_FOR = (
    "../../../../../../etc/passwd",
    "%2e%2e%2f%2e%2e%2fkhronika.db",
    "..\\..\\khronika.db",
    "a\r\nSet-Cookie: stolen=1\r\n\r\n",
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)>",
    "' OR 1=1; DROP TABLE people; --",
    "{{ config }}{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}",
    "\u202egpj.exe٣٤",
)
"""Folders above, headers, scripts, databases, templates, and eyes."""
HOSTILE = {
    "traversal": MEANT_FOR[0],
    "all at once": "".join(MEANT_FOR),
    "NUL and endless": "\x00" + "a" * 600,
}
"""The last fills all fields of a form to just below what is read at all; longer ones are not."""
FIELDS = (
    *("name", "password", "again", "present", "code", "next", "seed", "session", "role"),
    *("clearance", "compartments", "by", "to", "audience", "purpose", "recipient", "level"),
    *("reason", "left", "top", "width", "height", "words", "from", "place", "near", "bbox"),
    *("kind", "type", "sort", "page", "limit", "offset", "format", "ref", "size", "received"),
)


OF_AN_APP = "a href=otpauth://totp/"
"""The one link that leaves the pages: to an app on the same device, which takes a seed over."""


def look_through(answer, what: str) -> None:  # type: ignore[no-untyped-def]
    assert answer.status_code < 500, what
    assert not [one for one in answer.headers.getlist("Set-Cookie") if "stolen" in one], what
    body = answer.get_data(as_text=True)
    assert "root:x:" not in body, what
    assert "SQLite format" not in body, what
    assert "SECRET_KEY" not in body, what
    if answer.mimetype == "text/html":
        found = [one for one in dangers(Page(answer)) if not one.startswith(OF_AN_APP)]
        assert found == [], what


def hostile_addresses(app: Flask, value: str) -> list[tuple[str, str]]:  # noqa: F811
    """Method and path of every rule, with `value` in each of its places."""
    found = []
    for endpoint, method, path in addresses(app):
        if endpoint != "sign_in.leave":
            found.append((method, path.replace("/x", f"/{quote(value, safe='')}")))
    return found


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_values_in_paths_and_queries_show_as_text_or_not_at_all(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
    kind: str,
) -> None:
    value, vera = HOSTILE[kind], keeper(app)
    query = urlencode(dict.fromkeys(FIELDS, value))
    for method, path in hostile_addresses(app, value):
        answer = vera.client.open(f"{path}?{query}", method=method, buffered=True)
        look_through(answer, f"{method} {path[:60]}")
    assert vera.get("/members").status_code == 200


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_values_in_forms_change_nothing_they_should_not(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
    kind: str,
) -> None:
    value, vera = HOSTILE[kind], keeper(app)
    with house.reading() as connection:
        before = {one.id for one in repository.find_many(connection, ["I1", "I2"]).values()}
    for method, path in hostile_addresses(app, value):
        if method == "POST":
            answer = vera.fill_in("/account", path, **dict.fromkeys(FIELDS, value))
            look_through(answer, path[:60])
    with house.reading() as connection:
        assert {one.id for one in repository.find_many(connection, ["I1", "I2"]).values()} == before
    assert vera.get("/members").status_code == 200


def test_what_is_above_ones_clearance_is_not_there_by_its_id_either(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
) -> None:
    with house.reading() as connection:
        hidden = repository.find(connection, "I2").id
    amina = browser(app)
    amina.sign_in("Amina")
    for path in ("/incident/{}", "/incident/{}/history", "/record/{}", "/incident/{}/packet"):
        one, other = amina.get(path.format(hidden)), amina.get(path.format("a" * len(hidden)))
        assert (one.status_code, other.status_code) == (404, 404), path
        told, of_nothing = (
            re.sub(r'name="csrf_token" value="[^"]+"', "", answer.get_data(as_text=True))
            for answer in (one, other)  # the token holds the second in which it was made
        )
        assert told.replace(hidden, "a" * len(hidden)) == of_nothing, path


def test_nobody_is_told_of_a_file_that_another_sends_or_puts_anything_behind_it(
    app: Flask,  # noqa: F811
    house: Archive,  # noqa: F811
) -> None:
    granting.let_in(house, "Ivo", Standing(Role.RECORDER, Level.RESTRICTED, None))
    joining.set_password(house, CHEAP, "Ivo", PASSWORDS["Ivo"])
    vera, ivo = keeper(app), browser(app)
    ivo.sign_in("Ivo")
    assert send_piece(vera, b"the fi", 0) == {"offset": 6}
    assert ivo.get(f"{PIECE}&size=10").get_json() == {"offset": 0}
    assert send_piece(ivo, b"rst", 6) == {"offset": 0}
    told = send_piece(vera, b"lm 2", 6)
    assert told["files"][0]["digest"] == sha256(b"the film 2").hexdigest()


PIECE = "/incident/I1/add/piece?name=film"


def send_piece(who: Browser, content: bytes, offset: int) -> Any:
    text = who.get("/incident/I1/add").get_data(as_text=True)
    token = text.partition('name="csrf_token" value="')[2].partition('"')[0]
    address, headers = f"{PIECE}&size=10&offset={offset}", {"X-CSRFToken": token}
    return who.client.post(address, data=content, headers=headers).get_json()


def test_the_address_where_a_file_was_found_is_kept_and_never_asked(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.archive.samples import incident, record

    record(archive, incident("I1"))

    def asked(*_where: object) -> None:
        raise AssertionError("somebody outside was asked")

    monkeypatch.setattr(socket.socket, "connect", asked)
    one = Browser(create_app(archive).test_client())
    text = one.get("/incident/I1/add").get_data(as_text=True)
    token = text.partition('name="csrf_token" value="')[2].partition('"')[0]
    for number, address in enumerate(
        ("http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "gopher://127.0.0.1:25/")
    ):
        given = {
            "csrf_token": token,
            "source_url": address,
            "files": (BytesIO(b"a letter %d" % number), "letter.txt"),
        }
        answer = one.client.post("/incident/I1/add", data=given)
        look_through(answer, address)
        assert "root:" not in answer.get_data(as_text=True)
