"""Importing a file in the browser: a mapping is proposed, what would happen is shown, then it does.

The file waits beside the archive until it is imported or a day has passed. Rows may revise records
by their names in other collections, so that whoever imports must see everything.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from archive.importing.errors import BadMapping, MissingColumns, RowsRefused, UnknownMapping
from archive.importing.guessing import guess
from archive.importing.journal import Progress
from archive.importing.mapping import Mapping, mapping_of, read_mapping, ready_mappings
from archive.importing.planning import Plan
from archive.importing.refused import said
from archive.importing.run import Order, Outcome, import_file
from schemas.record import ID_PATTERN, new_record_id
from webui.desk import desk
from webui.errors import BadField, NotOpenToReader
from webui.headers import as_file
from webui.telling import fields as told_fields

blueprint = Blueprint("importing", __name__, url_prefix="/import")
LARGEST_FILE = 64 << 20
"""Bytes; larger files are imported by `khronika import`."""
LONGEST_MAPPING = 200_000
"""Characters."""
KEPT_SECONDS = 24 * 3600
SHOWN = 200
"""Refused rows, and changes, that a preview shows; the counts are of all."""
MAPPING, REFUSED = "mapping.toml", "refused.csv"


@dataclass(slots=True)
class Seen:
    """What a preview shows of an import."""

    refused: list[tuple[int, str]] = field(default_factory=list)
    """Number of the row, from 1, and what is wrong with it."""
    changes: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Record, field, before and after."""

    def __call__(self, plan: Plan, progress: Progress) -> None:
        """Note what a part of the file would change."""
        for refusal in plan.refused:
            rows = [(problem.row, said(problem)) for problem in refusal.problems]
            self.refused += rows[: max(0, SHOWN - len(self.refused))]
        for change in plan.changes:
            told = [
                (change.ref, told_fields.field_words(pointer), _cell(old), _cell(new))
                for pointer, old, new in change.differences
            ]
            self.changes += told[: max(0, SHOWN - len(self.changes))]


@blueprint.get("")
def form() -> ResponseReturnValue:
    """Choose a file, and by which mapping it is read."""
    _check_reader()
    return render_template("import.html", ready=ready_mappings())


@blueprint.post("")
def receive() -> ResponseReturnValue:
    """Keep the file, and lead to its preview."""
    _check_reader()
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadField("file", "", "a file")
    name = Path(file.filename.replace("\\", "/")).name[:200] or "file"
    if name in (MAPPING, REFUSED):
        name = f"a-{name}"
    _forget_old_ones()
    token = new_record_id()
    folder = _folder() / token
    folder.mkdir(parents=True, mode=0o700)
    file.save(folder / name)
    way = request.form.get("mapping", "guess")
    (folder / MAPPING).write_bytes(_proposed(way, folder / name))
    return redirect(url_for("importing.preview", token=token), HTTPStatus.SEE_OTHER)


@blueprint.get("/<token>")
def preview(token: str) -> ResponseReturnValue:
    """What an import would change, row by row; nothing is changed."""
    folder, path = _kept(token)
    text = (folder / MAPPING).read_text("utf-8")
    wrong, seen = "", Seen()
    outcome: Outcome | None = None
    try:
        found = _mapping(text)
        outcome = import_file(desk().archive, path, found, Order(dry_run=True), seen)
    except (BadMapping, MissingColumns) as error:
        wrong = str(error)
    return render_template(
        "import_preview.html",
        token=token,
        name=path.name,
        mapping=text,
        wrong=wrong,
        outcome=outcome,
        seen=seen,
        shown=SHOWN,
    )


@blueprint.post("/<token>")
def run(token: str) -> ResponseReturnValue:
    """Look again with another mapping, or import."""
    folder, path = _kept(token)
    text = request.form.get("mapping", "")[:LONGEST_MAPPING].replace("\r\n", "\n")
    (folder / MAPPING).write_text(text, "utf-8")
    way = request.form.get("do", "look")
    if way not in ("import", "partial"):
        return redirect(url_for("importing.preview", token=token), HTTPStatus.SEE_OTHER)
    partial = way == "partial"
    order = Order(
        partial=partial,
        refused=folder / REFUSED if partial else None,
        reason=request.form.get("reason", "").strip()[:2000] or None,
    )
    try:
        outcome = import_file(desk().archive, path, _mapping(text), order)
    except (BadMapping, MissingColumns, RowsRefused):
        return redirect(url_for("importing.preview", token=token), HTTPStatus.SEE_OTHER)
    left = (folder / REFUSED).exists()
    path.unlink()
    if not left:
        shutil.rmtree(folder)
    return render_template(
        "import_done.html", name=path.name, outcome=outcome, token=token if left else ""
    )


@blueprint.get("/<token>/refused.csv")
def refused(token: str) -> Response:
    """The rows that were refused, to be mended and imported again."""
    path = _folder() / _checked(token) / REFUSED
    if not path.exists():
        raise UnknownMapping(token, ())
    return as_file(send_file(path, as_attachment=True, download_name=REFUSED))


def allow_files() -> None:
    """Let the address that takes a file take it; all others keep the limit of forms."""
    if request.endpoint == "importing.receive":
        request.max_content_length = LARGEST_FILE
    elif request.endpoint == "importing.run":
        request.max_content_length = request.max_form_memory_size = 8 * LONGEST_MAPPING


def _proposed(way: str, path: Path) -> bytes:
    if way == "own":
        return b""
    if way == "guess":
        return guess(path).encode()
    return read_mapping(way).source if way in ready_mappings() else b""


def _mapping(text: str) -> Mapping | None:
    """The mapping that was typed; None: the file is in the archive's own form."""
    return mapping_of(text.encode(), MAPPING) if text.strip() else None


def _check_reader() -> None:
    if not desk().sees_everything:
        raise NotOpenToReader(
            "an import, whose rows may revise what is not shown to you",
            "somebody from whom nothing is withheld",
        )


def _folder() -> Path:
    return desk().archive.settings.intake / "imports" / desk().archive.person


def _checked(token: str) -> str:
    _check_reader()
    if not ID_PATTERN.fullmatch(token):
        raise UnknownMapping(token[:40], ())
    return token


def _kept(token: str) -> tuple[Path, Path]:
    """The folder of a file that waits, and the file. Raises UnknownMapping if there is none."""
    folder = _folder() / _checked(token)
    names = list(_files(folder))
    if len(names) != 1:
        raise UnknownMapping(token, ())
    return folder, names[0]


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.name not in (MAPPING, REFUSED))


def _forget_old_ones() -> None:
    if not _folder().is_dir():
        return
    for folder in _folder().iterdir():
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _cell(value: object) -> str:
    return "—" if value is None else str(value)
