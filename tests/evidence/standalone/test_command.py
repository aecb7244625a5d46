"""Hostile content, and the command line as a recipient runs it."""

from __future__ import annotations

import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.checks.findings import CODES
from evidence.standalone import NOTICES, program, verify
from tests.evidence.small_packet import (
    CUSTODIAN,
    PHOTOS,
    Packet,
)
from tests.evidence.standalone.changes import (
    changed_log,
    errors,
    flip,
    outside,
    photo,
)


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
