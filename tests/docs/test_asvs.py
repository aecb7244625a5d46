"""The table of ASVS has each requirement once, in order, and names tests and pages that exist."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "asvs.md"
STATES = ("holds", "in part", "does not hold", "does not apply")
NUMBERS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3",
    "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1",
    "9.1": "1-3", "9.2": "1-4",
    "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2",
    "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
    "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
"""Sections of ASVS 5.0.0, and which numbers in each are of level 1 or 2: always the first ones."""
LEVEL_1 = 70
"""Requirements of level 1 in ASVS 5.0.0; with level 2 they are 253."""


def rows() -> list[list[str]]:
    found = re.findall(r"^\| (\d+\.\d+\.\d+ \|.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return [[cell.strip() for cell in row.split(" | ")] for row in found]


def expected() -> list[str]:
    found = []
    for section, numbers in NUMBERS.items():
        first, _, last = numbers.partition("-")
        found += [f"{section}.{one}" for one in range(int(first), int(last or first) + 1)]
    return found


def test_each_requirement_of_both_levels_has_one_row_in_its_place() -> None:
    assert [row[0] for row in rows()] == expected()
    levels = Counter(row[1] for row in rows())
    assert levels == {"1": LEVEL_1, "2": 253 - LEVEL_1}


def test_every_row_has_a_state_and_what_shows_it() -> None:
    for row in rows():
        number, _level, state, asked, why = row
        assert state in STATES, number
        assert asked, number
        assert len(why) > 5, number
        if state != "holds":
            left = re.sub(r"`tests/[^`]+`|[;:,\s]", "", why)
            assert len(left) > 8, f"{number} does not say why"


def test_the_counts_at_the_top_are_those_of_the_rows() -> None:
    counted = Counter(row[2] for row in rows())
    told = re.findall(r"^\| ([^|\n]+) \| (\d+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {state: int(number) for state, number in told} == counted


def test_every_test_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", PAGE.read_text("utf-8")))
    assert len(named) > 100
    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / path).is_file()
        or (name and not re.search(rf"def {name}\(", (ROOT / path).read_text("utf-8")))
    ]
    assert missing == []


@pytest.mark.parametrize("page", ["asvs.md", "inventory.md", "threats.md"])
def test_every_page_that_is_named_is_there(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    named = set(re.findall(r"\]\(([^)#:]+)", text))
    assert named
    assert [one for one in named if not (ROOT / "docs" / one).is_file()] == []
