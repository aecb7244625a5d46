"""What the reader brings from outside, and what is left to other tools."""

from __future__ import annotations

import base64
from hashlib import sha256, sha512
from pathlib import Path

import pytest

from evidence.signing import keys, sshsig
from evidence.standalone import verify
from tests.evidence.small_packet import (
    CUSTODIAN,
    LOG,
    ORIGIN,
    STRANGER,
    Packet,
    build,
    make_log,
)
from tests.evidence.standalone.changes import (
    changed_log,
    errors,
    flip,
    outside,
)


def test_an_unaltered_packet_is_intact(packet: Packet) -> None:
    report = verify(packet.folder)
    assert report.findings == []
    told = report.to_json()
    assert told["intact"] is True
    assert (
        told["files_read"]
        == told["files"]
        == len([path for path in packet.folder.rglob("*") if path.is_file()])
    )
    assert told["proved"] == {"entries": 6, "records": 3, "exhibits": 2}


def test_the_report_says_what_was_read_and_on_what_trust(packet: Packet) -> None:
    text = "\n".join(verify(packet.folder).lines())
    assert "Read: 38 of 38 files, " in text
    assert f"Log: {ORIGIN}, 20 entries, root {make_log().head().root.hex()}" in text
    assert keys.short_fingerprint(keys.public_bytes(LOG)) in text
    assert keys.fingerprint(keys.public_bytes(CUSTODIAN)) in text
    assert "not proved: rec-2 /place /acts/0" in text
    assert "integrity is not origin" in text
    assert text.endswith("Result: intact")


def test_a_packet_signed_by_somebody_unknown_is_found(packet: Packet) -> None:
    packet.sign(STRANGER)
    assert errors(packet) == {"packet.other_key"}


def slip_in_a_key(packet: Packet) -> None:
    signers = {sshsig.CHECKPOINT: LOG, sshsig.PACKET: STRANGER}
    flip("README.txt", 3)(packet)
    packet.write_log(make_log(), signers)
    packet.sign(STRANGER)


def test_a_key_slipped_into_the_list_is_named_by_no_entry(packet: Packet) -> None:
    slip_in_a_key(packet)
    assert errors(packet) == {"packet.other_key"}
    assert any("no entry of the log names" in line for line in verify(packet.folder).lines())


@pytest.mark.parametrize(
    "text",
    [
        keys.vkey(keys.public_bytes(LOG), name=ORIGIN),
        keys.fingerprint(keys.public_bytes(LOG)),
        keys.short_fingerprint(keys.public_bytes(LOG)),
        keys.short_fingerprint(keys.public_bytes(CUSTODIAN)).replace(" ", ""),
    ],
    ids=["vkey", "sha256", "short", "custodian-short-without-spaces"],
)
def test_a_right_fingerprint_is_recognised_in_every_form(packet: Packet, text: str) -> None:
    assert errors(packet, fingerprints=[text]) == set()


def test_a_packet_rebuilt_with_own_keys_is_found_by_anything_from_outside(tmp_path: Path) -> None:
    forged = build(tmp_path / "forged", make_log(STRANGER))
    assert errors(forged) == set()
    vkey = keys.vkey(keys.public_bytes(LOG), name=ORIGIN)
    assert errors(forged, fingerprints=[vkey]) == {"packet.other_key"}
    outside = tmp_path / "kept.checkpoint"
    outside.write_text(make_log().note(10), "utf-8")
    assert errors(forged, checkpoint=outside) == {"checkpoint.other_key"}


# Heads of the log that were kept outside.


def codes_with(packet: Packet, checkpoint: Path) -> set[str]:
    return {finding.code for finding in verify(packet.folder, checkpoint=checkpoint).findings}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(make_log().note(), id="checkpoint"),
        pytest.param(make_log().note(0), id="empty-log"),
    ],
)
def test_a_head_that_needs_no_proof_agrees(packet: Packet, tmp_path: Path, text: str) -> None:
    assert codes_with(packet, outside(tmp_path, text)) == set()


def test_an_older_head_agrees_by_the_proof_in_the_packet(packet: Packet, tmp_path: Path) -> None:
    packet.write("data/log/consistency/13.txt", make_log().way(13, 20))
    packet.sign(CUSTODIAN)
    assert codes_with(packet, outside(tmp_path, make_log().note(13))) == set()
    other = outside(tmp_path, changed_log(20).note(13))
    assert codes_with(packet, other) == {"log.differs_from_checkpoint"}


@pytest.mark.parametrize("size", [7, 33])
def test_a_head_without_a_proof_is_said_to_be_not_compared(
    packet: Packet, tmp_path: Path, size: int
) -> None:
    path = outside(tmp_path, make_log(size=40).note(size))
    assert codes_with(packet, path) == {"checkpoint.not_compared"}
    assert verify(packet.folder, checkpoint=path).errors == []


def test_two_heads_of_one_size_are_two_histories(packet: Packet, tmp_path: Path) -> None:
    path = outside(tmp_path, changed_log(20).note())
    assert codes_with(packet, path) == {"log.two_histories"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("hello", "checkpoint.other_key", id="no-note"),
        pytest.param(make_log(STRANGER).note(), "checkpoint.other_key", id="stranger"),
        pytest.param(
            make_log().note().replace("\n20\n", "\n19\n"), "checkpoint.bad_signature", id="changed"
        ),
        pytest.param(b"\xff", "checkpoint.unreadable", id="no-text"),
    ],
)
def test_what_is_no_head_of_this_log_is_said_so(
    packet: Packet, tmp_path: Path, text: str | bytes, code: str
) -> None:
    assert codes_with(packet, outside(tmp_path, text)) == {code}


def test_a_missing_file_from_outside_is_said_so(packet: Packet, tmp_path: Path) -> None:
    assert codes_with(packet, tmp_path / "absent") == {"checkpoint.unreadable"}


# What is left to other tools.


def stamped(packet: Packet, size: int, imprint: bytes) -> list[str]:
    note = make_log().note(size)
    packet.write(f"data/log/timestamps/{size:012d}.checkpoint", note)
    packet.write(f"data/log/consistency/{size}.txt", make_log().way(size, 20))
    token = b"\x30\x03" + bytes([4, len(imprint)]) + imprint
    packet.write(f"data/log/timestamps/{size:012d}.freetsa.tsr", token)
    packet.sign(CUSTODIAN)
    return [finding.code for finding in verify(packet.folder).findings]


def test_signatures_of_timestamps_are_left_to_openssl(packet: Packet) -> None:
    for size in (13, 20):
        note = make_log().note(size).encode()
        assert set(stamped(packet, size, sha512(note).digest())) == {"timestamp.not_checked"}
    assert verify(packet.folder).errors == []


def test_a_timestamp_of_another_packet_is_found(packet: Packet) -> None:
    other = make_log(STRANGER).note(13).encode()
    assert stamped(packet, 13, sha256(other).digest()) == ["timestamp.other_content"]


def test_a_timestamp_of_another_history_is_found(packet: Packet) -> None:
    note = changed_log(20).note(13)
    stamped(packet, 13, sha256(note.encode()).digest())
    packet.write("data/log/timestamps/000000000013.checkpoint", note)
    packet.sign(CUSTODIAN)
    assert errors(packet) == {"log.differs_from_checkpoint"}


def test_keys_of_other_kinds_are_left_to_ssh_keygen(packet: Packet) -> None:
    def string(data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + data

    kind = b"sk-ssh-ed25519@openssh.com"
    blob = string(kind) + string(bytes(32)) + string(b"ssh:")
    line = (
        f'{ORIGIN} namespaces="packet@khronika" {kind.decode()} {base64.b64encode(blob).decode()}'
    )
    packet.write_log(make_log(signer=blob))
    packet.write("data/log/allowed_signers", packet.text("data/log/allowed_signers") + line + "\n")
    packet.close()
    fields = (blob, b"packet@khronika", b"", b"sha512", string(kind) + string(bytes(64)) + bytes(5))
    body = base64.b64encode(b"SSHSIG\0\0\0\1" + b"".join(map(string, fields))).decode()
    armour = f"-----BEGIN SSH SIGNATURE-----\n{body}\n-----END SSH SIGNATURE-----\n"
    packet.write("tagmanifest-sha256.txt.sig", armour)
    report = verify(packet.folder)
    assert [finding.code for finding in report.findings] == ["packet.signature_not_checked"]
    assert report.errors == []
