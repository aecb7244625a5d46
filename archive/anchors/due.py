"""When the log needs a new timestamp: after 100 entries, or 24 hours after the last one."""

from __future__ import annotations

from datetime import timedelta

from archive import log
from archive.anchors.authorities import Authority, authorities_of
from archive.anchors.files import ANSWER, REQUEST, AnchorFile, anchor_files
from archive.workspace import Archive
from evidence import timestamps
from evidence.errors import BadTimestamp

ENTRIES_UNANCHORED = 100
"""After so many entries a timestamp is due."""
TIME_UNANCHORED = timedelta(hours=24)
"""After so long a timestamp is due, if anything was entered."""
_ABOUT_ANCHORS = b'{"action":"anchor.'
"""How an entry about an anchor begins (RFC 8785): it alone needs no new anchor."""


def due(archive: Archive) -> tuple[Authority, ...]:
    """The authorities to be asked now; those whose request waits for its answer too.

    Raises:
        BadAuthority: the description of one cannot be used.
    """
    folder = archive.settings.checkpoints
    answers, requests = list(anchor_files(folder, ANSWER)), list(anchor_files(folder, REQUEST))
    return tuple(
        authority
        for authority in authorities_of(archive.settings)
        if authority.url is not None
        and _is_due(archive, _last(answers, authority.name), _last(requests, authority.name))
    )


def _last(files: list[AnchorFile], name: str) -> AnchorFile | None:
    mine = [file for file in files if file.authority == name]
    return mine[-1] if mine else None


def _is_due(archive: Archive, answer: AnchorFile | None, request: AnchorFile | None) -> bool:
    new = _new_entries(archive, answer.size if answer else 0)
    if new == 0 or new >= ENTRIES_UNANCHORED:
        return new > 0
    if answer is None or (request is not None and request.size > answer.size):
        return True
    try:
        last = timestamps.read_response(answer.path.read_bytes()).time
    except BadTimestamp:
        return True  # what is wrong with it is a finding of `khronika verify`
    return archive.clock() - last >= TIME_UNANCHORED


def _new_entries(archive: Archive, size: int) -> int:
    """Entries after the first `size` that are not about anchors, counted up to the limit."""
    count = 0
    with archive.reading() as connection:
        for entry in log.entries(connection, first=size):
            count += not entry.data.startswith(_ABOUT_ANCHORS)
            if count >= ENTRIES_UNANCHORED:
                break
    return count
