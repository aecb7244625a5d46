"""Signing by `ssh-keygen`: with keys that only it can use, on a FIDO2 token or in an agent.

`ssh-keygen -Y sign` (ssh-keygen(1)) asks for a touch or a passphrase itself, at the terminal. With
a public key file it asks the agent. Nothing is sent anywhere.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from evidence.errors import BadKey

__all__ = ["public_line", "sign"]

_SECONDS = 120
"""Long enough for a person to find the token and touch it."""


def sign(message: bytes, *, namespace: str, key_file: Path) -> str:
    """The armoured SSH signature of `message` by the key in `key_file` (private, or public: agent).

    Raises:
        BadKey: ssh-keygen is not installed, or did not sign; its words are quoted.
    """
    return _run(["-Y", "sign", "-q", "-f", str(key_file), "-n", namespace], message)


def public_line(key_file: Path) -> str:
    """The public half of an SSH key file, as OpenSSH writes it, without comment.

    It is read from the file itself if that is public, else from the file beside it with `.pub`.

    Raises:
        BadKey: there is none.
    """
    public = key_file if key_file.suffix == ".pub" else key_file.with_name(f"{key_file.name}.pub")
    try:
        words = public.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as cause:
        raise BadKey(f"a public key of OpenSSH in {str(public)!r}") from cause
    if len(words) < 2:
        raise BadKey(f"a public key of OpenSSH in {str(public)!r}")
    return " ".join(words[:2])


def _run(words: list[str], message: bytes) -> str:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise BadKey("the program ssh-keygen, which signs with this key; it is not installed")
    try:
        done = subprocess.run(  # noqa: S603  # fixed words; the file was named by the key's owner
            [program, *words], input=message, capture_output=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired as cause:
        raise BadKey(f"a signature by ssh-keygen within {_SECONDS} seconds") from cause
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise BadKey(f"a signature by ssh-keygen, which said: {said[-1] if said else 'nothing'}")
    return done.stdout.decode("ascii")
