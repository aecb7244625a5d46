"""When the log needs a new timestamp, and asking for it without being told.

It is due with every packet, after 100 entries, 24 hours after the last one if anything was entered,
and before the certificates of the newest one expire. Nothing is asked unless a person set up an
authority, and left it to be asked by itself: without one, no byte leaves the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event

from archive import log
from archive.anchors.anchoring import Anchored, Missed, anchor_all
from archive.anchors.authorities import Authority, authorities_of
from archive.anchors.errors import BadAuthority
from archive.anchors.files import ANSWER, REQUEST, AnchorFile, anchor_files, covered
from archive.errors import ArchiveError
from archive.heads import Signed
from archive.workspace import Archive
from evidence import network
from evidence.errors import EvidenceError
from evidence.network import Post
from evidence.timestamping import timestamps
from evidence.timestamping.timestamps import Timestamp

ENTRIES_UNANCHORED = 100
"""After so many entries a timestamp is due."""
TIME_UNANCHORED = timedelta(hours=24)
"""After so long a timestamp is due, if anything was entered."""
RETRY_AFTER = timedelta(minutes=30)
"""An authority that did not answer is left alone for so long."""
RENEW_BEFORE = timedelta(days=90)
"""So long before its certificates expire, a timestamp is to be followed by a newer one."""
RENEW_EVERY = timedelta(days=30)
"""At most so often, where certificates are always about to expire."""
EVERY_SECONDS = 600.0
"""How often a program that runs for long looks."""
SECONDS = 6.0
"""Nobody asked for it now, so nobody waits long for it."""
_ABOUT_ANCHORS = b'{"action":"anchor.'
"""How an entry about an anchor begins (RFC 8785): it alone needs no new anchor."""


def anchor_due(
    archive: Archive,
    *,
    signed: Signed | None = None,
    send: Post = network.post,
    watch: Callable[[str], None] = lambda _line: None,
) -> tuple[Anchored | Missed, ...]:
    """Ask the authorities whose timestamp is due; with `signed`, the head of a packet, all of them.

    Raises:
        BadAuthority: the description of one cannot be used; nobody was asked.
        LogIsAhead, ArchiveBusy: as `archive.anchors.anchoring.anchor`.
    """
    asked = due(archive) if signed is None else asked_by_itself(archive)
    return anchor_all(archive, asked, signed=signed, send=send, seconds=SECONDS, watch=watch)


def anchor_quietly(
    archive: Archive, watch: Callable[[str], None], *, signed: Signed | None = None
) -> None:
    """Do what is due beside other work, which goes on: what goes wrong is told, not raised."""
    try:
        anchor_due(archive, signed=signed, watch=watch)
    except ArchiveError as error:
        watch(f"no timestamp was asked for: {error}")


def watch_over(archive: Archive, stop: Event, watch: Callable[[str], None]) -> None:
    """Do what is due every ten minutes, until `stop` is set: for a program that runs for long."""
    while not stop.wait(EVERY_SECONDS):
        anchor_quietly(archive, watch)


def asked_by_itself(archive: Archive) -> tuple[Authority, ...]:
    """The authorities that may be asked without being told each time.

    Raises:
        BadAuthority: the description of one cannot be used.
    """
    known = authorities_of(archive.settings)
    return tuple(one for one in known if one.automatic and one.url is not None)


def due(archive: Archive) -> tuple[Authority, ...]:
    """The authorities to be asked now.

    Raises:
        BadAuthority: the description of one cannot be used.
    """
    folder = archive.settings.checkpoints
    chosen = asked_by_itself(archive)
    if not chosen:
        return ()
    answers, requests = list(anchor_files(folder, ANSWER)), list(anchor_files(folder, REQUEST))
    return tuple(
        one
        for one in chosen
        if not _was_just_tried(archive, _last(answers, one), _last(requests, one))
        and _is_due(archive, one, _last(answers, one))
    )


def _last(files: list[AnchorFile], authority: Authority) -> AnchorFile | None:
    mine = [file for file in files if file.authority == authority.name]
    return mine[-1] if mine else None


def _was_just_tried(
    archive: Archive, answer: AnchorFile | None, request: AnchorFile | None
) -> bool:
    if request is None or (answer is not None and request.size <= answer.size):
        return False
    tried = datetime.fromtimestamp(request.path.stat().st_mtime, UTC)
    return abs(archive.clock() - tried) < RETRY_AFTER


def _is_due(archive: Archive, authority: Authority, answer: AnchorFile | None) -> bool:
    new = _new_entries(archive, answer.size if answer else 0)
    if new >= ENTRIES_UNANCHORED:
        return True
    last = _verified(authority, answer)
    if last is None:  # what is wrong with one that is there is a finding of `khronika verify`
        return new > 0
    age = archive.clock() - last.time
    if last.valid_until and last.valid_until - archive.clock() < RENEW_BEFORE:
        return age >= RENEW_EVERY or (new > 0 and age >= TIME_UNANCHORED)
    return new > 0 and age >= TIME_UNANCHORED


def _verified(authority: Authority, answer: AnchorFile | None) -> Timestamp | None:
    if answer is None:
        return None
    try:
        found, head = answer.path.read_bytes(), answer.head.read_bytes()
        said = timestamps.read_response(found)
        part = covered(head, algorithm=said.algorithm, imprint=said.imprint)
        return timestamps.verify(found, part, roots=authority.pinned())
    except (EvidenceError, BadAuthority, OSError):
        return None


def _new_entries(archive: Archive, size: int) -> int:
    """Entries after the first `size` that are not about anchors, counted up to the limit."""
    count = 0
    with archive.reading() as connection:
        for entry in log.entries(connection, first=size):
            count += not entry.data.startswith(_ABOUT_ANCHORS)
            if count >= ENTRIES_UNANCHORED:
                break
    return count
