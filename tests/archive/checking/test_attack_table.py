"""The table of attacks, row by row: each done to a real archive or packet, and exactly what shows.

A test is called after its row in docs/threats.md and stands in the same order, so that the two can
be ticked off against each other. Where nothing is expected, nothing can be found, and the page says
so. Variants of these attacks are in `test_attacks`, `test_anchors` and `test_attacked_packet`.
"""

from __future__ import annotations

import inspect
import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from archive import heads
from archive.errors import LogIsAhead
from archive.founding import found_archive
from evidence.checks.findings import CODES
from evidence.proof import merkle
from evidence.signing import keys, sshsig
from tests.archive import samples
from tests.archive.checking import deeds
from tests.archive.checking.attacked_packets import (
    bagit_calls_it_valid,
    codes,
    forge_letter,
    keys_of,
    make_office,
    sign_as_custodian,
)
from tests.archive.checking.attacks import Attacked
from tests.archive.checking.stamped import Stamped, set_up, stamp
from tests.evidence.small_packet import STRANGER, Packet

PAGE = Path(__file__).parents[3] / "docs" / "threats.md"
NOTHING: set[str] = set()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, a packet with a timestamp, and a head that was kept outside."""
    site = tmp_path_factory.mktemp("office")
    make_office(site, stamped=True)
    return site


@pytest.fixture(scope="module")
def forgery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of somebody who built such a packet with a log and keys of his own."""
    site = tmp_path_factory.mktemp("forgery")
    make_office(site)
    return site


@pytest.fixture
def packet(office: Path, tmp_path: Path) -> Packet:
    """A copy of the packet, to be attacked."""
    shutil.copytree(office / "packet", tmp_path / "packet")
    return Packet(tmp_path / "packet")


def test_row_1_stored_file_altered_two_swapped_one_deleted(
    again: Callable[[], Attacked], outside: Path
) -> None:
    altered, swapped, deleted = again(), again(), again()
    deeds.overwrite(altered.blobs()[0], b"a forged page")
    deeds.swap(*swapped.blobs())
    deleted.blobs()[0].unlink()
    for attacked, found in (
        (altered, ["blob.changed"]),
        (swapped, ["blob.changed", "blob.changed"]),
        (deleted, ["blob.missing"]),
    ):
        for head in (None, outside):
            assert [row.code for row in attacked.check(outside=head).findings] == found


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE revisions SET body = :body WHERE seq = :last", {"record.digest_differs"}),
        ("UPDATE records SET ref = 'elsewhere' WHERE ref = 'I2'", {"row.edited"}),
        ("DELETE FROM views WHERE ref = 'I1'", {"row.missing"}),
        (
            "INSERT INTO people (id, seq, name, role) VALUES ('nobody', 0, 'Nobody', 'admin')",
            {"row.added"},
        ),
    ],
    ids=["content", "edited", "deleted", "added"],
)
def test_row_2_row_of_the_database_edited_deleted_or_added(
    attacked: Attacked, outside: Path, statement: str, found: set[str]
) -> None:
    query = "SELECT max(seq) FROM revisions WHERE record_id = ?"
    last = attacked.value(query, attacked.id_of("I1"))
    given = (deeds.body_with_another_title(attacked), last) if ":body" in statement else ()
    attacked.sql(statement.replace(":body", "?").replace(":last", "?"), *given)
    assert attacked.codes() == attacked.codes(outside=outside) == found


def test_row_3_entry_edited(attacked: Attacked, outside: Path) -> None:
    deeds.edit_entry(attacked, len(attacked.entries()) - 1)
    found = {"entry.edited", "tree.differs", "log.differs_from_checkpoint"}
    assert attacked.codes() == attacked.codes(outside=outside) == found


def test_row_4_tail_cut_and_not_signed_again(attacked: Attacked, outside: Path) -> None:
    deeds.cut_the_tail(attacked)
    found = {"log.shorter_than_checkpoint"}
    assert attacked.codes() == attacked.codes(outside=outside) == found
    with pytest.raises(LogIsAhead, match="were signed"):
        deeds.work_on(attacked.folder, "as if nothing had been")


def test_row_5_tail_and_rows_cut_and_signed_again_with_the_key(
    attacked: Attacked, outside: Path, older: Path
) -> None:
    deeds.cut_the_tail(attacked)
    attacked.sign_again()
    assert attacked.codes() == NOTHING
    assert attacked.codes(outside=older) == NOTHING
    assert attacked.codes(outside=outside) == {"log.shorter_than_checkpoint"}


def test_row_6_history_rewritten_and_signed_again_timestamps_left(
    stamped: Stamped, outside_stamped: Path
) -> None:
    attacked = stamped.attacked
    attacked.rewrite(stamped.first.size - 1, deeds.fail)
    attacked.sign_again()
    assert attacked.codes() == {"timestamp.other_content"}
    assert attacked.codes(outside=outside_stamped) == {
        "timestamp.other_content",
        "log.differs_from_checkpoint",
        "log.two_histories",
    }


@pytest.fixture
def outside_stamped(stamped: Stamped, tmp_path: Path) -> Path:
    """The newest head of the archive with timestamps, kept elsewhere before the attack."""
    return Path(shutil.copy(stamped.attacked.head(), tmp_path / "kept-outside"))


def test_row_7_the_same_and_timestamps_dropped(stamped: Stamped, tmp_path: Path) -> None:
    attacked = stamped.attacked
    newest = Path(shutil.copy(attacked.head(), tmp_path / "kept-outside"))
    kept = attacked.folder / "checkpoints" / f"{stamped.first.size:012d}.checkpoint"
    earlier = Path(shutil.copy(kept, tmp_path / "kept-earlier"))
    deeds.drop_timestamps(stamped)
    attacked.sign_again()
    assert attacked.codes() == NOTHING
    assert attacked.codes(outside=newest) == {"log.shorter_than_checkpoint"}
    found = {"log.differs_from_checkpoint", "log.two_histories"}
    assert attacked.codes(outside=earlier) == found


def test_row_8_rewritten_under_another_key(again: Callable[[], Attacked], outside: Path) -> None:
    # The key is pinned thrice: in keys/log.vkey, in the first entry, and wherever it was noted.
    heads_only, file_too, all_of_it = again(), again(), again()
    noted = keys.fingerprint(keys.public_bytes(heads.log_key(all_of_it.settings)))
    deeds.rewrite_history(heads_only)
    deeds.sign_with_another_key(heads_only)
    assert heads_only.codes() == {"checkpoint.other_key"}
    deeds.rewrite_history(file_too)
    file_too.take_other_key()
    file_too.sign_again()
    assert file_too.codes() == {"key.differs"}
    deeds.rewrite_history(all_of_it)
    all_of_it.take_other_key(in_log=True)
    all_of_it.sign_again()
    assert all_of_it.codes() == NOTHING
    assert all_of_it.codes(key=noted) == {"key.differs"}
    assert all_of_it.codes(outside=outside) == {"checkpoint.other_key"}


def test_row_9_signed_with_a_stolen_key_after_a_timestamp(stamped: Stamped, tmp_path: Path) -> None:
    attacked = stamped.attacked
    leaves = [merkle.leaf_hash(data) for data in attacked.entries()[: stamped.first.size]]
    leaves[-1] = merkle.leaf_hash(b"another history")
    forged = attacked.note(stamped.first.size, leaves)
    (tmp_path / "forged").write_text(forged, encoding="utf-8")
    report = attacked.check(outside=tmp_path / "forged")
    found = {row.code for row in report.findings}
    assert found == {"log.two_histories", "log.differs_from_checkpoint"}
    when = stamped.first.timestamp.time.strftime("%Y-%m-%d %H:%M:%S UTC")
    said = [row.message for row in report.findings if row.code == "log.two_histories"]
    assert any(f"the one that fits the log existed at {when}, by office" in one for one in said)


@pytest.mark.parametrize("wrong", [timedelta(days=-1), timedelta(days=1)], ids=["back", "ahead"])
def test_row_10_clock_moved_back_or_ahead(tmp_path: Path, wrong: timedelta) -> None:
    right, off = datetime(2025, 3, 1, 9, tzinfo=UTC), timedelta()
    archive = found_archive(tmp_path / "archive", person="Vera", clock=lambda: right + off)
    office = set_up(archive, tmp_path)
    for moved in (timedelta(), wrong, timedelta()):
        right, off = right + timedelta(hours=1), moved
        samples.record(archive, samples.incident())
        off = timedelta()
        stamp(archive, office, clock=partial(fixed, right))
    archive.close()
    assert Attacked(tmp_path / "archive").codes() == {"entry.order", "entry.outside_bracket"}


def fixed(at: datetime) -> datetime:
    """A clock that stands."""
    return at


def test_row_11_packet_a_file_altered(packet: Packet) -> None:
    assert codes(packet) == NOTHING
    packet.write("README.txt", "Nothing needs to be checked.\n")
    assert codes(packet) == {"packet.file_changed"}


def test_row_12_packet_altered_and_the_manifests_made_again(packet: Packet) -> None:
    packet.write("README.txt", "Nothing needs to be checked.\n")
    packet.close()
    assert bagit_calls_it_valid(packet.folder)
    assert codes(packet) == {"packet.signature_bad"}
    forge_letter(packet)
    packet.close()
    assert bagit_calls_it_valid(packet.folder)
    assert codes(packet) == {"packet.signature_bad", "packet.exhibit_differs"}


def test_row_13_packet_the_same_signed_by_a_key_slipped_into_the_list(
    packet: Packet, office: Path
) -> None:
    forge_letter(packet)
    line = keys.allowed_signers_line(
        keys.public_bytes(STRANGER), principal="archive", namespace=sshsig.PACKET
    )
    packet.write("data/log/allowed_signers", packet.text("data/log/allowed_signers") + line + "\n")
    packet.sign(STRANGER)
    found = {"packet.other_key", "packet.exhibit_differs"}
    assert codes(packet) == found
    for fingerprint in keys_of(office)[1:]:
        assert codes(packet, fingerprint=fingerprint) == found


def test_row_14_packet_built_anew_with_own_keys_and_an_own_log(
    forgery: Path, office: Path, tmp_path: Path
) -> None:
    shutil.copytree(forgery / "packet", tmp_path / "packet")
    forged, ours = Packet(tmp_path / "packet"), Packet(office / "packet")
    assert codes(forged) == NOTHING
    for fingerprint in keys_of(office):
        assert codes(forged, fingerprint=fingerprint) == {"packet.other_key"}
    assert codes(forged, office / "head") == {"checkpoint.other_key"}
    # With the timestamp of the true packet: over a head of his own, or over the true one.
    (token,) = ours.folder.glob("data/log/timestamps/*.tsr")
    beside = token.with_name(f"{token.name.split('.')[0]}.checkpoint")
    for head, found in (
        (forged.path("data/log/checkpoint"), {"timestamp.other_content"}),
        (beside, {"checkpoint.other_key"}),
    ):
        forged.write(f"data/log/timestamps/{token.name}", token.read_bytes())
        forged.write(f"data/log/timestamps/{beside.name}", head.read_bytes())
        sign_as_custodian(forged, forgery)
        assert codes(forged) == found


def test_row_15_packet_the_timestamp_of_another_packet(
    packet: Packet, office: Path, tmp_path: Path
) -> None:
    make_office(tmp_path / "other", stamped=True)
    (token,) = packet.folder.glob("data/log/timestamps/*.tsr")
    (other,) = (tmp_path / "other" / "packet").glob("data/log/timestamps/*.tsr")
    token.write_bytes(other.read_bytes())
    assert codes(packet) == {"packet.file_changed", "timestamp.other_content"}
    sign_as_custodian(packet, office)
    assert codes(packet) == {"timestamp.other_content"}


def test_row_16_two_histories_from_the_first_day(again: Callable[[], Attacked]) -> None:
    court, ministry = again(), again()
    deeds.work_on(court.folder, "for the court")
    deeds.work_on(ministry.folder, "for the ministry")
    for one in (court, ministry):
        assert one.codes() == one.codes(outside=one.head()) == NOTHING
    compared = court.codes(outside=ministry.head())
    assert compared == {"log.two_histories", "log.differs_from_checkpoint"}


def test_row_17_entry_left_out_of_a_packet(packet: Packet, office: Path, tmp_path: Path) -> None:
    shutil.copytree(office / "packet", tmp_path / "other")
    needed, unneeded = packet, Packet(tmp_path / "other")
    for attacked, action in ((needed, "item.acquired"), (unneeded, "item.transferred_out")):
        left_out = numbers_of(attacked, action)
        assert left_out
        for number in left_out:
            for path in attacked.folder.glob(f"data/**/{number:09d}.*"):
                path.unlink()
        sign_as_custodian(attacked, office)
        assert not set(left_out) & set(numbers_of(attacked))
    assert codes(needed) == {"packet.entry_missing"}
    assert codes(unneeded) == NOTHING


def numbers_of(packet: Packet, action: str = "") -> list[int]:
    """The numbers of the entries in a packet, which can be compared with the size of its log."""
    paths = packet.folder.glob("data/entries/*[0-9].json")
    wanted = f'"action":"{action}'.encode()
    return [int(path.stem) for path in paths if wanted in path.read_bytes()]


def test_row_18_older_database_restored_and_then_used(
    attacked: Attacked, whole: Path, tmp_path: Path
) -> None:
    deeds.restore_older_database(attacked, whole)
    newest = Path(shutil.copy(attacked.head(), tmp_path / "newest"))
    found = {"log.shorter_than_checkpoint"}
    assert attacked.codes() == attacked.codes(outside=newest) == found
    before = len(attacked.entries())
    with pytest.raises(LogIsAhead, match="were signed"):
        deeds.work_on(attacked.folder, "as if nothing had been")
    assert len(attacked.entries()) == before


def test_row_19_file_false_before_it_came(tmp_path: Path) -> None:
    archive = found_archive(tmp_path / "archive", person="Vera")
    (tmp_path / "forged.txt").write_text("a letter that nobody ever wrote")
    samples.add(archive, tmp_path / "forged.txt")
    archive.close()
    attacked = Attacked(tmp_path / "archive")
    assert attacked.codes() == attacked.codes(outside=attacked.head()) == NOTHING


ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def rows_of_the_page() -> list[tuple[str, set[str]]]:
    """The name of the test that each row has, and the codes that stand in it."""
    text = PAGE.read_text("utf-8")
    return [
        (f"test_row_{number}_{slug(attack)}", codes_in(" ".join([shown, alone, outside])))
        for number, attack, shown, alone, outside in ROW.findall(text)
    ]


def slug(words: str) -> str:
    return re.sub("[^a-z0-9]+", "_", words.lower()).strip("_")


def codes_in(text: str) -> set[str]:
    return {code for code in CODES if re.search(rf"[`\"]{re.escape(code)}[`\"]", text)}


def test_the_page_of_threats_has_these_rows_and_these_findings() -> None:
    here = [
        (name, codes_in(inspect.getsource(getattr(sys.modules[__name__], name))))
        for name in vars(sys.modules[__name__])
        if name.startswith("test_row_")
    ]
    assert len(here) == 19
    assert rows_of_the_page() == here
