"""The list of what is held, with commands that people can run."""

from __future__ import annotations

import subprocess
from datetime import timedelta

from archive import forking
from archive.anchors import listing
from archive.anchors.anchoring import anchor
from archive.anchors.authorities import Authority
from archive.anchors.listing import Held, Unreadable
from archive.workspace import Archive


def runs(command: str) -> bool:
    done = subprocess.run(command, shell=True, capture_output=True, check=False, timeout=20)
    return done.returncode == 0


def only(archive: Archive) -> Held:
    (found,) = listing.held(archive.settings)
    assert isinstance(found, Held)
    return found


def test_each_command_accepts_its_token_and_refuses_a_changed_copy(
    archive: Archive, office: Authority
) -> None:
    anchor(archive, office)
    held = only(archive)
    command = held.command()
    assert runs(command)
    assert runs(held.command(now=held.timestamp.time + timedelta(days=1)))
    token = held.file.path.read_bytes()
    held.file.path.write_bytes(token[:-2] + bytes([token[-2] ^ 1]) + token[-1:])
    assert not runs(command)
    held.file.path.write_bytes(token)
    note = held.file.head.read_bytes()
    held.file.head.write_bytes(note.replace(b"/log/1", b"/log/9"))
    assert not runs(command)


def test_a_line_of_a_witness_under_the_head_does_no_harm(
    archive: Archive, office: Authority
) -> None:
    anchor(archive, office)
    held = only(archive)
    with held.file.head.open("a") as head:
        head.write("— witness.example AAAA\n")
    held = only(archive)
    assert held.lines == held.content.count(b"\n")
    assert "head -n" in held.command()
    assert runs(held.command())


def test_timestamps_from_before_a_fork_are_listed_with_their_commands(
    archive: Archive, office: Authority
) -> None:
    anchor(archive, office)
    for path in archive.settings.checkpoints.glob("*[!0-9]*"):  # every head of the log was lost
        if path.name == "head" or path.suffix in {".checkpoint", ".sig"}:
            path.rename(path.with_name(f"{path.name}.aside"))
    asides = list(archive.settings.checkpoints.glob("*.aside"))
    forking.fork(archive, reason="the heads were lost, and found again")
    for path in asides:
        kept = archive.settings.checkpoints / "log-1" / path.name
        kept.rename(kept.with_suffix(""))
    assert list(listing.held(archive.settings)) == []
    (found,) = listing.held(archive.settings, before_forks=True)
    assert isinstance(found, Held)
    assert runs(found.command())


def test_a_damaged_file_is_listed_as_such_beside_the_others(
    archive: Archive, office: Authority
) -> None:
    first, second = anchor(archive, office), anchor(archive, office)
    first.path.write_bytes(b"damaged")
    bad, good = listing.held(archive.settings)
    assert isinstance(bad, Unreadable)
    assert "malformed" in bad.why
    assert isinstance(good, Held)
    assert good.file.path == second.path
