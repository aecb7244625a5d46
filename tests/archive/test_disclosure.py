"""What a view tells of fields that are not in it."""

from __future__ import annotations

import pytest

from archive import lookup
from archive.disclosure import CONFIDENTIAL, PUBLIC, RESTRICTED, Audience
from archive.workspace import Archive
from tests.archive import samples


@pytest.mark.parametrize(
    ("audience", "told"),
    [
        pytest.param(PUBLIC, [], id="public"),
        pytest.param(RESTRICTED, ["/known_identity"], id="restricted"),
        pytest.param(CONFIDENTIAL, ["/known_identity", "/willing_to_testify"], id="confidential"),
    ],
)
def test_why_a_field_for_fewer_eyes_is_empty_is_told_to_those_eyes_only(
    archive: Archive, audience: Audience, told: list[str]
) -> None:
    gaps = [
        {"path": "/known_identity", "reason": "refused"},
        {"path": "/willing_to_testify", "reason": "refused", "note": "afraid of the neighbours"},
    ]
    samples.record(archive, samples.actor("vera", access={"level": "public"}, gaps=gaps))
    content = lookup.show(archive, "vera", audience).view.content
    assert [gap["path"] for gap in content.get("gaps", [])] == told


def test_who_took_a_file_over_is_told_to_those_who_work_with_the_archive(archive: Archive) -> None:
    acquired = {"at": "2015-01-02T10:00:00Z", "by": "Nina Kern", "how": "by hand"}
    draft = samples.item("E1", acquired=acquired, access={"level": "public"})
    samples.record(archive, draft)
    assert "Nina Kern" not in str(lookup.show(archive, "E1", PUBLIC).view.content)
    assert "Nina Kern" in str(lookup.show(archive, "E1", RESTRICTED).view.content)
