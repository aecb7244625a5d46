"""Single alterations of a packet that an archive built: each is found and named, twice the same.

`packet verify` and the packet's own verify.py, run as a recipient runs it, give the same codes. The
kinds: a bit, a cut, an exchange, manifests made again, a record with salts of its own, a head by
another key, an exhibit taken out with its line of the index, a timestamp of another packet.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from evidence import standalone
from evidence.packing import bag
from evidence.proof import canonical, parts
from evidence.proof.checkpoint import Checkpoint, sign_checkpoint
from evidence.signing import sshsig
from evidence.signing.keys import public_bytes, vkey
from tests.evidence.small_packet import STRANGER, Packet

Change = Callable[[Packet], None]


def one(packet: Packet, pattern: str) -> str:
    """The first file that fits, by its path in the packet."""
    found = sorted(packet.folder.glob(pattern))
    return found[0].relative_to(packet.folder).as_posix()


def bit(pattern: str) -> Change:
    def change(packet: Packet) -> None:
        path = packet.path(one(packet, pattern))
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))

    return change


def cut(pattern: str) -> Change:
    def change(packet: Packet) -> None:
        path = packet.path(one(packet, pattern))
        path.write_bytes(path.read_bytes()[:-1])

    return change


def gone(pattern: str) -> Change:
    return lambda packet: packet.path(one(packet, pattern)).unlink()


def exchanged(pattern: str) -> Change:
    def change(packet: Packet) -> None:
        first, second = sorted(packet.folder.glob(pattern))[:2]
        one, two = first.read_bytes(), second.read_bytes()
        first.write_bytes(two)
        second.write_bytes(one)

    return change


def again(change: Change) -> Change:
    """The manifests are made again, as anybody can; the signature stays."""

    def closed(packet: Packet) -> None:
        change(packet)
        packet.close()

    return closed


def by_a_stranger(change: Change) -> Change:
    """The manifests are made and signed again, by somebody else."""

    def signed(packet: Packet) -> None:
        change(packet)
        packet.sign(STRANGER)

    return signed


def record_of_own(packet: Packet) -> None:
    path = one(packet, "data/records/incident-*.json")
    record = json.loads(packet.text(path))
    sealed = parts.seal({"id": record["id"], "title": "Nothing burnt"}, bytes(32))
    record |= {"parts": list(sealed.texts), "digests": list(sealed.digests)}
    packet.write(path, canonical.encode(record))


def part_reworded(packet: Packet) -> None:
    for path in packet.folder.glob("data/records/incident-*.json"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("A house is burnt down", "A house is built"), "utf-8")


def exhibit_with_its_lines(packet: Packet) -> None:
    """The last exhibit goes, and every line that speaks of it."""
    listed = json.loads(packet.text("data/exhibits.json"))
    last = listed.pop()
    packet.path(last["path"]).unlink()
    shutil.rmtree(packet.path(f"data/custody/{last['number']:04d}"))
    packet.write("data/exhibits.json", canonical.encode(listed))
    for name in ("data/index.csv", "data/loadfile.csv"):
        lines = packet.text(name).splitlines(keepends=True)
        packet.write(name, "".join(line for line in lines if last["sha256"] not in line))


def exhibit_forged_with_its_lines(packet: Packet) -> None:
    listed = json.loads(packet.text("data/exhibits.json"))
    forged = b"another file"
    digest = sha256(forged).hexdigest()
    first = listed[0]
    packet.path(first["path"]).unlink()
    first |= {"sha256": digest, "size": len(forged), "path": f"data/exhibits/0001-{digest[:8]}.jpg"}
    packet.write(first["path"], forged)
    packet.write("data/exhibits.json", canonical.encode(listed))


def numbers_exchanged(packet: Packet) -> None:
    listed = json.loads(packet.text("data/exhibits.json"))
    listed[0]["number"], listed[1]["number"] = 2, 1
    packet.write("data/exhibits.json", canonical.encode(listed))


def head_by_another_key(packet: Packet) -> None:
    origin, size, root = packet.text("data/log/checkpoint").split("\n")[:3]
    name = packet.text("data/log/log.vkey").split("+")[0]
    checkpoint = Checkpoint(origin, int(size), base64.b64decode(root))
    packet.write("data/log/checkpoint", sign_checkpoint(checkpoint, name=name, key=STRANGER))


def head_and_key_of_another(packet: Packet) -> None:
    head_by_another_key(packet)
    name = packet.text("data/log/log.vkey").split("+")[0]
    packet.write("data/log/log.vkey", vkey(public_bytes(STRANGER), name=name) + "\n")


def head_larger(packet: Packet) -> None:
    origin, size, rest = packet.text("data/log/checkpoint").split("\n", 2)
    packet.write("data/log/checkpoint", f"{origin}\n{int(size) + 1}\n{rest}")


def timestamp_of_another(packet: Packet) -> None:
    size = packet.text("data/log/checkpoint").split("\n")[1]
    home = f"data/log/timestamps/{size}"
    packet.write(f"{home}.checkpoint", packet.path("data/log/checkpoint").read_bytes())
    imprint = sha256(b"the head of another packet").digest()
    packet.write(f"{home}.office.tsr", b"\x30\x82\x04\x20" + imprint)


def entry_reworded(packet: Packet) -> None:
    path = one(packet, "data/entries/*[0-9].json")
    packet.write(path, packet.text(path).replace('"outcome":"ok"', '"outcome":"no"'))


def entry_respaced(packet: Packet) -> None:
    path = one(packet, "data/entries/*[0-9].json")
    packet.write(path, packet.text(path).replace('"outcome":"ok"', '"outcome": "ok"'))


def signature_for_something_else(packet: Packet) -> None:
    packet.write(bag.SIGNATURE, sshsig.sign(b"x", namespace=sshsig.PACKET, key=STRANGER))


def file_added(packet: Packet) -> None:
    packet.write("data/exhibits/0099-aaaaaaaa.exe", b"MZ")


def words_added(packet: Packet) -> None:
    packet.write("data/derived/0001-text.txt", b"It never burnt.")


def link_added(packet: Packet) -> None:
    packet.path("data/more").symlink_to("/")


CHANGED, MISSING, ADDED = "packet.file_changed", "packet.file_missing", "packet.file_added"
BAD = "packet.signature_bad"
EVERY_KIND = (
    "data/bundle.pdf",
    "data/index.csv",
    "data/index.xlsx",
    "data/loadfile.dat",
    "data/loadfile.opt",
    "data/loadfile.csv",
    "data/certification.txt",
    "data/withheld.csv",
    "data/exhibits.json",
    "data/exhibits/*.jpg",
    "data/exhibits/*.pdf",
    "data/exhibits/*.mp4",
    "data/derived/*.txt",
    "data/derived/*.jpg",
    "data/custody/0001/report.txt",
    "data/custody/0001/*[0-9].json",
    "data/custody/0001/*.tlog-proof",
    "data/entries/*[0-9].json",
    "data/entries/*.detail.json",
    "data/entries/*.tlog-proof",
    "data/records/actor-*.json",
    "data/records/incident-*.json",
    "data/log/checkpoint.sig",
    "data/log/log.vkey",
    "data/log/log.pem",
    "data/log/allowed_signers",
    "data/log/consistency/*.txt",
    "README.txt",
    "verify.py",
    "bagit.txt",
    "bag-info.txt",
)
ALTERATIONS = [
    *(pytest.param(bit(kind), CHANGED, id=f"bit in {kind}") for kind in EVERY_KIND),
    *(pytest.param(cut(kind), CHANGED, id=f"cut of {kind}") for kind in EVERY_KIND[::3]),
    *(pytest.param(gone(kind), MISSING, id=f"without {kind}") for kind in EVERY_KIND[1::3]),
    *(pytest.param(again(bit(kind)), BAD, id=f"again {kind}") for kind in EVERY_KIND[::2]),
    pytest.param(bit("manifest-sha256.txt"), "packet.manifest_changed", id="bit in manifest"),
    pytest.param(bit("tagmanifest-sha256.txt"), BAD, id="bit in tag manifest"),
    pytest.param(bit(bag.SIGNATURE), "packet.", id="bit in signature"),
    pytest.param(gone(bag.SIGNATURE), MISSING, id="without signature"),
    pytest.param(gone("manifest-sha256.txt"), "packet.manifest_missing", id="without manifest"),
    pytest.param(bit("data/log/checkpoint"), CHANGED, id="bit in head"),
    pytest.param(gone("data/log/checkpoint"), "checkpoint.missing", id="without head"),
    pytest.param(exchanged("data/exhibits/*"), CHANGED, id="exhibits exchanged"),
    pytest.param(exchanged("data/entries/*[0-9].json"), "packet.entry_differs", id="entries"),
    pytest.param(
        exchanged("data/entries/*.tlog-proof"), "packet.entry_not_in_log", id="proofs exchanged"
    ),
    pytest.param(exchanged("data/records/actor-*.json"), CHANGED, id="records exchanged"),
    pytest.param(file_added, ADDED, id="file added"),
    pytest.param(link_added, ADDED, id="link added"),
    pytest.param(
        again(bit("data/derived/*.txt")), "packet.exhibit_differs", id="words made otherwise"
    ),
    pytest.param(again(words_added), "packet.exhibit_differs", id="words added"),
    pytest.param(again(file_added), "packet.exhibit_differs", id="file added again"),
    pytest.param(again(record_of_own), "packet.record_digest_differs", id="record of own"),
    pytest.param(again(part_reworded), "packet.record_digest_differs", id="part reworded"),
    pytest.param(again(exhibit_with_its_lines), BAD, id="exhibit with its lines"),
    pytest.param(
        by_a_stranger(exhibit_with_its_lines), "packet.other_key", id="the same by a stranger"
    ),
    pytest.param(
        again(exhibit_forged_with_its_lines), "packet.exhibit_differs", id="exhibit forged"
    ),
    pytest.param(again(numbers_exchanged), "packet.exhibit_differs", id="numbers exchanged"),
    pytest.param(again(head_by_another_key), "packet.other_key", id="head by another key"),
    pytest.param(
        again(head_and_key_of_another), "packet.inconsistent_checkpoints", id="head and key"
    ),
    pytest.param(again(head_larger), "packet.checkpoint_bad_signature", id="head larger"),
    pytest.param(again(timestamp_of_another), "timestamp.other_content", id="timestamp"),
    pytest.param(again(entry_reworded), "packet.entry_not_in_log", id="entry reworded"),
    pytest.param(again(entry_respaced), "entry.not_canonical", id="entry respaced"),
    pytest.param(signature_for_something_else, "packet.other_key", id="other signature"),
]


def own_program(packet: Packet, trusted: Path) -> set[str]:
    """What verify.py finds, taken from elsewhere than the altered packet."""
    command = [sys.executable, "-I", str(trusted), "--json", str(packet.folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    return {finding["code"] for finding in json.loads(done.stdout)["findings"]}


def test_there_are_more_than_forty() -> None:
    assert len(ALTERATIONS) > 80


@pytest.mark.parametrize(("change", "code"), ALTERATIONS)
def test_an_alteration_is_found_and_named(whole: Packet, change: Change, code: str) -> None:
    change(whole)
    report = standalone.verify(whole.folder)
    found = {finding.code for finding in report.errors}
    assert any(one.startswith(code) for one in found)


STEP = 16
"""A process takes a while to start: each sixteenth alteration is checked by one as well."""


@pytest.mark.parametrize(("change", "code"), ALTERATIONS[::STEP] + ALTERATIONS[-4:])
def test_the_program_in_the_packet_finds_the_same(
    whole: Packet, made: Path, change: Change, code: str
) -> None:
    change(whole)
    report = standalone.verify(whole.folder)
    found = {finding.code for finding in report.findings}
    assert own_program(whole, made / "whole" / "verify.py") == found
