"""Bundles that are on their way over HTTP: made for somebody to fetch, coming in, half fetched.

```
DIR/exchange/out/<person>-<name>.bundle     made for a person to fetch, until they have it
DIR/exchange/incoming/<32 hex>.part         what somebody sends, as far as it has come;
                                            <32 hex>.json: what became of it
DIR/exchange/fetching/<key>.part            what we fetch, as far as it has come, and <key>.json
DIR/exchange/sending/<key>-<size>.bundle    what we send, made when our log had so many entries
```

What nobody went on with for a week (fetched for a day) is removed. None of it is the only copy, and
none is encrypted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from archive.exchange.errors import BundleGone
from archive.exchange.making import Made, Sending, make_bundle
from archive.exchange.unlocking import FOLDER
from archive.intake.uploads import KEPT_SECONDS, Upload, Uploads
from archive.settings import Settings
from archive.workspace import Archive
from evidence.store.durable import put_text, writing_to

__all__ = [
    "Uploads",
    "became",
    "drop",
    "incoming",
    "keep",
    "kept",
    "note_what_became",
    "place",
]

ENDING = ".bundle"
OUT_SECONDS = 24 * 3600
"""How long a bundle waits to be fetched."""


def place(settings: Settings, name: str) -> Path:
    """A folder for what is on its way, made if it is not there, without what is too old."""
    folder = settings.folder / FOLDER / name
    with writing_to(settings.folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget_old(folder.iterdir(), OUT_SECONDS if name == "out" else KEPT_SECONDS)
    return folder


def _forget_old(paths: Iterable[Path], seconds: float) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > seconds:
                path.unlink()


def incoming(settings: Settings) -> Uploads:
    """What others send, piece by piece."""
    return Uploads(settings.folder / FOLDER / "incoming")


def became(settings: Settings, upload: Upload) -> dict[str, Any] | None:
    """What became of a bundle that was sent, for who did not hear the answer; None: not known."""
    try:
        found: dict[str, Any] = json.loads(_answer(settings, upload).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return found


def note_what_became(settings: Settings, upload: Upload, told: dict[str, Any]) -> None:
    """Keep what became of a bundle, and forget the bundle."""
    folder = place(settings, "incoming")
    with writing_to(folder):
        put_text(_answer(settings, upload), json.dumps(told))
    incoming(settings).remove(upload)


def _answer(settings: Settings, upload: Upload) -> Path:
    return settings.folder / FOLDER / "incoming" / f"{upload.key}.json"


def keep(archive: Archive, sending: Sending) -> Made:
    """Make a bundle for the person at work to fetch by its digest. Raises as `make_bundle`."""
    folder = place(archive.settings, "out")
    made = make_bundle(archive, sending, folder / f"{archive.person}-new{ENDING}")
    with writing_to(folder):
        path = made.path.replace(_path(archive, made.digest))
    return Made(path, made.digest, made.whole, made.records, made.files, made.size)


def kept(archive: Archive, name: str) -> Path:
    """The bundle of this digest that was made for the person at work.

    Raises:
        BundleGone: there is none, or it is somebody else's.
    """
    path = _path(archive, name)
    if not name.isalnum() or not path.is_file():
        raise BundleGone(name)
    return path


def drop(archive: Archive, name: str) -> None:
    """Forget a bundle that was fetched. Raises BundleGone."""
    kept(archive, name).unlink()


def _path(archive: Archive, name: str) -> Path:
    return archive.settings.folder / FOLDER / "out" / f"{archive.person}-{name}{ENDING}"
