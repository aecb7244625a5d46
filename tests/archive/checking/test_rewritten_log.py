"""A log that was cut or rewritten is found, and the entries that differ are named."""

from __future__ import annotations

from typing import Any

from archive.cli.exits import ExitCode
from archive.founding import open_archive
from tests.archive import samples
from tests.archive.checking.attacks import Attacked


def cut(attacked: Attacked, size: int) -> None:
    """Take the last entries off with everything that belongs to them, so that nothing is left."""
    attacked.replace_log(attacked.entries()[:size])
    with attacked.database() as connection:
        for table in ("revisions", "details", "entry_objects"):
            connection.execute(f"DELETE FROM {table} WHERE seq >= ?", (size,))


def ascribe_to_another(entry: dict[str, Any]) -> None:
    entry["actor"] = "a" * 16


def spans(attacked: Attacked) -> set[tuple[str, str]]:
    return {(one.code, one.where) for one in attacked.check(quick=True).errors}


def test_a_cut_end_is_named_by_the_entries_that_are_gone(attacked: Attacked) -> None:
    size = len(attacked.entries())
    cut(attacked, size - 2)
    expected = ("log.shorter_than_checkpoint", f"entries {size - 2} to {size - 1}")
    assert spans(attacked) == {expected}
    assert attacked.command("verify").exit_code == ExitCode.FINDINGS


def test_an_entry_rewritten_with_all_hashes_is_found_among_those_since_the_last_head_that_fits(
    attacked: Attacked,
) -> None:
    """Heads were signed of the first entries and of all; the change lies between."""
    sizes = sorted(int(path.stem) for path in attacked.folder.glob("checkpoints/*.checkpoint"))
    attacked.rewrite(sizes[0] + 1, ascribe_to_another)
    found = spans(attacked)
    assert ("log.differs_from_checkpoint", f"entries {sizes[0]} to {sizes[1] - 1}") in found
    assert {code for code, _ in found} == {"log.differs_from_checkpoint"}


def test_a_rewritten_entry_whose_hashes_were_left_is_named_alone(attacked: Attacked) -> None:
    data: bytes = attacked.value("SELECT bytes FROM entries WHERE seq = 12")
    other = data.replace(b'"outcome":"ok"', b'"outcome":"no"')
    attacked.sql("UPDATE entries SET bytes = ? WHERE seq = 12", other)
    assert ("entry.edited", "entry 12") in spans(attacked)
    assert not {where for code, where in spans(attacked) if code == "entry.edited"} - {"entry 12"}


def test_one_missing_entry_of_many_is_not_told_as_many_edited_ones(attacked: Attacked) -> None:
    archive = open_archive(attacked.folder)
    drafts = [samples.source(f"many-{number}") for number in range(300)]
    samples.record(archive, *drafts)
    archive.close()
    attacked.sql("DELETE FROM entries WHERE seq = 40")
    report = attacked.check(quick=True)
    assert "entry.edited" not in {one.code for one in report.findings}
    assert ("entry.missing", "entry 40") in {(one.code, one.where) for one in report.errors}
