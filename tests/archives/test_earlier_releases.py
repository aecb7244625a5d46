"""What every earlier release left is there for this one: nothing lost, and nothing rewritten."""

from __future__ import annotations

import base64
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import heads, migrations
from archive.cli.exits import ExitCode
from archive.drafting import drafts
from archive.errors import MadeByLaterRelease
from archive.founding import open_archive
from evidence.standalone import packet
from tests.archive.cli.program import khronika
from tests.archives.conftest import Kept
from tests.archives.keeping import HERE, LIMITED


def rows(folder: Path, query: str) -> list[Any]:
    """Of the database file as it lies there, by SQLite alone."""
    with closing(sqlite3.connect(f"file:{folder / 'khronika.db'}?mode=ro", uri=True)) as file:
        return file.execute(query).fetchall()


LOG = "SELECT seq, bytes FROM entries ORDER BY seq"
SEALED = "SELECT seq, secret, body FROM details UNION SELECT seq, secret, body FROM revisions"


def do(folder: Path, *words: str, given: str | None = None, code: int = 0) -> str:
    """What a command says, on both ways."""
    stdin = given.encode() if given is not None else None
    said = khronika("--archive", str(folder), *words, stdin=stdin)
    assert said.code == code, said.err
    return said.out + said.err


def test_an_archive_of_every_release_is_kept() -> None:
    assert {path.stem for path in HERE.glob("*.zip")} >= {"0.1.0"}
    assert all(path.stat().st_size <= 300_000 for path in HERE.glob("*.zip"))


def test_its_tables_are_brought_up_and_its_log_stays_as_it_was(kept: Kept) -> None:
    log, sealed = rows(kept.folder, LOG), set(rows(kept.folder, SEALED))
    with closing(open_archive(kept.folder)) as archive, archive.reading() as connection:
        assert migrations.form_of(connection) == migrations.LATEST
        assert heads.root_at(connection, kept.size) == base64.b64decode(kept.root)
    assert rows(kept.folder, LOG) == log
    assert set(rows(kept.folder, SEALED)) == sealed


def test_it_verifies_against_the_head_that_lay_elsewhere(kept: Kept) -> None:
    said = json.loads(do(kept.folder, "verify", "--checkpoint", str(kept.head), "--json"))
    assert said["findings"] == []
    assert do(kept.folder, "verify").count("entered in the log") == 1


def test_it_verifies_where_nothing_may_be_written_and_nothing_is(kept: Kept) -> None:
    before = (kept.folder / "khronika.db").read_bytes()
    said = do(kept.folder, "verify", "--read-only")
    assert "nothing was to be written" in said
    assert (kept.folder / "khronika.db").read_bytes() == before


def test_what_was_recorded_is_found(kept: Kept) -> None:
    hits = json.loads(do(kept.folder, "search", "Каляпин", "--json"))["hits"]
    assert "I1" in {hit["ref"] for hit in hits}
    assert LIMITED["ref"] in do(kept.folder, "search", "forced")
    assert do(kept.folder, "search", "forced", "--audience", "restricted").count("door-1") == 0
    assert "his name" in do(kept.folder, "saved", "list")


def test_a_plan_that_was_approved_then_is_built_and_verifies(kept: Kept, tmp_path: Path) -> None:
    out = tmp_path / "packet"
    do(
        kept.folder,
        "packet",
        "build",
        "--plan",
        str(kept.plan),
        "--out",
        str(out),
        "--form",
        "folder",
    )
    do(kept.folder, "packet", "verify", str(out))
    assert packet.main([str(out)]) == 0


def test_a_backup_that_was_made_then_is_restored(kept: Kept, tmp_path: Path) -> None:
    folder, key = tmp_path / "again", kept.folder / "keys" / "log.key"
    words = ("--checkpoint", str(kept.head), "--key", str(key))
    do(folder, "restore", str(kept.backup), str(folder), *words)
    assert json.loads(do(folder, "verify", "--json"))["findings"] == []


def test_work_goes_on_in_it(kept: Kept) -> None:
    do(kept.folder, "record", "-", given=json.dumps({**LIMITED, "title": "A door was broken"}))
    do(kept.folder, "custody", kept.item)
    assert "Amina K." in do(kept.folder, "user", "list")
    assert "weekly table" in do(kept.folder, "--as", "Amina K.", "token", "list")
    with closing(open_archive(kept.folder, "Vera")) as archive:
        (draft,) = drafts.own(archive)
        assert draft.title == "Not recorded yet"
    assert json.loads(do(kept.folder, "verify", "--json"))["findings"] == []


def write(folder: Path, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(folder / "khronika.db")) as file:
        file.execute(statement, values)
        file.commit()


def of_a_later_form(kept: Kept, what: str) -> None:
    """Make it what a later release might have left."""
    size = rows(kept.folder, "SELECT count(*) FROM entries")[0][0]
    match what:
        case "tables":
            write(kept.folder, "UPDATE alembic_version SET version_num = '9999'")
        case "entries":
            entry = json.dumps({"v": 2, "seq": size}, separators=(",", ":"), sort_keys=True)
            write(kept.folder, "INSERT INTO entries VALUES (?, ?)", size, entry.encode())
        case "settings":
            path = kept.folder / "khronika.toml"
            path.write_text(path.read_text("utf-8").replace("format = 1", "format = 2"), "utf-8")


@pytest.mark.parametrize("what", ["tables", "entries", "settings"])
@pytest.mark.parametrize("words", [("search", "house"), ("verify",), ("verify", "--read-only")])
def test_what_a_later_release_made_is_refused_in_a_sentence(
    kept: Kept, what: str, words: tuple[str, ...]
) -> None:
    of_a_later_form(kept, what)
    before = (kept.folder / "khronika.db").read_bytes()
    said = do(kept.folder, *words, code=ExitCode.REFUSED)
    assert f"expected {what} of form" in said
    assert "a later release of Khronika made; nothing was changed" in said
    assert (kept.folder / "khronika.db").read_bytes() == before


def test_a_backup_of_a_later_form_is_refused(kept: Kept, tmp_path: Path) -> None:
    path = kept.backup / "khronika-backup.json"
    path.write_text(path.read_text("utf-8").replace('"format": 1', '"format": 2'), "utf-8")
    said = do(kept.folder, "restore", str(kept.backup), str(tmp_path / "x"), code=ExitCode.REFUSED)
    assert "expected a backup of form 1 at most" in said
    assert not (tmp_path / "x").exists()


def test_nothing_is_written_once_a_later_release_has_the_tables(kept: Kept) -> None:
    """A page that is served goes on showing, and a rolling upgrade doubles no rule."""
    with closing(open_archive(kept.folder)) as archive:
        of_a_later_form(kept, "tables")
        with pytest.raises(MadeByLaterRelease, match="found form 9999"), archive.writing():
            pass


def test_an_entry_of_an_unknown_version_among_others_is_a_finding(kept: Kept) -> None:
    """Only the newest entry is looked at when an archive is opened."""
    size = rows(kept.folder, "SELECT count(*) FROM entries")[0][0]
    for number, version in enumerate((2, 1)):
        entry = {"v": version, "seq": size + number, "action": "x", "at": "2026", "objects": []}
        data = json.dumps(entry, separators=(",", ":"), sort_keys=True).encode()
        write(kept.folder, "INSERT INTO entries VALUES (?, ?)", size + number, data)
    said = do(kept.folder, "verify", code=ExitCode.FINDINGS)
    assert "an entry of version 2, where this program reads 1" in said
