"""Nobody asks faster than others can be served."""

from __future__ import annotations

import pytest

from webui.api import addresses
from webui.api.errors import TooFast
from webui.api.pace import Pace


def test_a_minute_has_room_for_so_many_requests_of_one_network():
    pace = Pace(most=2)
    pace.keep("192.0.2.1", 120)
    pace.keep("192.0.2.1", 130)
    with pytest.raises(TooFast, match="wait 20 seconds") as caught:
        pace.keep("192.0.2.1", 160)
    assert caught.value.seconds == 20
    pace.keep("192.0.2.2", 160)
    pace.keep("192.0.2.1", 180)


def test_addresses_of_one_network_are_counted_together():
    pace = Pace(most=1)
    pace.keep("2001:db8::1", 0)
    with pytest.raises(TooFast, match="at most 1 requests"):
        pace.keep("2001:db8::2", 0)


def test_who_is_too_fast_is_told_when_to_come_back(client):
    client.application.extensions[addresses.PACE] = Pace(most=1)
    assert client.get("/api/v1/openapi.json").status_code == 200
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.get_json()["error"]) == (429, "TooFast")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert client.get("/").status_code == 200  # pages are for people, who are slower
