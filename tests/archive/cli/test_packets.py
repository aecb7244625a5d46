"""The commands of packets, from the plan to the receipt, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import cli
from archive.founding import found_archive
from archive.packets.errors import UnknownExhibit
from evidence.errors import BadRecipient
from tests.archive import samples


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An archive with one public case and one file."""
    archive = found_archive(tmp_path / "archive", person="Vera")
    public = {"level": "public"}
    samples.record(
        archive,
        samples.incident("I1", access=public),
        samples.case("C1", title="A matter", incidents=["I1"], access=public),
    )
    (tmp_path / "letter.txt").write_text("a letter")
    samples.add(archive, tmp_path / "letter.txt", incident="I1", consent=("court",))
    archive.close()
    return tmp_path


def run(office: Path, *words: str) -> Result:
    arguments = ["--archive", str(office / "archive"), "packet", *words]
    return CliRunner().invoke(cli, arguments, catch_exceptions=True)


def test_a_packet_goes_from_the_plan_to_the_receipt(office: Path) -> None:
    plan, out = str(office / "plan.json"), str(office / "packet")
    planned = run(office, "plan", "--case", "C1", "--bates", "X-###", "--out", plan)
    assert "0001  X-001" in planned.output
    built = run(office, "build", "--plan", plan, "--out", out, "--form", "folder", "--json")
    told = json.loads(built.output)
    assert told["paths"] == [out]
    assert run(office, "verify", out).exit_code == 0
    number = told["id"]
    assert run(office, "release", number, "--to", "Counsel").exit_code == 0
    assert run(office, "acknowledge", number, "--by", "Counsel").exit_code == 0
    (held,) = json.loads(run(office, "list", "--json").output)
    assert (held["packet"], held["released"][0][1]) == (number, "Counsel")
    assert held["acknowledged"][0][1] == "Counsel"
    assert "nothing differs" in run(office, "diff", out, out).output


def test_a_finding_gives_exit_code_one(office: Path) -> None:
    out = office / "packet"
    run(office, "build", "--case", "C1", "--out", str(out), "--form", "folder")
    (out / "README.txt").write_text("Trust me.\n")
    done = run(office, "verify", str(out))
    assert done.exit_code == 1


def test_a_plan_without_a_matter_is_wrong_usage(office: Path) -> None:
    done = run(office, "plan")
    assert done.exit_code == 2
    assert "expected --case REF or --incident REF" in done.output


def test_a_key_that_is_none_is_refused_before_anything_is_written(office: Path) -> None:
    out = office / "packet"
    done = run(office, "build", "--case", "C1", "--out", str(out), "--encrypt-to", "no key")
    assert isinstance(done.exception, BadRecipient)
    assert not list(office.glob("*packet*"))
    assert run(office, "list").output == "no packet was built here\n"


def test_what_is_left_out_has_to_be_an_item(office: Path) -> None:
    done = run(office, "plan", "--case", "C1", "--leave-out", "I1")
    assert isinstance(done.exception, UnknownExhibit)
