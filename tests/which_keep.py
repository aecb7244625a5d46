"""Which files of tests have to do with where an archive keeps its records and bytes.

Tests that use no database, start no program and miss no server come to the same result whatever an
archive is kept on: they need not run again on PostgreSQL and S3. Nobody marks them. A run of all
tests notes the files in which any test, or what was made for one, did one of the three; a run on
servers takes those of the note, and all where there is none or where any source is newer than it.
KHRONIKA_NOTE names the note. What a run was on, and what became of how many tests, is added to the
file that KHRONIKA_RAN names.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Pool, event

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("archive", "evidence", "schemas", "webui", "benchmarks", "tests")
TOLD = frozenset({"subprocess.Popen", "os.posix_spawn", "os.fork", "sqlite3.connect"})
"""What Python tells of (PEP 578) by which a database may be used past the pools of SQLAlchemy."""
MISSES = "make test-grown"
"""Stands in the reason of every test that is skipped because no server was started."""
HOME = "SQLite and a folder"
OUTCOMES = ("passed", "skipped", "failed", "error")


def set_up(config: pytest.Config) -> None:
    """Have this process note which files they are, or choose them."""
    note, servers = os.environ.get("KHRONIKA_NOTE"), os.environ.get("KHRONIKA_SERVERS")
    if note and servers:
        config.pluginmanager.register(Choosing(Path(note), _sources()))
    elif note:
        watching = Watching()
        config.pluginmanager.register(watching)
        if not hasattr(config, "workerinput"):
            config.pluginmanager.register(Noting(Path(note), watching))
    if not hasattr(config, "workerinput"):
        seen_in = ", in a browser" if config.option.markexpr == "browser" else ""
        config.pluginmanager.register(Telling(f"{servers or HOME}{seen_in}"))


def file_of(nodeid: str) -> str:
    """The file of a test, from the root."""
    return nodeid.partition("::")[0]


class Watching:
    """Sees in which files a database is used, a program started, or a server missed."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self._fixtures: set[tuple[str, str]] = set()
        """Those that used one when they were made: whoever takes them has to do with it."""
        self._used = False
        event.listen(Pool, "checkout", lambda *_given: self.use())
        sys.addaudithook(lambda name, _given: self.use() if name in TOLD else None)

    def use(self) -> None:
        """See that one is used now, by this or another thread."""
        self._used = True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        before, self._used = self._used, False
        try:
            return (yield)
        finally:
            if self._used:
                self._fixtures.add((fixturedef.argname, fixturedef.baseid))
            self._used = self._used or before

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: Any) -> Generator[None, object, object]:
        self._used = False
        try:
            return (yield)
        finally:
            made = item._fixtureinfo.name2fixturedefs.values()
            taken = {(one.argname, one.baseid) for some in made for one in some}
            if self._used or taken & self._fixtures:
                self.files.add(file_of(item.nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and MISSES in str(report.longrepr):
            self.files.add(file_of(report.nodeid))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["keep"] = sorted(self.files)


class Noting:
    """Brings together what all workers saw, and writes the note if the run came to its end."""

    def __init__(self, note: Path, watching: Watching) -> None:
        self._note, self._watching = note, watching
        self._begun = time.time()
        self._lost = False
        note.unlink(missing_ok=True)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        seen = getattr(node, "workeroutput", {}).get("keep")
        self._lost = self._lost or seen is None
        self._watching.files.update(seen or ())

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        ended = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        if ended and not self._lost:
            self._note.write_text("".join(f"{one}\n" for one in sorted(self._watching.files)))
            os.utime(self._note, (self._begun, self._begun))


class Choosing:
    """Takes the files of the note, while nothing has changed since."""

    def __init__(self, note: Path, sources: Iterable[Path]) -> None:
        self._note, self._sources = note, sources

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[Any]) -> None:
        if not is_of_today(self._note, self._sources):
            return
        files = set(self._note.read_text().splitlines())
        left_out = [item for item in items if file_of(item.nodeid) not in files]
        items[:] = [item for item in items if file_of(item.nodeid) in files]
        config.hook.pytest_deselected(items=left_out)


def is_of_today(note: Path, sources: Iterable[Path]) -> bool:
    """Whether the note's run was begun after all sources were as they are."""
    if not note.exists():
        return False
    begun = note.stat().st_mtime
    return all(path.stat().st_mtime < begun for path in sources)


def _sources() -> Iterable[Path]:
    found = (path for name in SOURCES for path in (ROOT / name).rglob("*") if path.is_file())
    return (path for path in found if path.parent.name != "__pycache__")


class Telling:
    """Says at the end what the tests ran on, and what became of how many."""

    def __init__(self, on: str) -> None:
        self._on = on

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        counts = {name: len(terminalreporter.stats.get(name, ())) for name in OUTCOMES}
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
        terminalreporter.write_line(f"on {self._on}: {told}")
        if to := os.environ.get("KHRONIKA_RAN"):
            with Path(to).open("a") as file:
                file.write(f"On {self._on}: {told}\n")
