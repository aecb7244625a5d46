"""What a packet says in words: custody by six questions, the draft of a certification."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.archive.packets.matter import FILE_NAME


def exhibit(packet: Path, ending: str) -> dict[str, object]:
    listed = json.loads((packet / "data/exhibits.json").read_text("utf-8"))
    return next(row for row in listed if row["path"].endswith(ending))


def custody(packet: Path, ending: str) -> dict[str, str]:
    """The answers of the report, by the number of their question."""
    number = exhibit(packet, ending)["number"]
    text = (packet / f"data/custody/{number:04d}/report.txt").read_text("utf-8")
    parts = text.partition("\n1. ")[2].partition("\nEvery entry")[0].split("\n\n")
    return {str(at): " ".join(part.split()) for at, part in enumerate(parts, 1)}


def test_the_report_says_how_something_was_made_and_that_it_can_be_repeated(made: Path) -> None:
    found = custody(made / "whole", ".docx")
    assert "text: read from its XML [entry " in found["5"]
    assert "whoever has it can repeat each step" in found["5"]
    assert "The log says nothing" in found["4"] or "Derivative created" in found["4"]


def test_a_copy_says_of_itself_how_it_was_made(made: Path) -> None:
    listed = json.loads((made / "public/data/exhibits.json").read_text("utf-8"))
    (number,) = [row["number"] for row in listed]
    text = (made / f"public/data/custody/{number:04d}/report.txt").read_text("utf-8")
    assert "This exhibit was made of another file: " in text
    assert "Pillow" in text


def test_the_report_says_that_the_file_was_hashed_again_for_the_packet(made: Path) -> None:
    entry = exhibit(made / "whole", ".bin")["entry"]
    words = f"read and hashed again, and its digest is the one that entry {entry} names."
    found = custody(made / "whole", ".bin")
    assert words in found["6"]
    assert "The log says nothing" not in found["6"]


def test_the_draft_says_who_brought_each_file_and_leaves_the_rest_blank(made: Path) -> None:
    text = (made / "whole/data/certification.txt").read_text("utf-8")
    assert text.startswith("DRAFT")
    assert text.count("Item acquired by ") >= 6
    assert "It was made of another file: " in " ".join(text.split())
    assert "Signature:       ______" in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_index_has_the_names_under_which_files_came(made: Path) -> None:
    def names(packet: str) -> list[str]:
        text = (made / packet / "data/index.csv").read_text("utf-8")
        return [row["came_under"] for row in csv.DictReader(io.StringIO(text))]

    assert FILE_NAME in names("whole")
    assert names("public") == [""]
