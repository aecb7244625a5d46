"""What programs that watch over this one are told, and who is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from archive.accounts import granting, tokens
from archive.accounts.tokens import Scope
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.samples import access, incident, record
from tests.webui.pages.test_sign_in import (  # noqa: F401 - fixtures
    app,
    clock,
    house,
    settled,
)
from webui.monitoring import looking

DOCS = Path(__file__).resolve().parents[3] / "docs" / "operating.md"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
LINE = re.compile(r'([a-z_]+)(?:\{(?:[a-z]+="[^"\\]*",?)+\})? (\S+)')


def measures(text: str) -> dict[str, str]:
    """Names with labels and values, of the lines that are no comments."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines)
    return dict(line.rsplit(" ", 1) for line in lines)


def test_health_tells_everybody_the_same_few_words(app: Flask) -> None:  # noqa: F811
    here, there = (
        app.test_client().get("/healthz", environ_overrides=given) for given in ({}, ELSEWHERE)
    )
    assert here.status_code == there.status_code == 200
    told = {"status": "ok", "database": "ok", "evidence": "ok", "index": "ok"}
    assert here.get_json() == there.get_json() == told
    assert here.headers["Cache-Control"] == "no-store"


def test_health_says_what_is_away(app: Flask, house: Archive) -> None:  # noqa: F811
    if house.settings.server or house.settings.bucket:
        pytest.skip("of a file and a folder, which can be put aside here")
    client = app.test_client()
    house.settings.evidence.rename(house.settings.folder / "aside")
    house.settings.folder.chmod(0o700)
    (house.settings.evidence).write_text("a file in its place")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json() | {"index": ""} == {
        "status": "unable",
        "database": "ok",
        "evidence": "away",
        "index": "",
    }
    house.engine.dispose()
    house.settings.database.rename(house.settings.folder / "aside.db")
    app.extensions[looking.KEY] = looking.Watched(app)  # some seconds later
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()["database"]) == (503, "away")


def test_database_and_store_are_asked_once_for_many_who_ask() -> None:
    asked = []
    kept = looking.Kept(lambda: asked.append(1), 60)
    assert [kept.now() for _ in range(5)] == [None] * 5
    assert len(asked) == 1
    again = looking.Kept(lambda: asked.append(1), -1)
    assert [again.now(), again.now()] == [None] * 2
    assert len(asked) == 3


def test_measures_are_told_on_this_machine(app: Flask) -> None:  # noqa: F811
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = measures(answer.get_data(as_text=True))
    assert found["khronika_database_up"] == found["khronika_evidence_up"] == "1"
    assert int(found["khronika_log_entries"]) == int(found["khronika_log_unanchored_entries"]) > 0
    assert "khronika_last_backup_timestamp_seconds" not in found
    again = measures(app.test_client().get("/metrics").get_data(as_text=True))
    assert again['khronika_http_requests_total{method="GET",status="2xx"}'] == "1"
    assert again["khronika_http_request_duration_seconds_count"] == "1"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"environ_overrides": ELSEWHERE}, id="another machine"),
        pytest.param({"headers": {"X-Forwarded-For": "192.0.2.7"}}, id="sent on by a server here"),
        pytest.param({"headers": {"Authorization": "Bearer khronika_x"}}, id="a bad token"),
    ],
)
def test_measures_are_told_to_nobody_else(app: Flask, given: dict[str, dict[str, str]]) -> None:  # noqa: F811
    answer = app.test_client().get("/metrics", **given)  # type: ignore[arg-type]
    assert answer.status_code in (303, 401)
    assert "khronika_" not in answer.get_data(as_text=True)


def test_a_token_for_measures_opens_them_and_nothing_else(app: Flask, house: Archive) -> None:  # noqa: F811
    ops = granting.let_in(house, "Ops", Standing(Role.ADMINISTRATOR, Level.PUBLIC))
    theirs = house.working_as(ops.id)
    secret, _ = tokens.new(theirs, "prometheus", [Scope.METRICS], days=1)
    sent = {"Authorization": f"Bearer {secret}"}
    client = app.test_client()
    there = client.get("/metrics", headers=sent, environ_overrides=ELSEWHERE)
    assert "khronika_log_entries" in there.get_data(as_text=True)
    assert client.get("/api/v1/records", headers=sent).status_code == 403
    reading, _ = tokens.new(theirs, "reader", [Scope.READ], days=1)
    refused = client.get("/metrics", headers={"Authorization": f"Bearer {reading}"})
    assert refused.status_code == 403


def test_no_measure_tells_of_what_is_withheld(app: Flask, house: Archive) -> None:  # noqa: F811
    """But for the number of entries: two records, one open and one withheld, leave the same."""

    def told() -> set[str]:
        app.extensions[looking.KEY] = looking.Watched(app)
        page = app.test_client().get("/metrics").get_data(as_text=True)
        noise = ("process_", "khronika_http", "khronika_disk")
        return {f"{k} {v}" for k, v in measures(page).items() if not k.startswith(noise)}

    before = told()
    record(house, incident("I8"))
    opened = told()
    record(house, incident("I9", access=access("confidential")))
    withheld = told()
    changed = [{line.split()[0] for line in one ^ before} for one in (opened, withheld)]
    assert changed == [{"khronika_log_entries", "khronika_log_unanchored_entries"}] * 2


def test_the_page_for_operators_names_every_measure(app: Flask) -> None:  # noqa: F811
    text = app.test_client().get("/metrics").get_data(as_text=True)
    named = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    listed = re.findall(r"^\| `((?:khronika|process)_\w+)`", DOCS.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(named)
