"""A packet's timestamp against packets that somebody made again, and against another packet's."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.anchors.authorities import add_authority
from archive.cli import cli
from archive.cli.exits import ExitCode
from archive.disclosure import PUBLIC
from archive.founding import found_archive
from archive.keyring.custodian import custodian_key
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from archive.workspace import Archive
from evidence.packing import bag
from evidence.standalone import verify
from evidence.timestamping.errors import BadCertificate
from evidence.timestamping.packet_timestamps import judge
from tests.archive import samples
from tests.archive.anchors.conftest import openssl_authority, served
from tests.authority import Served
from tests.evidence.stamping import Authority as Made

__all__ = ["openssl_authority", "served"]


@dataclass(frozen=True)
class Sent:
    """A packet, and what its reader was told another way."""

    folder: Path
    roots: list[bytes]
    fingerprint: str


def build(site: Path, name: str, authority: Served, title: str = "A door was forced") -> Sent:
    """A packet of a new archive, timestamped by the authority."""

    archive = found_archive(site / name, person="Vera")
    add_authority(archive.settings, "office", url=authority.url, root=authority.authority.root)
    sent = _built(archive, site / f"{name}-packet", title)
    fingerprint = custodian_key(archive).fingerprint
    archive.close()
    return Sent(sent, [authority.authority.root.read_bytes()], fingerprint)


def _built(archive: Archive, out: Path, title: str) -> Path:
    samples.record(archive, samples.incident("I1", title=title, access={"level": "public"}))
    return build_packet(archive, plan_packet(archive, ["I1"], PUBLIC), out).folder


@pytest.fixture
def sent(tmp_path: Path, served: Served) -> Sent:
    return build(tmp_path, "true", served)


def token_of(packet: Path) -> Path:
    """The file of the only timestamp."""
    (found,) = packet.glob("data/log/timestamps/*.tsr")
    return found


def codes(packet: Path, roots: list[bytes]) -> set[str]:
    return {one.code for one in judge(packet, roots).findings}


def test_a_timestamp_by_a_trusted_authority_is_sound(sent: Sent) -> None:
    judged = judge(sent.folder, sent.roots)
    assert judged.findings == ()
    (stamp,) = judged.sound
    assert stamp.authority == "CN=Office"


def test_a_timestamp_is_left_open_while_only_the_packet_vouches_for_its_authority(
    sent: Sent,
) -> None:
    judged = judge(sent.folder)
    assert judged.sound == ()
    (finding,) = judged.findings
    assert finding.code == "timestamp.not_checked"
    assert "sound by the roots in the packet" in finding.message


def test_a_packet_rebuilt_with_own_keys_and_log_is_not_covered_by_the_timestamp(
    sent: Sent, tmp_path: Path, served: Served
) -> None:
    # The forger makes an archive of his own, tells it another story, and puts the true timestamp
    # into his packet. All that lies in it fits together; only what came from outside does not.
    forger = found_archive(tmp_path / "forger", person="Vera")
    forged = _built(forger, tmp_path / "forged", "A door was opened by a friend")
    assert verify(forged).findings == []
    report = verify(forged, fingerprints=[sent.fingerprint])
    assert {one.code for one in report.findings} == {"packet.other_key"}
    stamp, roots = token_of(sent.folder), "data/log/timestamps/office-roots.pem"
    head = forged / "data/log/checkpoint"
    size = head.read_text().splitlines()[1]
    (forged / "data/log/timestamps").mkdir()
    shutil.copy(head, forged / f"data/log/timestamps/{size}.checkpoint")
    shutil.copy(stamp, forged / f"data/log/timestamps/{size}.office.tsr")
    shutil.copy(sent.folder / roots, forged / roots)
    (forged / bag.SIGNATURE).unlink()
    bag.write_bag(forged, {"Source-Organization": "An example"})
    manifest = (forged / bag.TAG_MANIFEST).read_bytes()
    signature = custodian_key(forger).sign(manifest, namespace="packet@khronika")
    (forged / bag.SIGNATURE).write_text(signature)
    forger.close()
    assert {one.code for one in verify(forged).findings} == {"timestamp.other_content"}
    assert codes(forged, sent.roots) == {"timestamp.other_content"}
    assert codes(forged, []) == {"timestamp.other_content"}


def test_a_forger_with_an_authority_of_his_own_is_unknown_to_the_reader(
    sent: Sent, tmp_path: Path
) -> None:
    stranger = Made("Office")
    head = (sent.folder / "data/log/checkpoint").read_bytes()
    token_of(sent.folder).write_bytes(stranger.token(head, at=datetime.now(UTC)))
    (sent.folder / "data/log/timestamps/office-roots.pem").write_bytes(stranger.roots[0])
    assert codes(sent.folder, sent.roots) == {"timestamp.unknown_authority"}


def test_the_timestamp_of_another_packet_is_found(
    sent: Sent, tmp_path: Path, served: Served
) -> None:
    other = build(tmp_path, "other", served)
    shutil.copy(token_of(other.folder), token_of(sent.folder))
    assert codes(sent.folder, sent.roots) == {"timestamp.other_content"}


def told(sent: Sent, *more: str) -> tuple[int, dict[str, Any]]:
    """Exit code and report of `khronika packet verify --json`, with the reader's roots."""
    path = sent.folder.with_name("roots.pem")
    path.write_bytes(b"".join(sent.roots))
    words = ["packet", "verify", str(sent.folder), "--json", "--roots", str(path), *more]
    done = CliRunner().invoke(cli, words)
    return done.exit_code, json.loads(done.stdout)


def test_the_report_for_programs_holds_what_the_roots_say(sent: Sent) -> None:
    code, report = told(sent, "--fingerprint", sent.fingerprint)
    assert (code, report["intact"], report["findings"]) == (ExitCode.DONE, True, [])
    ((authority, time),) = [tuple(one.values()) for one in report["timestamps"]]
    assert authority
    assert time.endswith(" UTC")
    sent.roots[0] = Made("Somebody else").roots[0]
    code, report = told(sent)
    assert (code, report["intact"], report["timestamps"]) == (ExitCode.FINDINGS, False, [])
    assert [one["code"] for one in report["findings"]] == ["timestamp.unknown_authority"]


def test_a_damaged_timestamp_is_found(sent: Sent) -> None:
    path = token_of(sent.folder)
    data = path.read_bytes()
    path.write_bytes(data[:-4] + bytes([data[-4] ^ 1]) + data[-3:])
    assert codes(sent.folder, sent.roots) == {"timestamp.invalid"}
    path.write_bytes(bytes(2 << 20))
    assert codes(sent.folder, sent.roots) == {"timestamp.invalid"}


def test_what_lies_in_the_place_of_files_is_not_followed(sent: Sent) -> None:
    path = token_of(sent.folder)
    path.unlink()
    path.symlink_to("/dev/zero")
    assert codes(sent.folder, sent.roots) == {"timestamp.invalid"}


def test_roots_that_are_none_are_refused(sent: Sent) -> None:
    with pytest.raises(BadCertificate, match="expected"):
        judge(sent.folder, [b"nothing"])
