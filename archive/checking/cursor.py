"""Where the reading of the stored files goes on: a small file outside the log and the database.

A convenience, not a proof: whoever can write it can make a run begin anywhere. What was read is
therefore always said of the run itself, and full passes are told from the entries of the log.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from archive.checking.report import FilesRead
from evidence.store.digests import is_digest
from evidence.store.durable import put_text

FILE_NAME = "fixity.json"
KEEP_EVERY_SECONDS = 5.0
"""As much reading as a crash may cost."""


@dataclass
class Cursor:
    """The file that says after which digest to go on."""

    path: Path
    clock: Callable[[], float] = time.monotonic
    trouble: str = ""
    """Why it could not be written; empty if it could."""
    _kept_at: float = field(default=0.0)

    def after(self) -> str:
        """The digest after which to go on; empty if there is nothing to go on with."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        after = found.get("after") if isinstance(found, dict) else None
        return after if isinstance(after, str) and is_digest(after) else ""

    def watch(self, read: FilesRead) -> None:
        """Keep, now and then, how far the reading is."""
        if self.clock() - self._kept_at >= KEEP_EVERY_SECONDS:
            self._kept_at = self.clock()
            self._put(read.last)

    def keep(self, read: FilesRead) -> None:
        """Keep where the next run goes on; at the beginning, if this one came to the end."""
        if not read.ended:
            self._put(read.last or read.after)
            return
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            self.trouble = error.strerror or str(error)

    def _put(self, after: str) -> None:
        try:
            put_text(self.path, json.dumps({"after": after}) + "\n")
        except OSError as error:
            self.trouble = error.strerror or str(error)
