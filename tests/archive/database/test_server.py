"""What only a server can do to those who read and write: keep them apart, tell them, go away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import ProgrammingError

from archive import database, log, migrations, models
from archive.checking import server_form
from archive.checking.verify import verify
from archive.database import postgresql
from archive.database.errors import (
    ArchiveBusy,
    DatabaseAway,
    DatabaseUnusable,
    ReadOnly,
    TextNotKept,
)
from archive.database.listening import changes
from archive.workspace import Archive
from tests.archive import samples
from tests.archive.test_upgrading import make_as_of
from tests.by_hand import needs_server


@pytest.fixture
def server(archive: Archive) -> str:
    """The address of the archive's records; the test is skipped where they are in a file."""
    return needs_server(archive.settings)


@pytest.fixture
def other(server: str) -> Iterator[Engine]:
    """Somebody else, who waits for a second at most."""
    engine = postgresql.connect(postgresql.read_url(server), patience_seconds=1)
    yield engine
    engine.dispose()


def size_of(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def end_connection(other: Engine, connection: Connection) -> None:
    """As an administrator does, or a server that stops."""
    process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with other.connect() as by:
        by.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})


def test_writers_take_turns(archive: Archive, other: Engine) -> None:
    with archive.writing() as writer:
        with pytest.raises(ArchiveBusy, match="nothing was changed"):
            database.writing(other).__enter__()
        writer.append([log.Draft("clock.checked", (log.Thing("clock", "target"),))])
    with database.writing(other) as connection:
        assert log.head(connection).size == size_of(archive)


def test_a_reader_sees_one_state_while_others_write(archive: Archive, other: Engine) -> None:
    with database.reading(other) as connection:
        before = log.head(connection)
        samples.record(archive, samples.source("S1"))
        assert log.head(connection) == before
    with database.reading(other) as connection:
        assert log.head(connection).size == before.size + 1


def test_a_reader_cannot_write(other: Engine) -> None:
    with (
        pytest.raises(ReadOnly, match="nothing was changed"),
        database.reading(other) as connection,
    ):
        connection.execute(models.log_state.update().values(size=7))


def test_a_change_whose_connection_was_ended_was_not_made(archive: Archive, other: Engine) -> None:
    before = size_of(archive)

    def write() -> None:
        with archive.writing() as writer:
            writer.append([log.Draft("clock.checked", (log.Thing("clock", "target"),))])
            end_connection(other, writer.connection)
            log.head(writer.connection)

    with pytest.raises(DatabaseAway, match="nothing was changed"):
        write()
    assert size_of(archive) == before
    samples.record(archive, samples.source("S1"))
    assert verify(archive).clean


@pytest.mark.parametrize("made", [True, False])
def test_when_the_answer_to_a_commit_is_lost_the_server_is_asked(
    archive: Archive, server: str, made: bool
) -> None:
    """Whether it was made decides, not whether its answer arrived."""
    before, lost = size_of(archive), threading.Event()

    def lose_the_answer(connection: Connection) -> None:
        if lost.is_set():
            return
        lost.set()
        driver = connection.connection.driver_connection
        assert driver is not None
        if made:
            driver.commit()
        driver.close()

    def write() -> None:
        with database.writing(archive.engine) as connection:
            draft = log.Draft("clock.checked", (log.Thing("clock", "target"),))
            log.append(connection, [draft], actor="x", at=archive.clock())
            event.listen(archive.engine, "commit", lose_the_answer)

    if made:
        write()
    else:
        with pytest.raises(DatabaseAway, match="before the change was made"):
            write()
    assert size_of(archive) == before + made


def test_connections_that_were_ended_while_nobody_used_them_are_made_anew(
    archive: Archive, other: Engine
) -> None:
    with archive.reading() as connection:
        process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with other.connect() as by:
        by.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
    samples.record(archive, samples.source("S1"))
    assert verify(archive).clean


def test_whoever_listens_hears_of_a_change_at_once(archive: Archive, other: Engine) -> None:
    heard = changes(other, lambda: False, every_seconds=60.0)
    next(heard)  # it listens from here on
    told = threading.Event()

    def listen() -> None:
        next(heard)
        told.set()

    thread = threading.Thread(target=listen)
    thread.start()
    samples.record(archive, samples.source("S1"))
    thread.join(30)
    assert told.is_set(), "a minute was waited instead"
    heard.close()  # type: ignore[attr-defined] # it is a generator


def test_whoever_hears_nothing_asks_by_themselves(server: str, other: Engine) -> None:
    heard = changes(other, lambda: False, every_seconds=0.05)
    asked = threading.Event()

    def ask() -> None:
        for _ in range(3):
            next(heard)
        asked.set()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(30)
    assert asked.is_set(), "they wait to hear of something"
    heard.close()  # type: ignore[attr-defined] # it is a generator


def test_many_rows_go_in_as_few_do(archive: Archive, server: str) -> None:
    """Beyond a handful another way is taken; signs that mean something to it are kept."""
    values = ["plain", "tab\tand\nline", "back\\slash", "\\N", "", "Каляпин", "قتل"]
    rows = [
        {"record_id": f"r{n}", "view_lo": 0, "field": "tag", "value": value}
        for n, value in enumerate(values * 9)
    ]
    for some in (rows[:7], rows[7:]):
        with database.writing(archive.engine) as connection:
            database.insert(connection, models.terms, some)
    with archive.reading() as connection:
        kept = connection.execute(models.terms.select().where(models.terms.c.field == "tag"))
        found = {row["record_id"]: row["value"] for row in kept.mappings()}
    assert found == {row["record_id"]: row["value"] for row in rows}


def test_a_text_that_a_server_cannot_keep_is_refused(archive: Archive, server: str) -> None:
    row = {"record_id": "r", "view_lo": 0, "field": "tag", "value": "half\0gone"}
    for many in (1, 99):
        with (
            pytest.raises(TextNotKept, match=r"U\+0000"),
            database.writing(archive.engine) as connection,
        ):
            database.insert(connection, models.terms, [row] * many)


def test_a_database_in_the_order_of_a_language_is_refused(archive: Archive, server: str) -> None:
    """Ids are read in order, a thousand at a time, and were skipped where A follows b."""

    class Ordered:
        def exec_driver_sql(self, _query: str) -> Ordered:
            return self

        def one(self) -> tuple[bool, str]:
            return False, "UTF8"

    with pytest.raises(DatabaseUnusable, match="--locale=C"):
        postgresql.check_order(Ordered())  # type: ignore[arg-type] # answers as such a server does
    with archive.reading() as connection:
        postgresql.check_order(connection)


def test_a_server_that_is_not_there_is_said_to_be_away(server: str) -> None:
    nowhere = replace(
        postgresql.read_url(server),
        url=postgresql.read_url("postgresql://x@/x?host=/nowhere&schema=x").url,
    )
    engine = postgresql.connect(nowhere, patience_seconds=1)
    with pytest.raises(DatabaseAway, match="try again"), database.reading(engine):
        pass


def test_sql_tools_read_the_tables_by_their_names(archive: Archive, server: str) -> None:
    samples.record(archive, samples.incident("I1", title="A door was forced"))
    found = postgresql.read_url(server)
    engine = postgresql.connect(replace(found, schema="public"))
    with engine.connect() as connection:
        query = f"SELECT title FROM {found.schema}.views WHERE ref = 'I1'"
        assert set(connection.exec_driver_sql(query).scalars()) == {"A door was forced"}
        with pytest.raises(ProgrammingError, match="views"):
            connection.exec_driver_sql("SELECT title FROM views")
    engine.dispose()


@pytest.mark.parametrize("form", migrations.FORMS[:-1])
def test_tables_of_an_earlier_form_are_brought_up_to_those_of_a_new_archive(
    server: str, form: str
) -> None:
    place = replace(postgresql.read_url(server), schema=f"earlier_{form}")
    engine = postgresql.connect(place)
    with database.writing(engine) as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {place.schema}")
        make_as_of(connection, form)
    with database.writing(engine) as connection:
        migrations.upgrade(connection)
    with database.reading(engine) as connection:
        assert migrations.form_of(connection) == migrations.LATEST
        assert server_form.described(connection) == server_form.described_when_new(connection)
    engine.dispose()
