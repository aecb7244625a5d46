"""The vocabularies: every term with its label, its meaning and where it comes from."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from schemas.vocabulary import vocabulary, vocabulary_names
from webui.language import language

blueprint = Blueprint("vocabularies", __name__, url_prefix="/vocabularies")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """All vocabularies, by name."""
    found = [vocabulary(name) for name in vocabulary_names()]
    rows = [(one.name, _in_language(one.title), one.description, len(one.terms)) for one in found]
    return render_template("vocabularies.html", rows=rows)


@blueprint.get("/<name>")
def show(name: str) -> ResponseReturnValue:
    """The terms of one vocabulary. Of one that there is not, the list of names is told."""
    found = vocabulary(name)
    terms = [(term, found.label(term.code, language())) for term in found.terms]
    return render_template(
        "vocabulary.html", vocabulary=found, title=_in_language(found.title), terms=terms
    )


def _in_language(titles: object) -> str:
    assert isinstance(titles, dict)
    return str(titles.get(language()) or titles["en"])
