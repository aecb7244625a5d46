"""Timestamps at the command line: online, by file, due, listed; nothing without authorities."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.anchors.errors import NoAuthority, UnknownTimestampAuthority
from archive.cli import cli
from archive.cli.exits import ExitCode, sentence_and_code
from archive.workspace import Archive
from tests.archive.anchors.conftest import openssl_authority, served
from tests.authority import Served

__all__ = ["openssl_authority", "served"]
Run = Callable[..., Result]


@pytest.fixture
def run(archive: Archive) -> Run:
    folder = str(archive.settings.folder)

    def command(*words: object) -> Result:
        return CliRunner().invoke(cli, ["--archive", folder, *map(str, words)])

    return command


def set_up(run: Run, served: Served, *words: str) -> Result:
    root = served.authority.root
    return run("authority", "add", "office", "--url", served.url, "--root", root, *words)


def rows(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def openssl(command: str) -> bool:
    done = subprocess.run(command, shell=True, capture_output=True, check=False, timeout=20)
    return done.returncode == 0


@pytest.mark.parametrize("words", [["timestamp"], ["timestamp", "--due"]])
def test_without_an_authority_nobody_can_be_asked(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert isinstance(result.exception, NoAuthority)
    assert sentence_and_code(result.exception)[1] is ExitCode.NOT_FOUND


def test_an_address_that_nobody_set_up_is_never_called(run: Run, served: Served) -> None:
    result = run("checkpoint", "--timestamp", served.url)
    assert isinstance(result.exception, UnknownTimestampAuthority)
    assert served.asked == []


@pytest.mark.parametrize("by_address", [False, True])
def test_a_checkpoint_is_timestamped_by_name_or_address(
    run: Run, served: Served, *, by_address: bool
) -> None:
    set_up(run, served, "--only-when-told")
    result = run("checkpoint", "--timestamp", served.url if by_address else "office")
    assert result.exit_code == 0
    assert "it existed at 20" in result.stderr
    assert len(served.asked) == 1


def test_the_printed_command_is_run_and_accepts_the_token(run: Run, served: Served) -> None:
    set_up(run, served, "--only-when-told")
    (row,) = rows(run("timestamp", "--json"))
    assert openssl(row["check"])
    text = run("timestamp", "--list").stdout
    printed = [line for line in text.splitlines() if "check it: " in line]
    assert openssl(printed[0].partition("check it: ")[2])
    token = Path(row["file"])
    data = token.read_bytes()
    token.write_bytes(data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])
    assert not openssl(row["check"])


def test_requests_and_answers_are_carried(run: Run, served: Served, tmp_path: Path) -> None:
    run("authority", "add", "by-hand", "--root", served.authority.root)
    asked, answer = tmp_path / "head.tsq", tmp_path / "head.tsr"
    (row,) = rows(run("timestamp", "--request", asked, "--json"))
    answer.write_bytes(served.authority.answer(asked.read_bytes()))
    (taken,) = rows(run("timestamp", "--import", answer, "--json"))
    assert taken["entries"] == row["entries"]
    assert openssl(taken["check"])
    assert served.asked == []
    assert run("verify").exit_code == 0


def test_an_authority_that_is_down_is_told_with_its_exit_code(run: Run, served: Served) -> None:
    set_up(run, served, "--only-when-told")
    served.status = 503
    result = run("timestamp")
    assert result.exit_code == ExitCode.UNAVAILABLE
    assert "office: no timestamp of the first" in result.stderr
    served.status = 200
    assert run("timestamp").exit_code == 0


def test_due_asks_only_where_it_is_time_to(run: Run, served: Served) -> None:
    set_up(run, served)
    assert len(rows(run("timestamp", "--due", "--json"))) == 1
    assert rows(run("timestamp", "--due", "--json")) == []


def test_a_command_that_changed_something_asks_by_itself(
    run: Run, served: Served, tmp_path: Path
) -> None:
    set_up(run, served)
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"type": "incident", "ref": "I1", "title": "A door was forced"}))
    result = run("record", record)
    assert result.exit_code == 0, result.output
    assert "office: the first" in result.stderr
    assert len(served.asked) == 1
    run("history", "I1")
    assert len(served.asked) == 1


def test_work_is_done_when_the_authority_is_down(run: Run, served: Served, tmp_path: Path) -> None:
    set_up(run, served)
    served.status = 503
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"type": "incident", "ref": "I1", "title": "A door was forced"}))
    result = run("record", record)
    assert result.exit_code == 0
    assert "no timestamp by office" in result.stderr


def test_authorities_are_listed_with_the_fingerprints_of_their_roots(
    run: Run, served: Served
) -> None:
    assert "no timestamp authority" in run("authority", "list").stdout
    set_up(run, served, "--proxy", "http://127.0.0.1:9/")
    (row,) = rows(run("authority", "list", "--json"))
    assert (row["url"], row["proxy"], row["automatic"]) == (served.url, "http://127.0.0.1:9/", True)
    root = served.authority.root
    done = subprocess.run(
        ["openssl", "x509", "-in", root, "-noout", "-fingerprint", "-sha256"],
        capture_output=True,
        text=True,
        check=True,
    )
    printed = done.stdout.strip().partition("=")[2].replace(":", "").lower()
    assert row["roots"][0]["sha256"] == printed
    assert printed in run("authority", "list").stdout


@pytest.mark.parametrize("second", ["--list", "--due"])
def test_two_ways_at_once_are_refused(
    run: Run, served: Served, tmp_path: Path, second: str
) -> None:
    result = run("timestamp", "--request", tmp_path / "q", second)
    assert result.exit_code == ExitCode.USAGE


def test_which_of_several_is_meant_has_to_be_said(run: Run, served: Served, tmp_path: Path) -> None:
    set_up(run, served)
    run("authority", "add", "by-hand", "--root", served.authority.root)
    result = run("timestamp", "--request", tmp_path / "q")
    assert result.exit_code == ExitCode.USAGE
    assert "name one with --authority" in result.output
    assert run("timestamp", "--authority", "by-hand", "--request", tmp_path / "q").exit_code == 0
