"""What is sent to an address and what is not; how a broken line is gone on from."""

from __future__ import annotations

from typing import Any

import pytest

from archive.exchange.errors import OpenHttp, OtherAnswer
from archive.exchange.over_http import TRIES, Partner
from evidence.errors import BadAddress, OtherStatus, Unreachable


class Line:
    """A line that answers as it is told, one answer after another."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, dict[str, str]]] = []

    def __call__(self, url: str, *, method: str, headers: Any, **_given: Any) -> bytes:
        self.asked.append((method, url, dict(headers)))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def partner(line: Line, url: str = "https://office.example") -> Partner:
    return Partner(url, "khronika_secret", line, pause=lambda _: None)


@pytest.mark.parametrize(
    "url", ["http://office.example", "http://192.168.1.7:8642", "http://127.0.0.1.example"]
)
def test_nothing_goes_over_a_line_that_others_can_read(url: str) -> None:
    with pytest.raises(OpenHttp, match="nothing was sent") as caught:
        partner(Line(), url)
    assert caught.value.url == url


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(BadAddress):
        partner(Line(), "ftp://office.example")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8642", "http://[::1]/", "http://localhost/"])
def test_this_machine_may_be_asked_without_tls(url: str) -> None:
    line = Line(b'{"offset": 0}')
    assert partner(line, url).ask_json("GET", "/incoming", query={"size": 1}) == {"offset": 0}
    ((method, asked, headers),) = line.asked
    assert (method, headers) == ("GET", {"Authorization": "Bearer khronika_secret"})
    assert asked == f"{url.rstrip('/')}/api/v1/exchange/incoming?size=1"


def test_a_request_that_does_not_get_through_is_made_again() -> None:
    away = Unreachable("https://office.example", "no answer")
    busy = OtherStatus("https://office.example", "busy", status=503, body=b"")
    line = Line(away, busy, b"{}")
    assert partner(line).ask_json("GET", "/incoming") == {}
    assert len(line.asked) == 3
    with pytest.raises(Unreachable, match="no answer"):
        partner(Line(*[away] * TRIES)).ask("GET", "/incoming")


def test_a_refusal_is_told_in_the_words_of_the_other_archive() -> None:
    no = OtherStatus("https://o", "no", status=403, body=b'{"detail": "expected a lawyer"}')
    with pytest.raises(OtherAnswer, match="status 403: expected a lawyer"):
        partner(Line(no)).ask_json("GET", "/incoming")


@pytest.mark.parametrize("answer", [b"<html>", b"[]"])
def test_an_answer_of_another_form_is_refused(answer: bytes) -> None:
    with pytest.raises(OtherAnswer, match="nothing was changed here"):
        partner(Line(answer)).ask_json("GET", "/incoming")
