"""Commands about evidence: add, derive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from archive import deriving, intake
from archive.cli.desk import Desk, json_option, show_json
from archive.cli.exits import ExitCode
from archive.cli.intake_report import reporting, shown_progress
from archive.describing import Describing
from archive.intake.outcome import REFUSED
from evidence.imaging.rendition import Box
from schemas.access import LEVELS, Level
from schemas.dates import DateValue
from schemas.edtf import read_edtf
from schemas.sidecar import Handover, Sidecar, read_sidecar
from schemas.vocabulary import vocabulary


def _purposes(_context: Any, _option: Any, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    known = vocabulary("packet_purposes")
    return tuple(known.term(code.strip()).code for code in value.split(",") if code.strip())


def _date(_context: Any, _option: Any, value: str | None) -> DateValue | None:
    return None if value is None else _dated(value)


def _dated(text: str) -> DateValue:
    return DateValue(edtf=read_edtf(text).text)


def _handovers(
    _context: Any, _option: Any, value: tuple[tuple[str, str], ...]
) -> tuple[Handover, ...]:
    rows = [{"from": giver, "on": _dated(day)} for giver, day in value]
    return tuple(Handover.model_validate(row) for row in rows)


def _sheet(_context: Any, _option: Any, path: Path | None) -> Sidecar | None:
    return None if path is None else read_sidecar(path.read_bytes(), name=str(path))


FILE = click.Path(path_type=Path)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=FILE)
@click.option("--incident", metavar="REF", help="The incident that the files document.")
@click.option("--act", metavar="KEY", help="One act of that incident.")
@click.option("--lead", metavar="REF", help="The lead that this file answers.")
@click.option("--title", help="Title of the item; may be read by all who see the item.")
@click.option("--level", type=click.Choice([level.value for level in LEVELS]), default="restricted")
@click.option("--from", "handed_over_by", metavar="WHO", help="Who handed it over: a ref or words.")
@click.option("--by", metavar="WHO", help="Who took it over, if that was somebody else than you.")
@click.option("--when", "received", metavar="DATE", callback=_date, help="When, if not now (EDTF).")
@click.option("--how", help="In which way it came.")
@click.option("--tool", help="Program and version that made or fetched the copy.")
@click.option("--source-url", metavar="URL", help="Where it was found. Nothing is fetched.")
@click.option(
    "--original",
    "--whereabouts",
    "original_whereabouts",
    metavar="WHERE",
    help="Where the original device or paper is.",
)
@click.option("--consent", metavar="PURPOSES", callback=_purposes, help="court,press,…")
@click.option(
    "--before",
    nargs=2,
    multiple=True,
    metavar="WHO DATE",
    callback=_handovers,
    help="A hand-over before it came here: who gave it, and when; may be repeated.",
)
@click.option("--keep-whole", is_flag=True, help="Do not open a ZIP or TAR that is named.")
@click.option(
    "--sidecar", type=FILE, callback=_sheet, help="JSON that says of single files how they came."
)
@click.option(
    "--report", "report_file", type=FILE, help="Write what became of each file: CSV or JSON."
)
@json_option
@click.pass_obj
def add(
    desk: Desk,
    /,
    paths: tuple[Path, ...],
    level: str,
    sidecar: Sidecar | None,
    report_file: Path | None,
    *,
    keep_whole: bool,
    as_json: bool,
    **told: Any,
) -> None:
    """Take in files, folders with all that lies in them, and ZIP and TAR with what lies in those.

    Each file is copied, hashed and safely on the disk before the log says so. Nothing is changed,
    converted or fetched. What cannot be read is refused and said; the rest goes on. A run that was
    interrupted is continued by the same command.

    \b
    Example: khronika add photo.jpg --incident I5 --from "a neighbour" --how "by messenger"
    """
    order = intake.Order(level=Level(level), **told)
    with (
        desk.archive() as archive,
        Describing(archive.blobs) as describing,
        reporting(report_file, as_json=as_json) as report,
        shown_progress(paths, quiet=as_json) as watch,
    ):
        rows = intake.add(
            archive,
            paths,
            order,
            describing.describe_many,
            sidecar=sidecar,
            limits=None if keep_whole else intake.DEFAULT_LIMITS,
            watch=watch,
        )
        for row in rows:
            report.tell(row)
    if report.no_room:
        raise click.exceptions.Exit(ExitCode.UNAVAILABLE)
    if report.counts[REFUSED]:
        raise click.exceptions.Exit(ExitCode.REFUSED)


def _boxes(_context: Any, _option: Any, values: tuple[str, ...]) -> tuple[Box, ...]:
    return tuple(_box(value) for value in values)


def _box(value: str) -> Box:
    parts = value.split(",")
    if len(parts) != 4 or not all(part.isascii() and part.isdecimal() for part in parts):
        raise click.BadParameter(f"expected LEFT,TOP,WIDTH,HEIGHT in pixels, found {value!r}")
    left, top, width, height = (int(part) for part in parts)
    return left, top, left + width, top + height


@click.command()
@click.argument("item")
@click.option("--strip-metadata", "strip", is_flag=True, help="The same picture, no metadata.")
@click.option(
    "--boxes",
    metavar="LEFT,TOP,WIDTH,HEIGHT",
    multiple=True,
    callback=_boxes,
    help="Blacken this part, in pixels of the upright picture; may be given several times.",
)
@click.option("--level", type=click.Choice([level.value for level in LEVELS]), default=None)
@click.option("--reason", help="Why; kept with the entry. Boxes need one.")
@json_option
@click.pass_obj
def derive(
    desk: Desk,
    item: str,
    level: str | None,
    reason: str | None,
    *,
    strip: bool,
    boxes: tuple[Box, ...],
    as_json: bool,
) -> None:
    """Make a copy of the picture ITEM as an item of its own: without metadata, or blackened.

    Where a box is, no pixel of the original is left. The copy never has metadata.

    \b
    Example: khronika derive item-3fk2a7bq --strip-metadata --level public
             khronika derive item-3fk2a7bq --boxes 40,60,200,80 --reason "a face"
    """
    if strip == bool(boxes):
        raise click.UsageError("expected --strip-metadata or --boxes, one of them")
    if boxes and not reason:
        raise click.UsageError("expected --reason with --boxes: it is kept in the log")
    for_whom = Level(level) if level else None
    with desk.archive() as archive, Describing(archive.blobs) as describing:
        if boxes:
            outcome = deriving.redact(
                archive, item, describing, boxes, reason=reason or "", level=for_whom
            )
        else:
            outcome = deriving.strip_metadata(
                archive, item, describing, level=for_whom, reason=reason
            )
    if as_json:
        show_json(
            {
                "ref": outcome.ref,
                "id": outcome.id,
                "entry": outcome.seq,
                "change": outcome.change,
            }
        )
    else:
        did = "there was already" if outcome.change == "unchanged" else "made"
        click.echo(f"{did} {outcome.ref} from {item}  (entry {outcome.seq})")


COMMANDS = (add, derive)
