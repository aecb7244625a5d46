"""kill -9 while an archive is made leaves a whole archive or none, and no key lying about."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.cli.exits import ExitCode
from tests.journeys.killing import KILLS, SEED, Ended, moments, run
from tests.journeys.test_killed import Site

HIDDEN = ".archive.*.new"


def killed(folder: Path, name: str, moment: float) -> Ended:
    folder.mkdir()
    return run(folder, name, str(folder / "archive"), kill_after=moment)


def time_of(folder: Path, name: str) -> float:
    """How long the command takes; the first time starts the process from which all are forked."""
    times = []
    for number in range(2):
        ended = killed(folder / str(number), name, 120)
        assert ended.status == 0, ended.output
        times.append(ended.seconds)
    return min(times)


MANY = pytest.mark.skipif(KILLS < 10, reason="takes long: set KHRONIKA_KILLS to 10 or more")


@pytest.mark.parametrize("name", ["init", pytest.param("demo", marks=MANY)])
def test_a_killed_start_leaves_a_whole_archive_or_none(tmp_path: Path, name: str) -> None:
    longest = time_of(tmp_path, name)
    for number, moment in enumerate(moments(longest, of=name), 2):
        site, told = Site(tmp_path / str(number)), f"seed {SEED}, round {number}"
        killed(site.folder, name, moment)
        if is_there := site.archive.exists():
            site.is_whole()
        again = run(site.folder, name, str(site.archive))
        if is_there:
            assert again.status == ExitCode.REFUSED, (told, again)
            assert "found an archive in" in again.output
            assert "name another folder" in again.output
        else:
            assert again.status == 0, (told, again)
            assert not list(site.folder.glob(HIDDEN)), told
        site.is_whole()
