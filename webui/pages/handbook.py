"""The documentation of the program: its pages, their pictures, and the files that they link to."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from webui.handbook import folder
from webui.handbook.errors import NoPage
from webui.handbook.rendering import Page, render
from webui.headers import as_file

blueprint = Blueprint("handbook", __name__)
PAGE = ".md"


@blueprint.get("/help")
def contents() -> ResponseReturnValue:
    """All pages, the guides of each task first."""
    return _shown(render(folder.contents(), folder.BEGINNING, _address))


@blueprint.get("/help/<path:page>")
def show(page: str) -> ResponseReturnValue:
    """One page."""
    name = page + PAGE
    return _shown(render(folder.file_of(name).read_text("utf-8"), name, _address))


@blueprint.get("/help/file/<path:filename>")
def file(filename: str) -> Response:
    """A picture, or another file as plain text."""
    path = folder.file_of(filename)
    if path.suffix == PAGE:
        raise NoPage(filename)
    kind = folder.PICTURES.get(path.suffix, "text/plain")
    return as_file(send_file(path, kind, conditional=True))


def _shown(page: Page) -> str:
    return render_template("handbook.html", page=page)


def _address(name: str) -> str | None:
    """Where a page or file is shown; None: the documentation has none of this name."""
    try:
        folder.file_of(name)
    except NoPage:
        return None
    if name == folder.BEGINNING:
        return url_for("handbook.contents")
    if name.endswith(PAGE):
        return url_for("handbook.show", page=name.removesuffix(PAGE))
    return url_for("handbook.file", filename=name)
