"""Only this host, and only from its own pages."""

from __future__ import annotations

import pytest

from archive.disclosure import CONFIDENTIAL
from webui.application import create_app
from webui.visitors import host_name


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8642", "127.0.0.1:8642", "[::1]:8642", "LOCALHOST:1"]
)
def test_this_machine_is_answered_under_each_of_its_names(reader, host):
    assert reader().get("/about", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example:8642",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "[",
        "a@b@localhost",
    ],
)
def test_another_name_is_refused_because_it_may_be_rebound(reader, host):
    # Danger: evil.example that resolves to 127.0.0.1 would read the archive (DNS rebinding).
    answer = reader().get("/incident/I8", headers={"Host": host})
    assert answer.status_code in (400, 421)
    assert b"Mobile Group" not in answer.data


def test_a_name_that_was_given_is_answered(house):
    client = create_app(house, CONFIDENTIAL, hosts={"archive.example"}).test_client()
    assert client.get("/about", headers={"Host": "archive.example:443"}).status_code == 200
    assert client.get("/about", headers={"Host": "localhost"}).status_code == 421


def test_a_link_from_another_site_leads_to_a_page(reader):
    followed = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    assert reader().get("/incident/I8", headers=followed).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("address", "fetched"),
    [
        pytest.param(
            "/item/x/picture", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, id="image"
        ),
        pytest.param(
            "/find.json", {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, id="fetch"
        ),
        pytest.param(
            "/item/x/original",
            {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
            id="original",
        ),
        pytest.param(
            "/incident/I8", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, id="frame"
        ),
    ],
)
def test_another_site_cannot_fetch_anything_through_the_browser(reader, address, fetched, site):
    answer = reader().get(address, headers={"Sec-Fetch-Site": site, **fetched})
    assert answer.status_code == 403


def test_a_host_header_is_read_without_its_port():
    assert host_name("[::1]:80") == "::1"
    assert host_name("a.example.:80") == "a.example"
    assert host_name("[") == ""
