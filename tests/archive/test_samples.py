from __future__ import annotations

import pytest

from archive import lookup
from archive.disclosure import CONFIDENTIAL
from archive.workspace import Archive
from tests.archive import samples


@pytest.mark.parametrize("kind", samples.SMALLEST)
def test_the_smallest_record_of_each_kind_can_be_recorded(archive: Archive, kind: str) -> None:
    (outcome,) = samples.record(archive, samples.draft(kind, "R1"))
    assert (outcome.ref, outcome.type, outcome.revision) == ("R1", kind, 1)
    assert lookup.show(archive, "R1", CONFIDENTIAL).view.type == kind
