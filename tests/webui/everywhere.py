"""Every address of the site, for a record on each side of each border, and what is said there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache

from argon2 import PasswordHasher
from flask import Flask
from PIL import Image
from werkzeug.routing import Rule

from archive.accounts import granting
from archive.accounts.door import Door
from archive.accounts.passwords import Passwords
from archive.policy import Standing
from archive.workspace import Archive
from schemas.record import new_record_id
from tests.archive import samples
from tests.archive.everybody import EVERYBODY, OURS, SIDES, Side
from tests.webui.pages.test_sign_in import cheap
from webui.application import create_app
from webui.desk import KEY

SAID = "nothing was shown or changed"
NOWHERE = "nowhere"
LIGHT = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Who may try a password is asked here, not what trying one costs."""
ELSEWHERE = "192.0.2.7"
"""Where a stranger asks from (RFC 5737): who asks from this machine is told how busy it is."""
VALUES = {
    "name": "x",
    "filename": "khronika.css",
    "form": "json",
    "secret": "x",
    "person": "x",
    "draft_id": "x",
    "token": "x",
}
"""What an address names beside records; a number, where it is not said here."""
ONE_OF = re.compile(r"<any\(([a-z,]+)\):([a-z_]+)>")
DRAWN_ANEW = re.compile(r'(name="csrf_token" value=|csrf[^"]*" content=|"csrf_token": )"[^"]+"')


@dataclass(frozen=True, slots=True)
class Way:
    """An address, and what is done there."""

    endpoint: str
    method: str
    path: str
    """With {ref} where it names a record."""
    kind: str = ""
    """The type of the record that it names; empty: it names none."""


def ways(app: Flask) -> list[Way]:
    """Every address with every method and for every type of record that it may name."""
    return [
        Way(rule.endpoint, method, path, kind)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
        for path, kind in _paths(rule)
    ]


def _paths(rule: Rule) -> Iterator[tuple[str, str]]:
    path, choice = rule.rule, ONE_OF.search(rule.rule)
    kinds = choice[1].split(",") if choice and choice[2] == "record_type" else [""]
    for kind in kinds:
        told = ONE_OF.sub(kind, path, count=1) if kind else path
        told = ONE_OF.sub(lambda found: found[1].split(",")[0], told)
        named = kind or next((one for one in samples.SMALLEST if f"/{one}" in path), "incident")
        told = told.replace("<ref>", "{ref}")
        told = re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", lambda found: VALUES.get(found[1], "1"), told)
        yield told, named if "{ref}" in told else ""


def ref_of(kind: str, side: Side) -> str:
    """What the record of a type on a side is called."""
    return f"{kind}-{side.name}"


def furnish(archive: Archive) -> None:
    """Record one of each type on each side of each border; items have a picture."""
    made = io.BytesIO()
    Image.new("L", (12, 9), 7).save(made, "png")
    stored = archive.blobs.receive_stream([made.getvalue()])
    file = {"state": "collected", "digest": stored.digest, "size": stored.size}
    samples.record(
        archive,
        *(
            samples.draft(
                kind,
                ref_of(kind, side),
                access={"level": side.level.value, "compartments": [OURS] * side.limited},
                **({**file, "media_type": "image/png"} if kind == "item" else {}),
            )
            for side in SIDES
            for kind in samples.SMALLEST
        ),
    )


class Walk:
    """Somebody at a time goes where they are told."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.app = cheap(create_app(archive, must_sign_in=False))
        self.app.config["WTF_CSRF_METHODS"] = frozenset()  # forms of ours are another test's
        self._client = self.app.test_client()
        self._house = replace(self.app.extensions[KEY], door=Door(LIGHT))
        self._ids = {
            one: granting.let_in(archive, f"{one.role} {new_record_id()}", one).id
            for one in EVERYBODY
        }
        self.nowhere = cache(lambda way, one: self.told(way, one, NOWHERE))
        """What is said to somebody of a record that nobody ever recorded."""

    def sit_down(self, one: Standing | None) -> None:
        """Have somebody ask from now on; None: somebody who is not known."""
        house = replace(self._house, must_sign_in=one is None)
        if one is not None:
            house = replace(house, archive=self.archive.working_as(self._ids[one]))
        self.app.extensions[KEY] = house

    def told(self, way: Way, one: Standing | None, ref: str) -> tuple[int, str]:
        """Status and body, without what is drawn anew and without the name that was asked for."""
        self.sit_down(one)
        path = way.path.replace("{ref}", ref)
        where = {"REMOTE_ADDR": ELSEWHERE} if one is None else {}
        with closing(
            self._client.open(path, method=way.method, buffered=True, environ_overrides=where)
        ) as answer:
            body = answer.get_data().decode("utf-8", "replace")
            return answer.status_code, DRAWN_ANEW.sub("", body).replace(ref, "…")
