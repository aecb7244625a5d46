"""What is handed out of twin archives, without what two archives can never have in common.

Left out are salts and digests, which are drawn anew for each record; proofs, heads, keys and
signatures, which follow from the whole log; numbers of packets; and what a packet says stays out.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2

from archive.errors import ArchiveError
from archive.packets.build import Form, build_packet
from archive.packets.plan import plan_packet
from archive.workspace import Archive
from schemas.shape import Json
from tests.journeys.twins import Twins

OF_THE_LOG = re.compile(
    r"data/(log/.*|.*\.detail\.json|.*\.tlog-proof|certification\.txt|withheld\.csv)"
    r"|(tag)?manifest-sha256\.txt(\.sig)?|bag-info\.txt"
)
"""Files of a packet that follow from the whole log, or list what stays out."""
DRAWN = re.compile(r"[0-9a-f]{16,}|[A-Za-z0-9+/=-]{40,}|SHA256:\S+|\b[a-z2-7]{16}\b")
"""Digests, keys and opaque ids in words for people."""
LEFT_OUT = re.compile(r"^What was left out$.*", re.M | re.S)
"""The last table of a bundle."""
STAYS_OUT = re.compile(r"[0-9]+ things?.*")
NUMBER = re.compile(r"/[0-9]+")
"""Place of a row in a list: rows that stay out leave gaps, or nothing could be proved."""
ENTRY = ("action", "actor", "at", "outcome", "seq")
"""What an entry says without a digest."""


class Parts(frozenset[str]):
    """Parts of a record that a packet proves.

    A part of which something is withheld cannot be proved, and is left out where the other archive
    has one of what is left: equal is what proves no more than the other.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parts) and (self <= other or other <= self)

    __hash__ = frozenset.__hash__


def packet(archive: Archive, ref: str, drawn: Twins, out: Path) -> object:
    """The files of a packet, or why there is none."""
    try:
        plan = plan_packet(archive, [ref], drawn.audience, recipient="the court")
        folder = build_packet(archive, plan, out, form=Form.FOLDER).folder
    except ArchiveError as error:
        return str(error)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {name: _said(path, name) for path in files if (name := str(path.relative_to(folder)))}


def _said(path: Path, name: str) -> object:
    if OF_THE_LOG.fullmatch(name):
        return "there"
    if name.startswith("data/records/"):
        parts = [json.loads(part) for part in json.loads(path.read_text("utf-8"))["parts"]]
        return Parts({NUMBER.sub("/*", json.dumps(part[1:])) for part in parts})
    if name.startswith("data/entries/"):
        return _entry(json.loads(path.read_text("utf-8")))
    if name.endswith(".pdf"):
        return _in_words(_text(path))
    if name == "README.txt" or name.endswith((".json", ".jsonl", ".opt")):
        return _in_words(path.read_text("utf-8"))
    return path.read_bytes()


def _entry(fields: dict[str, Json]) -> list[Json]:
    return [fields.get(name) for name in ENTRY]


def _text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def _in_words(text: str) -> str:
    text = LEFT_OUT.sub("", text.replace("\r\n", "\n"))
    lines = (DRAWN.sub("…", STAYS_OUT.sub("", line)) for line in text.splitlines())
    return "\n".join(line for line in lines if line.strip())
