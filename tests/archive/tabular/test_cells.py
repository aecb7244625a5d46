"""Cells that no program runs, and that come back as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tabular.cells import from_xstring, guarded, to_xstring, unguarded

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@given(TEXTS | st.sampled_from(["=1+1", "'=1", "''", "-", "@SUM(1)", "＝1"]))
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    cell = guarded(text)
    assert not cell.startswith(STARTS_A_FORMULA)
    assert unguarded(cell) == text


@given(TEXTS | st.sampled_from(["_x0041_", "\x07", "_x005F_x0041_", "\r\n", "￾"]))
def test_a_text_of_a_workbook_comes_back(text: str) -> None:
    cell = to_xstring(text)
    assert from_xstring(cell) == text
    assert not any(ord(character) < 32 and character not in "\t\n" for character in cell)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "'=1"])
def test_a_cell_that_could_run_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert guarded("A door was forced, 5 - 7 June") == "A door was forced, 5 - 7 June"


def test_published_hostile_texts_come_back(shared_data: Path) -> None:
    texts = json.loads((shared_data / "blns" / "blns.json").read_text("utf-8"))
    payloads = shared_data / "csv-injection" / "Intruder" / "csv-payload.txt"
    texts += payloads.read_text("utf-8").splitlines()
    for text in texts:
        assert not guarded(text).startswith(STARTS_A_FORMULA)
        assert unguarded(guarded(text)) == from_xstring(to_xstring(text)) == text
