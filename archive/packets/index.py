"""The exhibit list as CSV (RFC 4180) and XLSX (ECMA-376), and the list of what stays out.

Both have the page of the bundle on which each exhibit stands, and blank columns for the court.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from archive.cells import cell
from archive.packets.bundle.volumes import Bundle
from archive.packets.planned import PacketPlan
from evidence.packing.zip_stream import ZipStream

__all__ = ["as_csv", "as_xlsx", "index_rows", "withheld_rows"]

Table = list[list[object]]

HEAD = (
    "exhibit",
    "date",
    "description",
    "first_number",
    "last_number",
    "pages",
    "bundle_page",
    "bundle_file",
    "file",
    "came_under",
    "sha256",
    "bytes",
    "media_type",
    "custodian",
    "item",
    "entry",
    "offered",
    "objected",
    "admitted",
)


def index_rows(plan: PacketPlan, bundle: Bundle, *, custodian: str) -> Table:
    """The exhibit list; its first row names the columns."""
    rows: Table = [list(HEAD)]
    for row in plan.exhibits:
        first, last = plan.numbers(row)
        rows.append(
            [
                f"{row.number:04d}",
                row.date,
                row.title,
                first,
                last,
                row.paged.pages,
                bundle.page(row),
                bundle.place(row)[0],
                row.path,
                "; ".join(row.names),
                row.digest,
                row.size,
                row.media_type,
                custodian,
                row.ref,
                "" if row.entry is None else row.entry,
                "",
                "",
                "",
            ]
        )
    return rows


def withheld_rows(plan: PacketPlan) -> Table:
    """What stays out, by entry of the log and its salted hash."""
    rows: Table = [["what", "entry", "leaf_hash", "reason"]]
    rows += [[row.what, row.entry, row.leaf, row.reason] for row in plan.withheld]
    return rows


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV in UTF-8; no cell can be taken for a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def as_xlsx(rows: Iterable[Sequence[object]], *, sheet: str) -> bytes:
    """Rows as one sheet of a workbook, the same bytes for the same rows; texts stay texts."""
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": _WORKBOOK.format(sheet=escape(sheet, {'"': "&quot;"})),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(
            kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": _SHEET.format(rows="".join(map(_row, rows))),
    }
    out = io.BytesIO()
    stream = ZipStream(out)
    for name, text in files.items():
        data = (_XML + text).encode()
        stream.add(name, [data], size=len(data), crc32=zlib.crc32(data))
    stream.close()
    return out.getvalue()


def _row(values: Sequence[object]) -> str:
    return f"<row>{''.join(map(_xlsx_cell, values))}</row>"


def _xlsx_cell(value: object) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    text = "".join(sign for sign in str(value) if sign.isprintable())
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    "</Types>"
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/{{kind}}" Target="{{target}}"/></Relationships>'
)
_WORKBOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET = f'<worksheet xmlns="{_MAIN}"><sheetData>{{rows}}</sheetData></worksheet>'
