"""Timestamps for archives that are about to be attacked: by an authority in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.anchors.anchoring import Anchored, anchor
from archive.anchors.authorities import Authority, add_authority
from archive.workspace import Archive
from evidence.timestamping.timestamp_request import open_request
from tests.archive.checking.attacks import Attacked
from tests.evidence.stamping import Authority as Made


@dataclass(frozen=True)
class Stamped:
    """A copy of the whole archive with two timestamps, and work before, between and after."""

    attacked: Attacked
    first: Anchored
    second: Anchored


OFFICE = Made("Office")
"""Made once: its keys are the same for every archive of a run."""


def set_up(archive: Archive, folder: Path, name: str = "office", made: Made = OFFICE) -> Authority:
    """The authority, pinned for the archive; asked only when a test says so."""
    root = folder / f"{name}-root.pem"
    root.write_bytes(made.roots[0])
    return add_authority(
        archive.settings, name, url="http://tsa.invalid/", root=root, automatic=False
    )


def stamp(
    archive: Archive,
    authority: Authority,
    *,
    made: Made = OFFICE,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Anchored:
    """A timestamp of the head of the log, by the authority's own clock."""

    def send(_url: str, body: bytes, *_: object, **__: object) -> bytes:
        asked = open_request(body)
        return made.token(b"", at=clock(), nonce=asked.nonce, imprint=asked.imprint)

    return anchor(archive, authority, send=send)
