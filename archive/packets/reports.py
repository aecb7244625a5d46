"""The pages of a packet for people: README, index of exhibits, list of what stays out, custody.

The custody report answers the six questions that are asked of every exhibit; where the log says
nothing, the answer says that, and never that nothing happened.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from archive import heads
from archive.custody import CustodyEvent
from archive.packets.plan import PacketPlan, PlannedExhibit
from archive.packets.stamps import Stamp
from archive.workspace import Archive
from evidence import keys
from evidence.timestamps import openssl_command

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a cell that begins like this."""

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Who captured it and when?", ("item.captured", "item.received_before")),
    (
        "Who has had access to it since?",
        ("item.acquired", "item.opened", "item.transferred_out", "item.transferred_in"),
    ),
    ("Was it altered?", ("item.acquired", "fixity.checked")),
    (
        "Who enhanced or redacted it, when and why?",
        ("derivative.created", "redaction.created", "metadata.stripped"),
    ),
    ("How, and can it be repeated?", ("derivative.created", "metadata.stripped")),
    ("Has it been altered since?", ("fixity.checked", "item.sealed", "quarantined")),
)
"""The six questions of a custody report, and the actions of the log that answer each."""


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def index(plan: PacketPlan) -> str:
    """The exhibit list, with blank columns for the court."""
    head = (
        "exhibit",
        "description",
        "file",
        "sha256",
        "bytes",
        "media_type",
        "item",
        "acquired_entry",
        "offered",
        "objected",
        "admitted",
    )
    return table(
        head,
        (
            (
                f"{row.number:04d}",
                row.title,
                row.path,
                row.digest,
                row.size,
                row.media_type,
                row.ref,
                row.entry,
                "",
                "",
                "",
            )
            for row in plan.exhibits
        ),
    )


def withheld(plan: PacketPlan) -> str:
    """What stays out, by entry of the log and its salted hash."""
    return table(
        ("what", "entry", "leaf_hash", "reason"),
        ((row.what, row.entry, row.leaf, row.reason) for row in plan.withheld),
    )


def custody_report(exhibit: PlannedExhibit, events: Sequence[CustodyEvent]) -> str:
    """The chain of custody of one exhibit: the six questions, then every entry in its order."""
    lines = [
        f"Custody of exhibit {exhibit.number:04d}: {exhibit.title}",
        f"{exhibit.size} bytes, {exhibit.media_type}",
        f"SHA-256 {exhibit.digest}",
        "",
    ]
    for number, (question, actions) in enumerate(QUESTIONS, 1):
        lines.append(f"{number}. {question}")
        answers = [event for event in events if event.action in actions]
        lines += [f"   {event.at}  {event.words}  [entry {event.seq}]" for event in answers]
        if not answers:
            lines.append("   The log says nothing about this.")
        lines.append("")
    lines.append("Every entry about it, in the order of the log:")
    lines += [f"   {event.at}  {event.words}  [entry {event.seq}]" for event in events]
    lines += ["", "Integrity is not origin: a file can be false before it is hashed.", ""]
    return "\n".join(lines)


def readme(
    archive: Archive,
    plan: PacketPlan,
    packet: str,
    custodian: str,
    timestamps: Sequence[Stamp],
) -> str:
    """README.txt: what this is, how to check it without us, what each proof shows and what not.

    `custodian` is the fingerprint of the key that signs the packet; `timestamps` are those of its
    head, or of an earlier one.
    """
    name = archive.settings.name
    fingerprint = keys.fingerprint(keys.public_bytes(heads.log_key(archive.settings)))
    return README.format(
        title=plan.title,
        packet=packet,
        audience=plan.audience.level.value,
        purpose=plan.purpose,
        exhibits=len(plan.exhibits),
        records=len(plan.records),
        withheld=len(plan.withheld),
        name=name,
        fingerprint=fingerprint,
        custodian=custodian,
        timestamps=_told(timestamps),
    )


def _told(timestamps: Sequence[Stamp]) -> str:
    """Which authorities outside say when, and how to check each."""
    if not timestamps:
        return UNSTAMPED
    lines = []
    for one in timestamps:
        stamp = one.held.timestamp
        lines.append(f"   {one.name}: {stamp.time:%Y-%m-%d %H:%M:%S} UTC")
        command = openssl_command(stamp, data=one.data, response=one.response, roots=one.roots)
        first, second = command.split(" -CAfile ")
        lines += [f"       {first} \\", f"           -CAfile {second}"]
    return "\n".join([STAMPED, *lines])


STAMPED = """\
5. Did the log exist by then? Authorities outside say so of its head, or of an earlier one that
   verify.py found it to continue. Take their root certificates from themselves, if you can: those
   in data/log/timestamps were pinned by the archive."""
UNSTAMPED = """\
5. No authority outside has given a timestamp of the head of the log: when it was made says the
   clock of the archive alone."""

README = """\
{title}

An evidence packet of Khronika. Number of the packet: {packet}
For: {audience}; purpose: {purpose}
{exhibits} exhibits, {records} records; {withheld} things stay out, listed in data/withheld.csv.

HOW TO CHECK IT WITHOUT TRUSTING ANYBODY

Each command is run in this folder. Each of them is made by somebody else, but for the second,
which is a short program that you can read: it needs Python 3.9 or later and nothing else.

1. Are all files here, unaltered?
       sha256sum -c manifest-sha256.txt
       sha256sum -c tagmanifest-sha256.txt
2. Do records and custody stand in the log as they are shown here?
       python3 -I verify.py
3. Was the list of files signed by the custodian?
       ssh-keygen -Y verify -f data/log/allowed_signers -I {name} \\
           -n packet@khronika -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt
4. Was the head of the log signed by the key of the log?
       ssh-keygen -Y verify -f data/log/allowed_signers -I {name} \\
           -n checkpoint@khronika -s data/log/checkpoint.sig < data/log/checkpoint
{timestamps}

The key of the custodian, which signs packets, has the fingerprint
       {custodian}
The key of the log, which signs its heads and nothing else, has the fingerprint
       {fingerprint}
Compare them with what you were told by another way: a packet cannot vouch for its own keys. Take
verify.py from another place too, if you can.

WHAT IS IN IT

data/exhibits/   the files, byte for byte, under generated names; data/index.csv lists them
data/records/    what was recorded, as you may see it, with the salts by which it can be checked
data/custody/    for each exhibit: every entry of the log about it, and a report in words
data/entries/    the entries by which the records came into the log, each with its proof
data/log/        the signed head of the log, and the public keys

WHAT THE PROOFS SHOW, AND WHAT NOT

The log shows that records and files have not been altered since their entries were made, as long
as the head of the log is the one that others hold too. It does not show who made a file, nor that
it was true when it was made: integrity is not origin. What a file or a person says of date, place
and author is kept as a claim. What stays out can be asked for by entry number and hash.
"""
