"""The stand-alone checker against a packet that is altered in every way that we can think of."""

from __future__ import annotations

import ast
import base64
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

import pytest

from evidence import keys, parts, sshsig
from evidence.findings import CODES
from evidence.standalone import NOTICES, program, verify
from tests.evidence.small_packet import (
    BRIDGE,
    CUSTODIAN,
    LOG,
    ORIGIN,
    PHOTOS,
    STRANGER,
    Packet,
    build,
    make_log,
    secret,
)

RECORD = "data/records/incident-rec-1.json"
COARSE = "data/records/incident-rec-2.json"
ENTRY, PROOF = "data/entries/000000003.json", "data/entries/000000003.tlog-proof"
EXHIBITS = "data/exhibits.json"
Change = Callable[[Packet], Any]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Packet:
    return build(tmp_path_factory.mktemp("original") / "packet")


@pytest.fixture
def packet(original: Packet, tmp_path: Path) -> Packet:
    shutil.copytree(original.folder, tmp_path / "packet")
    return Packet(tmp_path / "packet")


def errors(packet: Packet, **given: Any) -> set[str]:
    return {finding.code for finding in verify(packet.folder, **given).errors}


def photo(packet: Packet, number: int) -> str:
    path: str = json.loads(packet.text(EXHIBITS))[number - 1]["path"]
    return path


def flip(name: str, at: int = 40) -> Change:
    def change(packet: Packet) -> None:
        data = bytearray(packet.path(name).read_bytes())
        data[at % len(data)] ^= 1
        packet.write(name, bytes(data))

    return change


def replace(name: str, old: str, new: str) -> Change:
    def change(packet: Packet) -> None:
        assert old in packet.text(name)
        packet.write(name, packet.text(name).replace(old, new, 1))

    return change


def remove(name: str) -> Change:
    return lambda packet: packet.path(name).unlink()


def put(name: str, **fields: Any) -> Change:
    return lambda packet: packet.edit(name, lambda value: value | fields)


def put_exhibit(**fields: Any) -> Change:
    return lambda packet: packet.edit(EXHIBITS, lambda value: value[0].update(fields))


# Nothing was made again: whoever can read sha256sum's output finds these as well.


def swap_exhibits(packet: Packet) -> None:
    one, two = packet.path(photo(packet, 1)), packet.path(photo(packet, 2))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def link_exhibit(packet: Packet) -> None:
    path = packet.path(photo(packet, 1))
    path.rename(packet.folder.parent / "elsewhere.jpg")
    path.symlink_to(packet.folder.parent / "elsewhere.jpg")


def link_folder(packet: Packet) -> None:
    packet.path("data/log").rename(packet.folder.parent / "log")
    packet.path("data/log").symlink_to(packet.folder.parent / "log")


def signature_of_something_else(packet: Packet) -> None:
    signature = sshsig.sign(b"something else", namespace=sshsig.PACKET, key=CUSTODIAN)
    packet.write("tagmanifest-sha256.txt.sig", signature)


def make_pipe(packet: Packet) -> None:
    os.mkfifo(packet.path("data/pipe"))


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        pytest.param(
            lambda packet: flip(photo(packet, 1))(packet),
            {"packet.file_changed"},
            id="exhibit-changed",
        ),
        pytest.param(
            swap_exhibits, {"packet.file_changed", "packet.exhibit_differs"}, id="exhibits-swapped"
        ),
        pytest.param(
            lambda packet: remove(photo(packet, 2))(packet),
            {"packet.file_missing", "packet.exhibit_differs"},
            id="exhibit-removed",
        ),
        pytest.param(
            link_exhibit,
            {"packet.file_added", "packet.file_missing", "packet.exhibit_differs"},
            id="exhibit-is-a-link",
        ),
        pytest.param(
            link_folder,
            {
                "packet.file_added",
                "packet.file_missing",
                "packet.inconsistent_checkpoints",
                "checkpoint.missing",
            },
            id="folder-is-a-link",
        ),
        pytest.param(make_pipe, {"packet.file_added"}, id="pipe-added"),
        pytest.param(
            lambda packet: packet.write("data/exhibits/virus.exe", b"MZ"),
            {"packet.file_added", "packet.exhibit_differs"},
            id="file-added",
        ),
        pytest.param(
            lambda packet: packet.write("read me first.html", "x"),
            {"packet.file_added"},
            id="tag-file-added",
        ),
        pytest.param(flip("README.txt", 3), {"packet.file_changed"}, id="readme-changed"),
        pytest.param(
            replace("manifest-sha256.txt", "report.txt", "retort.txt"),
            {"packet.manifest_changed", "packet.file_missing", "packet.file_added"},
            id="manifest-changed",
        ),
        pytest.param(
            remove("manifest-sha256.txt"),
            {
                "packet.manifest_missing",
                "packet.file_missing",
                "packet.file_added",
                "packet.exhibit_differs",
            },
            id="manifest-removed",
        ),
        pytest.param(
            remove("tagmanifest-sha256.txt"),
            {"packet.manifest_missing", "packet.file_missing", "packet.file_added"},
            id="tag-manifest-removed",
        ),
        pytest.param(
            replace("tagmanifest-sha256.txt", "  README.txt", "  ../README.txt"),
            {"packet.file_missing", "packet.file_added", "packet.signature_bad"},
            id="path-leads-outside",
        ),
        pytest.param(
            remove("tagmanifest-sha256.txt.sig"), {"packet.file_missing"}, id="signature-removed"
        ),
        pytest.param(
            signature_of_something_else,
            {"packet.signature_bad"},
            id="signature-of-something-else",
        ),
        pytest.param(
            lambda packet: packet.write("tagmanifest-sha256.txt.sig", "hello"),
            {"packet.unreadable"},
            id="signature-is-none",
        ),
    ],
)
def test_what_was_altered_is_found(packet: Packet, change: Change, codes: set[str]) -> None:
    change(packet)
    assert errors(packet) == codes


# The manifests were made again: bagit.py and sha256sum say that nothing is wrong.


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        pytest.param(flip("README.txt", 3), {"packet.signature_bad"}, id="readme"),
        pytest.param(
            lambda packet: packet.write("data/extra.txt", "x"), {"packet.signature_bad"}, id="added"
        ),
        pytest.param(
            remove("data/custody/0001/report.txt"), {"packet.signature_bad"}, id="removed"
        ),
        pytest.param(
            put(RECORD, unproved=['["/title","Nothing"]']),
            {"packet.signature_bad"},
            id="record",
        ),
        pytest.param(
            lambda packet: flip(photo(packet, 1))(packet),
            {"packet.signature_bad", "packet.exhibit_differs"},
            id="exhibit",
        ),
    ],
)
def test_manifests_that_were_made_again_do_not_fit_the_signature(
    packet: Packet, change: Change, codes: set[str]
) -> None:
    change(packet)
    packet.close()
    assert errors(packet) == codes


# The custodian signed it again: what is left is what the log has sealed.


def other_record(packet: Packet) -> None:
    sealed = parts.seal(BRIDGE | {"title": "Bridge intact"}, secret(3))
    put(RECORD, parts=list(sealed.texts), digests=list(sealed.digests))(packet)


def part_changed(packet: Packet) -> None:
    packet.edit(RECORD, lambda value: value["parts"].append(value["parts"].pop().replace("М", "м")))


def part_of_another_record(packet: Packet) -> None:
    text = parts.part_text(secret(5), "/title", "House burnt")
    packet.edit(RECORD, lambda value: value["parts"].append(text))


def other_exhibit(packet: Packet) -> None:
    forged = b"\xff\xd8 another bridge \xff\xd9"
    digest = sha256(forged).hexdigest()
    name = f"data/exhibits/0001-{digest[:8]}.jpg"
    remove(photo(packet, 1))(packet)
    packet.write(name, forged)
    put_exhibit(path=name, sha256=digest, size=len(forged))(packet)


def rewritten_entry(packet: Packet) -> None:
    packet.write(ENTRY, packet.text(ENTRY).replace("person-1", "person-2"))


def spaced_entry(packet: Packet) -> None:
    packet.write(ENTRY, packet.text(ENTRY).replace('"seq":3', '"seq": 3'))


def doubled_key(packet: Packet) -> None:
    packet.write(ENTRY, packet.text(ENTRY).replace('"seq":3', '"seq":3,"seq":3'))


def renumbered_entry(packet: Packet) -> None:
    shutil.copy(packet.path("data/entries/000000005.json"), packet.path(ENTRY))
    shutil.copy(packet.path("data/entries/000000005.tlog-proof"), packet.path(PROOF))


def proof_of_another(packet: Packet) -> None:
    shutil.copy(packet.path("data/entries/000000005.tlog-proof"), packet.path(PROOF))


def flipped_path(packet: Packet) -> None:
    lines = packet.text(PROOF).split("\n")
    lines[2] = ("A" if lines[2][0] != "A" else "B") + lines[2][1:]
    packet.write(PROOF, "\n".join(lines))


def shortened_path(packet: Packet) -> None:
    lines = packet.text(PROOF).split("\n")
    packet.write(PROOF, "\n".join(lines[:2] + lines[3:]))


def older_head(packet: Packet) -> None:
    packet.write(PROOF, make_log().receipt(3, 15))


def other_history(packet: Packet) -> None:
    log = make_log()
    log.entries[19] = log.entries[18]
    packet.write(PROOF, log.receipt(3))


def stranger_signed_head(packet: Packet) -> None:
    packet.write("data/log/checkpoint", make_log(STRANGER).note())


SEALED: list[Any] = [
    pytest.param(part_changed, "record_digest_differs", id="part-changed"),
    pytest.param(part_of_another_record, "record_digest_differs", id="part-of-another"),
    pytest.param(put(RECORD, digests=["0" * 64]), "record_digest_differs", id="other-digests"),
    pytest.param(other_record, "record_digest_differs", id="sealed-anew"),
    pytest.param(put(RECORD, id="rec-9"), "record_digest_differs", id="other-id"),
    pytest.param(put(RECORD, entry=5), "record_digest_differs", id="other-entry"),
    pytest.param(put(RECORD, entry=4), "entry_missing", id="entry-not-here"),
    pytest.param(put(RECORD, entry=True), "entry_missing", id="entry-is-true"),
    pytest.param(put(RECORD, parts=[1]), "unreadable", id="part-is-a-number"),
    pytest.param(put(RECORD, unproved=[1]), "unreadable", id="unproved-is-no-text"),
    pytest.param(
        lambda packet: packet.write(RECORD, packet.text(RECORD).replace("{", '{"parts":[],', 1)),
        "unreadable",
        id="key-twice",
    ),
    pytest.param(lambda packet: packet.write(RECORD, "{"), "unreadable", id="record-torn"),
    pytest.param(lambda packet: packet.write(RECORD, "[1]"), "unreadable", id="record-is-a-list"),
    pytest.param(lambda packet: packet.write(RECORD, b"\xff"), "unreadable", id="record-not-utf-8"),
    pytest.param(
        lambda packet: packet.write(RECORD, "[" * 200_000), "unreadable", id="record-too-deep"
    ),
    pytest.param(
        lambda packet: packet.write(RECORD, "9" * 100_000), "unreadable", id="record-huge-number"
    ),
    pytest.param(
        replace("data/entries/000000007.detail.json", "author", "thief"),
        "record_digest_differs",
        id="detail-changed",
    ),
    pytest.param(
        put("data/entries/000000007.detail.json", entry=12),
        "record_digest_differs",
        id="detail-of-another",
    ),
    pytest.param(rewritten_entry, "entry_not_in_log", id="entry-changed"),
    pytest.param(spaced_entry, "entry.not_canonical", id="entry-with-a-space"),
    pytest.param(doubled_key, "entry.not_canonical", id="entry-with-a-key-twice"),
    pytest.param(renumbered_entry, "entry_differs", id="entry-under-another-number"),
    pytest.param(proof_of_another, "entry_not_in_log", id="proof-of-another-entry"),
    pytest.param(flipped_path, "entry_not_in_log", id="proof-changed"),
    pytest.param(shortened_path, "unreadable", id="proof-shortened"),
    pytest.param(remove(PROOF), "file_missing", id="proof-removed"),
    pytest.param(older_head, "inconsistent_checkpoints", id="proof-under-another-head"),
    pytest.param(other_history, "inconsistent_checkpoints", id="proof-under-another-history"),
    pytest.param(
        replace("data/log/checkpoint", "\n20\n", "\n21\n"), "checkpoint_bad_signature", id="head"
    ),
    pytest.param(
        flip("data/log/checkpoint", -10), "checkpoint_bad_signature", id="head-signature-changed"
    ),
    pytest.param(remove("data/log/checkpoint"), "checkpoint.missing", id="head-removed"),
    pytest.param(stranger_signed_head, "other_key", id="head-by-a-stranger"),
    pytest.param(replace("data/log/log.vkey", "+", "-"), "unreadable", id="key-is-none"),
    pytest.param(other_exhibit, "exhibit_differs", id="other-exhibit"),
    pytest.param(put_exhibit(item="item-9"), "exhibit_differs", id="exhibit-of-another-item"),
    pytest.param(put_exhibit(entry=12, item="item-2"), "exhibit_differs", id="exhibit-other-entry"),
    pytest.param(put_exhibit(number=2), "exhibit_differs", id="exhibit-other-number"),
    pytest.param(put_exhibit(size=5), "exhibit_differs", id="exhibit-other-size"),
    pytest.param(
        lambda packet: packet.edit(EXHIBITS, lambda value: value[:1]),
        "exhibit_differs",
        id="exhibit-not-listed",
    ),
    pytest.param(remove(EXHIBITS), "file_missing", id="list-of-exhibits-removed"),
    pytest.param(
        flip("data/custody/0001/000000007.json"), "entry_not_in_log", id="custody-copy-changed"
    ),
]


@pytest.mark.parametrize(("change", "code"), SEALED)
def test_what_the_log_has_sealed_cannot_be_changed_by_who_signs_packets(
    packet: Packet, change: Change, code: str
) -> None:
    change(packet)
    packet.sign(CUSTODIAN)
    found = errors(packet)
    assert (code if "." in code else f"packet.{code}") in found
    assert "packet.file_changed" not in found
    assert "packet.signature_bad" not in found


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


def outside(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "kept.checkpoint"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def codes_with(packet: Packet, checkpoint: Path) -> set[str]:
    return {finding.code for finding in verify(packet.folder, checkpoint=checkpoint).findings}


def changed_log(size: int) -> Any:
    log = make_log(size=size)
    log.entries[2] = log.entries[1]
    return log


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


# Hostile content.


def test_no_damage_makes_the_checker_stop(original: Packet, tmp_path: Path) -> None:
    chance = random.Random(20141213)
    names = sorted(
        path.relative_to(original.folder).as_posix()
        for path in original.folder.rglob("*")
        if path.is_file()
    )
    for _ in range(25):
        packet = Packet(tmp_path / "damaged")
        shutil.copytree(original.folder, packet.folder)
        name = chance.choice(names)
        data = bytearray(packet.path(name).read_bytes())
        at = chance.randrange(len(data))
        damages = [
            data[:at],
            data[:at] + data[at + 1 :],
            data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
            data[:at] + chance.randbytes(9) + data[at:],
        ]
        packet.write(name, bytes(chance.choice(damages)))
        assert verify(packet.folder).errors, name
        packet.sign(CUSTODIAN)
        assert verify(packet.folder).to_json()["files"] >= 37
        shutil.rmtree(packet.folder)


def test_a_name_cannot_command_the_terminal(packet: Packet) -> None:
    packet.write("data/\x1b[2J\u202eexe.jpg", b"x")
    lines = list(verify(packet.folder).lines())
    assert all(line.isprintable() or "\n" in line for line in lines)
    assert any("data/\\x1b[2J\\u202eexe.jpg" in line for line in lines)


def test_a_name_that_is_no_text_is_reported(packet: Packet) -> None:
    (Path(os.fsdecode(os.fsencode(packet.folder) + b"/data/\xff.jpg"))).write_bytes(b"x")
    report = verify(packet.folder)
    assert {finding.code for finding in report.findings} == {"packet.file_added"}
    assert json.loads(json.dumps(report.to_json()))["intact"] is False


def test_a_file_deep_below_is_reported(packet: Packet) -> None:
    deep = packet.path("data/" + "d/" * 40)
    deep.mkdir(parents=True)
    (deep / "file").write_bytes(b"x")
    assert errors(packet) == {"packet.file_added"}


def test_an_empty_folder_is_no_packet(tmp_path: Path) -> None:
    codes = {finding.code for finding in verify(tmp_path).errors}
    assert {"packet.manifest_missing", "packet.file_missing", "checkpoint.missing"} <= codes


# The command line, as a recipient runs it.


def run(packet: Packet, *words: str, python: str = sys.executable) -> tuple[int, str, str]:
    command = [python, "-I", str(packet.path("verify.py")), *words]
    done = subprocess.run(command, capture_output=True, check=False, cwd=packet.folder.parent)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_recipient_runs_it_in_the_packet(packet: Packet) -> None:
    code, out, err = run(packet)
    assert (code, err) == (0, "")
    assert out.endswith("Result: intact\n")
    assert not list(packet.folder.rglob("__pycache__"))


def test_a_finding_gives_exit_code_one_and_a_line(packet: Packet) -> None:
    flip("README.txt", 3)(packet)
    code, out, _err = run(packet)
    assert code == 1
    assert out.startswith("packet.file_changed: expected SHA-256 ")
    assert out.splitlines()[0].endswith(" [README.txt]")


def test_the_report_can_be_had_as_json(packet: Packet) -> None:
    code, out, _err = run(packet, "--json", ".")
    told = json.loads(out)
    assert code == 1
    assert told["intact"] is False
    code, out, _err = run(packet, "--json")
    assert (code, json.loads(out)["intact"]) == (0, True)


def test_fingerprint_and_checkpoint_are_taken_from_the_command_line(
    packet: Packet, tmp_path: Path
) -> None:
    path = outside(tmp_path, changed_log(20).note())
    code, out, _err = run(packet, "--checkpoint", str(path), "--fingerprint", "SHA256:x")
    assert code == 1
    assert "log.two_histories: " in out
    assert "packet.other_key: no key of this packet is SHA256:x" in out


@pytest.mark.parametrize("words", [["--what"], ["absent-folder"]])
def test_wrong_usage_gives_exit_code_two(packet: Packet, words: list[str]) -> None:
    code, _out, err = run(packet, *words)
    assert code == 2
    assert "usage:" in err


@pytest.mark.skipif(shutil.which("python3.9") is None, reason="Python 3.9 is not installed")
def test_the_oldest_python_gives_the_same_report(packet: Packet) -> None:
    python = shutil.which("python3.9") or ""
    if subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode:
        pytest.skip("Python 3.9 does not start")
    flip("README.txt", 3)(packet)
    assert run(packet, python=python) == run(packet)


def test_it_can_be_read_in_one_sitting() -> None:
    lines = program().splitlines()
    assert len(lines) <= 500
    assert all(len(line) <= 100 for line in lines)


def test_its_codes_are_those_of_the_table() -> None:
    used = set(re.findall(r'"((?:packet|checkpoint|log|entry|timestamp)\.[a-z_]+)"', program()))
    used -= {"packet.checkpoint_", "log.vkey", "log.pem", "checkpoint.sig"}  # a start, and files
    used |= {"packet.checkpoint_bad_signature", "checkpoint.bad_signature", "checkpoint.other_key"}
    assert used <= set(CODES)
    assert used >= NOTICES
    for code in used:
        assert (CODES[code].severity == "notice") is (code in NOTICES)


def test_it_needs_the_standard_library_only() -> None:
    tree = ast.parse(program())
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert imported <= sys.stdlib_module_names


def test_photos_are_what_the_packet_shows(packet: Packet) -> None:
    assert packet.path(photo(packet, 2)).read_bytes() == PHOTOS["item-2"]
