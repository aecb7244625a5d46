"""The only way out: to addresses that a person set, bounded in time and bytes, no redirects."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from evidence.errors import BadAddress, Unreachable
from evidence.network import check_address, post


class Handler(BaseHTTPRequestHandler):
    """Answers by the path; notes what it was asked."""

    asked: ClassVar[list[tuple[str, bytes, str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, body, self.headers["Content-Type"]))
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/else")
            self.end_headers()
            return
        if self.path == "/broken":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"short")
            return
        if self.path == "/silent":
            threading.Event().wait(1)
            return
        self.send_response(503 if self.path == "/busy" else 200)
        self.end_headers()
        self.wfile.write(b"long " * 100 if self.path == "/long" else b"answer to " + body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    Handler.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


def ask(url: str, *, timeout: float = 5, proxy: str | None = None) -> bytes:
    return post(url, b"query", "application/x", timeout=timeout, limit_bytes=200, proxy=proxy)


def test_a_post_brings_the_body_of_the_answer(server: str) -> None:
    assert ask(f"{server}/a") == b"answer to query"
    assert Handler.asked[-1] == ("/a", b"query", "application/x")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/busy", r"status 503 \(Service Unavailable\)"),
        ("/elsewhere", "status 302, a redirect to '/else', which is not followed"),
        ("/long", "longer than 200 bytes"),
        ("/broken", "95 bytes before its end"),
    ],
)
def test_what_is_no_whole_answer_is_said(server: str, path: str, why: str) -> None:
    with pytest.raises(Unreachable, match=why) as caught:
        ask(f"{server}{path}")
    assert caught.value.address == f"{server}{path}"


def test_silence_ends_in_time(server: str) -> None:
    with pytest.raises(Unreachable, match="timed out"):
        ask(f"{server}/silent", timeout=0.2)


def test_nobody_there_is_said() -> None:
    with pytest.raises(Unreachable, match="refused"):
        ask("http://127.0.0.1:1/")


def test_a_proxy_is_asked_in_the_place_of_the_server(server: str) -> None:
    assert ask("http://tsa.invalid/stamp", proxy=server) == b"answer to query"
    assert Handler.asked[-1][0] == "http://tsa.invalid/stamp"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "tsa.example",
        "http://",
        "http://user:word@a.example/",
        "http://a.example:x/",
        "http://a.example/ b",
        "http://a.example/ü",
        "",
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(BadAddress, match="expected an address with http or https"):
        check_address(url)
    with pytest.raises(BadAddress):
        ask(url)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(BadAddress) as caught:
        check_address("http://user:secret@a.example/")
    assert "secret" not in str(caught.value)
