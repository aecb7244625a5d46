"""Programs that ask the API of the archives of the tests."""

from __future__ import annotations

import pytest

from tests.webui.api.program import Program


@pytest.fixture
def program(client) -> Program:
    """A program of whoever sits alone at the test's own archive."""
    return Program(client)
