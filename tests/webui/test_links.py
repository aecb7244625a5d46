"""Addresses are those of the framework, made once, and no two that differ are taken for one."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

from webui.links import MOST, Links


@pytest.fixture
def app() -> Flask:
    made = Flask(__name__)
    made.add_url_rule("/things/<ref>", "thing", lambda ref: ref)
    made.add_url_rule("/list", "list", lambda: "")
    return made


VALUES: tuple[dict[str, object], ...] = (
    {"ref": "a b", "page": 1},
    {"ref": "a b", "page": "1"},
    {"ref": "a b", "page": True},
    {"ref": "a b", "page": None},
    {"ref": "a b", "page": ["1", "2"]},
    {"ref": "a b", "_anchor": "here"},
    {"ref": "a b", "_external": True},
)


def test_an_address_is_what_the_framework_says_also_the_second_time(app: Flask) -> None:
    links = Links()
    with app.test_request_context("/list"):
        for values in (*VALUES, *VALUES):
            assert links.url_for("thing", **values) == url_for("thing", **values)


def test_a_prefix_of_the_server_in_front_stands_before_each(app: Flask) -> None:
    links = Links()
    for prefix in ("", "/casework", ""):
        with app.test_request_context("/list", environ_overrides={"SCRIPT_NAME": prefix}):
            assert links.url_for("list") == f"{prefix}/list"


def test_only_so_many_are_kept(app: Flask) -> None:
    links = Links()
    with app.test_request_context("/list"):
        for number in range(MOST + 10):
            assert links.url_for("thing", ref=str(number)) == f"/things/{number}"
    assert len(links._made) <= MOST
