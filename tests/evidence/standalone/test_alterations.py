"""The stand-alone checker against a packet that is altered in every way that we can think of."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from typing import Any

import pytest

from evidence.proof import parts
from evidence.signing import sshsig
from tests.evidence.small_packet import (
    BRIDGE,
    CUSTODIAN,
    STRANGER,
    Packet,
    make_log,
    secret,
)
from tests.evidence.standalone.changes import (
    ENTRY,
    EXHIBITS,
    PROOF,
    RECORD,
    Change,
    errors,
    flip,
    photo,
    put,
    put_exhibit,
    remove,
    replace,
)


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
