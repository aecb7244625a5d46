"""An archive moves to a server and a bucket and back, and its log stays the same."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import log, places
from archive.checking.verify import verify
from archive.database import postgresql
from archive.database.errors import BadPlace
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.errors import ArchiveMoved, PlaceTaken
from archive.founding import found_archive, open_archive
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.settings import FILE_NAME, read_settings
from archive.upkeep.errors import MoveBegun, NothingToMove
from archive.upkeep.migrating import NOTE, abandon, migrate, plan_move
from archive.worked_example import example_records
from archive.workspace import Archive
from evidence.errors import DamagedEvidence
from schemas.records import read_record
from tests.archive import samples
from tests.by_hand import blobs

WORDS = ("house", "Kalyapin", "Каляпин", "Grozny", "destroyed")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Archive]:
    """An archive of two records and a file, in its own folder."""
    archive = found_archive(tmp_path / "small", person="Vera", wanted=places.Wanted())
    samples.record(archive, samples.incident("I1", title="A house is burnt"), samples.source("S1"))
    (tmp_path / "page.txt").write_text("a page about the house")
    samples.add(archive, tmp_path / "page.txt", incident="I1")
    yield archive
    archive.close()


@pytest.fixture
def elsewhere() -> places.Wanted:
    """A server and a bucket."""
    wanted = places.wanted_by_environment()
    if not (wanted.server and wanted.bucket):
        pytest.skip("no PostgreSQL server and S3 service are started: see `make test-grown`")
    return wanted


def head_of(folder: Path) -> log.Head:
    with closing(open_archive(folder)) as archive, archive.reading() as connection:
        return log.head(connection)


def answers(folder: Path) -> list[object]:
    """What some questions are answered, for those who see all and for those who see little."""
    with closing(open_archive(folder)) as archive:
        engine = engine_of(archive)
        return [
            [
                (hit.ref, hit.verdict, hit.title)
                for hit in engine.search(SearchQuery(words=words), audience).hits
            ]
            for words in WORDS
            for audience in (CONFIDENTIAL, PUBLIC)
        ]


def move(folder: Path, server: str | None, bucket: str | None) -> None:
    with closing(open_archive(folder)) as archive:
        migrate(archive, plan_move(archive.settings, server=server, bucket=bucket))


def test_the_worked_example_there_and_back_has_the_same_log_and_answers(
    tmp_path: Path, elsewhere: places.Wanted
) -> None:
    folder = tmp_path / "archive"
    with closing(found_archive(folder, person="Vera", wanted=places.Wanted())) as archive:
        samples.record(archive, *(read_record(json.dumps(one)) for one in example_records()))
        (tmp_path / "page.txt").write_text("a page about the house")
        samples.add(archive, tmp_path / "page.txt", incident="I1")
    before, told = head_of(folder), answers(folder)
    assert any(told)
    move(folder, elsewhere.server, elsewhere.bucket)
    settings = read_settings(folder)
    assert settings.server
    assert settings.bucket
    assert (head_of(folder), answers(folder)) == (before, told)
    with closing(open_archive(folder)) as archive:
        assert verify(archive).findings == []
        samples.record(archive, samples.source("S9"))
    grown = head_of(folder)
    assert grown.size == before.size + 1
    move(folder, None, None)
    assert head_of(folder) == grown
    assert answers(folder) == told
    with closing(open_archive(folder)) as archive:
        assert verify(archive).findings == []
        assert len(list(archive.blobs.walk())) == 1
    assert not (folder / NOTE).exists()


def test_who_has_it_open_writes_no_second_history(small: Archive, elsewhere: places.Wanted) -> None:
    folder = small.settings.folder
    move(folder, elsewhere.server, None)
    before = head_of(folder)
    with pytest.raises(ArchiveMoved, match="open it again"):
        samples.record(small, samples.source("S2"))
    assert head_of(folder) == before


def test_a_move_that_was_killed_goes_on_when_it_is_asked_for_again(
    small: Archive, elsewhere: places.Wanted
) -> None:
    folder, before = small.settings.folder, head_of(small.settings.folder)
    small.close()
    said = ["--database", str(elsewhere.server), "--evidence", str(elsewhere.bucket)]
    words = [
        "-c",
        "from archive.cli import main; main()",
        "--archive",
        str(folder),
        "migrate",
        *said,
    ]
    process = subprocess.Popen([sys.executable, *words])
    while process.poll() is None and not (folder / NOTE).exists():
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    settings = read_settings(folder)
    if settings.server is None:  # it was killed before the end, as it should be
        assert head_of(folder) == before
        with pytest.raises(MoveBegun, match="--abandon"):
            plan_move(settings, server=None, bucket="s3://elsewhere/entirely")
        half = folder / "evidence" / "tmp" / "half.part"
        half.parent.mkdir(exist_ok=True)
        half.write_bytes(b"a page ab")
        move(folder, elsewhere.server, elsewhere.bucket)
    assert head_of(folder) == before
    assert read_settings(folder).server
    with closing(open_archive(folder)) as archive:
        assert verify(archive).findings == []


def test_a_damaged_file_stops_the_move_and_the_settings_stay(
    small: Archive, elsewhere: places.Wanted
) -> None:
    (stored,) = blobs(small.settings)
    stored.chmod(0o600)
    stored.write_bytes(b"forged")
    before = (small.settings.folder / FILE_NAME).read_text()
    plan = plan_move(small.settings, server=elsewhere.server, bucket=elsewhere.bucket)
    with pytest.raises(DamagedEvidence, match="now hash to"):
        migrate(small, plan)
    assert (small.settings.folder / FILE_NAME).read_text() == before
    assert abandon(small.settings)
    assert not (small.settings.folder / NOTE).exists()


def test_somebody_elses_tables_are_not_written_over(
    small: Archive, tmp_path: Path, elsewhere: places.Wanted
) -> None:
    with closing(found_archive(tmp_path / "other", wanted=elsewhere)) as other:
        there, before = other.settings.server, head_of(other.settings.folder)
        plan = plan_move(small.settings, server=there, bucket=None)
        with pytest.raises(PlaceTaken, match="nothing was changed"):
            migrate(small, plan)
        assert head_of(other.settings.folder) == before
    assert not (small.settings.folder / NOTE).exists()


def test_a_move_to_where_it_is_is_none(small: Archive) -> None:
    with pytest.raises(NothingToMove, match="nothing was changed"):
        plan_move(small.settings, server=None, bucket=None)
    assert abandon(small.settings) is None


def test_a_move_to_elsewhere_waits_for_the_one_that_was_begun(small: Archive) -> None:
    begun = {"database": None, "evidence": "s3://casework/evidence"}
    (small.settings.folder / NOTE).write_text(json.dumps(begun))
    with pytest.raises(MoveBegun, match="s3://casework"):
        plan_move(small.settings, server=None, bucket="s3://other/evidence")
    assert abandon(small.settings)
    assert plan_move(small.settings, server=None, bucket="s3://other/evidence").bytes


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mysql://khronika@db/casework?schema=casework", "postgresql://"),
        ("postgresql://khronika:secret@db/casework?schema=casework", "password"),
        ("postgresql://khronika@db/casework?schema=Case-Work", "schema"),
        ("nothing of the kind?schema=x", "no address"),
    ],
)
def test_an_address_that_cannot_be_followed_is_refused(address: str, why: str) -> None:
    with pytest.raises(BadPlace, match=why) as caught:
        postgresql.read_url(address)
    assert "secret" not in str(caught.value)


def test_the_address_of_a_server_goes_there_and_back() -> None:
    written = "postgresql://khronika@db.example.org:5433/casework?schema=house&sslmode=verify-full"
    assert postgresql.read_url(written).text == written
