"""What was erased is nowhere in the archive's folder, and what was proved stays proved."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image
from sqlalchemy import event

from archive import custody, erasing, heads, intake, lookup, opening
from archive import settings as settings_of
from archive.checking.verify import verify
from archive.database.errors import ArchiveBusy
from archive.describing import Describing
from archive.disclosure import CONFIDENTIAL, Audience
from archive.erasing import erase, plan_erasure
from archive.errors import UnknownRecord
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from archive.search import saved
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.upkeep.backing_up import back_up
from archive.workspace import Archive
from evidence import standalone
from schemas.access import Level
from tests.archive import samples
from tests.by_hand import blobs, content_of_database, needs_file
from tests.copies import copy_archive

WORDS = ("zyrquandel", "plomwexter", "quivobrast", "fenmarulk", "drashkolit", "okvenstrap")
"""Invented; each stands in another kind of place."""
TITLE, NARRATIVE, REASON, FILE_NAME, CONTENT, NAME = WORDS
CONFIDENTIAL_OUTSIDE = Audience(Level.CONFIDENTIAL)
"""Cleared for everything, and in no compartment."""


@pytest.fixture
def full(archive: Archive, tmp_path: Path) -> Archive:
    """An archive with an actor, an incident and an item whose words can be told from all others."""
    samples.record(archive, samples.actor("A1", name=f"Vera {NAME.capitalize()}"))
    text = f"the {NARRATIVE} was seen"
    incident = {"title": f"A {TITLE} is burnt", "narrative": {"en": text}, "tags": [NARRATIVE]}
    samples.record(archive, samples.incident("I1", **incident))
    again = samples.incident("I1", **{**incident, "tags": [NARRATIVE, TITLE]})
    samples.record(archive, again, reason=f"because of {REASON}")
    path = tmp_path / f"{FILE_NAME}.txt"
    path.write_text(f"a page about {CONTENT}\n" * 50)
    samples.add(archive, path, incident="I1", title=f"{TITLE} page", handed_over_by="A1")
    item = item_ref(archive)
    custody.transfer(archive, item, to="A1", reason=f"a {REASON} wish")
    opening.open_item(archive, item, CONFIDENTIAL, reason=f"{REASON} again").stream.close()
    assert engine_of(archive).search(SearchQuery(words=NARRATIVE), CONFIDENTIAL).certain == 1
    return archive


def item_ref(archive: Archive) -> str:
    found = engine_of(archive).search(SearchQuery(types=("item",)), CONFIDENTIAL)
    return found.hits[0].ref


def occurrences(folder: Path, words: tuple[str, ...] = WORDS) -> set[tuple[str, str]]:
    """In which files a word occurs, in any case, as UTF-8 or UTF-16; packets are left out."""
    found = set()
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name.startswith("packets/") or not path.is_file():
            continue
        data = path.read_bytes().lower() + name.lower().encode()
        for word in words:
            if word.encode() in data or word.encode("utf-16-le") in data:
                found.add((word, name))
    return found | occurrences_elsewhere(folder, words)


def occurrences_elsewhere(folder: Path, words: tuple[str, ...]) -> set[tuple[str, str]]:
    """The same where records are on a server, and bytes in a bucket."""
    if not (folder / settings_of.FILE_NAME).exists():
        return set()
    settings, kept = settings_of.read_settings(folder), {}
    if settings.server:
        kept["khronika.db"] = content_of_database(settings)
    if settings.bucket:
        kept |= {stored.name: stored.read_bytes() for stored in blobs(settings)}
    return {
        (word, name)
        for name, content in kept.items()
        for word in words
        if word.encode() in content.lower()
    }


def erase_all(archive: Archive) -> None:
    for ref in (item_ref(archive), "I1", "A1"):
        erase(archive, ref, basis="consent was withdrawn")


def test_every_word_is_found_before(full: Archive) -> None:
    found = occurrences(full.settings.folder)
    assert {word for word, _ in found} == set(WORDS)
    assert any(name.startswith("index/") for _, name in found)


def test_no_word_of_what_was_erased_is_left_in_the_folder(full: Archive) -> None:
    erase_all(full)
    assert occurrences(full.settings.folder) == set()


def test_no_word_comes_back_with_a_new_index_or_more_work(full: Archive) -> None:
    erase_all(full)
    samples.record(full, samples.incident("I2", title="A door was forced"))
    found = engine_of(full).search(SearchQuery(words=NARRATIVE), CONFIDENTIAL)
    assert (found.certain, found.possible) == (0, 0)
    assert engine_of(full).search(SearchQuery(words="door"), CONFIDENTIAL).certain == 1
    assert occurrences(full.settings.folder) == set()


def test_no_word_is_in_a_copy_that_was_made_afterwards(full: Archive, tmp_path: Path) -> None:
    erase_all(full)
    copy_archive(full.settings.folder, tmp_path / "backup")
    assert occurrences(tmp_path / "backup") == set()


def test_no_word_is_in_a_backup_that_was_made_afterwards(full: Archive, tmp_path: Path) -> None:
    erase_all(full)
    back_up(full, tmp_path / "backup")
    assert list((tmp_path / "backup" / "states").glob("*/khronika.db"))
    assert occurrences(tmp_path / "backup") == set()


def test_nothing_that_was_made_of_a_file_is_left(full: Archive, tmp_path: Path) -> None:
    """A small picture, and the text of a document, are files of their own beside what came in."""
    exif = Image.Exif()
    exif[270] = f"about {CONTENT}"
    Image.effect_noise((640, 480), 90).convert("RGB").save(tmp_path / "photo.jpg", exif=exif)
    book = Workbook()
    book.create_sheet("one")["A1"] = f"a cell about {CONTENT}"
    book.save(tmp_path / "table.xlsx")
    paths = [tmp_path / "photo.jpg", tmp_path / "table.xlsx"]
    with Describing(full.blobs) as describing:
        added = [*intake.add(full, paths, intake.Order(), describing.describe_many)]
    before = set(full.blobs.walk())
    assert len(before - {one.digest for one in added}) >= 3, "nothing was made of them"
    for one in added:
        erase(full, one.ref, basis="consent was withdrawn")
    erase_all(full)
    assert list(full.blobs.walk()) == []
    assert occurrences(full.settings.folder) == set()


def test_saved_searches_for_words_that_only_it_has_go_with_it(full: Archive) -> None:
    samples.record(full, samples.incident("I2", title="A door was forced"))
    for name, words in (("whose", NAME.upper()), ("fires", "burnt"), ("doors", "door")):
        saved.save(full.settings, name, SearchQuery(words=words), seen=0)
    saved.save(full.settings, NARRATIVE, SearchQuery(), seen=0)
    (full.settings.folder / "searches" / "torn.json").write_text(f'{{"query": "{TITLE}')
    assert plan_erasure(full, "I1").searches == ("fires", NARRATIVE)
    erase_all(full)
    assert [path.stem for path in full.settings.folder.glob("searches/*")] == ["doors"]
    assert occurrences(full.settings.folder) == set()


def test_no_page_of_the_database_waits_to_be_used_again(full: Archive) -> None:
    erase_all(full)
    full.close()
    with closing(sqlite3.connect(needs_file(full.settings))) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    wal = full.settings.database.with_name("khronika.db-wal")
    assert not wal.exists() or wal.stat().st_size == 0


def test_the_log_verifies_and_says_who_erased_on_what_basis(full: Archive) -> None:
    before = heads.sign(full.settings, full.engine, keep=True)
    item = item_ref(full)
    plan = erase(full, item, basis="consent was withdrawn")
    report = verify(full, outside=before.path)
    assert report.findings == []
    assert report.read["files"] == report.expected["files"] == 0
    with full.reading() as connection:
        last = erasing.log.about(connection, plan.summary.id)[-1]
        told = erasing.log.detail(connection, last.seq)
    assert last.fields["action"] == "erased"
    assert told == {"basis": "consent was withdrawn"}


def test_a_packet_that_was_handed_out_before_verifies_by_itself(
    full: Archive, tmp_path: Path
) -> None:
    plan = plan_packet(full, ["I1"], CONFIDENTIAL, purpose="court", recipient="a court")
    handed_out = build_packet(full, plan, tmp_path / "handed-out").folder
    own = build_packet(full, plan, full.settings.packets / "own").folder
    erase_all(full)
    assert [str(one) for one in standalone.verify(handed_out).findings] == []
    assert not own.exists()
    assert not own.with_suffix(".zip").exists()
    assert verify(full).findings == []


def test_a_file_that_another_item_holds_stays(full: Archive, tmp_path: Path) -> None:
    samples.record(full, samples.incident("I2"))
    (tmp_path / "other.txt").write_text(f"a page about {CONTENT}\n" * 50)
    (added,) = samples.add(full, tmp_path / "other.txt", incident="I2", handed_over_by="a teacher")
    mine = next(ref for ref in refs_of_items(full) if ref != added.ref)
    assert plan_erasure(full, mine).digests == ()
    erase(full, mine, basis="consent was withdrawn")
    assert full.blobs.check(added.digest) == added.size
    assert verify(full).findings == []


def refs_of_items(archive: Archive) -> list[str]:
    hits = engine_of(archive).search(SearchQuery(types=("item",)), CONFIDENTIAL).hits
    return [hit.ref for hit in hits]


@pytest.fixture
def impatient(full: Archive) -> Iterator[Archive]:
    """The archive, waiting for others a tenth of a second instead of a minute."""

    def hurry(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout = 100")

    needs_file(full.settings)
    event.listen(full.engine, "checkout", hurry)
    yield full
    event.remove(full.engine, "checkout", hurry)


def test_somebody_who_reads_the_old_state_keeps_the_erasure_from_ending(
    impatient: Archive,
) -> None:
    # Old pages stay in the file while somebody reads them: the erasure must not say it is done.
    folder = impatient.settings.folder
    reader = sqlite3.connect(needs_file(impatient.settings), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM revisions").fetchone()
    with pytest.raises(ArchiveBusy, match="try again"):
        erase(impatient, "I1", basis="consent was withdrawn")
    reader.close()
    left = {name for word, name in occurrences(folder) if word == NARRATIVE}
    assert any(name.startswith("khronika.db") for name in left)
    erase(impatient, erased_id(impatient), basis="consent was withdrawn")
    assert occurrences(folder, (NARRATIVE,)) == set()


def erased_id(archive: Archive) -> str:
    with archive.reading() as connection:
        found = connection.exec_driver_sql("SELECT id FROM records WHERE state = 'erased'")
        return str(found.scalar_one())


def test_a_record_that_never_was_cannot_be_erased(archive: Archive) -> None:
    with pytest.raises(UnknownRecord, match="nobody"):
        erase(archive, "nobody", basis="consent was withdrawn")


def test_words_that_stood_beside_what_was_erased_find_nothing_any_more(archive: Archive) -> None:
    samples.record(archive, samples.place("P1"))
    samples.record(archive, samples.incident("I1", place={"place": "P1", "name": "Fountain Lane"}))
    running, asked = engine_of(archive), SearchQuery(words="Fountain")
    assert running.search(asked, CONFIDENTIAL).certain == 1
    erase(archive, "P1", basis="asked for by the owner")
    assert "Fountain" not in str(lookup.show(archive, "I1", CONFIDENTIAL).view.content)
    assert running.search(asked, CONFIDENTIAL).certain == 0
    assert engine_of(archive).search(asked, CONFIDENTIAL).certain == 0


def test_a_plan_names_no_record_that_is_withheld(full: Archive) -> None:
    # Danger: whoever may erase and is in no compartment read the refs of another team's records.
    team = {"level": "restricted", "compartments": ["team-a"]}
    link = [{"to": "I1", "type": "precedes"}]
    samples.record(full, samples.incident("closed", links=link, access=team))
    saved.save(full.settings, "fires", SearchQuery(words=NARRATIVE), seen=0)
    assert plan_erasure(full, "I1").linked_from[0] == "closed"
    told = plan_erasure(full, "I1", by=CONFIDENTIAL_OUTSIDE)
    assert "closed" not in told.linked_from
    assert told.searches == ()
