"""Mappings: TOML files that say which column becomes which field (docs/import.md).

A mapping mirrors the record that it makes: below `[record.fields]` stand the record's own fields,
and where a value belongs stands an instruction, a table with one of the keys `column`, `columns`,
`text`, `value`, `read` or `record`. What reads the values is in `archive.importing.values`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from archive.importing.compiling import columns_of as columns_of_node
from archive.importing.compiling import compiled
from archive.importing.errors import BadMapping, UnknownMapping
from archive.importing.template import ObjectNode, Template
from schemas.records import RECORD_TYPES

_TOP = {
    "about", "format", "encoding", "delimiter", "sheet", "rows", "absent", "guarded", "group",
    "maps", "record",
}  # fmt: skip
_RECORD = {"name", "type", "ref", "external_id", "per", "repeats", "when", "fields"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping, checked as far as it can be without a file."""

    name: str
    templates: tuple[Template, ...]
    """The records that each row, or each group of rows, makes."""
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    rows: str | None = None
    """JSON Pointer to the list of rows in a JSON document."""
    absent: frozenset[str] = frozenset(("",))
    """Cells that say nothing."""
    guarded: bool = False
    """Whether the cells are guarded against being run (`archive.tabular.cells`)."""
    group: str | None = None
    """Rows that have the same in this column belong together."""
    source: bytes = b""
    """The text of the mapping."""

    def columns(self) -> tuple[str, ...]:
        """The columns that it reads, patterns included."""
        found = [self.group] if self.group else []
        for template in self.templates:
            found += template.identity.columns
            found += list(columns_of_node(template.fields))
        return tuple(dict.fromkeys(found))

    def patterns(self) -> list[Callable[[str], bool]]:
        """Whether a column is read, by any of these."""
        return [partial(_named_by, pattern=column) for column in self.columns()]


def _named_by(column: str, *, pattern: str) -> bool:
    return column == pattern or ("*" in pattern and fnmatchcase(column, pattern))


def ready_mappings() -> tuple[str, ...]:
    """The names of the mappings that come with the program."""
    files = resources.files("archive.importing").joinpath("mappings").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def read_mapping(name: str) -> Mapping:
    """The mapping in the file `name`, or the ready one of this name.

    Raises:
        UnknownMapping: there is neither.
        BadMapping: it cannot be understood.
    """
    path = Path(name)
    if path.is_file():
        return mapping_of(path.read_bytes(), path.name)
    if name not in ready_mappings():
        raise UnknownMapping(name, ready_mappings())
    text = resources.files("archive.importing").joinpath("mappings", f"{name}.toml").read_bytes()
    return mapping_of(text, name)


def mapping_of(source: bytes, name: str) -> Mapping:
    """The mapping that a TOML text holds.

    Raises:
        BadMapping: it is no TOML, or says something that is not understood.
    """
    try:
        content = tomllib.loads(source.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadMapping(name, "at its top", f"no TOML ({error})") from error
    _only(content, _TOP, name, "at its top")
    maps = content.get("maps", {})
    rows = content.get("record", [])
    if not isinstance(rows, list) or not rows:
        raise BadMapping(name, "at its top", "expected at least one [[record]]")
    templates = tuple(_template(row, maps, name, content.get("group")) for row in rows)
    names = [template.name for template in templates]
    if len(set(names)) != len(names):
        raise BadMapping(name, "[[record]]", "two records of one name; give each a `name`")
    plain = {
        key: content[key] for key in _TOP - {"about", "maps", "record", "absent"} & set(content)
    }
    absent = frozenset(content.get("absent", [""])) | {""}
    return Mapping(name=name, templates=templates, absent=absent, source=source, **plain)


def _template(row: AnyMapping[str, Any], maps: Any, name: str, group: str | None) -> Template:
    where = f"[[record]] {row.get('name', row.get('type', ''))}"
    _only(row, _RECORD, name, where)
    if row.get("type") not in RECORD_TYPES:
        raise BadMapping(name, where, f"expected a type among {', '.join(RECORD_TYPES)}")
    identity = row.get("external_id")
    if not isinstance(identity, dict) or not isinstance(identity.get("scheme"), str):
        why = "expected external_id = { scheme = ..., column = ... }: by it a row is known again"
        raise BadMapping(name, where, why)
    pattern = identity.get("text") or "{%s}" % identity.get("column", "")  # noqa: UP031 - braces are the pattern's
    fields = compiled(row.get("fields", {}), maps, name, f"{where}.fields")
    if not isinstance(fields, ObjectNode):
        raise BadMapping(name, where, "expected [record.fields]")
    return Template.made(
        name=row.get("name", row["type"]),
        type=row["type"],
        scheme=identity["scheme"],
        pattern=pattern,
        ref=row.get("ref"),
        per_row=row.get("per", "group" if group else "row") == "row",
        repeats=bool(row.get("repeats", False)),
        when=row.get("when"),
        fields=fields,
    )


def _only(found: AnyMapping[str, Any], known: set[str], name: str, where: str) -> None:
    for key in found:
        if key not in known:
            raise BadMapping(
                name, where, f"expected one of {', '.join(sorted(known))}, not {key!r}"
            )


__all__ = ["Mapping", "mapping_of", "read_mapping", "ready_mappings"]
