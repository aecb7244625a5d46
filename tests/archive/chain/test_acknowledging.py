"""The other side acknowledges a hand-over, with a key of their own where they have one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from archive import log
from archive.chain.acknowledging import NAMESPACE, acknowledge, statement
from archive.chain.questions import chain_of
from archive.checking.verify import verify
from archive.disclosure import CONFIDENTIAL
from archive.errors import UnknownEntry, WrongEntry
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from archive.workspace import Archive
from evidence.errors import BadSignature
from evidence.proof import merkle
from evidence.signing import keys, sshsig
from tests.archive.chain.conftest import Letter
from tests.evidence.small_packet import STRANGER


def size_of(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def signed(text: str, namespace: str = NAMESPACE) -> str:
    return sshsig.sign(text.encode(), namespace=namespace, key=STRANGER)


def test_the_statement_names_entry_and_bytes(archive: Archive, letter: Letter) -> None:
    text = statement(archive, letter.handed_on)
    with archive.reading() as connection:
        entry = log.entry(connection, letter.handed_on)
    assert f"log: {archive.settings.origin}\n" in text
    assert f"entry hash: {merkle.leaf_hash(entry.data).hex()}\n" in text
    assert f"sha256: {entry.fields['objects'][0]['sha256']}\nbytes: 8\n" in text


def test_an_acknowledgement_in_words_is_entered(archive: Archive, letter: Letter) -> None:
    done = acknowledge(archive, letter.handed_on, by="the investigator", reason="by telephone")
    assert done.fingerprint == ""
    last = chain_of(archive, letter.ref, CONFIDENTIAL).events[-1]
    assert (last.seq, last.action, last.outcome) == (
        done.seq,
        "item.transferred_out",
        "acknowledged",
    )
    assert f"the investigator, for entry {letter.handed_on}" in last.words
    assert verify(archive).findings == []


def test_a_signature_is_checked_and_kept(archive: Archive, letter: Letter) -> None:
    signature = signed(statement(archive, letter.handed_on))
    done = acknowledge(archive, letter.handed_on, by="the investigator", signature=signature)
    assert done.fingerprint == keys.fingerprint(keys.public_bytes(STRANGER))
    last = chain_of(archive, letter.ref, CONFIDENTIAL).events[-1]
    assert f"signed with the key {done.fingerprint}" in last.words
    assert last.detail["signature"] == signature


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here")
def test_a_signature_by_ssh_keygen_is_taken(
    archive: Archive, letter: Letter, tmp_path: Path
) -> None:
    key, text = tmp_path / "key", tmp_path / "statement.txt"
    text.write_text(statement(archive, letter.handed_on), "utf-8")
    for command in (
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key],
        ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", NAMESPACE, text],
    ):
        subprocess.run(command, check=True, capture_output=True)
    signature = (tmp_path / "statement.txt.sig").read_text("ascii")
    done = acknowledge(archive, letter.handed_on, by="the investigator", signature=signature)
    assert done.fingerprint.startswith("SHA256:")


def test_a_signature_over_something_else_is_refused(archive: Archive, letter: Letter) -> None:
    text, before = statement(archive, letter.handed_on), size_of(archive)
    for signature in (
        signed(text.replace("bytes: 8", "bytes: 9")),
        signed(text, namespace=sshsig.PACKET),
        "no signature",
    ):
        with pytest.raises(BadSignature):
            acknowledge(archive, letter.handed_on, by="somebody", signature=signature)
    assert size_of(archive) == before


def test_only_hand_overs_are_acknowledged(archive: Archive, letter: Letter) -> None:
    done = acknowledge(archive, letter.handed_on, by="the investigator")
    for seq in (0, done.seq):
        with pytest.raises(WrongEntry, match="a hand-over or a packet"):
            acknowledge(archive, seq, by="somebody")
    with pytest.raises(UnknownEntry):
        statement(archive, 999)


def test_a_packet_is_acknowledged_by_its_recipient(
    archive: Archive, letter: Letter, tmp_path: Path
) -> None:
    plan = plan_packet(archive, ["I1"], CONFIDENTIAL, purpose="court", recipient="a court")
    built = build_packet(archive, plan, tmp_path / "packet")
    done = acknowledge(archive, built.seq, by="the registrar")
    with archive.reading() as connection:
        assert log.entry(connection, done.seq).fields["action"] == "packet.acknowledged"
    assert verify(archive).findings == []
