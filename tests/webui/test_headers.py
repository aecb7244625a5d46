"""Nothing from outside, nothing kept, nothing guessed."""

from __future__ import annotations

import hashlib
import re

import pytest

from webui import headers
from webui.application import create_app

TLS_HEADER = "Strict-Transport-Security"


@pytest.mark.parametrize("address", ["/", "/incident/I8", "/incident/none", "/log", "/find.json"])
def test_every_answer_carries_the_policy(reader, address):
    answer = reader().get(address)
    assert answer.headers["Content-Security-Policy"] == headers.POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_policy_allows_no_inline_code_and_no_other_host():
    assert "default-src 'none'" in headers.POLICY
    assert "unsafe" not in headers.POLICY
    assert "http" not in headers.POLICY
    for directive in ("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert directive in headers.POLICY
    assert "object-src 'none'" in headers.POLICY


@pytest.mark.parametrize("address", ["/sign-in", "/log", "/nothing", "/static/khronika.css"])
def test_behind_tls_every_answer_asks_for_tls_from_then_on(house, reader, address):
    over_tls = create_app(house, must_sign_in=True, tls=True).test_client()
    answer = over_tls.get(address, base_url="https://localhost", buffered=True)
    told = dict(one.strip().partition("=")[::2] for one in answer.headers[TLS_HEADER].split(";"))
    assert int(told["max-age"]) >= 365 * 24 * 3600
    assert "includeSubDomains" in told
    # Without TLS in front it would shut this machine's own pages.
    assert TLS_HEADER not in reader().get(address, buffered=True).headers


@pytest.mark.parametrize("method", ["TRACE", "PUT", "CONNECT", "NONSENSE"])
def test_methods_that_nothing_uses_are_refused(reader, method):
    answer = reader().open("/log", method=method, headers={"X-Mine": "told back"})
    assert answer.status_code == 405
    assert "told back" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "folder", ["/static", "/static/", "/static/base/", "/static/../", "/.git/"]
)
def test_no_folder_is_listed(reader, folder):
    answer = reader().get(folder)
    assert answer.status_code == 404
    assert "khronika.css" not in answer.get_data(as_text=True).partition("<body")[2]


@pytest.mark.parametrize(
    "address", ["/", "/nothing", "/find.csv", "/static/khronika.css", "/static/khronika.js"]
)
def test_texts_name_their_encoding(reader, address):
    answer = reader().get(address, buffered=True)
    assert answer.mimetype.startswith("text/")
    assert answer.content_type.lower().endswith("charset=utf-8")


def test_the_style_sheet_may_be_kept_and_is_checked_again(reader):
    answer = reader().get("/static/khronika.css", buffered=True)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["ETag"]


def test_a_page_asks_for_a_style_sheet_by_its_content_so_that_it_is_kept(reader):
    page = reader().get("/log").get_data(as_text=True)
    (address,) = re.findall(r'href="(/static/khronika.css[^"]*)"', page)
    kept = reader().get(address, buffered=True)
    assert "immutable" in kept.headers["Cache-Control"]
    edition = hashlib.sha256(kept.data).hexdigest()[:12]
    assert address == f"/static/khronika.css?v={edition}"
    other = reader().get("/static/khronika.css?v=0123456789ab", buffered=True)
    assert other.headers["Cache-Control"] == "no-cache"
    missing = reader().get(f"/static/nothing.css?v={edition}")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers.get("Cache-Control", "")


def test_the_style_sheet_is_small_and_asks_for_nothing(reader):
    css = reader().get("/static/khronika.css", buffered=True).data
    assert len(css) <= 12 * 1024
    assert b"url(" not in css
    assert b"@import" not in css
