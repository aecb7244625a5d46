"""The columns as they were last, in one file: so that a program starts without reading all rows.

The file is a copy that can be thrown away. It is sealed like the text index beside which it lies
(`archive.search.index_folder`), holds numbers and JSON and nothing that could run, and names what
it was made from: the last entry of the log that it knows, the state of the records, and the very
text of the program that made it. Where any of these is not so, all rows are read again; what has
been recorded since is followed as always.

```
8 bytes   length of what follows, the highest byte first
JSON      what it was made from, and name, type and shape of each array
arrays    one after the other; the last holds the texts, as JSON
```
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, func, select

import archive
import schemas
from archive import models
from archive.search.columns import Columns
from archive.search.groups import Group
from archive.search.growing import Field
from archive.search.index_folder import COLUMNS_NAME, IndexFolder
from archive.search.row_source import log_size

_log = logging.getLogger(__name__)

LENGTH = 8
VERSION = "khronika-columns/1"
SAVED_EVERY = 1_000
"""Entries of the log that are followed at a start rather than written down again."""
DECIDING = ("disclosure", "entry_words.py", "models.py", "projections.py", "search")
"""What of this package decides about the columns, beside all of `schemas`."""

Array = npt.NDArray[Any]


class KeptColumns:
    """The file of one archive."""

    def __init__(self, folder: Path, token_file: Path) -> None:
        self._folder = IndexFolder(folder, token_file, VERSION)
        self._kept_until = -1
        """Entries of the log that the file knows; -1: it cannot be used, or was not looked at."""

    def load(self, connection: Connection) -> Columns | None:
        """The columns as they were last. None: there is no file that can be trusted."""
        data = self._folder.read_sealed(COLUMNS_NAME)
        if data is None:
            return None
        start = int.from_bytes(data[:LENGTH], "big") + LENGTH
        head = json.loads(bytes(data[LENGTH:start]))
        if head["program"] != _program() or not _still_there(connection, head["made_from"]):
            return None
        columns = _columns(head, data[start:])
        self._kept_until = columns.cursor
        return columns

    def save(self, columns: Columns, connection: Connection) -> None:
        """Write the columns down, if there is enough new. That it cannot be done is no trouble."""
        if self._kept_until >= 0 and 0 <= columns.cursor - self._kept_until < SAVED_EVERY:
            return
        arrays = dict(_arrays(columns))
        head = {
            "program": _program(),
            "made_from": _made_from(connection, columns.cursor),
            "arrays": [[name, some.dtype.str, some.shape] for name, some in arrays.items()],
        }
        line = json.dumps(head).encode()
        head_and_arrays = [line, *(one.tobytes() for one in arrays.values())]
        body = len(line).to_bytes(LENGTH, "big") + b"".join(head_and_arrays)
        try:
            self._folder.write_sealed(COLUMNS_NAME, body)
        except OSError as error:
            _log.warning("the columns of the search could not be kept: %s", error)
            return
        self._kept_until = columns.cursor

    def forget(self) -> None:
        """Remove the file: it holds what is no longer there."""
        self._folder.remove_sealed(COLUMNS_NAME)
        self._kept_until = -1


def _arrays(columns: Columns) -> Iterator[tuple[str, Array]]:
    """Everything of the rows that are alive; nothing that only a row had that is gone."""
    alive = columns.alive
    rows_now: Array = np.where(alive, np.cumsum(alive) - 1, -1).astype(np.int32)
    yield "ids", np.array(columns.ids, "S16")
    yield "levels", np.array([columns.levels.get(key, -1) for key in columns.ids], np.int8)
    yield "row_at", np.append(rows_now, np.int32(-1))[columns.row_at.all]  # -1 stays -1
    texts: dict[str, Any] = {
        "values": {},
        "groups": [group.listed() for group in columns.groups],
        "limits": {key: sorted(some) for key, some in columns.limits.items()},
        "audiences": [None if some is None else sorted(some) for some in columns.audiences],
    }
    for name, column in columns.arrays.items():
        values = column.all[alive]
        if name == "place_words":
            texts["words for places"], values = _used(columns.words_for_places, values)
        yield f"column {name}", values
    for name, field in columns.fields.items():
        rows, codes = field.pairs
        there = alive[rows]
        texts["values"][name], codes = _used(field.values, codes[there])
        yield f"rows {name}", rows_now[rows[there]]
        yield f"codes {name}", codes
    texts["names"] = [[int(rows_now[row]), *names] for row, names in columns.names.items()]
    yield "texts", np.frombuffer(json.dumps(texts).encode(), np.uint8)


def _used(values: Sequence[str], codes: Array) -> tuple[list[str], Array]:
    """Those values of which the number is among `codes`, and `codes` by their new numbers."""
    known = np.unique(codes[codes >= 0])
    numbers = np.full(len(values) + 1, -1, np.int32)  # the last stands for -1
    numbers[known] = np.arange(len(known), dtype=np.int32)
    return [values[code] for code in known.tolist()], numbers[codes]


def _columns(head: dict[str, Any], data: memoryview) -> Columns:
    arrays: dict[str, Array] = {}
    at = 0
    for name, kind, shape in head["arrays"]:
        size = int(np.prod(shape))
        arrays[name] = np.frombuffer(data, np.dtype(kind), size, at).reshape(shape)
        at += arrays[name].nbytes
    texts = json.loads(arrays.pop("texts").tobytes())
    ids = arrays["ids"].astype("U16").tolist()
    levels = arrays["levels"].tolist()
    columns = Columns()
    columns.restore(
        cursor=head["made_from"]["entries"],
        ids=ids,
        levels={key: level for key, level in zip(ids, levels, strict=True) if level >= 0},
        row_at=arrays["row_at"],
        groups=[Group.of_lists(lists) for lists in texts["groups"]],
        limits={key: frozenset(some) for key, some in texts["limits"].items()},
        audiences=[None if some is None else frozenset(some) for some in texts["audiences"]],
        arrays={name: arrays[f"column {name}"] for name in columns.arrays},
        fields={
            name: Field(values, arrays[f"rows {name}"], arrays[f"codes {name}"])
            for name, values in texts["values"].items()
        },
        names={row: tuple(names) for row, *names in texts["names"]},
        words_for_places=texts["words for places"],
    )
    return columns


def _made_from(connection: Connection, size: int) -> dict[str, Any]:
    """What columns that follow `size` entries of the log are made from, as far as it is cheap."""
    entries, records = models.entries, models.records
    last = connection.execute(select(entries.c.bytes).where(entries.c.seq == size - 1)).scalar()
    made: dict[str, Any] = {
        "entries": size,
        "last": None if last is None else hashlib.sha256(last).hexdigest(),
    }
    if size == log_size(connection):
        table = records.c
        sums = select(func.count(), func.sum(table.seq), func.sum(table.level))
        found = connection.execute(sums).one()
        made["records"] = [None if one is None else int(one) for one in found]
    return made


def _still_there(connection: Connection, made: dict[str, Any]) -> bool:
    now = _made_from(connection, made["entries"])
    return all(now[what] == made.get(what, now[what]) for what in now)


@cache
def _program() -> str:
    """Digest of the program's text, as far as it decides about the columns."""
    ours, shapes = Path(archive.__file__).parent, Path(schemas.__file__).parent
    found = hashlib.sha256(VERSION.encode())
    for root in (shapes, *(ours / name for name in DECIDING)):
        for path in sorted(root.rglob("*.*")) if root.is_dir() else [root]:
            if path.suffix in (".py", ".json", ".toml"):
                found.update(path.read_bytes())
    return found.hexdigest()
