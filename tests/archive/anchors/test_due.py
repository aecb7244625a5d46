"""When a timestamp is due; and that nothing is asked unless a person set up somebody to ask."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from archive.anchors import due
from archive.anchors.anchoring import Anchored, Missed, anchor
from archive.anchors.authorities import Authority, add_authority, folder_of
from archive.disclosure import PUBLIC
from archive.founding import found_archive
from archive.log import Draft, Thing
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from archive.workspace import Archive
from evidence.errors import Unreachable
from evidence.standalone import verify
from evidence.timestamping.packet_timestamps import judge
from evidence.timestamping.timestamp_request import open_request
from tests.archive import samples
from tests.authority import Served
from tests.evidence.stamping import Authority as Made

START = datetime(2025, 3, 1, 9, tzinfo=UTC)


class Clock:
    """A clock that a test turns; an authority that stamps by it."""

    def __init__(self) -> None:
        self.now = START
        self.made = Made(valid=(START - timedelta(days=1), START + timedelta(days=200)))
        self.asked = 0
        self.down = False

    def __call__(self) -> datetime:
        return self.now

    def send(self, url: str, body: bytes, *_: object, **__: object) -> bytes:
        self.asked += 1
        if self.down:
            raise Unreachable(url, "it is down")
        asked = open_request(body)
        return self.made.token(b"", at=self.now, nonce=asked.nonce, imprint=asked.imprint)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dated(tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    """An archive whose time is the clock's, with one authority."""
    made = found_archive(tmp_path / "archive", person="Vera", clock=clock)
    root = tmp_path / "root.pem"
    root.write_bytes(clock.made.roots[0])
    add_authority(made.settings, "office", url="http://tsa.invalid/", root=root)
    yield made
    made.close()


def enter(archive: Archive, count: int = 1) -> None:
    with archive.writing() as writer:
        writer.append([Draft("clock.checked", (Thing("clock", "target"),))] * count)


def ask(archive: Archive, clock: Clock) -> tuple[Anchored | Missed, ...]:
    return due.anchor_due(archive, send=clock.send)


def test_without_an_authority_nothing_is_ever_due(archive: Archive) -> None:
    enter(archive, 1000)
    assert due.due(archive) == ()
    assert not folder_of(archive.settings).exists()


def test_the_first_timestamp_is_due_at_once(dated: Archive, clock: Clock) -> None:
    (done,) = ask(dated, clock)
    assert isinstance(done, Anchored)
    assert due.due(dated) == ()


def test_a_hundred_entries_make_it_due(dated: Archive, clock: Clock) -> None:
    ask(dated, clock)
    enter(dated, 99)
    assert due.due(dated) == ()
    enter(dated)
    assert [one.name for one in due.due(dated)] == ["office"]


def test_a_day_makes_it_due_if_anything_was_entered(dated: Archive, clock: Clock) -> None:
    ask(dated, clock)
    clock.now += timedelta(days=2)
    assert due.due(dated) == ()  # the entry about the timestamp itself needs none
    enter(dated)
    assert [one.name for one in due.due(dated)] == ["office"]
    clock.now -= timedelta(days=1, hours=1)
    assert due.due(dated) == ()


def test_an_authority_that_is_down_is_left_alone_for_half_an_hour(
    dated: Archive, clock: Clock
) -> None:
    clock.down = True
    (missed,) = ask(dated, clock)
    assert isinstance(missed, Missed)
    enter(dated, 200)
    assert ask(dated, clock) == ()
    clock.now += timedelta(minutes=31)
    clock.down = False
    (done,) = ask(dated, clock)
    assert isinstance(done, Anchored)
    assert clock.asked == 2


def test_it_is_renewed_before_its_certificates_expire(dated: Archive, clock: Clock) -> None:
    ask(dated, clock)
    clock.now += timedelta(days=100)
    assert due.due(dated) == ()
    clock.now += timedelta(days=11)
    (renewed,) = ask(dated, clock)
    assert isinstance(renewed, Anchored)
    assert due.due(dated) == ()
    clock.now += timedelta(days=31)
    assert [one.name for one in due.due(dated)] == ["office"]


def test_one_that_was_damaged_is_replaced(dated: Archive, clock: Clock) -> None:
    (done,) = ask(dated, clock)
    assert isinstance(done, Anchored)
    done.path.write_bytes(b"damaged")
    enter(dated)
    assert [one.name for one in due.due(dated)] == ["office"]


@pytest.mark.parametrize("line", ["automatic = false\n", ""])
def test_who_is_asked_only_when_told_or_has_no_address_is_not_asked(
    dated: Archive, clock: Clock, line: str
) -> None:
    path = folder_of(dated.settings) / "office.toml"
    text = path.read_text().replace("automatic = true\n", line)
    path.write_text(text if line else text.replace('url = "http://tsa.invalid/"\n', ""))
    enter(dated, 500)
    assert due.due(dated) == ()
    assert ask(dated, clock) == ()


def test_trouble_is_told_and_never_stops_the_work(dated: Archive) -> None:
    (folder_of(dated.settings) / "office.toml").write_text("= nothing")
    told: list[str] = []
    due.anchor_quietly(dated, told.append)
    assert told
    assert told[0].startswith("no timestamp was asked for: expected a usable timestamp authority")


def test_a_long_running_program_looks_until_it_is_stopped(
    archive: Archive,
) -> None:
    rounds: list[float] = []

    class Waiting(Event):
        def wait(self, timeout: float | None = None) -> bool:
            rounds.append(timeout or 0)
            return len(rounds) == 3

    due.watch_over(archive, Waiting(), pytest.fail)
    assert rounds == [due.EVERY_SECONDS] * 3


def test_a_packet_holds_the_timestamp_of_its_head(
    archive: Archive, office: Authority, tmp_path: Path
) -> None:
    public = {"level": "public"}
    samples.record(archive, samples.incident("I1", access=public))
    plan = plan_packet(archive, ["I1"], PUBLIC)
    built = build_packet(archive, plan, tmp_path / "packet")
    assert len(list(built.folder.glob("data/log/timestamps/*.office.tsr"))) == 1
    report = verify(built.folder)
    assert {one.code for one in report.findings} == {"timestamp.not_checked"}
    commands = _commands(built.folder / "README.txt")
    assert len(commands) == 1
    assert _runs(commands[0], built.folder)
    (head,) = built.folder.glob("data/log/timestamps/*.checkpoint")
    head.write_bytes(head.read_bytes().replace(b"/log/1", b"/log/2"))
    assert not _runs(commands[0], built.folder)


def test_a_packet_holds_an_earlier_timestamp_and_the_way_from_it(
    archive: Archive, office: Authority, served: Served, tmp_path: Path
) -> None:
    earlier = anchor(archive, office)
    served.status = 503
    samples.record(archive, samples.incident("I1", access={"level": "public"}))
    built = build_packet(archive, plan_packet(archive, ["I1"], PUBLIC), tmp_path / "packet")
    assert (built.folder / f"data/log/timestamps/{earlier.size}.office.tsr").is_file()
    assert {one.code for one in verify(built.folder).findings} == {"timestamp.not_checked"}
    assert judge(built.folder, office.pinned()).sound == (earlier.timestamp,)
    (command,) = _commands(built.folder / "README.txt")
    assert _runs(command, built.folder)
    way = built.folder / f"data/log/consistency/{earlier.size}.txt"
    way.write_text(way.read_text().replace("\n", "\nAAAA", 1))
    assert "timestamp.not_checked" not in {one.code for one in verify(built.folder).findings}


def test_a_packet_without_authorities_says_that_nobody_outside_says_when(
    archive: Archive, tmp_path: Path
) -> None:
    samples.record(archive, samples.incident("I1", access={"level": "public"}))
    built = build_packet(archive, plan_packet(archive, ["I1"], PUBLIC), tmp_path / "packet")
    assert "No authority outside has given a timestamp" in (built.folder / "README.txt").read_text()


def test_a_packet_is_built_while_the_authority_is_down(
    archive: Archive, office: Authority, tmp_path: Path
) -> None:
    path = folder_of(archive.settings) / "office.toml"
    path.write_text(path.read_text().replace(office.url or "", "http://127.0.0.1:1/"))
    samples.record(archive, samples.incident("I1", access={"level": "public"}))
    told: list[str] = []
    plan = plan_packet(archive, ["I1"], PUBLIC)
    built = build_packet(archive, plan, tmp_path / "packet", watch=told.append)
    assert any("no timestamp by office" in line for line in told)
    assert verify(built.folder).findings == []


def _commands(readme: Path) -> list[str]:
    text = readme.read_text().replace(" \\\n           ", " ")
    return [line.strip() for line in text.splitlines() if line.strip().startswith("openssl ts")]


def _runs(command: str, folder: Path) -> bool:
    done = subprocess.run(
        command, shell=True, cwd=folder, capture_output=True, check=False, timeout=20
    )
    return done.returncode == 0
