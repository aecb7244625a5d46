"""Attacks that leave the tables and the log as they should be, and work beside them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive.founding import open_archive
from archive.keyring import custodian, identity
from evidence.proof import canonical
from evidence.signing import keys
from tests.archive.checking import deeds
from tests.archive.checking.attacks import Attacked
from tests.archive.checking.stamped import Stamped
from tests.by_hand import needs_file
from tests.copies import copy_archive


def raw(attacked: Attacked, *statements: str) -> None:
    """SQL with the tables of the schema themselves open to be written."""
    path = needs_file(attacked.settings)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA writable_schema = RESET")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER sqlite1 AFTER INSERT ON entries BEGIN DELETE FROM terms; END",
        "CREATE VIEW sqlite1 AS SELECT * FROM records",
        "CREATE TABLE SQLite1 (one)",
    ],
)
def test_what_is_called_almost_like_a_table_of_sqlite_is_no_secret_place(
    attacked: Attacked, statement: str
) -> None:
    # Only names that begin with sqlite and an underscore are SQLite's own.
    raw(attacked, statement)
    assert attacked.codes() == {"schema.differs"}


def test_an_index_that_no_longer_leads_to_its_rows_is_found(attacked: Attacked) -> None:
    # By the table all is well; by its ref the record is not found any more.
    needs_file(attacked.settings)
    query = "SELECT rootpage, sql FROM sqlite_master WHERE name = 'ix_views_ref'"
    (page, statement) = attacked.rows(query)[0]
    with attacked.database() as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'ix_views_ref'")
        connection.execute("PRAGMA writable_schema = RESET")
    attacked.sql("UPDATE views SET rowid = rowid + 1000 WHERE ref = 'I1'")
    values = f"'index', 'ix_views_ref', 'views', {page}, '{statement}'"
    raw(attacked, f"INSERT INTO sqlite_master VALUES ({values})")
    assert attacked.codes() == {"schema.damaged"}


def test_an_entry_with_a_number_below_zero_is_in_no_tree_and_found(attacked: Attacked) -> None:
    # It would be shown in the custody of the item, before all others.
    entry = canonical.decode_entry(attacked.entries()[-1])
    forged = canonical.encode_entry({**entry, "seq": -5, "action": "item.returned"})
    attacked.sql("INSERT INTO entries VALUES (-5, ?)", forged)
    for thing in entry["objects"]:
        attacked.sql("INSERT INTO entry_objects VALUES (?, -5)", thing["id"])
    assert attacked.codes() == {"row.added"}
    assert "entry -5" in {row.where for row in attacked.check().findings}


def test_a_kept_head_is_the_one_that_its_name_says(attacked: Attacked) -> None:
    first, *_, last = sorted(attacked.folder.glob("checkpoints/*.checkpoint"))
    for suffix in (".checkpoint", ".sig"):
        shutil.copy(first.with_suffix(suffix), last.with_suffix(suffix))
    found = [(row.code, row.where) for row in attacked.check().findings]
    assert found == [("checkpoint.missing", last.name)]


def test_the_ssh_signature_beside_a_kept_head_is_checked(attacked: Attacked) -> None:
    first, *_, last = sorted(attacked.folder.glob("checkpoints/*.sig"))
    last.write_bytes(first.read_bytes())
    found = [(row.code, row.where) for row in attacked.check().findings]
    assert found == [("checkpoint.bad_signature", last.name)]


@pytest.fixture
def with_keys(attacked: Attacked, tmp_path: Path) -> Attacked:
    """The archive with a custodian's key that was used, and an identity that signed the list."""
    archive = open_archive(attacked.folder)
    with archive.writing() as writer:
        custodian.enter(writer, custodian.custodian_key(archive))
    identity.new_identity(archive, tmp_path / "identity.pem")
    identity.sign_list(archive, tmp_path / "identity.pem")
    archive.close()
    assert attacked.codes() == set()
    return attacked


def test_a_key_pair_in_the_place_of_a_custodians_is_found_before_it_signs(
    with_keys: Attacked,
) -> None:
    (private,) = with_keys.settings.keys.glob("packet/*.key")
    key = keys.generate()
    private.unlink()
    keys.write_private(private, key)
    line = keys.ssh_line(keys.public_bytes(key))
    private.with_suffix(".pub").write_text(f"{line}\n")
    ((code, where),) = [(row.code, row.where) for row in with_keys.check().findings]
    assert (code, where) == ("key.differs", f"keys/packet/{private.name}")
    private.with_suffix(".pub").write_bytes(b"\xff no key")
    assert with_keys.codes() == {"key.differs"}


def test_a_list_of_keys_that_the_identity_did_not_sign_is_found(with_keys: Attacked) -> None:
    path = with_keys.settings.keys / "list.txt"
    path.write_text(path.read_text().replace("packet in-use", "packet revoked"))
    ((code, where),) = [(row.code, row.where) for row in with_keys.check().findings]
    assert (code, where) == ("key.differs", "keys/list.txt")


PLACES: dict[str, set[str]] = {
    "checkpoints/head": {"checkpoint.unreadable", "log.ahead_of_mark"},
    "checkpoints/{kept}.checkpoint": {"checkpoint.unreadable"},
    "checkpoints/{kept}.sig": {"checkpoint.unreadable"},
    "keys/log.vkey": {"key.missing"},
    "keys/log.key": {"key.missing"},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(attacked: Attacked, place: str) -> None:
    kept = max(attacked.folder.glob("checkpoints/*.checkpoint")).stem
    path = attacked.folder / place.format(kept=kept)
    path.unlink()
    os.mkfifo(path)
    assert attacked.codes() == PLACES[place]


def test_an_older_copy_of_the_whole_folder_is_found_from_outside_only(
    attacked: Attacked, whole: Path, tmp_path: Path
) -> None:
    # No key is needed for it: that is why a head has to be kept elsewhere.
    deeds.work_on(attacked.folder, "work that will be lost")
    newest = Path(shutil.copy(attacked.head(), tmp_path / "newest"))
    shutil.rmtree(attacked.folder)
    copy_archive(whole, attacked.folder)
    assert attacked.codes() == set()
    assert attacked.codes(outside=newest) == {"log.shorter_than_checkpoint"}


def test_head_and_timestamp_of_another_archive_are_found(
    stamped: Stamped, again: Callable[[], Attacked]
) -> None:
    other = again()
    other.take_other_key(in_log=True)
    other.sign_again()
    for path in stamped.attacked.folder.glob("checkpoints/*.office.tsr"):
        shutil.copy(path, other.folder / "checkpoints" / path.name)
        head = path.with_name(f"{path.name.partition('.')[0]}.checkpoint")
        shutil.copy(head, other.folder / "checkpoints" / head.name)
    shutil.copytree(stamped.attacked.folder / "authorities", other.folder / "authorities")
    assert other.codes() == {"checkpoint.other_key"}
