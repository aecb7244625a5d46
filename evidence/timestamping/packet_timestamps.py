"""The timestamps in an evidence packet, judged: verify.py leaves them to tools that can.

`data/log/timestamps/SIZE.NAME.tsr` is to be of `SIZE.checkpoint` beside it, byte for byte; that
this head belongs to the packet's log, verify.py sees. Whose roots are trusted is the reader's
choice: those that lie in the packet were put there by whoever made it, so that a timestamp which is
sound by them alone is still left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.checks.findings import Finding
from evidence.errors import EvidenceError
from evidence.timestamping import timestamps
from evidence.timestamping.certificates import read_bundle
from evidence.timestamping.errors import BadTimestamp, OtherContent, UnknownAuthority
from evidence.timestamping.timestamp_token import MAX_BYTES
from evidence.timestamping.timestamps import Timestamp

__all__ = ["Judged", "judge"]

FOLDER = "data/log/timestamps"
_MAX_NOTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of the timestamps of one packet."""

    sound: tuple[Timestamp, ...]
    """Those by an authority whose root the reader trusts."""
    findings: tuple[Finding, ...]


def judge(packet: Path, roots: Sequence[bytes] = ()) -> Judged:
    """Verify each timestamp in the folder of a packet; `roots` are those that the reader trusts.

    Raises:
        BadCertificate: `roots` cannot be read, or hold no root.
    """
    if roots:
        read_bundle(roots)
    sound: list[Timestamp] = []
    findings: list[Finding] = []
    for path in sorted((packet / FOLDER).glob("*.tsr")):
        where = f"{FOLDER}/{path.name}"
        found = _judged(path, roots)
        if isinstance(found, Timestamp):
            sound.append(found)
        else:
            findings.append(Finding(*found, where))
    return Judged(tuple(sound), tuple(findings))


def _judged(path: Path, roots: Sequence[bytes]) -> Timestamp | tuple[str, str]:
    """The timestamp, or code and message of what keeps it from being relied on."""
    try:
        size, _, name = path.stem.partition(".")
        tsr, head = _bytes(path, MAX_BYTES), _bytes(path.with_name(f"{size}.checkpoint"), _MAX_NOTE)
        own = [] if roots else [_bytes(path.with_name(f"{name}-roots.pem"), MAX_BYTES)]
        stamp = timestamps.verify(tsr, head, roots=[*roots, *own])
    except (EvidenceError, OSError) as error:
        return _code(error), str(error)
    if roots:
        return stamp
    when = stamp.time.strftime("%Y-%m-%d %H:%M:%S UTC")
    message = (
        f"of {when} and sound by the roots in the packet; take the roots of {stamp.authority} "
        "from itself"
    )
    return "timestamp.not_checked", message


def _code(error: EvidenceError | OSError) -> str:
    match error:
        case OtherContent():
            return "timestamp.other_content"
        case BadTimestamp():
            return "timestamp.invalid"
        case UnknownAuthority():
            return "timestamp.unknown_authority"
        case _:
            return "timestamp.not_checked"


def _bytes(path: Path, limit: int) -> bytes:
    """A regular file of a packet; links are not followed."""
    if path.is_symlink() or not path.is_file():
        raise BadTimestamp(f"there is no file {path.name}")
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise BadTimestamp(f"{path.name} has more than {limit} bytes")
    return data
