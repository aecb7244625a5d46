"""The whole program in this process: what it says, and with which code it ends."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from click.testing import CliRunner

from archive import log
from archive.cli import main
from archive.founding import open_for_checking


@dataclass(frozen=True)
class Said:
    """How the program ended."""

    code: int
    out: str
    err: str


def khronika(*words: str, stdin: bytes | None = None) -> Said:
    """Run `khronika` with these words, errors and all, as the shell would."""
    with (
        CliRunner().isolation(input=stdin) as (out, err, _),
        mock.patch.object(sys, "argv", ["khronika", *words]),
    ):
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
        return Said(code, out.getvalue().decode(), err.getvalue().decode())


def state_of(folder: Path) -> tuple[object, ...]:
    """What must not change when something is refused: the log, and which files are there."""
    archive = open_for_checking(folder)
    try:
        with archive.reading() as connection:
            head = log.head(connection)
    finally:
        archive.close()
    passing = ("khronika.db-wal", "khronika.db-shm")
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in passing]
    return head, sorted((str(path), path.lstat().st_size) for path in files)
