"""Signing in and out in the browser, and everything that is shut until then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from archive.accounts import granting, joining
from archive.accounts.door import Door
from archive.accounts.passwords import Passwords
from archive.accounts.sessions import IDLE
from archive.founding import found_archive, open_archive
from archive.policy import Operation, Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.samples import access, incident, record
from tests.copies import copy_archive
from tests.webui.accounts import PASSWORDS, browser
from tests.webui.reading import Page, dangers
from tests.webui.test_guard import addresses
from webui.application import create_app
from webui.desk import KEY
from webui.operations import OPERATIONS

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
LAWYER = Standing(Role.LAWYER, Level.RESTRICTED, None)


class Clock:
    """A clock that stands still until it is moved on."""

    def __init__(self):
        self.at = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self):
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the house, made once, to be copied and never changed."""
    folder: Path = tmp_path_factory.mktemp("settled") / "archive"
    with closing(found_archive(folder, person="Vera", clock=Clock())) as archive:
        record(archive, incident("I1"), incident("I2", access=access("confidential")))
        joining.set_password(archive, CHEAP, "Vera", PASSWORDS["Vera"])
        granting.let_in(archive, "Amina", LAWYER)
        joining.set_password(archive, CHEAP, "Amina", PASSWORDS["Amina"])
    return folder


@pytest.fixture
def house(settled: Path, tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    """An archive with Vera, who keeps it, and Amina, a lawyer; both have passwords."""
    copy_archive(settled, tmp_path / "archive")
    archive = open_archive(tmp_path / "archive", clock=clock)
    yield archive
    archive.close()


FOR_PROGRAMS = ("json", ".csv")
"""Endings of addresses that are not led to the sign-in."""


def cheap(app: Flask) -> Flask:
    app.extensions[KEY] = replace(app.extensions[KEY], door=Door(CHEAP))
    return app


@pytest.fixture
def app(house: Archive) -> Flask:
    return cheap(create_app(house))


def test_nothing_but_the_door_is_open_before_somebody_signs_in(app: Flask) -> None:
    visitor = browser(app)
    for endpoint, method, path in addresses(app):
        answer = visitor.client.open(path, method=method, buffered=True)
        if OPERATIONS[endpoint] is Operation.MEASURE:
            assert answer.status_code == 200  # to who asks from this machine, and to nobody else
        elif OPERATIONS[endpoint] is Operation.ENTER:
            assert answer.status_code not in (401, 403), endpoint
        elif method == "GET" and not path.endswith(FOR_PROGRAMS) and "/api/" not in path:
            assert answer.status_code == 303, endpoint
            assert answer.headers["Location"].startswith("/sign-in?next="), endpoint
        else:
            assert answer.status_code == 401, endpoint


def test_a_visitor_is_told_nothing_of_the_archive(app: Flask, house: Archive) -> None:
    for path in ("/sign-in", "/no-such-page", "/join/x"):
        page = browser(app).get(path)
        assert house.settings.name not in page.get_data(as_text=True)
        assert dangers(Page(page)) == []


def test_who_signs_in_is_led_where_they_wanted_to_go_and_sees_their_share(app: Flask) -> None:
    amina = browser(app)
    there = amina.get("/incident/I1").headers["Location"]
    assert there == "/sign-in?next=/incident/I1"
    led = amina.fill_in(
        there, "/sign-in", next="/incident/I1", name="Amina", password=PASSWORDS["Amina"]
    )
    assert (led.status_code, led.headers["Location"]) == (303, "/incident/I1")
    assert amina.get("/incident/I1").status_code == 200
    assert amina.get("/incident/I2").status_code == 404
    assert amina.get("/members").status_code == 403
    assert "Amina" in amina.get("/").get_data(as_text=True)


@pytest.mark.parametrize(
    "there",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example/",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "elsewhere",
    ],
)
def test_nobody_is_led_elsewhere(app: Flask, there: str) -> None:
    led = browser(app).sign_in("Amina", next=there)
    assert (led.status_code, led.headers["Location"]) == (303, "/")
    assert "a=b" not in str(led.headers)


def test_cookies_are_kept_from_scripts_and_other_sites(app: Flask) -> None:
    set_by = browser(app).sign_in("Amina").headers.getlist("Set-Cookie")
    session = next(one for one in set_by if one.startswith("khronika-session="))
    known = next(one for one in set_by if one.startswith("khronika-browser="))
    assert all(word in session for word in ("HttpOnly", "SameSite=Lax", "Path=/"))
    assert all(word in known for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
    assert "Max-Age" not in session


def test_behind_tls_cookies_go_over_tls_and_to_this_host_only(house: Archive) -> None:
    app = cheap(create_app(house, must_sign_in=True, tls=True))
    client = app.test_client()
    client.environ_base["wsgi.url_scheme"] = "https"
    page = client.get("/sign-in", base_url="https://localhost").get_data(as_text=True)
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    given = {"csrf_token": token, "name": "Amina", "password": PASSWORDS["Amina"]}
    headers = {"Referer": "https://localhost/sign-in"}
    answer = client.post("/sign-in", data=given, base_url="https://localhost", headers=headers)
    set_by = answer.headers.getlist("Set-Cookie")
    named = [one for one in set_by if one.startswith("__Host-khronika-")]
    assert len(named) == 2
    assert client.get_cookie("__Host-khronika") is not None
    assert all(one.startswith("__Host-") for one in set_by)
    assert all("Secure" in one and "Domain" not in one for one in set_by)


REFUSALS = [
    {"name": "Amina", "password": "another one entirely"},
    {"name": "Nobody", "password": "another one entirely"},
    {"name": "Nobody", "password": PASSWORDS["Amina"]},
    {"name": "Amina", "password": ""},
    {"name": "", "password": ""},
    {"name": "<script>", "password": "x" * 5000},
    {"name": "Amina\x00", "password": "\x00"},
]


def test_every_refusal_looks_the_same(app: Flask) -> None:
    pages = set()
    for given in REFUSALS:
        visitor = browser(app)
        answer = visitor.fill_in("/sign-in", **given)
        assert answer.status_code == 403
        assert visitor.cookie("khronika-session") is None
        assert visitor.cookie("khronika-browser") is None
        page = Page(answer)
        assert dangers(page) == []
        pages.add(page.text)
    assert len(pages) == 1


def test_too_many_attempts_are_told_how_long_to_wait(app: Flask) -> None:
    visitor = browser(app)
    for _ in range(10):
        assert visitor.sign_in("Amina", "another one entirely").status_code == 403
    answer = visitor.sign_in("Amina", "another one entirely")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert visitor.sign_in("Amina").status_code == 429


def test_a_browser_that_is_known_is_not_held_up_by_a_guesser(app: Flask) -> None:
    amina, guesser = browser(app), browser(app)
    assert amina.sign_in("Amina").status_code == 303
    assert amina.fill_in("/account", "/sign-out").status_code == 303
    for _ in range(12):
        guesser.sign_in("Amina", "another one entirely")
    assert guesser.sign_in("Amina").status_code == 429
    assert amina.sign_in("Amina").status_code == 303


def test_a_session_that_was_signed_out_is_refused_at_once_wherever_it_was_copied(
    app: Flask,
) -> None:
    amina, thief = browser(app), browser(app)
    amina.sign_in("Amina")
    thief.client.set_cookie("khronika-session", str(amina.cookie("khronika-session")))
    assert thief.get("/incident/I1").status_code == 200
    left = amina.fill_in("/account", "/sign-out")
    assert amina.cookie("khronika-session") is None
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert amina.cookie("khronika-browser") is not None
    assert thief.get("/incident/I1").status_code == 303


def test_signing_in_again_ends_the_session_of_before(app: Flask) -> None:
    amina, thief = browser(app), browser(app)
    amina.sign_in("Amina")
    thief.client.set_cookie("khronika-session", str(amina.cookie("khronika-session")))
    again = {"name": "Amina", "password": PASSWORDS["Amina"]}
    assert amina.fill_in("/account", "/sign-in", **again).status_code == 303
    assert thief.get("/incident/I1").status_code == 303
    assert amina.get("/incident/I1").status_code == 200


def test_passwords_are_hidden_and_may_be_pasted(app: Flask, house: Archive) -> None:
    amina = browser(app)
    amina.sign_in("Amina")
    link = f"/join/{joining.invite(house.working_as(house.person), 'Amina')}"
    for who, path, least in (
        (browser(app), "/sign-in", 1),
        (browser(app), link, 2),
        (amina, "/account/second-factor", 1),
        (amina, "/account", 3),
    ):
        text = who.get(path).get_data(as_text=True)
        fields = re.findall(r'<input[^>]*name="(?:password|again|present)"[^>]*>', text)
        assert len(fields) == least, path
        assert all('type="password"' in one and "-password" in one for one in fields), path
        assert "onpaste" not in text


@pytest.mark.parametrize("path", ["/", "/incident/I1", "/log", "/account", "/about", "/nothing"])
def test_every_page_offers_to_sign_out(app: Flask, path: str) -> None:
    amina = browser(app)
    amina.sign_in("Amina")
    assert 'action="/sign-out"' in amina.get(path).get_data(as_text=True)


@pytest.mark.parametrize("way", ["session", "all", "removed", "password", "idle"])
def test_a_stolen_cookie_is_refused_from_the_moment_its_session_ends(
    app: Flask, house: Archive, clock: Clock, way: str
) -> None:
    amina, vera, thief = browser(app), browser(app), browser(app)
    amina.sign_in("Amina")
    thief.client.set_cookie("khronika-session", str(amina.cookie("khronika-session")))
    assert thief.get("/incident/I1").status_code == 200
    match way:
        case "session" | "all":
            page = amina.get("/account").get_data(as_text=True)
            own = page.partition('name="session" value="')[2].partition('"')[0]
            amina.fill_in(
                "/account", "/account/sessions/end", session=own if way == "session" else ""
            )
        case "removed":
            granting.let_go(house, "Amina")
        case "password":
            joining.set_password(house, CHEAP, "Amina", "nine bottles, all of them green")
        case "idle":
            clock.at += IDLE
    assert thief.get("/incident/I1").status_code == 303
    assert thief.client.post("/sign-out").status_code in (303, 400)
    assert vera.get("/incident/I1").status_code == 303


def test_forms_without_their_token_change_nothing(app: Flask) -> None:
    amina = browser(app)
    amina.sign_in("Amina")
    for path in ("/account/sessions/end", "/account/password", "/sign-out", "/sign-in"):
        assert amina.client.post(path, data={"name": "x"}).status_code == 400
    assert amina.get("/incident/I1").status_code == 200


def test_a_page_of_another_site_cannot_act_for_who_is_signed_in(app: Flask) -> None:
    amina = browser(app)
    amina.sign_in("Amina")
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert amina.client.post("/sign-out", headers=headers).status_code == 403
    assert amina.get("/incident/I1").status_code == 200


class TestJoining:
    def test_a_link_sets_a_password_once(self, app: Flask, house: Archive) -> None:
        granting.let_in(house, "Ivo", LAWYER)
        path = f"/join/{joining.invite(house, 'Ivo')}"
        ivo = browser(app)
        assert "Ivo" in Page(ivo.get(path)).text
        new = "seven tall yellow trees"
        assert ivo.fill_in(path, password=new, again="other").status_code == 400
        assert ivo.fill_in(path, password="short", again="short").status_code == 400
        assert ivo.fill_in(path, password=new, again=new).headers["Location"] == "/sign-in"
        assert ivo.get(path).status_code == 404
        assert ivo.sign_in("Ivo", new).status_code == 303

    def test_a_link_that_is_none_says_no_name(self, app: Flask) -> None:
        answer = browser(app).get("/join/no-such-link")
        assert answer.status_code == 404
        assert "Vera" not in answer.get_data(as_text=True)


class TestAlone:
    def test_who_sits_at_the_machine_signs_in_nowhere(self, archive: Archive) -> None:
        client = create_app(archive).test_client()
        assert client.get("/").status_code == 200
        assert client.get("/sign-in").headers["Location"] == "/"
        assert "khronika user password" in client.get("/account").get_data(as_text=True)

    def test_the_first_password_shuts_the_door_at_once(self, archive: Archive) -> None:
        client = create_app(archive).test_client()
        joining.set_password(archive, CHEAP, "Vera", PASSWORDS["Vera"])
        assert client.get("/").headers["Location"].startswith("/sign-in")

    def test_others_sign_in_even_where_nobody_has_a_password(self, archive: Archive) -> None:
        client = create_app(archive, must_sign_in=True).test_client()
        assert client.get("/").headers["Location"].startswith("/sign-in")

    @pytest.mark.parametrize(
        "header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Host"]
    )
    def test_what_another_server_sends_on_is_not_from_who_sits_here(
        self, archive: Archive, header: str
    ) -> None:
        # Danger: by a server in front, set up in haste, the world would be at this machine.
        client = create_app(archive).test_client()
        assert client.get("/", headers={header: "x"}).status_code == 303
