"""The worked example from recording to verified packets, step by step, as a person would do it.

Each step says what it did in a line or two and which command does the same by hand.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import custody, deriving, heads, intake, lookup, recording
from archive.checking.verify import verify
from archive.describing import Describing
from archive.disclosure import CONFIDENTIAL, PUBLIC, Audience
from archive.founding import found_archive
from archive.packets.build import build_packet
from archive.packets.plan import plan_packet
from archive.recording import Recorded
from archive.search.engine import engine_of
from archive.search.query import SearchQuery
from archive.worked_example import example_records, example_revision
from archive.worked_example.original import with_original
from archive.worked_example.pictures import make_pictures
from archive.workspace import Archive
from evidence import standalone
from schemas.access import Level
from schemas.records import read_record

CASE = "UA-2014"
FOR_EVERYTHING = ("court", "authority", "advocacy", "press", "research", "internal")
"""The pictures were made for the example: their maker agrees to every purpose."""


def run(folder: Path, *, source: Path | None = None) -> Iterator[str]:
    """Make an archive in `folder`, record the example and hand it out; lines that tell of it.

    Raises:
        FolderTaken: `folder` is not empty; nothing was changed.
    """
    archive = found_archive(folder, person="researcher")
    try:
        yield f"1. A new archive in {folder}, with a signing key of its own."
        yield f"   its log is called {archive.settings.origin}"
        yield from _record(archive, source)
        yield from _add_pictures(archive)
        yield from _revise(archive, source)
        yield from _hand_over(archive)
        yield from _search(archive)
        yield from _packets(archive)
        yield from _check(archive)
        yield from _next_steps(folder)
    finally:
        archive.close()


def _record(archive: Archive, source: Path | None) -> Iterator[str]:
    records = example_records()
    if source:
        before = sum(len(record.get("citations", [])) for record in records)
        records = with_original(records, source.read_text(encoding="utf-8"))
        found = sum(len(record.get("citations", [])) for record in records) - before
    drafts = [read_record(json.dumps(record), name=str(record["ref"])) for record in records]
    outcomes = recording.record(archive, drafts, reason="the worked example")
    yield f"2. Recorded {len(outcomes)} records in one transaction: {_counted(outcomes)}."
    if source:
        yield f"   {found} quotes were found word for word in {source.name}"
    yield "   by hand: khronika record FILE.json"


def _counted(outcomes: Sequence[Recorded]) -> str:
    counts = Counter(row.type for row in outcomes)
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in counts.items())


def _add_pictures(archive: Archive) -> Iterator[str]:
    yield "3. Took in four pictures that were made for the example, and one copy without metadata."
    with TemporaryDirectory() as place, Describing(archive.blobs) as describing:
        refs = []
        for made in make_pictures(Path(place)):
            order = intake.Order(
                incident=made.incident,
                act=made.act,
                title=made.title,
                level=made.level,
                handed_over_by="the makers of the example",
                how="drawn for the example",
                consent=FOR_EVERYTHING,
            )
            paths = [Path(place) / made.file_name]
            (added,) = intake.add(archive, paths, order, describing.describe_many)
            refs.append(added.ref)
            yield f"   {added.ref}  {added.digest[:16]}…  {made.title} ({made.incident})"
        for ref in refs:
            shown = lookup.show(archive, ref, CONFIDENTIAL)
            if shown.view.content["access"]["level"] == Level.PUBLIC:
                reason = "so that it can be published without camera, clock and place"
                copy = deriving.strip_metadata(archive, ref, describing, reason=reason)
                yield f"   {copy.ref}  made from {ref} without metadata"
    yield f"   by hand: khronika add photo.jpg --incident I5; khronika custody {refs[0]}"


def _revise(archive: Archive, source: Path | None) -> Iterator[str]:
    revision = example_revision()
    changed = [revision["record"]]
    if source:
        changed = with_original(changed, source.read_text(encoding="utf-8"))
    draft = read_record(json.dumps(changed[0]))
    (outcome,) = recording.record(archive, [draft], reason=revision["reason"])
    yield f"4. Revised {outcome.ref}: {revision['reason']}"
    yield f"   it has {outcome.revision} revisions; by hand: khronika history {outcome.ref}"


def _hand_over(archive: Archive) -> Iterator[str]:
    shown = lookup.show(archive, "I5", CONFIDENTIAL)
    item = next(label for label, _ in shown.linked_from if label.type == "item")
    seq = custody.transfer(archive, item.ref, to="an investigator", reason="shown on request")
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    yield f"5. Entered that {item.ref} was handed over: entry {seq} of the log."
    yield f"   signed the head of the log: {signed.checkpoint.size} entries, {signed.path.name}"
    yield f"   by hand: khronika transfer {item.ref} --to WHO; khronika checkpoint"


def _search(archive: Archive) -> Iterator[str]:
    engine = engine_of(archive)
    query = SearchQuery(
        date_from="2014-12-01", date_to="2014-12-15", place="Chechnya", kinds=("destruction",)
    )
    results = engine.search(query, CONFIDENTIAL)
    yield "6. Asked for destruction in Chechnya in the first half of December 2014:"
    yield f"   {results.certain} certain, {results.possible} possible"
    for hit in results.hits:
        why = f" — {hit.why[0]}" if hit.why else ""
        yield f"   {hit.verdict.value:9} {hit.ref:4} {hit.title}{why}"
    yield "   by hand: khronika search --from 2014-12-01 --to 2014-12-15 --place Chechnya \\"
    yield "            --kind destruction"


def _packets(archive: Archive) -> Iterator[str]:
    yield "7. Built the packet of the case for two audiences:"
    for audience in (PUBLIC, CONFIDENTIAL):
        yield from _packet(archive, audience)


def _packet(archive: Archive, audience: Audience) -> Iterator[str]:
    name = f"{CASE}-{audience.level.value}"
    plan = plan_packet(archive, [CASE], audience, purpose="court", recipient="for the example")
    built = build_packet(archive, plan, archive.settings.packets / name)
    report = standalone.verify(built.folder)
    verdict = "it verifies" if not report.errors else f"{len(report.errors)} findings"
    yield (
        f"   {name}: {len(plan.records)} records, {len(plan.exhibits)} exhibits, "
        f"{len(plan.withheld)} things stay out; {verdict}"
    )


def _check(archive: Archive) -> Iterator[str]:
    report = verify(archive)
    verdict = "clean" if report.clean else f"NOT CLEAN: {len(report.errors)} findings"
    yield f"8. Verified the whole archive: {verdict}."
    yield (
        f"   read {report.read['entries']} entries, {report.read['records']} records and "
        f"{report.read['files']} files, each hashed again"
    )


def _next_steps(folder: Path) -> Iterator[str]:
    yield ""
    yield f"What to try next (in {folder}, or with --archive {folder}):"
    yield "   khronika show I8"
    yield "   khronika search Каляпин"
    yield "   khronika search --near 43.318,45.698,20"
    yield f"   khronika packet plan --case {CASE} --audience public"
    yield f"   cd packets/{CASE}-public && sha256sum -c manifest-sha256.txt && python3 -I verify.py"
    yield "   khronika verify"
    yield "   khronika serve"
