"""Commands about files of records for elsewhere: export."""

from __future__ import annotations

from pathlib import Path

import click

from archive.accounts import watching
from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.disclosure import Audience
from archive.errors import NotAllowedError, UnavailableError
from archive.exporting.export import FORMATS, Order
from archive.exporting.export import export as write
from schemas.records import RECORD_TYPES


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="OUT",
    help="A file, or for a bag a folder, that is not there yet.",
)
@click.option(
    "--type",
    "record_type",
    type=click.Choice(list(RECORD_TYPES)),
    help="Only records of this type.",
)
@click.option(
    "--precision-codes",
    is_flag=True,
    help="Add the precision of dates as UCDP GED and ACLED code it.",
)
@audience_option
@json_option
@click.pass_obj
def export(
    desk: Desk,
    form: str,
    out: Path,
    record_type: str | None,
    audience: Audience,
    *,
    precision_codes: bool,
    as_json: bool,
) -> None:
    """Write the records as the audience may see them to OUT.

    A table (csv, xlsx) may be edited and imported again: `khronika import OUT --dry-run` tells what
    would change. No cell of it is ever a formula. A bag holds the whole archive: records, stored
    files and log.

    \b
    Example: khronika export --format xlsx --type incident --out incidents.xlsx
    """
    order = Order(form, audience, record_type, precision_codes)
    with desk.archive() as archive:
        count = write(archive, out, order)
        try:
            watching.exported(archive, audience, form=form, records=count)
        except (NotAllowedError, UnavailableError) as error:
            click.echo(f"what was taken out is not in the log: {error}", err=True)
    if as_json:
        show_json({"format": form, "out": str(out), "records": count})
    else:
        click.echo(f"{count} records for the audience {audience.in_words()} in {out}")


COMMANDS = (export,)
