"""Mappings as they are written, made templates: what is not understood is named by its place.

A table of a mapping is an object of the record, or an instruction that fills one value; which of
the two follows from its keys (docs/import.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.importing.errors import BadMapping
from archive.importing.template import Instruction, ListNode, Node, ObjectNode, Repeated, reads
from archive.importing.values import HOLE, READERS, Options

_INSTRUCTS = {"column", "columns", "text", "value", "read", "record"}
_OPTIONS = _INSTRUCTS | {
    "map", "other", "split", "each", "join", "required", "differ", "formats", "words", "from",
    "to", "months", "throughout", "low", "high", "lat", "lon", "order", "yes", "no", "unit",
    "basis", "when", "if_absent", "backward",
}  # fmt: skip
_CONTROL = {"numbers", "over", "per", "when"}


def compiled(value: Any, maps: Any, name: str, where: str) -> Node:
    """The node that a part of a mapping stands for.

    Raises:
        BadMapping: it is not understood.
    """
    if isinstance(value, list) and all(isinstance(one, dict) for one in value) and value:
        return ListNode(
            [_element(one, maps, name, f"{where}[{at}]") for at, one in enumerate(value)]
        )
    if not isinstance(value, dict):
        return Instruction({"value": value}, (), "value")
    if _is_instruction(value):
        return _instruction(value, maps, name, where)
    inner = {
        key: compiled(one, maps, name, f"{where}.{key}")
        for key, one in value.items()
        if key not in _CONTROL
    }
    return ObjectNode(inner, value.get("when"), reads(inner.values()))


def _is_instruction(value: dict[str, Any]) -> bool:
    """Whether a table fills one value. Records have fields named text and value themselves."""
    stated = {key for key in _INSTRUCTS & value.keys() if not isinstance(value[key], dict)}
    return bool(stated - {"text", "value"}) or bool(stated and value.keys() <= _OPTIONS)


def _element(value: dict[str, Any], maps: Any, name: str, where: str) -> Node:
    node = compiled(
        {k: v for k, v in value.items() if k not in _CONTROL - {"when"}}, maps, name, where
    )
    if not isinstance(node, ObjectNode):
        return node
    numbers = tuple(str(number) for number in value.get("numbers", ()))
    return Repeated(node, numbers, value.get("over"), value.get("per") == "row")


def _instruction(value: dict[str, Any], maps: Any, name: str, where: str) -> Instruction:
    unknown = value.keys() - _OPTIONS
    if unknown:
        raise BadMapping(name, where, f"{sorted(unknown)[0]!r} is no part of an instruction")
    options = dict(value)
    if isinstance(options.get("map"), str):
        if options["map"] not in maps:
            raise BadMapping(name, where, f"expected [maps.{options['map']}], found none")
        options["map"] = maps[options["map"]]
    reader = options.get("read") or ("value" if "value" in options else "text")
    if reader not in READERS:
        raise BadMapping(name, where, f"expected read among {', '.join(READERS)}, found {reader!r}")
    return Instruction(options, _columns(options), reader)


def _columns(options: Options) -> tuple[str, ...]:
    found: list[str] = []
    for key in ("column", "columns", "from", "to", "months", "low", "high", "lat", "lon"):
        stated = options.get(key, ())
        found += [stated] if isinstance(stated, str) else list(stated)
    found += [one for one in HOLE.findall(str(options.get("text", ""))) if one != "n"]
    return tuple(dict.fromkeys(found))


def columns_of(node: Node) -> Iterator[str]:
    """The columns that a node looks at, with {n} replaced by every number."""
    match node:
        case Instruction():
            yield from node.columns
        case ObjectNode():
            for inner in node.inner.values():
                yield from columns_of(inner)
        case ListNode():
            for element in node.inner:
                yield from columns_of(element)
        case Repeated():
            for column in columns_of(node.inner):
                numbers = node.numbers if "{n}" in column else ("",)
                yield from (column.replace("{n}", number) for number in numbers)
