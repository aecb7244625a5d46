"""An exported log is read by a program that knows only the published forms."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from archive import heads, log
from archive.errors import FolderTaken
from archive.keyring import identity, rotation
from archive.log import Draft, Thing
from archive.log_export import export_log
from archive.workspace import Archive
from evidence.signing import keys
from tests.archive.tlog_reader import read_log

OPENED = Draft("item.opened", (Thing("a" * 16, "target"),))


def grow(archive: Archive, entries: int) -> None:
    with archive.writing() as writer:
        writer.append([OPENED] * entries)


def stored(archive: Archive) -> list[bytes]:
    with archive.reading() as connection:
        return [entry.data for entry in log.entries(connection)]


@pytest.fixture
def exported(archive: Archive, tmp_path: Path) -> Path:
    grow(archive, 300)
    out = tmp_path / "for-auditors"
    export_log(archive, out)
    return out


@pytest.mark.parametrize("entries", [0, 253, 254, 255, 600])
def test_tiles_and_checkpoint_are_read_by_an_independent_reader(
    archive: Archive, tmp_path: Path, entries: int
) -> None:
    grow(archive, entries)
    size = export_log(archive, tmp_path / "out")
    found = read_log(tmp_path / "out", heads.verification_key(archive.settings))
    assert found == stored(archive)
    assert len(found) == size
    lines = (tmp_path / "out" / "entries.jsonl").read_bytes().splitlines()
    assert lines == found
    assert json.loads(lines[0])["action"] == "key.added"


@pytest.mark.parametrize(
    "path",
    ["checkpoint", "tile/entries/000", "tile/0/000", "tile/0/001.p/46", "tile/1/000.p/1"],
)
def test_any_altered_file_is_refused_by_the_independent_reader(
    archive: Archive, exported: Path, path: str
) -> None:
    data = bytearray((exported / path).read_bytes())
    data[len(data) // 2] ^= 1
    (exported / path).write_bytes(data)
    with pytest.raises((AssertionError, InvalidSignature, ValueError)):
        read_log(exported, heads.verification_key(archive.settings))


@pytest.fixture
def followed(archive: Archive, tmp_path: Path) -> tuple[list[str], Path]:
    """The three keys that a log had, the oldest first, and the log as it was written out then."""
    known = [heads.verification_key(archive.settings)]
    for number in range(2):
        grow(archive, 200)
        rotation.rotate(archive, reason=f"year {number} is over")
        known.append(heads.verification_key(archive.settings))
    grow(archive, 200)
    export_log(archive, tmp_path / "out")
    return known, tmp_path / "out"


@pytest.mark.parametrize("age", [0, 1, 2])
def test_whoever_knows_any_key_that_the_log_had_can_read_it(
    archive: Archive, followed: tuple[list[str], Path], age: int
) -> None:
    known, out = followed
    assert read_log(out, known[age]) == stored(archive)


def test_a_key_that_the_log_never_had_reads_nothing(followed: tuple[list[str], Path]) -> None:
    stranger = keys.vkey(keys.public_bytes(keys.generate()), name=followed[0][0].split("+")[0])
    with pytest.raises(ValueError, match="not enough values"):
        read_log(followed[1], stranger)


def exchange_heads(first: Path, second: Path, _number: int) -> None:
    """The head under which another key gave its place."""
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(
    "attack",
    [
        exchange_heads,
        lambda first, second, number: (first, second)[number].unlink(),
        lambda first, second, number: (first, second)[number].with_suffix(".vkeys").unlink(),
        lambda first, second, number: (first, second)[number].write_text(
            (first, second)[number].read_text().replace("log/1", "log/2")
        ),
    ],
)
def test_a_rotation_that_does_not_lead_to_the_key_in_use_is_refused(
    followed: tuple[list[str], Path], attack: Callable[[Path, Path, int], object], number: int
) -> None:
    known, out = followed
    first, second = sorted(out.glob("rotations/*.checkpoint"))
    attack(first, second, number)
    with pytest.raises((AssertionError, InvalidSignature, ValueError, FileNotFoundError)):
        read_log(out, known[0])


def test_a_lost_key_is_followed_by_what_the_identity_signed_alone(
    archive: Archive, tmp_path: Path
) -> None:
    before = heads.verification_key(archive.settings)
    identity.new_identity(archive, tmp_path / "identity.pem")
    (archive.settings.keys / "log.key").unlink()
    rotation.replace_lost(archive, reason="the disk died")
    identity.sign_list(archive, tmp_path / "identity.pem")
    export_log(archive, tmp_path / "out")
    (keys_of,) = (tmp_path / "out" / "rotations").iterdir()
    assert keys_of.read_text().split() == [before, heads.verification_key(archive.settings)]
    with pytest.raises(FileNotFoundError):  # nobody handed over: the list of keys says why
        read_log(tmp_path / "out", before)
    for name in ("list.txt", "list.txt.sig", "identity.pub"):
        found = (tmp_path / "out" / "keys" / name).read_bytes()
        assert found == (archive.settings.keys / name).read_bytes()
    assert read_log(tmp_path / "out", heads.verification_key(archive.settings)) == stored(archive)


def test_a_folder_that_is_there_is_left_as_it_is(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(FolderTaken, match="mine"):
        export_log(archive, tmp_path / "mine")
    assert list((tmp_path / "mine").iterdir()) == []


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here")
@pytest.mark.parametrize("altered", [False, True])
def test_ssh_keygen_judges_the_head_that_an_archive_keeps(
    archive: Archive, tmp_path: Path, *, altered: bool
) -> None:
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    public = keys.public_bytes(heads.log_key(archive.settings))
    line = keys.allowed_signers_line(public, principal="archive", namespace=heads.NAMESPACE)
    (tmp_path / "signers").write_text(line + "\n")
    head = signed.note.replace("log/1", "log/2") if altered else signed.note
    command = ["ssh-keygen", "-Y", "verify", "-f", tmp_path / "signers", "-I", "archive"]
    command += ["-n", heads.NAMESPACE, "-s", signed.path.with_suffix(".sig")]
    done = subprocess.run(command, input=head.encode(), capture_output=True, check=False)
    assert (done.returncode == 0) is not altered


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
@pytest.mark.parametrize("altered", [False, True])
def test_openssl_judges_the_head_that_an_archive_keeps(
    archive: Archive, tmp_path: Path, *, altered: bool
) -> None:
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    public = keys.public_bytes(heads.log_key(archive.settings))
    (tmp_path / "log.pem").write_bytes(keys.public_pem(public))
    body, _, signature = signed.note.partition("\n\n")
    text = f"{body}\n".replace("log/1", "log/2") if altered else f"{body}\n"
    (tmp_path / "body").write_text(text, "utf-8")
    encoded = signature.split(" ")[2].strip()
    (tmp_path / "signature").write_bytes(base64.b64decode(encoded)[4:])
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin"]
    command += ["-inkey", tmp_path / "log.pem", "-in", tmp_path / "body"]
    command += ["-sigfile", tmp_path / "signature"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode == 0) is not altered
