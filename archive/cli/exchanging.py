"""Commands that take records from one archive to another: push, pull, trust, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from archive.cli.desk import Desk, audience_option, json_option, show_json
from archive.disclosure import Audience
from archive.drafting.merging import Difference
from archive.exchange import deciding, making, over_http, partners, taking
from archive.exchange.deciding import Choice, Waiting
from archive.exchange.steps import CONFLICT, Taking
from archive.exchange.taking import Taken
from archive.exchange.unlocking import unlocked
from evidence.packing.encryption import read_recipient

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
TOKEN = click.option("--token-file", type=FILE, help="For an address: the file with the token.")


@click.command()
@click.argument("target")
@click.option("--case", "cases", multiple=True, metavar="REF", help="A case with all in it.")
@click.option("--incident", "incidents", multiple=True, metavar="REF", help="An incident.")
@click.option("--all", "everything", is_flag=True, help="All records.")
@audience_option
@click.option("--to", metavar="WHO", default="", help="Who gets it; the log says so.")
@click.option("--encrypt-to", "keys", multiple=True, metavar="KEY", help="age1… or an SSH key.")
@TOKEN
@click.option("--dry-run", is_flag=True, help="Say what would go, and make nothing.")
@json_option
@click.pass_obj
def push(
    desk: Desk,
    *,
    target: str,
    cases: Sequence[str],
    incidents: Sequence[str],
    everything: bool,
    audience: Audience,
    to: str,
    keys: Sequence[str],
    token_file: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Send cases to another archive, with all that they name: TARGET is a file or an address.

    An address is that of an archive that runs `khronika serve`: https://…, or http:// within this
    machine. There the bundle is taken in at once; --token-file holds a token of the scope exchange.

    Those who may see everything get revisions with their proofs; any other --audience gets what it
    may see, and nothing tells of the rest.

    \b
    Example: khronika push /media/stick/grozny.bundle --case grozny --to office
    """
    refs = _refs(cases, incidents, everything=everything)
    partner = _partner(target, token_file)
    if partner is not None and keys:
        raise click.UsageError("what goes to an address is not encrypted to a key: TLS does that")
    recipients = [read_recipient(key) for key in keys]
    with desk.archive() as archive:
        sending = making.plan_bundle(archive, refs, audience=audience, to=to)
        if dry_run:
            _tell_plan(sending, as_json=as_json)
            return
        if partner is not None:
            _tell_delivered(over_http.deliver(archive, partner, sending), target, as_json=as_json)
            return
        made = making.make_bundle(archive, sending, Path(target), recipients=recipients)
    if as_json:
        show_json({**_made(made), "bundle": str(made.path)})
        return
    what = "whole, with proofs" if made.whole else f"as {sending.audience.in_words()} sees them"
    click.echo(
        f"{made.records:,} records and {made.files:,} files, {what}: "
        f"{made.path} ({made.size:,} bytes)"
    )


def _refs(cases: Sequence[str], incidents: Sequence[str], *, everything: bool) -> list[str]:
    refs = [*cases, *incidents]
    if bool(refs) == everything:
        raise click.UsageError("expected --case REF, --incident REF or --all")
    return refs


def _partner(where: str, token_file: Path | None) -> over_http.Partner | None:
    """The archive at an address; None: a file is meant."""
    if not where.lower().startswith(("http://", "https://")):
        return None
    if token_file is None:
        raise click.UsageError("expected --token-file FILE for an archive at an address")
    return over_http.Partner(where, token_file.read_text("utf-8").strip())


def _tell_delivered(taken: dict[str, Any], target: str, *, as_json: bool) -> None:
    if as_json:
        show_json(taken)
        return
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(taken["counts"].items()))
    end = f"entry {taken['entry']} there" if taken["changed"] else "nothing was news there"
    click.echo(f"taken in at {target}: {counts}; {taken['files']:,} files stored; {end}")


def _made(made: making.Made) -> dict[str, Any]:
    return {
        "digest": made.digest,
        "whole": made.whole,
        "records": made.records,
        "files": made.files,
        "size": made.size,
    }


def _tell_plan(sending: making.Sending, *, as_json: bool) -> None:
    refs = [one.view.ref for one in sending.chosen]
    if as_json:
        told = {"audience": sending.audience.in_words(), "counts": sending.counts, "refs": refs}
        show_json(told)
        return
    counts = ", ".join(f"{count:,} {kind}" for kind, count in sending.counts.items())
    click.echo(f"would go, as {sending.audience.in_words()} sees them: {counts}")
    click.echo(f"  {' '.join(refs)}")


@click.command()
@click.argument("source")
@click.option("--case", "cases", multiple=True, metavar="REF", help="From an address: a case.")
@click.option("--incident", "incidents", multiple=True, metavar="REF", help="An incident there.")
@click.option("--all", "everything", is_flag=True, help="From an address: all records.")
@TOKEN
@click.option("--key", type=FILE, help="The key of the sender's log, for this once.")
@click.option("--identity", type=FILE, help="The private key that opens an encrypted bundle.")
@click.option(
    "--dry-run", is_flag=True, help="Check all of it, say what would come, write nothing."
)
@json_option
@click.pass_obj
def pull(
    desk: Desk,
    *,
    source: str,
    cases: Sequence[str],
    incidents: Sequence[str],
    everything: bool,
    token_file: Path | None,
    key: Path | None,
    identity: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take in a bundle of another archive, all or nothing: SOURCE is a file or an address.

    An address is that of an archive that runs `khronika serve`: https://…, or http:// within this
    machine; say what is wanted, and give a token of the scope exchange.

    Everything is checked before anything is written. What both archives have revised waits for a
    decision (`khronika conflicts`), and ours stands meanwhile.

    \b
    Example: khronika pull /media/stick/grozny.bundle
    """
    vkey = key.read_text("utf-8") if key else None
    partner = _partner(source, token_file)
    chosen = bool(cases or incidents or everything)
    if partner is None and chosen:
        raise click.UsageError("what is in a file comes as a whole: --case is for an address")
    refs = _refs(cases, incidents, everything=everything) if partner is not None else []
    with desk.archive() as archive, ExitStack() as stack:
        if partner is not None:
            asked = over_http.asked_of(refs, None, archive.settings.name)
            fetched = over_http.fetch(archive, partner, asked)
            stack.callback(fetched.unlink, missing_ok=True)
            source = str(fetched)
        path = stack.enter_context(unlocked(Path(source), identity, archive.settings))
        if dry_run:
            plan = taking.look(archive, path, key=vkey, name=source)
            _tell(Taken(plan, None, 0), as_json=as_json, dry_run=True)
            return
        taken = taking.take(archive, path, key=vkey, name=source)
    _tell(taken, as_json=as_json)


def taken_json(taken: Taken) -> dict[str, Any]:
    """What became of a bundle as JSON."""
    plan = taken.taking
    return {
        "archive": plan.bundle.opened.listed.archive,
        "whole": plan.bundle.whole,
        "changed": taken.seq is not None,
        "entry": taken.seq,
        "counts": plan.counts,
        "files": taken.files,
        "records": [
            {
                "id": step.id,
                "ref": step.ref,
                "type": step.type,
                "what": step.what,
                "called_there": step.called,
                "custody": len(step.custody),
            }
            for step in plan.steps
        ],
    }


def _tell(taken: Taken, *, as_json: bool, dry_run: bool = False) -> None:
    plan = taken.taking
    if as_json:
        show_json(taken_json(taken))
        return
    listed = plan.bundle.opened.listed
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(plan.counts.items()))
    if not plan.changes:
        click.echo(f"from {listed.archive}: {counts}; nothing is news here, nothing was changed")
        return
    end = "nothing was written" if dry_run else f"entry {taken.seq}"
    click.echo(f"from {listed.archive}: {counts}; {taken.files:,} files stored; {end}")
    _tell_names(plan)


def _tell_names(plan: Taking) -> None:
    for step in plan.steps:
        if step.called:
            click.echo(
                f"{step.called} there is {step.ref} here, where {step.called} is another one"
            )
        if step.what == CONFLICT:
            click.echo(
                f"{step.ref} was revised in both archives: ours stands, theirs is kept; "
                f"decide with `khronika conflicts {step.ref}`"
            )


@click.command()
@click.argument("vkey", type=FILE, required=False)
@click.option("--replace", is_flag=True, help="In the place of a key that is trusted already.")
@click.option("--forget", metavar="NAME", help="Take no more bundles of this archive.")
@json_option
@click.pass_obj
def trust(
    desk: Desk, vkey: Path | None, *, replace: bool, forget: str | None, as_json: bool
) -> None:
    """Take bundles of the archive whose key (keys/log.vkey) is in the file VKEY; else list them.

    Compare the fingerprint by another way than the one by which the file came.

    \b
    Example: khronika trust laptop.vkey
    """
    with desk.archive() as archive:
        if vkey is not None:
            partners.trust(archive, vkey.read_text("utf-8"), replace=replace)
        if forget is not None:
            partners.forget(archive, forget)
        known = partners.partners(archive.settings)
    if as_json:
        show_json([{"name": one.name, "fingerprint": one.fingerprint} for one in known])
        return
    for one in known:
        click.echo(f"{one.name}  {one.fingerprint}")


@click.command()
@click.argument("ref", required=False)
@click.option(
    "--take", "choice", type=click.Choice([one.value for one in Choice]), help="What is to stand."
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="POINTER=ours|theirs",
    help="With --take both: for a field that both have changed.",
)
@click.option("--reason", help="Why; kept with the entry.")
@json_option
@click.pass_obj
def conflicts(
    desk: Desk,
    *,
    ref: str | None,
    choice: str | None,
    fields: Sequence[str],
    reason: str | None,
    as_json: bool,
) -> None:
    """Records that two archives have revised: list them, compare REF, and decide.

    What one side alone has changed stands with --take both; for the rest say which side stands.

    \b
    Example: khronika conflicts I8 --take both --field /title=theirs
    """
    if choice is not None and ref is None:
        raise click.UsageError("expected REF, the record that is decided about")
    with desk.archive() as archive:
        if ref is None:
            _list(deciding.waiting(archive), as_json=as_json)
        elif choice is None:
            _show(deciding.look_at(archive, ref), as_json=as_json)
        else:
            done = deciding.decide(archive, ref, Choice(choice), _sides(fields), reason=reason)
            said = f"{done.ref}: revision {done.revision}, entry {done.seq}"
            if as_json:
                show_json({"ref": done.ref, "revision": done.revision, "entry": done.seq})
            else:
                click.echo(said)


def _sides(fields: Sequence[str]) -> dict[str, Choice]:
    found = {}
    for text in fields:
        pointer, _, side = text.rpartition("=")
        if side not in (Choice.OURS, Choice.THEIRS):
            raise click.BadParameter(f"expected POINTER=ours or POINTER=theirs, found {text!r}")
        found[pointer] = Choice(side)
    return found


def _list(rows: Sequence[Waiting], *, as_json: bool) -> None:
    if as_json:
        show_json([{"ref": one.summary.ref, "archive": one.archive} for one in rows])
        return
    for one in rows:
        where = one.archive or "another archive"
        click.echo(f"{one.summary.ref}  {one.summary.type}  also revised in {where}")
    if not rows:
        click.echo("nothing waits for a decision")


def _show(one: Waiting, *, as_json: bool) -> None:
    if as_json:
        told = {"ref": one.summary.ref, "archive": one.archive, "theirs": one.theirs}
        show_json({**told, "differences": [_difference(row) for row in one.differences]})
        return
    click.echo(f"{one.summary.ref}: also revised in {one.archive} (revision {one.theirs} here)")
    for row in one.differences:
        click.echo(f"  {row.pointer}{'  BOTH' if row.both else ''}")
        click.echo(f"    before: {row.before}\n    ours:   {row.mine}\n    theirs: {row.theirs}")


def _difference(row: Difference) -> dict[str, Any]:
    return {
        "path": row.pointer,
        "before": row.before,
        "ours": row.mine,
        "theirs": row.theirs,
        "both": row.both,
    }


COMMANDS = (push, pull, trust, conflicts)
