"""Each attack on a packet that a real archive built, and exactly what its recipient finds.

Where nothing is expected, nothing can be found: docs/threats.md says so.
"""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import pytest

from archive import custody, founding, heads
from archive.disclosure import CONFIDENTIAL
from archive.keyring.custodian import custodian_key
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from evidence import keys, sshsig, standalone
from tests.archive import samples
from tests.evidence.small_packet import STRANGER, Packet

EXHIBIT = "data/exhibits/0001-*"
LETTER = b"a letter that was never written"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, a packet that it built, and a head that was kept outside."""
    site = tmp_path_factory.mktemp("office")
    make_office(site)
    return site


def make_office(site: Path) -> None:
    archive = founding.found_archive(site / "archive", person="Vera")
    samples.record(archive, samples.incident("I1", title="A house is burnt down"))
    (site / "letter.txt").write_text("a letter")
    (added,) = samples.add(archive, site / "letter.txt", incident="I1", consent=("court",))
    custody.transfer(archive, added.ref, to="an investigator", reason="asked in writing")
    plan = plan_packet(archive, ["I1"], CONFIDENTIAL, purpose="court", recipient="the court")
    build_packet(archive, plan, site / "packet")
    shutil.copy(heads.sign(archive.settings, archive.engine).path, site / "head")
    archive.close()


@pytest.fixture
def packet(office: Path, tmp_path: Path) -> Packet:
    """A copy of the packet, to be attacked."""
    shutil.copytree(office / "packet", tmp_path / "packet")
    return Packet(tmp_path / "packet")


def codes(packet: Packet, checkpoint: Path | None = None, fingerprint: str = "") -> set[str]:
    told = [fingerprint] if fingerprint else []
    report = standalone.verify(packet.folder, checkpoint=checkpoint, fingerprints=told)
    return {finding.code for finding in report.findings}


def forge_letter(packet: Packet) -> None:
    (path,) = packet.folder.glob(EXHIBIT)
    path.write_bytes(LETTER)


def bagit_calls_it_valid(folder: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library uses what Python has deprecated
        import bagit

        return bool(bagit.Bag(str(folder)).is_valid())


def keys_of(office: Path) -> tuple[str, str]:
    """Fingerprints of the log and of the custodian, as they were told by another way."""
    archive = founding.open_archive(office / "archive")
    log = keys.fingerprint(keys.public_bytes(heads.log_key(archive.settings)))
    custodian = custodian_key(archive).fingerprint
    archive.close()
    return log, custodian


def test_a_packet_that_nobody_attacked_is_intact(packet: Packet, office: Path) -> None:
    log, custodian = keys_of(office)
    assert codes(packet) == codes(packet, fingerprint=log) == set()
    assert codes(packet, fingerprint=custodian) == set()


def test_an_exhibit_that_was_altered_is_found(packet: Packet) -> None:
    forge_letter(packet)
    assert codes(packet) == {"packet.file_changed", "packet.exhibit_differs"}


def test_a_report_that_was_altered_is_found(packet: Packet) -> None:
    packet.write("README.txt", "Nothing needs to be checked.\n")
    assert codes(packet) == {"packet.file_changed"}


def test_a_file_that_was_added_is_found(packet: Packet) -> None:
    packet.write("data/added.txt", LETTER)
    assert codes(packet) == {"packet.file_added"}


def test_an_exhibit_that_was_added_is_in_no_list(packet: Packet) -> None:
    packet.write("data/exhibits/0099-added.txt", LETTER)
    assert codes(packet) == {"packet.file_added", "packet.exhibit_differs"}


def test_a_file_that_was_taken_out_is_found(packet: Packet) -> None:
    next(packet.folder.glob("data/custody/0001/*.txt")).unlink()
    assert codes(packet) == {"packet.file_missing"}


def test_manifests_that_were_made_again_do_not_hide_it(packet: Packet) -> None:
    forge_letter(packet)
    packet.close()
    assert bagit_calls_it_valid(packet.folder)
    assert codes(packet) == {"packet.signature_bad", "packet.exhibit_differs"}


def test_a_key_that_was_slipped_into_the_list_does_not_hide_it(
    packet: Packet, office: Path
) -> None:
    forge_letter(packet)
    line = keys.allowed_signers_line(
        keys.public_bytes(STRANGER), principal="archive", namespace=sshsig.PACKET
    )
    packet.write("data/log/allowed_signers", packet.text("data/log/allowed_signers") + line + "\n")
    packet.sign(STRANGER)
    assert codes(packet) == {"packet.other_key", "packet.exhibit_differs"}
    _, custodian = keys_of(office)
    assert "packet.other_key" in codes(packet, fingerprint=custodian)


def test_a_custodian_who_forges_an_exhibit_is_found_by_the_log(
    packet: Packet, office: Path
) -> None:
    forge_letter(packet)
    archive = founding.open_archive(office / "archive")
    packet.sign(keys.read_private(custodian_key(archive).private))
    archive.close()
    assert codes(packet) == {"packet.exhibit_differs"}


def test_a_packet_of_another_log_is_found_only_by_what_comes_from_elsewhere(
    office: Path, tmp_path: Path
) -> None:
    make_office(tmp_path)
    forged = Packet(tmp_path / "packet")
    assert codes(forged) == set()
    for fingerprint in keys_of(office):
        assert codes(forged, fingerprint=fingerprint) == {"packet.other_key"}
    assert codes(forged, checkpoint=office / "head") == {"checkpoint.other_key"}


def test_an_entry_that_a_record_rests_on_cannot_be_left_out(packet: Packet, office: Path) -> None:
    (record,) = packet.folder.glob("data/records/incident-*.json")
    number = json.loads(record.read_bytes())["entry"]
    for path in packet.folder.glob(f"data/**/{number:09d}.*"):
        path.unlink()
    sign_as_custodian(packet, office)
    assert codes(packet) == {"packet.entry_missing"}


def test_a_hand_over_that_the_custodian_leaves_out_cannot_be_seen_in_the_packet(
    packet: Packet, office: Path
) -> None:
    left_out = [
        path
        for path in packet.folder.glob("data/**/*.json")
        if b'"action":"item.transferred_out"' in path.read_bytes()
    ]
    assert left_out
    for path in left_out:
        for beside in path.parent.glob(f"{path.name.partition('.')[0]}.*"):
            beside.unlink()
    sign_as_custodian(packet, office)
    assert codes(packet) == set()


def sign_as_custodian(packet: Packet, office: Path) -> None:
    archive = founding.open_archive(office / "archive")
    packet.sign(keys.read_private(custodian_key(archive).private))
    archive.close()
