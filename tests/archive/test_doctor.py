"""Advice says what was found and what to do, and nothing where all is well."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import doctor, log
from archive.checking.run import Order, run
from archive.cli import cli
from archive.doctor import AdviceCode
from archive.search.choosing import IndexEngine, choose
from archive.search.engine import engine_of
from archive.upkeep.backing_up import back_up
from archive.workspace import Archive, now
from tests.archive.samples import add, incident, record


def advised(archive: Archive) -> tuple[doctor.Advice, ...]:
    """But for the settings of a server that the tests start: its data need not outlive them."""
    of_the_tests = AdviceCode.DATABASE_UNSAFE if archive.settings.server else None
    return tuple(one for one in doctor.advice(archive) if one.code is not of_the_tests)


def test_nothing_is_advised_where_all_is_well(archive: Archive) -> None:
    record(archive, incident("i"))
    engine_of(archive).index_all()
    assert advised(archive) == ()


def test_an_index_that_is_behind_is_told_of_until_it_is_made(archive: Archive) -> None:
    record(archive, incident("i"), incident("j"))
    (found,) = advised(archive)
    assert (found.code, found.do) == (AdviceCode.INDEX_BEHIND, "khronika reindex")
    assert "0 of 2 views of records" in found.found
    result = CliRunner().invoke(cli, ["--archive", str(archive.settings.folder), "reindex"])
    assert "2 of 2 views of records indexed by whoosh" in result.output
    assert advised(archive) == ()


def test_whoosh_is_outgrown_and_tantivy_is_not(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tantivy", reason="the extra `large` is not installed")
    record(archive, incident("i"), incident("j"))
    engine_of(archive).index_all()
    monkeypatch.setattr(doctor.index, "OUTGROWN", 1)  # two hundred thousand records take too long
    (found,) = advised(archive)
    assert (found.code, found.do) == (
        AdviceCode.INDEX_OUTGROWN,
        "khronika reindex --engine tantivy",
    )
    choose(archive.settings, IndexEngine.TANTIVY)
    engine_of(archive).index_all()
    assert advised(archive) == ()


def test_a_private_key_that_others_may_read_is_told_of(archive: Archive) -> None:
    record(archive, incident("i"))
    engine_of(archive).index_all()
    path = archive.settings.keys / "log.key"
    path.chmod(0o640)
    (found,) = advised(archive)
    assert found.code is AdviceCode.KEYS_OPEN
    assert found.found == "other users of this machine may read keys/log.key"
    path.chmod(0o600)
    assert advised(archive) == ()


def test_the_command_tells_advice_as_json_and_by_its_exit_code(archive: Archive) -> None:
    record(archive, incident("i"))
    asked = ["--archive", str(archive.settings.folder), "doctor", "--json"]
    result = CliRunner().invoke(cli, asked)
    assert result.exit_code == 1
    assert json.loads(result.output)["advice"][-1]["code"] == "index.behind"
    engine_of(archive).index_all()
    result = CliRunner().invoke(cli, asked)
    left = [row["code"] for row in json.loads(result.output)["advice"]]
    assert left == (["database.unsafe"] if archive.settings.server else [])
    assert result.exit_code == len(left)


def told(archive: Archive) -> dict[str, str]:
    return {fact.about: fact.found for fact in doctor.examine(archive).facts}


def later(archive: Archive, **passed: float) -> Archive:
    """The same archive when so much time has passed."""
    return replace(archive, clock=lambda: now() + timedelta(**passed))


def codes(archive: Archive) -> set[str]:
    return {one.code.value for one in advised(archive)}


def test_what_was_looked_at_is_told_also_where_all_is_well(archive: Archive) -> None:
    found = told(archive)
    assert found["keys"] == "1 private keys, 0 of them under a passphrase"
    assert found["verification"].endswith("never, as far as the log knows")
    if archive.settings.server is None:
        assert found["database"].startswith("SQLite 3.")
        assert found["database"].endswith("journal_mode wal, synchronous 2")
    else:
        assert found["database"].startswith("PostgreSQL ")
        assert "server_encoding UTF8" in found["database"]
    if archive.settings.bucket is None:
        assert found["evidence"] == f"the folder {archive.blobs.folder} can be read and written"


def test_what_is_overdue_is_advised_and_what_was_done_is_not(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "page.txt").write_text("a page")
    add(archive, tmp_path / "page.txt")
    engine_of(archive).index_all()
    assert codes(archive) == set()
    assert codes(later(archive, days=8)) == {"backup.overdue", "clock.off"}
    overdue = {"backup.overdue", "verify.overdue", "anchor.overdue", "clock.off"}
    assert codes(later(archive, days=91)) == overdue
    run(archive.settings.folder, Order(), clock=lambda: now() + timedelta(days=90))
    back_up(later(archive, days=90), tmp_path / "backup")
    left = codes(later(archive, days=91))
    assert left == {"anchor.overdue", "clock.off"}
    assert "keys.old" in codes(later(archive, days=1096))


def test_a_clock_that_was_set_back_is_told_of(archive: Archive) -> None:
    with archive.reading() as connection:
        newest = log.entry(connection, log.last_seq(connection)).fields["at"]
    at = datetime.fromisoformat(newest) - timedelta(hours=1)
    back = replace(archive, clock=lambda: at)
    log_s, file_system_s = [one for one in advised(back) if one.code == "clock.off"]
    assert log_s.found == "the newest entry of the log is 1:00:00 ahead of this machine's clock"
    assert file_system_s.found.startswith("the clock of the file system is 1:")


def test_a_file_that_was_not_whole_stays_advice_until_all_are(
    archive: Archive, tmp_path: Path
) -> None:
    if archive.settings.bucket:
        pytest.skip("of a folder, in which a file can be written over here")
    (tmp_path / "page.txt").write_text("a page")
    add(archive, tmp_path / "page.txt")
    engine_of(archive).index_all()
    (digest,) = archive.blobs.walk()
    path = archive.blobs.folder / "sha256" / digest[:2] / digest
    path.chmod(0o600)
    path.write_text("a pagf")
    run(archive.settings.folder, Order())
    assert "verify.harmed" in codes(archive)
    path.write_text("a page")
    run(archive.settings.folder, Order())
    assert "verify.harmed" not in codes(archive)


def test_a_folder_of_stored_bytes_that_is_gone_is_told_of(archive: Archive) -> None:
    if archive.settings.bucket:
        pytest.skip("of a folder")
    archive.settings.evidence.rename(archive.settings.folder / "aside")
    archive.settings.evidence.write_text("a file in its place")
    assert "evidence.away" in codes(archive)


def test_a_bucket_refuses_to_overwrite_and_a_server_says_how_it_commits(
    archive: Archive, tmp_path: Path
) -> None:
    if not (archive.settings.bucket and archive.settings.server):
        pytest.skip("no PostgreSQL server and S3 service are started: see `make test-grown`")
    assert "has no small object yet" in told(archive)["evidence"]
    (tmp_path / "page.txt").write_text("a page")
    add(archive, tmp_path / "page.txt")
    assert "refuses to overwrite, keeps no versions" in told(archive)["evidence"]
    (unsafe,) = [one for one in doctor.advice(archive) if one.code == "database.unsafe"]
    assert "fsync = off, full_page_writes = off, synchronous_commit = off" in unsafe.found
