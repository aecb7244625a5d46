"""What witnesses signed goes into a packet, and README.txt's own commands check it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive import heads
from archive.disclosure import PUBLIC
from archive.founding import found_archive
from archive.packets.build import Form, build_packet
from archive.packets.plan import plan_packet
from archive.witnessing.asking import accept
from archive.workspace import Archive
from evidence import standalone
from evidence.proof.cosignature import cosign, witness_vkey
from evidence.proof.notes import Note
from tests.archive import samples

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "a-colleague's/office"
SECONDS = 1_790_000_000


def seen(archive: Archive) -> int:
    """The witness signs the newest head; its size."""
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    line = cosign(Note.from_text(signed.note), name=NAME, key=KEY, seconds=SECONDS)
    return accept(archive, line.to_text(), vkey=witness_vkey(name=NAME, key=KEY)).size


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A packet of an archive whose log a witness saw before, and the size that it saw."""
    site = tmp_path_factory.mktemp("witnessed")
    archive = found_archive(site / "archive", person="Vera")
    record = samples.incident("I1", title="A door was forced", access={"level": "public"})
    samples.record(archive, record)
    seen(archive)
    samples.record(archive, samples.actor("vera", access={"level": "public"}))
    size = seen(archive)
    plan = plan_packet(archive, ["I1"], PUBLIC)
    folder = build_packet(archive, plan, site / "packet", form=Form.FOLDER).folder
    archive.close()
    return folder, size


def commands(folder: Path) -> str:
    """The commands of the step about witnesses, as they stand in README.txt."""
    text = (folder / "README.txt").read_text("utf-8")
    step = text[text.index("Did others see") : text.index("If the packet came")]
    return "\n".join(line for line in step.splitlines() if line.startswith("       "))


def test_the_newest_head_that_a_witness_signed_is_there_and_continued(
    packet: tuple[Path, int],
) -> None:
    folder, size = packet
    found = {path.name for path in (folder / "data/log/witnesses").iterdir()}
    assert found == {f"{size}.checkpoint", "a-colleague_27_s_2f_office.vkey"}
    head = folder / f"data/log/witnesses/{size}.checkpoint"
    assert standalone.verify(folder, checkpoint=head).findings == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_commands_of_the_readme_find_the_signature_true(packet: tuple[Path, int]) -> None:
    folder, _ = packet
    script = commands(folder).replace("python3", sys.executable)
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Result: intact" in done.stdout
    assert b"Signature Verified Successfully" in done.stdout
    assert f"signed at {SECONDS}".encode() in done.stdout


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("change", ["head", "key", "time"])
def test_the_same_commands_find_what_was_changed(
    packet: tuple[Path, int], tmp_path: Path, change: str
) -> None:
    folder, size = packet
    shutil.copytree(folder / "data/log", tmp_path / "data/log")
    script = "\n".join(line for line in commands(folder).splitlines() if "verify.py" not in line)
    if change == "head":
        head = tmp_path / f"data/log/witnesses/{size}.checkpoint"
        head.write_text(head.read_text("utf-8").replace(f"\n{size}\n", f"\n{size + 1}\n"), "utf-8")
    elif change == "key":
        other = witness_vkey(name=NAME, key=Ed25519PrivateKey.generate())
        (tmp_path / "data/log/witnesses/a-colleague_27_s_2f_office.vkey").write_text(other)
    else:
        script = re.sub(r"time %s", "time 1%s", script)
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode != 0
    assert b"signed at" not in done.stdout


def test_a_packet_that_nobody_witnessed_says_nothing_of_witnesses(made: Path) -> None:
    assert "Did others see" not in (made / "whole/README.txt").read_text("utf-8")
    assert not (made / "whole/data/log/witnesses").exists()
