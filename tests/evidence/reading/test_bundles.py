"""Bundles with digests of their own, compared with what is in them."""

from __future__ import annotations

import io
import json
from hashlib import sha256

import pytest

from evidence.media_types.mediatype import identify
from evidence.reading.bundles import read_zip
from evidence.reading.contents import Patience
from evidence.reading.readers import read
from tests.evidence.reading.made_files import zipped

WARC = b"WARC/1.1\r\n"
PHOTO = b"\xff\xd8\xff photo"


def hexed(data: bytes) -> str:
    return sha256(data).hexdigest()


def wacz(warc: bytes = WARC, *, of_manifest: str | None = None) -> bytes:
    resources = [{"path": "archive/data.warc", "hash": f"sha256:{hexed(WARC)}", "bytes": 10}]
    manifest = json.dumps({"wacz_version": "1.1.1", "resources": resources}).encode()
    digest = json.dumps(
        {"path": "datapackage.json", "hash": of_manifest or f"sha256:{hexed(manifest)}"}
    )
    return zipped(
        {
            "archive/data.warc": warc,
            "pages/pages.jsonl": b"{}\n",
            "datapackage.json": manifest,
            "datapackage-digest.json": digest,
        }
    )


def notes_of(data: bytes) -> tuple[str, ...]:
    file = io.BytesIO(data)
    return read(file, identify(file).type).claims.notes


def test_a_sound_wacz_is_recognised_and_fits():
    file = io.BytesIO(wacz())
    assert identify(file).type == "application/wacz"
    claims = read(file, "application/wacz").claims
    assert claims.raw["bundle"] == "WACZ 1.1.1"
    assert claims.notes == ("WACZ 1.1.1: 1 of 1 stated digests fit",)


def test_a_changed_file_of_a_wacz_is_said():
    assert notes_of(wacz(b"WARC/1.0\r\n"))[1] == (
        "1 files do NOT fit their stated digests: data.warc"
    )


def test_a_changed_manifest_of_a_wacz_is_said():
    notes = notes_of(wacz(of_manifest="sha256:" + "0" * 64))
    assert "datapackage.json does NOT fit the digest in datapackage-digest.json" in notes


def proof(photo: bytes = PHOTO, *, as_json: bool = True) -> bytes:
    digest = hexed(PHOTO)
    if as_json:
        told = json.dumps({"File Hash SHA256": digest, "Manufacturer": "Maker"})
        name = f"{digest}.proof.json"
    else:
        told, name = f"File Hash SHA256,Manufacturer\n{digest},Maker\n", f"{digest}.proof.csv"
    return zipped({"photo.jpg": photo, name: told, f"{name}.asc": "signature"})


@pytest.mark.parametrize("as_json", [True, False])
def test_a_sound_proof_fits_and_its_signature_is_not_called_checked(as_json):
    notes = notes_of(proof(as_json=as_json))
    assert notes[0] == "ProofMode: 1 of 1 stated digests fit"
    assert notes[1].startswith("signatures and stamps in it were not checked")


def test_a_proof_of_another_photo_is_said():
    notes = notes_of(proof(b"another"))
    assert notes[0] == "ProofMode: 0 of 1 stated digests fit"
    assert notes[1].startswith("for 1 stated digests no file is in it")


def test_the_digests_in_a_report_of_auto_archiver_are_compared():
    report = f"<html>auto-archiver<li>hash: SHA-256:{hexed(PHOTO)}</li></html>"
    sound = {"media/photo.jpg": PHOTO, "report.html": report}
    assert notes_of(zipped(sound)) == ("auto-archiver: 1 of 1 stated digests fit",)
    assert "0 of 1" in notes_of(zipped({**sound, "media/photo.jpg": b"x"}))[0]


def test_any_other_zip_is_no_bundle():
    contents = read(io.BytesIO(zipped({"a.txt": "a"})), "application/zip")
    assert contents.claims.notes == ()
    assert contents.claims.raw == {"entries": "1"}


def test_files_for_which_there_was_no_time_are_counted():
    notes = read_zip(io.BytesIO(wacz()), Patience(0)).claims.notes
    assert notes[1] == "1 files were not compared, for lack of time"


@pytest.mark.parametrize(
    "broken", [b"PK\x03\x04", wacz()[:-30], wacz().replace(b"PK\x01\x02", b"PK\x09\x09")]
)
def test_a_broken_zip_costs_a_note(broken):
    [note] = read(io.BytesIO(broken), "application/zip").claims.notes
    assert note.startswith("it was not read as application/zip")
