"""README.txt of a packet: what it is, how to check it without us, what each proof shows."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from archive.packets.planned import PacketPlan
from archive.packets.sightings import Sighting
from archive.packets.stamps import Stamp
from evidence.timestamping.timestamps import openssl_command

__all__ = ["Vouching", "readme"]


@dataclass(frozen=True, slots=True)
class Vouching:
    """Whose keys vouch for the packet."""

    name: str
    """Of the archive, as in every signature."""
    log_key: str
    """Fingerprint of the key of the log."""
    custodian_key: str
    """Fingerprint of the custodian's key."""
    identity: str = ""
    """Fingerprint of the offline key that signed the list of keys; empty if there is no list."""


def readme(
    plan: PacketPlan,
    vouching: Vouching,
    stamps: Sequence[Stamp],
    sightings: Sequence[Sighting] = (),
) -> str:
    """The text of README.txt."""
    return _README.format(
        title=plan.title,
        packet=plan.id,
        audience=plan.audience.level.value,
        purpose=plan.purpose,
        exhibits=len(plan.exhibits),
        records=len(plan.records),
        withheld=len(plan.withheld),
        name=vouching.name,
        fingerprint=vouching.log_key,
        custodian=vouching.custodian_key,
        stamps=_stamps(stamps),
        identity=_identity(vouching),
        witnesses=_witnesses(sightings, 7 if vouching.identity else 6),
    )


def _identity(vouching: Vouching) -> str:
    """How to check the list of keys, if there is one."""
    if not vouching.identity:
        return ""
    return _LISTED.format(name=vouching.name, identity=vouching.identity)


def _stamps(stamps: Sequence[Stamp]) -> str:
    """Which authorities outside say when, and how to check each."""
    if not stamps:
        return _UNSTAMPED
    lines = [_STAMPED]
    for one in stamps:
        stamp = one.held.timestamp
        lines.append(f"   {one.name}: {stamp.time:%Y-%m-%d %H:%M:%S} UTC")
        command = openssl_command(stamp, data=one.data, response=one.response, roots=one.roots)
        first, second = command.split(" -CAfile ")
        lines += [f"       {first} \\", f"           -CAfile {second}"]
    return "\n".join(lines)


def _witnesses(sightings: Sequence[Sighting], number: int) -> str:
    """Which other archives saw the log grow, and how to check what each of them signed."""
    if not sightings:
        return ""
    commands = [
        _WITNESS.format(name=shlex.quote(one.name), head=one.path, key=one.key_path)
        for one in sightings
    ]
    heads = sorted({one.path for one in sightings})
    continued = "\n".join(f"       python3 -I verify.py --checkpoint {path}" for path in heads)
    return "\n".join([_WITNESSED.format(number=number, continued=continued), *commands])


_STAMPED = """\
5. Did the log exist by then? Authorities outside say so of its head, or of an earlier one that
   verify.py found it to continue. Take their root certificates from themselves, if you can: those
   in data/log/timestamps were pinned by the archive."""
_UNSTAMPED = """\
5. No authority outside has given a timestamp of the head of the log: when it was made says the
   clock of the archive alone."""

_LISTED = """
6. Are these keys the archive's? A key of the archive that lies offline, its identity, signed the
   list of the others. The list has to say of the two keys below that they are in use.
       ssh-keygen -Y verify -f data/log/allowed_signers -I {name} \\
           -n keys@khronika -s data/log/keys/list.txt.sig < data/log/keys/list.txt
   The identity has the fingerprint, which should have been published or told to you:
       {identity}
"""

_WITNESSED = """
{number}. Did others see the log only grow? A witness is another archive that signs a head of this
   log only if it continues the last one that it saw. The packet's head has to continue that head:
{continued}
   OpenSSL 3.0 or later finds whether the witness signed it, and when (seconds since 1970). Ask the
   witness for its key: the one that lies here is what the archive was told."""
_WITNESS = """
       W={name} H={head} K={key} T=$(mktemp -d)
       awk -v w="$W" 'NF == 3 && $2 == w {{ print $3; exit }}' $H | base64 -d > $T/line
       tail -c 64 $T/line > $T/signature
       at=$((0x$(od -An -tx1 -j4 -N8 $T/line | tr -d ' \\n')))
       {{ printf 'cosignature/v1\\ntime %s\\n' $at; sed '/^$/,$d' $H; }} > $T/message
       {{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'
         cut -d+ -f3- $K | base64 -d | tail -c 32; }} > $T/key
       openssl pkeyutl -verify -pubin -keyform DER -inkey $T/key -rawin \\
           -in $T/message -sigfile $T/signature && echo "signed at $at"
"""

_README = """\
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
{stamps}
{identity}{witnesses}
If the packet came to you encrypted: age leaves part of a damaged file behind. Look at its exit
code, and begin with step 1. Encryption does not say who sent it; the signature of step 3 does.

The key of the custodian, which signs packets, has the fingerprint
       {custodian}
The key of the log, which signs its heads and nothing else, has the fingerprint
       {fingerprint}
Compare them with what you were told by another way: a packet cannot vouch for its own keys. Take
verify.py from another place too, if you can.

WHAT IS IN IT

data/bundle.pdf  for reading and filing: list of exhibits with pages, incidents, exhibits with
                 stamped numbers, custody, what was left out; more volumes beside, if there are any
data/exhibits/   the files, byte for byte, under generated names
data/derived/    what was made of some of them when they came, named as such: the words that were
                 read from a document, a frame of a film
data/index.csv   the exhibit list, with blank columns for the court; the same as index.xlsx
data/loadfile.*  for review platforms: DAT and CSV by exhibit, OPT by page
data/records/    what was recorded, as you may see it, in parts that the log has sealed
data/custody/    for each exhibit: every entry of the log about it, and a report in words
data/entries/    the entries by which all this came into the log, each with its proof
data/log/        the signed head of the log, timestamps, heads that witnesses signed, public keys
                 and what became of them
data/certification.txt   a draft for a qualified person to complete; the archive certifies nothing

WHAT THE PROOFS SHOW, AND WHAT NOT

Existed by: a timestamp shows that the entries under it, and the files and records whose digests
they name, existed at its time. Unchanged since: the log shows that they have not been altered since
their entries were made, as long as its head is the one that others hold too. Captured by: a person
or a program with its version, only where an entry says so, and on the word of whoever wrote it; the
reports in data/custody tell that from what was only stated later. None of the three shows who made
a file, nor that it was true when it was made: integrity is not origin. What a file or a person says
of date, place and author is kept as a claim. What stays out can be asked for by entry number and
hash.
"""
