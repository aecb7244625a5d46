"""The page of fields: complete, and as committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from schemas.field_page import page
from schemas.json_schema import record_schema
from schemas.vocabulary import vocabulary_names

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_page_is_what_the_shapes_say_today() -> None:
    assert (ROOT / "docs" / "records.md").read_text("utf-8") == page()


def test_the_page_is_written_to_standard_output() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "schemas.field_page"], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout.decode() == page()


def test_every_link_on_the_page_leads_to_a_section() -> None:
    anchors = set(re.findall(r'<a id="(\w+)">', page()))
    assert anchors == {"shared", *record_schema()["$defs"]}
    assert set(re.findall(r"\]\(#(\w+)\)", page())) <= anchors


def test_every_code_links_to_a_list_that_is_shipped() -> None:
    linked = set(re.findall(r"vocabularies\.md#(\w+)\)", page()))
    assert linked
    assert linked <= set(vocabulary_names())


def test_a_field_says_what_it_holds_and_whether_it_must_be_there() -> None:
    assert "| `type` | code: [acts](vocabularies.md#acts), **must** | What was done. |" in page()
    assert "| `victims` | list: [Victim](#Victim) |" in page()
    assert "| `owner` | ref: actor | Whose. |" in page()
