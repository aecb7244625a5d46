"""The timestamps of authorities outside, against the heads that they are of and against the log.

1. Every timestamp that an entry names is there, byte for byte.
2. Every timestamp is sound, by a trusted authority, and of the head that lies beside it.
3. No other head of the same size was ever signed.
4. The times of the entries do not contradict the timestamps: what stands under a head was written
   before its timestamp was given, what comes after the timestamp's own entry was written later.

That the heads themselves fit the log is seen by `archive.checking.verify`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from archive import heads, log, models
from archive.anchors.anchoring import ANCHORED
from archive.anchors.authorities import Authority, authorities_of
from archive.anchors.errors import BadAuthority
from archive.anchors.files import ANSWER, AnchorFile, anchor_files, covered
from archive.checking.brackets import Anchor, check_brackets
from archive.checking.report import Report
from archive.log_keys import LogKeys
from archive.settings import Settings
from evidence.errors import EvidenceError
from evidence.proof.checkpoint import Checkpoint
from evidence.store.regular import read_regular
from evidence.timestamping import timestamps
from evidence.timestamping.errors import BadTimestamp, OtherContent, UnknownAuthority
from evidence.timestamping.timestamps import Timestamp


@dataclass(frozen=True, slots=True)
class _Named:
    """A timestamp as an entry names it."""

    id: str
    seq: int
    digest: str
    time: str
    """As the entry's words say; empty if they were erased."""


def check(
    settings: Settings,
    connection: Connection,
    report: Report,
    signed: Sequence[Checkpoint],
    keys: LogKeys | None,
) -> None:
    """Note what is wrong with timestamps; `signed` are all heads whose signature fits."""
    files = [*_files(settings.checkpoints)]
    named = {one.id: one for one in _named(connection)}
    _check_named(report, named, files)  # 1
    known = _authorities(settings, report)
    sound: list[Anchor] = []
    roots: dict[tuple[str, int], list[bytes]] = {}
    for one in signed:
        roots.setdefault((one.origin, one.size), []).append(one.root)
    for file in files:
        entered = named.get(file.id)
        stamp = _verified(report, file, known.get(file.authority))  # 2
        if stamp is not None:
            _check_claimed(report, file, stamp, entered)
            head = _head(keys, file)
            if head is not None and _fits(connection, head):
                _check_one_history(report, file, stamp, head, roots)  # 3
                seq = entered.seq if entered and _is_it(file, entered) else None
                if entered is None:
                    message = "expected an entry that names it, found none"
                    report.found("timestamp.not_entered", message, f"checkpoints/{file.path.name}")
                sound.append(Anchor(file.authority, file.size, stamp, seq))
    check_brackets(connection, report, sound)  # 4
    report.read["timestamps"] = len(sound)
    report.expected["timestamps"] = len({*named, *(file.id for file in files)})
    if sound:
        last = max(sound, key=lambda anchor: anchor.size)
        report.trust.append(
            f"{len(sound)} timestamps; the newest, by {last.authority}: the first {last.size:,} "
            f"entries existed at {last.timestamp.time.isoformat()}; `khronika timestamp --list` "
            "prints the openssl command for each"
        )


def _files(folder: Path) -> Iterator[AnchorFile]:
    """The answers, those of logs before a fork too (`archive.forking`)."""
    for place in (folder, *sorted(folder.glob("log-*/"))):
        yield from anchor_files(place, ANSWER)


def _named(connection: Connection) -> Iterator[_Named]:
    objects, entries = models.entry_objects, models.entries
    query = (
        select(entries.c.seq, entries.c.bytes, objects.c.object_id)
        .join(objects, objects.c.seq == entries.c.seq)
        .where(objects.c.object_id.like("____________.%"))
        .order_by(entries.c.seq)
    )
    for seq, data, name in connection.execute(query):
        try:
            fields = log.Entry(int(seq), data).fields
            if fields["action"] == ANCHORED:
                digest = next(o["sha256"] for o in fields["objects"] if o["id"] == name)
                time = log.detail(connection, int(seq)).get("time", "")
                yield _Named(str(name), int(seq), str(digest), str(time))
        except (EvidenceError, LookupError, TypeError, AttributeError, StopIteration):
            continue  # an entry that is not of its form is a finding of its own


def _check_named(report: Report, named: dict[str, _Named], files: Sequence[AnchorFile]) -> None:
    for one in named.values():
        mine = [file for file in files if file.id == one.id]
        where = f"entry {one.seq}, checkpoints/{one.id}{ANSWER}"
        if not mine:
            report.found("timestamp.missing", "the file is not there", where)
        elif not any(_is_it(file, one) for file in mine):
            report.found("timestamp.changed", f"expected a file of SHA-256 {one.digest}", where)


def _is_it(file: AnchorFile, named: _Named) -> bool:
    try:
        return sha256(read_regular(file.path)).hexdigest() == named.digest
    except OSError:
        return False


def _authorities(settings: Settings, report: Report) -> dict[str, Authority]:
    try:
        return {authority.name: authority for authority in authorities_of(settings)}
    except BadAuthority as error:
        report.found("timestamp.not_checked", str(error), "authorities")
        return {}


def _verified(report: Report, file: AnchorFile, authority: Authority | None) -> Timestamp | None:
    where = f"checkpoints/{file.path.name}"
    try:
        found, head = read_regular(file.path), read_regular(file.head)
        if authority is None:
            message = f"no roots of {file.authority} are pinned here"
            report.found("timestamp.not_checked", message, where)
            return None
        said = timestamps.read_response(found)
        part = covered(head, algorithm=said.algorithm, imprint=said.imprint)
        return timestamps.verify(found, part, roots=authority.pinned())
    except FileNotFoundError:
        message = "the head that it is of is not there"
        report.found("checkpoint.missing", message, where)
    except OSError as error:
        report.found("timestamp.invalid", f"it cannot be read: {error.strerror}", where)
    except OtherContent as error:
        report.found("timestamp.other_content", str(error), where)
    except BadTimestamp as error:
        report.found("timestamp.invalid", str(error), where)
    except UnknownAuthority as error:
        report.found("timestamp.unknown_authority", str(error), where)
    except BadAuthority as error:
        report.found("timestamp.not_checked", str(error), where)
    return None


def _check_claimed(
    report: Report, file: AnchorFile, stamp: Timestamp, named: _Named | None
) -> None:
    """The words of the entry say the time that is in the timestamp."""
    given = log.moment(stamp.time)
    if named and named.time and named.time < given:
        message = f"expected the time {named.time}, as its entry says, found {given}"
        report.found("timestamp.later_than_claimed", message, f"checkpoints/{file.path.name}")


def _head(keys: LogKeys | None, file: AnchorFile) -> Checkpoint | None:
    """The head that a timestamp is of; what is wrong with it is a finding elsewhere."""
    try:
        note = read_regular(file.head).decode("utf-8", "replace")
        return keys.open(note) if keys else None
    except (OSError, EvidenceError):
        return None


def _fits(connection: Connection, head: Checkpoint) -> bool:
    """Whether the log begins with the entries under a head; if not, that is found elsewhere."""
    try:
        return (
            head.size <= log.head(connection).size
            and heads.root_at(connection, head.size) == head.root
        )
    except (EvidenceError, ArithmeticError, LookupError, ValueError):
        return False


def _check_one_history(
    report: Report,
    file: AnchorFile,
    stamp: Timestamp,
    head: Checkpoint,
    signed: Mapping[tuple[str, int], Sequence[bytes]],
) -> None:
    for root in signed.get((head.origin, head.size), ()):
        if root != head.root:
            when = _moment_of(stamp.time)
            message = (
                f"two signed heads of {head.size:,} entries: the one that fits the log existed at "
                f"{when}, by {file.authority}"
            )
            report.found("log.two_histories", message, f"checkpoints/{file.head.name}")


def _moment_of(at: datetime) -> str:
    """A time of an authority as a person reads it: UTC, seconds."""
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")
