"""Canonical JSON: one value, one sequence of bytes (RFC 8785), and the narrower form of entries.

https://www.rfc-editor.org/rfc/rfc8785 . The package `rfc8785` is the authority. Most values of an
archive need none of its care: with integers that a double holds, floats that are written out in
full and ASCII keys, Python's own encoder writes the same bytes several times faster, and a short
look at the value says whether that holds. What the bytes mean (entry, part, record) is left to
others.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NoReturn

import rfc8785

from evidence.proof.errors import NotCanonical
from schemas.shape import Json

__all__ = [
    "MAX_ENTRY_BYTES",
    "Json",
    "decode",
    "decode_entry",
    "encode",
    "encode_entry",
    "encoder_for",
    "is_plain",
    "python_json",
]

MAX_ENTRY_BYTES = 65_535
"""The longest entry: its length is a uint16 in an entry bundle (C2SP tlog-tiles, "Log entries")."""

_MAX_INTEGER = 2**53 - 1
"""The largest integer that an IEEE 754 double holds exactly with all below it (RFC 7493 §2.2)."""

_LEAST_FLOAT, _MOST_FLOAT = 1e-4, 1e16
"""From and below these, Python writes a float without an exponent, as ECMAScript does (RFC 8785
§3.2.2.3); both give the shortest digits that lead back to it. Whole ones differ: 44.0 and 44."""


def _plain_writer() -> Callable[[Json], str]:
    """Python's encoder for plain values.

    `JSONEncoder.encode` builds its inner encoder anew for each value, which takes longer than to
    write the short values that parts are. It is built once where this Python has it.
    """
    encoder = json.JSONEncoder(
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
        check_circular=False,  # the look at the value has already come back from every branch
    )
    build = getattr(json.encoder, "c_make_encoder", None)
    if build is None:
        return encoder.encode
    text = json.encoder.encode_basestring
    pieces = build(None, encoder.default, text, None, ":", ",", True, False, False)
    join = "".join
    return lambda value: text(value) if type(value) is str else join(pieces(value, 0))


python_json = _plain_writer()
"""JSON of a value as Python writes it, names in order: canonical where `is_plain` says so.

Raises:
    ValueError: NaN or an infinity.
"""


def encode(value: Json) -> bytes:
    """The canonical bytes of `value`, the same as `rfc8785.dumps` gives.

    Raises:
        NotCanonical: a number, key or type that RFC 8785 has no form for, a lone surrogate in a
            text, or too deep nesting.
    """
    try:
        if _is_plain(value, floats=True):
            return python_json(value).encode()
        return rfc8785.dumps(value)
    except RecursionError as cause:
        raise NotCanonical("a value nested too deeply") from cause
    except UnicodeEncodeError as cause:
        raise NotCanonical("a lone surrogate in a text") from cause
    except rfc8785.CanonicalizationError as cause:
        raise NotCanonical(f"a value without such a form ({cause})") from cause


def is_plain(value: Json) -> bool:
    """Whether `python_json` writes `value` as RFC 8785 wants it.

    Raises:
        NotCanonical: too deep nesting.
    """
    try:
        return _is_plain(value, floats=True)
    except RecursionError as cause:
        raise NotCanonical("a value nested too deeply") from cause


def encoder_for(whole: Json) -> Callable[[Json], bytes]:
    """`encode` for anything inside `whole`, quicker than asking again for each piece of it.

    Raises:
        NotCanonical: too deep nesting.
    """
    return _encode_plain if is_plain(whole) else encode


def _encode_plain(value: Json) -> bytes:
    try:
        return python_json(value).encode()
    except UnicodeEncodeError as cause:
        raise NotCanonical("a lone surrogate in a text") from cause


def decode(data: bytes) -> Json:
    """The value that `data` is the canonical form of.

    Refuses everything else: other spacing or order, duplicate keys, lone surrogates, NaN, bytes
    that are not UTF-8, numbers written in another way. So no two readers can see two values.

    Raises:
        NotCanonical: says what stands at which byte.
    """
    try:
        value = json.loads(data.decode())
        if encode(value) == data:
            return value
    except (ValueError, RecursionError, NotCanonical):
        # The careful way finds the reason to refuse, or a number above 2^53 in its one form.
        return _decode_with_care(data)
    return _decode_with_care(data)


def encode_entry(entry: Json) -> bytes:
    """The bytes of a log entry: canonical JSON of one object, without floats, with ASCII keys.

    Raises:
        NotCanonical: the entry is not of that form, or longer than 65,535 bytes.
    """
    if not isinstance(entry, dict):
        raise NotCanonical(f"{type(entry).__name__} instead of an object", where="the top")
    _refuse_unplain(entry)
    data = _encode_plain(entry)
    if len(data) > MAX_ENTRY_BYTES:
        raise NotCanonical(f"an entry of {len(data)} bytes, more than {MAX_ENTRY_BYTES}")
    return data


def decode_entry(data: bytes) -> dict[str, Json]:
    """The object that the entry `data` holds.

    Raises:
        NotCanonical: `data` is not what `encode_entry` writes.
    """
    if len(data) > MAX_ENTRY_BYTES:
        raise NotCanonical(f"an entry of {len(data)} bytes, more than {MAX_ENTRY_BYTES}")
    if (found := _quickly_decoded(data)) is not None:
        return found
    entry = decode(data)
    if not isinstance(entry, dict):
        raise NotCanonical(f"{type(entry).__name__} instead of an object", where="the top")
    _refuse_unplain(entry)
    return entry


def _quickly_decoded(data: bytes) -> dict[str, Json] | None:
    """The entry, if it is of the form of one; None: `decode` finds the reason why not."""
    try:
        value = json.loads(data.decode())
        if type(value) is dict and _is_plain(value) and python_json(value).encode() == data:
            return value
    except (ValueError, RecursionError):
        return None
    return None


def _is_plain(value: Json, *, floats: bool = False) -> bool:
    """Whether Python's encoder writes `value` as RFC 8785 wants it.

    Its escapes are the same, and so is the order of keys as long as they are ASCII: RFC 8785
    sorts by UTF-16 units, Python by code points. Subclasses go the careful way. Floats are plain
    only where the caller says so, and only those that both write with the same digits.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is float:
        return floats and _LEAST_FLOAT <= abs(value) < _MOST_FLOAT and not value.is_integer()
    inside = value
    if kind is dict:
        for name in value:
            if type(name) is not str or not name.isascii():
                return False
        inside = value.values()
    elif kind is not list and kind is not tuple:
        return kind is int and -_MAX_INTEGER <= value <= _MAX_INTEGER
    for inner in inside:
        if type(inner) is not str and not _is_plain(inner, floats=floats):
            return False
    return True


def _refuse_unplain(entry: dict[str, Json]) -> None:
    try:
        plain = _is_plain(entry)
    except RecursionError as cause:
        raise NotCanonical("a value nested too deeply") from cause
    if not plain:
        raise NotCanonical(
            "a float, a key that is not ASCII, or an integer beyond 2^53 in an entry"
        )


def _decode_with_care(data: bytes) -> Json:
    try:
        shown = data.decode()
    except UnicodeDecodeError as cause:
        raise NotCanonical("bytes that are not UTF-8", where=f"byte {cause.start}") from cause
    try:
        value = json.loads(
            shown,
            object_pairs_hook=_object_without_duplicates,
            parse_constant=_refuse_constant,
            parse_int=_integer_or_double,
        )
    except json.JSONDecodeError as cause:
        where = f"byte {len(shown[: cause.pos].encode())}"
        raise NotCanonical(f"no JSON ({cause.msg})", where=where) from cause
    except RecursionError as cause:
        raise NotCanonical("a value nested too deeply") from cause
    again = encode(value)
    if again != data:
        at = _first_difference(again, data)
        found, expected = data[at : at + 20], again[at : at + 20]
        raise NotCanonical(f"{found!r} where {expected!r} belongs", where=f"byte {at}")
    return value


def _object_without_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found:
            raise NotCanonical("a key given twice", where=f"key {key!r}")
        found[key] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise NotCanonical(f"{name}, which is no number of JSON")


def _integer_or_double(digits: str) -> int | float:
    """JSON numbers are doubles; RFC 8785 writes those below 1e21 without point or exponent."""
    if len(digits) <= 17:  # a sign and the sixteen digits of 2^53
        number = int(digits)
        if abs(number) <= _MAX_INTEGER:
            return number
    return float(digits)


def _first_difference(one: bytes, other: bytes) -> int:
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))
