"""Whatever is wrong with the input: one sentence, the right exit code, and nothing changed."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import database
from archive.cli.exits import ExitCode
from archive.database.errors import ArchiveBusy
from archive.settings import read_settings
from tests.archive import samples
from tests.archive.cli.program import Said, khronika, state_of
from tests.by_hand import by_hand, needs_file
from tests.copies import copy_archive

INCIDENT = {"type": "incident", "title": "A door was forced"}
PLACE = b'{"type":"place","kind":"town","names":[{"text":"Upper Mill"}],"radius_m":'


@pytest.fixture(scope="module")
def filled(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive with an incident and a source. Not to be changed."""
    site: Path = tmp_path_factory.mktemp("filled")
    with closing(samples.copy_of(founded, site / "archive")) as archive:
        samples.record(archive, samples.incident("I1"), samples.source("S1"))
    return site / "archive"


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """A copy of that archive."""
    return copy_archive(filled, tmp_path / "archive")


def refused(folder: Path, *words: str, stdin: bytes | None = None) -> Said:
    """What the program says; it is seen that it changed nothing and told it in one sentence."""
    before = state_of(folder)
    said = khronika("--archive", str(folder), *words, stdin=stdin)
    assert state_of(folder) == before
    assert said.code != ExitCode.DONE
    told = said.err if said.err else said.out
    assert len(told.strip().splitlines()) == 1, told
    assert "Traceback" not in told
    return said


def with_field(**fields: Any) -> bytes:
    return json.dumps({**INCIDENT, **fields}).encode()


RECORDS: dict[str, tuple[bytes, str]] = {
    "an unknown field": (with_field(colour="red"), "/colour: expected no field of this name"),
    "an impossible date": (with_field(date={"edtf": "2014-02-30"}), "February 2014 has 28 days"),
    "a reference to nothing": (
        with_field(links=[{"to": "I9", "type": "precedes"}]),
        "at /links/0/to of incident-",
    ),
    "a reference to another type": (
        with_field(links=[{"to": "S1", "type": "precedes"}]),
        "it is of type source, where incident is expected",
    ),
    "one bad record among good ones": (
        json.dumps([INCIDENT, {**INCIDENT, "colour": 1}]).encode(),
        "record 2: /colour",
    ),
    "nothing": (b"", "found no JSON at line 1"),
    "an empty list": (b"[]", "found no records in it"),
    "null": (b"null", "record 1, found null, no object"),
    "a number": (b"7", "record 1, found a number, no object"),
    "bytes that are no UTF-8": (b'{"type": "\xff"}', "no UTF-8 at byte 10"),
    "a list that never ends": (b"[" * 200_000, "too deep inside each other"),
    "objects 100,000 deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too deep"),
    "such objects on the second line": (
        json.dumps(INCIDENT).encode() + b"\n" + b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "line 2, found objects or lists too deep",
    ),
    "lists 500 deep in a field": (
        b'{"type":"incident","title":' + b"[" * 500 + b"]" * 500 + b"}",
        "recursion limit exceeded",
    ),
    "a number of 6,000 digits": (PLACE + b"9" * 6000 + b"}", "a number of 6,000 digits"),
    "a number beyond 2^53": (PLACE + b"9007199254740993}", "safe integer domain"),
    "a number beyond binary64": (PLACE + b"1e400}", "expected a whole number, found Infinity"),
    "no number": (b'{"type":"incident","title":NaN}', "expected a text, found NaN"),
    "half a surrogate pair": (b'{"type":"incident","title":"\\ud800"}', "expected JSON"),
    "half a pair as a name": (b'{"type":"incident","title":"x","\\ud800":1}', "expected JSON"),
    "one name twice": (b'{"type":"incident","title":"x","title":"y"}', "the field 'title' twice"),
    "the sign U+0000": (with_field(title="a\0b"), "/title: expected a text without the sign"),
    "the sign U+0000 in a name": (with_field(narrative={"en": "a\0b"}), "/narrative/en: expected"),
    "a raw control character": (b'{"type":"incident","title":"a\0b"}', "Invalid control character"),
    "50 MB that are no JSON": (b"x" * 50_000_000, "no JSON at line 1"),
}


@pytest.mark.parametrize("what", RECORDS)
def test_a_record_that_is_none_is_refused(folder: Path, what: str) -> None:
    data, told = RECORDS[what]
    said = refused(folder, "record", "-", stdin=data)
    assert said.code == ExitCode.REFUSED
    assert told in said.err


def test_a_backslash_before_u0000_is_no_such_sign(folder: Path) -> None:
    said = khronika("--archive", str(folder), "record", "-", stdin=with_field(title=r"a\u0000b"))
    assert said.code == ExitCode.DONE


COMMANDS: dict[str, tuple[tuple[str, ...], ExitCode, str]] = {
    "a file that is not there": (("record", "SITE/none"), ExitCode.REFUSED, "No such file"),
    "a folder for a file": (("record", "SITE"), ExitCode.REFUSED, "Is a directory"),
    "a record that is not here": (("show", "I9"), ExitCode.NOT_FOUND, "'I9', which names none"),
    "a word that is no UTF-8": (("show", "\udcff"), ExitCode.REFUSED, "expected words in UTF-8"),
    "such a word for a person": (
        ("add", "SITE/file", "--from", "\udcff"),
        ExitCode.REFUSED,
        "expected words in UTF-8",
    ),
    "an entry that no log reaches": (
        ("receipt", "9" * 30),
        ExitCode.NOT_FOUND,
        "expected an entry number from 0 to 3",
    ),
    "an act that is none": (
        ("add", "SITE/file", "--incident", "I1", "--act", "fire"),
        ExitCode.REFUSED,
        "found 'fire'",
    ),
    "an incident that is a source": (
        ("add", "SITE/file", "--incident", "S1"),
        ExitCode.REFUSED,
        "expected 'S1' to name a record of type incident",
    ),
    "a file to add that is not there": (("add", "SITE/none"), ExitCode.REFUSED, "refused"),
    "a pipe to add": (("add", "SITE/pipe"), ExitCode.REFUSED, "refused"),
    "the archive's own database": (
        ("add", "SITE/archive/khronika.db"),
        ExitCode.REFUSED,
        "it is a file of this archive itself",
    ),
    "a person who does not work here": (
        ("--as", "Nobody", "show", "I1"),
        ExitCode.NOT_FOUND,
        "who works with this archive",
    ),
    "a folder for a packet that is there": (
        ("packet", "build", "--incident", "I1", "--out", "SITE/archive"),
        ExitCode.REFUSED,
        "found archive in",
    ),
    "a fork of a log that is whole": (
        ("log", "fork", "--reason", "none"),
        ExitCode.REFUSED,
        "that continues it",
    ),
    "an archive where one is": (("init", "SITE/archive"), ExitCode.REFUSED, "found an archive"),
    "a date that is none": (("search", "--from", "2014-13"), ExitCode.REFUSED, "no month 13"),
}


@pytest.mark.parametrize("what", COMMANDS)
def test_a_command_that_cannot_be_done_is_refused(folder: Path, what: str) -> None:
    words, code, told = COMMANDS[what]
    site = folder.parent
    (site / "file").write_text("a page")
    os.mkfifo(site / "pipe")
    said = refused(folder, *(word.replace("SITE", str(site)) for word in words))
    assert said.code == code
    assert told in said.err + said.out


def test_an_empty_file_is_taken_in_as_what_it_is(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    said = khronika("--archive", str(folder), "add", str(tmp_path / "empty"), "--incident", "I1")
    assert said.code == ExitCode.DONE
    assert "0 bytes" in said.out


def no_archive(folder: Path) -> None:
    (folder / "khronika.toml").unlink()


def another_program(folder: Path) -> None:
    (folder / "khronika.toml").write_text("format = 9\nname = 'x'\nlog = 1\n")


def no_database(folder: Path) -> None:
    needs_file(read_settings(folder)).unlink()


def no_such_database(folder: Path) -> None:
    needs_file(read_settings(folder)).write_bytes(
        b"no database at all, but long enough to be read" * 99
    )


def an_empty_database(folder: Path) -> None:
    needs_file(read_settings(folder)).write_bytes(b"")


def older_tables(folder: Path) -> None:
    with by_hand(read_settings(folder)) as hand:
        hand.execute("UPDATE alembic_version SET version_num = '0000'")


def no_people(folder: Path) -> None:
    with by_hand(read_settings(folder)) as hand:
        hand.execute("DROP TABLE people")


WRONG: dict[str, tuple[Callable[[Path], None], ExitCode, str]] = {
    "no settings": (no_archive, ExitCode.REFUSED, "found no khronika.toml"),
    "settings of another program": (another_program, ExitCode.REFUSED, "found form 9"),
    "no database": (no_database, ExitCode.REFUSED, "found no database khronika.db"),
    "a file that is no database": (no_such_database, ExitCode.REFUSED, "is not a database"),
    "a database without tables": (an_empty_database, ExitCode.REFUSED, "tables of form None"),
    "tables of another form": (older_tables, ExitCode.REFUSED, "tables of form 0000"),
    "tables that are missing": (no_people, ExitCode.REFUSED, "people"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_archive_of_ours_is_left_alone(folder: Path, what: str) -> None:
    spoil, code, told = WRONG[what]
    spoil(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    said = khronika("--archive", str(folder), "record", "-", stdin=with_field())
    assert (said.code, len(said.err.strip().splitlines())) == (code, 1), said
    assert told in said.err
    after = {path: path.read_bytes() for path in before if path.exists()}
    assert after == before


def test_a_writer_who_waits_too_long_is_told_to_try_again(folder: Path) -> None:
    file = needs_file(read_settings(folder))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    engine = database.connect(file, patience_seconds=0)
    with pytest.raises(ArchiveBusy, match="nothing was changed, try again"):
        database.writing(engine).__enter__()
    other.rollback()
    other.close()
    with database.writing(engine):
        pass
    engine.dispose()


def test_an_answer_of_a_kind_that_there_is_not_is_refused(folder: Path) -> None:
    named = ("--archive", str(folder))
    ended = khronika(*named, "appeal", "answer", "N1", "--kind", "silence")
    assert ended.code == ExitCode.REFUSED
    assert "/responses/-/kind" in ended.err
