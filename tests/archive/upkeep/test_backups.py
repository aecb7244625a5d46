"""Backups: consistent, incremental, restored only whole, and never a way to sign in silence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import heads
from archive.checking.verify import verify
from archive.cli import cli
from archive.erasing import erase
from archive.errors import FolderTaken, LogIsAhead, NotAnArchive
from archive.forking import fork
from archive.founding import found_archive, open_archive
from archive.upkeep.backing_up import back_up
from archive.upkeep.backup_folder import FILE_NAME, open_backup
from archive.upkeep.errors import BadBackup, NotABackup, OtherBackup
from archive.upkeep.restoring import restore
from archive.workspace import Archive
from evidence.signing import keys
from tests.archive.samples import add, incident, record
from tests.by_hand import blobs


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.txt"
    path.write_bytes(b"bytes of a photo")
    return path


@pytest.fixture
def filled(archive: Archive, photo: Path) -> Archive:
    record(archive, incident("I1"))
    add(archive, photo, incident="I1")
    return archive


def log_key(archive: Archive) -> Path:
    return archive.settings.keys / "log.key"


def test_what_is_restored_is_what_was_backed_up(filled: Archive, tmp_path: Path) -> None:
    made = back_up(filled, tmp_path / "backup")
    restored = restore(tmp_path / "backup", tmp_path / "new", key=log_key(filled))
    assert (restored.size, restored.files) == (made.size, made.files) == (made.size, 1)
    with closing(open_archive(tmp_path / "new")) as new:
        assert verify(new).findings == []
        head = heads.newest_head(new.settings)
        assert head is not None
        assert head.checkpoint.root.hex() == made.root
        record(new, incident("I2"))
        assert verify(new).findings == []


def test_the_log_says_that_a_backup_was_made_and_the_backup_says_so_too(
    filled: Archive, tmp_path: Path
) -> None:
    made = back_up(filled, tmp_path / "backup")
    restored = restore(tmp_path / "backup", tmp_path / "new", key=log_key(filled))
    assert restored.size == made.size
    outside = filled.settings.checkpoints / "head"
    shutil.rmtree(tmp_path / "new")
    assert not restore(tmp_path / "backup", tmp_path / "new", outside=outside).is_behind


def test_only_what_is_new_is_copied(filled: Archive, tmp_path: Path, photo: Path) -> None:
    assert back_up(filled, tmp_path / "backup").copied == 1
    photo.write_bytes(b"another photo")
    add(filled, photo, incident="I1")
    second = back_up(filled, tmp_path / "backup")
    assert (second.files, second.copied, second.copied_bytes) == (2, 1, 13)
    assert len(open_backup(tmp_path / "backup").states) == 2


def test_an_earlier_state_can_be_asked_for(filled: Archive, tmp_path: Path) -> None:
    first = back_up(filled, tmp_path / "backup")
    record(filled, incident("I2"))
    back_up(filled, tmp_path / "backup")
    assert restore(tmp_path / "backup", tmp_path / "new", size=first.size).size == first.size
    with pytest.raises(NotABackup, match="none of 999 entries"):
        restore(tmp_path / "backup", tmp_path / "other", size=999)


def test_older_states_go_with_the_files_that_only_they_name(
    filled: Archive, tmp_path: Path
) -> None:
    back_up(filled, tmp_path / "backup")
    with filled.reading() as connection:
        ref = connection.exec_driver_sql("SELECT ref FROM records WHERE type='item'").scalar_one()
    erase(filled, str(ref), basis="consent_withdrawn")
    made = back_up(filled, tmp_path / "backup", keep=1)
    assert made.forgotten == 1
    target = open_backup(tmp_path / "backup")
    assert len(target.states) == 1
    assert list(target.blobs.walk()) == []
    everything = b"".join(path.read_bytes() for path in target.folder.rglob("*") if path.is_file())
    assert b"bytes of a photo" not in everything


def test_what_people_set_up_comes_along_and_what_they_left_lying_does_not(
    filled: Archive, tmp_path: Path
) -> None:
    folder = filled.settings.folder
    (folder / "searches").mkdir()
    (folder / "searches" / "fires.json").write_text("{}")
    (folder / "packet.zip").write_bytes(b"a packet that was built here")
    made = back_up(filled, tmp_path / "backup")
    assert (made.state / "searches" / "fires.json").is_file()
    assert not (made.state / "packet.zip").exists()


def test_no_private_key_lies_in_a_backup_unprotected(filled: Archive, tmp_path: Path) -> None:
    made = back_up(filled, tmp_path / "backup")
    assert "log.key" in made.keys_left_out
    for path in (tmp_path / "backup").rglob("*"):
        assert not path.is_file() or b"PRIVATE KEY" not in path.read_bytes(), path
    restored = restore(tmp_path / "backup", tmp_path / "new")
    assert not restored.can_sign
    with (
        closing(open_archive(tmp_path / "new")) as new,
        pytest.raises(NotAnArchive, match="no readable log key"),
    ):
        record(new, incident("I2"))


def test_a_key_under_a_passphrase_comes_along(filled: Archive, tmp_path: Path) -> None:
    pem = keys.private_pem(keys.generate(), "open sesame")
    (filled.settings.keys / "identity.key").write_bytes(pem)
    made = back_up(filled, tmp_path / "backup")
    assert "identity.key" not in made.keys_left_out
    assert (made.state / "keys" / "identity.key").read_bytes() == pem


def test_a_restored_archive_that_is_behind_takes_nothing_in_before_a_new_log(
    filled: Archive, tmp_path: Path
) -> None:
    back_up(filled, tmp_path / "backup")
    record(filled, incident("I2"))
    outside = filled.settings.checkpoints / "head"
    restored = restore(tmp_path / "backup", tmp_path / "new", outside=outside, key=log_key(filled))
    assert restored.is_behind
    with closing(open_archive(tmp_path / "new")) as new:
        with pytest.raises(LogIsAhead):
            record(new, incident("I3"))
        fork(new, reason="restored from a backup")
    with closing(open_archive(tmp_path / "new")) as forked:
        record(forked, incident("I3"))
        assert verify(forked).findings == []


@pytest.mark.parametrize("harm", ["blob", "row", "head", "lost blob"])
def test_a_tampered_backup_is_refused_with_its_finding(
    filled: Archive, tmp_path: Path, harm: str
) -> None:
    made = back_up(filled, tmp_path / "backup")
    blob = next((tmp_path / "backup" / "evidence").rglob("sha256/*/*"))
    if harm == "blob":
        blob.chmod(0o600)
        blob.write_bytes(b"other")
    elif harm == "lost blob":
        blob.unlink()
    elif harm == "row":
        with sqlite3.connect(made.state / "khronika.db") as connection:
            connection.execute("UPDATE records SET ref='I9' WHERE ref='I1'")
        connection.close()
    else:
        head = made.state / "checkpoints" / "head"
        head.write_text(head.read_text().replace("\n—", "\nx\n—", 1))
    with pytest.raises(BadBackup, match="nothing was restored") as caught:
        restore(tmp_path / "backup", tmp_path / "new")
    assert caught.value.findings
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new.*"))


@pytest.mark.parametrize("harm", ["swollen", "listed beside the log"])
def test_what_the_log_does_not_name_so_is_refused_before_a_byte_of_it_is_copied(
    filled: Archive, tmp_path: Path, harm: str
) -> None:
    # Danger: a file with holes takes no room there, and filled the disk here before its digest was
    # known.
    made = back_up(filled, tmp_path / "backup")
    blob = next((tmp_path / "backup" / "evidence").rglob("sha256/*/*"))
    if harm == "swollen":
        blob.chmod(0o600)
        os.truncate(blob, 1 << 30)
    else:
        other = blob.with_name(blob.name[:-1] + ("0" if blob.name[-1] != "0" else "1"))
        other.write_bytes(b"")
        os.truncate(other, 1 << 30)
        with (made.state / "files.txt").open("a") as listed:
            listed.write(f"{other.name}\n")
    with pytest.raises(BadBackup, match="nothing was restored") as caught:
        restore(tmp_path / "backup", tmp_path / "new")
    code, said = {
        "swollen": ("blob.changed", "expected 16 bytes, found 1,073,741,824"),
        "listed beside the log": ("blob.unreferenced", "no entry of its log names"),
    }[harm]
    assert [one.code for one in caught.value.findings] == [code]
    assert said in str(caught.value)
    assert not (tmp_path / "new").exists()


def test_a_backup_is_not_made_into_a_folder_of_other_things(
    filled: Archive, tmp_path: Path
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-mother.txt").write_text("dear")
    with pytest.raises(NotABackup, match=FILE_NAME):
        back_up(filled, tmp_path / "letters")
    with closing(found_archive(tmp_path / "other")) as other:
        back_up(other, tmp_path / "backup")
    with pytest.raises(OtherBackup, match="those of other-"):
        back_up(filled, tmp_path / "backup")


def test_nothing_is_restored_over_something(filled: Archive, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup")
    with pytest.raises(FolderTaken):
        restore(tmp_path / "backup", filled.settings.folder)


def test_a_damaged_archive_is_backed_up_as_it_is_and_told(filled: Archive, tmp_path: Path) -> None:
    stored = blobs(filled.settings)[0]
    stored.chmod(0o600)
    stored.write_bytes(b"other")
    made = back_up(filled, tmp_path / "backup")
    assert [finding.code for finding in made.findings] == ["blob.changed"]
    assert made.state.is_dir()


def test_what_a_broken_off_backup_left_is_removed_by_the_next(
    filled: Archive, tmp_path: Path
) -> None:
    back_up(filled, tmp_path / "backup")
    left = tmp_path / "backup" / "states" / ".0123abcd.new"
    left.mkdir()
    (left / "khronika.db").write_bytes(b"half")
    assert len(open_backup(tmp_path / "backup").states) == 1
    back_up(filled, tmp_path / "backup")
    assert not left.exists()


def test_a_backup_while_somebody_writes_is_one_state(filled: Archive, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        with closing(open_archive(filled.settings.folder)) as other:
            while not stop.is_set() and number < 200:
                record(other, incident(f"J{number}"))
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [back_up(filled, tmp_path / "backup") for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    assert [row.findings for row in made] == [(), (), ()]
    restored = restore(tmp_path / "backup", tmp_path / "new", size=made[1].size)
    assert restored.size == made[1].size


def test_the_commands_say_what_they_did(filled: Archive, tmp_path: Path) -> None:
    folder = str(filled.settings.folder)
    made = CliRunner().invoke(cli, ["--archive", folder, "backup", str(tmp_path / "backup")])
    assert made.exit_code == 0
    assert "1 of 1 files new (16 bytes)" in made.output
    assert "no passphrase protects it: keys/log.key" in made.output
    done = CliRunner().invoke(cli, ["restore", str(tmp_path / "backup"), str(tmp_path / "new")])
    assert done.exit_code == 0
    assert "and 1 files, verified" in done.output
    assert "without its private key nothing can be added" in done.output
