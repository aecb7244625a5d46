"""Nothing from outside, nothing kept, nothing guessed."""

from __future__ import annotations

import pytest

from webui import headers


@pytest.mark.parametrize("address", ["/", "/incident/I8", "/incident/none", "/log", "/find.json"])
def test_every_answer_carries_the_policy(reader, address):
    answer = reader().get(address)
    assert answer.headers["Content-Security-Policy"] == headers.POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers


def test_the_policy_allows_no_inline_code_and_no_other_host():
    assert "default-src 'none'" in headers.POLICY
    assert "unsafe" not in headers.POLICY
    assert "http" not in headers.POLICY
    for directive in ("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert directive in headers.POLICY


def test_the_style_sheet_may_be_kept_and_is_checked_again(reader):
    answer = reader().get("/static/khronika.css", buffered=True)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["ETag"]


def test_the_style_sheet_is_small_and_asks_for_nothing(reader):
    css = reader().get("/static/khronika.css", buffered=True).data
    assert len(css) <= 12 * 1024
    assert b"url(" not in css
    assert b"@import" not in css
