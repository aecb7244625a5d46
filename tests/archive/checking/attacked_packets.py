"""Packets that a real archive built, in the hands of somebody who changes them, and what is found.

Two programs are asked each time, `verify.py` and `khronika packet verify --roots`, and have to
agree: of timestamps the first sees only that they are of the head beside them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import warnings
from pathlib import Path

from archive import custody, founding, heads
from archive.disclosure import CONFIDENTIAL
from archive.keyring.custodian import custodian_key
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from evidence import standalone
from evidence.checks.findings import errors_of
from evidence.signing import keys
from evidence.timestamping import packet_timestamps
from tests.archive import samples
from tests.archive.checking.stamped import OFFICE, set_up, stamp
from tests.evidence.small_packet import Packet

EXHIBIT = "data/exhibits/0001-*"
LETTER = b"a letter that was never written"


def make_office(site: Path, *, stamped: bool = False) -> None:
    """Lay an archive, a packet that it built, and a head that is kept outside into `site`."""
    archive = founding.found_archive(site / "archive", person="Vera")
    samples.record(archive, samples.incident("I1", title="A house is burnt down"))
    (site / "letter.txt").write_text("a letter")
    (added,) = samples.add(archive, site / "letter.txt", incident="I1", consent=("court",))
    custody.transfer(archive, added.ref, to="an investigator", reason="asked in writing")
    if stamped:
        stamp(archive, set_up(archive, site))
    plan = plan_packet(archive, ["I1"], CONFIDENTIAL, purpose="court", recipient="the court")
    build_packet(archive, plan, site / "packet")
    shutil.copy(heads.sign(archive.settings, archive.engine).path, site / "head")
    archive.close()


def codes(packet: Packet, checkpoint: Path | None = None, fingerprint: str = "") -> set[str]:
    """What its recipient finds, notices too, but for timestamps that wait to be judged."""
    told = [fingerprint] if fingerprint else []
    report = standalone.verify(packet.folder, checkpoint=checkpoint, fingerprints=told)
    found = {finding.code for finding in report.findings} - {"timestamp.not_checked"}
    judged = packet_timestamps.judge(packet.folder, OFFICE.roots)
    assert {finding.code for finding in errors_of(judged.findings)} <= found
    return found


def says_that_it_is_intact(folder: Path) -> bool:
    """What the program that lies in the packet itself says, run as its recipient runs it."""
    done = subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=folder, capture_output=True, check=False
    )
    return done.returncode == 0


def bagit_calls_it_valid(folder: Path) -> bool:
    """What a plain BagIt check says."""
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


def forge_letter(packet: Packet) -> None:
    """Another letter in the place of the one that was handed in."""
    (path,) = packet.folder.glob(EXHIBIT)
    path.write_bytes(LETTER)


def sign_as_custodian(packet: Packet, office: Path) -> None:
    """Make the manifests again and sign them with the custodian's own key."""
    archive = founding.open_archive(office / "archive")
    packet.sign(keys.read_private(custodian_key(archive).private))
    archive.close()
