"""Which commands there are, where each is, and what the list of commands says of it.

A command is imported when it is called or its own help is asked for: what the others need
(spreadsheets, pictures, typesetting) would make each of them slow to start. So the list of commands
can be shown without any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

import click


@dataclass(frozen=True, slots=True)
class Listed:
    """A command, before it is imported."""

    module: str
    """The module of `archive.cli` that has it among its `COMMANDS`."""
    summary: str
    """The first paragraph of its help."""


CATALOGUE: Mapping[str, Listed] = {
    "acknowledge": Listed(
        "custody_commands",
        "Enter that the other side acknowledges the hand-over or packet of ENTRY.",
    ),
    "add": Listed(
        "evidence_commands",
        "Take in files, folders with all that lies in them, "
        "and ZIP and TAR with what lies in those.",
    ),
    "appeal": Listed("appeals", "What was asked of whom, by when, and what came back."),
    "authority": Listed(
        "anchors",
        "Authorities outside that give timestamps. None are asked unless they are set up here.",
    ),
    "backup": Listed(
        "backups",
        "Back the archive up into FOLDER, while it is in use; only what is new is copied.",
    ),
    "candidates": Listed(
        "candidates",
        "List records that may be one and the same, and why; only those like REF, if given.",
    ),
    "check-receipt": Listed(
        "custody_commands",
        "Check the receipt in FILE, without the archive, and whose file it is for.",
    ),
    "checkpoint": Listed("checks", "Sign the head of the log now, keep it, and print it."),
    "conflicts": Listed(
        "exchanging",
        "Records that two archives have revised: list them, compare REF, and decide.",
    ),
    "custody": Listed(
        "custody_commands",
        "Answer the six questions of custody about ITEM, and show every entry about it.",
    ),
    "demo": Listed(
        "files",
        "Show the whole way on the worked example, from recording to a verified packet.",
    ),
    "derive": Listed(
        "evidence_commands",
        "Make a copy of the picture ITEM as an item of its own: without metadata, or blackened.",
    ),
    "doctor": Listed(
        "upkeep_commands",
        "Look at disk, clock, keys, index, database and bucket, and when it was last checked, "
        "backed up and anchored; advise. Nothing is changed. Exit code 1 if there is advice.",
    ),
    "erase": Listed(
        "log_commands",
        "Erase the record REF for good: content, secrets, file, index; the log stays whole.",
    ),
    "export": Listed("exporting", "Write the records as the audience may see them to OUT."),
    "history": Listed(
        "records",
        "Show every revision of REF and what each changed, field by field.",
    ),
    "import": Listed(
        "importing",
        "Import the records of FILE: CSV, TSV, XLSX, JSON, JSON Lines or GeoJSON.",
    ),
    "init": Listed("files", "Make a new archive in FOLDER, with a signing key of its own."),
    "join": Listed(
        "steps",
        "Say that REF is the same as INTO, which is to be used; revert REF to part them again.",
    ),
    "key": Listed(
        "key_commands",
        "Keys: of the log, of those who sign packets, and the offline identity of the archive.",
    ),
    "link": Listed(
        "records",
        "Link the incident ONE to the incident OTHER, or an actor to an actor.",
    ),
    "lock": Listed(
        "lock_commands",
        "Shut the doors: whoever serves the archive forgets its passphrases and answers nothing.",
    ),
    "log": Listed(
        "log_commands",
        "The log itself: write it out for auditors, or start a new one after a restore.",
    ),
    "migrate": Listed(
        "moving",
        "Move the archive's records to another database, its files to another store, or both.",
    ),
    "packet": Listed(
        "packets",
        "Plan, build and check evidence packets, and keep account of who holds them.",
    ),
    "people": Listed(
        "people_commands",
        "Find people and groups by a name in any spelling or script, the likest first.",
    ),
    "place": Listed(
        "place_commands",
        "Places by their names, from a list on this disk. Nothing is placed by a machine.",
    ),
    "pull": Listed(
        "exchanging",
        "Take in a bundle of another archive, all or nothing: SOURCE is a file or an address.",
    ),
    "push": Listed(
        "exchanging",
        "Send cases to another archive, with all that they name: TARGET is a file or an address.",
    ),
    "receipt": Listed(
        "custody_commands",
        "Print the receipt of ENTRY (C2SP tlog-proof), for whoever handed something in.",
    ),
    "record": Listed("records", "Add or revise records from FILE (or - for standard input)."),
    "reindex": Listed(
        "upkeep_commands",
        "Bring the text index up to the records, or make it anew.",
    ),
    "report": Listed(
        "reporting",
        "Count incidents, acts, victims and losses; "
        "every number is an interval that loses no bound.",
    ),
    "restore": Listed(
        "backups",
        "Make an archive in the empty FOLDER out of BACKUP; nothing, unless all of it verifies.",
    ),
    "retire": Listed("steps", "Take REF out of use. It stays readable, and search passes it over."),
    "revert": Listed(
        "steps",
        "Make revision N of REF the newest one again; nothing in between is lost.",
    ),
    "review": Listed("steps", "Say how far the incident REF has been checked."),
    "saved": Listed(
        "saved_commands",
        "Searches that were kept with `khronika search … --save NAME`, and what is new in them.",
    ),
    "search": Listed(
        "searching",
        "Find incidents by words, place and date; each hit is certainly or possibly meant.",
    ),
    "show": Listed(
        "records",
        "Show the record REF; of an item also whether what its file says fits what is recorded.",
    ),
    "timestamp": Listed(
        "anchors",
        "Have an authority outside say that the log existed by now (RFC 3161).",
    ),
    "token": Listed(
        "token_commands",
        "Tokens, by which a program asks the pages for somebody: Authorization: Bearer TOKEN.",
    ),
    "transfer": Listed("custody_commands", "Enter that ITEM was handed over, or came back."),
    "trust": Listed(
        "exchanging",
        "Take bundles of the archive whose key (keys/log.vkey) is in the file VKEY; "
        "else list them.",
    ),
    "unlock": Listed(
        "lock_commands",
        "Open the doors again, for whoever can open the key of the log; the log says who did.",
    ),
    "user": Listed(
        "user_commands",
        "People who work with the archive: their tasks, clearances and compartments.",
    ),
    "verify": Listed(
        "checks",
        "Check log, heads, tables and stored bytes; exit 1 if anything is wrong.",
    ),
    "witness": Listed(
        "witness_commands",
        "Let another archive vouch that this log only grows, or vouch for another one.",
    ),
}
"""By name. A test holds that it has every command of every module, with its summary."""


def load(name: str) -> click.Command:
    """The command `name` of the catalogue."""
    module = import_module(f"archive.cli.{CATALOGUE[name].module}")
    found: click.Command = next(one for one in module.COMMANDS if one.name == name)
    return found


def outline(name: str) -> click.Command:
    """A stand-in that can be listed with its summary, but neither called nor asked for help."""
    return click.Command(name, help=CATALOGUE[name].summary)
