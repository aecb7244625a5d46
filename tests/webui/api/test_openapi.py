"""The description is whole, and as committed."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from jsonschema import Draft202012Validator

from tests.webui.serving import serving
from webui.api.addresses import ADDRESSES
from webui.api.openapi import description, text
from webui.connections import LARGEST_HEADER

ROOT = Path(__file__).resolve().parents[3]


def refs(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


def test_the_committed_description_is_what_the_program_does_today():
    assert (ROOT / "docs" / "openapi.json").read_text("utf-8") == text()


def test_every_address_of_the_site_for_programs_is_described(client):
    rules = client.application.url_map.iter_rules()
    assert {one.endpoint for one in rules if one.rule.startswith("/api/")} == set(ADDRESSES)
    paths = description()["paths"].values()
    described = [one["operationId"] for path in paths for one in path.values()]
    assert sorted(described) == sorted(one.name for one in ADDRESSES.values())


def test_every_reference_leads_somewhere():
    for ref in set(refs(description())):
        found = description()
        for name in ref.removeprefix("#/").split("/"):
            found = found[name]
        assert found


@pytest.mark.parametrize("name", sorted(description()["components"]["schemas"]))
def test_every_schema_is_one(name):
    Draft202012Validator.check_schema(description()["components"]["schemas"][name])


def test_every_address_says_for_whom_it_is_and_what_goes_wrong():
    for path in description()["paths"].values():
        for one in path.values():
            assert one["summary"].endswith(".")
            assert one["description"].startswith("For those whose task it is")
            assert {"400", "401", "403", "429", "503"} <= set(one["responses"])


def test_a_very_long_address_is_refused_as_described(client):
    with serving(client.application) as address:
        with pytest.raises(HTTPError) as caught:
            urlopen(f"{address}/api/v1/records?words={'a' * LARGEST_HEADER}")
        with caught.value as answer:
            media = answer.headers.get_content_type()
    found = description()["components"]["responses"]["REQUEST_HEADER_FIELDS_TOO_LARGE"]
    assert (caught.value.code, [media]) == (431, list(found["content"]))
    for path in description()["paths"].values():
        assert all("431" in one["responses"] for one in path.values())


def test_the_description_is_open_to_strangers(client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.get_json() == json.loads(text())
