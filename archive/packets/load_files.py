"""Load files for review platforms: DAT (Concordance) with its CSV twin, and OPT (Opticon).

DAT: fields parted by 0x14, in þ, a new line inside a field as ®; UTF-8 with a byte order mark.
OPT: seven fields a page: number, volume, path, Y on the first page, box, folder, pages. A page is a
page of the bundle: the path names the PDF and, after #page=, the page inside that file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.packets.bundle.volumes import Bundle
from archive.packets.index import Table
from archive.packets.paging import Look
from archive.packets.planned import PacketPlan, PlannedExhibit

__all__ = ["as_dat", "as_opt", "load_rows"]

BYTE_ORDER_MARK = "\ufeff"
FIELD, QUOTE, NEW_LINE = "\x14", "þ", "®"
FIELDS = (
    "BEGBATES",
    "ENDBATES",
    "BEGATTACH",
    "ENDATTACH",
    "CUSTODIAN",
    "FILENAME",
    "DATECREATED",
    "SHA256HASH",
    "MD5HASH",
    "NATIVEPATH",
    "TEXTPATH",
)


def load_rows(plan: PacketPlan, md5: Mapping[str, str], *, custodian: str) -> Table:
    """One row for each exhibit; the first row names the fields.

    Exhibits stand alone, so that the numbers of attachment are their own. The date is what the
    archive knows of it, in words; the file name is the one that the packet made; the text is what
    was read from the file when it came.
    """
    rows: Table = [list(FIELDS)]
    for row in plan.exhibits:
        first, last = plan.numbers(row)
        name = row.path.rpartition("/")[2]
        rows.append(
            [
                first,
                last,
                first,
                last,
                custodian,
                name,
                row.date,
                row.digest,
                md5[row.path],
                row.path,
                _words(row),
            ]
        )
    return rows


def _words(row: PlannedExhibit) -> str:
    """Where the words of an exhibit lie: as they were read from it, or it is a text itself."""
    made = (row.path_of(one) for one in row.derived if one.kind == "text")
    return next(made, row.path if row.paged.look is Look.TEXT else "")


def as_dat(rows: Sequence[Sequence[object]]) -> bytes:
    """The rows as a DAT file."""
    lines = (FIELD.join(f"{QUOTE}{_cell(value)}{QUOTE}" for value in row) for row in rows)
    return (BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines)).encode()


def _cell(value: object) -> str:
    """A value without the signs that have a meaning here."""
    text = str(value).replace("\r\n", NEW_LINE).replace("\n", NEW_LINE).replace("\r", NEW_LINE)
    return text.replace(QUOTE, "th").replace(FIELD, " ")


def as_opt(plan: PacketPlan, bundle: Bundle, *, volume: str) -> bytes:
    """One line for each numbered page."""
    lines = []
    for row in plan.exhibits:
        file, first_page = bundle.place(row)
        for at in range(row.paged.pages):
            number = plan.numbering.text(row.first_page + at)
            path = f"{file}#page={first_page + 1 + at}"
            begins, pages = ("Y", str(row.paged.pages)) if at == 0 else ("", "")
            lines.append(f"{number},{volume},{path},{begins},,,{pages}\r\n")
    return "".join(lines).encode("ascii")
