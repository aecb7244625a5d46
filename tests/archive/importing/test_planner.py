"""Plans of another process: the same archive, the same refusals, and nothing lost when it ends."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive import repository
from archive.checking.verify import verify
from archive.founding import found_archive
from archive.importing.course import BATCH
from archive.importing.errors import PlanningStopped, UnreadableTable
from archive.importing.planner import AHEAD, PlansBeside, is_worth_a_process
from archive.workspace import Archive, Writer
from tests.archive import samples
from tests.archive.importing.tables import HEAD, counts, mapping, run, written

ROWS = "".join(
    f"{n},2014-12-{n % 30 + 1:02},Mill,43.1,45.5,Дверь {n},search,{n + 1},\r\n" for n in range(450)
)
BAD = "450,31.02.2014,,,,No such day,search,,\r\n0,2014,,,,Again,search,,\r\n"


def said(archive: Archive) -> list[str]:
    """All records as they are kept, in the order of the log; ids by the order of their records."""
    with archive.reading() as connection:
        rows = sorted(repository.every(connection, "incident"), key=lambda row: row.seq)
        texts = {row.id: row.body or "" for row in repository.current_texts(connection, rows)}
    names = {row.id: f"record {number}" for number, row in enumerate(rows)}
    return [re.sub(r"\b[a-z2-7]{16}\b", lambda one: names[one[0]], texts[row.id]) for row in rows]


@pytest.mark.parametrize("partial", [False, True])
def test_another_process_gives_the_same_archive(
    archive: Archive, tmp_path: Path, partial: bool
) -> None:
    path = written(tmp_path, HEAD + ROWS + (BAD if partial else ""))
    one = run(archive, path, partial=partial, refused=tmp_path / "one.csv", beside=False)
    other = found_archive(tmp_path / "other", person="keeper")
    two = run(other, path, partial=partial, refused=tmp_path / "two.csv", beside=True)
    assert one == two
    assert counts(two)[:3] == (450, 2 if partial else 0, 450)
    assert said(archive) == said(other)
    if partial:
        assert (tmp_path / "one.csv").read_text() == (tmp_path / "two.csv").read_text()
    assert verify(other).findings == []
    other.close()


def test_what_is_wrong_with_the_file_is_said_as_here(archive: Archive, tmp_path: Path) -> None:
    path = written(tmp_path, f'{HEAD}{ROWS}451,2014,,,,"never ends,search,,\r\n')
    with pytest.raises(UnreadableTable, match="a quotation mark without its fellow") as here:
        run(archive, path, beside=False)
    with pytest.raises(UnreadableTable, match="a quotation mark without its fellow") as there:
        run(archive, path, beside=True)
    assert vars(here.value) == vars(there.value)
    assert str(here.value) == str(there.value)
    assert said(archive) == []


def test_a_process_that_ended_before_the_file_is_told(archive: Archive, tmp_path: Path) -> None:
    # Plans of these fill the pipe and the places before it, so that the process cannot be done.
    long = "a" * 3000
    rows = "".join(f"{n},2014,,,,{long},search,,\r\n" for n in range((AHEAD + 4) * BATCH))
    path = written(tmp_path, HEAD + rows)
    with archive.reading() as connection:
        plans = PlansBeside(archive, path, mapping(), None)
        assert plans.next(connection)
        os.kill(plans.pid, signal.SIGKILL)
        with pytest.raises(PlanningStopped, match=r"signal 9.*begins there again") as caught:
            list(iter(lambda: plans.next(connection), None))
        plans.close()
    assert (caught.value.name, caught.value.status) == ("book.csv", -signal.SIGKILL)


class Busy(Archive):
    """An archive into which somebody else writes before its second commit."""

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self.reading() as connection:
            some = next(repository.every(connection, "incident"), None)
            others = repository.find_many(connection, ["book-800"])
        if some and not others:
            other = Archive(self.settings, self.engine, self.blobs, self.person)
            samples.record(other, samples.incident("book-800", title="By hand"))
        with super().writing() as writer:
            yield writer


def test_what_somebody_writes_meanwhile_is_seen(archive: Archive, tmp_path: Path) -> None:
    # The other process may have planned before that record was there: its ref must not be taken.
    path = written(tmp_path, HEAD + "".join(f"{n},2014,,,,A,search,,\r\n" for n in range(801)))
    busy = Busy(archive.settings, archive.engine, archive.blobs, archive.person)
    outcome = run(busy, path, partial=True, refused=tmp_path / "aside.csv", beside=True)
    assert counts(outcome) == (800, 1, 800, 0, 0)
    assert "'book-800' for two records" in (tmp_path / "aside.csv").read_text()
    assert verify(archive).findings == []


def test_a_ref_that_two_rows_far_apart_give_is_refused_in_a_dry_run_as_well(
    archive: Archive, tmp_path: Path
) -> None:
    how = mapping(mapping().source.replace(b'"book-{No}"', b'"book-{What}"'))
    rows = "".join(f"{n},2014,,,,{n % BATCH},search,,\r\n" for n in range(BATCH + 1))
    path = written(tmp_path, HEAD + rows)
    for dry_run in (True, False):
        outcome = run(archive, path, how, dry_run=dry_run, partial=True)
        assert counts(outcome) == (BATCH, 1, BATCH, 0, 0)


def test_a_small_file_is_planned_here(tmp_path: Path) -> None:
    assert not is_worth_a_process(written(tmp_path, HEAD))
