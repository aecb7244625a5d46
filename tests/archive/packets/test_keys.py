"""The keys in a packet: who may have signed it, by the log and by the offline identity."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from archive.disclosure import CONFIDENTIAL, PUBLIC
from archive.keyring import custodian, identity, rotation
from archive.packets.approval import approve
from archive.packets.build import BuiltPacket, Form, build_packet
from archive.packets.plan import plan_packet
from archive.workspace import Archive
from evidence import standalone
from evidence.packing import bag
from evidence.signing import keys, sshsig
from tests.archive import samples


@pytest.fixture
def door(archive: Archive) -> Archive:
    """An archive with a small public case."""
    public = {"level": "public"}
    samples.record(
        archive,
        samples.incident("I1", title="A door was forced", access=public),
        samples.case("C1", title="A matter", incidents=["I1"], access=public),
    )
    return archive


def build(archive: Archive, out: Path, audience: object = PUBLIC) -> BuiltPacket:
    plan = plan_packet(archive, ["C1"], audience)  # type: ignore[arg-type]
    return build_packet(archive, plan, out, form=Form.FOLDER)


def test_a_packet_has_the_list_that_the_identity_signed(door: Archive, tmp_path: Path) -> None:
    assert not (build(door, tmp_path / "before").folder / "data/log/keys").exists()
    stick = tmp_path / "identity.pem"
    ours = identity.new_identity(door, stick)
    identity.sign_list(door, stick)
    packet = build(door, tmp_path / "packet").folder
    assert standalone.verify(packet).errors == []
    text = (packet / "data/log/keys/list.txt").read_text()
    assert custodian.custodian_key(door).fingerprint in text
    readme = (packet / "README.txt").read_text()
    assert ours.fingerprint in readme
    assert "keys@khronika" in (packet / "data/log/allowed_signers").read_text()


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_the_printed_command_checks_the_list(door: Archive, tmp_path: Path) -> None:
    stick = tmp_path / "identity.pem"
    identity.new_identity(door, stick)
    identity.sign_list(door, stick)
    packet = build(door, tmp_path / "packet").folder
    lines = (packet / "README.txt").read_text().splitlines()
    (at,) = [number for number, line in enumerate(lines) if "-n keys@khronika" in line]
    command = f"{lines[at - 1].strip().removesuffix(chr(92))} {lines[at].strip()}"
    done = subprocess.run(command, shell=True, cwd=packet, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Good" in done.stdout


def test_a_list_that_is_younger_than_the_plan_stays_out(door: Archive, tmp_path: Path) -> None:
    stick = tmp_path / "identity.pem"
    identity.new_identity(door, stick)
    plan = approve(door, plan_packet(door, ["C1"], PUBLIC))
    samples.record(door, samples.incident("I9", title="Later"))
    identity.sign_list(door, stick)
    packet = build_packet(door, plan, tmp_path / "packet", form=Form.FOLDER).folder
    assert not (packet / "data/log/keys").exists()


def test_a_forged_list_stays_out(door: Archive, tmp_path: Path) -> None:
    stick = tmp_path / "identity.pem"
    identity.new_identity(door, stick)
    path = identity.sign_list(door, stick)
    path.write_text(path.read_text().replace("in-use", "revoked"))
    packet = build(door, tmp_path / "packet").folder
    assert not (packet / "data/log/keys").exists()


def test_a_signature_by_a_key_that_was_revoked_is_found(door: Archive, tmp_path: Path) -> None:
    first = build(door, tmp_path / "first")
    stolen = custodian.custodian_key(door)
    private = keys.read_private(stolen.private)
    rotation.revoke(door, stolen.fingerprint, reason="the laptop of Nina was taken")
    second = build(door, tmp_path / "second", CONFIDENTIAL)
    assert second.fingerprint != first.fingerprint
    assert standalone.verify(first.folder).errors == []
    assert standalone.verify(second.folder).errors == []
    told = [path.read_bytes() for path in second.folder.rglob("*") if path.is_file()]
    assert any(b"key.revoked" in data for data in told)
    assert not any(b"the laptop of Nina" in data for data in told)
    manifest = (second.folder / bag.TAG_MANIFEST).read_bytes()
    signature = sshsig.sign(manifest, namespace=sshsig.PACKET, key=private)
    (second.folder / bag.SIGNATURE).write_text(signature)

    (found,) = standalone.verify(second.folder).errors
    assert found.code == "packet.other_key"
    assert "was revoked" in found.message
