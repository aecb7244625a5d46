"""How far an import that commits in steps has come, so that it goes on after it was stopped.

The note lies beside the database and names the file and mapping by their digest: it counts for
exactly this import. It is written after each commit; a crash in between repeats one step, in which
nothing changes, because records are known again by their external ids.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from evidence.store.durable import put_bytes

FOLDER = "imports"


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done so far."""

    rows: int = 0
    """Rows read, those that were refused included."""
    accepted: int = 0
    refused: int = 0
    created: int = 0
    revised: int = 0
    unchanged: int = 0
    refused_bytes: int = 0
    """Length of the file of refused rows."""


class Journal:
    """The note of one import."""

    def __init__(self, folder: Path, file: Path, mapping: bytes) -> None:
        with file.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256")
        digest.update(mapping)
        self._path = folder / FOLDER / f"{digest.hexdigest()[:32]}.json"

    def read(self) -> Progress:
        """How far it came; nothing done if it was never begun, or came to its end."""
        try:
            return Progress(**json.loads(self._path.read_text("utf-8")))
        except FileNotFoundError:
            return Progress()

    def write(self, progress: Progress) -> None:
        """Note how far it came."""
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        put_bytes(self._path, json.dumps(asdict(progress)).encode())

    def close(self) -> None:
        """Forget it: the import came to its end."""
        self._path.unlink(missing_ok=True)
