"""Twin archives: a random one, and the same in which what an audience may not know never was.

Both have the same ids, times and entries; where the one has an entry about something withheld, the
other has one about nothing. So all that the audience can reach has to be the same, byte by byte.
"""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from archive import lookup, recording
from archive.disclosure import (
    CONFIDENTIAL,
    DEFAULT_LEVELS,
    Audience,
    View,
    bytes_tell_more,
    is_default_only,
    under_rules_of,
)
from archive.disclosure.audience import read
from archive.log import Draft, Thing
from archive.recording import Planned
from archive.workspace import Archive, Writer
from evidence.store.blobs import BlobStore
from schemas.access import Level
from schemas.incident import Incident
from schemas.item import Item
from schemas.records import BadRecord, Record, read_record
from schemas.reference import references
from schemas.shape import Json
from tests.archive import rich_records, samples

NOW = datetime(2015, 1, 2, 10, tzinfo=UTC)
LEVELS = ("public", "public", "restricted", "restricted", "confidential")
COMPARTMENTS = ((), (), (), ("team-a",), ("team-b",), ("team-a", "team-b"))
AUDIENCES = tuple(
    map(read, ("public", "restricted", "restricted+team-a", "confidential+team-b", "confidential"))
)
KINDS = ("place", "actor", "actor", "source", "incident", "item", "appeal", "case")
KEPT = {"type", "id", "ref", "access", "title", "names", "kind", "state", "digest", "size"}
"""Fields that no draw leaves out: some records cannot do without."""
KEEPS_NOTHING_BACK = {"path": "/tags", "level": "public"}
"""A rule that changes a record for nobody who does not see rules."""
NO_RULE = re.compile(
    r"/(type|id|ref|access|title|kind|state|digest|size|names|language)(/.*)?"
    r"|/review(/state)?|.*/any(/.*)?"
)
"""Fields for which no draw makes a rule: what is left must be such a record. Those that every
record has are among them: `docs/access.md` says that it is told where one is missing."""


@dataclass(frozen=True)
class Twins:
    """Two archives that one audience cannot tell apart."""

    full: Archive
    bare: Archive
    audience: Audience
    seen: tuple[View, ...]
    withheld: tuple[Record, ...]
    """Records that are in `full` alone."""

    def close(self) -> None:
        """Close both."""
        self.full.close()
        self.bare.close()


def draw(seed: int, founded: Path, folder: Path, *, size: int = 12) -> Twins:
    """Twins that follow from a number."""
    chance = random.Random(seed)
    audience = chance.choice(AUDIENCES)
    bytes_of_picture = _picture(chance.randrange(256))
    full = _opened(founded, folder / "full")
    stored = full.blobs.receive_stream([bytes_of_picture])
    drafts = _drafts(chance, size, {"digest": stored.digest, "size": stored.size})
    _record(full, drafts, drafts)
    states = _states(chance, drafts, audience)
    for state in states:
        _record(full, [state], [state])
    last = {one.id: one for one in (*drafts, *states)}
    shown = _shown(full, list(last.values()), audience)
    bare = _opened(founded, folder / "bare")
    _keep(bare.blobs, bytes_of_picture, shown.values())
    earlier = _earlier(full, [*drafts, *states], last, shown, audience)
    first = [one for one in earlier[: len(drafts)] if one]
    _record(bare, drafts, first)
    for state, told in zip(states, earlier[len(drafts) :], strict=True):
        _record(bare, [state], [told] if told else [])
    hidden = tuple(one for one in drafts if one.id not in shown)
    return Twins(full, bare, audience, tuple(shown.values()), hidden)


def fill(archive: Archive, seed: int, *, size: int = 12) -> tuple[Record, ...]:
    """Record what follows from a number; the records, as they were drawn."""
    stored = archive.blobs.receive_stream([_picture(seed % 256)])
    drafts = _drafts(random.Random(seed), size, {"digest": stored.digest, "size": stored.size})
    _record(archive, drafts, drafts)
    return tuple(drafts)


def _states(chance: random.Random, drafts: Sequence[Record], audience: Audience) -> list[Record]:
    """What some of the records become: closed for a while, and open again; or with less in them.

    None for those who see rules of access, of whom each revision would have to tell something.
    """
    if audience.level is Level.CONFIDENTIAL:
        return []
    some = [one for one in drafts if one.type in ("incident", "actor", "source", "place")]
    made: list[Record] = []
    for one in chance.sample(some, min(len(some), 3)):
        content, access = one.content(), one.content()["access"]
        closed = {**access, "level": chance.choice(("restricted", "confidential"))}
        made.append(read_record(json.dumps({**content, "access": closed, "tags": ["closing"]})))
        left = {name: value for name, value in content.items() if name in KEPT}
        rules = [rule for rule in access.get("fields", []) if rule["path"].split("/")[1] in left]
        opened = {"access": {**access, "fields": rules}, "tags": ["lantern", "opened"]}
        made.append(read_record(json.dumps({**left, **opened})))
    return made


def _earlier(
    full: Archive,
    states: Sequence[Record],
    last: Mapping[str | None, Record],
    shown: Mapping[str, View],
    audience: Audience,
) -> list[Record | None]:
    """What the audience may know of each state of each record; None: nothing of the record.

    Of a state in which the record was closed: that it was as before. What only that state had in
    common with no other is told by a rule that keeps nothing back.
    """
    told: list[Record | None] = []
    before: dict[str, dict[str, Json]] = {}
    filled: set[str] = set()
    """Records of which the newest state has that rule."""
    for state in states:
        key = state.id or ""
        if key not in shown:
            told.append(None)
            continue
        now = last[key]
        with full.reading() as connection:
            old = state if state is now else under_rules_of(state, now)
            view = lookup.view_of(connection, old, audience)
        content = view.content if view else before[key]
        rules: dict[str, Json] = {
            "level": now.access.level.value,
            "compartments": list(now.access.compartments),
            "fields": _opened_to(audience, now, content),
        }
        filled ^= {key} if content == before.get(key) else filled & {key}
        before[key] = content
        if key in filled:
            rules["fields"] = [*rules["fields"], KEEPS_NOTHING_BACK]
        content = {"access": rules, **content}
        if isinstance(now, Item) and view and bytes_tell_more(now, view):
            _close_file(content, now, view, audience)
        told.append(read_record(json.dumps(content)))
    return told


def _opened_to(audience: Audience, record: Record, shown: dict[str, Json]) -> list[Json]:
    """The rules by which an audience sees what it would not see in other records of the type.

    Not those for parts of what another rule keeps back: they open nothing.
    """
    return [
        rule.content()
        for rule in record.access.fields
        if rule.path in DEFAULT_LEVELS.get(record.type, {})
        and rule.level.rank <= audience.rank
        and rule.path.split("/")[1] in shown
    ]


def _picture(grey: int) -> bytes:
    made = io.BytesIO()
    Image.new("L", (12, 9), grey).save(made, "png")
    return made.getvalue()


def _opened(founded: Path, folder: Path) -> Archive:
    return replace(samples.copy_of(founded, folder), clock=lambda: NOW)


def _drafts(chance: random.Random, size: int, file: dict[str, Json]) -> list[Record]:
    kinds = [KINDS[at] if at < len(KINDS) else chance.choice(KINDS) for at in range(size)]
    ids = [f"{kind[:6]:a<6}{chr(98 + at):a<10}" for at, kind in enumerate(kinds)]
    made = []
    for kind, record_id in zip(kinds, ids, strict=True):
        targets = {name: chance.choice(_of(name, kinds, ids)) for name in rich_records.OTHERS}
        made.append(_draft(chance, kind, record_id, targets, file))
    return [_of_an_act(one, made) if isinstance(one, Item) else one for one in made]


def _of_an_act(item: Item, drafts: Sequence[Record]) -> Record:
    """Every other item as evidence of acts that there are: no key of a draw is an act's own."""
    keys = {one.id: [act.key for act in one.acts] for one in drafts if isinstance(one, Incident)}
    content = item.content()
    for at, row in enumerate(content.get("documents", [])):
        there = [key for key in keys[row["incident"]] if key]
        if "act" in row and there and ord((item.id or "")[6]) % 2:
            row["act"] = there[at % len(there)]
    return read_record(json.dumps(content))


def _of(name: str, kinds: Sequence[str], ids: Sequence[str]) -> list[str]:
    kind = "actor" if name == "person" else name
    return [one for at, one in enumerate(ids) if kinds[at] == kind]


def _draft(
    chance: random.Random, kind: str, record_id: str, targets: dict[str, str], file: dict[str, Json]
) -> Record:
    """A record with something in most fields, and rules for some of them, that can be read."""
    while True:
        content = rich_records.rich(kind, targets)
        own = f"q{record_id[6]}"
        content = json.loads(re.sub(r"\bw(\d+)w\b", rf"{own}\1{own}", json.dumps(content)))
        content |= {"id": record_id, "ref": f"{kind}-{record_id[6]}", "tags": ["lantern"]}
        if chance.random() < 0.8:
            del content["retired"]
        if kind == "item":
            content |= {**file, "media_type": "image/png"}
        for name in [*content]:
            if name not in KEPT and chance.random() < 0.25:
                del content[name]
        for name in ("citations", "gaps"):
            rows = content.pop(name, [])
            there = ("", *rich_records.pointers(content))
            rows = [row for row in rows if row["path"] in there]
            content[name] = chance.sample(rows, min(len(rows), 6))
        paths = [one for one in rich_records.pointers(content) if not NO_RULE.fullmatch(one)]
        content["access"] = {
            "level": chance.choice(LEVELS),
            "compartments": chance.choice(COMPARTMENTS),
            "fields": [
                {"path": path, "level": chance.choice(LEVELS)}
                for path in chance.sample(paths, min(len(paths), chance.randrange(6)))
            ],
        }
        try:
            record = read_record(json.dumps(content))
        except BadRecord:
            continue
        if references(record):
            return record


def _record(archive: Archive, order: Sequence[Record], there: Sequence[Record]) -> None:
    """Record what is there of `order`, and an entry about nothing for each of the others."""
    with archive.writing() as writer:
        plan = recording.plan_recording(writer.connection, there, by=CONFIDENTIAL)
        steps = {step.record.id: step for step in plan}
        for one in order:
            _enter(writer, steps.get(one.id))


def _enter(writer: Writer, step: Planned | None) -> None:
    if step is None:
        writer.append([Draft("clock.checked", (Thing("clock", "target"),))])
    else:
        recording.carry_out(writer, (step,))


def _close_file(content: dict[str, Json], item: Item, view: View, audience: Audience) -> None:
    """Close the file of an item, as it is where the bytes tell what is withheld.

    That it is closed is told; docs/access.md lists it. What is for fewer eyes in all items leaves
    the small picture open; what an item's own rules keep back does not.
    """
    if audience.level is Level.CONFIDENTIAL:
        return
    if all(is_default_only(item, pointer) for pointer in view.withheld):
        content["claims"] = {"make": "x"}
    elif "crc32" not in content:
        content["crc32"] = 7
        rule = {"path": "/crc32", "level": "confidential"}
        access = content["access"]
        content["access"] = {**access, "fields": [*access["fields"], rule]}


def _shown(archive: Archive, drafts: Sequence[Record], audience: Audience) -> dict[str, View]:
    with archive.reading() as connection:
        views = [lookup.view_of(connection, draft, audience) for draft in drafts]
    return {view.id: view for view in views if view}


def _keep(blobs: BlobStore, content: bytes, shown: Sequence[View]) -> None:
    if any("digest" in view.content for view in shown):
        blobs.receive_stream([content])
