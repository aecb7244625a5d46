"""Building beside other work: one at a time, seen by all, and not lost by an interruption."""

from __future__ import annotations

import fcntl
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
import pytest

from archive import log
from archive.database.errors import ArchiveBusy
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED
from archive.packets.approval import approve
from archive.packets.building import Builds, HowFar, Stage, unfinished
from archive.packets.errors import UnknownPacket
from archive.packets.plan import plan_packet
from archive.packets.planned import PacketPlan
from archive.workspace import Archive
from evidence import standalone
from evidence.errors import BadRecipient
from tests.by_hand import needs_folder

LONG = 60.0


@pytest.fixture
def plan(house: Archive) -> PacketPlan:
    """An approved plan for the public: one exhibit is quick to build."""
    return approve(house, plan_packet(house, ["C1"], PUBLIC))


@pytest.fixture
def out(house: Archive) -> Path:
    return house.settings.packets / "packet-one"


@contextmanager
def held_up(house: Archive) -> Iterator[None]:
    """Nobody can write meanwhile: builds begin, and wait to say so in the log."""
    with house.writing():
        yield


def until(told: Callable[[], HowFar | None], stage: Stage) -> HowFar:
    """Wait until a build is in a stage."""
    for _ in range(600):
        far = told()
        if far is not None and far.stage is stage:
            return far
        time.sleep(0.05)
    raise AssertionError(f"never {stage}: {told()}")


def entered(house: Archive, action: str) -> int:
    with house.reading() as connection:
        return [one.fields["action"] for one in log.entries(connection)].count(action)


def intact(path: Path, place: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        packed.extractall(place)
    (folder,) = place.iterdir()
    return standalone.verify(folder).findings == []


def test_a_packet_is_built_beside_and_leaves_nothing_behind(
    house: Archive, plan: PacketPlan, out: Path, tmp_path: Path
) -> None:
    builds = Builds()
    builds.begin(house, plan, out, ())
    builds.wait(out, LONG)
    assert builds.how_far(out) is None
    assert [path.name for path in out.parent.iterdir()] == ["packet-one.zip"]
    assert intact(out.with_suffix(".zip"), tmp_path / "opened")


def test_packets_are_built_one_after_another_and_say_how_far_they_are(
    house: Archive, plan: PacketPlan, out: Path
) -> None:
    second, builds = out.with_name("packet-two"), Builds()
    whole = approve(house, plan_packet(house, ["C1"], CONFIDENTIAL))
    with held_up(house):
        builds.begin(house, plan, out, ())
        assert until(lambda: builds.how_far(out), Stage.BUILDING).whole == plan.size
        builds.begin(house, whole, second, ())
        assert until(lambda: builds.how_far(second), Stage.WAITING).audience == CONFIDENTIAL
        assert unfinished(house.settings, CONFIDENTIAL) == ["packet-one", "packet-two"]
        assert unfinished(house.settings, RESTRICTED) == ["packet-one"]
        elsewhere = Builds().how_far(out)
        assert elsewhere == HowFar(Stage.ELSEWHERE, PUBLIC)
    builds.wait(out, LONG)
    builds.wait(second, LONG)
    assert {path.name for path in out.parent.iterdir()} == {"packet-one.zip", "packet-two.zip"}


def test_an_interrupted_build_goes_on_as_the_same_packet_after_a_new_start(
    house: Archive, plan: PacketPlan, out: Path, tmp_path: Path
) -> None:
    builds, before = Builds(), entered(house, "packet.built")
    with held_up(house):
        builds.begin(house, plan, out, ())
        until(lambda: builds.how_far(out), Stage.BUILDING)
        builds.stop(0)
    builds.wait(out, LONG)
    again = Builds()
    assert again.how_far(out) == HowFar(Stage.STOPPED, PUBLIC)
    again.go_on(house, out)
    again.wait(out, LONG)
    assert again.how_far(out) is None
    assert entered(house, "packet.built") == before + 1
    assert intact(out.with_suffix(".zip"), tmp_path / "opened")


def test_an_encrypted_packet_goes_on_encrypted(house: Archive, plan: PacketPlan, out: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    builds = Builds()
    builds.stop(0)  # nothing is built from now on
    builds.begin(house, plan, out, (str(identity.to_public()),))
    builds.wait(out, LONG)
    again = Builds()
    again.go_on(house, out)
    again.wait(out, LONG)
    assert [path.name for path in out.parent.iterdir()] == ["packet-one.zip.age"]
    assert pyrage.decrypt(out.with_suffix(".zip.age").read_bytes(), [identity]).startswith(b"PK")


def test_what_fails_says_why_and_goes_on_when_it_is_mended(
    house: Archive, plan: PacketPlan, out: Path
) -> None:
    digest = plan.exhibits[0].digest
    blob = needs_folder(house.settings) / "sha256" / digest[:2] / digest
    kept = blob.read_bytes()
    blob.chmod(0o600)
    blob.write_bytes(kept[:-1] + b"x")
    builds = Builds()
    builds.begin(house, plan, out, ())
    builds.wait(out, LONG)
    far = builds.how_far(out)
    assert far is not None
    assert (far.stage, digest in far.why) == (Stage.FAILED, True)
    blob.write_bytes(kept)
    builds.go_on(house, out)
    builds.wait(out, LONG)
    assert builds.how_far(out) is None
    assert out.with_suffix(".zip").is_file()


def test_two_programs_never_build_the_same(house: Archive, plan: PacketPlan, out: Path) -> None:
    builds = Builds()
    builds.stop(0)
    builds.begin(house, plan, out, ())
    builds.wait(out, LONG)
    again = Builds()
    with (out.parent / ".packet-one.order").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        again.go_on(house, out)
        again.wait(out, LONG)
    far = again.how_far(out)
    assert far is not None
    assert far.stage is Stage.FAILED
    assert not out.with_suffix(".zip").exists()


def test_what_was_interrupted_can_be_given_up(house: Archive, plan: PacketPlan, out: Path) -> None:
    builds, before = Builds(), entered(house, "packet.built")
    with held_up(house):
        builds.begin(house, plan, out, ())
        until(lambda: builds.how_far(out), Stage.BUILDING)
        with pytest.raises(ArchiveBusy):
            builds.give_up(out)
        builds.stop(0)
    builds.wait(out, LONG)
    assert [path.name for path in out.parent.iterdir() if path.name.endswith("part")]
    again = Builds()
    again.give_up(out)
    assert list(out.parent.iterdir()) == []
    assert (again.how_far(out), unfinished(house.settings, CONFIDENTIAL)) == (None, [])
    assert entered(house, "packet.built") == before + 1
    with pytest.raises(UnknownPacket, match="packet-one"):
        again.give_up(out)


def test_nobody_gives_up_what_another_program_builds(
    house: Archive, plan: PacketPlan, out: Path
) -> None:
    builds = Builds()
    builds.stop(0)
    builds.begin(house, plan, out, ())
    builds.wait(out, LONG)
    there = sorted(out.parent.iterdir())
    with (out.parent / ".packet-one.order").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(ArchiveBusy):
            Builds().give_up(out)
    assert sorted(out.parent.iterdir()) == there


def test_what_was_never_begun_cannot_go_on(house: Archive, out: Path) -> None:
    with pytest.raises(UnknownPacket, match="packet-one"):
        Builds().go_on(house, out)
    assert Builds().how_far(out) is None


def test_a_key_that_is_none_begins_nothing(house: Archive, plan: PacketPlan, out: Path) -> None:
    with pytest.raises(BadRecipient, match="nothing was encrypted"):
        Builds().begin(house, plan, out, ("age1",))
    assert unfinished(house.settings, CONFIDENTIAL) == []
