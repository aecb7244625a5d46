"""The run on servers takes every file of tests that has to do with a database, and says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.which_keep import Choosing, Noting, Watching, is_of_today

FILES = {
    "test_plain.py": "def test_one_and_one() -> None:\n    assert 1 + 1 == 2\n",
    "test_engine.py": """
import sqlalchemy

def test_database() -> None:
    engine = sqlalchemy.create_engine("sqlite://")
    engine.connect().close()
    engine.dispose()
""",
    "test_driver.py": """
import sqlite3

def test_database() -> None:
    sqlite3.connect(":memory:").close()
""",
    "test_program.py": """
import subprocess

def test_program() -> None:
    subprocess.run(["true"], check=True)
""",
    "test_missed.py": """
import pytest

def test_server() -> None:
    pytest.skip("no server: see `make test-grown`")
""",
    "test_shared_first.py": "def test_maker(shared: int) -> None:\n    assert shared\n",
    "test_shared_later.py": "def test_taker(shared: int) -> None:\n    assert shared\n",
    "conftest.py": """
import sqlite3
import pytest

@pytest.fixture(scope="session")
def shared() -> int:
    sqlite3.connect(":memory:").close()
    return 1
""",
}
KEEP = {name for name in FILES if name not in ("test_plain.py", "conftest.py")}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("tests")
    for name, text in FILES.items():
        (site / name).write_text(text)
    return site


def run(site: Path, *plugins: object) -> list[str]:
    """Run the tests there in this process, as another pytest; the files of those that ran."""
    ran: list[str] = []

    class Seeing:
        def pytest_runtest_setup(self, item: pytest.Item) -> None:
            ran.append(item.path.name)

    words = ("-c", os.devnull, "--rootdir", str(site), "-qq", "-p", "no:cacheprovider")
    pytest.main([*words, "-p", "no:xdist", str(site)], plugins=[*plugins, Seeing()])
    return ran


def test_files_are_noted_that_use_a_database_start_a_program_or_miss_a_server(site: Path) -> None:
    watching, note = Watching(), site / "note"
    ran = run(site, watching, Noting(note, watching))
    assert set(ran) == KEEP | {"test_plain.py"}
    assert set(note.read_text().splitlines()) == KEEP


def test_the_run_on_servers_takes_these(site: Path, tmp_path: Path) -> None:
    note = tmp_path / "note"
    note.write_text("test_driver.py\ntest_engine.py\n")
    assert run(site, Choosing(note, [])) == ["test_driver.py", "test_engine.py"]
    assert len(run(site, Choosing(tmp_path / "none", []))) == len(KEEP) + 1


def test_a_note_is_old_once_anything_is_newer(tmp_path: Path) -> None:
    note, source = tmp_path / "note", tmp_path / "source.py"
    for path, at in ((note, 1000), (source, 999)):
        path.touch()
        os.utime(path, (at, at))
    assert is_of_today(note, [source])
    os.utime(source, (1001, 1001))
    assert not is_of_today(note, [source])
    assert not is_of_today(tmp_path / "none", [])
