"""Advice says what was found and what to do, and nothing where all is well."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from archive import doctor
from archive.cli import cli
from archive.doctor import AdviceCode
from archive.search.choosing import IndexEngine, choose
from archive.search.engine import engine_of
from archive.workspace import Archive
from tests.archive.samples import incident, record


def test_nothing_is_advised_where_all_is_well(archive: Archive) -> None:
    record(archive, incident("i"))
    engine_of(archive).index_all()
    assert doctor.advice(archive) == ()


def test_an_index_that_is_behind_is_told_of_until_it_is_made(archive: Archive) -> None:
    record(archive, incident("i"), incident("j"))
    (found,) = doctor.advice(archive)
    assert (found.code, found.do) == (AdviceCode.INDEX_BEHIND, "khronika reindex")
    assert "0 of 2 views of records" in found.found
    result = CliRunner().invoke(cli, ["--archive", str(archive.settings.folder), "reindex"])
    assert "2 of 2 views of records indexed by whoosh" in result.output
    assert doctor.advice(archive) == ()


def test_whoosh_is_outgrown_and_tantivy_is_not(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tantivy", reason="the extra `large` is not installed")
    record(archive, incident("i"), incident("j"))
    engine_of(archive).index_all()
    monkeypatch.setattr(doctor, "OUTGROWN", 1)  # two hundred thousand records take too long
    (found,) = doctor.advice(archive)
    assert (found.code, found.do) == (
        AdviceCode.INDEX_OUTGROWN,
        "khronika reindex --engine tantivy",
    )
    choose(archive.settings, IndexEngine.TANTIVY)
    engine_of(archive).index_all()
    assert doctor.advice(archive) == ()


def test_a_private_key_that_others_may_read_is_told_of(archive: Archive) -> None:
    record(archive, incident("i"))
    engine_of(archive).index_all()
    path = archive.settings.keys / "log.key"
    path.chmod(0o640)
    (found,) = doctor.advice(archive)
    assert found.code is AdviceCode.KEYS_OPEN
    assert found.found == "other users of this machine may read keys/log.key"
    path.chmod(0o600)
    assert doctor.advice(archive) == ()


def test_the_command_tells_advice_as_json_and_by_its_exit_code(archive: Archive) -> None:
    record(archive, incident("i"))
    asked = ["--archive", str(archive.settings.folder), "doctor", "--json"]
    result = CliRunner().invoke(cli, asked)
    assert result.exit_code == 1
    assert [row["code"] for row in json.loads(result.output)] == ["index.behind"]
    engine_of(archive).index_all()
    assert CliRunner().invoke(cli, asked).exit_code == 0
