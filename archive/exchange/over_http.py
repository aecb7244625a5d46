"""Bundles over HTTP, from and to an archive that runs `khronika serve`, in pieces.

A line that breaks costs a piece: it is asked how far things came, and gone on from there, also by a
process that starts later. Every step is a request to the address that a person named, with the
token that they gave; no other address is ever asked, and redirects are not followed.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from archive import log
from archive.exchange import waiting_room
from archive.exchange.errors import OpenHttp, OtherAnswer
from archive.exchange.making import Sending, make_bundle
from archive.workspace import Archive
from evidence.errors import OtherStatus, Unreachable
from evidence.network import Send, check_address, send
from evidence.store.durable import put_text, writing_to

__all__ = ["Partner", "deliver", "fetch"]

PIECE_BYTES = 8 << 20
"""As many as an archive takes at once."""
MAKING_SECONDS = 3600.0
"""How long the other archive may take to make a bundle, or to take one in."""
PIECE_SECONDS = 300.0
LARGEST_ANSWER = 64 << 20
"""Bytes of JSON: what became of each record."""
TRIES = 5
"""How often a request is made that does not get through, with longer and longer waits."""
GONE, CONFLICT = 404, 409
TRY_AGAIN = (429, 503)
"""RFC 6585 §4, RFC 9110 §15.6.4."""

T = TypeVar("T")
Watch = Callable[[int], None]


@dataclass(frozen=True)
class Partner:
    """Another archive at an address."""

    url: str
    token: str
    send: Send = send
    pause: Callable[[float], None] = time.sleep
    piece_bytes: int = PIECE_BYTES
    """How much is fetched or sent at once."""

    def __post_init__(self) -> None:
        """See that nobody on the way can read what is sent.

        Raises:
            BadAddress: it is no address. OpenHttp: it is not one with https, nor of this machine.
        """
        check_address(self.url)
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
            raise OpenHttp(self.url)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = PIECE_SECONDS,
        limit_bytes: int = LARGEST_ANSWER,
    ) -> bytes:
        """The answer to one request, tried again while it does not get through.

        Raises:
            OtherStatus: it is refused; carries the status. Unreachable: it never got through.
        """
        url = f"{self.url.rstrip('/')}/api/v1/exchange{path}"
        url += f"?{urlencode(query)}" if query else ""
        told = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        for tried in range(1, TRIES + 1):
            try:
                return self.send(
                    url,
                    method=method,
                    headers=told,
                    body=body,
                    timeout=timeout,
                    limit_bytes=limit_bytes,
                )
            except OtherStatus as error:
                if error.status not in TRY_AGAIN or tried == TRIES:
                    raise
            except Unreachable:
                if tried == TRIES:
                    raise
            self.pause(float(2**tried))
        raise AssertionError

    def ask_json(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        """The answer as JSON.

        Raises:
            OtherAnswer: it is refused, or is no JSON. Unreachable: it never got through.
        """
        try:
            found = json.loads(self.ask(method, path, **given))
        except OtherStatus as error:
            raise self.refused(error) from error
        except ValueError as error:
            raise OtherAnswer(self.url, "an answer that is no JSON") from error
        if not isinstance(found, dict):
            raise OtherAnswer(self.url, "an answer of another shape")
        return found

    def refused(self, error: OtherStatus) -> OtherAnswer:
        """What a refusal says, as an error of ours."""
        said = ""
        with suppress(ValueError, AttributeError):
            said = f": {json.loads(error.body).get('detail', '')}"
        return OtherAnswer(self.url, f"the status {error.status}{said}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def fetch(
    archive: Archive,
    partner: Partner,
    asked: Mapping[str, Any],
    *,
    watch: Watch = lambda _: None,
) -> Path:
    """The bundle that the other archive makes of what is `asked`, in a file that is to be removed.

    One that was fetched in part before is gone on with, if it is still there.

    Raises:
        OtherAnswer, Unreachable: it is refused, or did not come.
        NoRoom, UnwritableStore: there is no room for it.
    """
    folder = waiting_room.place(archive.settings, "fetching")
    key = _key(partner.url, asked)
    note, part = folder / f"{key}.json", folder / f"{key}.part"
    made = json.loads(note.read_text("utf-8")) if note.exists() else None
    if made is not None:
        with suppress(_Gone):
            return _fetched(partner, made, part, note, watch)
    made = _made(partner, asked)
    with writing_to(folder):
        part.unlink(missing_ok=True)
        put_text(note, json.dumps(made))
    try:
        return _fetched(partner, made, part, note, watch)
    except _Gone as error:
        raise OtherAnswer(partner.url, "that a bundle it has just made is gone") from error


class _Gone(Exception):
    """The other archive does not have a bundle any more."""


def _made(partner: Partner, asked: Mapping[str, Any]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    body = json.dumps(dict(asked)).encode()
    made = partner.ask_json("POST", "/bundles", body=body, headers=headers, timeout=MAKING_SECONDS)
    name, size = made.get("digest"), made.get("size")
    if not (isinstance(name, str) and name.isalnum() and isinstance(size, int) and size > 0):
        raise OtherAnswer(partner.url, "an answer of another shape")
    return {"digest": name, "size": size}


def _fetched(
    partner: Partner, made: Mapping[str, Any], part: Path, note: Path, watch: Watch
) -> Path:
    path, size = f"/bundles/{made['digest']}", int(made["size"])
    with writing_to(part.parent), part.open("ab") as file:
        here = file.seek(0, 2)
        while here < size:
            last = min(here + partner.piece_bytes, size) - 1
            try:
                data = partner.ask(
                    "GET",
                    path,
                    headers={"Range": f"bytes={here}-{last}"},
                    limit_bytes=partner.piece_bytes,
                )
            except OtherStatus as error:
                if error.status == GONE:
                    raise _Gone from error
                raise partner.refused(error) from error
            if len(data) != last - here + 1:
                raise OtherAnswer(partner.url, f"{len(data):,} bytes in the place of a piece")
            file.write(data)
            file.flush()
            here += len(data)
            watch(len(data))
    note.unlink(missing_ok=True)
    with suppress(OtherStatus, Unreachable):  # it is removed there by itself after a while
        partner.ask("DELETE", path)
    return part


def deliver(
    archive: Archive,
    partner: Partner,
    sending: Sending,
    *,
    watch: Watch = lambda _: None,
) -> dict[str, Any]:
    """Send a bundle of these records, and have it taken in; what became of it there, as JSON.

    One that was sent in part before is gone on with, unless something was entered here since.

    Raises:
        OtherAnswer, Unreachable: it is refused, or did not get through.
        DamagedEvidence, MissingEvidence, NoRoom, UnwritableStore: as `make_bundle`.
    """
    folder = waiting_room.place(archive.settings, "sending")
    ids = [one.summary.id for one in sending.chosen]
    key = _key(partner.url, {"ids": ids, "audience": sending.audience.in_words()})
    path = folder / f"{key}-{_entries(archive)}.bundle"
    if not path.is_file():
        made = make_bundle(archive, sending, folder / f"{key}-new.bundle")
        path = made.path.replace(folder / f"{key}-{_entries(archive)}.bundle")
    query = {"digest": _digest(path), "size": path.stat().st_size}
    taken = _sent(partner, path, query, watch)
    path.unlink(missing_ok=True)
    return taken


def _entries(archive: Archive) -> int:
    with archive.reading() as connection:
        return log.head(connection).size


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sent(partner: Partner, path: Path, query: Mapping[str, Any], watch: Watch) -> dict[str, Any]:
    (here, taken), size, elsewhere = _come_so_far(partner, query), int(query["size"]), 0
    with path.open("rb") as file:
        while taken is None:
            file.seek(here)
            piece = file.read(partner.piece_bytes)
            answer = _piece(
                partner, {**query, "offset": here}, piece, last=here + len(piece) == size
            )
            if answer is None:  # another offset than ours: a piece came although we did not hear so
                before, (here, taken) = here, _come_so_far(partner, query)
                elsewhere = elsewhere + 1 if here <= before else 0
                if elsewhere > TRIES:
                    raise OtherAnswer(partner.url, "another place for each piece")
                continue
            if isinstance(taken := answer.get("taken"), dict):
                break
            if answer.get("offset") != here + len(piece):
                raise OtherAnswer(partner.url, "an answer of another shape")
            here += len(piece)
            watch(len(piece))
    return taken


def _come_so_far(partner: Partner, query: Mapping[str, Any]) -> tuple[int, dict[str, Any] | None]:
    """How many bytes are there, and what became of the bundle if all of them were."""
    answer = partner.ask_json("GET", "/incoming", query=query)
    found, taken = answer.get("offset"), answer.get("taken")
    if not isinstance(found, int) or not 0 <= found <= int(query["size"]):
        raise OtherAnswer(partner.url, "an answer of another shape")
    return found, taken if isinstance(taken, dict) else None


def _piece(
    partner: Partner, query: Mapping[str, Any], piece: bytes, *, last: bool
) -> dict[str, Any] | None:
    headers = {"Content-Type": "application/octet-stream"}
    timeout = MAKING_SECONDS if last else PIECE_SECONDS
    try:
        found = json.loads(
            partner.ask(
                "POST", "/incoming", query=query, body=piece, headers=headers, timeout=timeout
            )
        )
    except OtherStatus as error:
        if error.status == CONFLICT and b"UploadElsewhere" in error.body:
            return None
        raise partner.refused(error) from error
    except ValueError as error:
        raise OtherAnswer(partner.url, "an answer that is no JSON") from error
    return found if isinstance(found, dict) else {}


def _key(url: str, asked: Mapping[str, Any]) -> str:
    """The name of what is on its way: the same for the same question to the same archive."""
    told = json.dumps([url, asked], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def asked_of(refs: Sequence[str], audience: str | None, to: str) -> dict[str, Any]:
    """A question for a bundle, as the API takes it."""
    said: dict[str, Any] = {"of": list(refs), "to": to}
    return {**said, "audience": audience} if audience else said
