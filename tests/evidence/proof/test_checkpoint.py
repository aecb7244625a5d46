"""Known answers: the checksum database of Go, a real checkpoint of 2021 (transparency-dev/witness);
the example of C2SP tlog-checkpoint.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest

from evidence.errors import BadKey, BadSignature, UnknownSigner
from evidence.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from evidence.proof.errors import BadCheckpoint, BadNote
from evidence.proof.notes import Note
from evidence.signing import keys
from tests.evidence.proof.test_notes import KEY

GO_SUM_VKEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_SUM_CHECKPOINT = """go.sum database tree
6476701
mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=

— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3\
GeoWwOoAw=
"""
SPECIFIED = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
"""

NAME = "archive.example/log/1"
HEAD = Checkpoint(NAME, 41, bytes(range(32)))
VKEY = keys.vkey(keys.public_bytes(KEY), name=NAME)


def test_a_real_checkpoint_of_another_log_is_opened() -> None:
    assert open_checkpoint(GO_SUM_CHECKPOINT, GO_SUM_VKEY) == Checkpoint(
        "go.sum database tree",
        6476701,
        base64.b64decode("mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk="),
    )


def test_the_specified_example_comes_back_the_same() -> None:
    checkpoint = Checkpoint.from_text(SPECIFIED)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.to_text() == SPECIFIED


def test_a_signed_checkpoint_is_opened_with_the_public_key() -> None:
    text = sign_checkpoint(HEAD, name=NAME, key=KEY)
    assert text.split("\n")[:4] == [NAME, "41", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""]
    assert open_checkpoint(text, VKEY) == HEAD


def test_the_empty_log_has_a_checkpoint() -> None:
    assert Checkpoint.from_text(Checkpoint("x", 0, bytes(32)).to_text()).size == 0


@pytest.mark.parametrize("line", [0, 1, 2])
def test_any_changed_line_is_found(line: int) -> None:
    lines = sign_checkpoint(HEAD, name=NAME, key=KEY).split("\n")
    lines[line] = ["archive.example/log/2", "42", base64.b64encode(bytes(32)).decode()][line]
    with pytest.raises(BadSignature, match="does not fit"):
        open_checkpoint("\n".join(lines), VKEY)


def test_what_fitted_once_lets_neither_another_text_nor_another_key_pass() -> None:
    text = sign_checkpoint(HEAD, name=NAME, key=KEY)
    assert [open_checkpoint(text, VKEY) for _ in range(2)] == [HEAD] * 2
    with pytest.raises(BadSignature, match="does not fit"):
        open_checkpoint(text.replace("\n41\n", "\n42\n"), VKEY)
    with pytest.raises(UnknownSigner, match="expected key"):
        open_checkpoint(text, keys.vkey(keys.public_bytes(keys.generate()), name=NAME))


def test_a_checkpoint_by_another_key_is_told_apart() -> None:
    text = sign_checkpoint(HEAD, name=NAME, key=keys.generate())
    with pytest.raises(UnknownSigner, match="no line of the note") as caught:
        open_checkpoint(text, VKEY)
    assert caught.value.key == VKEY


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("origin\n41\n", id="two-lines"),
        pytest.param(SPECIFIED + "extension\n", id="extension-line"),
        pytest.param(SPECIFIED + "\n", id="empty-line"),
        pytest.param("\n41\n" + SPECIFIED.split("\n")[2] + "\n", id="no-origin"),
        pytest.param(SPECIFIED.replace("20852163", "020852163"), id="leading-zero"),
        pytest.param(SPECIFIED.replace("20852163", "-1"), id="negative"),
        pytest.param(SPECIFIED.replace("20852163", "٢"), id="arabic-digit"),
        pytest.param(SPECIFIED.replace("20852163", "9" * 20), id="beyond-64-bits"),
        pytest.param(SPECIFIED.replace("2I=", "2J="), id="loose-bits"),
        pytest.param(SPECIFIED.replace("CsUY", ""), id="short-root"),
        pytest.param(SPECIFIED.replace("CsUY", "C UY"), id="space-in-the-root"),
        pytest.param(SPECIFIED[:-1], id="no-newline"),
    ],
)
def test_other_texts_are_no_checkpoint(body: str) -> None:
    with pytest.raises(BadCheckpoint, match="expected a checkpoint"):
        Checkpoint.from_text(body)


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("", 1, bytes(32)),
        Checkpoint("a\nb", 1, bytes(32)),
        Checkpoint("a", -1, bytes(32)),
        Checkpoint("a", 1, bytes(31)),
    ],
)
def test_what_could_not_be_read_is_not_signed(checkpoint: Checkpoint) -> None:
    with pytest.raises(BadCheckpoint, match="expected a checkpoint"):
        sign_checkpoint(checkpoint, name=NAME, key=KEY)


def test_an_origin_with_a_tab_is_not_signed() -> None:
    with pytest.raises(BadNote, match="no note may hold"):
        sign_checkpoint(Checkpoint("a\tb", 1, bytes(32)), name=NAME, key=KEY)


def test_a_malformed_vkey_is_named_as_such() -> None:
    with pytest.raises(BadKey, match="form name"):
        open_checkpoint(GO_SUM_CHECKPOINT, "nonsense")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("changed", [False, True])
def test_openssl_verifies_the_body_of_the_note(tmp_path: Path, changed: bool) -> None:
    note = Note.from_text(sign_checkpoint(HEAD, name=NAME, key=KEY))
    (tmp_path / "log.pem").write_bytes(keys.public_pem(keys.public_bytes(KEY)))
    (tmp_path / "signature").write_bytes(note.signatures[0].signature)
    (tmp_path / "body").write_text(note.text.replace("41", "42") if changed else note.text)
    command = "openssl pkeyutl -verify -rawin -pubin -inkey log.pem -sigfile signature -in body"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode == 0) is not changed, done.stderr
