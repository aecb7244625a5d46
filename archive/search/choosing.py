"""Which engine keeps the text index of an archive: Whoosh, or Tantivy for large ones.

The choice lies in a file beside the archive's settings, so that it outlives the index. Both give
the same hits, and take in about as many records a second; Tantivy's index is much smaller, and
joins its parts beside the work.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from archive.search.errors import NoTantivy
from archive.search.index_form import TextEngine
from archive.search.text_index import TextIndex
from archive.settings import Settings
from evidence.store.durable import put_text

OUTGROWN = 200_000
"""Records from which an index by Whoosh is large and in many parts, so a change is worth it."""


class IndexEngine(StrEnum):
    """What keeps the words."""

    WHOOSH = "whoosh"
    TANTIVY = "tantivy"


def chosen(settings: Settings) -> IndexEngine:
    """The engine of this archive; Whoosh if none was chosen."""
    try:
        return IndexEngine(_file(settings).read_text("utf-8").strip())
    except (OSError, ValueError):
        return IndexEngine.WHOOSH


def choose(settings: Settings, engine: IndexEngine) -> None:
    """Use this engine from now on, and remove the index of the other one.

    Raises:
        NoTantivy: it needs a package that is not installed; nothing was changed.
    """
    index_class(engine)
    if engine is not chosen(settings):
        put_text(_file(settings), f"{engine.value}\n")
        forget(settings)


def forget(settings: Settings) -> None:
    """Throw the index away; the next search makes it anew."""
    shutil.rmtree(settings.index, ignore_errors=True)


def index_of(settings: Settings) -> Callable[[Path, Path], TextEngine]:
    """What makes the text index of this archive, from its folder and the file of its secret.

    Raises:
        NoTantivy: it needs a package that is not installed.
    """
    return index_class(chosen(settings))


def index_class(engine: IndexEngine) -> Callable[[Path, Path], TextEngine]:
    """What makes a text index of this engine.

    Raises:
        NoTantivy: it needs a package that is not installed.
    """
    match engine:
        case IndexEngine.WHOOSH:
            return TextIndex
        case IndexEngine.TANTIVY:
            if find_spec("tantivy") is None:
                raise NoTantivy
            from archive.search.tantivy_index import TantivyIndex

            return TantivyIndex


def _file(settings: Settings) -> Path:
    return settings.folder / ".index-engine"
