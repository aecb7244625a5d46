"""Further attacks on an archive, done to a real one, and exactly what a check finds then.

Those of the table of attacks are in `test_attack_table`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import heads
from archive.founding import found_archive
from evidence.signing import keys
from tests.archive import samples
from tests.archive.checking import deeds
from tests.archive.checking.attacks import Attacked
from tests.by_hand import needs_file


def test_an_archive_that_nobody_attacked_has_no_findings(attacked: Attacked, outside: Path) -> None:
    assert attacked.check(outside=outside).findings == []


def test_bytes_that_were_altered_in_their_length_only_are_found(attacked: Attacked) -> None:
    path = attacked.blobs()[0]
    deeds.overwrite(path, path.read_bytes() + b"\0")
    assert [row.code for row in attacked.check().findings] == ["blob.changed"]


def test_bytes_that_were_slipped_in_are_told(attacked: Attacked) -> None:
    if attacked.settings.bucket is None:
        (attacked.folder / "evidence" / "sha256" / "aa").mkdir(exist_ok=True)
    attacked.blob("a" * 64).write_bytes(b"a page of which no entry speaks")
    assert [row.code for row in attacked.check().findings] == ["blob.unreferenced"]


def test_an_earlier_revision_that_was_edited_is_found(attacked: Attacked) -> None:
    body = deeds.body_with_another_title(attacked)
    attacked.sql(
        "UPDATE revisions SET body = ? WHERE record_id = ? AND revision = 1",
        body,
        attacked.id_of("I1"),
    )
    assert attacked.codes() == {"record.digest_differs"}


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE records SET ref = 'elsewhere' WHERE ref = 'I2'", "row.edited"),
        ("UPDATE records SET level = 0 WHERE ref = 'I1'", "row.edited"),
        ("UPDATE views SET title = 'nothing happened' WHERE ref = 'I1'", "row.edited"),
        ("UPDATE people SET role = 'administrator' WHERE name = 'Olga'", "row.edited"),
        ("UPDATE details SET body = '{}' WHERE seq = 0", "record.digest_differs"),
        ("DELETE FROM views WHERE ref = 'I1'", "row.missing"),
        ("DELETE FROM revisions WHERE revision = 1 AND seq = 2", "row.missing"),
        ("UPDATE details SET body = NULL, secret = NULL WHERE seq > 10", "row.missing"),
        (
            "INSERT INTO people (id, seq, name, role) VALUES ('x', 0, 'Nobody', 'administrator')",
            "row.added",
        ),
        ("UPDATE people SET clearance = 'restricted' WHERE name = 'Olga'", "row.edited"),
        ("UPDATE people SET compartments = '[]' WHERE name = 'Olga'", "row.edited"),
        ("UPDATE people SET working = 0 WHERE name = 'Olga'", "row.edited"),
        ("INSERT INTO terms VALUES ('unknown', 0, 'kind', 'threat')", "row.added"),
        ("INSERT INTO entry_objects VALUES ('unknown', 999)", "row.added"),
        ("DROP TRIGGER {guard}", "schema.differs"),
    ],
)
def test_a_row_that_was_edited_deleted_or_added_is_found(
    attacked: Attacked, statement: str, code: str
) -> None:
    if "{guard}" in statement:
        attacked.take_guard_away("entries_no_update", "entries")
    else:
        attacked.sql(statement)
    assert attacked.codes() == {code}


def test_an_entry_that_was_taken_out_of_the_middle_is_found(attacked: Attacked) -> None:
    seq = len(attacked.entries()) - 2
    for table in ("details", "entry_objects"):
        attacked.sql(f"DELETE FROM {table} WHERE seq = ?", seq)
    attacked.sql("DELETE FROM entries WHERE seq = ?", seq)
    assert attacked.codes() == {"entry.missing", "tree.differs", "log.shorter_than_checkpoint"}


def test_an_entry_in_another_spelling_is_found(attacked: Attacked) -> None:
    data = attacked.entries()[-1].replace(b'{"action"', b'{ "action"')
    seq = len(attacked.entries()) - 1
    attacked.sql("UPDATE entries SET bytes = ? WHERE seq = ?", data, seq)
    found = {"entry.not_canonical", "entry.edited", "tree.differs", "log.differs_from_checkpoint"}
    assert attacked.codes() == found


def test_a_history_that_was_made_again_but_not_signed_is_found(attacked: Attacked) -> None:
    deeds.rewrite_history(attacked)
    assert attacked.codes() == {"log.differs_from_checkpoint"}


def test_a_history_that_was_rewritten_and_signed_again_is_found_only_from_outside(
    attacked: Attacked, outside: Path, older: Path
) -> None:
    attacked.rewrite(2, deeds.ascribe_to_somebody_else)
    attacked.sign_again()
    assert attacked.codes() == set()
    for head in (outside, older):
        assert attacked.codes(outside=head) == {
            "log.differs_from_checkpoint",
            "log.two_histories",
        }


def test_a_head_that_was_kept_within_is_found_when_history_is_rewritten(
    attacked: Attacked,
) -> None:
    attacked.rewrite(2, deeds.ascribe_to_somebody_else)
    attacked.sign_again(kept=False)
    assert attacked.codes() == {"log.differs_from_checkpoint"}


def test_another_pinned_key_is_found_by_the_log(attacked: Attacked, outside: Path) -> None:
    attacked.take_other_key()
    attacked.sign_again()
    assert attacked.codes() == {"key.differs"}
    assert attacked.codes(outside=outside) == {"key.differs", "checkpoint.other_key"}


def test_a_log_made_again_under_another_key_is_found_by_its_fingerprint(
    attacked: Attacked, outside: Path
) -> None:
    public = keys.public_bytes(heads.log_key(attacked.settings))
    attacked.take_other_key(in_log=True)
    attacked.sign_again()
    assert attacked.codes() == set()
    assert attacked.codes(key=keys.fingerprint(public)) == {"key.differs"}
    assert attacked.codes(key=keys.short_fingerprint(public)) == {"key.differs"}
    assert attacked.codes(outside=outside) == {"checkpoint.other_key"}


def test_two_heads_of_one_size_are_two_histories(attacked: Attacked, outside: Path) -> None:
    deeds.rewrite_history(attacked)
    attacked.sign_again()
    assert attacked.codes(outside=outside) == {"log.two_histories", "log.differs_from_checkpoint"}


def test_a_signature_that_does_not_fit_is_found(attacked: Attacked) -> None:
    head = attacked.head()
    *lines, last = head.read_text().splitlines()
    name, encoded = last.rsplit(" ", 1)
    head.write_text("\n".join([*lines, f"{name} {encoded[:-8]}AAAAAAA="]) + "\n")
    assert attacked.codes() == {"checkpoint.bad_signature", "log.ahead_of_mark"}


def test_a_head_that_is_none_is_found(attacked: Attacked) -> None:
    attacked.head().write_text("hello\n")
    assert attacked.codes() == {"checkpoint.unreadable", "log.ahead_of_mark"}


def test_a_head_that_was_taken_away_is_found(attacked: Attacked) -> None:
    attacked.head().unlink()
    assert attacked.codes() == {"checkpoint.missing", "log.ahead_of_mark"}


def test_a_key_that_was_taken_away_is_found(attacked: Attacked) -> None:
    (attacked.settings.keys / "log.vkey").unlink()
    assert attacked.codes() == {"key.missing"}


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_was_moved_is_found_when_it_comes_back(tmp_path: Path, hours: int) -> None:
    now = datetime(2026, 5, 3, 12, tzinfo=UTC)
    moved = now + timedelta(hours=hours)
    times = iter([now, now, moved, now + timedelta(minutes=1)])
    archive = found_archive(tmp_path / "archive", person="Vera", clock=lambda: next(times))
    samples.record(archive, samples.actor("A1"))
    samples.record(archive, samples.actor("A2"))
    samples.record(archive, samples.actor("A3"))
    archive.close()
    (finding,) = Attacked(tmp_path / "archive").check().findings
    assert finding.code == "entry.order"
    assert finding.where == ("entry 3" if hours < 0 else "entry 4")


def test_a_clock_that_is_put_right_by_a_minute_is_no_finding(tmp_path: Path) -> None:
    now = datetime(2026, 5, 3, 12, tzinfo=UTC)
    times = iter([now, now, now - timedelta(minutes=1)])
    archive = found_archive(tmp_path / "archive", person="Vera", clock=lambda: next(times))
    samples.record(archive, samples.actor("A1"))
    samples.record(archive, samples.actor("A2"))
    archive.close()
    assert Attacked(tmp_path / "archive").codes() == set()


UNREAD = {"entry.edited", "tree.differs", "log.differs_from_checkpoint", "row.added"}
"""What follows from an entry that says nothing: its record is one that the log does not know."""


@pytest.mark.parametrize(
    ("value", "more"),
    [
        (b"\xff\xfe", {"entry.not_canonical"}),
        (b"null", {"entry.not_canonical"}),
        (b"[]", {"entry.not_canonical"}),
        (b"\x00" * 70_000, {"entry.not_canonical"}),
        (b'{"action":1}', set()),
        (b"{}", set()),
    ],
)
def test_a_hostile_entry_is_a_finding_and_no_crash(
    attacked: Attacked, value: bytes, more: set[str]
) -> None:
    attacked.sql("UPDATE entries SET bytes = ? WHERE seq = 3", value)
    assert attacked.codes() == UNREAD | more


UNREADABLE: list[Callable[[Attacked], object]] = [
    lambda a: (a.folder / "khronika.db").write_bytes(b"not a database"),
    lambda a: (a.folder / "khronika.db").write_bytes(
        (a.folder / "khronika.db").read_bytes()[:5000]
    ),
]


@pytest.mark.parametrize("damage", UNREADABLE)
def test_a_database_that_cannot_be_read_is_a_finding(
    attacked: Attacked, damage: Callable[[Attacked], object]
) -> None:
    needs_file(attacked.settings)
    damage(attacked)
    assert attacked.codes() == {"schema.differs"}
