"""The page of rights: complete, and as committed."""

from __future__ import annotations

from pathlib import Path

from archive.policy import Operation, Role
from webui.access_page import page

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_page_is_what_the_policy_says_today() -> None:
    assert (ROOT / "docs" / "access.md").read_text("utf-8") == page()


def test_the_page_names_every_operation_and_role() -> None:
    text = page()
    assert all(f"| {operation.value} |" in text for operation in Operation)
    assert all(role.value in text for role in Role)
