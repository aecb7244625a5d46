"""When what keeps an archive safe was done last, as the archive knows it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from archive import heads
from archive.checking.run import Order, run
from archive.condition import Anchor, condition_of
from archive.upkeep.backing_up import back_up
from archive.witnessing import asking
from archive.workspace import Archive
from evidence.proof.cosignature import cosign, witness_vkey
from evidence.proof.notes import Note
from evidence.signing import keys
from tests.archive.samples import add

SECONDS = 1_800_000_000


def test_a_new_archive_was_neither_read_nor_backed_up_nor_signed_outside(archive: Archive) -> None:
    found = condition_of(archive)
    assert (found.full_pass, found.backup, found.anchor) == (None, None, None)
    assert found.unanchored == found.entries > 0


def test_what_was_done_is_known_from_the_log(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("a page")
    add(archive, tmp_path / "page.txt")
    report = run(archive.settings.folder, Order())
    back_up(archive, tmp_path / "backup")
    found = condition_of(archive)
    assert found.backup is not None
    assert found.full_pass is not None
    assert found.began < found.full_pass < found.backup
    assert (found.harmed, report.findings) == (0, [])


def test_a_head_that_a_witness_signed_covers_the_entries_under_it(archive: Archive) -> None:
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    key = keys.generate()
    line = cosign(Note.from_text(signed.note), name="watcher", key=key, seconds=SECONDS)
    asking.accept(archive, line.to_text(), vkey=witness_vkey(name="watcher", key=key))
    found = condition_of(archive)
    at = datetime.fromtimestamp(SECONDS, UTC)
    assert found.anchor == Anchor(at, signed.checkpoint.size, "watcher")
    assert found.unanchored == 1, "the entry about the anchor itself"
