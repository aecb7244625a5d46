"""Exit codes, in one table. Scripts rely on them; they never change their meaning."""

from __future__ import annotations

import errno
from enum import IntEnum

import click

from archive.errors import InputRefusedError, NotAllowedError, NotFoundError, UnavailableError
from evidence.errors import (
    DamagedEvidence,
    EvidenceError,
    MissingEvidence,
    NoRoom,
    Unreachable,
    UnwritableStore,
)
from schemas.errors import SchemaError


class ExitCode(IntEnum):
    """What the shell is told."""

    DONE = 0
    FINDINGS = 1
    """A check has something to say."""
    USAGE = 2
    REFUSED = 3
    """The input was refused and nothing was changed."""
    NOT_FOUND = 4
    NOT_ALLOWED = 5
    UNAVAILABLE = 6
    """Busy, full or out of reach: try again."""


CODES: tuple[tuple[type[Exception], ExitCode], ...] = (
    (NotFoundError, ExitCode.NOT_FOUND),
    (NotAllowedError, ExitCode.NOT_ALLOWED),
    (UnavailableError, ExitCode.UNAVAILABLE),
    (InputRefusedError, ExitCode.REFUSED),
    (SchemaError, ExitCode.REFUSED),
    (NoRoom, ExitCode.UNAVAILABLE),
    (UnwritableStore, ExitCode.UNAVAILABLE),
    (Unreachable, ExitCode.UNAVAILABLE),
    (MissingEvidence, ExitCode.FINDINGS),
    (DamagedEvidence, ExitCode.FINDINGS),
    (EvidenceError, ExitCode.REFUSED),
    (UnicodeEncodeError, ExitCode.REFUSED),
    (OSError, ExitCode.UNAVAILABLE),
)
"""The first class in the list that fits an error decides."""


def sentence_and_code(error: Exception) -> tuple[str, ExitCode]:
    """What to say of an error, and the exit code that goes with it."""
    code = next(code for kind, code in CODES if isinstance(error, kind))
    if isinstance(error, OSError):
        return _of_the_system(error), code
    if isinstance(error, UnicodeEncodeError):
        given = error.object[:80]
        return f"expected words in UTF-8, found {given!r}; nothing was changed", code
    return str(error), code


def unreadable_file(error: click.ClickException) -> str | None:
    """What to say where a file or folder that was named cannot be read; None for other mistakes.

    The words of the command were right, so that this is no wrong usage.
    """
    if isinstance(error, click.FileError):
        named, why = error.ui_filename, error.message
    elif isinstance(error, click.BadParameter) and _is_path(error.param):
        named, why = error.param.human_readable_name if error.param else "FILE", error.message
    else:
        return None
    return f"expected a file or folder that can be read for {named}, found: {why}"


def _is_path(param: click.Parameter | None) -> bool:
    return param is not None and isinstance(param.type, click.File | click.Path)


def _of_the_system(error: OSError) -> str:
    where = error.filename or "the disk"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"expected room on the disk for {where}, found none; nothing was lost"
    return f"expected to use {where}, found: {error.strerror or error}; nothing was lost"
