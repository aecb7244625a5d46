"""Attacks on archives whose heads an authority outside has timestamped, and what is found then."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from archive import heads
from archive.anchors.anchoring import ANCHORED, Anchored
from archive.anchors.authorities import Authority, folder_of
from archive.anchors.files import anchor_file
from archive.founding import found_archive
from archive.log import Draft, Thing
from archive.workspace import Archive
from tests.archive import samples
from tests.archive.checking.attacks import Attacked
from tests.archive.checking.stamped import OFFICE, Stamped, set_up, stamp
from tests.evidence.stamping import Authority as Made


def token(stamped: Stamped, which: Anchored) -> Path:
    """The file of a timestamp in the copy."""
    return stamped.attacked.folder / "checkpoints" / which.path.name


def test_an_archive_with_timestamps_is_clean_and_says_by_when_it_existed(stamped: Stamped) -> None:
    report = stamped.attacked.check()
    assert report.findings == []
    assert (report.read["timestamps"], report.expected["timestamps"]) == (2, 2)
    (told,) = [line for line in report.trust if "timestamps" in line]
    assert f"the newest, by office: the first {stamped.second.size:,} entries existed" in told


def test_a_timestamp_of_another_head_is_found(stamped: Stamped) -> None:
    first, second = token(stamped, stamped.first), token(stamped, stamped.second)
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)
    assert stamped.attacked.codes() == {"timestamp.other_content", "timestamp.changed"}


def test_a_timestamp_that_was_taken_away_is_missed(stamped: Stamped) -> None:
    token(stamped, stamped.first).unlink()
    report = stamped.attacked.check()
    assert [row.code for row in report.findings] == ["timestamp.missing"]
    assert (report.read["timestamps"], report.expected["timestamps"]) == (1, 2)


def test_a_later_timestamp_in_the_place_of_the_one_that_was_entered_is_found(
    stamped: Stamped,
) -> None:
    path = token(stamped, stamped.first)
    head = path.with_name(f"{stamped.first.size:012d}.checkpoint").read_bytes()
    # A minute is less than what a clock may be off, so that no entry contradicts it.
    at = stamped.first.timestamp.time + timedelta(minutes=1)
    path.write_bytes(OFFICE.token(head, at=at))
    assert stamped.attacked.codes() == {"timestamp.changed", "timestamp.later_than_claimed"}


def test_a_timestamp_that_somebody_put_there_with_a_root_of_his_own_is_told(
    stamped: Stamped,
) -> None:
    own, folder = Made("Own"), folder_of(stamped.attacked.settings)
    (folder / "own.pem").write_bytes(own.roots[0])
    text = (folder / "office.toml").read_text().replace("office", "own")
    (folder / "own.toml").write_text(text)
    head = token(stamped, stamped.first).with_name(f"{stamped.first.size:012d}.checkpoint")
    at = stamped.first.timestamp.time - timedelta(seconds=1)
    path = head.with_name(f"{head.stem}.own.tsr")
    path.write_bytes(own.token(head.read_bytes(), at=at))
    report = stamped.attacked.check()
    assert [(row.code, row.where) for row in report.findings] == [
        ("timestamp.not_entered", f"checkpoints/{path.name}")
    ]
    assert report.clean


def test_a_damaged_timestamp_is_found(stamped: Stamped) -> None:
    path = token(stamped, stamped.first)
    data = path.read_bytes()
    path.write_bytes(data[:-4] + bytes([data[-4] ^ 1]) + data[-3:])
    assert stamped.attacked.codes() == {"timestamp.invalid", "timestamp.changed"}


def test_a_timestamp_by_somebody_else_is_found(stamped: Stamped) -> None:
    path = token(stamped, stamped.first)
    head = path.with_name(f"{stamped.first.size:012d}.checkpoint").read_bytes()
    stranger = Made("Office")
    path.write_bytes(stranger.token(head, at=stamped.first.timestamp.time))
    assert stamped.attacked.codes() == {"timestamp.unknown_authority", "timestamp.changed"}


def test_timestamps_without_their_roots_are_told_and_not_called_checked(stamped: Stamped) -> None:
    shutil.rmtree(folder_of(stamped.attacked.settings))
    report = stamped.attacked.check()
    assert {row.code for row in report.findings} == {"timestamp.not_checked"}
    assert report.clean
    assert report.read["timestamps"] == 0


def test_a_timestamp_whose_head_is_gone_is_found(stamped: Stamped) -> None:
    token(stamped, stamped.first).with_name(f"{stamped.first.size:012d}.checkpoint").unlink()
    assert stamped.attacked.codes() == {"checkpoint.missing"}


def test_hostile_files_in_the_place_of_timestamps_are_findings(stamped: Stamped) -> None:
    folder = stamped.attacked.folder / "checkpoints"
    kept = min(folder.glob("*.checkpoint")).stem
    (folder / f"{kept}.office.tsr").write_bytes(b"\x30\x80" * 4000)
    assert stamped.attacked.codes() == {"timestamp.invalid"}
    (folder / f"{kept}.office.tsr").unlink()
    (folder / f"{kept}.office.tsr").mkdir()
    assert stamped.attacked.codes() == {"timestamp.invalid"}
    (folder / f"{kept}.office.tsr").rmdir()
    (folder / "000000009999.office.tsr").write_bytes(b"")
    assert stamped.attacked.codes() == {"checkpoint.missing"}


class Clocks:
    """The archive's clock, which is wrong, and the authority's, which is right."""

    def __init__(self, wrong: timedelta) -> None:
        self.wrong = wrong
        self.right = datetime(2025, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.right + self.wrong

    def true(self) -> datetime:
        return self.right


def worked(tmp_path: Path, clocks: Clocks) -> tuple[Archive, Authority]:
    """An archive that was founded and worked with under its wrong clock."""
    archive = found_archive(tmp_path / "clock", person="Vera", clock=clocks)
    office = set_up(archive, tmp_path)
    for _ in range(2):
        clocks.right += timedelta(hours=1)
        samples.record(archive, samples.incident())
        stamp(archive, office, clock=clocks.true)
    clocks.right += timedelta(hours=1)
    samples.record(archive, samples.incident())
    return archive, office


def codes_of(archive: Archive) -> set[str]:
    archive.close()
    return Attacked(archive.settings.folder).codes()


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        pytest.param(timedelta(), set(), id="right"),
        pytest.param(timedelta(minutes=4), set(), id="four-minutes-ahead"),
        pytest.param(timedelta(minutes=-4), set(), id="four-minutes-back"),
        pytest.param(timedelta(days=1), {"entry.outside_bracket"}, id="a-day-ahead"),
        pytest.param(timedelta(days=-1), {"entry.outside_bracket"}, id="a-day-back"),
        pytest.param(timedelta(minutes=-20), {"entry.outside_bracket"}, id="twenty-minutes-back"),
    ],
)
def test_a_clock_that_is_always_wrong_is_found_between_two_timestamps(
    tmp_path: Path, wrong: timedelta, expected: set[str]
) -> None:
    # Its entries are in order among themselves: only somebody else's clock can tell.
    archive, _ = worked(tmp_path, Clocks(wrong))
    assert codes_of(archive) == expected


def test_entries_in_a_row_outside_the_bracket_are_one_finding(tmp_path: Path) -> None:
    archive, _ = worked(tmp_path, Clocks(timedelta(days=-1)))
    archive.close()
    findings = Attacked(archive.settings.folder).check().findings
    assert [row.code for row in findings] == ["entry.outside_bracket"] * 2
    assert "found 2025-02-28T10:00:00.000000Z" in findings[0].message


def test_an_entry_that_makes_its_timestamp_older_than_it_is_is_found(tmp_path: Path) -> None:
    archive = found_archive(tmp_path / "archive", person="Vera")
    set_up(archive, tmp_path)
    head = heads.sign(archive.settings, archive.engine, keep=True)
    answer = anchor_file(archive.settings, head.checkpoint.size, "office", ".tsr")
    at = datetime.now(UTC)
    answer.path.write_bytes(OFFICE.token(head.note.encode(), at=at))
    thing = Thing(answer.id, "target", sha256(answer.path.read_bytes()).hexdigest())
    detail = {"authority": "office", "time": "2001-01-01T00:00:00.000000Z"}
    with archive.writing() as writer:
        writer.append([Draft(ANCHORED, (thing,), detail=detail)])
    assert codes_of(archive) == {"timestamp.later_than_claimed"}
