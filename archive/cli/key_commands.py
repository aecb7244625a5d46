"""Commands about keys: key list, add, rotate, revoke, lock, unlock, identity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from archive.cli.desk import Desk, json_option, show_json
from archive.keyring import custodian, identity, listing, locking, rotation
from archive.keyring.identity import Identity
from archive.keyring.locking import Which
from archive.workspace import Archive

_OLD_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_NEW_FILE = click.Path(path_type=Path, dir_okay=False)
_passphrase_file = click.option(
    "--new-passphrase-file", "secret", type=_OLD_FILE, help="Lock it: the first line of this file."
)
_reason = click.option("--reason", required=True, help="Why; it stands beside the log's entry.")


@click.group()
def key() -> None:
    """Keys: of the log, of those who sign packets, and the offline identity of the archive.

    Locked keys are opened by KHRONIKA_PASSPHRASE_FILE, KHRONIKA_PASSPHRASE, or at the terminal.
    """


@key.command("list")
@json_option
@click.pass_obj
def list_keys(desk: Desk, *, as_json: bool) -> None:
    """Show every key that the log names, with its fingerprint, and whether the list is signed.

    \b
    Example: khronika key list
    """
    with desk.archive() as archive:
        told = _told(archive)
    if as_json:
        show_json(told)
        return
    for row in told["keys"]:
        click.echo(f"{row['for']}: {row['fingerprint']}  {row['state']}, entry {row['entry']}")
    if told["identity"]:
        click.echo(f"identity, to be read aloud: {told['identity']}")
    click.echo(f"list of keys: {told['list']}")


def _told(archive: Archive) -> dict[str, Any]:
    with archive.reading() as connection:
        known, ours = listing.known_keys(connection), identity.identity(connection)
    return {
        "keys": [
            {
                "for": one.kind.value,
                "state": one.state.value,
                "fingerprint": one.fingerprint,
                "public": one.line,
                "entry": one.seq,
                "ended": one.ended,
                "person": one.person or None,
            }
            for one in known
        ],
        "identity": ours and ours.short,
        "list": identity.state_of_list(archive).value,
    }


@key.command()
@click.argument("file", type=_OLD_FILE)
@json_option
@click.pass_obj
def add(desk: Desk, file: Path, *, as_json: bool) -> None:
    """Sign packets with an SSH key of your own from now on, by ssh-keygen.

    FILE is a private key, the file of a FIDO2 key, or a public key that an agent signs for.

    \b
    Example: khronika --as Vera key add ~/.ssh/id_ed25519_sk
    """
    with desk.archive() as archive:
        added = custodian.use_own_key(archive, file)
    _say(as_json, {"fingerprint": added.fingerprint}, f"packets are signed by {added.fingerprint}")


@key.command()
@_reason
@_passphrase_file
@click.option("--lost", is_flag=True, help="The private key of before is gone: it cannot sign.")
@json_option
@click.pass_obj
def rotate(desk: Desk, reason: str, secret: Path | None, *, lost: bool, as_json: bool) -> None:
    """Have a new key follow the one that signs the log's heads; both sign that it does.

    With --lost, `verify` finds the new key until the identity key has signed the list of keys.

    \b
    Example: khronika key rotate --reason "the laptop was out of our hands for a day"
    """
    with desk.archive() as archive:
        change = rotation.replace_lost if lost else rotation.rotate
        done = change(archive, reason=reason, passphrase=_first_line(secret))
    told = {
        "before": done.before,
        "after": done.after,
        "entry": done.seq,
        "head": str(done.signed.path),
    }
    words = f"{done.before} handed over to {done.after} (entry {done.seq}, {done.signed.path.name})"
    _say(as_json, told, f"{words}\ntell the new fingerprint to those who know the old one")


@key.command()
@click.argument("fingerprint")
@_reason
@json_option
@click.pass_obj
def revoke(desk: Desk, fingerprint: str, reason: str, *, as_json: bool) -> None:
    """Take a custodian's key out of use; what it signed before stays signed.

    \b
    Example: khronika key revoke SHA256:… --reason "the token was lost"
    """
    with desk.archive() as archive:
        known = rotation.revoke(archive, fingerprint, reason=reason)
    _say(as_json, {"revoked": known.fingerprint}, f"revoked {known.fingerprint}")


@key.command()
@click.argument("which", type=click.Choice([one.value for one in Which]))
@_passphrase_file
@click.pass_obj
def lock(desk: Desk, which: str, secret: Path | None) -> None:
    """Put the key of the log, or your own for packets, under a passphrase.

    The log's key signs unattended: while it is locked, every change asks for the passphrase.

    \b
    Example: khronika key lock packet
    """
    chosen = _first_line(secret) or _asked()
    with desk.archive() as archive:
        path = locking.lock(archive, Which(which), chosen)
    click.echo(f"{path.name} is under a passphrase")


@key.command()
@click.argument("which", type=click.Choice([one.value for one in Which]))
@click.pass_obj
def unlock(desk: Desk, which: str) -> None:
    """Take the passphrase off a key.

    \b
    Example: khronika key unlock log
    """
    with desk.archive() as archive:
        path = locking.lock(archive, Which(which), None)
    click.echo(f"{path.name} is under no passphrase any more")


@key.group("identity")
def identity_group() -> None:
    """The offline key whose fingerprint people print, and which signs the list of all others."""


@identity_group.command()
@click.argument("file", type=_NEW_FILE)
@_passphrase_file
@click.option("--no-passphrase", is_flag=True, help="Leave it open.")
@json_option
@click.pass_obj
def new(desk: Desk, file: Path, secret: Path | None, *, no_passphrase: bool, as_json: bool) -> None:
    """Make an identity key in FILE, on a medium of its own, which is then locked away.

    \b
    Example: khronika key identity new /media/stick/identity.pem
    """
    chosen = None if no_passphrase else _first_line(secret) or _asked()
    with desk.archive() as archive:
        ours = identity.new_identity(archive, file, passphrase=chosen)
    _show(ours, as_json=as_json)


@identity_group.command()
@click.argument("file", type=_OLD_FILE)
@json_option
@click.pass_obj
def adopt(desk: Desk, file: Path, *, as_json: bool) -> None:
    """Take an SSH key as the identity: FILE is its public half.

    \b
    Example: khronika key identity adopt /media/stick/id_ed25519_sk.pub
    """
    with desk.archive() as archive:
        ours = identity.adopt(archive, file.read_text(encoding="utf-8"))
    _show(ours, as_json=as_json)


@identity_group.command()
@click.argument("file", type=_OLD_FILE)
@json_option
@click.pass_obj
def sign(desk: Desk, file: Path, *, as_json: bool) -> None:
    """Sign the list of keys with the identity key in FILE: after every change of a key.

    \b
    Example: khronika key identity sign /media/stick/identity.pem
    """
    with desk.archive() as archive:
        path = identity.sign_list(archive, file)
    _say(as_json, {"list": str(path)}, f"signed {path}; give it away with its .sig")


def _show(ours: Identity, *, as_json: bool) -> None:
    told = {"fingerprint": ours.fingerprint, "short": ours.short, "public": ours.line}
    words = f"identity {ours.fingerprint}\nto be read aloud: {ours.short}"
    _say(as_json, told, f"{words}\nprint it, and sign the list: khronika key identity sign FILE")


def _say(as_json: bool, told: dict[str, Any], words: str) -> None:
    if as_json:
        show_json(told)
    else:
        click.echo(words)


def _first_line(path: Path | None) -> str | None:
    if path is None:
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0]:
        raise click.UsageError(f"expected a passphrase in the first line of {path}, found none")
    return lines[0]


def _asked() -> str:
    chosen: str = click.prompt("New passphrase", hide_input=True, confirmation_prompt=True)
    return chosen


COMMANDS = (key,)
