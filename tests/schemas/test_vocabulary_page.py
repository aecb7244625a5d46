"""The page of vocabularies: complete, and as committed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from schemas.vocabulary import vocabulary, vocabulary_names
from schemas.vocabulary_page import page

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "docs" / "vocabularies.md"


def test_the_committed_page_is_what_the_data_files_say_today():
    assert COMMITTED.read_text("utf-8") == page()


def test_the_page_lists_every_term():
    rows = [line for line in page().splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(vocabulary(name).terms) for name in vocabulary_names())


def test_the_page_says_what_a_term_is_below_and_which_standard_it_answers_to():
    row = next(line for line in page().splitlines() if line.startswith("| `surveillance` ↳"))
    assert row.startswith("| `surveillance` ↳ `harassment` | Surveillance | Слежка |")
    assert row.endswith("| V4 02010303 |")


def test_the_page_is_written_to_standard_output():
    done = subprocess.run(
        [sys.executable, "-m", "schemas.vocabulary_page"], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout.decode() == page()
