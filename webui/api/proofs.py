"""The log for programs: its state, signed heads, proofs of inclusion, and a quick check."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask.typing import ResponseReturnValue

from archive import custody, heads, log
from archive.checking.verify import verify
from archive.logbook import log_book
from webui.api import answers
from webui.api.contract import TEXT, Answer, Body, address
from webui.api.sending import as_json, as_text
from webui.desk import desk
from webui.errors import BadField

OK, CREATED, NOT_FOUND = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NOT_FOUND
DIGITS: Final = 12


@address("GET", "/log", Answer(OK, "The state of the log.", Body(answers.LogState)))
def log_state() -> ResponseReturnValue:
    """Size and root of the log, the key that signs it, and its newest signed head."""
    book = log_book(desk().archive, desk().audience, newest=0)
    return as_json(
        {
            "size": book.head.size,
            "root": book.head.root.hex(),
            "key": book.key.vkey,
            "fingerprint": book.key.fingerprint,
            "checkpoint": book.signed.note if book.signed else None,
        }
    )


@address(
    "POST",
    "/log/checkpoint",
    Answer(CREATED, "The signed head (C2SP tlog-checkpoint).", Body(None, TEXT)),
)
def sign_checkpoint() -> ResponseReturnValue:
    """Sign the head of the log now, and keep it."""
    archive = desk().archive
    return as_text(heads.sign(archive.settings, archive.engine, keep=True).note, CREATED)


@address(
    "GET",
    "/log/entries/<number>/proof",
    Answer(OK, "The proof under a signed head (C2SP tlog-proof).", Body(None, TEXT)),
    refuses=(NOT_FOUND,),
)
def entry_proof(number: str) -> ResponseReturnValue:
    """That an entry is in the log: hashes alone, which say nothing of what it is about."""
    if not (number.isascii() and number.isdecimal() and len(number) <= DIGITS):
        raise BadField("number", number[:20], "the number of an entry")
    archive, seq = desk().archive, int(number)
    with archive.reading() as connection:
        log.entry(connection, seq)  # before a head is signed for it
    signed = heads.sign(archive.settings, archive.engine, keep=True)
    with archive.reading() as connection:
        return as_text(custody.proof(connection, seq, signed).to_text())


@address("GET", "/verify", Answer(OK, "What the check found.", Body(answers.Checked)))
def check_archive() -> ResponseReturnValue:
    """A quick check: the log, the signed heads and the tables, without the files."""
    return as_json(verify(desk().archive, quick=True).to_json())
