"""Further attacks on a packet that a real archive built, and exactly what its recipient finds.

Those of the table of attacks are in `tests/archive/checking/test_attack_table.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.archive.checking.attacked_packets import (
    LETTER,
    codes,
    forge_letter,
    keys_of,
    make_office,
    sign_as_custodian,
)
from tests.evidence.small_packet import Packet


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, a packet that it built, and a head that was kept outside."""
    site = tmp_path_factory.mktemp("office")
    make_office(site)
    return site


@pytest.fixture
def packet(office: Path, tmp_path: Path) -> Packet:
    """A copy of the packet, to be attacked."""
    shutil.copytree(office / "packet", tmp_path / "packet")
    return Packet(tmp_path / "packet")


def test_a_packet_that_nobody_attacked_is_intact(packet: Packet, office: Path) -> None:
    log, custodian = keys_of(office)
    assert codes(packet) == codes(packet, fingerprint=log) == set()
    assert codes(packet, fingerprint=custodian) == set()


def test_an_exhibit_that_was_altered_is_found(packet: Packet) -> None:
    forge_letter(packet)
    assert codes(packet) == {"packet.file_changed", "packet.exhibit_differs"}


def test_a_file_that_was_added_is_found(packet: Packet) -> None:
    packet.write("data/added.txt", LETTER)
    assert codes(packet) == {"packet.file_added"}


def test_an_exhibit_that_was_added_is_in_no_list(packet: Packet) -> None:
    packet.write("data/exhibits/0099-added.txt", LETTER)
    assert codes(packet) == {"packet.file_added", "packet.exhibit_differs"}


def test_a_file_that_was_taken_out_is_found(packet: Packet) -> None:
    next(packet.folder.glob("data/custody/0001/*.txt")).unlink()
    assert codes(packet) == {"packet.file_missing"}


def test_a_custodian_who_forges_an_exhibit_is_found_by_the_log(
    packet: Packet, office: Path
) -> None:
    forge_letter(packet)
    sign_as_custodian(packet, office)
    assert codes(packet) == {"packet.exhibit_differs"}
