"""The rows of the search columns as the database has them: exact for every audience.

Most come from the tables of followers as they are. Records that point to something which not
everybody who sees them may see are computed from their current revision (`archive.search.exact`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, exists, select

from archive import entry_words, models, repository
from archive.repository import CHUNK
from archive.search import exact
from archive.search.groups import EVERYBODY, Compartments, Group, Known, groups_of
from schemas.record import ID_PATTERN
from schemas.records import Record
from schemas.reference import references

VIEW_FIELDS = (
    "record_id", "view_lo", "view_hi", "type", "title", "date_lo", "date_hi", "core_lo",
    "core_hi", "place_id", "place_words", "lat", "lon", "radius_m", "context_only", "retired",
    "seq",
)  # fmt: skip
TERM_FIELDS = ("record_id", "view_lo", "field", "value")
NAME_FIELDS = ("record_id", "view_lo", "text")
RANK_BITS = 2
RANK_MASK = 3


@dataclass
class Loaded:
    """Rows of some or all records."""

    views: list[tuple[Any, ...]] = field(default_factory=list)
    """In the order of `VIEW_FIELDS`. In place of the lowest rank, here and below, stands a code of
    that rank and of the row's turn (`coded`): which of the groups of its record it is for."""
    terms: list[tuple[str, int, str, str]] = field(default_factory=list)
    """In the order of `TERM_FIELDS`."""
    names: list[tuple[str, int, str]] = field(default_factory=list)
    """In the order of `NAME_FIELDS`; names of actors and places as they are ordered there."""
    stamps: dict[tuple[str, int], int] = field(default_factory=dict)
    """For rows that were computed, by record and turn: what stands for their state, not `seq`."""
    groups: dict[tuple[str, int], Group] = field(default_factory=dict)
    """For whom rows are that are not for everybody, by record and turn."""


def coded(low: int, turn: int) -> int:
    """Lowest rank and turn of a row as one number."""
    return low | turn << RANK_BITS


def log_size(connection: Connection) -> int:
    """How many entries the log has."""
    size = connection.execute(select(models.log_state.c.size)).scalar()
    return 0 if size is None else int(size)


def levels(connection: Connection, ids: Iterable[str] | None = None) -> dict[str, int]:
    """The rank of the widest audience of each record; of all, or of those of `ids`.

    What was erased is seen by nobody and is not among them.
    """
    table = models.records
    query = select(table.c.id, table.c.level).where(table.c.state != "erased")
    if ids is None:
        return {row[0]: row[1] for row in connection.execute(query)}
    return {row[0]: row[1] for row in _each(connection, query, table.c.id, ids)}


def touched_since(connection: Connection, size: int) -> set[str]:
    """The ids that entries from number `size` on speak of, and records revised since."""
    entries, revisions = models.entries, models.revisions
    query = select(entries.c.bytes).where(entries.c.seq >= size)
    found = {
        thing["id"]
        for (data,) in connection.execute(query)
        for thing in json.loads(data).get("objects", [])
    }
    revised = select(revisions.c.record_id).where(revisions.c.seq >= size)
    found.update(connection.execute(revised).scalars())
    return found


def pointing_to(connection: Connection, ids: Iterable[str]) -> set[str]:
    """The records that point to any of these."""
    table = models.links
    return {row[0] for row in _each(connection, select(table.c.record_id), table.c.target, ids)}


def load(
    connection: Connection,
    known: Known,
    audiences: Iterable[Compartments],
    ids: Sequence[str] | None = None,
) -> Loaded:
    """The rows of all records, or of those of `ids`, that any of these audiences sees."""
    computed = _with_hidden_targets(connection, ids)
    views, terms, names = models.views, models.terms, models.names
    loaded = Loaded()
    for table, fields, into in (
        (views, VIEW_FIELDS, loaded.views),
        (terms, TERM_FIELDS, loaded.terms),
        (names, NAME_FIELDS, loaded.names),
    ):
        columns: list[Any] = [table.c[name] for name in fields]
        query: Select[Any] = select(*columns)
        if table is names:
            query = query.order_by(table.c.record_id, table.c.view_lo, table.c.position)
        found: Iterable[Any] = (
            connection.execute(query)
            if ids is None
            else _each(connection, query, table.c.record_id, ids)
        )
        into.extend(tuple(row) for row in found if row[0] not in computed)
    _add_computed(connection, loaded, computed, known, audiences)
    for key in known.limits if ids is None else known.limits.keys() & set(ids):
        if key not in computed:
            loaded.groups[key, 0] = Group(known.limits[key])
    _stamp_custody(loaded, entry_words.states(connection, ids))
    return loaded


def _with_hidden_targets(connection: Connection, ids: Sequence[str] | None) -> set[str]:
    """The records of which somebody sees less because of what they point to."""
    link, source, target = models.links, models.records.alias("s"), models.records.alias("t")
    hidden: Select[Any] = (
        select(link.c.record_id)
        .distinct()
        .select_from(target)
        .join(link, link.c.target == target.c.id)
        .join(source, source.c.id == link.c.record_id)
        .where((target.c.level > source.c.level) | (target.c.state == "erased"))
    )
    nowhere: Select[Any] = (
        select(link.c.record_id).distinct().where(link.c.target.not_in(select(models.records.c.id)))
    )
    found = split(connection, ids)
    for query in (hidden, nowhere):
        rows: Iterable[Any] = (
            connection.execute(query)
            if ids is None
            else _each(connection, query, link.c.record_id, ids)
        )
        found.update(row[0] for row in rows)
    return found


def split(connection: Connection, ids: Sequence[str] | None = None) -> set[str]:
    """The records that point to one in a compartment in which they are not themselves."""
    link, of_target, of_source = models.links, models.compartments, models.compartments.alias("o")
    also_there = exists().where(
        of_source.c.record_id == link.c.record_id,
        of_source.c.compartment == of_target.c.compartment,
    )
    query: Select[Any] = (
        select(link.c.record_id)
        .distinct()
        .select_from(of_target)
        .join(link, link.c.target == of_target.c.record_id)
        .where(~also_there)
    )
    rows: Iterable[Any] = (
        connection.execute(query)
        if ids is None
        else _each(connection, query, link.c.record_id, ids)
    )
    return {row[0] for row in rows}


def audiences(connection: Connection) -> set[Compartments]:
    """The compartments of each group of people who work with the archive."""
    told = connection.execute(select(models.people.c.compartments).distinct()).scalars()
    return {None if some is None else frozenset(json.loads(some)) for some in told}


def _add_computed(
    connection: Connection,
    loaded: Loaded,
    ids: Iterable[str],
    known: Known,
    audiences: Iterable[Compartments],
) -> None:
    summaries = list(repository.find_many(connection, ids).values())
    seqs = {summary.id: summary.seq for summary in summaries}
    for start in range(0, len(summaries), CHUNK):
        some = repository.current(connection, summaries[start : start + CHUNK])
        for record_id, record in some.items():
            for turn, group in enumerate(groups_of(record, known, audiences)):
                made = exact.rows(record, seqs[record_id], known, group)
                for row in (row for some in made.values() for row in some):
                    row["view_lo"] = coded(row["view_lo"], turn)
                loaded.views += [tuple(row[name] for name in VIEW_FIELDS) for row in made["views"]]
                loaded.terms += [tuple(row[name] for name in TERM_FIELDS) for row in made["terms"]]
                loaded.names += [tuple(row[name] for name in NAME_FIELDS) for row in made["names"]]
                loaded.stamps[record_id, turn] = _stamp(record, seqs[record_id], known, group)
                if group != EVERYBODY:
                    loaded.groups[record_id, turn] = group


def _stamp(record: Record, seq: int, known: Known, group: Group) -> int:
    """A negative number that changes with the revision and with who may see what it points to."""
    targets = sorted({ref.value for ref in references(record) if ID_PATTERN.fullmatch(ref.value)})
    state: list[Any] = [seq, [[target, known.levels.get(target, -1)] for target in targets]]
    return _digest(state if group == EVERYBODY else [*state, group.listed()])


def _stamp_custody(loaded: Loaded, states: Mapping[str, tuple[int, int]]) -> None:
    """Let the state of an item change with what is written into entries about it."""
    rows = {(row[0], row[1] >> RANK_BITS): row[-1] for row in loaded.views if row[0] in states}
    for key, seq in rows.items():
        loaded.stamps[key] = _digest([loaded.stamps.get(key, seq), *states[key[0]]])


def _digest(state: Any) -> int:
    """A negative number, so that it is none of an entry."""
    text = json.dumps(state).encode()
    return -1 - int.from_bytes(hashlib.blake2b(text, digest_size=7).digest())


def _each(
    connection: Connection, query: Select[Any], column: Any, ids: Iterable[str]
) -> Iterator[Any]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        yield from connection.execute(query.where(column.in_(wanted[start : start + CHUNK])))
