"""`khronika serve` stays on this machine unless it is told otherwise."""

from __future__ import annotations

import signal
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points

import click
import pytest
from click.testing import CliRunner

from archive.accounts.errors import NoPasswordYet
from archive.cli import cli
from webui.application import create_app
from webui.command import Reached, in_front, is_loopback

RUN = "from archive.cli import main; main()"
"""What the installed command `khronika` does."""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_addresses_of_this_machine_are_known(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "archive.example", ""])
def test_other_addresses_are_not(host):
    assert not is_loopback(host)


def test_listening_to_others_has_to_be_asked_for():
    result = CliRunner().invoke(cli, ["serve", "--host", "0.0.0.0"])
    assert result.exit_code == click.UsageError.exit_code
    assert "--allow-others" in result.output


@pytest.mark.parametrize(
    "more", [["--name", "archive.example"], ["--behind", "127.0.0.1"], ["--host", "0.0.0.0"]]
)
def test_others_are_let_in_only_where_somebody_can_sign_in(archive, more):
    named = ["--archive", str(archive.settings.folder), "serve", "--port", "0", "--allow-others"]
    result = CliRunner().invoke(cli, [*named, *more])
    assert isinstance(result.exception, NoPasswordYet)
    assert "khronika user password" in str(result.exception)


def test_what_the_server_in_front_says_counts_from_its_address_only():
    assert in_front(Reached("127.0.0.1", 1, (), "127.0.0.1"))["trusted_proxy"] == "127.0.0.1"
    assert not in_front(Reached("127.0.0.1", 1, (), None))["clear_untrusted_proxy_headers"]
    assert in_front(Reached("0.0.0.0", 1, (), None))["clear_untrusted_proxy_headers"]


@pytest.mark.parametrize(
    ("reached", "by_others"),
    [
        (Reached("127.0.0.1", 1, (), None), False),
        (Reached("::1", 1, (), None), False),
        (Reached("127.0.0.1", 1, ("archive.example",), None), True),
        (Reached("127.0.0.1", 1, (), "127.0.0.1"), True),
        (Reached("192.0.2.1", 1, (), None), True),
    ],
)
def test_whether_others_can_ask_is_known_from_how_it_is_served(reached, by_others):
    assert reached.by_others is by_others


def test_the_help_has_an_example_and_the_default_address():
    result = CliRunner().invoke(cli, ["serve", "--help"])
    assert "127.0.0.1" in result.output
    assert "Example:" in result.output


def test_the_command_line_finds_the_command():
    (found,) = [one for one in entry_points(group="khronika.commands") if one.name == "serve"]
    assert found.value == "webui.command:serve"


def test_requests_are_answered_at_the_same_time(house):
    app = create_app(house)
    paths = ["/", "/incident/I8", "/log", "/source/note"] * 4
    with ThreadPoolExecutor(4) as readers:
        answers = readers.map(lambda path: app.test_client().get(path).status_code, paths)
    assert list(answers) == [200] * len(paths)


def test_the_pages_are_there_until_the_service_is_stopped(archive):
    folder = archive.settings.folder
    command = [sys.executable, "-c", RUN, "--archive", folder, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(f"{address}about", timeout=20) as answer:
            assert b"How to read" in answer.read()
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(20) == 0
        finally:
            process.kill()
