"""An archive whose tables are of an earlier form is brought up when it is opened, data and all."""

from __future__ import annotations

import shutil
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from archive import database, log, migrations, models
from archive.checking.run import Order, run
from archive.founding import found_archive, open_archive
from archive.places import Wanted
from archive.settings import read_settings
from archive.upkeep.backing_up import back_up
from archive.upkeep.restoring import restore
from archive.workspace import Archive
from tests.archive.samples import add, incident, record, source

NEW = "khronika.db.of-before"


def make_as_of(connection: Connection, form: str) -> None:
    """Make tables as an earlier release made them."""
    config = Config()
    config.set_main_option("script_location", str(files("archive.migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, form)


def as_of(folder: Path, form: str) -> None:
    """Put a database of an earlier form, with the same rows, in the place of the archive's."""
    path = folder / NEW
    database.create_file(path)
    before, after = database.connect(folder / "khronika.db"), database.connect(path)
    with database.reading(before) as read, database.writing(after) as write:
        make_as_of(write, form)
        write.execute(models.log_state.delete())
        there = inspect(write).get_table_names()
        for table in models.metadata.sorted_tables:
            rows = [dict(row) for row in read.execute(table.select()).mappings()]
            if rows and table.name in there:
                database.insert(write, table, rows)
    for engine in (before, after):
        engine.dispose()
    for side in ("-wal", "-shm"):
        (folder / f"khronika.db{side}").unlink(missing_ok=True)
    path.replace(folder / "khronika.db")
    for side in ("-wal", "-shm"):
        if (left := folder / f"{NEW}{side}").exists():
            left.replace(folder / f"khronika.db{side}")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive in a file, with records, an item and a backup beside it."""
    place = tmp_path_factory.mktemp("used")
    with closing(found_archive(place / "archive", person="Vera", wanted=Wanted())) as archive:
        record(archive, incident("I1", title="A door was forced"), source("S1"))
        (place / "page.txt").write_text("a page about the door")
        add(archive, place / "page.txt", incident="I1")
        back_up(archive, place / "backup")
    return place


@pytest.fixture(params=migrations.FORMS[2:-1])
def earlier(request: pytest.FixtureRequest, used: Path, tmp_path: Path) -> Path:
    """The archive with tables of an earlier form."""
    shutil.copytree(used / "archive", tmp_path / "archive")
    as_of(tmp_path / "archive", request.param)
    return tmp_path / "archive"


def entries(archive: Archive) -> list[bytes]:
    with archive.reading() as connection:
        return [entry.data for entry in log.entries(connection)]


def test_it_opens_with_every_record_and_the_same_log(earlier: Path, used: Path) -> None:
    with closing(open_archive(earlier)) as archive, archive.reading() as connection:
        assert migrations.form_of(connection) == migrations.LATEST
        brought_up = entries(archive)
    with closing(open_archive(used / "archive")) as archive:
        assert entries(archive) == brought_up
    assert run(earlier, Order()).findings == []


def test_a_check_brings_it_up_before_it_judges_its_form(earlier: Path) -> None:
    assert run(earlier, Order()).findings == []


def test_a_check_that_may_write_nothing_judges_a_copy_of_it(earlier: Path) -> None:
    before = (earlier / "khronika.db").read_bytes()
    assert run(earlier, Order(untouched=True)).findings == []
    assert (earlier / "khronika.db").read_bytes() == before


def test_a_backup_of_it_is_restored(earlier: Path, used: Path, tmp_path: Path) -> None:
    shutil.copytree(used / "backup", tmp_path / "backup")
    (state,) = (tmp_path / "backup" / "states").iterdir()
    as_of(state, migrations.FORMS[-2])
    key = read_settings(used / "archive").keys / "log.key"
    made = restore(tmp_path / "backup", tmp_path / "again", key=key)
    assert made.can_sign
    assert run(tmp_path / "again", Order()).findings == []
