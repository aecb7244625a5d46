"""The session of docs/api.md runs as the page says, over HTTP, on the worked example."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from archive.accounts import granting, tokens
from archive.accounts.tokens import Scope
from archive.policy import Role, Standing
from archive.workspace import Archive
from schemas.access import Level
from tests.archive.conftest import archive as archive  # noqa: PLC0414 - the fixture
from tests.archive.samples import record
from tests.webui.holdings import example
from webui.api.openapi import ABOUT
from webui.application import create_app
from webui.problems import STATUS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text("utf-8")


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def token(archive: Archive) -> str:
    record(archive, *example())
    standing = Standing(Role.RECORDER, Level.RESTRICTED, None)
    amina = granting.let_in(archive, "Amina", standing)
    scopes = (Scope.RECORD, Scope.EVIDENCE)
    return tokens.new(archive.working_as(amina.id), "a program", scopes, days=1)[0]


@pytest.fixture
def address(archive: Archive, token: str) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(archive), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/api/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_session_runs_as_the_page_says(address: str, token: str, tmp_path: Path) -> None:
    program = tmp_path / "session.py"
    program.write_text(block("python"), "utf-8")
    known = {"KHRONIKA_URL": address, "KHRONIKA_TOKEN": token, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-I", str(program)], env=known, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (block("text"), "")


def test_the_page_explains_every_status_of_a_refusal() -> None:
    explained = set(map(int, re.findall(r"\b[45][0-9]{2}\b", PAGE.partition("| status")[2])))
    assert {int(status) for _, status in STATUS} - {500} <= explained
    assert "docs/api.md" in ABOUT
