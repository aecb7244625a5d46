"""Each person who builds packets has a key of their own, which the log names before it signs."""

from __future__ import annotations

import stat

import pytest

from archive import heads, people
from archive.disclosure import PUBLIC
from archive.keyring import custodian
from archive.keyring.errors import NoSignature
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from archive.workspace import Archive
from evidence.errors import BadKey
from evidence.signing import keys, sshsig
from evidence.standalone import verify
from tests.archive.samples import case, incident, record


def log_blob(archive: Archive) -> bytes:
    return keys.ssh_blob(keys.public_bytes(heads.log_key(archive.settings)))


def test_a_custodian_gets_a_key_that_is_not_the_one_of_the_log(archive: Archive) -> None:
    key = custodian.custodian_key(archive)
    assert key.blob != log_blob(archive)
    assert key == custodian.custodian_key(archive)
    assert stat.S_IMODE(key.private.stat().st_mode) == 0o600
    sshsig.verify(b"x", key.sign(b"x", namespace="n"), namespace="n", public=key.blob[-32:])


def test_two_custodians_have_two_keys(archive: Archive) -> None:
    with archive.writing() as writer:
        other = people.add(writer, name="Ivo", role="lawyer")
    assert (
        custodian.custodian_key(archive).blob
        != custodian.custodian_key(archive.working_as(other)).blob
    )


def test_a_key_is_entered_once_under_its_fingerprint(archive: Archive) -> None:
    key = custodian.custodian_key(archive)
    with archive.reading() as connection:
        assert custodian.entry_of(connection, key) is None
    with archive.writing() as writer:
        first = custodian.enter(writer, key)
        assert custodian.enter(writer, key) == first
    with archive.reading() as connection:
        assert custodian.entry_of(connection, key) == first


def test_a_crash_between_the_halves_of_a_key_costs_nothing(archive: Archive) -> None:
    key = custodian.custodian_key(archive)
    key.private.with_suffix(".pub").unlink()
    assert custodian.custodian_key(archive) == key


def test_a_damaged_private_half_is_said(archive: Archive) -> None:
    key = custodian.custodian_key(archive)
    key.private.write_text("nothing")
    with pytest.raises(BadKey, match="private key"):
        key.sign(b"x", namespace="n")


def test_a_packet_is_signed_by_the_custodian_and_names_the_key_by_an_entry(
    archive: Archive,
) -> None:
    public = {"level": "public"}
    record(archive, incident("I1", access=public), case("C1", incidents=["I1"], access=public))
    out = archive.settings.packets / "p"
    built = build_packet(archive, plan_packet(archive, ["C1"], PUBLIC), out)
    with archive.reading() as connection:
        signer = custodian.signer_of_packet(connection, built.id)
        with pytest.raises(NoSignature, match="nothing was changed"):
            custodian.signer_of_packet(connection, "a" * 16)
    key = custodian.custodian_key(archive)
    assert signer.fingerprint == built.fingerprint == key.fingerprint
    report = verify(out, fingerprints=[key.fingerprint, keys.fingerprint(log_blob(archive)[-32:])])
    assert report.errors == []
    readme = (out / "README.txt").read_text()
    assert key.fingerprint in readme
    assert keys.fingerprint(log_blob(archive)[-32:]) in readme
    signers = (out / "data/log/allowed_signers").read_text().splitlines()
    assert [line.split()[1] for line in signers] == [
        'namespaces="checkpoint@khronika"',
        'namespaces="packet@khronika"',
    ]


def test_the_key_of_the_log_cannot_sign_a_packet(archive: Archive) -> None:
    public = {"level": "public"}
    record(archive, incident("I1", access=public), case("C1", incidents=["I1"], access=public))
    out = archive.settings.packets / "p"
    build_packet(archive, plan_packet(archive, ["C1"], PUBLIC), out)
    manifest = (out / "tagmanifest-sha256.txt").read_bytes()
    key = heads.log_key(archive.settings)
    signature = sshsig.sign(manifest, namespace=sshsig.PACKET, key=key)
    (out / "tagmanifest-sha256.txt.sig").write_text(signature)
    assert {one.code for one in verify(out).errors} == {"packet.other_key"}
