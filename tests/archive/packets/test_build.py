"""Building: the same plan gives the same bytes, and nothing half is ever released."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest

from archive import custody, log, repository
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.errors import FolderTaken
from archive.founding import open_archive
from archive.packets.approval import approve, from_file, to_file
from archive.packets.build import Form, build_packet
from archive.packets.difference import difference
from archive.packets.errors import BadPacket, UnknownPacket
from archive.packets.plan import plan_packet
from archive.packets.release import acknowledge, known_packets, release
from archive.workspace import Archive
from evidence import standalone
from evidence.errors import BadRecipient, DamagedEvidence
from evidence.packing import bag
from evidence.packing.encryption import read_recipient
from schemas.access import Access, FieldAccess, Level
from schemas.sidecar import Handover
from tests.archive import samples
from tests.by_hand import blob
from tests.copies import copy_archive


@pytest.fixture(scope="module")
def approved_once(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive of the matter and an approved plan. Not to be changed."""
    site: Path = tmp_path_factory.mktemp("approved")
    copy_archive(made / "archive", site / "archive")
    with closing(open_archive(site / "archive")) as archive:
        plan = approve(archive, plan_packet(archive, ["C1"], PUBLIC))
        (site / "plan.json").write_text(to_file(plan), "utf-8")
    return site


@pytest.fixture
def approved(approved_once: Path, tmp_path: Path) -> Path:
    """The file of an approved plan for the public; it was approved in `house`."""
    return Path(shutil.copy(approved_once / "plan.json", tmp_path / "plan.json"))


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    """A copy of the archive, to be written to; with the approval, where a test is about that."""
    is_approved = "approved" in request.fixturenames
    site = request.getfixturevalue("approved_once" if is_approved else "made")
    copy_archive(site / "archive", tmp_path / "archive")
    archive = open_archive(tmp_path / "archive")
    yield archive
    archive.close()


def actions(archive: Archive) -> list[str]:
    with archive.reading() as connection:
        return [entry.fields["action"] for entry in log.entries(connection)]


class Stopped(Exception):
    """Somebody pulled the plug."""


def stop_at_the_bundle(line: str) -> None:
    if line.startswith("setting"):
        raise Stopped


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_a_packet_for_each_audience_is_intact(made: Path) -> None:
    for name in ("whole", "public"):
        report = standalone.verify(made / name)
        assert report.findings == []
        assert bag.check_bag(made / name) == []


def test_the_same_plan_gives_the_same_bytes_in_a_copy_of_the_archive(
    house: Archive, approved: Path, tmp_path: Path
) -> None:
    copy_archive(house.settings.folder, tmp_path / "elsewhere")
    copy = open_archive(tmp_path / "elsewhere")
    one = build_packet(house, from_file(house, approved), tmp_path / "one" / "packet")
    two = build_packet(copy, from_file(copy, approved), tmp_path / "two" / "other-name")
    copy.close()
    assert digest(one.zip) == digest(two.zip)
    assert one.id == two.id


def test_the_zip_holds_the_folder(house: Archive, approved: Path, tmp_path: Path) -> None:
    built = build_packet(house, from_file(house, approved), tmp_path / "packet")
    with zipfile.ZipFile(built.zip) as archive:
        assert archive.testzip() is None
        inside = {name: sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    files = {
        f"packet-{built.id}/{path.relative_to(built.folder).as_posix()}": digest(path)
        for path in built.folder.rglob("*")
        if path.is_file()
    }
    assert inside == files


@pytest.mark.parametrize("form", [Form.FOLDER, Form.ZIP])
def test_one_form_alone_can_be_had(
    house: Archive, approved: Path, tmp_path: Path, form: Form
) -> None:
    built = build_packet(house, from_file(house, approved), tmp_path / "packet", form=form)
    assert [path.exists() for path in built.paths] == [True]
    names = {path.name for path in tmp_path.iterdir() if "packet" in path.name}
    assert names == {"packet" if form is Form.FOLDER else "packet.zip"}


def test_an_interrupted_build_goes_on_from_what_is_there(
    house: Archive, approved: Path, tmp_path: Path
) -> None:
    plan = from_file(house, approved)
    with pytest.raises(Stopped):
        build_packet(house, plan, tmp_path / "packet", watch=stop_at_the_bundle)
    left = [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")]
    assert set(left) == {f".packet.{plan.id}.part", f".packet.zip.{plan.id}.part"}
    assert not (tmp_path / "packet").exists()
    (part,) = [path for path in tmp_path.iterdir() if path.is_dir() and path.suffix == ".part"]
    (part / "data" / "stray.txt").write_text("of an older version")
    exhibit = next((part / "data/exhibits").iterdir())
    before = exhibit.stat().st_mtime_ns
    built = build_packet(house, plan, tmp_path / "packet")
    assert (built.folder / "data/exhibits" / exhibit.name).stat().st_mtime_ns == before
    assert standalone.verify(built.folder).findings == []
    whole = build_packet(house, plan, tmp_path / "again" / "packet")
    assert digest(whole.zip) == digest(built.zip)


def test_a_build_without_an_approved_plan_goes_on_as_the_same_packet(
    house: Archive, tmp_path: Path
) -> None:
    before = actions(house)
    plan = plan_packet(house, ["C1"], PUBLIC)
    with pytest.raises(Stopped):
        build_packet(house, plan, tmp_path / "packet", watch=stop_at_the_bundle)
    built = build_packet(house, plan_packet(house, ["C1"], PUBLIC), tmp_path / "packet")
    assert standalone.verify(built.folder).findings == []
    assert actions(house)[len(before) :].count("packet.built") == 1
    assert actions(house)[-1] == "packet.signed"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".packet")] == []


def test_another_wish_is_another_packet(house: Archive, tmp_path: Path) -> None:
    plan = plan_packet(house, ["C1"], PUBLIC)
    with pytest.raises(Stopped):
        build_packet(house, plan, tmp_path / "packet", watch=stop_at_the_bundle)
    before = actions(house)
    other = plan_packet(house, ["C1"], PUBLIC, recipient="Counsel")
    build_packet(house, other, tmp_path / "packet")
    assert actions(house)[len(before) :].count("packet.built") == 1


def test_a_packet_that_was_taken_away_is_built_and_entered_anew(
    house: Archive, approved: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        before = actions(house)
        built = build_packet(house, from_file(house, approved), tmp_path / "packet")
        assert actions(house)[len(before) :].count("packet.built") == 1
        shutil.rmtree(built.folder)
        built.zip.unlink()


def test_what_is_there_is_never_overwritten(house: Archive, approved: Path, tmp_path: Path) -> None:
    (tmp_path / "packet.zip").write_bytes(b"mine")
    plan, before = plan_packet(house, ["C1"], PUBLIC), actions(house)
    for one in (plan, from_file(house, approved)):
        with pytest.raises(FolderTaken):
            build_packet(house, one, tmp_path / "packet")
    assert actions(house) == before
    assert (tmp_path / "packet.zip").read_bytes() == b"mine"


def test_bytes_that_changed_after_the_plan_stop_the_build(
    house: Archive, approved: Path, tmp_path: Path
) -> None:
    plan = from_file(house, approved)
    stored = blob(house.settings, plan.exhibits[0].digest)
    stored.chmod(0o600)
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    before = actions(house)
    with pytest.raises(DamagedEvidence):
        build_packet(house, plan, tmp_path / "packet")
    assert not (tmp_path / "packet").exists()
    assert actions(house) == [*before, "packet.built"]


def test_the_log_says_it_before_a_byte_is_written_and_before_it_is_released(
    house: Archive, tmp_path: Path
) -> None:
    plan = plan_packet(house, ["C1"], RESTRICTED, recipient="the court")
    seen: list[list[str]] = []
    build_packet(house, plan, tmp_path / "packet", watch=lambda _: seen.append(actions(house)))
    assert seen[0][-2:] == ["packet.planned", "packet.built"]
    assert actions(house)[-2:] == ["packet.signed", "packet.released"]


# Encryption.


def test_a_packet_is_encrypted_to_its_recipient_and_lies_nowhere_else(
    house: Archive, approved: Path, tmp_path: Path
) -> None:
    identity = pyrage.x25519.Identity.generate()
    recipient = read_recipient(str(identity.to_public()))
    place = tmp_path / "out"
    built = build_packet(
        house, from_file(house, approved), place / "packet", recipients=[recipient]
    )
    assert [path.name for path in place.iterdir()] == ["packet.zip.age"]
    plain = pyrage.decrypt(built.zip.read_bytes(), [identity])
    (tmp_path / "packet.zip").write_bytes(plain)
    with zipfile.ZipFile(tmp_path / "packet.zip") as archive:
        archive.extractall(tmp_path / "opened")
    assert standalone.verify(tmp_path / "opened" / f"packet-{built.id}").findings == []
    assert actions(house)[-1] == "packet.released"


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_an_ssh_key_can_be_a_recipient(tmp_path: Path) -> None:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")]
    subprocess.run(command, check=True)
    recipient = read_recipient((tmp_path / "key.pub").read_text())
    sealed = pyrage.encrypt(b"words", [recipient])
    identity = pyrage.ssh.Identity.from_buffer((tmp_path / "key").read_bytes())
    assert pyrage.decrypt(sealed, [identity]) == b"words"


@pytest.mark.parametrize(
    "text",
    ["", "age1", "ssh-ed25519 AAAA", "hello", "AGE-SECRET-KEY-1QQ", "-----BEGIN PRIVATE KEY-----"],
)
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadRecipient, match="nothing was encrypted"):
        read_recipient(text)


# Who holds which packet.


def test_releases_and_receipts_are_listed(house: Archive, tmp_path: Path) -> None:
    plan = plan_packet(house, ["C1"], RESTRICTED, recipient="the court")
    built = build_packet(house, plan, tmp_path / "packet", form=Form.FOLDER)
    release(house, built.id, to="the other side", way="by hand")
    acknowledge(house, built.id, by="the court", said="by letter")
    held = known_packets(house, CONFIDENTIAL)[0]
    assert (held.packet, held.digest, held.audience) == (built.id, built.digest, "restricted")
    assert [row[1:] for row in held.released] == [
        ("the court", "written to a disk"),
        ("the other side", "by hand"),
    ]
    assert [who for _, who in held.acknowledged] == ["the court"]
    assert known_packets(house, PUBLIC) == ()
    levels = {one.audience for one in known_packets(house, RESTRICTED)}
    assert levels == {"public", "restricted"}
    assert "confidential+*" in {one.audience for one in known_packets(house, CONFIDENTIAL)}


def test_a_packet_that_was_not_built_here_cannot_be_released(house: Archive) -> None:
    with pytest.raises(UnknownPacket, match="built here"):
        release(house, "a" * 16, to="somebody", way="")


def test_custody_says_that_an_item_went_into_a_packet(made: Path) -> None:
    archive = open_archive(made / "archive")
    plan = plan_packet(archive, ["C1"], CONFIDENTIAL)
    events = custody.custody_of(archive, plan.exhibits[0].item, CONFIDENTIAL)
    archive.close()
    assert "packet.built" in {event.action for event in events}


# Two packets compared.


def test_a_newer_packet_is_compared_with_an_older_one(
    house: Archive, made: Path, tmp_path: Path
) -> None:
    (tmp_path / "more.txt").write_text("one more")
    samples.add(house, tmp_path / "more.txt", incident="I1", consent=("court",), title="More")
    plan = plan_packet(house, ["C1"], CONFIDENTIAL, recipient="the court")
    newer = build_packet(house, plan, tmp_path / "newer", form=Form.FOLDER)
    found = difference(made / "whole", newer.folder)
    assert [(one.what, one.how) for one in found if one.what == "exhibit"] == [("exhibit", "added")]
    assert "head of the log" in {one.what for one in found}
    assert difference(newer.folder, newer.folder) == ()


def test_a_folder_that_is_no_packet_is_not_compared(made: Path, tmp_path: Path) -> None:
    with pytest.raises(BadPacket, match="nothing was compared"):
        difference(made / "whole", tmp_path)


def test_exhibits_are_numbered_from_one(made: Path) -> None:
    listed = json.loads((made / "whole/data/exhibits.json").read_text())
    assert [row["number"] for row in listed] == [1, 2, 3, 4, 5, 6, 7]


def test_a_giver_whom_the_record_keeps_back_is_in_no_file_of_a_packet(
    house: Archive, tmp_path: Path
) -> None:
    samples.record(house, samples.incident("I5", title="A search"))
    (tmp_path / "note.txt").write_text("what was seen")
    before = (Handover.model_validate({"from": "Nina Kern", "reason": "for Nina Kern's sake"}),)
    (added,) = samples.add(house, tmp_path / "note.txt", incident="I5", before=before)
    with house.reading() as connection:
        _, item = repository.load(connection, added.ref)
    rule = FieldAccess(path="/acquired/from", level=Level.CONFIDENTIAL)
    access = Access(level=Level.RESTRICTED, fields=(rule,))
    samples.record(house, item.model_copy(update={"access": access}))
    for audience, is_named in ((RESTRICTED, False), (CONFIDENTIAL, True)):
        out = tmp_path / audience.level.value
        build_packet(house, plan_packet(house, ["I5"], audience), out, form=Form.FOLDER)
        files = [path.read_bytes() for path in (out / "data").rglob("*.*") if path.is_file()]
        assert len(files) > 10
        assert any(b"Nina Kern" in data for data in files) is is_named
