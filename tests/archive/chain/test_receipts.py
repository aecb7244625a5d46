"""A receipt can be checked by itself, and is for one file only."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import heads
from archive.chain.receipts import check, receipt_for_item, receipt_of
from archive.cli import cli
from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.errors import UnknownEntry, UnknownRecord
from archive.workspace import Archive
from evidence.errors import DamagedEvidence, UnknownSigner
from evidence.proof.errors import BadProof
from evidence.proof.receipt import Receipt
from evidence.signing.keys import public_bytes, vkey
from tests.archive import samples
from tests.archive.chain.conftest import Letter
from tests.evidence.small_packet import STRANGER


def test_the_receipt_of_an_item_proves_its_arrival(archive: Archive, letter: Letter) -> None:
    paper = receipt_for_item(archive, letter.ref, CONFIDENTIAL)
    found = check(paper.text, paper.vkey, file=letter.path)
    assert (found.seq, found.action, found.sha256) == (paper.seq, "item.acquired", paper.sha256)
    assert (found.origin, found.entries) == (archive.settings.origin, paper.entries)
    assert paper.size == letter.path.stat().st_size


def test_what_is_read_aloud_is_the_beginning_of_the_root(archive: Archive, letter: Letter) -> None:
    paper = receipt_for_item(archive, letter.ref, CONFIDENTIAL)
    assert paper.root.startswith(paper.root_short.replace(" ", ""))
    assert [len(group) for group in paper.root_short.split(" ")] == [4] * 8


def test_a_receipt_is_for_one_file_only(archive: Archive, letter: Letter, tmp_path: Path) -> None:
    paper = receipt_for_item(archive, letter.ref, CONFIDENTIAL)
    (tmp_path / "other.txt").write_text("another letter")
    with pytest.raises(DamagedEvidence) as caught:
        check(paper.text, paper.vkey, file=tmp_path / "other.txt")
    assert caught.value.expected == paper.sha256


def test_a_receipt_holds_under_the_key_of_its_log_only(archive: Archive, letter: Letter) -> None:
    text = receipt_of(archive, letter.handed_on)
    other = vkey(public_bytes(STRANGER), name=archive.settings.name)
    with pytest.raises(UnknownSigner):
        check(text, other)


def test_a_receipt_with_another_entry_proves_nothing(archive: Archive, letter: Letter) -> None:
    receipt = Receipt.from_text(receipt_of(archive, letter.handed_on))
    key = heads.verification_key(archive.settings)
    assert receipt.extra is not None
    forged = receipt.extra.replace(b'"outcome":"ok"', b'"outcome":"no"')
    with pytest.raises(BadProof, match="not in this tree"):
        check(Receipt(receipt.index, receipt.path, receipt.checkpoint_note, forged).to_text(), key)
    bare = Receipt(receipt.index, receipt.path, receipt.checkpoint_note)
    with pytest.raises(BadProof, match="does not hold its entry"):
        check(bare.to_text(), key)


def test_there_is_none_for_what_is_not_there(archive: Archive, letter: Letter) -> None:
    samples.record(archive, samples.item("lead"))
    with pytest.raises(UnknownRecord):
        receipt_for_item(archive, "lead", CONFIDENTIAL)
    with pytest.raises(UnknownRecord):
        receipt_for_item(archive, letter.ref, PUBLIC)
    with pytest.raises(UnknownEntry):
        receipt_of(archive, 999)


def test_the_command_checks_a_receipt_without_the_archive(
    archive: Archive, letter: Letter, tmp_path: Path
) -> None:
    paper = receipt_for_item(archive, letter.ref, CONFIDENTIAL)
    (tmp_path / "receipt").write_text(paper.text, "utf-8")
    (tmp_path / "log.vkey").write_text(paper.vkey, "utf-8")
    command = ["check-receipt", str(tmp_path / "receipt"), "--key", str(tmp_path / "log.vkey")]
    told = CliRunner().invoke(cli, [*command, "--of", str(letter.path)])
    assert told.exit_code == 0
    assert f"{paper.sha256}, which is this file" in told.output
