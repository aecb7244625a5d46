"""The table of findings, and its page as committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from evidence.checks.finding_codes import (
    SUBJECTS,
    TABLE,
    blobs,
    heads,
    log,
    packets,
    tables,
    timestamps,
)
from evidence.checks.findings import CODES, Finding, errors_of
from evidence.checks.findings_page import page

ROOT = Path(__file__).resolve().parents[3]
COMMITTED = ROOT / "docs" / "findings.md"


def test_codes_are_lower_case_and_dotted_and_distinct() -> None:
    assert len(CODES) == len(TABLE)
    for code in CODES:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", code)


@pytest.mark.parametrize("module", [blobs, heads, log, packets, tables, timestamps])
def test_a_code_stands_in_the_module_of_its_subject(module: ModuleType) -> None:
    subjects = [code.partition(".")[0] for code, *_ in module.ROWS]
    assert list(dict.fromkeys(subjects)) == list(module.SUBJECTS)
    assert set(subjects) <= set(SUBJECTS)


def test_every_code_says_what_is_meant_and_what_to_do() -> None:
    for code in CODES.values():
        assert code.meaning.endswith(".")
        assert code.what_to_do.endswith(".")
        assert code.clause


def test_codes_of_one_subject_stand_together() -> None:
    subjects = [code.partition(".")[0] for code in CODES]
    starts = [one for at, one in enumerate(subjects) if at == 0 or subjects[at - 1] != one]
    assert len(starts) == len(set(starts))


def test_a_finding_says_code_message_and_place_on_one_line() -> None:
    finding = Finding("blob.missing", "expected 5,000 bytes, found no file", "INC-7, photo 2")
    assert str(finding) == "blob.missing: expected 5,000 bytes, found no file [INC-7, photo 2]"
    assert str(Finding("tree.differs", "two roots")) == "tree.differs: two roots"


def test_a_finding_has_the_severity_of_its_code() -> None:
    missing, waiting = Finding("blob.missing", "gone"), Finding("blob.unreferenced", "left over")
    assert (missing.severity, waiting.severity) == ("error", "notice")
    assert errors_of([waiting, missing]) == [missing]


def test_a_code_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'blob\.stolen' is no finding code"):
        Finding("blob.stolen", "gone")


def test_the_committed_page_is_what_the_table_says_today() -> None:
    assert COMMITTED.read_text("utf-8") == page()


def test_the_page_explains_every_code() -> None:
    assert re.findall(r"^### `(.+)`$", page(), re.MULTILINE) == list(CODES)


def test_the_page_is_written_to_standard_output() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evidence.checks.findings_page"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == page()


@pytest.mark.parametrize("page_name", ["threats.md", "witnesses.md"])
def test_a_page_names_codes_and_tests_that_exist(page_name: str) -> None:
    text = (ROOT / "docs" / page_name).read_text("utf-8")
    subjects = "|".join(SUBJECTS)
    named = set(re.findall(rf"`((?:{subjects})\.[a-z_]+)`", text))
    assert named
    assert named <= set(CODES)
    for path in re.findall(r"`(tests/[^`]+)`", text):
        assert (ROOT / path).is_file()
