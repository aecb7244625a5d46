"""The signed heads of the log: readable, by the key of this log, and of what the log holds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from archive import heads, log_keys
from archive.checking.replay import State
from archive.checking.report import Report
from archive.log_keys import LogKeys
from archive.settings import Settings
from archive.witnessing import asking
from evidence.errors import BadSignature, EvidenceError, UnknownSigner
from evidence.proof.checkpoint import Checkpoint
from evidence.proof.cosignature import verify_cosignature
from evidence.proof.notes import Note
from evidence.signing import sshsig
from evidence.store.regular import read_regular


def check_heads(
    settings: Settings, report: Report, known: LogKeys | None, outside: Path | None
) -> list[Checkpoint]:
    """Every signed head that can be trusted, one from outside too; what cannot is a finding."""
    if known is None:
        return []
    paths = list(heads.kept_heads(settings))
    if not any(path.name == heads.HEAD for path in paths):
        message = "no signed head of the log was found"
        report.found("checkpoint.missing", message, "checkpoints/head")
    opened = [_open(settings, report, path, known) for path in paths]
    if outside:
        opened.append(_open(settings, report, outside, known))
        report.trust.append(f"the head kept outside in {outside.name}")
    signed = [head for head in opened if head is not None]
    for path, head in zip(paths, opened, strict=False):
        if head is not None and path.name != heads.HEAD:
            _check_kept(report, path, head, known)
    _check_witnesses(settings, report, paths)
    if signed:
        most = max(signed, key=lambda head: head.size)
        report.trust.append(f"{len(signed)} signed heads, the largest of {most.size} entries")
    return signed


def _check_kept(report: Report, path: Path, head: Checkpoint, known: LogKeys) -> None:
    """A kept head is the one that its name says, and the SSH signature beside it fits."""
    if path.stem != f"{head.size:012d}":
        message = f"expected a head of as many entries as its name says, found one of {head.size}"
        report.found("checkpoint.missing", message, path.name)
    beside = path.with_suffix(".sig")
    try:
        signature = read_regular(beside).decode("utf-8", "replace")
        lines = read_regular(path).splitlines(keepends=True)
    except FileNotFoundError:
        return  # the head stands without it
    except OSError as error:
        report.found("checkpoint.unreadable", str(error.strerror), beside.name)
        return
    # A witness's line comes under a head later, and is not under that signature.
    bodies = [b"".join(lines[:count]) for count in range(len(lines), 0, -1)]
    for one in known.reigns:
        for body in bodies:
            with suppress(EvidenceError):
                public = log_keys.public_of(one.vkey)
                sshsig.verify(body, signature, namespace=heads.NAMESPACE, public=public)
                return
    message = "expected the SSH signature of the head beside it, found another"
    report.found("checkpoint.bad_signature", message, beside.name)


def _check_witnesses(settings: Settings, report: Report, paths: Sequence[Path]) -> None:
    """Lines of our witnesses under kept heads: which fit is told, which do not is a finding."""
    try:
        known = asking.witnesses(settings)
    except (OSError, EvidenceError) as error:
        report.found("key.differs", str(error), "witness/ours")
        return
    for vkey in known:
        newest: tuple[int, int] | None = None
        name = asking.read_key(vkey).name
        for path in paths:
            try:
                note = Note.from_text(read_regular(path).decode("utf-8", "replace"))
                size = Checkpoint.from_text(note.text).size
                newest = (size, verify_cosignature(note, vkey))
            except UnknownSigner:
                continue  # not every head was shown to every witness
            except BadSignature as error:
                report.found("witness.bad_signature", str(error), f"{path.name}, {name}")
            except (OSError, EvidenceError):
                continue  # what is no head is a finding already
        if newest:
            at = datetime.fromtimestamp(newest[1], UTC).isoformat()
            report.trust.append(f"the witness {name}: it saw {newest[0]:,} entries at {at}")


def _open(settings: Settings, report: Report, path: Path, known: LogKeys) -> Checkpoint | None:
    try:
        note = read_regular(path).decode("utf-8", "replace")
        checkpoint = known.open(note)
    except OSError as error:
        report.found("checkpoint.unreadable", str(error.strerror), path.name)
    except UnknownSigner as error:
        report.found("checkpoint.other_key", str(error), path.name)
    except BadSignature as error:
        report.found("checkpoint.bad_signature", str(error), path.name)
    except EvidenceError as error:
        report.found("checkpoint.unreadable", str(error), path.name)
    else:
        if checkpoint.origin == settings.origin:
            return checkpoint
        message = f"expected a head of {settings.origin}, found one of {checkpoint.origin}"
        report.found("checkpoint.other_key", message, path.name)
    return None


def check_sizes(signed: Sequence[Checkpoint], state: State, report: Report) -> None:
    """Each head is of the entries that the log begins with, and no two tell of other ones."""
    by_size: dict[int, set[bytes]] = {}
    for head in signed:
        by_size.setdefault(head.size, set()).add(head.root)
    fitting = {size for size, roots in by_size.items() if state.roots.get(size) in roots}
    for size, roots in sorted(by_size.items()):
        if len(roots) > 1:
            message = f"{len(roots)} signed heads of {size:,} entries give other roots"
            report.found("log.two_histories", message)
        if size > state.size:
            message = f"expected at least {size:,} entries, as signed, found {state.size:,}"
            report.found("log.shorter_than_checkpoint", message, _span(state.size, size))
        elif roots != {state.roots.get(size)}:
            since = max((one for one in fitting if one < size), default=0)
            message = (
                f"the first {size:,} entries are not those whose head was signed; of the first "
                f"{since:,} they are"
            )
            report.found("log.differs_from_checkpoint", message, _span(since, size))
    if signed and (last := max(by_size)) < state.size:
        message = "entries under no signed head yet"
        report.found("log.ahead_of_mark", message, _span(last, state.size))


def _span(start: int, stop: int) -> str:
    """Among which entries something is wrong, as a person counts them: the last one included."""
    return f"entry {start}" if stop - start == 1 else f"entries {start} to {stop - 1}"
