"""What every test may use."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import compiled_once, which_keep

# No test is timed: a busy machine is no fault of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 1 << 30
"""What the tests must find free there. They need a tenth at a time."""
FOLDER = "PYTEST_DEBUG_TEMPROOT"
"""Where pytest makes its folders, if it is set."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests write in memory, where that can be had: none of it has to outlive them.

    They wait for a disk half of their time otherwise. What the program does to make bytes durable
    is done all the same. `--basetemp DIR` puts them on a disk.
    """
    if FOLDER not in os.environ and _has_room(IN_MEMORY):
        os.environ[FOLDER] = str(IN_MEMORY)
    which_keep.set_up(config)
    compiled_once.share()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among modules and collected tests, then or later: they stay to the end.

    Every thorough search of the collector's would go through millions of objects otherwise.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def _has_room(folder: Path) -> bool:
    """Whether files can be written there, enough of them, and programs be run from there."""
    if not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >= ROOM_BYTES and not found.f_flag & os.ST_NOEXEC


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new archive of Vera's, made once, to be copied and never changed."""
    from archive.founding import found_archive

    folder: Path = tmp_path_factory.mktemp("founded") / "archive"
    found_archive(folder, person="Vera").close()
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with public data sets and conformance suites; the test is skipped without it."""
    folder = Path(os.environ.get("KHRONIKA_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the public data sets are not here: {folder} (set KHRONIKA_SHARED_DATA)")
    return folder
